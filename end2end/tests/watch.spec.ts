// The watch of every page watches: each of these goes wrong without a word from the test itself.
import { open, paths } from '../support/page.ts'
import { test } from '../support/test.ts'

test.describe('a page fails its test', () => {
  test.fail()

  test('when it writes an error to the console', async ({ page }) => {
    await open(page, paths.templates)
    await page.evaluate(() => console.error('something is wrong'))
  })

  test('when a script throws', async ({ page }) => {
    await open(page, paths.templates)
    const thrown = page.waitForEvent('pageerror')
    await page.evaluate(() => void setTimeout(() => { throw new Error('something is wrong') }))
    await thrown
  })

  test('when an answer has a status that was not expected', async ({ page }) => {
    await open(page, '/nulle-part')
  })
})
