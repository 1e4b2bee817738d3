// What axe finds in every state of the send page, on each device, light and dark.
import { violations } from '../support/axe.ts'
import { Api } from '../support/api.ts'
import { expectNoSidewaysScroll, open, paths, sizes } from '../support/page.ts'
import { CampaignPage, SendPage } from '../support/send.ts'
import { expect, test } from '../support/test.ts'

for (const { name, width, height } of sizes) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`on a ${name}, ${colorScheme}`, () => {
      test.use({ viewport: { width, height }, colorScheme })

      test('the page, its last question, and the campaign that follows', async ({ page }) => {
        const send = await SendPage.open(page)
        const good = async () => {
          await expectNoSidewaysScroll(page)
          expect(await violations(page)).toEqual([])
        }
        await good()
        await send.goTo(send.boxes.first())
        await good()
        await send.goTo(send.sendButton)
        await expect(send.quote).toContainText(/crédits pour/)
        await good()
        await send.sendButton.click()
        await expect(send.dialog).toContainText('Commencer par')
        await good()
        await page.keyboard.press('Escape')
        const ticked = await SendPage.open(page)
        await ticked.tick(4, 20)
        await good()
        await ticked.goTo(ticked.sendButton)
        await ticked.quoted(4)
        await ticked.sendButton.click()
        await good()
        await ticked.confirmButton.click()
        await CampaignPage.shown(page)
        await good()
      })

      test('the editor, its errors, two versions side by side, and two drafts', async ({ page, server, expected }) => {
        expected.status(409)
        const send = await SendPage.open(page)
        await send.goTo(send.template)
        await page.getByRole('button', { name: 'Modifier modèle' }).click()
        const text = page.getByRole('textbox', { name: /Texte/ })
        await text.fill('Bonjour {age}, l’été {')
        await expect(text).toHaveAttribute('aria-invalid', 'true')
        expect(await violations(page)).toEqual([])

        // A colleague saves the template meanwhile.
        await new Api(page.request, server.url).saveReminder()
        await text.fill('Bonjour {prenom|client}, mon texte.')
        await page.getByRole('button', { name: 'Sauvegarder', exact: true }).click()
        await expect(page.getByRole('region', { name: 'Votre version' })).toBeVisible()
        await expectNoSidewaysScroll(page)
        expect(await violations(page)).toEqual([])

        await expect(page.getByRole('status').filter({ hasText: /^Brouillon enregistré/ })).toBeVisible()
        await open(page, `${paths.send}?objectif=modele`)
        await expect(page.getByRole('status').filter({ hasText: /brouillon/i }).filter({ has: page.getByRole('button') })).toBeVisible()
        await expectNoSidewaysScroll(page)
        expect(await violations(page)).toEqual([])
      })
    })
  }
}
