// A whole send without a pointer: what is reached is seen to be reached.
import type { Locator, Page } from '@playwright/test'
import { open, paths } from '../support/page.ts'
import { CampaignPage, client, SendPage } from '../support/send.ts'
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
  const { phone } = client(await send.lines.nth(5).innerText())
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

/** Tab after Tab until it is there; it must show that it has the focus, by itself or by the line that it is in. */
async function reach(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible()
  for (let tabs = 0; !(await wanted.evaluate((element) => element === document.activeElement)); tabs++) {
    if (tabs === 60) throw new Error(`${wanted} was not reached`)
    await page.keyboard.press('Tab')
  }
  const shows = (element: Element) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } = getComputedStyle(element)
    return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor].join()
  }
  const parts = [wanted, wanted.locator('xpath=ancestor::label')]
  const looks = async () => {
    const all = await Promise.all(parts.map(async (part) => ((await part.count()) ? part.evaluate(shows) : '')))
    return all.join()
  }
  const focused = await looks()
  await wanted.evaluate((element: HTMLElement) => element.blur())
  await expect.poll(looks, { message: 'the focus is visible' }).not.toBe(focused)
  await wanted.evaluate((element: HTMLElement) => element.focus())
  await expect(wanted).toBeFocused()
}
