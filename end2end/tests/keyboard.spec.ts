// A whole send without a pointer: what is reached is seen to be reached.
import type { Locator, Page } from '@playwright/test'
import { open, paths } from '../support/page.ts'
import { CampaignPage, SendPage } from '../support/send.ts'
import { expect, test } from '../support/test.ts'

test('a reminder from the keyboard alone', async ({ page }) => {
  await open(page, paths.history)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Aller au contenu' })).toBeFocused()
  await page.keyboard.press('Enter')
  await reach(page, page.getByRole('link', { name: 'Envoyer une communication groupée' }).filter({ visible: true }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Envoyer une communication groupée' })).toBeVisible()

  const send = new SendPage(page)
  await expect(send.boxes.first()).toBeVisible()
  const line = await send.recipients.getByRole('listitem').filter({ has: page.getByRole('checkbox') }).nth(5).innerText()
  const phone = /0[67]( \d{2}){4}/.exec(line)?.[0] ?? 'no phone'
  await reach(page, send.recipients.getByRole('searchbox'))
  await page.keyboard.type(phone)
  await expect(send.boxes).toHaveCount(1)
  await reach(page, send.boxes.first())
  await page.keyboard.press('Space')
  await expect(send.boxes.first()).toBeChecked()
  await reach(page, send.sendButton)
  await page.keyboard.press('Enter')

  // Escape leaves the question and comes back to the button.
  await expect(send.dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(send.sendButton).toBeFocused()
  await page.keyboard.press('Enter')
  await reach(page, send.confirmButton)
  await page.keyboard.press('Enter')
  const campaign = await CampaignPage.shown(page)
  const [row] = await campaign.allFinal(1)
  expect(row).toContain(phone)
})

/** Tab after Tab until it is there; it must show that it has the focus. */
async function reach(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible()
  for (let tabs = 0; tabs < 60; tabs++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) {
      const seen = await wanted.evaluate((element) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
        return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
      })
      expect(seen, 'the focus is visible').toBe(true)
      return
    }
    await page.keyboard.press('Tab')
  }
  throw new Error(`${wanted} was not reached`)
}
