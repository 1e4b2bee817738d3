// Paramètres > Modèles beyond the text: class, uses, versions, default, archive, words about health.
import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { Api, one } from '../support/api.ts'
import { violations } from '../support/axe.ts'
import { expectNoSidewaysScroll, open, paths, sizes } from '../support/page.ts'
import { CampaignPage, SendPage } from '../support/send.ts'
import { expect, test } from '../support/test.ts'

const text = (page: Page) => page.getByRole('textbox', { name: /Texte/ })
const fresh = () => `Modèle ${randomUUID().slice(0, 8)}`
const main = (page: Page) => page.getByRole('main')
const item = (page: Page, name: string) => main(page).getByRole('listitem').filter({ hasText: name })
const save = (page: Page) => page.getByRole('button', { name: /^Sauvegarder/ })

async function add(page: Page, name: string, words: string, kind = 'Service'): Promise<void> {
  await open(page, `${paths.templates}/nouveau`)
  await page.getByRole('textbox', { name: 'Nom' }).fill(name)
  await page.getByRole('radio', { name: /Modèle personnalisé/ }).check()
  await page.getByRole('radio', { name: new RegExp(`^${kind}`) }).check()
  await text(page).fill(words)
  await save(page).click()
  await expect(page).toHaveURL(new RegExp(`${paths.templates}$`))
}

test('the list says how often a template was used, by whom it was changed, and what kind of SMS it is', async ({ page }) => {
  const name = fresh()
  await add(page, name, 'Bonjour')
  await expect(item(page, name)).toContainText('Service')
  await expect(item(page, name)).toContainText(/Version 1, enregistrée par Salma Bennani le \d\d\/\d\d\/\d{4}/)
  await expect(item(page, name)).toContainText('Jamais utilisé')

  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  await send.template.selectOption(name)
  await send.tick(1)
  await send.send()
  await CampaignPage.shown(page)
  await open(page, paths.templates)
  await expect(item(page, name)).toContainText(/Utilisé par 1\scommunication/)
})

test('the class follows the objective until somebody chooses it', async ({ page }) => {
  await open(page, `${paths.templates}/nouveau`)
  const kind = page.getByRole('radiogroup', { name: 'Nature du SMS' })
  await expect(kind.getByRole('radio', { name: /^Relance/ })).toBeChecked()
  await page.getByRole('radio', { name: /Modèle personnalisé/ }).check()
  await expect(kind.getByRole('radio', { name: /^Service/ })).toBeChecked()
  await kind.getByRole('radio', { name: /^Promotion/ }).check()
  await page.getByRole('radio', { name: /Rappel de solde client/ }).check()
  await expect(kind.getByRole('radio', { name: /^Promotion/ })).toBeChecked()
})

test('versions stand side by side, with who and when, and one is restored as the next', async ({ page, request, server }) => {
  const name = fresh()
  await add(page, name, 'Bonjour, la première version')
  await item(page, name).getByRole('link', { name: 'Versions' }).click()
  await expect(main(page)).toContainText('Ce modèle n’a encore qu’une version.')

  const api = new Api(request, server.url)
  const { template } = (await api.templates()).find((template) => template.name === name)!
  for (const [version, words] of [[1, 'Bonjour, la deuxième version'], [2, 'Bonsoir']] as const) {
    expect((await api.ask('template-save', { template, version, texts: one(words) })).status()).toBe(200)
  }
  await open(page, `${paths.templates}/${template}/versions`)
  const second = page.getByRole('region', { name: 'Version 2' })
  await expect(second).toContainText('Bonjour, la deuxième version')
  await expect(second).toContainText(/enregistrée par Salma Bennani le \d\d\/\d\d\/\d{4} à \d\d:\d\d/)
  await expect(page.getByRole('region', { name: 'Version actuelle' })).toContainText('Bonsoir')
  await page.getByRole('link', { name: 'Version 1' }).click()
  await expect(page).toHaveURL(/version=1$/)
  const first = page.getByRole('region', { name: 'Version 1' })
  await expect(first).toContainText('Bonjour, la première version')
  await first.getByRole('button', { name: 'Restaurer la version 1' }).click()
  const current = page.getByRole('region', { name: 'Version actuelle' })
  await expect(current).toContainText('Bonjour, la première version')
  await expect(current).toContainText('Version 4')
  await expect(page.getByRole('list').getByRole('link', { name: /^Version \d$/ })).toHaveCount(3)
  expect((await api.templates()).find((one) => one.template === template)).toMatchObject({ version: 4 })
})

