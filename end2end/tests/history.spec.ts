import type { Page } from '@playwright/test'
import { ariaHeads } from '../support/history.ts'
import { expectNoSidewaysScroll, number, open, paths, sizes, statusWord } from '../support/page.ts'
import { expect, test } from '../support/test.ts'

const table = (page: Page) => page.getByRole('table', { name: 'Historique des communications' })
const rows = (page: Page) => table(page).getByRole('row').filter({ has: page.getByRole('cell') })
const texts = (page: Page) => rows(page).allInnerTexts()

test('six columns, in the order of the guide', async ({ page }) => {
  await open(page, paths.history)
  const headers = table(page).getByRole('columnheader')
  await expect(headers).toHaveText(['Date de création', 'Gestionnaire', 'Type', 'Statut', 'Contenu', 'Destinataire'])
  await expect(table(page)).toMatchAriaSnapshot(`
    - table "Historique des communications":
      - rowgroup:
        - row:
${ariaHeads(10)}
      - rowgroup:
        - row:
          - cell /\\d{2}\\/\\d{2}\\/\\d{4} \\d{2}:\\d{2}/
          - cell
          - cell "SMS"
          - cell
          - cell
          - cell
  `)
})

test('every row says what, when, who, how it went and to whom', async ({ page }) => {
  await open(page, paths.history)
  await expect(rows(page)).toHaveCount(50)
  for (const row of await rows(page).all()) {
    const cells = row.getByRole('cell')
    await expect(cells).toHaveCount(6)
    const [when, who, type, status, content, recipient] = await cells.allInnerTexts()
    expect(when).toMatch(/\d{2}\/\d{2}\/\d{4}\s+\d{2}:\d{2}/)
    expect(who?.trim()).not.toBe('')
    expect(type?.trim()).toBe('SMS')
    expect(status).toMatch(statusWord)
    expect(content?.trim()).not.toBe('')
    expect(recipient).toMatch(/0[67]( \d{2}){4}/)
  }
  // A status is a word and a shape, not a colour alone.
  await expect(rows(page).first().getByRole('cell').nth(3).locator('svg')).toBeAttached()
})

for (const { name, width, height } of sizes) {
  test(`a reason is never cut, on a ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await open(page, paths.history)
    const reasons = page.getByRole('cell').getByText(/^(numéro|téléphone|refusé|ne veut plus)/)
    await expect(reasons.first()).toBeVisible()
    const cut = await reasons.evaluateAll((found) => found.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent))
    expect(cut).toEqual([])
  })
}

test('newest first, on every page', async ({ page }) => {
  await open(page, paths.history)
  const dates: number[] = []
  for (let turn = 0; turn < 3; turn++) {
    const when = await rows(page).getByRole('cell').filter({ hasText: /^\s*\d{2}\/\d{2}\/\d{4}/ }).allInnerTexts()
    dates.push(...when.map(moment))
    await turnPage(page, 'Page suivante')
  }
  expect(dates).toHaveLength(150)
  expect(dates).toEqual([...dates].sort((a, b) => b - a))
})

test('the pager leads on and back, and the address keeps the page', async ({ page }) => {
  await open(page, paths.history)
  const first = await texts(page)
  await turnPage(page, 'Page suivante')
  const second = await texts(page)
  expect(second.filter((text) => first.includes(text))).toEqual([])
  const address = page.url()
  await turnPage(page, 'Page suivante')
  await turnPage(page, 'Page précédente')
  expect(await texts(page)).toEqual(second)
  await turnPage(page, 'Page précédente')
  expect(await texts(page)).toEqual(first)
  await expect(page.getByRole('link', { name: 'Page précédente' })).toBeDisabled()
  await open(page, address)
  expect(await texts(page)).toEqual(second)
})

test('the totals by status add up to all messages', async ({ page }) => {
  await open(page, paths.history)
  const totals = await page.getByRole('list', { name: 'SMS par statut' }).getByRole('listitem').allInnerTexts()
  const [all, ...byStatus] = totals.map(number)
  expect(byStatus.length).toBeGreaterThan(3)
  expect(byStatus.reduce((sum, n) => sum + n, 0)).toBe(all)
  expect(all).toBeGreaterThanOrEqual(3000)
})

for (const { name, width, height } of sizes) {
  test(`nothing is cut off or scrolls sideways on a ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await open(page, paths.history)
    await expect(rows(page).first()).toBeVisible()
    await expectNoSidewaysScroll(page)
    for (const fact of await rows(page).first().getByRole('cell').all()) {
      if ((await fact.innerText()).trim() === 'SMS') continue
      await expect(fact).toBeVisible()
      const box = await fact.boundingBox()
      expect(box && box.x >= 0 && box.x + box.width <= width).toBe(true)
    }
    await expect(page.getByRole('link', { name: 'Envoyer une communication groupée' }).filter({ visible: true })).toHaveCount(1)
  })
}

test('on a phone each message is a card of its own', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await open(page, paths.history)
  const cells = rows(page).first().getByRole('cell')
  const [status, content] = [await cells.nth(3).boundingBox(), await cells.nth(4).boundingBox()]
  // One below the other, not one beside the other.
  expect(status && content && content.y >= status.y + status.height - 1).toBe(true)
  await expect(cells.nth(3)).toHaveText(statusWord)
})

async function turnPage(page: Page, name: 'Page suivante' | 'Page précédente'): Promise<void> {
  const before = await rows(page).first().innerText()
  await page.getByRole('link', { name }).click()
  await expect(rows(page).first()).not.toHaveText(before, { useInnerText: true })
}

/** `24/11/2026 09:42` as a number that grows with time. */
function moment(text: string): number {
  const [day, month, year, hour, minute] = (/(\d+)\/(\d+)\/(\d+)\s*(\d+):(\d+)/.exec(text) ?? []).slice(1).map(Number)
  return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute)
}
