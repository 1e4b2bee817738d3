// The export of a list: what a browser saves, how far it is, and why there is none.
import { readFile } from 'node:fs/promises'
import type { Download, Page } from '@playwright/test'
import { open, paths } from '../support/page.ts'
import { expect, test } from '../support/test.ts'

const menu = (page: Page) => page.getByRole('button', { name: 'Exporter', exact: true })

async function save(page: Page, format: RegExp): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: format }).click()])
  return download
}

async function lines(download: Download): Promise<string[]> {
  const file = await readFile(await download.path())
  expect([...file.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  return file.toString('utf8').trimEnd().split('\r\n')
}

test('the list as CSV, and how far it is', async ({ page }) => {
  await open(page, `${paths.history}?statut=echec&tri=date`)
  await menu(page).click()
  const download = await save(page, /^CSV/)
  expect(download.suggestedFilename()).toMatch(/^communications-\d{4}-\d{2}-\d{2}\.csv$/)
  const [head, first, ...rest] = await lines(download)
  expect(head).toMatch(/^\ufeffDate de création;Gestionnaire;Type;Statut;Motif;Contenu;Destinataire;Téléphone;/)
  expect(first).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2};[^;]+;SMS;Échec;/)
  expect(rest.length).toBeGreaterThan(50)
  await expect(page.getByRole('status').filter({ hasText: 'Export terminé' })).toContainText(`${rest.length + 1}`)
})

test('the list for Excel', async ({ page }) => {
  await open(page, paths.history)
  await menu(page).click()
  const download = await save(page, /^Excel/)
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/)
  const file = await readFile(await download.path())
  expect(file.subarray(0, 2).toString()).toBe('PK')
  await expect(page.getByRole('status').filter({ hasText: 'Export terminé' })).toContainText(/3\s000|3\s\d{3}/)
})

test('a period that does not exist is said', async ({ page, expected }) => {
  expected.status(422)
  const answer = await page.goto('/export/communications.csv?du=2026-02-30')
  expect(answer?.status()).toBe(422)
  await expect(page.getByRole('heading', { name: 'Cette période ne peut pas être lue' })).toBeVisible()
  await page.getByRole('link', { name: 'Revenir à la liste' }).click()
  await expect(page).toHaveURL('/')
})

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('plain links', async ({ page }) => {
    await page.goto(`${paths.history}?statut=echec`)
    await menu(page).click()
    const rows = await lines(await save(page, /^CSV/))
    expect(rows.length).toBeGreaterThan(50)
    expect(rows.slice(1).every((row) => row.includes(';Échec;') || !/^\d{4}-/.test(row))).toBe(true)
  })
})

test.describe('signed out', () => {
  test.use({ who: null })

  test('nothing is given out', async ({ page }) => {
    await page.goto('/export/communications.csv')
    await expect(page.getByRole('heading', { level: 1, name: 'Se connecter' })).toBeVisible()
  })
})
