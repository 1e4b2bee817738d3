// *Passerelle*: which gateway takes the SMS, and how it is.
import type { Page } from '@playwright/test'
import { expectNoSidewaysScroll, number, open, paths, sizes } from '../support/page.ts'
import { signIn } from '../support/people.ts'
import { SendPage } from '../support/send.ts'
import { expect, test, withServer } from '../support/test.ts'

const entry = (page: Page) => page.getByRole('navigation', { name: 'Paramètres' }).getByRole('link', { name: 'Passerelle' })
const value = (page: Page, term: string) =>
  page.getByRole('term').filter({ hasText: new RegExp(`^${term}$`) }).locator('xpath=following-sibling::dd[1]')

for (const { name, width, height } of sizes) {
  test(`the gateway on a ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await open(page, paths.credits)
    await entry(page).click()
    await expect(page).toHaveURL(new RegExp(`${paths.gateway}$`))
    await expect(page.getByRole('heading', { level: 1, name: 'Passerelle' })).toBeVisible()
    await expect(entry(page)).toHaveAttribute('aria-current', 'page')
    await expect(value(page, 'Passerelle utilisée')).toContainText('Rien ne quitte cette machine : les SMS ne partent pas vraiment.')
    await expect(value(page, 'État')).toHaveText('Fonctionne')
    await expect(value(page, 'Dernière erreur')).toContainText('Aucune depuis le démarrage.')
    await expect(value(page, 'Adresse')).toHaveCount(0)
    await expectNoSidewaysScroll(page)
  })
}

test('what the gateway took is counted while the page is open', async ({ page }) => {
  await open(page, paths.gateway)
  const taken = value(page, 'SMS acceptés dans la dernière minute')
  const count = async () => number(await taken.innerText())
  const before = await count()
  const sender = await page.context().newPage()
  const send = await SendPage.open(sender)
  await send.tick(2, 30)
  await (await send.send()).allFinal(2)
  await sender.close()
  await page.bringToFront()
  // Of a minute: what was taken before may be forgotten meanwhile.
  await expect.poll(count).toBeGreaterThanOrEqual(Math.min(before + 1, 2))
})

/** Every answer is lost: after ten in a row the gateway is left alone, and what waits goes on waiting. */
const failing = withServer({
  COMPTOIR_SANDBOX_LOSES: '100',
  COMPTOIR_SANDBOX_DELAY: '600000-600000',
  COMPTOIR_GATEWAY_IN_FLIGHT: '10',
})

failing('a gateway that fails is said on the campaign, in the history and in the settings', async ({ page }) => {
  await signIn(page, 'titulaire')
  const send = await SendPage.open(page)
  await send.tick(14)
  await send.send()
  const main = page.getByRole('main')
  await expect(main).toContainText(/La passerelle ne répond pas : les SMS attendent\. Nouvel essai le/)
  await open(page, paths.history)
  await expect(main.getByRole('status').filter({ hasText: 'la passerelle ne répond pas, les SMS attendent' })).toBeVisible()
  await open(page, paths.gateway)
  await expect(value(page, 'État')).toContainText(/^En pause\s*Nouvel essai le/)
  await expect(value(page, 'Dernière erreur')).toContainText('La connexion s’est coupée avant la réponse.')
  await expect.poll(async () => number(await value(page, 'SMS à envoyer').innerText())).toBeGreaterThan(0)
})

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('the gateway is shown', async ({ page }) => {
    await page.goto(paths.templates)
    await entry(page).click()
    await expect(value(page, 'État')).toHaveText('Fonctionne')
  })
})

test.describe('who may not change settings', () => {
  test.use({ who: 'assistant' })

  test('has no entry, and is told so at the address', async ({ page, expected }) => {
    expected.status(403)
    await open(page, paths.credits)
    await expect(page.getByRole('navigation', { name: 'Paramètres' })).toBeVisible()
    await expect(entry(page)).toHaveCount(0)
    await open(page, paths.gateway)
    await expect(page.getByRole('alert')).toContainText('Vous n’avez pas l’autorisation')
    await expect(page.getByRole('term')).toHaveCount(0)
  })
})
