// Consent and opt-out: one tap on the client's page, and what it means for a promotion.
import type { Page } from '@playwright/test'
import { Api } from '../support/api.ts'
import { open, paths } from '../support/page.ts'
import { CampaignPage, SendPage } from '../support/send.ts'
import { expect, test } from '../support/test.ts'

const wishes = (page: Page) => page.getByRole('region', { name: 'Ce que le client veut recevoir' })
const press = (page: Page, name: string) => wishes(page).getByRole('button', { name }).click()

interface Person {
  client: string
  blocked: unknown
  consents: boolean
}

/** A client who can receive an SMS and has said nothing of promotions: none of the first, whom other tests tick. */
async function anybody(api: Api, from: number): Promise<string> {
  const { lines } = await api.clients('', null, 300)
  const people = (lines as unknown as Person[]).filter(({ blocked, consents }) => blocked === null && !consents)
  return people[people.length - 1 - from]!.client
}

test('one tap notes a consent with who, when and how, and another takes it back', async ({ page, request, server }) => {
  await open(page, `${paths.clients}/${await anybody(new Api(request, server.url), 0)}`)
  await expect(wishes(page)).toContainText('N’a pas donné son accord pour les promotions')
  await press(page, 'Noter son accord')
  await expect(wishes(page)).toContainText('Accepte les promotions')
  await expect(wishes(page)).toContainText(/Dit au comptoir, noté par Salma Bennani le \d\d\/\d\d\/\d{4} à \d\d:\d\d/)
  await page.reload()
  await expect(wishes(page)).toContainText('Accepte les promotions')
  await press(page, 'Retirer son accord')
  await expect(wishes(page)).toContainText('N’a pas donné son accord pour les promotions')
})

test('one tap stops all SMS, a consent with them, and another one lets them go on', async ({ page, request, server }) => {
  await open(page, `${paths.clients}/${await anybody(new Api(request, server.url), 1)}`)
  await press(page, 'Noter son accord')
  await expect(wishes(page)).toContainText('Accepte les promotions')
  await press(page, 'Ne plus envoyer de SMS')
  await expect(wishes(page)).toContainText(/Ne veut plus de SMS\s+Dit au comptoir, noté par Salma Bennani/)
  await expect(wishes(page)).not.toContainText('promotions')
  await expect(page.getByRole('main')).toContainText('ne veut plus de SMS')
  await press(page, 'Veut de nouveau des SMS')
  await expect(wishes(page)).toContainText('Reçoit les SMS de la pharmacie')
  await expect(wishes(page)).toContainText('N’a pas donné son accord pour les promotions')
})

test('the list of clients shows who consented', async ({ page }) => {
  await open(page, paths.clients)
  const rows = page.getByRole('table', { name: 'Clients' }).getByRole('row')
  await expect(rows.filter({ hasText: 'Accepte les promotions' }).first()).toBeVisible()
  await rows.filter({ hasText: 'Accepte les promotions' }).first().getByRole('link').click()
  await expect(wishes(page)).toContainText('Accepte les promotions')
})

test('a client without a usable number is asked nothing', async ({ page }) => {
  await open(page, paths.clients)
  await page.getByRole('table', { name: 'Clients' }).getByRole('row').filter({ hasText: /[Ff]ixe/ }).first().getByRole('link').click()
  await expect(page.getByRole('main')).toContainText(/[Ff]ixe/)
  await expect(wishes(page)).toHaveCount(0)
})

test.describe('who only reads', () => {
  test.use({ who: 'assistant' })

  test('sees what was said and has no button', async ({ page }) => {
    await open(page, paths.clients)
    await page.getByRole('table', { name: 'Clients' }).getByRole('row').filter({ hasText: 'Accepte les promotions' }).first().getByRole('link').click()
    await expect(wishes(page)).toContainText(/Dit au comptoir, noté par/)
    await expect(wishes(page).getByRole('button')).toHaveCount(0)
  })
})

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('a plain form notes it', async ({ page, request, server }) => {
    await page.goto(`${paths.clients}/${await anybody(new Api(request, server.url), 2)}`)
    await press(page, 'Noter son accord')
    await expect(wishes(page)).toContainText('Accepte les promotions')
    await press(page, 'Retirer son accord')
    await expect(wishes(page)).toContainText('N’a pas donné son accord')
  })
})

test('a promotion: who has not consented is shown with the reason, and tick all leaves them out', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  const everybody = await reachable(send)
  await send.template.selectOption('Offre du mois')
  await expect(send.recipients.getByRole('listitem').filter({ hasText: 'n’a pas donné son accord pour les promotions' }).first()).toBeVisible()
  await expect.poll(() => reachable(send)).toBeLessThan(everybody)
  const consenting = await reachable(send)
  expect(consenting).toBeGreaterThan(0)
  await expect(send.quote).toContainText(new RegExp(`pour ${consenting} SMS`))
  await send.sendButton.click()
  await expect(send.dialog).toContainText(/n’a pas donné son accord pour les promotions\s*−\d+/)
  await send.dialog.getByRole('button', { name: 'Revenir à la liste' }).click()
  await send.recipients.getByRole('checkbox', { name: /Tout cocher/ }).check()
  await expect(send.quote).toContainText(new RegExp(`${consenting}\\sSMS`))
  await expect(send.recipients.getByRole('listitem').filter({ hasText: 'n’a pas donné son accord' }).getByRole('checkbox')).toHaveCount(0)
})

test('the recipients are narrowed by consent', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  await send.template.selectOption('Offre du mois')
  const filter = send.recipients.getByRole('combobox', { name: 'Accord pour les promotions' })
  await filter.selectOption({ label: 'Acceptent les promotions' })
  await expect(send.recipients.getByText('n’a pas donné son accord pour les promotions')).toHaveCount(0)
  await expect(send.boxes.first()).toBeVisible()
  await filter.selectOption({ label: 'Sans accord pour les promotions' })
  await expect(send.boxes).toHaveCount(0)
  await expect(send.quote).toContainText(/Aucun de ces clients/)
})

test('a promotion leaves to who consented', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  await send.template.selectOption('Offre du mois')
  await send.recipients.getByRole('combobox', { name: 'Accord pour les promotions' }).selectOption('oui')
  await send.tick(1)
  await send.quoted(1)
  await send.send()
  const rows = await (await CampaignPage.shown(page)).allFinal(1)
  expect(rows[0]).toContain('répondez STOP')
})

async function reachable(send: SendPage): Promise<number> {
  const words = await send.recipients.getByText(/dont [\d\s]+ recevr/).innerText()
  return Number(/dont ([\d\s]+) recevr/.exec(words)![1]!.replace(/\s/g, ''))
}
