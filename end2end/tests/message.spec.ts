// One SMS with its whole life: on its own page, at the three sizes, live, and with JavaScript off.
import type { Page } from '@playwright/test'
import { expectNoSidewaysScroll, hydrated, open, paths, sizes } from '../support/page.ts'
import { signIn } from '../support/people.ts'
import { CampaignPage, SendPage } from '../support/send.ts'
import { expect, test, withServer } from '../support/test.ts'

const main = (page: Page) => page.getByRole('main')
const events = (page: Page) => page.getByRole('region', { name: 'Ce qui s’est passé' }).getByRole('listitem')

interface Told {
  line: { number: number; status: string; recipient: string; phone: string; content: string; manager: string }
  client: string | null
  repeated_by: string | null
}

/** The newest SMS of the demonstration's past with a status that nobody has sent again. */
async function withStatus(page: Page, status: string): Promise<Told> {
  for (let number = 3000; number > 2000; number--) {
    const answer = await page.request.post('/api/message', { form: { number }, headers: { origin: new URL(page.url()).origin } })
    const told = (await answer.json()) as Told
    if (told.line.status === status && told.repeated_by === null) return told
  }
  throw new Error(`the demonstration has no SMS that is ${status}`)
}

async function show(page: Page, status: string): Promise<Told> {
  await open(page, paths.credits)
  const told = await withStatus(page, status)
  await open(page, `/communications/${told.line.number}`)
  await expect(page.getByRole('heading', { level: 1, name: `SMS à ${told.line.recipient}` })).toBeVisible()
  return told
}

test('a delivered SMS, by its roles', async ({ page }) => {
  await show(page, 'delivered')
  await expect(main(page)).toMatchAriaSnapshot(`
    - paragraph:
      - link "Retour à la liste"
    - heading /SMS à .+/ [level=1]
    - paragraph: Livré
    - region "Ce qui s’est passé":
      - heading "Ce qui s’est passé" [level=2]
      - list:
        - listitem:
          - text: Créé et mis en file
          - time
        - listitem:
          - text: Remis à la passerelle
          - time
        - listitem:
          - text: Accepté par la passerelle
          - time
        - listitem:
          - text: Livré sur le téléphone
          - time
    - region "Ce que l’on sait de ce SMS":
      - term: Destinataire
      - definition:
        - link "Tous ses SMS"
      - term: Gestionnaire
      - definition:
        - link "Tous ses envois"
      - term: Communication groupée
      - definition:
        - link
      - term: Modèle
      - definition:
        - link
      - term: Longueur
      - definition: /\\d+\\scaractères, \\d SMS/
      - term: Alphabet
      - definition: /GSM-7|UCS-2/
      - term: Crédits
      - definition: /\\d\\scrédits? consommés?/
      - term: Passerelle
      - definition: Passerelle d’essai
  `)
})

test('the text stands as it was sent, and its links lead on', async ({ page }) => {
  const told = await show(page, 'delivered')
  await expect(main(page)).toContainText(told.line.content)
  await expect(main(page)).toContainText(told.line.phone)
  await main(page).getByRole('link', { name: 'Tous ses SMS' }).click()
  await expect(page).toHaveURL(`/clients/${told.client}`)
  await expect(page.getByRole('heading', { level: 1, name: told.line.recipient })).toBeVisible()
  await page.goBack()
  await main(page).getByRole('link', { name: 'Tous ses envois' }).click()
  await expect(page).toHaveURL(/\/\?gestionnaire=stf_/)
})

test('a failure says why in plain words, and what became of the credit', async ({ page }) => {
  const told = await show(page, 'failed')
  await expect(events(page).last()).toContainText('Échec')
  expect((await events(page).last().locator('small').first().innerText()).length).toBeGreaterThan(5)
  await expect(main(page)).toContainText(/crédits? (consommés?|rendus?)/)
  await expect(main(page).getByRole('link', { name: 'Renvoyer quand même' })).toHaveCount(0)
  expect(told.line.status).toBe('failed')
})

