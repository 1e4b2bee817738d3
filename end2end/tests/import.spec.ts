// A file as pharmacy software exports it goes into a database that is being served, and its clients are there.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { clients, csv, windows1252 } from '../support/clients-file.ts'
import { signIn } from '../support/people.ts'
import { comptoir, Server } from '../support/server.ts'
import { expect, test as base } from '../support/test.ts'

/** A server of its own: a thousand more clients would be in the way of other tests. */
const test = base.extend<{ own: Server }>({
  own: async ({}, use) => {
    const own = await Server.start()
    await use(own)
    await own.stop()
  },
})

test.use({ who: null })

test('a thousand clients of a Windows-1252 file, imported twice', async ({ own, page }) => {
  const list = clients(1000)
  const file = await write(own, csv(list))
  await signIn(page, 'titulaire', own.url)
  await page.getByRole('link', { name: 'Clients', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Clients' })).toBeVisible()

  const first = await run(own, file)
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(first.stdout).toContain('1000 ajoutés, 0 modifiés, 0 inchangés')
  const fixed = list.filter(({ phone }) => phone.startsWith('05')).length
  const without = list.filter(({ phone }) => phone === '').length
  const repaired = list.filter(({ phone }) => phone.startsWith('6')).length
  expect(first.stdout).toMatch(new RegExp(`\\b${fixed} clients gardés[^\\n]*ligne fixe`))
  expect(first.stdout).toMatch(new RegExp(`\\b${without} clients gardés[^\\n]*pas de numéro`))
  expect(first.stdout).toMatch(new RegExp(`\\b${repaired} numéros`))

  const second = await run(own, file)
  expect(second).toMatchObject({ code: 0, stderr: '' })
  expect(second.stdout).toContain('0 ajoutés, 0 modifiés, 1000 inchangés')

  const changed = list.map((client) => (client.reference === 'IMP0005' ? { ...client, balance: '77,10' } : client))
  const third = await run(own, await write(own, csv(changed)))
  expect(third.stdout).toContain('0 ajoutés, 1 modifiés, 999 inchangés')

  // The letters that Windows-1252 has beyond Latin-1 arrive, accents need not be typed, and digits are found however typed.
  const one = list.find(({ name, phone, balance }) => name.startsWith('Cœur;Noëlle') && phone.startsWith('06') && balance.includes('\u00a0'))
  if (!one) throw new Error('the list has no such client')
  await search(page, `coeur noelle ${one.phone.slice(1)}`)
  const row = page.getByRole('row').filter({ hasText: one.phone.replace(/(\d{2})(?=\d)/g, '$1 ') })
  await expect(row).toHaveCount(1)
  await expect(row).toContainText('Noëlle Cœur')
  await expect(row).toContainText(new RegExp(`${one.balance.replace('\u00a0', '\\s')}\\s*DH`))
})

test('one faulty line refuses the whole file, and each is named', async ({ own, page }) => {
  const list = clients(20)
  const good = csv(list).toString('latin1').trimEnd().split('\r\n')
  good.splice(3, 0, 'IMP9001;Ambigu;Ali;0612345678;1.250', 'IMP9002;;;0612345679;10,00', 'IMP9003;Trop;Court')
  const file = await write(own, windows1252(good.join('\r\n')))
  const refused = await run(own, file)
  expect(refused.code).toBe(1)
  const report = refused.stdout + refused.stderr
  expect(report).toMatch(/ligne 4 : .*ambigu/i)
  expect(report).toMatch(/ligne 5 : .*nom/i)
  expect(report).toMatch(/ligne 6 : .*champs/i)
  expect(report).toMatch(/\b3 lignes/)
  expect(report).not.toContain('0612345678')

  const missing = await run(own, await write(own, windows1252('Nom;Solde\r\nTazi;10,00\r\n')))
  expect(missing.code).toBe(1)
  expect(missing.stdout + missing.stderr).toMatch(/Téléphone.*manque/)

  await signIn(page, 'titulaire', own.url)
  await page.getByRole('link', { name: 'Clients', exact: true }).click()
  await search(page, 'Ambigu')
  await expect(page.getByRole('main')).toContainText(/aucun client/i)
})

async function run(own: Server, file: string) {
  const pharmacy = 'Pharmacie Al Amal'
  return comptoir(['import-clients', '--database', own.database, '--pharmacy', pharmacy, file], { COMPTOIR_LOG: 'warn' })
}

async function write(own: Server, content: Buffer): Promise<string> {
  const file = join(own.folder, 'clients.csv')
  await writeFile(file, content)
  return file
}

async function search(page: Page, words: string): Promise<void> {
  const field = page.getByRole('searchbox', { name: /Recherche/ })
  await field.fill(words)
  await field.press('Enter')
}
