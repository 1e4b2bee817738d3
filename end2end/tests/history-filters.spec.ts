// What narrows the history: filters, periods, totals.
import { HistoryPage, moment } from '../support/history.ts'
import { expectNoSidewaysScroll, hydrated, number, sizes } from '../support/page.ts'
import { expect, test } from '../support/test.ts'

test.describe('filters', () => {
  test('each narrows the list, has a chip, and goes with it', async ({ page }) => {
    const history = await HistoryPage.open(page)
    await page.getByRole('combobox', { name: 'Statut' }).selectOption({ label: 'Échec' })
    await expect(page).toHaveURL(/statut=echec/)
    await history.settled()
    for (const text of await history.cells('Statut')) expect(text).toContain('Échec')
    const manager = page.getByRole('combobox', { name: 'Gestionnaire' })
    const who = await manager.getByRole('option').nth(1).innerText()
    await manager.selectOption({ label: who })
    await expect(page).toHaveURL(/gestionnaire=stf_/)
    await page.getByRole('combobox', { name: 'Objectif' }).selectOption({ label: 'Rappel de solde client' })
    await expect(page).toHaveURL(/objectif=rappel/)
    await history.settled()
    for (const text of await history.cells('Gestionnaire')) expect(text).toBe(who)
    await expect(history.chips).toHaveText(['Statut : Échec', `Gestionnaire : ${who}`, 'Objectif : Rappel de solde client', 'Effacer les filtres'])
    await page.getByRole('link', { name: 'Retirer le filtre Statut : Échec' }).click()
    await expect(page).not.toHaveURL(/statut/)
    await expect(page.getByRole('combobox', { name: 'Statut' })).toHaveValue('')
    await page.getByRole('link', { name: 'Effacer les filtres' }).click()
    await expect(page).toHaveURL('/')
    await expect(history.chips).toHaveCount(0)
    await expect(manager).toHaveValue('')
  })

  test('by campaign', async ({ page }) => {
    const history = await HistoryPage.open(page)
    const campaign = page.getByRole('combobox', { name: 'Campagne' })
    const name = await campaign.getByRole('option').nth(2).innerText()
    await campaign.selectOption({ index: 2 })
    await expect(page).toHaveURL(/campagne=cmp_/)
    await history.settled()
    await expect(history.chips.first()).toHaveText(`Campagne : ${name}`)
    const dates = new Set((await history.cells('Date de création')).map((text) => text.slice(0, 10)))
    expect(dates.size).toBe(1)
  })

  test('a period, by one click and by its days', async ({ page }) => {
    const history = await HistoryPage.open(page)
    const all = number(await history.totals.getByRole('listitem').first().innerText())
    await page.getByText('Période', { exact: true }).click()
    await page.getByRole('link', { name: '30 derniers jours' }).click()
    await expect(page).toHaveURL(/du=\d{4}-\d{2}-\d{2}&au=\d{4}-\d{2}-\d{2}/)
    await history.settled()
    const url = new URL(page.url())
    const [from, to] = [url.searchParams.get('du'), url.searchParams.get('au')].map((day) => Date.parse(day ?? ''))
    expect(((to ?? 0) - (from ?? 0)) / 86_400_000).toBe(29)
    const month = number(await history.totals.getByRole('listitem').first().innerText())
    expect(month).toBeLessThan(all)
    await expect(page.getByRole('group').getByLabel('Du')).toBeHidden()
    // The oldest of the period is in it.
    await page.goto(`${page.url()}&tri=date`)
    await hydrated(page)
    const [oldest] = await history.cells('Date de création')
    expect(moment(oldest ?? '')).toBeGreaterThanOrEqual(from ?? 0)

    await page.getByRole('group').locator('summary').click()
    await page.getByLabel('Du', { exact: true }).fill('2020-01-01')
    await page.getByLabel('Au', { exact: true }).fill('2020-01-31')
    await page.getByRole('button', { name: 'Afficher' }).click()
    await expect(page).toHaveURL(/du=2020-01-01&au=2020-01-31/)
    await expect(page.getByRole('heading', { name: 'Aucun SMS ne correspond' })).toBeVisible()
    await expect(history.chips.first()).toHaveText('Période : du 01/01/2020 au 31/01/2020')
    await page.getByRole('main').getByRole('link', { name: 'Effacer les filtres' }).click()
    await expect(history.rows).toHaveCount(50)
  })

  for (const [query, label, says] of [
    ['?du=2026-02-30', 'Du', 'Ce jour n’existe pas'],
    ['?au=demain', 'Au', 'Ce jour n’existe pas'],
    ['?du=2026-02-02&au=2026-02-01', 'Au', 'La fin est avant le début'],
  ] as const) {
    test(`${query} is said at the day, and nothing is listed`, async ({ page }) => {
      for (const { width, height } of sizes) {
        await page.setViewportSize({ width, height })
        const history = await HistoryPage.open(page, query)
        const field = page.getByLabel(label, { exact: true })
        await expect(field).toBeVisible()
        await expect(field).toHaveAttribute('aria-invalid', 'true')
        await expect(field).toHaveAccessibleDescription(new RegExp(says))
        await expect(history.table).toHaveCount(0)
        await expect(page.getByRole('main')).toContainText('Aucun SMS n’est affiché')
        await expectNoSidewaysScroll(page)
      }
      await page.getByRole('link', { name: 'Effacer la période' }).click()
      await expect(new HistoryPage(page).rows).toHaveCount(50)
    })
  }

  test('a total leads to what it counts, and back', async ({ page }) => {
    const history = await HistoryPage.open(page)
    const failed = history.totals.getByRole('link', { name: /échecs/ })
    const n = number(await failed.innerText())
    await failed.click()
    await expect(page).toHaveURL(/statut=echec/)
    await history.settled()
    await expect(history.totals.getByRole('link', { name: /échec/ })).toHaveAttribute('aria-current', 'true')
    await expect(history.range).toContainText(new RegExp(`^1–\\d+ sur ${n}$`))
    await expect(page.getByRole('status').filter({ hasText: `${n} SMS trouvés` })).toBeAttached()
    for (const text of await history.cells('Statut')) expect(text).toContain('Échec')
    await history.totals.getByRole('link').first().click()
    await expect(page).toHaveURL('/')
    await expect(history.rows).toHaveCount(50)
  })
})