test('a version that somebody saved meanwhile is not restored over', async ({ page, request, server, expected }) => {
  expected.status(409)
  const name = fresh()
  await add(page, name, 'Un')
  const api = new Api(request, server.url)
  const { template } = (await api.templates()).find((template) => template.name === name)!
  await api.ask('template-save', { template, version: 1, texts: one('Deux') })
  await open(page, `${paths.templates}/${template}/versions`)
  await api.ask('template-save', { template, version: 2, texts: one('Trois') })
  await page.getByRole('button', { name: 'Restaurer la version 1' }).click()
  await expect(page.getByRole('alert')).toContainText(/modifié entre-temps/)
  // What is shown now is what there is.
  await expect(page.getByRole('region', { name: 'Version actuelle' })).toContainText('Trois')
})

test('a template is made the default of its objective', async ({ page }) => {
  const name = fresh()
  await add(page, name, 'Bonjour')
  await page.getByRole('link', { name }).click()
  await page.getByRole('button', { name: 'Choisir par défaut' }).click()
  await expect(page).toHaveURL(new RegExp(`${paths.templates}$`))
  await expect(item(page, name)).toContainText('Par défaut')
  await page.getByRole('link', { name }).click()
  await expect(main(page)).toContainText('C’est le modèle choisi d’avance pour cet objectif.')
  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  await expect(send.template).toHaveText(new RegExp(`${name} \\(par défaut\\)`))
  // As it was before: other tests choose theirs.
  await open(page, paths.templates)
  await page.getByRole('link', { name }).click()
  await page.getByRole('button', { name: 'Archiver' }).click()
  await expect(item(page, name)).toHaveCount(0)
})

test('a template goes to the archive and comes back, and a send that had chosen it says so', async ({ page, expected }) => {
  expected.status(422)
  const name = fresh()
  await add(page, name, 'Bonjour')
  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  await send.template.selectOption(name)
  await send.tick(1)
  await send.quoted(1)

  const other = await page.context().newPage()
  await open(other, paths.templates)
  await other.getByRole('link', { name }).click()
  await other.getByRole('button', { name: 'Archiver' }).click()
  await expect(item(other, name)).toHaveCount(0)

  await send.tick(1, 1)
  await expect(send.quote).toContainText('Choisissez un autre modèle')
  await expect(main(page)).toContainText(`Le modèle « ${name} » a été archivé.`)
  await other.getByRole('link', { name: 'Modèles archivés' }).click()
  await expect(item(other, name)).toContainText('Bonjour')
  await item(other, name).getByRole('link', { name: 'Versions' }).click()
  await expect(main(other)).toContainText('Ce modèle est archivé')
  await expect(other.getByRole('button', { name: /Restaurer/ })).toHaveCount(0)

  // Its name was taken meanwhile.
  await add(other, name, 'Bonsoir')
  await open(other, `${paths.templates}?archive=1`)
  await item(other, name).getByRole('button', { name: 'Reprendre' }).click()
  await expect(other.getByRole('alert')).toContainText('Un autre modèle porte ce nom.')
  await open(other, paths.templates)
  await other.getByRole('link', { name }).click()
  await other.getByRole('textbox', { name: 'Nom' }).fill(`${name} bis`)
  await save(other).click()
  await expect(other).toHaveURL(new RegExp(`${paths.templates}$`))
  await open(other, `${paths.templates}?archive=1`)
  await item(other, name).getByRole('button', { name: 'Reprendre' }).click()
  await expect(other).toHaveURL(new RegExp(`${paths.templates}$`))
  await expect(item(other, name).filter({ hasText: 'Bonjour' })).toBeVisible()
})

test('the editor has the remedy of the send page', async ({ page }) => {
  await open(page, `${paths.templates}/nouveau`)
  await text(page).fill('L’officine vous attend’')
  const preview = page.getByRole('complementary', { name: 'Aperçu' })
  await expect(preview).toContainText('UCS-2')
  await preview.getByRole('button', { name: /^Remplacer 2\scaractères/ }).click()
  await expect(text(page)).toHaveValue("L'officine vous attend'")
  await expect(preview).toContainText('GSM-7')
})

