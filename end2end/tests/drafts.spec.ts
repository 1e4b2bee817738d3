// The draft of a send: there after a reload and on another device, in the browser while the server cannot be reached, and
// never fought over by two tabs.
import type { Page } from '@playwright/test'
import { hydrated, paths, sizes } from '../support/page.ts'
import { fillSignIn, email } from '../support/people.ts'
import { CampaignPage, SendPage } from '../support/send.ts'
import { password } from '../support/server.ts'
import { expect, test, type Device } from '../support/test.ts'

const text = (page: Page) => page.getByRole('textbox', { name: /Texte/ })
const saved = (page: Page) => page.getByRole('status').filter({ hasText: /^Brouillon enregistré \d{2}:\d{2}$/ })
const ticked = (send: SendPage) => send.recipients.getByRole('list').getByRole('checkbox', { checked: true })

/** The server has a draft with so many clients ticked: what a reload shows may be in the browser only. */
const keeps = (page: Page, clients: number) =>
  page.waitForResponse((answer) => {
    if (!answer.url().endsWith('/api/draft-keep')) return false
    const sent = JSON.parse(answer.request().postData() ?? '{}') as { content?: { ticked: unknown[] } }
    return sent.content?.ticked.length === clients
  })

/** Ticks clients, and waits until the server has the draft with the last of them. */
async function begun(page: Page, clients: number, from = 0): Promise<SendPage> {
  const send = await SendPage.open(page)
  const kept = keeps(page, clients)
  await send.tick(clients, from)
  await kept
  await expect(saved(page)).toBeVisible()
  return send
}

/** Two clients are ticked, of which the server has the first only; it can be reached again. */
async function halfKept(page: Page): Promise<SendPage> {
  const send = await begun(page, 1)
  await page.route('**/api/draft-keep', (route) => route.abort('connectionreset'))
  await send.tick(1, 3)
  await expect(page.getByText('Brouillon gardé dans ce navigateur')).toBeVisible()
  await page.unroute('**/api/draft-keep')
  return send
}

/** The send page of the same person on another device. */
async function elsewhere(device: Device, page: Page): Promise<SendPage> {
  return SendPage.open(await device({ storageState: await page.context().storageState() }))
}

test('nothing is said before something was chosen', async ({ page }) => {
  await SendPage.open(page)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByText(/Brouillon/)).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Recommencer' })).toHaveCount(0)
})

test('it goes on where it was, on another device', async ({ page, device }) => {
  const send = await SendPage.open(page)
  await send.objective('Modèle personnalisé').check()
  // One that is no promotion: those have rules of their own.
  await send.template.selectOption('Produit disponible')
  const template = await send.template.inputValue()
  const clients = await send.tick(2)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await text(page).fill('Bonjour {prenom|client}, une nouvelle pour vous.')
  await page.getByRole('button', { name: 'Utiliser pour cet envoi seulement' }).click()
  await page.getByRole('radio', { name: 'À une heure choisie' }).check()
  const at = `${new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)}T10:30`
  await page.getByLabel('Date et heure de l’envoi').fill(at)
  await expect(saved(page)).toBeVisible()

  // The last change may still be on its way: what counts is what another device shows in the end.
  await expect(async () => {
    const other = await elsewhere(device, page)
    try {
      await expect(other.objective('Modèle personnalisé')).toBeChecked({ timeout: 1000 })
      expect(await other.template.inputValue()).toBe(template)
      await expect(ticked(other)).toHaveCount(2, { timeout: 1000 })
      for (const { name } of clients) await expect(other.lines.filter({ has: other.page.getByRole('checkbox', { checked: true }) }).filter({ hasText: name }).first()).toBeVisible()
      await expect(other.bubble).toContainText('une nouvelle pour vous')
      await expect(other.page.getByLabel('Date et heure de l’envoi')).toHaveValue(at, { timeout: 500 })
    } finally {
      await other.page.context().close()
    }
  }).toPass({ timeout: 20_000 })
})

test('a text that is being edited is still there after a reload', async ({ page }) => {
  await SendPage.open(page)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await text(page).fill('Bonjour {prenm')
  await expect(saved(page)).toBeVisible()
  await page.reload()
  await hydrated(page)
  await expect(text(page)).toHaveValue('Bonjour {prenm')
})

test('an editor that was closed just before a reload stays closed', async ({ page, expected }) => {
  expected.lost()
  await SendPage.open(page)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await text(page).fill('Bonjour {prenm')
  await expect(saved(page)).toBeVisible()
  await page.getByRole('button', { name: 'Annuler', exact: true }).click()
  await expect(text(page)).toHaveCount(0)
  await page.reload()
  await hydrated(page)
  await expect(page.getByRole('button', { name: 'Modifier modèle' })).toBeVisible()
  await expect(text(page)).toHaveCount(0)
})

