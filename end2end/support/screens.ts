// Not a test: opens each page at three sizes, light and dark, and in Arabic, and writes what is seen to target/screens.
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { Api } from './api.ts'
import { open, paths, sizes } from './page.ts'
import { SendPage } from './send.ts'
import { expect, test } from './test.ts'

const folder = fileURLToPath(new URL('../../target/screens', import.meta.url))

const pages: Record<string, (page: Page) => Promise<unknown>> = {
  history: (page) => open(page, paths.history),
  'history-found': (page) => open(page, `${paths.history}?q=sol&statut=livre&objectif=rappel&tri=destinataire`),
  'history-none': (page) => open(page, `${paths.history}?q=zzzz&statut=echec`),
  'history-period': (page) => open(page, `${paths.history}?du=2026-02-30`),
  send: (page) => open(page, paths.send),
  clients: (page) => open(page, paths.clients),
  'clients-none': (page) => open(page, `${paths.clients}?q=zzzz`),
  templates: (page) => open(page, paths.templates),
  'template-new': (page) => open(page, '/parametres/modeles/nouveau'),
  credits: (page) => open(page, paths.credits),
  gateway: (page) => open(page, paths.gateway),
  'not-found': (page) => open(page, '/nulle-part'),
}

for (const { name: size, width, height } of sizes) {
  for (const [look, colorScheme, language] of [
    ['light', 'light', 'Français'],
    ['dark', 'dark', 'Français'],
    ['arabic', 'light', 'العربية'],
  ] as const) {
    test(`${size} ${look}`, async ({ page, server, expected }) => {
      expected.status(404, 409)
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      // What sticks to an edge of the screen is seen where it stands; all else as long as it is.
      const shot = (name: string) =>
        page.screenshot({ path: `${folder}/${name}-${size}-${look}.png`, fullPage: !/^(send|account)/.test(name) })
      await open(page, paths.history)
      await page.getByRole('banner').locator('button.avatar').click()
      await shot('account')
      await page.getByRole('button', { name: language, exact: true }).click()
      await expect(page.locator('html')).toHaveAttribute('lang', language === 'Français' ? 'fr' : 'ar')
      for (const [name, go] of Object.entries(pages)) {
        await go(page)
        await page.waitForLoadState('networkidle')
        await shot(name)
      }
      if (language === 'Français') {
        await inFrench(page, shot)
        await statesOfSend(page, server.url, shot)
      }
      await page.context().clearCookies()
      await page.context().addCookies([{ name: 'comptoir_lang', value: language === 'Français' ? 'fr' : 'ar', url: page.url() }])
      await open(page, paths.signIn)
      await shot('sign-in')
    })
  }
}

/** What a person comes to by doing something. */
async function inFrench(page: Page, shot: (name: string) => Promise<unknown>): Promise<void> {
  const send = await SendPage.open(page)
  await send.tick(3)
  await shot('send-ticked')
  await SendPage.open(page)
  await send.goTo(send.template)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await shot('send-editor')
  await page.getByRole('button', { name: 'Annuler', exact: true }).click()
  await SendPage.open(page)
  await send.goTo(send.sendButton)
  await send.sendButton.click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await shot('send-confirm')
  await SendPage.open(page)
  await send.tick(2, 20)
  await send.send()
  await expect(page.getByRole('main')).toContainText('Terminé', { timeout: 30_000 })
  await shot('campaign')
}

/** What the send page shows besides: a test, dear and delicate texts, two versions, two drafts, a template that is gone. */
async function statesOfSend(page: Page, origin: string, shot: (name: string) => Promise<unknown>): Promise<void> {
  const send = await SendPage.open(page)
  const text = page.getByRole('textbox', { name: /Texte/ })
  const edit = async (words: string) => {
    await send.goTo(send.template)
    await page.getByRole('button', { name: 'Modifier modèle' }).click()
    await text.fill(words)
  }
  await send.look()
  await shot('send-preview')
  await page.getByRole('button', { name: 'Envoyer un test' }).filter({ visible: true }).first().click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await shot('send-test')
  await page.keyboard.press('Escape')

  await SendPage.open(page)
  await edit('L’ordonnance de {prenom|client} : l’insuline est prête, 12 € […]')
  await expect(page.getByText('Ce texte parle de santé')).toBeVisible()
  await shot('send-health')
  await send.look()
  await shot('send-dear')
  await send.lookAway()

  const api = new Api(page.request, origin)
  const { template } = await api.reminder()
  await api.saveReminder()
  await text.fill('Bonjour {prenom|client}, mon texte.')
  await page.getByRole('button', { name: 'Sauvegarder', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Votre version' })).toBeVisible()
  await shot('send-conflict')
  await page.getByRole('button', { name: 'Annuler', exact: true }).click()

  await open(page, `${paths.send}?objectif=modele&modele=tpl_zzzzzzzzzzzz.1`)
  await send.goTo(send.template)
  await shot('send-gone')
  await open(page, `/parametres/modeles/${template}/versions`)
  await shot('template-versions')
}
