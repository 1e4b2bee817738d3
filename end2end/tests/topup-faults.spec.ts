// What goes wrong on the way to credits: files that lie, two people at once, a pack that goes, a process that is killed; and
// what is told of a low balance, and of what is new.
import { deflateRawSync } from 'node:zlib'
import { headerCredits, hydrated, number, open, paths } from '../support/page.ts'
import { comptoir } from '../support/server.ts'
import { SendPage } from '../support/send.ts'
import { enter, heading, phone, TopUp } from '../support/topup.ts'
import { expect, withServer } from '../support/test.ts'

const test = withServer({})

/** A ZIP of a few kilobytes that unpacks to many megabytes. */
function bomb(): Buffer {
  const size = 64 << 20
  const packed = deflateRawSync(Buffer.alloc(size), { level: 9 })
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(8, 8)
  head.writeUInt32LE(packed.length, 18)
  head.writeUInt32LE(size, 22)
  head.writeUInt16LE(1, 26)
  return Buffer.concat([head, Buffer.from('a'), packed])
}

test('a file that is no proof is refused at its field, and nothing is lost', async ({ device, own }) => {
  const pharmacy = await enter(device, 'titulaire', phone)
  const sales = await enter(device, 'commercial')
  const topup = await TopUp.ask(pharmacy, sales, own.url)
  await topup.choose()
  await topup.sold('issue')
  await open(pharmacy, topup.ofPharmacy)
  const field = pharmacy.getByLabel('Preuve ou avis de virement')
  const button = pharmacy.getByRole('button', { name: 'Envoyer la preuve' })
  for (const [name, buffer, said] of [
    ['vide.pdf', Buffer.alloc(0), /celui-ci est vide/],
    ['bombe.pdf', bomb(), /ni un PDF, ni une image/],
    ['image.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), /ni un PDF, ni une image/],
    ['virement.jpg', Buffer.from('<!doctype html><script>alert(1)</script>'), /ni un PDF, ni une image/],
    ['gros.pdf', Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(6 * 1024 * 1024)]), /dépasse 5\sMo/],
  ] as const) {
    await field.setInputFiles({ name, mimeType: 'application/pdf', buffer })
    await button.click()
    await expect(pharmacy.getByRole('alert')).toContainText(said)
    await expect(button).toBeVisible()
    await hydrated(pharmacy)
  }
  // Nothing of it has reached the other side.
  await open(sales, topup.ofSales)
  await expect(sales.getByRole('main')).toContainText('La pharmacie effectue le virement.')
  await expect(sales.getByRole('link', { name: 'Preuve 1' })).toHaveCount(0)
})

test('two people activate at once, twice each, and the credits come once', async ({ device, own }) => {
  const pharmacy = await enter(device, 'titulaire', phone)
  const [one, other] = [await enter(device, 'commercial'), await enter(device, 'commercial')]
  const before = number(await (await creditsOf(pharmacy)).textContent())
  const topup = await TopUp.ask(pharmacy, one, own.url)
  await topup.paid()
  await Promise.all([one, other].map((page) => open(page, topup.ofSales)))
  const buttons = [one, other].map((page) => page.getByRole('button', { name: 'Activer les crédits' }))
  await Promise.all(buttons.map((button) => button.dblclick()))
  for (const page of [one, other]) await expect(page.getByText('Les crédits sont activés.')).toBeVisible()
  const credits = await creditsOf(pharmacy)
  expect(number(await credits.textContent())).toBe(before + 5_000)
  await expect(pharmacy.getByRole('row').filter({ hasText: 'Recharge activée' })).toHaveCount(1)
})

test('a pack that goes between choice and payment stays as it was chosen', async ({ device, own }) => {
  const pharmacy = await enter(device, 'titulaire', phone)
  const sales = await enter(device, 'commercial')
  const before = number(await (await creditsOf(pharmacy)).textContent())
  const topup = await TopUp.ask(pharmacy, sales, own.url)
  await topup.choose()
  await open(sales, '/commercial/packs')
  const pack = sales.getByRole('listitem').filter({ hasText: 'Pack Confort' })
  await pack.getByText('Changer le pack').click()
  await pack.getByRole('button', { name: 'Retirer de la vente' }).click()
  await expect(pack).toContainText('Retiré')
  await topup.sold('issue')
  await open(pharmacy, `${topup.ofPharmacy}/pro-forma`)
  await expect(pharmacy.getByRole('article')).toContainText(/1\s750,00\sDH/)
  await topup.prove()
  await topup.sold('receive')
  await topup.sold('activate')
  expect(number(await (await creditsOf(pharmacy)).textContent())).toBe(before + 5_000)
  // The next one chooses among what is sold now.
  const next = await TopUp.ask(pharmacy, sales, own.url)
  await open(pharmacy, next.ofPharmacy)
  const packs = pharmacy.getByRole('region', { name: 'Packs SMS et tarifs' })
  await expect(packs.getByRole('button', { name: 'Choisir ce pack' }).first()).toBeVisible()
  await expect(packs).not.toContainText('Pack Confort')
})

