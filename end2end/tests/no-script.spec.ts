// Weak tablets and broken networks: what must work with JavaScript off.
import type { Page } from '@playwright/test'
import { number, paths, statusWord } from '../support/page.ts'
import { email, fillSignIn } from '../support/people.ts'
import { password } from '../support/server.ts'
import { CampaignPage, client, SendPage } from '../support/send.ts'
import { expect, test } from '../support/test.ts'

test.use({ javaScriptEnabled: false })

const history = (page: Page) => page.getByRole('table', { name: 'Historique des communications' }).getByRole('row').filter({ has: page.getByRole('cell') })

test.describe('signing in', () => {
  test.use({ who: null })

  test('a wrong password is said, the right one leads to the page that was asked for', async ({ page }) => {
    await page.goto(paths.clients)
    await expect(page.getByRole('heading', { level: 1, name: 'Se connecter' })).toBeVisible()
    await fillSignIn(page, email('titulaire'), 'not the password')
    await expect(page.getByRole('alert')).toContainText('Adresse e-mail ou mot de passe incorrect.')
    expect(page.url()).not.toContain('not')
    await fillSignIn(page, email('titulaire'), password)
    await expect(page.getByRole('heading', { level: 1, name: 'Clients' })).toBeVisible()
    await page.getByRole('banner').getByText(/votre compte/).or(page.getByRole('button', { name: /votre compte/ })).first().click()
    await page.getByRole('button', { name: 'Se déconnecter' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Se connecter' })).toBeVisible()
    await page.goto(paths.history)
    await expect(page.getByRole('heading', { level: 1, name: 'Se connecter' })).toBeVisible()
  })
})

test('the history and its pages', async ({ page }) => {
  await page.goto(paths.history)
  await expect(history(page)).toHaveCount(50)
  await expect(history(page).first()).toContainText(statusWord)
  const first = await history(page).allInnerTexts()
  await page.getByRole('link', { name: 'Page suivante' }).click()
  await expect(page).toHaveURL(/suite-/)
  const second = await history(page).allInnerTexts()
  expect(second.filter((row) => first.includes(row))).toEqual([])
  await page.getByRole('link', { name: 'Page précédente' }).click()
  await expect(page).not.toHaveURL(/suite-/)
  expect(await history(page).allInnerTexts()).toEqual(first)
})

test('a reminder to two ticked clients', async ({ page }) => {
  await page.goto(paths.history)
  await page.getByRole('link', { name: 'Envoyer une communication groupée' }).filter({ visible: true }).click()
  const send = new SendPage(page)
  const first = client(await send.lines.first().innerText())
  await expect(send.bubble).toContainText(/[\d\s]+,\d{2} DH/)
  await expect(send.preview).toContainText(/GSM-7|UCS-2/)
  await send.boxes.nth(0).check()
  await send.boxes.nth(1).check()
  await page.getByRole('button', { name: 'Envoyer', exact: true }).filter({ visible: true }).click()
  await expect(page).toHaveURL(/verifier/)
  const main = page.getByRole('main')
  await expect(main).toContainText(/Crédits nécessaires/)
  await page.getByRole('button', { name: /^Envoyer à 2\sclients$/ }).click()
  const rows = await delivered(page, 2)
  expect(rows.join()).toContain(first.phone)
})

test('the preview steps on to the next client, and what is ticked stays ticked', async ({ page }) => {
  await page.goto(paths.send)
  const send = new SendPage(page)
  await send.boxes.nth(1).check()
  await send.boxes.nth(3).check()
  const before = await send.bubble.innerText()
  await page.getByRole('button', { name: 'Destinataire suivant' }).click()
  await expect(send.bubble).not.toHaveText(before)
  await expect(send.boxes.nth(1)).toBeChecked()
  await expect(send.boxes.nth(3)).toBeChecked()
  await expect(send.recipients.getByRole('checkbox', { checked: true })).toHaveCount(2)
})

test('all of the list is a page of its own, with its own button', async ({ page }) => {
  await page.goto(`${paths.send}?solde=900`)
  const send = new SendPage(page)
  await expect(send.boxes.first()).toBeVisible()
  const listed = number(await send.recipients.getByText(/clients, dont/).innerText())
  await expect(send.quote).toContainText(new RegExp(`Aucun client coché\\s:\\s*le SMS partira aux ${listed}\\sclients de la liste`))
  await expect(send.sendButton).toHaveAccessibleName(new RegExp(`^Envoyer aux ${listed}\\sclients$`))
  await send.sendButton.click()
  await expect(page).toHaveURL(/verifier/)
  await expect(page.getByRole('main')).toContainText(/Aucun client (n’est )?coché/)
  await page.getByRole('button', { name: /^Envoyer aux \d+\sclients$/ }).click()
  const campaign = await CampaignPage.shown(page)
  expect(await campaign.rows.count()).toBeGreaterThan(2)
  await delivered(page, await campaign.rows.count())
})

test('nobody ticked and a lost field is a refusal, not a send to all', async ({ page, request, server }) => {
  await page.goto(paths.history)
  const before = await history(page).first().innerText()
  const headers = { origin: server.url, accept: 'text/html' }
  const form = { objective: 'balance_reminder', template: 'tpl_000000000000', version: '1' }
  const answer = await request.post('/api/send-form', { headers, form, maxRedirects: 0 })
  expect([302, 303, 400, 422]).toContain(answer.status())
  expect(answer.headers()['location'] ?? '').not.toContain('/campagnes/')
  await page.goto(paths.history)
  expect(await history(page).first().innerText()).toBe(before)
})

/** Without a script the page does not move by itself: whoever looks again sees how far it is. */
async function delivered(page: Page, messages: number): Promise<string[]> {
  const campaign = await CampaignPage.shown(page)
  await expect(async () => {
    await page.reload()
    await expect(page.getByRole('main')).toContainText('Terminé', { timeout: 500 })
  }).toPass({ timeout: 30_000 })
  return campaign.allFinal(messages)
}
