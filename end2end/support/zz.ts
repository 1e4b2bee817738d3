import { open, sizes } from './page.ts'
import { test } from './test.ts'
import { email, signIn } from './people.ts'
const pages: Record<string, string> = {
  plain: '/', found: '/?q=amina%2006&statut=livre&tri=destinataire', none: '/?q=zzzz&statut=echec', wrong: '/?du=2026-02-30', many: '/?q=sol&statut=livre&objectif=rappel&du=2026-11-01&au=2026-11-25',
}
const only = process.env.ONLY?.split(',')
for (const { name: size, width, height } of sizes) for (const [look, colorScheme, lang] of [['light', 'light', 'fr'], ['dark', 'dark', 'fr'], ['arabic', 'light', 'ar']] as const) {
  if (only && !only.includes(`${size}-${look}`)) continue
  test(`${size} ${look}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme })
    await open(page, '/')
    if (lang === 'ar') {
      await page.getByRole('banner').locator('button.avatar').click()
      await page.getByRole('button', { name: 'العربية', exact: true }).click()
      await page.waitForLoadState('networkidle')
    }
    for (const [name, path] of Object.entries(pages)) {
      await open(page, path)
      await page.waitForLoadState('networkidle')
      await page.screenshot({ path: `/tmp/shots/${name}-${size}-${look}.png` })
      if (name === 'plain') {
        if (width < 560) { await page.locator('[popovertarget=filters]').first().click(); await page.screenshot({ path: `/tmp/shots/sheet-${size}-${look}.png` }) }
        await page.locator('#periode summary').click()
        await page.screenshot({ path: `/tmp/shots/period-${size}-${look}.png` })
      }
    }
    if (look === 'light' && width === 1440) {
      await open(page, '/?q=amina&statut=livre')
      await page.keyboard.press('?')
      await page.screenshot({ path: `/tmp/shots/keys-${size}-${look}.png` })
      await page.keyboard.press('Escape')
      await page.emulateMedia({ media: 'print' })
      await page.screenshot({ path: `/tmp/shots/print.png` })
    }
  })
}
