// What clients write to the pharmacy: on the client's page, newest first, in whichever language.
import type { APIRequestContext } from '@playwright/test'
import { expectNoSidewaysScroll, open, paths, sizes } from '../support/page.ts'
import { Api } from '../support/api.ts'
import { expect, test } from '../support/test.ts'

/** A client of the demonstration who wrote, or one who did not. */
async function who(request: APIRequestContext, origin: string, wrote: boolean): Promise<string> {
  const headers = { origin, accept: 'application/json' }
  const { lines } = await new Api(request, origin).clients('', null, 300)
  for (const { client } of lines) {
    const answer = await request.post(`${origin}/api/client-written`, { headers, form: { client } })
    if (((await answer.json()) as unknown[]).length > 0 === wrote) return client
  }
  throw new Error('nobody like that in the demonstration')
}

test('what a client wrote stands on their page, the newest first', async ({ page, request, server }) => {
  await open(page, `${paths.clients}/${await who(request, server.url, true)}`)
  const texts = page.getByRole('region', { name: 'SMS reçus de ce client' }).getByRole('listitem')
  await expect(texts).toHaveCount(2)
  await expect(texts.first()).toContainText(/شكرا، سأمر غدا إن شاء الله\s*le \d\d\/\d\d\/\d{4} à \d\d:\d\d/)
  await expect(texts.last()).toContainText('Merci, je passe demain matin.')
  const directions = await texts.locator('[dir]').evaluateAll((all) => all.map((text) => getComputedStyle(text).direction))
  expect(directions).toEqual(['rtl', 'ltr'])
  for (const { width, height } of sizes) {
    await page.setViewportSize({ width, height })
    await expectNoSidewaysScroll(page)
  }
})

test('there is no such part for who wrote nothing', async ({ page, request, server }) => {
  await open(page, `${paths.clients}/${await who(request, server.url, false)}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('region', { name: 'SMS reçus de ce client' })).toHaveCount(0)
})

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('it is there as well', async ({ page, request, server }) => {
    await page.goto(`${paths.clients}/${await who(request, server.url, true)}`)
    await expect(page.getByRole('region', { name: 'SMS reçus de ce client' })).toContainText('Merci, je passe demain matin.')
  })
})
