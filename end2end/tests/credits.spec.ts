import { headerCredits, number, open, paths } from '../support/page.ts'
import { SendPage } from '../support/send.ts'
import { expect, test } from '../support/test.ts'

test('Solde SMS shows the credits left and every entry that moved them', async ({ page }) => {
  await open(page, paths.credits)
  await expect(page.getByRole('heading', { level: 1, name: 'Solde SMS' })).toBeVisible()
  const left = number(await headerCredits(page).textContent())
  await expect(page.getByRole('main')).toContainText(new RegExp(left.toString().replace(/\B(?=(\d{3})+$)/g, '[\\s\\u202f]?')))
  const rows = page.getByRole('table').getByRole('row').filter({ has: page.getByRole('cell') })
  await expect(rows.first()).toBeVisible()
  for (const row of await rows.all()) await expect(row).toContainText(/\d{2}\/\d{2}\/\d{4}/)
})

test('a send sets credits aside, spends them, and both are in the ledger', async ({ page }) => {
  await open(page, paths.credits)
  const rows = page.getByRole('table').getByRole('row').filter({ has: page.getByRole('cell') })
  const before = number(await headerCredits(page).textContent())
  const entries = await rows.count()
  const send = await SendPage.open(page)
  await send.tick(2, 4)
  const credits = await send.quoted(2)
  const campaign = await send.send()
  await campaign.allFinal(2)
  await open(page, paths.credits)
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(Math.min(entries + 2, 50))
  const after = number(await headerCredits(page).textContent())
  expect(after).toBeLessThanOrEqual(before)
  expect(after).toBeGreaterThanOrEqual(before - credits)
  await expect(rows.filter({ hasText: /Réserv/ }).first()).toContainText(String(credits))
  await expect(rows.filter({ hasText: /[CcEe]onsomm|[Dd]épens|[Ee]nvoy/ }).first()).toBeVisible()
})

test('the header leads there', async ({ page }) => {
  await open(page, paths.clients)
  await headerCredits(page).click()
  await expect(page).toHaveURL(new RegExp(`${paths.credits}$`))
})
