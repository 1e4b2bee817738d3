// The list of recipients: ten thousand clients as quick as a hundred, ranges, filters, and who shares a number.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hydrated, number, paths, sizes } from '../support/page.ts'
import { signIn } from '../support/people.ts'
import { SendPage } from '../support/send.ts'
import { comptoir, Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

const frame = (send: SendPage) => send.recipients.getByRole('group', { name: 'Clients de la liste' })
const ticked = (send: SendPage) => send.recipients.getByRole('list').getByRole('checkbox', { checked: true })

test('a range is ticked and unticked with Shift', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.boxes.nth(1).click()
  await send.boxes.nth(8).click({ modifiers: ['Shift'] })
  await expect(ticked(send)).toHaveCount(8)
  await expect(send.sendButton).toHaveAccessibleName(/^Envoyer à 8\sclients$/)
  await send.boxes.nth(3).click({ modifiers: ['Shift'] })
  await expect(ticked(send)).toHaveCount(2)
  // From the keyboard as well.
  await send.boxes.nth(5).focus()
  await page.keyboard.press('Shift+Space')
  await expect(ticked(send)).toHaveCount(5)
})

for (const { name, width, height } of sizes) {
  test.describe(`on a ${name}`, () => {
    test.use({ viewport: { width, height } })

    test('the filters narrow the list, and are there after a reload', async ({ page }) => {
      const send = await SendPage.open(page)
      await send.goTo(send.boxes.first())
      const total = async () => number(await send.recipients.getByText(/clients?, dont/).innerText())
      const all = await total()
      await send.recipients.getByRole('combobox', { name: 'Langue' }).selectOption('ar')
      await expect.poll(total).toBeLessThan(all)
      for (const line of await send.lines.allInnerTexts()) expect(line).toMatch(/[\u0621-\u064A]/)
      await send.recipients.getByRole('combobox', { name: 'Langue' }).selectOption('')
      await expect.poll(total).toBe(all)

      // The past of the demonstration has reminders.
      // The change before may still be on its way: it is this one that is to be kept.
      const kept = page.waitForResponse((answer) => answer.url().endsWith('/api/draft-keep') && /"unreminded_days":60\b/.test(answer.request().postData() ?? ''))
      await send.recipients.getByRole('combobox', { name: 'Dernier rappel' }).selectOption('60')
      await expect.poll(total).toBeLessThan(all)
      const unreminded = await total()
      await kept
      await page.reload()
      await hydrated(page)
      await send.goTo(send.boxes.first())
      await expect(send.recipients.getByRole('combobox', { name: 'Dernier rappel' })).toHaveValue('60')
      expect(await total()).toBe(unreminded)
      await expect(send.quote).toContainText(new RegExp(`aux ${unreminded}\\sclients`))
    })

    test('the ticked stand at the head on demand, and the selection survives a search', async ({ page }) => {
      const send = await SendPage.open(page)
      await send.goTo(send.boxes.first())
      const first = send.recipients.getByRole('button', { name: 'Cochés d’abord' })
      await expect(first).toBeDisabled()
      const clients = await send.tick(2, 10)
      await send.search(clients[0]!.phone)
      await expect(send.boxes.first()).toBeChecked()
      await send.search('')
      await expect(send.boxes.nth(5)).toBeVisible()
      await first.click()
      await expect(first).toHaveAttribute('aria-pressed', 'true')
      await expect(send.boxes.first()).toBeChecked()
      await expect(send.boxes.nth(1)).toBeChecked()
      await expect(send.boxes.nth(2)).not.toBeChecked()
      // Nobody moves while one ticks.
      await send.boxes.nth(0).uncheck()
      await expect(send.boxes.nth(1)).toBeChecked()
      await first.click()
      await expect(send.boxes.first()).not.toBeChecked()
    })

    test('who shares a number is said beside the client', async ({ page }) => {
      const send = await SendPage.open(page)
      await send.goTo(send.objective('Modèle personnalisé'))
      await send.objective('Modèle personnalisé').check()
      await send.goTo(send.boxes.first())
      const shared = send.lines.filter({ hasText: /même numéro que .+ : un seul SMS/ })
      await expect(shared.first()).toBeVisible()
      const phone = /0[67]( \d{2}){4}/.exec(await shared.first().innerText())![0]
      await send.search(phone)
      await expect(shared).toHaveCount(2)
      await shared.nth(0).getByRole('checkbox').check()
      await shared.nth(1).getByRole('checkbox').check()
      await expect(send.quote).toContainText(/2\sclients cochés, 1\sSMS/)
    })
  })
}

