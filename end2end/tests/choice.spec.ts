// Which template a send has: one that is gone is named and nothing is put in its place, and with JavaScript off what leaves
// is the version that was read.
import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { Api, one, type Saved } from '../support/api.ts'
import { hydrated, open, paths } from '../support/page.ts'
import { CampaignPage, SendPage } from '../support/send.ts'
import { expect, test, type Device } from '../support/test.ts'

const main = (page: Page) => page.getByRole('main')
const plainly = async (device: Device, page: Page) => device({ storageState: await page.context().storageState(), javaScriptEnabled: false })
const submit = (page: Page) => page.getByRole('button', { name: 'Envoyer', exact: true }).filter({ visible: true }).click()

/** A template that no other test knows. */
async function added(page: Page, origin: string, text: string): Promise<Saved> {
  const name = `Choix ${randomUUID().slice(0, 8)}`
  await open(page, `${paths.templates}/nouveau`)
  await page.getByRole('textbox', { name: 'Nom' }).fill(name)
  await page.getByRole('radio', { name: /Modèle personnalisé/ }).check()
  await page.getByRole('textbox', { name: /Texte/ }).fill(text)
  await page.getByRole('button', { name: 'Sauvegarder' }).click()
  await expect(page).toHaveURL(new RegExp(`${paths.templates}$`))
  return (await new Api(page.request, origin).templates()).find((template) => template.name === name)!
}

async function archive(page: Page, origin: string, template: Saved): Promise<void> {
  const headers = { origin, accept: 'application/json' }
  const done = await page.request.post(`${origin}/api/template-act`, { headers, form: { template: template.template, act: 'archive' } })
  expect(done.status(), await done.text()).toBe(200)
}

test('a draft whose template was archived says which one, and what was written waits for another one', async ({ page, device, server }) => {
  const template = await added(page, server.url, 'Bonjour {prenom|client}')
  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  await send.template.selectOption(template.name)
  await send.tick(1, 3)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await page.getByRole('textbox', { name: /Texte/ }).fill('Rien que ce mot')
  await page.getByRole('button', { name: 'Utiliser pour cet envoi seulement' }).click()
  await expect(async () => {
    const kept = await (await plainly(device, page)).request.post(`${server.url}/api/send-start`, {
      headers: { origin: server.url, accept: 'application/json' },
      form: {},
    })
    expect(await kept.text()).toContain('Rien que ce mot')
  }).toPass()
  await archive(page, server.url, template)

  // With JavaScript off as well.
  const plain = await plainly(device, page)
  await plain.goto(paths.send)
  await expect(main(plain)).toContainText(`Le modèle « ${template.name} » a été archivé.`)
  await submit(plain)
  await expect(plain).toHaveURL(/verifier/)
  await expect(main(plain)).toContainText(`Le modèle « ${template.name} » a été archivé.`)
  await expect(plain.getByRole('button', { name: /^Envoyer/ })).toHaveCount(0)
  await plain.getByRole('link', { name: 'Revenir à la liste' }).click()
  await expect(new SendPage(plain).bubble).toContainText('Rien que ce mot')

  await page.reload()
  await hydrated(page)
  await expect(main(page)).toContainText(`Le modèle « ${template.name} » a été archivé.`)
  await expect(send.template.locator('option:checked')).toHaveText(`${template.name} (archivé)`)
  await expect(send.bubble).toContainText('Rien que ce mot')
  await expect(send.quote).toContainText('Choisissez un autre modèle')
  await expect(send.sendButton).toHaveAttribute('aria-disabled', 'true')
  await expect(page.getByRole('button', { name: 'Modifier modèle' })).toBeHidden()
  await send.template.selectOption('Produit disponible')
  await expect(main(page)).not.toContainText('a été archivé')
  await expect(send.bubble).toContainText('Rien que ce mot')
  await send.quoted(1)
  const campaign = await send.send()
  await expect(campaign.rows).toContainText('Rien que ce mot')
})

test('an address whose template is there no more sends nothing', async ({ page }) => {
  await open(page, `${paths.send}?objectif=modele&modele=tpl_zzzzzzzzzzzz.1`)
  const send = new SendPage(page)
  await expect(main(page)).toContainText('Le modèle choisi n’existe plus.')
  await expect(send.quote).toContainText('Choisissez un autre modèle')
  await expect(send.sendButton).toHaveAttribute('aria-disabled', 'true')
})

test('with JavaScript off a version that was not read is not sent, and the last page shows what will be', async ({ page, device, server }) => {
  const template = await added(page, server.url, 'Premier texte {prenom|client}')
  const plain = await plainly(device, page)
  await plain.goto(`${paths.send}?objectif=modele`)
  const send = new SendPage(plain)
  await send.template.selectOption(template.name)
  await send.boxes.nth(5).check()
  const changed = await new Api(page.request, server.url).ask('template-save', {
    template: template.template,
    version: 1,
    texts: one('Deuxième texte {prenom|client}'),
  })
  expect(changed.status()).toBe(200)

  await submit(plain)
  await expect(plain).toHaveURL(/verifier/)
  await expect(main(plain)).toContainText('Le modèle a changé depuis que vous l’avez lu.')
  await expect(plain.getByRole('button', { name: /^Envoyer/ })).toHaveCount(0)
  const address = plain.url()
  await plain.getByRole('link', { name: 'Revenir à la liste' }).click()
  await expect(main(plain)).toContainText('Relisez le texte avant d’envoyer.')
  await expect(send.bubble).toContainText('Deuxième texte')
  await expect(send.boxes.nth(5)).toBeChecked()
  await submit(plain)
  await expect(main(plain)).toContainText(/lira\s:/)
  await expect(plain.locator('.bubble')).toContainText(/^Deuxième texte \S/)
  await expect(plain.locator('.bubble')).not.toContainText('{')

  // An address without a version is none that was read.
  await plain.goto(address.replace(`${template.template}.1`, template.template))
  await expect(main(plain)).toContainText('Le modèle a changé depuis que vous l’avez lu.')
  await plain.goto(address.replace(`${template.template}.1`, `${template.template}.2`))
  await plain.getByRole('button', { name: /^Envoyer à 1\sclient$/ }).click()
  const campaign = await CampaignPage.shown(plain)
  await expect(campaign.rows).toContainText('Deuxième texte')
})