test('what surely did not arrive is sent again without a risk', async ({ page }) => {
  const told = await show(page, 'expired')
  await main(page).getByRole('link', { name: 'Renvoyer', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Renvoyer un SMS', exact: true })).toBeVisible()
  await expect(main(page)).toContainText('Ce SMS n’est pas arrivé : le client ne le recevra qu’une fois.')
  await expect(main(page)).not.toContainText('deux fois')
  await main(page).getByRole('button', { name: 'Renvoyer', exact: true }).click()
  await CampaignPage.shown(page)
  await expect(main(page).getByRole('table')).toContainText(told.line.recipient)
  await page.goto(`/communications/${told.line.number}`)
  await expect(main(page).getByRole('link', { name: 'Renvoyer', exact: true })).toHaveCount(0)
  await expect(main(page).getByRole('link', { name: 'Voir le renvoi' })).toBeVisible()
})

test('what arrived is not offered to be sent again', async ({ page }) => {
  await show(page, 'delivered')
  await expect(main(page).getByRole('link', { name: 'Renvoyer', exact: true })).toHaveCount(0)
})

test('an uncertain one can be sent again, by who may', async ({ page, context }) => {
  await show(page, 'uncertain')
  await main(page).getByRole('link', { name: 'Renvoyer quand même' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Renvoyer un SMS' })).toBeVisible()
  await page.goBack()
  const address = page.url()
  await page.goto('about:blank')
  await context.clearCookies()
  await signIn(page, 'assistant')
  await open(page, address)
  await expect(page.getByRole('heading', { level: 1, name: /^SMS à/ })).toBeVisible()
  await expect(main(page).getByRole('link', { name: 'Renvoyer quand même' })).toHaveCount(0)
})

test('the way back is the list that led there', async ({ page }) => {
  await open(page, '/communications/3000?q=bonjour&tri=contenu')
  await main(page).getByRole('link', { name: 'Retour à la liste' }).click()
  await expect(page).toHaveURL('/?q=bonjour&tri=contenu')
})

test('what is none, and what is another pharmacy’s, is not found', async ({ page, expected }) => {
  expected.status(404)
  for (const number of ['999999999', '0', '-1', 'abc', '1099511627777', '9223372036854775807', '99999999999999999999']) {
    const answer = await page.goto(`/communications/${number}`)
    expect(answer?.status(), number).toBe(404)
    await expect(page.getByRole('heading', { name: 'Page introuvable' })).toBeVisible()
  }
})

test('its status and its events come by themselves', async ({ page, context }) => {
  const send = await SendPage.open(page)
  await send.tick(1)
  const campaign = await send.send()
  await campaign.allFinal(1)
  // Two pages at once: one sends, the other watches the number that comes next.
  const last = await lastNumber(page)
  const watching = await context.newPage()
  const again = await SendPage.open(page)
  await again.tick(1, 3)
  await again.send()
  await open(watching, `/communications/${last + 1}`)
  await expect(events(watching).last()).toContainText(/Livré|Échec|Abandonné/, { timeout: 20_000 })
  await expect(main(watching).locator('.message-state')).toContainText(/Livré|Échec|Expiré/)
})

async function lastNumber(page: Page): Promise<number> {
  const origin = new URL(page.url()).origin
  for (let number = 3001; ; number++) {
    const answer = await page.request.post('/api/message', { form: { number }, headers: { origin } })
    if (answer.status() === 404) return number - 1
  }
}

for (const { name, width, height } of sizes) {
  test(`nothing stands out on a ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    for (const status of ['delivered', 'failed', 'uncertain']) {
      await show(page, status)
      await expectNoSidewaysScroll(page)
    }
  })
}

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('all of it is there', async ({ page }) => {
    await page.goto('/communications/3000?statut=livre')
    await expect(page.getByRole('heading', { level: 1, name: /^SMS à/ })).toBeVisible()
    await expect(events(page).first()).toContainText('Créé')
    await main(page).getByRole('link', { name: 'Retour à la liste' }).click()
    await expect(page).toHaveURL('/?statut=livre')
  })
})

const lossy = withServer({ COMPTOIR_SANDBOX_LOSES: '100', COMPTOIR_SANDBOX_DELAY: '600000-600000' })

lossy('one that was sent again leads to the one that repeats it, and back', async ({ page }) => {
  await signIn(page, 'titulaire')
  const send = await SendPage.open(page)
  await send.tick(1)
  await (await send.send()).allFinal(1)
  const first = await lastNumber(page)
  await open(page, `/communications/${first}`)
  await main(page).getByRole('link', { name: 'Renvoyer quand même' }).click()
  await main(page).getByRole('button', { name: 'Renvoyer quand même' }).click()
  await expect(page).toHaveURL(/campagnes/)
  await open(page, `/communications/${first}`)
  await expect(main(page)).toContainText('Ce SMS a déjà été renvoyé.')
  await expect(main(page).getByRole('link', { name: 'Renvoyer quand même' })).toHaveCount(0)
  await main(page).getByRole('link', { name: 'Voir le renvoi' }).click()
  await expect(page).toHaveURL(/campagnes/)
  await open(page, `/communications/${first + 1}`)
  await main(page).getByRole('link', { name: `du SMS nº ${first}` }).click()
  await expect(page).toHaveURL(`/communications/${first}`)
  await hydrated(page)
})

test('a row opens beside the list, and Esc gives the focus back to it', async ({ page }) => {
  await open(page, '/?statut=livre')
  const row = page.getByRole('table').getByRole('row').filter({ has: page.getByRole('cell') }).nth(1)
  const name = await row.locator('.name').innerText()
  await row.locator('.body').getByRole('link').click()
  const panel = page.getByRole('dialog', { name: `SMS à ${name}` })
  await expect(panel).toBeVisible()
  await expect(panel).toMatchAriaSnapshot(`
    - dialog /SMS à .+/:
      - heading /SMS à .+/ [level=2]
      - paragraph: Livré
      - region "Ce qui s’est passé":
        - heading "Ce qui s’est passé" [level=2]
        - list:
          - listitem:
            - text: Créé et mis en file
            - time
          - listitem
          - listitem
          - listitem:
            - text: Livré sur le téléphone
            - time
      - region "Ce que l’on sait de ce SMS"
  `)
  await expect(page).toHaveURL('/?statut=livre')
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(row.locator('.body').getByRole('link')).toBeFocused()
})

test('on a phone a row leads to a page, with the way back', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await open(page, '/?statut=livre')
  await page.getByRole('table').locator('.body').getByRole('link').first().click()
  await expect(page).toHaveURL(/\/communications\/\d+\?statut=livre/)
  await main(page).getByRole('link', { name: 'Retour à la liste' }).click()
  await expect(page).toHaveURL('/?statut=livre')
})
