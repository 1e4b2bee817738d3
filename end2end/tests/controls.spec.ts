// A send after it was sent: called off, held back, let go on, stopped.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { headerCredits, number, open, sizes } from '../support/page.ts'
import { signIn } from '../support/people.ts'
import { SendPage, sendPlainly } from '../support/send.ts'
import { comptoir, Server } from '../support/server.ts'
import { expect, withServer } from '../support/test.ts'

/** A server where a send can be called off for half a minute. */
const test = withServer({ COMPTOIR_UNDO_SECONDS: '30' })

const main = (page: Page) => page.getByRole('main')
const button = (page: Page, name: string) => main(page).getByRole('button', { name, exact: true })

for (const { name, width, height } of sizes) {
  test(`a send is called off on a ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await signIn(page, 'titulaire')
    const before = number(await headerCredits(page).innerText())
    const send = await SendPage.open(page)
    await send.tick(2)
    await send.send()
    await expect(main(page)).toContainText(/L’envoi part dans \d+\ss/)
    const seconds = async () => number(/dans (\d+)/.exec(await main(page).innerText())?.[1] ?? null)
    const first = await seconds()
    await expect.poll(seconds).toBeLessThan(first)
    await expect(button(page, 'Pause')).toHaveCount(0)
    await button(page, 'Annuler l’envoi').click()
    await expect(main(page)).toContainText(/Arrêté le .* par Salma Bennani/)
    await expect(main(page).getByRole('table').getByText('Annulé')).toHaveCount(2)
    await expect(button(page, 'Annuler l’envoi')).toHaveCount(0)
    await expect.poll(async () => number(await headerCredits(page).innerText())).toBe(before)
  })
}

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('a send is called off', async ({ page }) => {
    await sendPlainly(page)
    await expect(main(page)).toContainText(/L’envoi part dans \d+\ss/)
    await button(page, 'Annuler l’envoi').click()
    await expect(page).toHaveURL(/\/campagnes\/cmp_[0-9a-z]{12}$/)
    await expect(main(page)).toContainText(/Arrêté le/)
    await expect(main(page).getByRole('table').getByText('Annulé')).toHaveCount(1)
  })
})

/** Somebody else sends meanwhile: every open page is told that something changed. */
async function another(page: Page, own: Server): Promise<void> {
  const page2 = await page.context().newPage()
  await page2.goto(own.url)
  const send = await SendPage.open(page2)
  await send.tick(1, 20)
  await send.send()
  await page2.close()
  await page.bringToFront()
}

test('a list of wrong numbers holds itself back, and is stopped', async ({ own, page }) => {
  // One number in two is refused by the sandbox; 300 clients who owe more than anybody else.
  const phone = (n: number) => `066${String(1000 + Math.floor(n / 2))}${n % 2 ? '110' : '102'}`
  const lines = Array.from({ length: 300 }, (_, n) => `MAU${n};Mauvais${n};Ali;${phone(n)};9000,00`)
  const file = join(own.folder, 'clients.csv')
  await writeFile(file, ['Référence;Nom;Prénom;Téléphone;Solde', ...lines].join('\n'))
  const imported = await comptoir(['import-clients', '--database', own.database, '--pharmacy', 'Pharmacie Al Amal', file])
  expect(imported).toMatchObject({ code: 0 })
  await signIn(page, 'titulaire')
  const send = await SendPage.open(page)
  await send.recipients.getByLabel(/Solde d’au moins/).fill('8999')
  await expect(send.recipients).toContainText(/300\sclients/)
  await send.send()
  await button(page, 'Annuler l’envoi').waitFor()

  // The half minute passes.
  await expect(main(page)).toContainText(/Mis en pause de lui-même/, { timeout: 45_000 })
  const queued = async () => number(/([\d\s]+)en file/.exec((await main(page).getByRole('img').getAttribute('aria-label')) ?? '')?.[1] ?? null)
  const held = await queued()
  expect(held).toBeGreaterThan(0)
  await page.reload()
  await expect(main(page)).toContainText(/Mis en pause de lui-même/)
  expect(await queued()).toBe(held)

  await button(page, 'Reprendre').click()
  await expect.poll(queued).toBeLessThan(held)
  await expect(main(page)).toContainText(/Mis en pause de lui-même/)

  await button(page, 'Arrêter').first().click()
  const question = page.getByRole('dialog', { name: 'Arrêter cet envoi ?' })
  // What the page reads meanwhile does not close it.
  const news = page.waitForResponse(/\/api\/campaign$/)
  await another(page, own)
  await news
  await expect(question).toBeVisible()
  await question.getByRole('button', { name: 'Continuer l’envoi' }).click()
  await expect(question).toBeHidden()
  await button(page, 'Arrêter').first().click()
  await question.getByRole('button', { name: 'Arrêter' }).click()
  await expect(main(page)).toContainText(/Arrêté le .* par Salma Bennani/)
  await expect(question).toBeHidden()
  await expect(main(page)).toContainText(/Encore réservés\s*0/)
})

test('who may only read sees a send, and no way to stop it', async ({ page }) => {
  await signIn(page, 'gestionnaire')
  const send = await SendPage.open(page)
  await send.tick(1)
  await send.send()
  const address = page.url()
  await page.goto('about:blank')
  await page.context().clearCookies()
  await signIn(page, 'assistant')
  await open(page, address)
  await expect(main(page)).toContainText(/L’envoi part dans/)
  await expect(main(page).getByRole('button')).toHaveCount(0)
})
