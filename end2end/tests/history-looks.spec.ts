// The history with JavaScript off, and how it looks: sizes, snapshots, axe.
import { violations } from '../support/axe.ts'
import { columns, fold, HistoryPage } from '../support/history.ts'
import { expectNoSidewaysScroll, open, sizes } from '../support/page.ts'
import { expect, test } from '../support/test.ts'

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('search, filter and sort are one plain form and links', async ({ page }) => {
    await page.goto('/')
    const history = new HistoryPage(page)
    await history.search.fill('el idrissi')
    await page.getByRole('combobox', { name: 'Statut' }).selectOption({ label: 'Livré' })
    await page.getByRole('button', { name: 'Rechercher' }).click()
    await expect(history.search).toHaveValue('el idrissi')
    await expect(page.getByRole('combobox', { name: 'Statut' })).toHaveValue('livre')
    for (const text of await history.rows.allInnerTexts()) {
      expect(fold(text)).toContain('idrissi')
      expect(text).toContain('Livré')
    }
    expect(await history.marked()).toContain('Idrissi')
    await history.header('Destinataire').getByRole('link').click()
    await expect(history.header('Destinataire')).toHaveAttribute('aria-sort', 'ascending')
    await expect(history.search).toHaveValue('el idrissi')
    await page.getByRole('link', { name: 'Retirer le filtre Statut : Livré' }).click()
    await expect(page.getByRole('combobox', { name: 'Statut' })).toHaveValue('')
    await page.getByText('Période', { exact: true }).click()
    await page.getByLabel('Du', { exact: true }).fill('2020-01-01')
    await page.getByRole('button', { name: 'Afficher' }).click()
    await expect(history.chips.first()).toHaveText('Période : depuis le 01/01/2020')
    await expect(history.search).toHaveValue('el idrissi')
  })

  test('on a phone the filters open', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto('/')
    await expect(page.getByRole('combobox', { name: 'Statut' })).toBeHidden()
    await page.getByRole('button', { name: 'Filtres' }).click()
    await page.getByRole('combobox', { name: 'Statut' }).selectOption({ label: 'Échec' })
    await page.getByRole('combobox', { name: 'Trier par' }).selectOption({ label: 'Trier par : Destinataire' })
    await page.getByRole('searchbox').press('Enter')
    await expect(page).toHaveURL(/statut=echec&.*tri=destinataire/)
  })
})

test.describe('looks', () => {
  for (const { name, width, height } of sizes) {
    test(`searched and filtered, within a ${name}`, async ({ page }) => {
      await page.setViewportSize({ width, height })
      await open(page, '/?q=solde&statut=livre&objectif=rappel&du=2020-01-01&tri=-contenu')
      await expectNoSidewaysScroll(page)
      expect(await violations(page)).toEqual([])
      if (width < 560) await page.getByRole('button', { name: 'Filtres' }).click()
      await page.getByRole('group').locator('summary').click()
      await expect(page.getByLabel('Du', { exact: true })).toBeVisible()
      await expectNoSidewaysScroll(page)
      expect(await violations(page)).toEqual([])
      await page.emulateMedia({ colorScheme: 'dark' })
      expect(await violations(page)).toEqual([])
    })
  }

  test('on a phone a choice in the sheet is at once in force', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    const history = await HistoryPage.open(page)
    await page.getByRole('button', { name: 'Filtres' }).click()
    await page.getByRole('combobox', { name: 'Trier par' }).selectOption({ label: 'Trier par : Destinataire, ordre inverse' })
    await expect(page).toHaveURL(/tri=-destinataire/)
    await page.getByRole('combobox', { name: 'Statut' }).selectOption({ label: 'Échec' })
    await expect(page).toHaveURL(/statut=echec&tri=-destinataire/)
    await page.getByRole('button', { name: 'Fermer' }).click()
    await expect(page.getByRole('link', { name: 'Retirer le filtre Statut : Échec' })).toBeVisible()
    await history.settled()
    for (const text of await history.cells('Statut')) expect(text).toContain('Échec')
  })

  test('nothing jumps while the page comes, and while it is searched', async ({ page }) => {
    await page.addInitScript(() => {
      const seen = window as unknown as { shift: number }
      seen.shift = 0
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
          if (!entry.hadRecentInput) seen.shift += entry.value
        }
      }).observe({ type: 'layout-shift', buffered: true })
    })
    const history = await HistoryPage.open(page)
    await history.search.pressSequentially('solde', { delay: 80 })
    await expect(page).toHaveURL(/q=solde/)
    await history.settled()
    await page.waitForLoadState('networkidle')
    expect(await page.evaluate(() => (window as unknown as { shift: number }).shift)).toBeLessThan(0.02)
  })

  test('the tools and the table, by their roles', async ({ page }) => {
    await HistoryPage.open(page, '?q=aicha&statut=livre')
    await expect(page.getByRole('main')).toMatchAriaSnapshot(`
      - heading "Historique des communications" [level=1]
      - search:
        - searchbox "Recherche": aicha
        - group: Période
        - combobox "Statut":
          - option "Livré" [selected]
        - combobox "Gestionnaire"
        - combobox "Objectif"
        - combobox "Campagne"
        - list "Filtres appliqués":
          - listitem:
            - 'link "Retirer le filtre Statut : Livré"'
      - list "SMS par statut":
        - listitem:
          - link "Tous les statuts"
        - listitem:
          - link /\\d+ livrés/
      - table "Historique des communications":
        - rowgroup:
          - row:
            - columnheader "Date de création":
              - link "Date de création"
            - columnheader "Gestionnaire":
              - link "Gestionnaire"
            - columnheader "Type":
              - link "Type"
            - columnheader "Statut":
              - link "Statut"
            - columnheader "Contenu":
              - link "Contenu"
            - columnheader "Destinataire":
              - link "Destinataire"
        - rowgroup:
          - row:
            - cell /\\d{2}\\/\\d{2}\\/\\d{4} \\d{2}:\\d{2}/
            - cell
            - cell "SMS"
            - cell "Livré"
            - cell:
              - link
            - cell /Aïcha/
      - paragraph:
        - button "Raccourcis clavier"
    `)
  })
})

test('on paper there is the list, and nothing to press', async ({ page }) => {
  await open(page, '/?q=solde&statut=livre')
  const history = new HistoryPage(page)
  const rows = await history.rows.count()
  expect(rows).toBeGreaterThan(10)
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ media: 'print' })
    await expect(page.getByRole('heading', { level: 1, name: 'Historique des communications' })).toBeVisible()
    for (const column of columns) await expect(history.header(column)).toBeVisible()
    await expect(history.rows.last()).toBeVisible()
    expect(await history.rows.count()).toBe(rows)
    // What the list was narrowed down to belongs to it.
    await expect(history.chips.first()).toBeVisible()
    await expect(page.getByRole('button')).toHaveCount(0)
    await expect(page.getByRole('navigation')).toHaveCount(0)
    await page.emulateMedia({ media: 'screen' })
  }
})
