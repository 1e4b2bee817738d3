import type { Page } from '@playwright/test'
import { expectNoSidewaysScroll, number, open, paths, sizes } from '../support/page.ts'
import { expect, test } from '../support/test.ts'

const rows = (page: Page) => page.getByRole('table', { name: 'Clients' }).getByRole('row').filter({ has: page.getByRole('cell') })
const phone = /0[67]( \d{2}){4}/

async function search(page: Page, words: string): Promise<void> {
  const field = page.getByRole('searchbox', { name: /Recherche/ })
  await field.fill(words)
  await field.press('Enter')
}

test('the list has name, phone and balance, and says who cannot receive an SMS', async ({ page }) => {
  await open(page, paths.clients)
  await expect(page.getByRole('heading', { level: 1, name: 'Clients' })).toBeVisible()
  await expect(rows(page).nth(20)).toBeVisible()
  const lines = await rows(page).allInnerTexts()
  expect(lines.filter((line) => phone.test(line)).length).toBeGreaterThan(10)
  for (const line of lines) expect(line).toMatch(/\d,\d{2}\s*DH/)
})

test('a name is found without its accents and in any case', async ({ page }) => {
  await open(page, paths.clients)
  const all = await rows(page).allInnerTexts()
  const accented = all.map((line) => line.split(/[\n\t]/)[0]?.trim() ?? '').find((name) => /[éèêëïîôçÉ]/.test(name))
  if (!accented) throw new Error('the demonstration has no accented name on its first page')
  const folded = accented.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase()
  await search(page, folded)
  await expect(rows(page).filter({ hasText: accented }).first()).toBeVisible()
  await expect.poll(() => rows(page).count()).toBeLessThan(all.length)
  await page.reload()
  await expect(rows(page).filter({ hasText: accented }).first()).toBeVisible()
})

test('a phone is found however its digits are typed', async ({ page }) => {
  await open(page, paths.clients)
  const line = await rows(page).filter({ hasText: phone }).first().innerText()
  const shown = phone.exec(line)?.[0] ?? ''
  const digits = shown.replace(/ /g, '')
  const arabic = [...digits].map((digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)]).join('')
  for (const typed of [shown, digits, `+212${digits.slice(1)}`, `+212 ${digits.slice(1, 4)} ${digits.slice(4)}`, digits.slice(3, 9), arabic]) {
    await search(page, typed)
    // A family shares a number: all of them are found, and nobody else.
    await expect(rows(page).filter({ hasNotText: shown }), typed).toHaveCount(0)
    await expect(rows(page).filter({ hasText: shown }).first(), typed).toBeVisible()
  }
})

test('every word counts, and nobody found is said', async ({ page }) => {
  await open(page, paths.clients)
  const line = await rows(page).filter({ hasText: phone }).first().innerText()
  const name = line.split(/[\n\t]/)[0]?.trim() ?? ''
  await search(page, `${name} 9999999999`)
  await expect(rows(page)).toHaveCount(0)
  await expect(page.getByRole('main')).toContainText(/[Aa]ucun client/)
})

test('an Arabic name is found with and without its signs', async ({ page }) => {
  await open(page, paths.clients)
  await search(page, 'محمد')
  await expect(rows(page).filter({ hasNotText: 'محمد' })).toHaveCount(0)
  await expect(rows(page).first()).toBeVisible()
  const found = await rows(page).allInnerTexts()
  await search(page, 'مُحَمَّد')
  await expect(page).toHaveURL(/%D9%8F|ُ/)
  await expect.poll(() => rows(page).allInnerTexts()).toEqual(found)
})

test('the number of clients is said', async ({ page }) => {
  await open(page, paths.clients)
  const words = await page.getByRole('main').getByText(/\d+\s+clients?/).first().innerText()
  expect(number(words)).toBeGreaterThan(200)
})

for (const { name, width, height } of sizes) {
  test(`no sideways scroll on a ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await open(page, paths.clients)
    await expect(rows(page).first()).toBeVisible()
    await expectNoSidewaysScroll(page)
  })
}
