// The pages of credits, of requests and of the sales service: names, contrast and width at three sizes, light and dark, in
// each state of a request, and from right to left.
import type { Page } from '@playwright/test'
import { violations } from '../support/axe.ts'
import { expectNoSidewaysScroll, open, paths, sizes } from '../support/page.ts'
import { enter, speak, TopUp } from '../support/topup.ts'
import { expect, withServer } from '../support/test.ts'

const test = withServer({})

type Look = (page: Page, path: string) => Promise<void>

/** Opens every page of both sides as a request goes its way, and looks at each. */
async function everyPage(pharmacy: Page, sales: Page, origin: string, look: Look): Promise<void> {
  await look(sales, '/commercial')
  await look(sales, '/commercial/packs')
  await look(pharmacy, paths.credits)
  await look(pharmacy, `${paths.credits}?type=corrections`)
  await look(pharmacy, `${paths.credits}/alerte`)
  await look(pharmacy, `${paths.credits}/recharge`)
  const topup = await TopUp.ask(pharmacy, sales, origin)
  const both = async () => {
    await look(pharmacy, topup.ofPharmacy)
    await look(sales, topup.ofSales)
  }
  await look(sales, '/commercial')
  await topup.write('Bonjour, le Pack Confort vous convient.')
  await both()
  await topup.choose()
  await both()
  await topup.sold('issue')
  await both()
  await look(pharmacy, `${topup.ofPharmacy}/pro-forma`)
  await look(sales, `${topup.ofSales}/pro-forma`)
  await look(pharmacy, `${topup.ofPharmacy}?preuve=autre`)
  await topup.prove()
  await both()
  await topup.sold('receive')
  await both()
  await topup.sold('activate')
  await both()
  const second = await TopUp.ask(pharmacy, sales, origin)
  await second.sold('refuse', 'Compte en cours de fermeture.')
  await look(pharmacy, second.ofPharmacy)
  await look(pharmacy, paths.credits)
  await look(sales, '/commercial?tout=1')
  await look(sales, '/commercial?q=zzzz')
}

for (const { name, width, height } of sizes) {
  test(`axe finds nothing on a ${name}, light and dark`, async ({ device, own }) => {
    test.setTimeout(300_000)
    const pharmacy = await enter(device, 'titulaire', { width, height })
    const sales = await enter(device, 'commercial', { width, height })
    await everyPage(pharmacy, sales, own.url, async (page, path) => {
      await open(page, path)
      await page.locator('main details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')))
      for (const colorScheme of ['light', 'dark'] as const) {
        // Colours that are on their way from one to the other are none of either.
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        expect(await violations(page), `${path} ${colorScheme}`).toEqual([])
      }
      await expectNoSidewaysScroll(page)
    })
  })
}

test('from right to left, within the screen', async ({ device, own }) => {
  test.setTimeout(300_000)
  const [pharmacy, sales] = [await enter(device, 'titulaire'), await enter(device, 'commercial')]
  await speak(pharmacy, own.url, 'ar')
  await speak(sales, own.url, 'ar')
  await everyPage(pharmacy, sales, own.url, async (page, path) => {
    await open(page, path)
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/[\u0600-\u06ff]/)
    for (const { width, height } of sizes) {
      await page.setViewportSize({ width, height })
      await expectNoSidewaysScroll(page)
    }
    expect(await violations(page), path).toEqual([])
  })
})
