// What changes between the look at a send and the send itself, and what clients are called.
import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { Api, one, reminderTo } from '../support/api.ts'
import { importClients } from '../support/clients-more.ts'
import { headerCredits, hydrated, number } from '../support/page.ts'
import { signIn } from '../support/people.ts'
import { CampaignPage, SendPage } from '../support/send.ts'
import { expect, withServer } from '../support/test.ts'

/** A server of its own: clients and credits change in ways that would be in the way of other tests. */
const test = withServer({})

async function write(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await page.getByRole('textbox', { name: /Texte/ }).fill(words)
  await page.getByRole('button', { name: 'Utiliser pour cet envoi seulement' }).click()
}

test('a colleague spends the credits meanwhile: it is said, nothing is sent, none is taken', async ({ own, page, expected }) => {
  expected.status(402)
  await signIn(page, 'titulaire')
  const api = new Api(page.request, own.url)
  const send = await SendPage.open(page)
  const available = number(await headerCredits(page).textContent())
  // What is refused gives its credits back: none of these is.
  const clients = (await api.reachable()).filter(({ phone }) => !/0[0-2]$/.test(phone))
  // Enough of them are gone when this one is confirmed.
  const few = await send.tick(2)
  await write(page, 'a'.repeat(1500))
  expect(await send.quoted(few.length)).toBe(20)
  await send.sendButton.click()
  await expect(send.confirmButton).toBeEnabled()
  const reminder = await api.reminder()
  const spend = async (text: string, n: number) => {
    const draft = { ...reminderTo(reminder, clients.slice(0, n)), text: { template: reminder.template, version: reminder.version, only_here: one(text) } }
    const { recipients, credits } = await api.quote(draft)
    const sent = await api.ask('send', { draft, agreed: { recipients, credits }, key: randomUUID() })
    expect(sent.status(), await sent.text()).toBe(200)
    return credits
  }
  let left = available
  while (left >= 20) {
    const n = Math.min(clients.length, Math.max(1, Math.floor(left / 10)))
    left -= await spend('b'.repeat(1500), n)
  }
  await send.confirmButton.click()
  await expect(send.dialog).toContainText('Crédits insuffisants')
  await expect(send.dialog).toContainText('Rien n’a été envoyé')
  // What is read again says the same; the button is closed.
  await expect(send.confirmButton).toBeDisabled()
  await expect(page).toHaveURL(/nouvelle/)
  await send.dialog.getByRole('button', { name: 'Revenir à la liste' }).click()
  await expect(send.quote.getByRole('link', { name: 'Solde SMS' })).toBeVisible()
})

test('nobody is left of an audience that was shown: nothing is sent, and it is said', async ({ own, page, expected }) => {
  expected.status(409, 422)
  await importClients(own, ['VIDE;Personne;Ali;0661000010;99000,00'])
  await signIn(page, 'titulaire')
  const send = await SendPage.open(page)
  const [client] = await send.tick(1)
  expect(client!.name).toContain('Personne')
  await send.quoted(1)
  await send.sendButton.click()
  // The number is no mobile any more.
  await importClients(own, ['VIDE;Personne;Ali;0522481760;99000,00'])
  await send.confirmButton.click()
  await expect(send.dialog.getByRole('alert')).toContainText('Rien n’a été envoyé')
  await expect(send.confirmButton).toBeDisabled()
  await send.dialog.getByRole('button', { name: 'Revenir à la liste' }).click()

  // The same of a whole list, which becomes empty.
  await importClients(own, ['VIDE;Personne;Ali;0661000010;99000,00'])
  const again = await SendPage.open(page)
  await again.recipients.getByRole('textbox', { name: /Solde d’au moins/ }).fill('98000')
  await again.boxes.first().uncheck()
  await expect(again.sendButton).toHaveAccessibleName(/^Envoyer (à|aux) 1\sclient$/)
  await expect(again.quote).toContainText(/crédit pour/)
  await again.sendButton.click()
  await importClients(own, ['VIDE;Personne;Ali;0661000010;1,00'])
  await again.confirmButton.click()
  await expect(again.dialog.getByRole('alert')).not.toBeEmpty()
  await expect(again.confirmButton).toBeDisabled()
  await expect(page).toHaveURL(/nouvelle/)
})

