// The preview: what makes a text dear, what replacing it saves, and in which order it steps through the recipients.
import type { Page } from '@playwright/test'
import { number, sizes } from '../support/page.ts'
import { SendPage } from '../support/send.ts'
import { expect, test } from '../support/test.ts'

const text = (page: Page) => page.getByRole('textbox', { name: /Texte/ })

/** A text for this send only. */
async function write(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await text(page).fill(words)
  await page.getByRole('button', { name: 'Utiliser pour cet envoi seulement' }).click()
}

test('what replacing saves is said in credits, and replacing saves as much', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.tick(2)
  // Long enough for two parts in the expensive encoding and one in the other.
  await write(page, `Bonjour {prenom|client}, l’officine vous attend… ${'a'.repeat(50)}`)
  const before = await send.quoted(2)
  const all = send.preview.getByRole('button', { name: /^Remplacer 2\scaractères : économise \d+\scrédits?$/ })
  await expect(all).toBeVisible()
  const saved = number(/économise (\d+)/.exec(await all.innerText())![1]!)
  await all.click()
  await expect(send.preview).toContainText('GSM-7')
  await expect(send.bubble).toContainText("l'officine vous attend...")
  await expect.poll(() => send.quoted(2)).toBe(before - saved)
  // The template is as it was.
  await page.getByRole('button', { name: 'Revenir au modèle' }).click()
  await expect(send.bubble).not.toContainText('officine vous attend')
})

for (const { name, width, height } of sizes) {
  test.describe(`on a ${name}`, () => {
    test.use({ viewport: { width, height } })

    test('one character is replaced by itself, and the dear ones are marked', async ({ page }) => {
      const send = await SendPage.open(page)
      await send.goTo(send.template)
      await write(page, 'l’ami, être, ça va')
      await send.look()
      await expect(send.bubble.locator('mark')).toHaveText(['’', 'ê', 'ç'])
      await expect(send.preview).toContainText('L’orthographe change')
      await send.preview.getByRole('button', { name: 'Remplacer « ’ » par « \' »' }).click()
      await expect(send.bubble.locator('mark')).toHaveText(['ê', 'ç'])
      await send.preview.getByRole('button', { name: 'Remplacer « ê » par « e »' }).click()
      await send.preview.getByRole('button', { name: 'Remplacer « ç » par « c »' }).click()
      await expect(send.bubble).toHaveText("l'ami, etre, ca va")
      await expect(send.preview).toContainText('GSM-7')
    })
  })
}

test('characters that count twice are marked and named', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.tick(1)
  await write(page, 'Prix : 5 € [net]')
  await expect(send.preview).toContainText('Ces caractères comptent double :')
  await expect(send.bubble.locator('mark')).toHaveText(['€', '[', ']'])
  await expect(send.preview).toContainText(/19\scaractères/)
  await expect(send.preview.getByRole('button', { name: 'Remplacer « € » par « EUR »' })).toBeVisible()
  await send.preview.getByRole('button', { name: /^Remplacer 2\scaractères/ }).click()
  await expect(send.bubble).toHaveText('Prix : 5 € (net)')
  await send.preview.getByRole('button', { name: 'Remplacer « € » par « EUR »' }).click()
  await expect(send.bubble).toHaveText('Prix : 5 EUR (net)')
  await expect(send.bubble.locator('mark')).toHaveCount(0)
})

test('what characters that count twice cost is said in credits, and replacing them saves it', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.tick(2)
  // 155 characters, of which 10 count twice: two parts instead of one.
  await write(page, `${'['.repeat(10)}${'a'.repeat(145)}`)
  const before = await send.quoted(2)
  const all = send.preview.getByRole('button', { name: /^Remplacer \d+\scaractères : économise \d+\scrédits?$/ })
  const saved = number(/économise (\d+)/.exec(await all.innerText())![1]!)
  await all.click()
  await expect.poll(() => send.quoted(2)).toBe(before - saved)
})

test('what a text saves is not said of another one that is being typed', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.tick(2)
  await write(page, `Bonjour {prenom|client}, l’officine vous attend… ${'a'.repeat(50)}`)
  await expect(send.preview.getByRole('button', { name: /économise/ })).toBeVisible()
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await expect(send.preview.getByRole('button', { name: /économise/ })).toBeVisible()
  await text(page).fill('l’ami')
  await expect(send.preview.getByRole('button', { name: /^Remplacer 1\scaractère$/ })).toBeVisible()
  await expect(send.preview.getByRole('button', { name: /économise/ })).toHaveCount(0)
})

test('nothing is offered for an Arabic text', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.tick(1)
  await write(page, 'مرحبا')
  await expect(send.preview).toContainText('UCS-2')
  await expect(send.preview.getByRole('button', { name: /Remplacer/ })).toHaveCount(0)
})

test('the costliest, the longest and those without a value come first on request', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  await send.template.selectOption('Produit disponible')
  await write(page, `Bonjour {prenom} {nom} ${'a'.repeat(60)}`)
  const order = send.preview.getByRole('combobox', { name: 'Ordre de l’aperçu' })
  const length = async () => (await send.bubble.innerText()).length
  const next = send.preview.getByRole('button', { name: 'Destinataire suivant' })
  // What was typed a moment ago may be on its way still: then the order is asked for again.
  await expect(async () => {
    await order.selectOption('Comme la liste')
    await order.selectOption('Les plus longs d’abord')
    await expect(send.preview).toContainText(/1\ssur\s100/)
    const longest = await length()
    for (let n = 2; n <= 4; n++) {
      await next.click()
      await expect(send.preview).toContainText(new RegExp(`${n}\\ssur\\s100`))
      expect(await length()).toBeLessThanOrEqual(longest)
    }
  }).toPass()

  await order.selectOption('Les plus chers d’abord')
  // A name in Arabic letters is what makes the message dear.
  await expect(send.bubble).toContainText(/[\u0621-\u064A]/)
  await expect(send.preview).toContainText(/2\sSMS, 2\scrédits/)
  await order.selectOption('Comme la liste')
  await expect(send.bubble).not.toContainText(/[\u0621-\u064A]/)
})

test('5,000 characters pasted, with zero-width and bidi controls: nothing is cut, what is wrong is said', async ({ page }) => {
  const send = await SendPage.open(page)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  const pasted = 'Bon\u200Bjour\u202E, \u2066client\u2069 '.repeat(300).slice(0, 5000)
  await text(page).fill(pasted)
  expect(await text(page).inputValue()).toHaveLength(5000)
  await expect(text(page)).toHaveAttribute('aria-invalid', 'true')
  await expect(text(page)).toHaveAccessibleDescription(/trop long/i)
  await expect(page.getByRole('button', { name: 'Sauvegarder', exact: true })).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Utiliser pour cet envoi seulement' })).toBeDisabled()
  // It is kept as it is.
  await expect(page.getByRole('status').filter({ hasText: /^Brouillon enregistré/ })).toBeVisible()
  await text(page).fill(pasted.slice(0, 40))
  await expect(send.preview).toContainText('UCS-2')
  await send.preview.getByRole('button', { name: 'Retirer les caractères invisibles' }).click()
  await expect(send.preview).toContainText('GSM-7')
  await expect(text(page)).toHaveValue(/^Bonjour, client/)
})

test('an emoji is marked, and counted as the network does', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.tick(1)
  await write(page, 'Merci 😀')
  await expect(send.preview).toContainText('UCS-2')
  await expect(send.bubble.locator('mark')).toHaveText('😀')
  await expect(send.preview).toContainText(/8\scaractères/)
})