test('who was just reminded is no longer in the list of those who were not', async ({ page }) => {
  const send = await SendPage.open(page)
  const [one] = await send.tick(1, 12)
  const campaign = await send.send()
  const [row] = await campaign.allFinal(1)
  const again = await SendPage.open(page)
  await again.recipients.getByRole('combobox', { name: 'Dernier rappel' }).selectOption('7')
  await again.search(one!.phone)
  if (row!.includes('Échec')) await expect(again.boxes).toHaveCount(1)
  else await expect(again.lines.filter({ hasText: one!.phone }).filter({ hasText: one!.name })).toHaveCount(0)
})

test('lines that did not come are asked for again by themselves', async ({ page, expected }) => {
  expected.lost()
  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  await expect(send.recipients).toContainText(/clients, dont/)
  const lost = '**/api/recipients'
  await page.route(lost, (route) => route.abort('connectionreset'))
  await frame(send).evaluate((element) => element.scrollTo(0, 150 * 44))
  await expect(send.recipients.getByRole('alert')).toBeVisible()
  await page.unroute(lost)
  await expect(send.recipients.getByRole('alert')).toBeHidden()
  await expect(send.recipients.locator('li[aria-posinset="151"]')).toContainText(/DH/)
})

/** A server of its own: ten thousand more clients would be in the way of other tests. */
const large = test.extend<{ own: Server }>({
  own: async ({}, use) => {
    const own = await Server.start()
    await use(own)
    await own.stop()
  },
  who: null,
})

large('ten thousand clients: what is drawn is what is near the eye, a range reaches over what is not', async ({ own, page }) => {
  const lines = Array.from({ length: 10_000 }, (_, n) => `G${n};Client ${String(n).padStart(5, '0')};06${60_000_000 + n};${20_000 - n}`)
  const file = join(own.folder, 'many.csv')
  await writeFile(file, ['Référence;Nom;Téléphone;Solde', ...lines, ''].join('\n'))
  const imported = await comptoir(['import-clients', '--database', own.database, '--pharmacy', 'Pharmacie Al Amal', file])
  expect(imported, imported.stderr).toMatchObject({ code: 0 })
  await signIn(page, 'titulaire', own.url)
  await page.goto(`${own.url}${paths.send}`)
  await hydrated(page)
  const send = new SendPage(page)
  await expect(send.recipients).toContainText(/10\s\d{3}\sclients/)
  expect(await send.recipients.getByRole('listitem').count()).toBeLessThanOrEqual(100)

  await send.boxes.nth(1).click()
  await frame(send).evaluate((element) => element.scrollTo(0, element.scrollHeight))
  const last = send.lines.last()
  await expect(last).toHaveAttribute('aria-posinset', /^\d{5}$/)
  await expect(last).toBeInViewport()
  expect(await send.recipients.getByRole('listitem').count()).toBeLessThanOrEqual(100)
  await frame(send).evaluate((element) => element.scrollTo(0, 5_000 * 44))
  const middle = send.recipients.locator('li[aria-posinset="5003"]')
  await expect(middle).toBeInViewport()
  await middle.getByRole('checkbox').click({ modifiers: ['Shift'] })
  await expect(send.sendButton).toHaveAccessibleName(/^Envoyer à 5\s002\sclients$/)

  // A send takes 10,000: the others are not ticked, and that is said, of a range and of all.
  const cut = send.recipients.getByText(/10\s000\sclients au plus peuvent être cochés/)
  await expect(cut).toHaveCount(0)
  await frame(send).evaluate((element) => element.scrollTo(0, element.scrollHeight))
  // Until the lines have followed, another one is the last of those that are drawn.
  await expect(last).toHaveAttribute('aria-posinset', /^\d{5}$/)
  await last.getByRole('checkbox').click({ modifiers: ['Shift'] })
  await expect(cut).toBeVisible()
  await expect(send.sendButton).toHaveAccessibleName(/^Envoyer à 10\s000\sclients$/)
  await last.getByRole('checkbox').click()
  await expect(last.getByRole('checkbox')).not.toBeChecked()
  await page.getByRole('button', { name: 'Recommencer' }).click()
  await expect(cut).toHaveCount(0)
  await send.recipients.getByRole('checkbox', { name: /Tout cocher/ }).check()
  await expect(send.sendButton).toHaveAccessibleName(/^Envoyer à 10\s000\sclients$/)
  await expect(cut).toBeVisible()
})