test('a promotion without the name or the way to stop is refused, with the reason at its text', async ({ page, expected }) => {
  expected.status(422)
  const name = fresh()
  await open(page, `${paths.templates}/nouveau`)
  await page.getByRole('textbox', { name: 'Nom' }).fill(name)
  await page.getByRole('radio', { name: /Modèle personnalisé/ }).check()
  await page.getByRole('radio', { name: /^Promotion/ }).check()
  await text(page).fill('-20 % sur les solaires')
  await expect(text(page)).toHaveAccessibleDescription(/Une promotion nomme la pharmacie.*comment ne plus en recevoir/)
  await save(page).click()
  await expect(page.getByRole('alert')).toContainText('Rien n’a encore été enregistré')
  await text(page).fill('{pharmacie} : -20 % sur les solaires')
  await expect(text(page)).toHaveAccessibleDescription(/comment ne plus en recevoir/)
  await expect(text(page)).not.toHaveAccessibleDescription(/nomme la pharmacie/)
  await text(page).fill('{pharmacie} : -20 % sur les solaires. Répondez STOP pour ne plus en recevoir.')
  await expect(text(page)).not.toHaveAttribute('aria-invalid', 'true')
  await save(page).click()
  await expect(item(page, name)).toContainText('Promotion')

  // Nor for one send only.
  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  await send.template.selectOption(name)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await text(page).fill('{pharmacie} : -20 %')
  await expect(text(page)).toHaveAccessibleDescription(/comment ne plus en recevoir/)
  await expect(page.getByRole('button', { name: 'Utiliser pour cet envoi seulement' })).toBeDisabled()
})

test('a text about health is warned about, a neutral wording is offered, and it is saved nevertheless', async ({ page }) => {
  const name = fresh()
  await open(page, `${paths.templates}/nouveau`)
  await page.getByRole('textbox', { name: 'Nom' }).fill(name)
  await page.getByRole('radio', { name: /Modèle personnalisé/ }).check()
  await text(page).fill('Votre Insuline est arrivée, ainsi que vos comprimés')
  const warning = page.getByRole('status').filter({ hasText: 'Ce texte parle de santé' })
  await expect(warning).toContainText('Insuline')
  await expect(warning).toContainText('comprimés')
  await expect(warning).toContainText('Votre commande est prête.')
  await warning.getByRole('button', { name: 'Utiliser cette formulation' }).click()
  await expect(text(page)).toHaveValue('Votre commande est prête. {pharmacie} {telephone}')
  await expect(warning).toBeHidden()
  await expect(page.getByRole('button', { name: 'Sauvegarder', exact: true })).toBeVisible()

  await text(page).fill('Votre insuline est arrivée')
  await page.getByRole('button', { name: 'Sauvegarder quand même' }).click()
  await expect(page).toHaveURL(new RegExp(`${paths.templates}$`))
  await expect(item(page, name)).toContainText('Votre insuline est arrivée')
})

test('Modifier modèle: a text about health is warned about before it is used', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await text(page).fill('Votre vaccin contre la grippe est arrivé')
  const warning = page.getByRole('status').filter({ hasText: 'Ce texte parle de santé' })
  await expect(warning).toContainText('vaccin')
  await expect(warning).toContainText('grippe')
  await page.getByRole('button', { name: 'Utiliser quand même pour cet envoi seulement' }).click()
  await expect(send.bubble).toContainText('Votre vaccin contre la grippe est arrivé')
  // It stays said while that text is in force.
  await expect(warning).toContainText('vaccin')
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await warning.getByRole('button', { name: 'Utiliser cette formulation' }).click()
  await expect(text(page)).toHaveValue('Votre commande est prête. {pharmacie} {telephone}')
})

