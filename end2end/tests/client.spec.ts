// One client: who it is, what is owed, and all that was ever sent.
import type { Page } from '@playwright/test'
import { violations } from '../support/axe.ts'
import { ariaHeads } from '../support/history.ts'
import { expectNoSidewaysScroll, open, paths, sizes } from '../support/page.ts'
import { expect, test } from '../support/test.ts'

const main = (page: Page) => page.getByRole('main')
const listed = (page: Page) => page.getByRole('table', { name: 'Clients' }).getByRole('row').filter({ has: page.getByRole('cell') })
const sent = (page: Page) => page.getByRole('table', { name: 'SMS envoyés à ce client' }).getByRole('row').filter({ has: page.getByRole('cell') })

test('the list leads to a client, whose page shows all that was sent', async ({ page }) => {
  await open(page, paths.clients)
  const line = listed(page).filter({ hasText: /0[67]( \d{2}){4}/ }).first()
  const name = await line.getByRole('link').innerText()
  const phone = /0[67]( \d{2}){4}/.exec(await line.innerText())?.[0] ?? ''
  await line.getByRole('link').click()
  await expect(page).toHaveURL(/\/clients\/cli_[0-9a-z]{12}$/)
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(main(page)).toContainText(phone)
  await expect(main(page)).toContainText(/Rien à régler|à régler/)
  await expect(sent(page).first()).toContainText(name)
  const others = sent(page).filter({ hasNotText: phone })
  await expect(others).toHaveCount(0)
  await page.getByRole('link', { name: 'Retour aux clients' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Clients' })).toBeVisible()
})

test('while a page is read it has a name and a heading, and no rows', async ({ page }) => {
  await open(page, paths.clients)
  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  await page.route('**/api/**', async (route) => {
    await answered
    await route.continue()
  })
  const link = listed(page).filter({ hasText: /0[67]( \d{2}){4}/ }).first().getByRole('link')
  const name = await link.innerText()
  await link.click()
  await expect(page.getByRole('heading', { level: 1, name: 'Chargement' })).toBeVisible()
  await expect(page).toHaveTitle('Comptoir')
  await expect(page.getByRole('row').filter({ has: page.getByRole('cell') })).toHaveCount(0)
  expect(await violations(page)).toEqual([])
  answer()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page).toHaveTitle(`${name} · Comptoir`)
  await expect(sent(page).first()).toBeVisible()
})

test('a client who cannot receive an SMS, and one to whom nothing was sent, are said', async ({ page }) => {
  await open(page, paths.clients)
  const line = listed(page).filter({ hasText: 'numéro fixe' }).or(listed(page).filter({ hasText: /[Ff]ixe/ })).first()
  await line.getByRole('link').click()
  await expect(main(page)).toContainText(/[Ff]ixe/)
  await expect(main(page)).toContainText('Aucun SMS n’a encore été envoyé à ce client.')
})

test('a client who is none is not found', async ({ page, expected }) => {
  expected.status(404)
  for (const reference of ['cli_000000000000', 'cmp_000000000000', 'x', '%27']) {
    const answer = await page.goto(`/clients/${reference}`)
    expect(answer?.status(), reference).toBe(404)
    await expect(page.getByRole('heading', { name: 'Page introuvable' })).toBeVisible()
  }
})

test('a client’s page, by its roles', async ({ page }) => {
  await open(page, paths.clients)
  await listed(page).filter({ hasText: /0[67]( \d{2}){4}/ }).first().getByRole('link').click()
  await expect(main(page)).toMatchAriaSnapshot(`
    - main:
      - paragraph:
        - link "Retour aux clients"
      - heading [level=1]
      - paragraph: /0[67]( \\d{2}){4}/
      - region "SMS envoyés à ce client":
        - heading "SMS envoyés à ce client" [level=2]
        - table "SMS envoyés à ce client":
          - rowgroup:
            - row:
${ariaHeads(14)}
          - rowgroup:
            - row:
              - cell /\\d{2}\\/\\d{2}\\/\\d{4} \\d{2}:\\d{2}/
              - cell
              - cell "SMS"
              - cell
              - cell:
                - link
              - cell /0[67]( \\d{2}){4}/
  `)
})

for (const { name, width, height } of sizes) {
  test(`nothing stands out on a ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await open(page, paths.clients)
    await listed(page).filter({ hasText: /0[67]( \d{2}){4}/ }).first().getByRole('link').click()
    await expect(sent(page).first()).toBeVisible()
    await expectNoSidewaysScroll(page)
  })
}

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('all of it is there', async ({ page }) => {
    await page.goto(paths.clients)
    await listed(page).filter({ hasText: /0[67]( \d{2}){4}/ }).first().getByRole('link').click()
    await expect(sent(page).first()).toBeVisible()
  })
})
