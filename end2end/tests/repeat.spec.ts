// An SMS whose answer was lost is sent again by a person only, who is told the risk.
import type { Page } from '@playwright/test'
import { expectNoSidewaysScroll, headerCredits, number, open, paths, sizes } from '../support/page.ts'
import { signIn } from '../support/people.ts'
import { CampaignPage, SendPage, sendPlainly } from '../support/send.ts'
import { expect, withServer } from '../support/test.ts'

/** A server whose sandbox loses every answer, and reports on what it has all the same after the test only. */
const test = withServer({ COMPTOIR_SANDBOX_LOSES: '100', COMPTOIR_SANDBOX_DELAY: '600000-600000' })

const main = (page: Page) => page.getByRole('main')
const again = (page: Page) => main(page).getByRole('link', { name: 'Renvoyer quand même', exact: true })
const button = (page: Page) => main(page).getByRole('button', { name: 'Renvoyer quand même', exact: true })

/** One SMS, whose answer is lost; the campaign's address. */
async function uncertain(page: Page): Promise<string> {
  const send = await SendPage.open(page)
  await send.tick(1)
  await (await send.send()).allFinal(1)
  await expect(main(page).getByRole('table')).toContainText('Incertain')
  return page.url()
}

for (const { name, width, height } of sizes) {
  test(`an uncertain SMS is sent again on a ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await signIn(page, 'titulaire')
    const first = await uncertain(page)
    const recipient = await main(page).getByRole('table').locator('.name').innerText()
    const before = number(await headerCredits(page).innerText())

    await again(page).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Renvoyer un SMS' })).toBeVisible()
    await expect(main(page)).toContainText(recipient)
    await expect(main(page)).toContainText('le client le recevra peut-être deux fois')
    await expect(main(page)).toContainText(/Le renvoi coûte \d+\scrédits?\. Il en reste [\d\s]+\./)
    await expectNoSidewaysScroll(page)
    const address = page.url()
    await main(page).getByRole('link', { name: 'Ne pas renvoyer', exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Historique des communications' })).toBeVisible()
    expect(number(await headerCredits(page).innerText())).toBe(before)

    await open(page, address)
    await button(page).click()
    await CampaignPage.shown(page)
    expect(page.url()).not.toBe(first)
    await expect(main(page).getByRole('table')).toContainText(recipient)
    const second = page.url()

    await open(page, address)
    await expect(main(page)).toContainText('Ce SMS a déjà été renvoyé.')
    await expect(button(page)).toHaveCount(0)
    await main(page).getByRole('link', { name: 'Suivre l’envoi', exact: true }).click()
    await expect(page).toHaveURL(second)
  })
}

test('who may only read is not offered it', async ({ page, expected }) => {
  expected.status(403)
  await signIn(page, 'gestionnaire')
  await uncertain(page)
  const address = (await again(page).getAttribute('href')) ?? ''
  await page.goto('about:blank')
  await page.context().clearCookies()
  await signIn(page, 'assistant')
  await open(page, paths.history)
  await expect(main(page).getByRole('table')).toContainText('Incertain')
  await expect(again(page)).toHaveCount(0)
  await open(page, address)
  await expect(page.getByRole('alert')).toContainText('Vous n’avez pas l’autorisation')
  await expect(button(page)).toHaveCount(0)
})

test('no such SMS, and an address that is none', async ({ page, expected }) => {
  expected.status(404)
  await signIn(page, 'titulaire')
  for (const number of ['999999999', 'abc', '-1']) {
    await open(page, `/communications/${number}/renvoyer`)
    await expect(page.getByRole('heading', { name: 'Page introuvable' })).toBeVisible()
  }
})

test('what is known by now is not sent again', async ({ page }) => {
  await signIn(page, 'titulaire')
  // The past of the demonstration has SMS that were delivered.
  await open(page, '/communications/1/renvoyer')
  await expect(main(page)).toContainText('Il n’y a rien à renvoyer : ce SMS est arrivé')
  await expect(button(page)).toHaveCount(0)
  await expect(main(page).getByRole('link', { name: 'Retour aux communications', exact: true })).toBeVisible()
})

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('an uncertain SMS is sent again', async ({ page }) => {
    await sendPlainly(page)
    await CampaignPage.shown(page)
    const first = page.url()
    await expect(async () => {
      await page.reload()
      await expect(again(page)).toBeVisible({ timeout: 500 })
    }).toPass({ timeout: 30_000 })
    await again(page).click()
    await expect(main(page)).toContainText('le client le recevra peut-être deux fois')
    const address = page.url()
    await button(page).click()
    await CampaignPage.shown(page)
    expect(page.url()).not.toBe(first)
    await page.goto(address)
    await expect(main(page)).toContainText('Ce SMS a déjà été renvoyé.')
  })
})
