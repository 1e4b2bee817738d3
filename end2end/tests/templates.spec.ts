import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { Api, one } from '../support/api.ts'
import { open, paths, sizes } from '../support/page.ts'
import { CampaignPage, SendPage } from '../support/send.ts'
import { expect, test } from '../support/test.ts'

const text = (page: Page) => page.getByRole('textbox', { name: /Texte/ })
const fresh = () => `Modèle ${randomUUID().slice(0, 8)}`

async function add(page: Page, name: string, words: string): Promise<void> {
  await fillNew(page, name, words)
  await expect(page).toHaveURL(new RegExp(`${paths.templates}$`))
}

/** A new template with its button pressed, whatever comes of it. */
async function fillNew(page: Page, name: string, words: string): Promise<void> {
  await open(page, paths.templates)
  await page.getByRole('link', { name: 'Nouveau modèle' }).click()
  await page.getByRole('textbox', { name: 'Nom' }).fill(name)
  await page.getByRole('radio', { name: /Modèle personnalisé/ }).check()
  await text(page).fill(words)
  await page.getByRole('button', { name: 'Sauvegarder' }).click()
}

test('the list says name, objective, version, and which is the default', async ({ page }) => {
  await open(page, `/parametres`)
  await expect(page).toHaveURL(new RegExp(`${paths.templates}$`))
  await expect(page.getByRole('heading', { level: 1, name: /Modèles|Paramètres/ })).toBeVisible()
  const main = page.getByRole('main')
  await expect(main).toContainText('Rappel de solde client')
  await expect(main).toContainText('Modèle personnalisé')
  await expect(main).toContainText(/par défaut/i)
  await expect(main).toContainText(/[Vv]ersion \d/)
})

test('a new template is in the list and on the send page', async ({ page }) => {
  const name = fresh()
  await add(page, name, 'Bonjour { Prénom }, {pharmacie} vous attend. {{10 %}}')
  await expect(page).toHaveURL(new RegExp(`${paths.templates}$`))
  await expect(page.getByRole('main')).toContainText(name)

  await page.getByRole('link', { name }).click()
  // Saved in the one form that placeholders have.
  await expect(text(page)).toHaveValue('Bonjour {prenom}, {pharmacie} vous attend. {{10 %}}')

  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  await send.template.selectOption(name)
  await expect(send.bubble).toContainText('vous attend. {10 %}')
})

test('another text is another version', async ({ page }) => {
  const name = fresh()
  await add(page, name, 'Première version')
  await page.getByRole('link', { name }).click()
  await text(page).fill('Deuxième version')
  await page.getByRole('button', { name: 'Sauvegarder' }).click()
  await expect(page).toHaveURL(new RegExp(`${paths.templates}$`))
  const item = page.getByRole('main').getByRole('listitem').or(page.getByRole('row')).filter({ hasText: name })
  await expect(item).toContainText(/[Vv]ersion 2/)
  await page.getByRole('link', { name }).click()
  await expect(text(page)).toHaveValue('Deuxième version')
  // Saving what is already so makes no version.
  await page.getByRole('button', { name: 'Sauvegarder' }).click()
  await expect(item).toContainText(/[Vv]ersion 2/)
})

test('what was typed is undone and redone on the template’s own page', async ({ page }) => {
  await open(page, `${paths.templates}/nouveau`)
  const undo = page.getByRole('button', { name: 'Défaire' })
  await expect(undo).toBeDisabled()
  await text(page).fill('L’officine')
  await page.getByRole('complementary', { name: 'Aperçu' }).getByRole('button', { name: /^Remplacer 1\scaractère/ }).click()
  await expect(text(page)).toHaveValue("L'officine")
  await text(page).press('Control+z')
  await expect(text(page)).not.toHaveValue("L'officine")
  await page.getByRole('button', { name: 'Refaire' }).click()
  await expect(text(page)).toHaveValue("L'officine")
})

test('errors stand at their field and name the position', async ({ page, expected }) => {
  expected.status(422)
  await fillNew(page, '', 'Bonjour {age}, voici {solde')
  const field = text(page)
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(field).toHaveAccessibleDescription(/caractère 9/)
  await expect(page.getByRole('textbox', { name: 'Nom' })).toHaveAccessibleDescription(/[Rr]empl/)
  await expect(page).not.toHaveURL(new RegExp(`${paths.templates}$`))
  // What was typed is still there.
  await expect(field).toHaveValue('Bonjour {age}, voici {solde')

  await page.getByRole('textbox', { name: 'Nom' }).fill(fresh())
  await field.fill('a'.repeat(1531))
  await page.getByRole('button', { name: 'Sauvegarder' }).click()
  await expect(field).toHaveAccessibleDescription(/10 SMS/)
  await field.fill('Bonjour')
  await page.getByRole('button', { name: 'Sauvegarder' }).click()
  await expect(page).toHaveURL(new RegExp(`${paths.templates}$`))
})

