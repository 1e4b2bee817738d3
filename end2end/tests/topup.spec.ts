// The guide's third subject, « Alimentation du solde SMS », by two people: a manager on a phone, the sales service at a desk.
import type { Page } from '@playwright/test'
import { headerCredits, hydrated, number, paths, expectNoSidewaysScroll } from '../support/page.ts'
import { SendPage } from '../support/send.ts'
import { expect, withServer } from '../support/test.ts'
import { enter, heading, phone, png, TopUp } from '../support/topup.ts'

const test = withServer({})

/** The manager asks, and is on the page of the request. */
async function ask(page: Page, note: string): Promise<string> {
  await page.goto(paths.credits)
  await page.getByRole('link', { name: 'Demander une recharge' }).first().click()
  await expect(heading(page, 'Demander une recharge')).toBeVisible()
  await page.getByRole('textbox', { name: /Un mot pour le service commercial/ }).fill(note)
  await page.getByRole('button', { name: 'Demander une recharge' }).click()
  await expect(heading(page, /^Demande de recharge RC-\d{4}-\d{4}$/)).toBeVisible()
  return /RC-\d{4}-\d{4}/.exec((await heading(page, /^Demande/).textContent()) ?? '')?.[0] ?? ''
}

for (const script of [true, false]) {
  test(`from the request to credits that can be spent, ${script ? 'live' : 'with JavaScript off'}`, async ({ device, own }) => {
    const pharmacy = await enter(device, 'titulaire', phone, script)
    const sales = await enter(device, 'commercial', undefined, script)
    await expect(sales.getByText('Aucune demande en cours')).toBeVisible()
    const again = async (page: Page) => {
      if (!script) await page.reload()
    }

    // 1. Prise de contact : une demande de recharge au service commercial, qui présente ses packs.
    await pharmacy.goto(paths.credits)
    let before = number(await pharmacy.getByRole('main').locator('.big').textContent())
    await pharmacy.goto(`${paths.credits}?type=recharges`)
    const grant = pharmacy.getByRole('row').filter({ hasText: /\+2\s000/ }).first()
    const grantNumber = number(/n° (\d+)/.exec((await grant.textContent()) ?? '')?.[1] ?? '')
    const rc = await ask(pharmacy, 'Environ 5 000 SMS pour décembre.')
    if (script) {
      // All but one are taken back: what is spent at the end can only be what is bought here.
      await TopUp.shown(pharmacy, sales, own.url).correct(grantNumber, before - 1)
      before = 1
    }
    await expectNoSidewaysScroll(pharmacy)
    await again(sales)
    const row = sales.getByRole('row').filter({ hasText: rc })
    await expect(row).toContainText('Pharmacie Al Amal')
    await expect(row).toContainText('Nouveau')
    await row.getByRole('link', { name: rc }).click()
    await expect(heading(sales, new RegExp(rc))).toBeVisible()
    await expect(sales.getByText('Environ 5 000 SMS pour décembre.')).toBeVisible()
    await sales.getByRole('textbox', { name: 'Votre message' }).fill('Bonjour, le Pack Confort vous convient.')
    await sales.getByRole('button', { name: 'Envoyer le message' }).click()
    await again(pharmacy)
    await expect(pharmacy.getByText('Bonjour, le Pack Confort vous convient.')).toBeVisible()

    // 2. Sélection du pack.
    const pack = pharmacy.getByRole('region', { name: 'Packs SMS et tarifs' }).getByRole('listitem').filter({ hasText: 'Pack Confort' })
    await expect(pack).toContainText(/5\s000\scrédits/)
    await expect(pack).toContainText(/1\s750,00\sDH/)
    await pack.getByRole('button', { name: 'Choisir ce pack' }).click()
    await expect(pharmacy.getByRole('status').filter({ hasText: 'Pack choisi' }).first()).toBeVisible()
    await again(sales)
    await sales.getByRole('button', { name: 'Émettre la pro-forma' }).click()

    // 3. Paiement par virement bancaire : la pro-forma dit où, et sous quelle référence.
    await again(pharmacy)
    await pharmacy.getByRole('link', { name: 'Ouvrir et imprimer la pro-forma' }).click()
    const document = pharmacy.getByRole('article')
    await expect(document.getByRole('heading', { name: 'Facture pro-forma' })).toBeVisible()
    await expect(document).toContainText('Pharmacie Al Amal')
    await expect(document).toContainText('011 780 0000123456789012 96')
    const transfer = /CPT [0-9A-Z]{4} \d{4}/.exec(await document.innerText())?.[0] ?? ''
    expect(transfer).not.toBe('')
    await expectNoSidewaysScroll(pharmacy)
    await pharmacy.getByRole('link', { name: 'Revenir à la demande' }).click()

    // 4. Confirmation : la preuve ou l'avis de virement.
    const proof = pharmacy.getByRole('region', { name: 'Preuve de virement' })
    await expect(proof).toContainText(transfer)
    await expect(proof.locator('#photo')).toHaveAttribute('capture', 'environment')
    await proof.getByLabel('Preuve ou avis de virement').setInputFiles({ name: 'avis.png', mimeType: 'image/png', buffer: png })
    await proof.getByRole('button', { name: 'Envoyer la preuve' }).click()
    await expect(pharmacy.getByText('Preuve envoyée. Le service commercial la vérifie.')).toBeVisible()

    // The sales service finds it by what the bank tells, and looks at the proof.
    await sales.goto('/commercial')
    await sales.getByRole('searchbox', { name: 'Rechercher une demande' }).fill(transfer.toLowerCase())
    await sales.getByRole('button', { name: 'Rechercher' }).click()
    await expect(sales.getByRole('row').filter({ hasText: rc })).toContainText('Virement déclaré')
    await sales.getByRole('link', { name: rc }).click()
    const download = sales.waitForEvent('download')
    await sales.getByRole('link', { name: 'Preuve 1' }).click()
    expect((await download).suggestedFilename()).toBe(`preuve-${rc}-1.png`)
    await sales.getByRole('button', { name: 'Confirmer la réception' }).click()
    await expect(sales.getByRole('button', { name: 'Activer les crédits' })).toBeVisible()

    // 5. Activation.
    await sales.getByRole('button', { name: 'Activer les crédits' }).click()
    await expect(sales.getByText('Les crédits sont activés.')).toBeVisible()
    await again(pharmacy)
    await expect(pharmacy.getByText('Vos crédits sont disponibles.')).toBeVisible()

    // 6. Suivi du solde, dans la section Paramètres ; et les crédits servent.
    await pharmacy.getByRole('link', { name: 'Paramètres' }).filter({ visible: true }).first().click()
    await pharmacy.getByRole('navigation', { name: 'Paramètres' }).getByRole('link', { name: 'Solde SMS' }).click()
    await expect(pharmacy.getByRole('main').locator('.big')).toContainText(new RegExp(`${Math.floor((before + 5_000) / 1_000)}\\s?\\d{3}`))
    expect(number(await pharmacy.getByRole('main').locator('.big').textContent())).toBe(before + 5_000)
    const entry = pharmacy.getByRole('table').getByRole('row').filter({ hasText: rc }).first()
    await expect(entry).toContainText('Recharge activée')
    await expect(entry).toContainText(/\+5\s000/)
    await expect(entry).toContainText('Nadia Cherkaoui')
    await sales.goto('/commercial')
    await expect(sales.getByRole('region', { name: /^Mois/ })).toContainText(/1\s750,00\sDH/)
    if (script) {
      const desk = await enter(device, 'titulaire')
      const send = await SendPage.open(desk)
      const ticked = await send.tick(2)
      const needed = await send.quoted(2)
      expect(needed, 'more than there was before').toBeGreaterThan(before)
      const campaign = await send.send()
      await campaign.allFinal(2)
      // The sandbox refuses numbers that end in 02 at once, and what is refused is given back.
      const refused = ticked.filter(({ phone }) => phone.endsWith('02')).length
      expect(refused, 'one of the two at most').toBeLessThan(2)
      const spent = needed - refused * (needed / 2)
      await expect.poll(async () => number(await headerCredits(desk).textContent())).toBe(before + 5_000 - spent)
    }
  })
}