test('the pharmacy adds words about health and takes them away', async ({ page, expected }) => {
  expected.status(422)
  const word = `zona${randomUUID().slice(0, 6)}`
  await open(page, paths.templates)
  await page.getByRole('link', { name: 'Mots de santé' }).click()
  const field = page.getByRole('textbox', { name: 'Mot ou expression' })
  await page.getByRole('button', { name: 'Ajouter' }).click()
  await expect(field).toHaveAccessibleDescription(/À remplir/)
  await field.fill('a'.repeat(41))
  await page.getByRole('button', { name: 'Ajouter' }).click()
  await expect(field).toHaveAccessibleDescription(/trop long/)
  await field.fill(word)
  await page.getByRole('button', { name: 'Ajouter' }).click()
  const yours = page.getByRole('region', { name: 'Vos mots' })
  await expect(yours).toContainText(word)
  await expect(field).toHaveValue('')

  await open(page, `${paths.templates}/nouveau`)
  await text(page).fill(`Votre crème pour le ${word.toUpperCase()}`)
  await expect(page.getByRole('status').filter({ hasText: 'Ce texte parle de santé' })).toContainText(word.toUpperCase())
  await open(page, `${paths.templates}/mots`)
  await page.getByRole('button', { name: `Retirer « ${word} »` }).click()
  await expect(yours).not.toContainText(word)
})

for (const { name, width, height } of sizes) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe and no sideways scroll, ${name}, ${colorScheme}`, async ({ page, request, server }) => {
      test.slow()
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      const { template } = await new Api(request, server.url).reminder()
      const ill = encodeURIComponent('-20 % sur l’insuline, les vaccins et tout ce que vous voulez')
      for (const path of [
        '',
        '?archive=1',
        '/nouveau',
        `/nouveau?nom=&nature=promotion&texte=${ill}&texte_ar=${ill}`,
        `/${template}`,
        `/${template}/versions`,
        '/mots',
      ]) {
        await open(page, paths.templates + path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        expect(await violations(page), path).toEqual([])
        await expectNoSidewaysScroll(page)
      }
    })
  }
}

test.describe('who may not edit templates', () => {
  test.use({ who: 'gestionnaire' })

  test('reads them and their versions, and changes nothing', async ({ page }) => {
    await open(page, paths.templates)
    await expect(page.getByRole('link', { name: 'Nouveau modèle' })).toHaveCount(0)
    await item(page, 'Rappel courtois').getByRole('link', { name: 'Versions' }).click()
    await expect(page.getByRole('region', { name: 'Version actuelle' })).toBeVisible()
    await expect(page.getByRole('button', { name: /Restaurer/ })).toHaveCount(0)
    await open(page, `${paths.templates}/mots`)
    await expect(page.getByRole('button', { name: 'Ajouter' })).toHaveCount(0)
  })
})

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('what was refused stands in the form again, and a text about health is asked about once', async ({ page }) => {
    const name = fresh()
    await page.goto(`${paths.templates}/nouveau`)
    await page.getByRole('textbox', { name: 'Nom' }).fill(name)
    await page.getByRole('radio', { name: /Modèle personnalisé/ }).check()
    await page.getByRole('radio', { name: /^Promotion/ }).check()
    await text(page).fill('100 % d’insuline')
    await save(page).click()
    await expect(page.getByRole('textbox', { name: 'Nom' })).toHaveValue(name)
    await expect(page.getByRole('radio', { name: /Modèle personnalisé/ })).toBeChecked()
    await expect(page.getByRole('radio', { name: /^Promotion/ })).toBeChecked()
    await expect(text(page)).toHaveValue('100 % d’insuline')
    await expect(text(page)).toHaveAccessibleDescription(/nomme la pharmacie/)
    await expect(page.getByRole('status').filter({ hasText: 'Ce texte parle de santé' })).toContainText('insuline')

    await page.getByRole('radio', { name: /^Service/ }).check()
    await page.getByRole('button', { name: 'Sauvegarder quand même' }).click()
    await expect(page).toHaveURL(new RegExp(`${paths.templates}$`))
    await expect(item(page, name)).toContainText('100 % d’insuline')

    await item(page, name).getByRole('heading').getByRole('link').click()
    await page.getByRole('button', { name: 'Archiver' }).click()
    await expect(item(page, name)).toHaveCount(0)
    await page.getByRole('link', { name: 'Modèles archivés' }).click()
    await item(page, name).getByRole('button', { name: 'Reprendre' }).click()
    await expect(page).toHaveURL(new RegExp(`${paths.templates}$`))
    await expect(item(page, name)).toBeVisible()
  })
})