test('a change that had no time to be saved is there after a reload', async ({ page, expected }) => {
  expected.lost()
  const send = await halfKept(page)
  await page.reload()
  await hydrated(page)
  await expect(ticked(send)).toHaveCount(2)
  await expect(saved(page)).toBeVisible()
})

test('a lost answer is no other tab: what is changed afterwards is saved', async ({ page, expected }) => {
  expected.lost()
  const send = await begun(page, 1)
  await page.route('**/api/draft-keep', async (route) => {
    await route.fetch()
    await route.abort('connectionreset')
  }, { times: 1 })
  await send.tick(1, 3)
  await expect(page.getByText('Brouillon gardé dans ce navigateur')).toBeVisible()
  await send.tick(1, 4)
  await expect(saved(page)).toBeVisible()
  await expect(page.getByText(/dans un autre onglet/)).toHaveCount(0)
  await page.reload()
  await hydrated(page)
  await expect(ticked(send)).toHaveCount(3)
})

test('a reload in the middle of saving goes on with what was on its way, without a question', async ({ page, expected }) => {
  expected.lost()
  const send = await begun(page, 1)
  // The server has it, and its answer never comes.
  const there = new Promise<void>((resolve) => {
    void page.route('**/api/draft-keep', async (route) => {
      await route.fetch()
      resolve()
    }, { times: 1 })
  })
  await send.tick(1, 3)
  await there
  await send.tick(1, 4)
  await page.reload()
  await hydrated(page)
  await expect(ticked(send)).toHaveCount(3)
  await expect(page.getByText(/dans un autre onglet|dans ce navigateur/)).toHaveCount(0)
  await expect(saved(page)).toBeVisible()
  await page.reload()
  await hydrated(page)
  await expect(ticked(send)).toHaveCount(3)
})

test('offline it is kept in the browser, and saved when the connection is back', async ({ page, device, expected }) => {
  expected.lost()
  const send = await begun(page, 1)
  await page.context().setOffline(true)
  await send.tick(1, 3)
  await expect(page.getByText('Brouillon gardé dans ce navigateur')).toBeVisible()
  await expect(page.getByText(/sera enregistré dès que la connexion revient/)).toBeVisible()
  await page.context().setOffline(false)
  await expect(saved(page)).toBeVisible({ timeout: 20_000 })
  const other = await elsewhere(device, page)
  await expect(ticked(other)).toHaveCount(2)
  await other.page.context().close()
})

test('the session ends in the middle: after signing in the draft is still there', async ({ page, expected }) => {
  expected.status(401)
  const send = await begun(page, 1)
  await page.context().clearCookies({ name: 'comptoir_session' })
  await send.tick(2, 3)
  await expect(page.getByText(/Votre session est terminée. Le brouillon est gardé/)).toBeVisible()
  await page.getByRole('link', { name: 'Se connecter' }).first().click()
  await fillSignIn(page, email('titulaire'), password)
  await expect(page).toHaveURL(new RegExp(`${paths.send}$`))
  await hydrated(page)
  await expect(ticked(send)).toHaveCount(3)
  await expect(saved(page)).toBeVisible()
})

for (const { name, width, height } of sizes) {
  test.describe(`on a ${name}`, () => {
    test.use({ viewport: { width, height } })

    test('two tabs: the older one overwrites nothing, is shown the newer one, and takes it', async ({ page, context }) => {
      const send = await begun(page, 1)
      const other = await SendPage.open(await context.newPage())
      await other.goTo(other.boxes.first())
      await expect(ticked(other)).toHaveCount(1)
      const kept = keeps(other.page, 3)
      await other.tick(2, 2)
      await expect(ticked(other)).toHaveCount(3)
      await kept

      await page.bringToFront()
      await send.tick(1, 6)
      const notice = page.getByRole('status').filter({ hasText: 'Ce brouillon a été modifié dans un autre onglet' })
      await expect(notice).toContainText(/3\sclients cochés/)
      await notice.getByRole('button', { name: 'Reprendre cette version' }).click()
      await expect(notice).toBeHidden()
      await expect(ticked(send)).toHaveCount(3)
    })
  })
}

test('two tabs: whoever keeps what is shown replaces the other one', async ({ page, context }) => {
  const send = await begun(page, 1)
  const other = await SendPage.open(await context.newPage())
  const kept = keeps(other.page, 2)
  await other.tick(1, 2)
  await kept
  await page.bringToFront()
  await send.tick(2, 5)
  await page.getByRole('button', { name: 'Garder ce qui est affiché' }).click()
  await expect(ticked(send)).toHaveCount(3)
  await expect(async () => {
    await other.page.reload()
    await expect(ticked(other)).toHaveCount(3, { timeout: 1000 })
  }).toPass()
})