test('a name that is taken is refused', async ({ page, expected }) => {
  expected.status(422)
  const name = fresh()
  await add(page, name, 'Un')
  await expect(page.getByRole('main')).toContainText(name)
  await fillNew(page, ` ${name.toUpperCase()} `, 'Deux')
  await expect(page.getByRole('textbox', { name: 'Nom' })).toHaveAccessibleDescription(/déjà pris/)
})

test('somebody else’s newer version is not overwritten', async ({ page, request, server, expected }) => {
  expected.status(409)
  const name = fresh()
  await add(page, name, 'Un')
  await page.getByRole('link', { name }).click()
  await expect(text(page)).toHaveValue('Un')
  const api = new Api(request, server.url)
  const saved = (await api.templates()).find((template) => template.name === name)!
  expect((await api.ask('template-save', { template: saved.template, version: 1, texts: one('D’une autre') })).status()).toBe(200)
  await text(page).fill('La mienne')
  await page.getByRole('button', { name: 'Sauvegarder' }).click()
  await expect(page.getByRole('alert')).toContainText(/modifié entre-temps par .+\. Rien n’a été enregistré ni perdu/)
  await expect(page.getByRole('region', { name: 'Version enregistrée' })).toContainText('D’une autre')
  await expect(page.getByRole('region', { name: 'Votre version' })).toContainText('La mienne')
  const there = async () => (await api.templates()).find((template) => template.name === name)
  expect(await there()).toMatchObject({ version: 2, texts: one('D’une autre') })
  // Theirs is taken, and mine is a step back.
  await page.getByRole('button', { name: 'Prendre la version enregistrée' }).click()
  await expect(text(page)).toHaveValue('D’une autre')
  await page.getByRole('button', { name: 'Défaire' }).click()
  await expect(text(page)).toHaveValue('La mienne')
  expect((await api.ask('template-save', { template: saved.template, version: 2, texts: one('Encore une autre') })).status()).toBe(200)
  await page.getByRole('button', { name: 'Sauvegarder', exact: true }).click()
  await page.getByRole('button', { name: 'Sauvegarder ma version par-dessus' }).click()
  await expect(page).toHaveURL(new RegExp(`${paths.templates}$`))
  expect(await there()).toMatchObject({ version: 4, texts: one('La mienne') })
})

test('with JavaScript off what was typed comes back beside the newer version', async ({ page, request, server, device }) => {
  const name = fresh()
  await add(page, name, 'Un')
  const api = new Api(request, server.url)
  const saved = (await api.templates()).find((template) => template.name === name)!
  const plain = await device({ storageState: await page.context().storageState(), javaScriptEnabled: false })
  await plain.goto(`${paths.templates}/${saved.template}`)
  expect((await api.ask('template-save', { template: saved.template, version: 1, texts: one('D’une autre') })).status()).toBe(200)
  await text(plain).fill('La mienne')
  await plain.getByRole('button', { name: 'Sauvegarder' }).filter({ visible: true }).click()
  await expect(plain.getByRole('region', { name: 'Version enregistrée' })).toContainText('D’une autre')
  await expect(text(plain)).toHaveValue('La mienne')
  await plain.getByRole('button', { name: 'Sauvegarder' }).filter({ visible: true }).click()
  await expect(plain).toHaveURL(new RegExp(`${paths.templates}$`))
  expect((await api.templates()).find((template) => template.name === name)).toMatchObject({ version: 3, texts: one('La mienne') })
})

test('a text that looks like markup stays text', async ({ page }) => {
  const name = fresh()
  const words = '\n</textarea><script>document.body.dataset.broken = "1"</script> & <b>'
  await add(page, name, words)
  await page.getByRole('link', { name }).click()
  await expect(text(page)).toHaveValue(words)
  await page.reload()
  await expect(text(page)).toHaveValue(words)
  await expect(page.locator('body')).not.toHaveAttribute('data-broken')
})