test('a price that changes while it is looked at is not chosen, and that is said', async ({ device, own }) => {
  // With JavaScript off, so that the page stays as it was: with it, the news show the new price.
  const pharmacy = await enter(device, 'titulaire', phone, false)
  const sales = await enter(device, 'commercial')
  const topup = await TopUp.ask(pharmacy, sales, own.url)
  await pharmacy.goto(topup.ofPharmacy)
  const shown = pharmacy.getByRole('listitem').filter({ hasText: 'Pack Confort' })
  await expect(shown).toBeVisible()
  await open(sales, '/commercial/packs')
  const pack = sales.getByRole('listitem').filter({ hasText: 'Pack Confort' })
  await pack.getByText('Changer le pack').click()
  await pack.getByRole('textbox', { name: 'Prix' }).fill('1 900,00')
  await pack.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(pack).toContainText(/1\s900,00\sDH/)
  await shown.getByRole('button', { name: 'Choisir ce pack' }).click()
  await expect(pharmacy.getByRole('alert')).toContainText('Rien n’a été choisi')
  await expect(shown).toContainText(/1\s900,00\sDH/)
  await shown.getByRole('button', { name: 'Choisir ce pack' }).click()
  await expect(pharmacy.getByRole('status').filter({ hasText: 'Pack choisi' }).first()).toBeVisible()
})

test('the process is killed between receipt and activation', async ({ device, own, expected }) => {
  expected.lost()
  const pharmacy = await enter(device, 'titulaire', phone)
  const sales = await enter(device, 'commercial')
  const before = number(await (await creditsOf(pharmacy)).textContent())
  const topup = await TopUp.ask(pharmacy, sales, own.url)
  await topup.paid()
  await own.killAndStart()
  await open(sales, topup.ofSales)
  await expect(sales.getByText('Le virement est reçu : activez les crédits.')).toBeVisible()
  await sales.getByRole('button', { name: 'Activer les crédits' }).click()
  await expect(sales.getByText('Les crédits sont activés.')).toBeVisible()
  await own.killAndStart()
  expect(number(await (await creditsOf(pharmacy)).textContent())).toBe(before + 5_000)
  const checked = await comptoir(['check', '--database', own.database])
  expect(checked.code, checked.stdout + checked.stderr).toBe(0)
  expect(checked.stdout).toContain('The credits add up.')
})

test('a low balance is told to those who can act, as soon as it is one', async ({ device }) => {
  const pharmacist = await enter(device, 'titulaire')
  const low = (page: typeof pharmacist) => page.getByRole('main').getByText(/^Il reste .* : pensez à recharger/)
  const left = number(await (await creditsOf(pharmacist)).textContent())
  await expect(low(pharmacist)).toHaveCount(0)
  await pharmacist.getByRole('link', { name: 'Changer l’alerte' }).click()
  await pharmacist.getByRole('textbox', { name: 'Alerte sous' }).fill(String(left))
  await pharmacist.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(heading(pharmacist, 'Solde SMS')).toBeVisible()
  await expect(low(pharmacist), 'at the alert it is not below it').toHaveCount(0)
  await expect(headerCredits(pharmacist)).not.toContainText('solde bas')

  const manager = await enter(device, 'gestionnaire')
  await manager.goto(paths.credits)
  const assistant = await enter(device, 'assistant')
  await assistant.goto(paths.credits)
  const sender = await enter(device, 'titulaire')
  const send = await SendPage.open(sender)
  await send.tick(2)
  await send.send()
  for (const page of [pharmacist, manager]) {
    await expect(low(page)).toBeVisible()
    await expect(headerCredits(page)).toContainText('solde bas')
    await expect(low(page).getByRole('link', { name: 'Demander une recharge' })).toBeVisible()
  }
  await expect(assistant.getByRole('main').locator('.big')).not.toContainText(String(left))
  await expect(low(assistant)).toHaveCount(0)
})

test('what is new is marked in the bar of the sales service until it was looked at', async ({ device, own }) => {
  const pharmacy = await enter(device, 'titulaire', phone)
  const sales = await enter(device, 'commercial')
  await sales.getByRole('link', { name: 'Packs et tarifs' }).click()
  await expect(heading(sales, 'Packs et tarifs')).toBeVisible()
  const entry = sales.getByRole('banner').getByRole('link', { name: /^Demandes/ })
  await expect(entry).not.toContainText('du nouveau')
  const topup = await TopUp.ask(pharmacy, sales, own.url)
  await expect(entry).toContainText('du nouveau dans une demande')
  await open(sales, topup.ofSales)
  await expect(entry).not.toContainText('du nouveau')
  await topup.choose()
  await topup.sold('issue')
  await sales.goto('/commercial/packs')
  await topup.prove()
  await expect(entry).toContainText('du nouveau dans une demande')
})