test('the sales service refuses with a reason, and the pharmacy reads it', async ({ device, own }) => {
  const pharmacy = await enter(device, 'titulaire', phone)
  const sales = await enter(device, 'commercial')
  const rc = await ask(pharmacy, '')
  await sales.getByRole('link', { name: rc }).click()
  await hydrated(sales)
  await sales.getByRole('button', { name: 'Refuser la demande' }).click()
  const dialog = sales.getByRole('dialog', { name: 'Refuser la demande' })
  await dialog.getByRole('textbox', { name: 'Motif' }).fill('Compte en cours de fermeture.')
  await dialog.getByRole('button', { name: 'Refuser la demande' }).click()
  await expect(pharmacy.getByText('Compte en cours de fermeture.')).toBeVisible()
  await expect(pharmacy.getByText('Le service commercial a refusé cette demande.')).toBeVisible()
})

test('prices are the sales service’s, and what is typed wrong stays', async ({ device, expected }) => {
  expected.status(422)
  const sales = await enter(device, 'commercial')
  await sales.getByRole('link', { name: 'Packs et tarifs' }).click()
  await expect(heading(sales, 'Packs et tarifs')).toBeVisible()
  await hydrated(sales)
  await sales.getByRole('textbox', { name: 'Nom du pack' }).last().fill('Pack Essai')
  await sales.getByRole('textbox', { name: 'Crédits' }).last().fill('beaucoup')
  await sales.getByRole('textbox', { name: 'Prix' }).last().fill('99,90')
  await sales.getByRole('button', { name: 'Ajouter un pack' }).click()
  await expect(sales.getByRole('alert').first()).toBeVisible()
  await expect(sales.getByRole('textbox', { name: 'Nom du pack' }).last()).toHaveValue('Pack Essai')
  await sales.getByRole('textbox', { name: 'Crédits' }).last().fill('200')
  await sales.getByRole('button', { name: 'Ajouter un pack' }).click()
  await expect(sales.getByRole('listitem').filter({ hasText: 'Pack Essai' })).toContainText(/99,90\sDH/)
  await sales.getByRole('textbox', { name: 'RIB' }).fill('011 780 0000123456789012 97')
  await sales.getByRole('region', { name: 'Coordonnées bancaires' }).getByRole('button', { name: 'Enregistrer' }).click()
  await expect(sales.getByText('Ce RIB n’est pas valable')).toBeVisible()
})