test('Modifier modèle on the send page: Sauvegarder makes the next version', async ({ page, request, server }) => {
  const api = new Api(request, server.url)
  const before = await api.reminder()
  const send = await SendPage.open(page)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await expect(text(page)).toHaveValue(before.texts.text)
  const words = `${before.texts.text} Merci ${randomUUID().slice(0, 4)}`
  await text(page).fill(words)
  // The preview follows while one types.
  await expect(send.bubble).toContainText(words.slice(-10))
  await page.getByRole('button', { name: 'Sauvegarder' }).click()
  await expect(page.getByRole('main')).toContainText(new RegExp(`[Vv]ersion ${before.version + 1}`))
  await expect(text(page)).toBeHidden()
  expect(await api.reminder()).toMatchObject({ version: before.version + 1, texts: one(words) })
  await send.tick(1)
  await expect(send.bubble).toContainText(words.slice(-10))
  await api.ask('template-save', { template: before.template, version: before.version + 1, texts: before.texts })
})

test('Modifier modèle: an error is said while one types, at its position', async ({ page }) => {
  const send = await SendPage.open(page)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await text(page).fill('Bonjour {prenm}')
  await expect(text(page)).toHaveAttribute('aria-invalid', 'true')
  await expect(text(page)).toHaveAccessibleDescription(/caractère 9/)
  await text(page).fill('Bonjour {prenom|client} ’')
  await expect(send.preview).toContainText('UCS-2')
  await text(page).fill("Bonjour {prenom|client} '")
  await expect(send.preview).toContainText('GSM-7')
})

test('a placeholder is inserted where the caret is', async ({ page }) => {
  await open(page, paths.templates)
  await page.getByRole('link', { name: 'Nouveau modèle' }).click()
  await text(page).fill('Bonjour !')
  await text(page).press('ArrowLeft')
  await page.getByRole('button', { name: '{prenom}' }).first().click()
  await expect(text(page)).toHaveValue('Bonjour {prenom}!')
})

test('a client whose language is Arabic gets the text in Arabic, and each text is counted on its own', async ({ page }) => {
  const name = fresh()
  await open(page, `${paths.templates}/nouveau`)
  await page.getByRole('textbox', { name: 'Nom' }).fill(name)
  await page.getByRole('radio', { name: /Modèle personnalisé/ }).check()
  await text(page).fill('Bonjour {prenom|client}, à bientôt')
  const arabic = page.getByRole('textbox', { name: /SMS en arabe/ })
  await arabic.fill('مرحبا {prenom')
  await expect(arabic).toHaveAccessibleDescription(/caractère 7/)
  await arabic.fill('مرحبا {prenom|}')
  await expect(page.getByRole('complementary', { name: 'Aperçu' })).toContainText('UCS-2')
  await page.getByRole('button', { name: 'Sauvegarder' }).click()
  await expect(page).toHaveURL(new RegExp(`${paths.templates}$`))
  await expect(page.getByRole('listitem').filter({ hasText: name })).toContainText('مرحبا {prenom|}')

  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  await send.template.selectOption(name)
  await send.tick(1)
  await expect(send.bubble).toContainText('Bonjour')
  await expect(send.preview).toContainText('SMS par défaut')
  // The list has clients whose name is written in Arabic.
  await send.recipients.getByRole('combobox', { name: 'Langue' }).selectOption('ar')
  await expect(send.boxes.first()).not.toBeChecked()
  await expect(send.lines.first()).toContainText(/[\u0621-\u064A]/)
  await send.boxes.first().check()
  await expect(send.bubble).toContainText('مرحبا')
  await expect(send.bubble).toHaveCSS('direction', 'rtl')
  await expect(send.preview).toContainText('SMS en arabe')
  await expect(send.preview).toContainText('UCS-2')
  await send.quoted(2)
  await send.sendButton.click()
  await expect(send.dialog).toContainText(/dont SMS par défaut\s*1\sSMS, 1\scrédit/)
  await expect(send.dialog).toContainText(/dont SMS en arabe\s*1\sSMS, 1\scrédit/)
  await send.confirmButton.click()
  const rows = await (await CampaignPage.shown(page)).allFinal(2)
  expect(rows.filter((row) => row.includes('مرحبا'))).toHaveLength(1)
  expect(rows.filter((row) => row.includes('Bonjour'))).toHaveLength(1)
  await expect(page.getByRole('region', { name: 'Message envoyé' })).toContainText('مرحبا {prenom|}')
})

