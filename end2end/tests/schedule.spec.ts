// A send at a set time, on the pharmacy's clock.
import type { Page } from '@playwright/test'
import { expectNoSidewaysScroll, paths, sizes } from '../support/page.ts'
import { CampaignPage, SendPage } from '../support/send.ts'
import { expect, test } from '../support/test.ts'

/** Ten in the morning, so many days from now, as a form has it and as it is read. */
function ten(days: number): { typed: string; read: string } {
  const [year, month, day] = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).split('-')
  return { typed: `${year}-${month}-${day}T10:00`, read: `${day}/${month}/${year} à 10:00` }
}

const main = (page: Page) => page.getByRole('main')
const later = (page: Page) => page.getByRole('radio', { name: 'À une heure choisie', exact: true })
const now = (page: Page) => page.getByRole('radio', { name: 'Maintenant', exact: true })
const time = (page: Page) => page.getByLabel('Date et heure de l’envoi', { exact: true })

for (const { name, width, height } of sizes) {
  test(`a send is set to a time, and called off, on a ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    const send = await SendPage.open(page)
    await send.tick(2, 40)
    await send.goTo(later(page))
    await expect(now(page)).toBeChecked()
    await expect(time(page)).toBeHidden()
    await later(page).check()
    await expect(send.quote).toContainText('Choisissez la date et l’heure de l’envoi.')
    await expect(time(page)).toHaveAccessibleDescription('À l’heure de la pharmacie (Casablanca).')
    const { typed, read } = ten(2)
    await time(page).fill(typed)
    await expect(send.quote).toContainText(`Partira le ${read} (heure de Casablanca)`)
    await expectNoSidewaysScroll(page)
    await send.sendButton.click()
    await expect(send.dialog).toContainText(`Partira le ${read} (heure de Casablanca)`)
    await send.confirmButton.click()
    await CampaignPage.shown(page)
    await expect(main(page)).toContainText(read)
    await expect(main(page).getByRole('table').getByText('Planifié')).toHaveCount(2)
    await main(page).getByRole('button', { name: 'Annuler l’envoi', exact: true }).click()
    await expect(main(page).getByRole('table').getByText('Annulé')).toHaveCount(2)
  })
}

test('a time that is over or too far away is refused at the field', async ({ page, expected }) => {
  expected.status(422)
  const send = await SendPage.open(page)
  await send.tick(1, 44)
  await later(page).check()
  for (const [days, words] of [
    [-2, 'Ce moment est passé : choisissez une heure à venir.'],
    [120, 'C’est trop loin : 90 jours au plus.'],
  ] as const) {
    await time(page).fill(ten(days).typed)
    await expect(time(page)).toHaveAccessibleDescription(new RegExp(words))
    await expect(time(page)).toHaveAttribute('aria-invalid', 'true')
    await expect(send.quote).toContainText(words)
    await expect(send.sendButton).toHaveAttribute('aria-disabled', 'true')
  }
  await now(page).check()
  await expect(send.quote).not.toContainText(/trop loin|Partira/)
  await expect(send.sendButton).not.toHaveAttribute('aria-disabled', 'true')
})

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('a send is set to a time', async ({ page, expected }) => {
    // What is missing, then over, is refused.
    expected.status(422)
    const submit = page.getByRole('button', { name: 'Envoyer', exact: true }).filter({ visible: true })
    await page.goto(paths.send)
    await new SendPage(page).boxes.nth(48).check()
    await expect(time(page)).toBeHidden()
    await later(page).check()
    await submit.click()
    await expect(main(page)).toContainText('Choisissez la date et l’heure de l’envoi.')
    await page.getByRole('link', { name: 'Revenir à la liste', exact: true }).click()
    await expect(later(page)).toBeChecked()
    await time(page).fill(ten(-2).typed)
    await submit.click()
    await expect(main(page)).toContainText('Ce moment est passé')
    await page.getByRole('link', { name: 'Revenir à la liste', exact: true }).click()
    await expect(time(page)).toHaveAccessibleDescription(/Ce moment est passé/)
    const { typed, read } = ten(2)
    await time(page).fill(typed)
    await submit.click()
    await expect(main(page)).toContainText(`Partira le ${read} (heure de Casablanca)`)
    await page.getByRole('button', { name: /^Envoyer à 1\sclient$/ }).click()
    await CampaignPage.shown(page)
    await expect(main(page)).toContainText(read)
    await expect(main(page).getByRole('table').getByText('Planifié')).toHaveCount(1)
  })
})
