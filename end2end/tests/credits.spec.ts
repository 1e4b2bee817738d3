// Solde SMS: the chart, the entries with their filters and their file, and a correction by the sales service.
import { readFile } from 'node:fs/promises'
import { number, open, paths } from '../support/page.ts'
import { enter, heading, TopUp } from '../support/topup.ts'
import { expect, test, withServer } from '../support/test.ts'

test('the balance is drawn, told in words and listed day by day', async ({ page }) => {
  await open(page, paths.credits)
  const left = number(await page.getByRole('main').locator('.big').textContent())
  const chart = page.getByRole('img', { name: /^Solde des 90 derniers jours : de .* à .*\.$/ })
  await expect(chart).toBeVisible()
  expect(number(((await chart.getAttribute('aria-label')) ?? '').split(' à ')[1] ?? '')).toBe(left)
  await page.getByText('Voir les chiffres jour par jour').click()
  const days = page.getByRole('table', { name: /90 derniers jours/ })
  const today = days.getByRole('row').filter({ hasText: /\d{2}\/\d{2}\/\d{4}/ }).first()
  await expect(today).toBeVisible()
  await expect(page.getByRole('main').getByRole('term').filter({ hasText: 'Suffit jusqu’au' })).toBeVisible()
})

test('the entries are filtered by type and day, in the address and in the file', async ({ page }) => {
  await open(page, paths.credits)
  const entries = page.getByRole('table', { name: 'Mouvements' }).getByRole('row').filter({ hasText: 'n° ' })
  await expect(entries.first()).toBeVisible()
  const search = page.getByRole('search', { name: 'Filtrer' })
  await search.getByRole('combobox', { name: 'Type de mouvement' }).selectOption('Crédits ajoutés')
  await search.getByRole('button', { name: 'Filtrer' }).click()
  await expect(page).toHaveURL(/type=recharges/)
  await expect(entries.filter({ hasNotText: /Crédits ajoutés|Recharge activée/ })).toHaveCount(0)
  await expect(entries.first()).toContainText('+')
  const shown = await entries.count()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Exporter en CSV' }).click()
  const file = await readFile(await (await download).path(), 'utf8')
  expect(file.trim().split('\r\n').length - 1).toBe(shown)
  await page.getByRole('link', { name: 'Effacer les filtres' }).click()
  await expect(entries.filter({ hasText: 'Consommés' }).first()).toBeVisible()

  await open(page, `${paths.credits}?type=corrections`)
  await expect(page.getByText('Aucun mouvement ne correspond à ces filtres.')).toBeVisible()
  await open(page, `${paths.credits}?du=2026-11-26&au=2026-11-25`)
  await expect(page.getByRole('alert')).toBeVisible()
})

withServer({})('a correction is an opposite entry with its reason, which both sides read', async ({ device, own, expected }) => {
  expected.status(409, 422)
  const pharmacy = await enter(device, 'titulaire')
  const sales = await enter(device, 'commercial')
  const topup = await TopUp.ask(pharmacy, sales, own.url)
  await topup.paid()
  await topup.sold('activate')
  await open(pharmacy, paths.credits)
  const left = pharmacy.getByRole('main').locator('.big')
  const before = number(await left.textContent())
  await open(sales, topup.ofSales)
  await sales.getByText('Compte de la pharmacie').first().click()
  const granted = sales.getByRole('row').filter({ hasText: 'Recharge activée' })
  const n = /n° (\d+)/.exec((await granted.textContent()) ?? '')?.[1] ?? ''
  const form = sales.locator('form').filter({ hasText: 'Corriger un mouvement' })
  const correct = async (credits: string) => {
    await form.getByRole('textbox', { name: 'Mouvement n°' }).fill(n)
    await form.getByRole('textbox', { name: 'Crédits à corriger' }).fill(credits)
    await form.getByRole('textbox', { name: 'Motif' }).fill('Pack activé en double')
    await form.getByRole('button', { name: 'Corriger un mouvement' }).click()
  }
  await correct('5001')
  await expect(form.getByRole('textbox', { name: 'Crédits à corriger' })).toHaveAttribute('aria-invalid', 'true')
  await expect(form.getByRole('textbox', { name: 'Motif' })).toHaveValue('Pack activé en double')
  await correct('1000')
  const correction = sales.getByRole('row').filter({ hasText: 'Correction du service commercial' })
  await expect(correction).toContainText('Pack activé en double')
  await expect(correction).toContainText(/−1\s000/)
  await expect(left).toContainText(new RegExp(`${Math.floor((before - 1_000) / 1_000)}\\s?\\d{3}`))
  expect(number(await left.textContent())).toBe(before - 1_000)
  await expect(heading(pharmacy, 'Solde SMS')).toBeVisible()
  const read = pharmacy.getByRole('row').filter({ hasText: 'Correction du service commercial' })
  await expect(read).toContainText('Nadia Cherkaoui')
  await expect(read).toContainText('Pack activé en double')
  await expect(read).toContainText(`Corrige le mouvement n° ${n}`)
})