test('an answer of the sales service is told on every page of the pharmacy until it was read', async ({ device, own }) => {
  const pharmacy = await enter(device, 'gestionnaire', phone)
  const sales = await enter(device, 'commercial')
  const topup = await TopUp.ask(pharmacy, sales, own.url)
  await open(pharmacy, paths.clients)
  await expect(headerCredits(pharmacy)).not.toContainText('réponse')
  await topup.write('Bonjour, le Pack Confort vous convient.')
  await expect(headerCredits(pharmacy)).toContainText('réponse du service commercial')
  await headerCredits(pharmacy).click()
  await expect(heading(pharmacy, 'Solde SMS')).toBeVisible()
  await open(pharmacy, topup.ofPharmacy)
  await expect(pharmacy.getByText('Bonjour, le Pack Confort vous convient.')).toBeVisible()
  await expect(headerCredits(pharmacy)).not.toContainText('réponse')
})

test('a message that is clicked twice is there once, and its field is empty again', async ({ device, own }) => {
  const pharmacy = await enter(device, 'titulaire')
  const sales = await enter(device, 'commercial')
  const topup = await TopUp.ask(pharmacy, sales, own.url)
  await open(pharmacy, topup.ofPharmacy)
  await open(sales, topup.ofSales)
  const field = pharmacy.getByRole('textbox', { name: 'Votre message' })
  await field.fill('Bonjour, quel pack pour 300 clients ?')
  await pharmacy.getByRole('button', { name: 'Envoyer le message' }).dblclick()
  await expect(sales.getByText('Bonjour, quel pack pour 300 clients ?')).toHaveCount(1)
  await expect(field).toHaveValue('')
  await field.fill('Le Pack Confort, alors.')
  await pharmacy.getByRole('button', { name: 'Envoyer le message' }).click()
  await expect(sales.getByText('Le Pack Confort, alors.')).toHaveCount(1)
  await expect(sales.getByText('Bonjour, quel pack pour 300 clients ?')).toHaveCount(1)
  await expect(field).toHaveValue('')
})

test('each form of a pack tells its own errors, and two sellers do not overwrite each other', async ({ device, expected }) => {
  expected.status(409, 422)
  const [one, other] = [await enter(device, 'commercial'), await enter(device, 'commercial')]
  const forms = await Promise.all(
    [one, other].map(async (page) => {
      await open(page, '/commercial/packs')
      const pack = page.getByRole('listitem').filter({ hasText: 'Pack Confort' })
      await pack.getByText('Changer le pack').click()
      const price = pack.getByRole('textbox', { name: 'Prix' })
      const save = async (value: string) => {
        await price.fill(value)
        await pack.getByRole('button', { name: 'Enregistrer' }).click()
      }
      return { pack, price, save, added: page.getByRole('textbox', { name: 'Prix' }).last() }
    }),
  )
  const [mine, theirs] = [forms[0]!, forms[1]!]
  await mine.save('beaucoup')
  await expect(mine.price).toHaveAttribute('aria-invalid', 'true')
  await expect(mine.price).toHaveAccessibleDescription(/.+/)
  await expect(mine.price).toHaveValue('beaucoup')
  await expect(mine.added).not.toHaveAttribute('aria-invalid')
  await one.getByRole('button', { name: 'Ajouter un pack' }).click()
  await expect(mine.added).toHaveAttribute('aria-invalid', 'true')
  await expect(mine.price).not.toHaveAttribute('aria-invalid')

  await theirs.save('1 800,00')
  await expect(theirs.pack).toContainText(/1\s800,00\sDH/)
  await mine.save('1 900,00')
  await expect(one.getByRole('alert')).toContainText('Quelqu’un d’autre a changé ce pack')
  await expect(mine.price).toHaveValue('1 900,00')
  await open(one, '/commercial/packs')
  await expect(mine.pack).toContainText(/1\s800,00\sDH/)
  await mine.pack.getByText('Changer le pack').click()
  await mine.save('1 900,00')
  await expect(mine.pack).toContainText(/1\s900,00\sDH/)
})

test('with JavaScript off it is said which line of a pack is wrong', async ({ device }) => {
  const sales = await enter(device, 'commercial', undefined, false)
  await sales.goto('/commercial/packs')
  await sales.getByRole('textbox', { name: 'Nom du pack' }).last().fill('Pack Essai')
  await sales.getByRole('textbox', { name: 'Crédits' }).last().fill('beaucoup')
  await sales.getByRole('textbox', { name: 'Prix' }).last().fill('99,90')
  await sales.getByRole('button', { name: 'Ajouter un pack' }).click()
  await expect(sales.getByRole('alert')).toContainText(/^Crédits : /)
})

/** The credits left, on a page that is opened for it. */
async function creditsOf(page: Parameters<typeof open>[0]) {
  await open(page, paths.credits)
  return page.getByRole('main').locator('.big')
}
