// A text is tried out before it is sent: a test to one's own numbers, and a send whose first messages leave alone.
import type { Locator, Page } from '@playwright/test'
import { violations } from '../support/axe.ts'
import { importClients } from '../support/clients-more.ts'
import { expectNoSidewaysScroll, headerCredits, number, open, paths, sizes } from '../support/page.ts'
import { signIn } from '../support/people.ts'
import { CampaignPage, SendPage } from '../support/send.ts'
import { expect, test, withServer } from '../support/test.ts'

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Envoyer un test' })
const first = (page: Page) => dialog(page).getByRole('textbox', { name: 'Numéro du test' })
const send = (page: Page) => dialog(page).getByRole('button', { name: 'Envoyer le test' })
const newest = (page: Page): Locator =>
  page.getByRole('table', { name: 'Historique des communications' }).getByRole('row').filter({ has: page.getByRole('cell') }).first()

/** Opens the dialog: from the bar, on a phone from the preview. */
async function openTest(page: Page, sendPage: SendPage): Promise<void> {
  const button = page.getByRole('button', { name: 'Envoyer un test' }).filter({ visible: true })
  if (!(await button.isVisible())) await page.getByRole('button', { name: 'Aperçu' }).click()
  await button.click()
  await expect(dialog(page)).toBeVisible()
  await expect(sendPage.dialog).toContainText('Le SMS de')
}

