// The way of the guide: a reminder to those who owe, from the button on Communications to the last status.
import type { Locator, Page } from '@playwright/test'
import { grouped, headerCredits, number, open, paths, sizes } from '../support/page.ts'
import { CampaignPage, client, SendPage } from '../support/send.ts'
import { expect, test } from '../support/test.ts'

for (const { name, width, height } of sizes) {
  test(`a reminder to two clients, from a ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    const send = await SendPage.fromHistory(page)
    const before = number(await headerCredits(page).textContent())
    await expect(page.getByRole('radio', { name: /^SMS/ })).toBeChecked()
    await send.goTo(send.objective('Rappel de solde client'))
    await expect(send.objective('Rappel de solde client')).toBeChecked()
    await send.goTo(send.template)
    await expect(send.template.locator('option:checked')).toHaveText(/.+/)

    const ticked = await send.tick(2)
    const phones = ticked.map(({ phone }) => phone)

    // What one of the two will read, and what it costs.
    if (!(await send.preview.isVisible())) await page.getByRole('button', { name: 'Aperçu' }).click()
    await expect(send.bubble).toBeVisible()
    await expect(send.bubble).not.toContainText(/[{}]/)
    await expect(send.preview).toContainText(/[12]\ssur\s2/)
    const who = await send.preview.innerText()
    const reader = ticked.find(({ name }) => who.includes(name))
    expect(reader, who).toBeDefined()
    // In an SMS the thousands are grouped by a plain space.
    await expect(send.bubble).toContainText(`${reader!.amount.replace('\u202f', ' ')} DH`)
    await expect(send.preview).toContainText(/\d+\sSMS, \d+\scrédits?/)
    await expect(send.preview).toContainText(/\d+\scaractères/)
    await expect(send.preview).toContainText(/GSM-7|UCS-2/)
    const text = (await send.bubble.innerText()).trim()
    const close = send.preview.getByRole('button', { name: 'Fermer' })
    if (await close.isVisible()) await close.click()

    // The quote: recipients, credits, and what is left of them.
    const credits = await send.quoted(2)
    expect(credits).toBeGreaterThanOrEqual(2)
    await expect(send.quote).toContainText(new RegExp(grouped(before - credits)))

    await send.goTo(send.sendButton)
    await expect(send.sendButton).toHaveAccessibleName(/^Envoyer à 2\sclients$/)
    const campaign = await send.send()
    const rows = await campaign.allFinal(2)
    for (const phone of phones) expect(rows.filter((row) => row.includes(phone))).toHaveLength(1)
    expect(rows.some((row) => row.replace(/\s+/g, ' ').includes(text.replace(/\s+/g, ' ')))).toBe(true)

    // Without a reload the header has what is left; the history has the two, above all others.
    await expect(headerCredits(page)).toContainText(new RegExp(grouped(before - credits)))
    await page.getByRole('link', { name: 'Communications', exact: true }).click()
    const newest = page.getByRole('table', { name: 'Historique des communications' }).getByRole('row').filter({ has: page.getByRole('cell') })
    const top = [await newest.nth(0).innerText(), await newest.nth(1).innerText()].join('\n')
    for (const phone of phones) expect(top).toContain(phone)
  })
}

test('six clicks from Communications to a reminder that is sent to three clients', async ({ page }) => {
  await open(page, paths.history)
  let clicks = 0
  const click = async (what: Locator) => {
    await what.click()
    clicks += 1
  }
  await click(page.getByRole('link', { name: 'Envoyer une communication groupée' }).filter({ visible: true }))
  const send = new SendPage(page)
  for (const n of [14, 15, 16]) await click(send.boxes.nth(n))
  await expect(send.quote).toContainText(/3\sclients cochés/)
  await click(send.sendButton)
  await click(send.confirmButton)
  await CampaignPage.shown(page)
  expect(clicks).toBe(6)
})

test('the list has those who owe, largest first, and says who cannot be reached', async ({ page }) => {
  const send = await SendPage.open(page)
  const lines = await send.recipients.getByRole('list').getByRole('listitem').allInnerTexts()
  expect(lines.length).toBeGreaterThan(20)
  const amounts = lines.map((line) => client(line).centimes)
  expect(amounts.every((amount) => amount > 0)).toBe(true)
  expect(amounts).toEqual([...amounts].sort((a, b) => b - a))
  const out = send.recipients.getByRole('listitem').filter({ hasNot: page.getByRole('checkbox') })
  await expect(out.first()).toContainText(/fixe|illisible|pas de numéro|étranger|spécial|ne veut plus/i)
})

test('the search and the smallest balance narrow the list', async ({ page }) => {
  const send = await SendPage.open(page)
  const digits = client(await send.lines.nth(3).innerText()).phone.replace(/ /g, '')
  await send.search(`+212 ${digits.slice(1)}`)
  await expect(send.boxes).toHaveCount(1)
  await expect(send.recipients.getByRole('listitem')).toContainText([digits.replace(/(\d{2})(?=\d)/g, '$1 ')])
  await send.search('')
  await expect(send.boxes.nth(5)).toBeVisible()
  const all = number(await send.recipients.getByText(/clients/).first().innerText())
  await send.recipients.getByRole('textbox', { name: /Solde d’au moins/ }).fill('800,50')
  await expect.poll(async () => number(await send.recipients.getByText(/clients/).first().innerText())).toBeLessThan(all)
  const lines = await send.recipients.getByRole('listitem').allInnerTexts()
  for (const line of lines) expect(client(line).centimes).toBeGreaterThanOrEqual(800_50)
})

test('a custom template goes to clients who owe nothing, too', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  await expect(send.recipients.getByRole('listitem').filter({ hasText: '0,00 DH' }).first()).toBeVisible()
  const options = await send.template.locator('option').allInnerTexts()
  expect(options.length).toBeGreaterThan(1)
  await send.template.selectOption({ index: 1 })
  await send.tick(1)
  await expect(send.bubble).not.toContainText(/[{}]/)
  const campaign = await send.send()
  await campaign.allFinal(1)
  await expect(page.getByRole('main')).toContainText('Modèle personnalisé')
})

test('a double click makes one campaign', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.tick(1, 6)
  await send.quoted(1)
  const before = await messages(page)
  const posts: string[] = []
  page.on('request', (request) => request.method() === 'POST' && request.url().endsWith('/api/send') && posts.push(request.url()))
  await send.sendButton.click()
  await send.confirmButton.dblclick()
  const campaign = await CampaignPage.shown(page)
  await campaign.allFinal(1)
  expect(await messages(page)).toBe(before + 1)
  expect(posts.length).toBeGreaterThan(0)
})

test('going back and sending again is the same send', async ({ page, expected }) => {
  expected.status(409)
  const send = await SendPage.open(page)
  await send.tick(1, 8)
  await send.quoted(1)
  const before = await messages(page)
  // The connection is lost while the answer is on its way: the send was made, the person tries again.
  let lost = false
  await page.route('**/api/send', async (route) => {
    const answer = await route.fetch()
    if (lost) return route.fulfill({ response: answer })
    lost = true
    return route.fulfill({ status: 409, body: '"old"' })
  })
  await send.sendButton.click()
  await send.confirmButton.click()
  await expect(send.dialog.getByRole('alert')).not.toBeEmpty()
  await send.confirmButton.click()
  const campaign = await CampaignPage.shown(page)
  await campaign.allFinal(1)
  expect(lost).toBe(true)
  expect(await messages(page)).toBe(before + 1)
})

/** Messages so far, by the totals of the history; asked for beside the page, which stays as it is. */
async function messages(page: Page): Promise<number> {
  const history = await (await page.request.get(paths.history)).text()
  const totals = /<ul[^>]*class="totals"[\s\S]*?<\/ul>/.exec(history)?.[0].replace(/<[^>]*>/g, ' ')
  return number(totals ?? null)
}

test('numbers that cannot be reached end as they must, and credits come back', async ({ page }) => {
  // The sandbox: 00 fails, 01 expires, 02 is refused when it is handed over, with the credit given back.
  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  const outcomes: [RegExp, RegExp][] = [[/00$/, /Échec/], [/01$/, /Expiré/], [/02$/, /Échec/]]
  // Read before anyone is ticked: who is ticked far below takes the list along, and its first lines go.
  const found: [string, RegExp][] = []
  await expect(async () => {
    const phones = (await send.lines.allInnerTexts()).map((line) => client(line).phone)
    found.splice(0, found.length, ...outcomes.flatMap(([ending, outcome]): [string, RegExp][] => {
      const phone = phones.find((phone) => ending.test(phone))
      return phone === undefined ? [] : [[phone, outcome]]
    }))
    expect(found).toHaveLength(3)
  }).toPass()
  for (const [phone] of found) {
    await send.search(phone)
    // Two clients may share it.
    await send.lines.filter({ hasText: phone }).first().getByRole('checkbox').check()
  }
  const campaign = await send.send()
  const rows = await campaign.allFinal(3)
  for (const [phone, outcome] of found) expect(rows.find((row) => row.includes(phone))).toMatch(outcome)
  expect(await campaign.count('Rendus')).toBeGreaterThan(0)
  expect(await campaign.count('Encore réservés')).toBe(0)
})

test('two tabs: the history moves while a send from elsewhere is delivered', async ({ page, context }) => {
  await open(page, paths.history)
  const newest = page.getByRole('table', { name: 'Historique des communications' }).getByRole('row').filter({ has: page.getByRole('cell') }).first()
  const before = await newest.innerText()
  const credits = number(await headerCredits(page).textContent())
  const other = await context.newPage()
  const send = await SendPage.open(other)
  await send.tick(1, 10)
  const campaign = await send.send()
  const [row] = await campaign.allFinal(1)
  const phone = /0[67]( \d{2}){4}/.exec(row ?? '')?.[0] ?? 'no phone'
  await page.bringToFront()
  // It moves no row by itself.
  await page.getByRole('button', { name: /nouveaux? SMS/ }).click()
  await expect(newest).toContainText(phone)
  await expect(newest).toContainText(/Livré|Échec|Expiré/)
  expect(await newest.innerText()).not.toBe(before)
  await expect.poll(async () => number(await headerCredits(page).textContent())).toBeLessThan(credits)
})
