// The code of a page comes when the page is first gone to. On a bad network it does not.
import type { Page } from '@playwright/test'
import { hydrated, open, paths } from '../support/page.ts'
import { expect, test } from '../support/test.ts'

const code = /\/pkg\/(chunk|split)_/

const loaded = (page: Page) => page.evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name))
const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

test('Communications loads no code of another page', async ({ page }) => {
  await open(page, paths.history)
  expect((await loaded(page)).filter((name) => code.test(name))).toEqual([])
  await page.getByRole('link', { name: 'Clients', exact: true }).click()
  await expect(title(page, 'Clients')).toBeVisible()
  const files = (await loaded(page)).filter((name) => code.test(name))
  expect(files.length).toBeGreaterThan(0)
  // Once is enough.
  await page.getByRole('link', { name: 'Communications', exact: true }).click()
  await expect(title(page, 'Historique des communications')).toBeVisible()
  await page.getByRole('link', { name: 'Clients', exact: true }).click()
  await expect(title(page, 'Clients')).toBeVisible()
  expect((await loaded(page)).filter((name) => code.test(name))).toEqual(files)
})

test('a page whose code is on its way is shown to be', async ({ page }) => {
  await open(page, paths.history)
  const bar = page.getByRole('progressbar', { name: 'Chargement' })
  await expect(bar).toHaveCount(0)
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  await page.route(code, async (route) => {
    await arrived
    await route.continue()
  })
  await page.getByRole('link', { name: 'Clients', exact: true }).click()
  await expect(bar).toBeVisible()
  await expect(title(page, 'Historique des communications')).toBeVisible()
  arrive()
  await expect(title(page, 'Clients')).toBeVisible()
  await expect(bar).toHaveCount(0)
})

test('a page whose code did not arrive says so, and comes when it does', async ({ page, expected }) => {
  expected.lost()
  await open(page, paths.history)
  await page.route(code, (route) => route.abort())
  await page.getByRole('link', { name: 'Clients', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('Le serveur est injoignable.')
  await expect(page).toHaveURL(paths.clients)
  // The rest of the application goes on.
  await page.getByRole('link', { name: 'Communications', exact: true }).click()
  await expect(title(page, 'Historique des communications')).toBeVisible()
  await page.unroute(code)
  await page.getByRole('link', { name: 'Clients', exact: true }).click()
  await expect(title(page, 'Clients')).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('a page that was loaded anew has its code by itself once the network is back', async ({ page, expected }) => {
  expected.lost()
  await page.route(code, (route) => route.abort())
  await page.goto(paths.clients)
  // As the server wrote it: it can be read, and its form works.
  await expect(title(page, 'Clients')).toBeVisible()
  await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible()
  await expect(page.locator('body')).not.toHaveAttribute('data-hydrated', /.*/)
  await page.unroute(code)
  await hydrated(page)
  await page.getByRole('searchbox').fill('zzzz')
  await expect(page).toHaveURL(/q=zzzz/)
})