for (const { name, width, height } of sizes) {
  test(`a test to one’s own number, from a ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    const sendPage = await SendPage.open(page)
    await sendPage.goTo(sendPage.boxes.first())
    const before = number(await headerCredits(page).textContent())
    const [client] = await sendPage.tick(1, 4)
    await openTest(page, sendPage)
    await expect(dialog(page)).toContainText(`${client!.amount.replace('\u202f', ' ')} DH`)
    await expect(dialog(page)).toContainText(/Le test coûte 1\scrédit\./)
    await expectNoSidewaysScroll(page)
    expect(await violations(page)).toEqual([])
    await first(page).fill('06 61 55 44 10')
    await send(page).click()
    await expect(dialog(page)).toContainText('Le test est parti.')
    expect(await violations(page)).toEqual([])
    await dialog(page).getByRole('link', { name: 'Suivre le test' }).click()
    const campaign = await CampaignPage.shown(page)
    const [row] = await campaign.allFinal(1)
    expect(row).toContain('06 61 55 44 10')
    expect(row).toMatch(/Test/)
    await expect.poll(async () => number(await headerCredits(page).textContent())).toBe(before - 1)

    // In the history it is marked, and says whose SMS it tries out; the person’s number is remembered.
    await open(page, paths.history)
    await expect(newest(page)).toContainText('06 61 55 44 10')
    await newest(page).getByRole('link').first().click()
    await expect(page.getByRole('main')).toContainText(`du SMS de ${client!.name}`)
    const again = await SendPage.open(page)
    await again.goTo(again.boxes.first())
    await openTest(page, again)
    await expect(first(page)).toHaveValue('06 61 55 44 10')
  })
}

test('numbers are checked at their field, an opted-out one is refused', async ({ page, expected }) => {
  expected.status(422)
  const sendPage = await SendPage.open(page)
  await sendPage.tick(1)
  await openTest(page, sendPage)
  await first(page).fill('05 22 48 17 60')
  await dialog(page).getByRole('button', { name: 'Ajouter un numéro' }).click()
  const second = dialog(page).getByRole('textbox', { name: 'Numéro 2' })
  await second.fill('06 61 55 44 11')
  await send(page).click()
  await expect(first(page)).toHaveAttribute('aria-invalid', 'true')
  await expect(first(page)).toHaveAccessibleDescription(/fixe/)
  await expect(first(page)).toBeFocused()
  await expect(second).not.toHaveAttribute('aria-invalid')
  expect(await violations(page)).toEqual([])
  await first(page).fill('')
  await second.fill('')
  await send(page).click()
  await expect(first(page)).toHaveAccessibleDescription(/au moins un numéro/)
  // A client of the demonstration who wants no more SMS.
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  const out = sendPage.recipients.getByRole('listitem').filter({ hasText: /ne veut plus/ })
  await sendPage.objective('Modèle personnalisé').check()
  await expect(out.first()).toBeVisible()
  const client = (await out.first().innerText()).split('\n')[0]!
  await open(page, `${paths.clients}?q=${encodeURIComponent(client)}`)
  const phone = /0[67]( \d{2}){4}/.exec(await page.getByRole('main').innerText())![0]
  const after = await SendPage.open(page)
  await after.tick(1)
  await openTest(page, after)
  await first(page).fill(phone)
  await send(page).click()
  await expect(first(page)).toHaveAccessibleDescription(/ne veut plus recevoir de SMS : le test n’est pas parti/)
})

test('a double click is one test, and what is being edited is what is tested', async ({ page }) => {
  const sendPage = await SendPage.open(page)
  await sendPage.tick(1, 2)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  const words = `Essai ${Date.now()}`
  await page.getByRole('textbox', { name: /Texte/ }).fill(words)
  await openTest(page, sendPage)
  await expect(dialog(page)).toContainText(words)
  await first(page).fill('0661554412')
  await send(page).dblclick()
  await expect(dialog(page)).toContainText('Le test est parti.')
  await open(page, `${paths.history}?q=${encodeURIComponent(words)}`)
  await expect(page.getByRole('table', { name: 'Historique des communications' }).getByText(words)).toHaveCount(1)
  await expect(newest(page)).toContainText('Test')
})

/** A server of its own, where more than fifty SMS leave without touching the credits of other tests. */
const own = withServer({})

own('before a large send a test is asked for, not forced', async ({ page }) => {
  await signIn(page, 'titulaire')
  const sendPage = await SendPage.open(page)
  await sendPage.tick(2)
  await sendPage.quoted(2)
  await sendPage.sendButton.click()
  await expect(sendPage.dialog).toContainText(/Envoyer à 2\sclients/)
  await expect(sendPage.dialog.getByRole('button', { name: 'Envoyer un test' })).toHaveCount(0)
  await expect(sendPage.dialog.getByRole('checkbox')).toHaveCount(0)
  await sendPage.dialog.getByRole('button', { name: 'Revenir à la liste' }).click()
  await sendPage.boxes.nth(0).uncheck()
  await sendPage.boxes.nth(1).uncheck()
  await expect(sendPage.quote).toContainText(/crédits pour/)
  await sendPage.sendButton.click()
  await expect(sendPage.dialog).toContainText('lisez d’abord le SMS sur votre téléphone')
  expect(await violations(page)).toEqual([])
  await sendPage.dialog.getByRole('button', { name: 'Envoyer un test' }).click()
  await expect(dialog(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  await expect(sendPage.confirmButton).toBeEnabled()
})

own.describe('the first leave alone', () => {
  const few = (endings: string[]) => endings.map((ending, n) => `CAN${n};Canari ${n};Ali;066100${n}0${ending};${99_000 - n},00`)

  /** Six clients who owe more than anybody else, sent to with three in front. */
  async function careful(page: Page): Promise<CampaignPage> {
    await signIn(page, 'titulaire')
    const sendPage = await SendPage.open(page)
    await sendPage.recipients.getByRole('textbox', { name: /Solde d’au moins/ }).fill('98000')
    await expect(sendPage.sendButton).toHaveAccessibleName(/^Envoyer aux 6\sclients$/)
    await sendPage.sendButton.click()
    await sendPage.dialog.getByRole('checkbox', { name: /Commencer par 3\sSMS/ }).check()
    expect(await violations(page)).toEqual([])
    await sendPage.confirmButton.click()
    return CampaignPage.shown(page)
  }

  own('and the others follow', async ({ own: server, page }) => {
    await importClients(server, few(['10', '11', '12', '13', '14', '15']))
    const campaign = await careful(page)
    const rows = await campaign.allFinal(6)
    expect(rows.filter((row) => row.includes('Livré'))).toHaveLength(6)
  })

  own('and the others are held back when one fails, until somebody says go on', async ({ own: server, page }) => {
    await importClients(server, few(['10', '00', '12', '13', '14', '15']))
    const campaign = await careful(page)
    const main = page.getByRole('main')
    await expect(main).toContainText(/Mis en pause de lui-même .* l’un des premiers SMS n’est pas arrivé/)
    await expect(campaign.rows.filter({ hasText: 'En file' })).toHaveCount(3)
    expect(await violations(page)).toEqual([])
    await page.reload()
    await expect(main).toContainText('l’un des premiers SMS n’est pas arrivé')
    await main.getByRole('button', { name: 'Reprendre' }).click()
    const rows = await campaign.allFinal(6)
    expect(rows.filter((row) => row.includes('Livré'))).toHaveLength(5)
  })
})

const slow = withServer({ COMPTOIR_SANDBOX_DELAY: '600000-600000' })

slow('while the first are awaited, the others may be let go', async ({ page }) => {
  await signIn(page, 'titulaire')
  const sendPage = await SendPage.open(page)
  await sendPage.tick(5, 10)
  await sendPage.quoted(5)
  await sendPage.sendButton.click()
  await sendPage.dialog.getByRole('checkbox', { name: /Commencer par 3\sSMS/ }).check()
  await sendPage.confirmButton.click()
  const campaign = await CampaignPage.shown(page)
  const main = page.getByRole('main')
  await expect(main).toContainText('Les 3 premiers SMS partent seuls')
  await expect(campaign.rows.filter({ hasText: 'Envoyé' })).toHaveCount(3)
  await expect(campaign.rows.filter({ hasText: 'En file' })).toHaveCount(2)
  expect(await violations(page)).toEqual([])
  await main.getByRole('button', { name: 'Laisser partir les autres' }).click()
  await expect(campaign.rows.filter({ hasText: 'Envoyé' })).toHaveCount(5)
})