test('Modifier modèle: both texts, each with its errors, for this send only', async ({ page }) => {
  const send = await SendPage.open(page)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await page.getByRole('radio', { name: /SMS en arabe/ }).check()
  const arabic = page.getByRole('textbox', { name: /SMS en arabe/ })
  await arabic.fill('رصيدكم {sold}')
  await expect(arabic).toHaveAccessibleDescription(/caractère 8/)
  await page.getByRole('radio', { name: /SMS par défaut/ }).check()
  await expect(page.getByRole('radio', { name: /SMS en arabe/ })).toHaveAccessibleName(/contient une erreur/)
  await expect(page.getByRole('button', { name: 'Utiliser pour cet envoi seulement' })).toBeDisabled()
  await page.getByRole('radio', { name: /SMS en arabe/ }).check()
  await arabic.fill('رصيدكم {solde}')
  // While it is edited the preview shows it, whoever stands there.
  await expect(send.bubble).toContainText('رصيدكم')
  await page.getByRole('button', { name: 'Utiliser pour cet envoi seulement' }).click()
  await expect(send.bubble).not.toContainText('رصيدكم')
  const reader = send.lines.filter({ hasText: /[\u0621-\u064A]/ }).first()
  await reader.getByRole('checkbox').check()
  await expect(send.bubble).toContainText(/رصيدكم [\d ]+,\d{2} DH/)
})

test('Modifier modèle: what the preview replaces stands in the field', async ({ page }) => {
  const send = await SendPage.open(page)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await text(page).fill('Aujourd’hui')
  await send.preview.getByRole('button', { name: /^Remplacer 1\scaractère/ }).click()
  await expect(text(page)).toHaveValue("Aujourd'hui")
})

for (const { name: size, width, height } of sizes) {
  test.describe(`on a ${size}`, () => {
    test.use({ viewport: { width, height } })

    test('Modifier modèle: a version that somebody else saved meanwhile stands beside mine, and nothing is overwritten', async ({ page, request, server, expected }) => {
      expected.status(409)
      const api = new Api(request, server.url)
      const before = await api.reminder()
      const send = await SendPage.open(page)
      await send.goTo(send.template)
      await page.getByRole('button', { name: 'Modifier modèle' }).click()
      await text(page).fill('La mienne, {prenom|client}')
      const save = (version: number, words: string) => api.ask('template-save', { template: before.template, version, texts: one(words) })
      expect((await save(before.version, 'Celle d’une autre')).status()).toBe(200)
      await page.getByRole('button', { name: 'Sauvegarder', exact: true }).click()
      await expect(page.getByRole('alert')).toContainText(/modifié entre-temps par .+\. Rien n’a été enregistré ni perdu/)
      await expect(page.getByRole('region', { name: 'Version enregistrée' })).toContainText('Celle d’une autre')
      await expect(page.getByRole('region', { name: 'Votre version' })).toContainText('La mienne, {prenom|client}')
      expect(await api.reminder()).toMatchObject({ version: before.version + 1, texts: one('Celle d’une autre') })

      await page.getByRole('button', { name: 'Sauvegarder ma version par-dessus' }).click()
      await expect(text(page)).toBeHidden()
      expect(await api.reminder()).toMatchObject({ version: before.version + 2, texts: one('La mienne, {prenom|client}') })

      // The other way: theirs is taken.
      await page.getByRole('button', { name: 'Modifier modèle' }).click()
      await text(page).fill('Encore la mienne')
      await save(before.version + 2, 'Encore une autre')
      await page.getByRole('button', { name: 'Sauvegarder', exact: true }).click()
      await page.getByRole('button', { name: 'Prendre la version enregistrée' }).click()
      await expect(text(page)).toBeHidden()
      await send.look()
      await expect(send.bubble).toContainText('Encore une autre')
      await api.ask('template-save', { template: before.template, version: before.version + 3, texts: before.texts })
    })

    test('Modifier modèle: what was typed, inserted or replaced is undone and redone', async ({ page }) => {
      const send = await SendPage.open(page)
      await send.goTo(send.template)
      await page.getByRole('button', { name: 'Modifier modèle' }).click()
      const undo = page.getByRole('button', { name: 'Défaire' })
      await expect(undo).toBeDisabled()
      const before = await text(page).inputValue()
      await text(page).fill('L’officine')
      await send.look()
      await send.preview.getByRole('button', { name: /^Remplacer 1\scaractère/ }).click()
      await send.lookAway()
      await expect(text(page)).toHaveValue("L'officine")
      await undo.click()
      while (await undo.isEnabled()) await undo.click()
      await expect(text(page)).toHaveValue(before)
      await page.getByRole('button', { name: 'Refaire' }).click()
      await expect(text(page)).not.toHaveValue(before)
      await text(page).press('Control+z')
      await expect(text(page)).toHaveValue(before)
    })
  })
}
