// Who may do what: on the screen, and when asked for behind its back.
import { randomUUID } from 'node:crypto'
import { Api, type Draft, one, reminderTo } from '../support/api.ts'
import { open, paths } from '../support/page.ts'
import { SendPage } from '../support/send.ts'
import { expect, test } from '../support/test.ts'

test.describe('the gestionnaire', () => {
  test.use({ who: 'gestionnaire' })

  test('sends to ticked clients', async ({ page }) => {
    const send = await SendPage.open(page)
    await send.tick(1, 12)
    const campaign = await send.send()
    await campaign.allFinal(1)
  })

  test('is told to tick clients: a send to the whole list is not theirs', async ({ page, request, server }) => {
    const send = await SendPage.open(page)
    await expect(send.boxes.first()).toBeVisible()
    await expect(send.quote).toContainText('Cochez au moins un client')
    await expect(page.getByRole('button', { name: /^Envoyer aux/ })).toHaveCount(0)

    const api = new Api(request, server.url)
    const list = await api.clients()
    const all: Draft = { ...reminderTo(await api.reminder(), []), audience: { all: { filter: { search: '', owes_at_least: 1 }, shown: list.total } } }
    const answer = await api.ask('send', { draft: all, agreed: { recipients: 1000, credits: 10_000 }, key: randomUUID() })
    expect(answer.status()).toBe(403)
  })

  test('changes a text for this send only, never the template', async ({ page, request, server }) => {
    const send = await SendPage.open(page)
    await send.tick(1, 14)
    await page.getByRole('button', { name: 'Modifier modèle' }).click()
    await expect(page.getByRole('button', { name: 'Sauvegarder' })).toHaveCount(0)
    await page.getByRole('textbox', { name: /Texte/ }).fill('Bonjour {prenom|client}, passez nous voir.')
    await page.getByRole('button', { name: 'Utiliser pour cet envoi seulement' }).click()
    await expect(send.bubble).toContainText('passez nous voir.')
    const campaign = await send.send()
    const [row] = await campaign.allFinal(1)
    expect(row).toContain('passez nous voir.')

    const api = new Api(request, server.url)
    const reminder = await api.reminder()
    expect(reminder.texts.text).not.toContain('passez nous voir.')
    const save = await api.ask('template-save', { template: reminder.template, version: reminder.version, texts: one('Autre') })
    expect(save.status()).toBe(403)
    expect((await api.reminder()).version).toBe(reminder.version)
  })

  test('reads templates and does not add any', async ({ page }) => {
    await open(page, paths.templates)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByRole('link', { name: 'Nouveau modèle' })).toHaveCount(0)
  })
})

test.describe('the assistant', () => {
  test.use({ who: 'assistant' })

  test('reads the history and does not send', async ({ page, request, server, expected }) => {
    expected.status(403)
    await open(page, paths.history)
    await expect(page.getByRole('table', { name: 'Historique des communications' }).getByRole('cell').first()).toBeVisible()
    await expect(page.getByRole('link', { name: 'Envoyer une communication groupée' })).toHaveCount(0)
    await open(page, paths.send)
    await expect(page.getByRole('main')).toContainText(/autorisation/)
    await expect(page.getByRole('button', { name: /^Envoyer/ })).toHaveCount(0)

    const api = new Api(request, server.url)
    const draft = reminderTo(await api.reminder(), (await api.reachable()).slice(0, 1))
    for (const [name, data] of [['send', { draft, agreed: { recipients: 9, credits: 9 }, key: randomUUID() }], ['send-quote', { draft }]] as const) {
      expect([name, (await api.ask(name, data)).status()]).toEqual([name, 403])
    }
  })
})
