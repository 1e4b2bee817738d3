// Not a test: each state of a request for both sides, the pro-forma, the desk and the packs, as `screens.ts` has the other
// pages. Written to target/screens.
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { open, paths, sizes } from './page.ts'
import { withServer } from './test.ts'
import { enter, speak, TopUp } from './topup.ts'

const folder = fileURLToPath(new URL('../../target/screens', import.meta.url))
const test = withServer({})

for (const { name: size, width, height } of sizes) {
  for (const [look, colorScheme, language] of [
    ['light', 'light', 'fr'],
    ['dark', 'dark', 'fr'],
    ['arabic', 'light', 'ar'],
  ] as const) {
    test(`requests for credits, ${size} ${look}`, async ({ device, own }) => {
      const pharmacy = await enter(device, 'titulaire', { width, height })
      const sales = await enter(device, 'commercial', { width, height })
      for (const page of [pharmacy, sales]) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await speak(page, own.url, language)
      }
      const shot = async (page: Page, path: string, name: string) => {
        await open(page, path)
        await page.waitForLoadState('networkidle')
        await page.locator('main details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')))
        await page.screenshot({ path: `${folder}/${name}-${size}-${look}.png`, fullPage: true })
      }
      await shot(pharmacy, `${paths.credits}/recharge`, 'topup-ask')
      await shot(pharmacy, `${paths.credits}/alerte`, 'topup-alert')
      const topup = await TopUp.ask(pharmacy, sales, own.url)
      const both = async (state: string) => {
        await shot(pharmacy, topup.ofPharmacy, `topup-${state}`)
        await shot(sales, topup.ofSales, `sales-${state}`)
      }
      await shot(sales, '/commercial', 'sales-desk')
      await shot(sales, '/commercial/packs', 'sales-packs')
      await topup.write('Bonjour, le Pack Confort vous convient.')
      await both('1-requested')
      await topup.choose()
      await both('2-chosen')
      await topup.sold('issue')
      await both('3-issued')
      await shot(pharmacy, `${topup.ofPharmacy}/pro-forma`, 'topup-proforma')
      await shot(pharmacy, `${topup.ofPharmacy}?preuve=autre`, 'topup-3-proof-refused')
      await topup.prove()
      await both('4-declared')
      await topup.sold('receive')
      await both('5-received')
      await topup.sold('activate')
      await both('6-activated')
      const refused = await TopUp.ask(pharmacy, sales, own.url)
      await refused.sold('refuse', 'Compte en cours de fermeture.')
      await shot(pharmacy, refused.ofPharmacy, 'topup-7-refused')
      await shot(pharmacy, paths.credits, 'topup-list')
      await shot(sales, '/commercial?tout=1', 'sales-desk-all')
    })
  }
}