test('what was sent is over, also in the other tab', async ({ page, context }) => {
  const send = await begun(page, 1)
  const other = await SendPage.open(await context.newPage())
  await expect(ticked(other)).toHaveCount(1)
  await page.bringToFront()
  const campaign = await send.send()
  await campaign.allFinal(1)

  await other.page.bringToFront()
  await other.tick(1, 4)
  const notice = other.page.getByRole('status').filter({ hasText: 'a été envoyé ou abandonné' })
  await notice.getByRole('button', { name: 'Continuer avec ce qui est affiché' }).click()
  await expect(saved(other.page)).toBeVisible()
  // It is another send, with another key.
  const second = await other.send()
  await second.allFinal(2)
  const again = await SendPage.open(page)
  await expect(ticked(again)).toHaveCount(0)
})

test('a reload after a lost answer is the same send', async ({ page, expected }) => {
  expected.lost()
  const send = await begun(page, 1, 7)
  await page.route('**/api/send', async (route) => {
    await route.fetch()
    await route.abort('connectionreset')
  }, { times: 1 })
  await send.sendButton.click()
  await send.confirmButton.click()
  await expect(send.dialog.getByRole('alert')).toBeVisible()
  await send.confirmButton.click()
  const campaign = await CampaignPage.shown(page)
  await campaign.allFinal(1)
  await SendPage.open(page)
  await expect(ticked(send)).toHaveCount(0)
})

test('Recommencer empties the page, and can be taken back', async ({ page }) => {
  const send = await begun(page, 2)
  await page.getByRole('button', { name: 'Recommencer' }).click()
  await expect(ticked(send)).toHaveCount(0)
  await expect(page.getByText('Brouillon abandonné.')).toBeVisible()
  await page.getByRole('button', { name: 'Le reprendre' }).click()
  await expect(ticked(send)).toHaveCount(2)
  await expect(saved(page)).toBeVisible()
  await page.getByRole('button', { name: 'Recommencer' }).click()
  await expect(page.getByText('Brouillon abandonné.')).toBeVisible()
  await expect(async () => {
    await page.reload()
    await expect(ticked(send)).toHaveCount(0, { timeout: 1000 })
  }).toPass()
})

test('an address that says what to send does not drop the draft unasked', async ({ page }) => {
  const send = await begun(page, 2)
  await page.goto(`${paths.send}?objectif=modele`)
  await hydrated(page)
  await expect(page.getByText(/Vous avez déjà un brouillon, enregistré/)).toContainText(/2\sclients cochés/)
  await page.getByRole('button', { name: 'Reprendre cette version' }).click()
  await expect(ticked(send)).toHaveCount(2)
  await expect(send.objective('Rappel de solde client')).toBeChecked()
})

test('nor what was changed so late that the server did not get it', async ({ page, device, expected }) => {
  expected.lost()
  const send = await halfKept(page)
  await page.goto(`${paths.send}?objectif=modele`)
  await hydrated(page)
  await expect(page.getByText(/Vous avez déjà un brouillon, enregistré/)).toContainText(/2\sclients cochés/)
  const kept = page.waitForResponse('**/api/draft-keep')
  await page.getByRole('button', { name: 'Reprendre cette version' }).click()
  await expect(ticked(send)).toHaveCount(2)
  await kept
  await expect(saved(page)).toBeVisible()
  await expect(ticked(await elsewhere(device, page))).toHaveCount(2)
})

test('a tab that is closed with a text for this send sends it without JavaScript, too', async ({ page, device }) => {
  const send = await begun(page, 1, 9)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await text(page).fill('Un mot & rien que ce mot : 50 %')
  await page.getByRole('button', { name: 'Utiliser pour cet envoi seulement' }).click()
  await expect(send.bubble).toContainText('rien que ce mot')
  const there = await device({ storageState: await page.context().storageState(), javaScriptEnabled: false })
  await expect(async () => {
    await there.goto(paths.send)
    await expect(new SendPage(there).bubble).toContainText('rien que ce mot', { timeout: 500 })
  }).toPass()
  await there.getByRole('button', { name: 'Envoyer', exact: true }).filter({ visible: true }).click()
  await there.getByRole('button', { name: /^Envoyer à 1\sclient$/ }).click()
  const campaign = await CampaignPage.shown(there)
  await expect(campaign.rows).toContainText('Un mot & rien que ce mot : 50 %')
})
