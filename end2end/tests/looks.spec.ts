// What every page owes to everybody: names and roles, contrast, no sideways scroll, and Arabic from right to left.
import type { Page } from '@playwright/test'
import { Api } from '../support/api.ts'
import { violations } from '../support/axe.ts'
import { expectNoSidewaysScroll, open, paths, sizes } from '../support/page.ts'
import { SendPage } from '../support/send.ts'
import { expect, test } from '../support/test.ts'

const pages = Object.entries({
  history: paths.history,
  'a search in the history': '/?q=sol&statut=livre&tri=destinataire',
  'nothing found in the history': '/?q=zzzz&statut=livre',
  'a period that is none': '/?du=2026-02-30',
  send: paths.send,
  clients: paths.clients,
  templates: paths.templates,
  'new template': '/parametres/modeles/nouveau',
  'a new template about health that came back': '/parametres/modeles/nouveau?texte=Insuline&nature=promotion&nom=',
  'archived templates': '/parametres/modeles?archive=1',
  'words about health': '/parametres/modeles/mots',
  credits: paths.credits,
  gateway: paths.gateway,
  'an SMS': '/communications/1?q=sol',
  'an SMS that may not be sent again': '/communications/1/renvoyer',
})

for (const { width, height } of [sizes[0]!, sizes[2]!]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`axe at ${width}, ${colorScheme}`, () => {
      test.use({ viewport: { width, height }, colorScheme })

      for (const [name, path] of pages) {
        test(name, async ({ page }) => {
          await open(page, path)
          expect(await violations(page)).toEqual([])
          // On a phone a send has its steps one after the other.
          const next = page.getByRole('button', { name: 'Continuer' })
          while (path === paths.send && (await next.isVisible())) {
            await next.click()
            expect(await violations(page)).toEqual([])
          }
        })
      }

      test('a campaign', async ({ page }) => {
        await open(page, await anyCampaign(page))
        expect(await violations(page)).toEqual([])
      })

      test('a client', async ({ page }) => {
        await open(page, paths.clients)
        const clients = page.getByRole('table', { name: 'Clients' }).getByRole('row')
        await clients.filter({ hasText: /0[67]( \d{2}){4}/ }).first().getByRole('link').click()
        await expect(page.getByRole('table', { name: 'SMS envoyés à ce client' })).toBeVisible()
        expect(await violations(page)).toEqual([])
      })

      test('a template and its versions', async ({ page, request, server }) => {
        const api = new Api(request, server.url)
        const { template, version, texts } = await api.reminder()
        await open(page, `${paths.templates}/${template}`)
        expect(await violations(page)).toEqual([])
        expect((await api.ask('template-save', { template, version, texts: { ...texts, text: `${texts.text} Merci.` } })).status()).toBe(200)
        expect((await api.ask('template-save', { template, version: version + 1, texts })).status()).toBe(200)
        await open(page, `${paths.templates}/${template}/versions`)
        await expect(page.getByRole('region', { name: 'Version actuelle' })).toBeVisible()
        expect(await violations(page)).toEqual([])
      })

      test('the export menu', async ({ page }) => {
        await open(page, paths.history)
        await page.getByRole('button', { name: 'Exporter' }).click()
        await expect(page.getByRole('link', { name: /CSV/ })).toBeVisible()
        expect(await violations(page)).toEqual([])
      })

      test('sign-in', async ({ page }) => {
        await page.context().clearCookies()
        await open(page, paths.signIn)
        expect(await violations(page)).toEqual([])
      })
    })
  }
}

test('axe sees what is wrong', async ({ page }) => {
  await open(page, paths.history)
  await page.evaluate(() => document.querySelector('main h1')?.setAttribute('style', 'color: #ccc; background: #fff'))
  expect((await violations(page)).join()).toContain('color-contrast')
})

test('the question before a send to all, and the editor', async ({ page }) => {
  const send = await SendPage.open(page)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: /Annuler|Fermer/ }).first().click()
  await send.sendButton.click()
  await expect(page.getByRole('dialog')).toBeVisible()
  expect(await violations(page)).toEqual([])
})

for (const { name, width, height } of sizes) {
  test(`every page stays within a ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    for (const [, path] of pages) {
      await open(page, path)
      await expectNoSidewaysScroll(page)
    }
  })
}

test.describe('Arabic', () => {
  test.beforeEach(async ({ context, server }) => {
    await context.addCookies([{ name: 'comptoir_lang', value: 'ar', url: server.url }])
  })

  test.describe('before signing in', () => {
    test.use({ who: null })

    test('the first byte says so', async ({ request, page }) => {
      const answer = await request.get(paths.signIn, { headers: { cookie: 'comptoir_lang=ar' } })
      expect(await answer.text()).toMatch(/<html[^>]*lang="ar"[^>]*dir="rtl"/)
      await open(page, paths.signIn)
      await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
      await expect(page.getByRole('main')).toContainText(/[\u0600-\u06ff]/)
      expect(await violations(page)).toEqual([])
    })
  })

  test('every page from right to left, within the screen', async ({ page }) => {
    test.slow()
    await chooseLanguage(page, 'العربية')
    try {
      for (const { width, height } of sizes) {
        await page.setViewportSize({ width, height })
        for (const [name, path] of pages) {
          await open(page, path)
          await expect(page.locator('html'), name).toHaveAttribute('dir', 'rtl')
          await expect(page.locator('html')).toHaveAttribute('lang', 'ar')
          await expect(page.getByRole('heading', { level: 1 })).toHaveText(/[\u0600-\u06ff]/)
          await expectNoSidewaysScroll(page)
          if (width === 1440) expect(await violations(page), name).toEqual([])
        }
      }
      // A phone number reads from left to right.
      await open(page, paths.clients)
      const phone = page.getByText(/^0[67]( \d{2}){4}$/).first()
      expect(await phone.evaluate((element) => getComputedStyle(element).direction)).toBe('ltr')
    } finally {
      await chooseLanguage(page, 'Français')
    }
  })
})

test('the send page, by its roles', async ({ page }) => {
  await SendPage.open(page)
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - heading "Envoyer une communication groupée" [level=1]
    - region /Type/:
      - radio /SMS/ [checked]
    - region /Objectif/:
      - radiogroup /Objectif/:
        - radio /Rappel de solde client/ [checked]
        - radio /Modèle personnalisé/
    - region /Modèle/:
      - combobox /Modèle/
      - button "Modifier modèle"
    - region /Destinataires/:
      - searchbox
      - textbox /Solde d’au moins/
      - combobox "Langue"
      - combobox "Dernier paiement"
      - combobox "Dernier rappel"
      - combobox "Accord pour les promotions"
      - group "Clients de la liste":
        - list:
          - listitem:
            - checkbox
    - complementary "Aperçu"
    - button /Envoyer aux \\d+ clients/
  `)
})

/** The address of a campaign of the demonstration or of a send made for this. */
async function anyCampaign(page: Page): Promise<string> {
  const send = await SendPage.open(page)
  await send.tick(1, 16)
  await send.send()
  await expect(page.getByRole('main')).toContainText('Terminé', { timeout: 30_000 })
  return new URL(page.url()).pathname
}

async function chooseLanguage(page: Page, name: string): Promise<void> {
  await open(page, paths.history)
  await page.getByRole('banner').locator('button.avatar').click()
  await page.getByRole('button', { name, exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', name === 'Français' ? 'fr' : 'ar')
}
