// News while the history is open.
import { randomUUID } from 'node:crypto'
import { Api, reminderTo } from '../support/api.ts'
import { HistoryPage } from '../support/history.ts'
import { number } from '../support/page.ts'
import { expect, test } from '../support/test.ts'

test.describe('live', () => {
  test('what comes meanwhile moves no row, and is brought by a click', async ({ page, request, server }) => {
    const history = await HistoryPage.open(page)
    const before = await history.cells('Destinataire')
    const api = new Api(request, server.url)
    const clients = (await api.reachable()).slice(40, 42)
    await send(api, clients)
    const news = page.getByRole('button', { name: '2 nouveaux SMS' })
    await expect(news).toBeVisible()
    expect(await history.cells('Destinataire')).toEqual(before)
    await news.click()
    await expect(news).toBeHidden()
    await expect(history.rows.first()).toContainText(clients[1]!.last_name)
    // Its status moves to its end in its place.
    await expect(history.rows.first().getByRole('cell').nth(3)).toContainText(/Livré|Échec|Expiré/, { timeout: 30_000 })
  })

  test('the totals follow without a click', async ({ page, request, server }) => {
    const history = await HistoryPage.open(page)
    const total = async () => number(await history.totals.getByRole('listitem').first().innerText())
    const before = await total()
    const api = new Api(request, server.url)
    await send(api, (await api.reachable()).slice(50, 53))
    await expect.poll(total).toBeGreaterThanOrEqual(before + 3)
    // What is on its way comes to its end there, too: nothing is left in file or in hand.
    await expect(history.totals).not.toContainText(/en file|en cours/, { timeout: 30_000 })
  })

  test('a row that has the focus keeps it while its status moves on', async ({ page, request, server }) => {
    const api = new Api(request, server.url)
    await send(api, (await api.reachable()).slice(42, 44))
    const history = await HistoryPage.open(page)
    const link = history.rows.first().getByRole('link')
    await link.focus()
    const focused = await page.evaluateHandle(() => document.activeElement)
    await expect(history.rows.first().getByRole('cell').nth(3)).toContainText(/Livré|Échec|Expiré/, { timeout: 30_000 })
    await expect(link).toBeFocused()
    expect(await focused.evaluate((link) => link === document.activeElement)).toBe(true)
  })

  test('a search counts what it finds only', async ({ page, request, server }) => {
    const api = new Api(request, server.url)
    const [one, other] = (await api.reachable()).slice(44, 46)
    const history = await HistoryPage.open(page, `?q=${one!.phone.replaceAll(' ', '')}`)
    const before = await history.rows.count()
    await send(api, [other!, one!])
    await page.getByRole('button', { name: '1 nouveau SMS' }).click()
    await expect(history.rows).toHaveCount(before + 1)
  })

  test('after a lost connection it catches up', async ({ page, context, request, server, expected }) => {
    expected.lost()
    const history = await HistoryPage.open(page)
    await expect(history.rows).toHaveCount(50)
    await context.setOffline(true)
    const api = new Api(request, server.url)
    await send(api, (await api.reachable()).slice(48, 49))
    await context.setOffline(false)
    await expect(page.getByRole('button', { name: '1 nouveau SMS' })).toBeVisible({ timeout: 20_000 })
  })
})

async function send(api: Api, clients: Parameters<typeof reminderTo>[1]): Promise<void> {
  const draft = reminderTo(await api.reminder(), clients)
  const { recipients, credits } = await api.quote(draft)
  const answer = await api.ask('send', { draft, agreed: { recipients, credits }, key: randomUUID() })
  expect(answer.ok(), await answer.text()).toBe(true)
}