test('the pro-forma is printed without what stands around it', async ({ device, own }) => {
  const pharmacy = await enter(device, 'titulaire', phone)
  const sales = await enter(device, 'commercial')
  const topup = await TopUp.ask(pharmacy, sales, own.url)
  await topup.choose()
  await topup.sold('issue')
  await pharmacy.goto(`${topup.ofPharmacy}/pro-forma`)
  const around = [
    pharmacy.getByRole('banner'),
    pharmacy.getByRole('link', { name: 'Revenir à la demande' }),
    pharmacy.getByRole('button', { name: 'Imprimer' }),
  ]
  for (const part of around) await expect(part).toBeVisible()
  const document = pharmacy.getByRole('article')
  const colours = async (colorScheme: 'light' | 'dark') => {
    await pharmacy.emulateMedia({ media: 'print', colorScheme })
    return document.evaluate((node) => [node, node.ownerDocument.body].map((one) => getComputedStyle(one)).map(({ color, backgroundColor }) => [color, backgroundColor]))
  }
  // Ink on paper, whatever the screen was.
  expect(await colours('dark')).toEqual(await colours('light'))
  for (const part of around) await expect(part).toBeHidden()
  await expect(document).toContainText('011 780 0000123456789012 96')
  await expect(document).toContainText(/CPT [0-9A-Z]{4} \d{4}/)
  await expectNoSidewaysScroll(pharmacy)
  const file = await pharmacy.pdf({ format: 'A4' })
  expect(file.subarray(0, 5).toString()).toBe('%PDF-')
})

test('each side has its own area', async ({ device, own }) => {
  const sales = await enter(device, 'commercial')
  for (const path of ['/clients', '/', '/parametres/solde', '/communications/1']) {
    await sales.goto(path)
    await expect(sales).toHaveURL(/\/commercial$/)
  }
  const headers = { accept: 'application/json', origin: own.url }
  for (const [name, data] of [
    ['clients', { search: '' }],
    ['credits', {}],
    ['ledger', {}],
    ['templates', {}],
    ['topup-request', { note: '' }],
  ] as const) {
    const answer = await sales.request.post(`/api/${name}`, { headers, form: data as Record<string, string> })
    expect(answer.status(), name).toBe(403)
  }
  expect((await sales.request.get('/export/communications.csv', { maxRedirects: 0 })).ok()).toBe(false)
  expect((await sales.request.get('/export/solde.csv', { maxRedirects: 0 })).status()).toBe(403)
  const pharmacy = await enter(device, 'titulaire')
  for (const name of ['sales-desk', 'sales-packs']) {
    const answer = await pharmacy.request.post(`/api/${name}`, { headers, form: {} })
    expect(answer.status(), name).toBe(403)
  }
  expect((await pharmacy.request.get('/commercial')).status()).toBe(404)
})