test('{solde} as a family name is text', async ({ own, page }) => {
  await importClients(own, ['ACC;{solde};{prenom|x};0661000010;99000,50'])
  await signIn(page, 'titulaire')
  const send = await SendPage.open(page)
  await send.tick(1)
  await write(page, 'Bonjour {prenom} {nom}, vous devez {solde}.')
  const read = 'Bonjour {prenom|x} {solde}, vous devez 99 000,50 DH.'
  await expect(send.bubble).toHaveText(read)
  const campaign = await send.send()
  const [row] = await campaign.allFinal(1)
  expect(row).toContain(read)
})

test('who lacks a value comes first on request', async ({ own, page }) => {
  await importClients(own, ['SANS;Benomar;;0661000010;12,00'])
  await signIn(page, 'titulaire')
  const send = await SendPage.open(page)
  await write(page, 'Bonjour {prenom}, à bientôt')
  await expect(send.bubble).toContainText(/^Bonjour [^{]+, à bientôt/)
  const order = send.preview.getByRole('combobox', { name: 'Ordre de l’aperçu' })
  await expect(async () => {
    await order.selectOption('Comme la liste')
    await order.selectOption('Valeurs manquantes d’abord')
    await expect(send.preview).toContainText('Benomar', { timeout: 2_000 })
  }).toPass()
  await expect(send.preview).toContainText(/la valeur de .*prenom.* manque/)
  // With a word in its place nobody is left out.
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await page.getByRole('textbox', { name: /Texte/ }).fill('Bonjour {prenom|client}, à bientôt')
  await page.getByRole('button', { name: 'Utiliser pour cet envoi seulement' }).click()
  await expect(send.preview).not.toContainText('manque')
})

test('the preview counts everybody of a long list, and steps on to those that were not read yet', async ({ own, page }) => {
  await importClients(own, Array.from({ length: 400 }, (_, n) => `L${n};Long ${String(n).padStart(3, '0')};Ali;0661${100_000 + n};${9_000 - n},00`))
  await signIn(page, 'titulaire')
  const send = await SendPage.open(page)
  const of = async () => number(/sur\s([\d\s]+)/.exec(await send.preview.innerText())?.[1] ?? null)
  expect(await of()).toBeGreaterThan(500)
  await send.recipients.getByRole('textbox', { name: /Solde d’au moins/ }).fill('8600')
  await expect.poll(of).toBe(400)
  await send.recipients.getByRole('checkbox', { name: /Tout cocher/ }).check()
  await expect(send.sendButton).toHaveAccessibleName(/^Envoyer à 400\sclients$/)
  await expect.poll(of).toBe(400)
  const next = send.preview.getByRole('button', { name: 'Destinataire suivant' })
  for (let n = 2; n <= 103; n++) {
    await next.click()
    await expect(send.preview.getByText(new RegExp(`^${n}\\ssur\\s400$`))).toBeVisible()
  }
  await expect(send.preview).toContainText('Long 102')

  // Those who are ticked and not on the list come after it, although nobody has read yet who they are.
  await expect(page.getByRole('status').filter({ hasText: /^Brouillon enregistré/ })).toBeVisible()
  await page.reload()
  await hydrated(page)
  await send.recipients.getByRole('searchbox').fill('0661100007')
  await expect(send.boxes).toHaveCount(1)
  await expect(send.preview.getByText(/^1\ssur\s400$/)).toBeVisible()
  for (let n = 2; n <= 4; n++) {
    await next.click()
    await expect(send.preview.getByText(new RegExp(`^${n}\\ssur\\s400$`))).toBeVisible()
  }
})

test('the disk is full: it is said, nothing is sent or lost, and the same button sends once there is room', async ({ own, page, expected }) => {
  expected.status(503)
  await signIn(page, 'titulaire')
  const send = await SendPage.open(page)
  const ticked = await send.tick(2)
  const before = number(await headerCredits(page).textContent())
  await send.quoted(2)
  await expect(page.getByText(/^Brouillon enregistré/)).toBeVisible()
  await send.sendButton.click()
  await expect(send.confirmButton).toBeEnabled()
  await own.fill(true)
  await send.confirmButton.click()
  await expect(send.dialog).toContainText('Le serveur n’accède pas à ses données en ce moment : rien n’a été envoyé ni changé.')
  await expect(page).toHaveURL(/nouvelle/)
  // What is only read is there all the same.
  const history = await page.context().newPage()
  await history.goto('/')
  await expect(history.getByRole('table')).toBeVisible()
  await history.close()
  await own.fill(false)
  await send.confirmButton.click()
  const campaign = await CampaignPage.shown(page)
  await campaign.allFinal(2)
  for (const { name } of ticked) await expect(page.getByRole('main')).toContainText(name)
  await expect.poll(async () => before - number(await headerCredits(page).textContent())).toBe(2)
})
