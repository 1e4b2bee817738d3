// Nobody ticked means everyone in the list: the most dangerous rule of the product, said in words and numbers and asked twice.
import { headerCredits, number, sizes } from '../support/page.ts'
import { CampaignPage, SendPage } from '../support/send.ts'
import { expect, test } from '../support/test.ts'

test('nobody ticked: the words, the question, and a send to the list as it is filtered', async ({ page }) => {
  const send = await SendPage.open(page)
  // A list that is small enough to be read, and a filter that must hold for the send.
  await send.recipients.getByRole('textbox', { name: /Solde d’au moins/ }).fill('900')
  await expect(send.quote).toContainText(/Aucun client coché/)
  await expect(send.quote).toContainText(/le SMS partira aux [\d\s]+clients de la liste/)
  await expect.poll(() => listed(send)).toBeLessThan(60)
  const all = await listed(send)
  await expect(send.sendButton).toHaveAccessibleName(new RegExp(`^Envoyer aux ${all}\\sclients$`))

  // Asked once more; going back sends nothing.
  await send.sendButton.click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(/Envoyer à toute la liste/)
  await expect(dialog).toContainText(String(all))
  await expect(dialog).toContainText(/[Cc]rédits/)
  await dialog.getByRole('button', { name: 'Revenir à la liste' }).click()
  await expect(dialog).toBeHidden()
  await expect(page).toHaveURL(/nouvelle/)
  await send.sendButton.click()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await send.sendButton.click()
  await dialog.getByRole('button', { name: new RegExp(`^Envoyer aux ${all}\\sclients$`) }).click()
  const campaign = await CampaignPage.shown(page)
  const reached = number(await page.getByText(/SMS partis? sur/).innerText().then((text) => text.split('sur')[1] ?? ''))
  expect(reached).toBeLessThanOrEqual(all)
  expect(reached).toBeGreaterThan(2)
  await expect(page.getByRole('main')).toContainText('Terminé', { timeout: 30_000 })
  await campaign.allFinal(Math.min(reached, 50))
})

test('the page stands before its price does, and nothing moves when that comes', async ({ page }) => {
  let answer = () => {}
  const asked = new Promise<void>((resolve) => (answer = resolve))
  await page.route('**/api/send-quote', async (route) => {
    await asked
    await route.continue()
  })
  const send = await SendPage.open(page)
  await expect(send.quote).toContainText(/Aucun client coché\s:\s*le SMS partira aux [\d\s]+clients de la liste/)
  await expect(send.sendButton).toHaveAccessibleName(/^Envoyer aux [\d\s]+clients$/)
  const bar = page.locator('.quote')
  const before = await bar.boundingBox()
  answer()
  await expect(send.quote).toContainText(/crédits pour/)
  expect(await bar.boundingBox()).toEqual(before)
})

test('one ticked client is never the whole list', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.tick(1, 2)
  await expect(send.quote).not.toContainText(/Aucun client coché/)
  await expect(send.sendButton).toHaveAccessibleName(/^Envoyer à 1\sclient$/)
  // A search that hides the ticked client does not forget them.
  await send.search('zzzz personne')
  await expect(send.recipients).toContainText('Aucun client ne correspond')
  await expect(send.sendButton).toHaveAccessibleName(/^Envoyer à 1\sclient$/)
  await expect(send.quote).not.toContainText(/Aucun client coché/)
})

test('a list without anyone cannot be sent to', async ({ page }) => {
  const send = await SendPage.open(page)
  await send.search('zzzz personne')
  await expect(send.boxes).toHaveCount(0)
  await expect(send.sendButton).toBeDisabled()
})

test('not enough credits: refused in words, nothing is sent, none is taken', async ({ page }) => {
  const send = await SendPage.open(page)
  const before = number(await headerCredits(page).textContent())
  await send.objective('Modèle personnalisé').check()
  // One without a text in Arabic, which would go to some of them instead.
  await send.template.selectOption('Produit disponible')
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  const text = page.getByRole('textbox', { name: /Texte/ })
  await text.fill('à '.repeat(760))
  await page.getByRole('button', { name: 'Utiliser pour cet envoi seulement' }).click()
  await expect(send.quote).toContainText('Crédits insuffisants')
  await expect(send.quote).toContainText('Rien n’a été envoyé')
  await expect(send.quote.getByRole('link', { name: 'Solde SMS' })).toHaveAttribute('href', '/parametres/solde')
  await expect(send.sendButton).toBeDisabled()
  await send.sendButton.click({ force: true })
  await expect(send.dialog).toBeHidden()
  await expect(page).toHaveURL(/nouvelle/)
  expect(number(await headerCredits(page).textContent())).toBe(before)
})

for (const { name, width, height } of sizes) {
  test(`the warning is seen beside the button on a ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    const send = await SendPage.open(page)
    await send.goTo(send.boxes.first())
    await expect(send.quote).toContainText(/Aucun client coché/)
    await expect(send.quote).toBeInViewport()
    await send.goTo(send.sendButton)
    await expect(send.sendButton).toBeInViewport()
  })
}

async function listed(send: SendPage): Promise<number> {
  return number(/aux ([\d\s]+)clients/.exec(await send.quote.innerText())?.[1] ?? '0')
}
