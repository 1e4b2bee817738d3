// More clients for a running server, as an operator imports them.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { comptoir, type Server } from './server.ts'

/** Adds clients, or changes those that are there by their reference: lines of reference, name, first name, phone, balance. */
export async function importClients(server: Server, lines: string[]): Promise<void> {
  const file = join(server.folder, 'more-clients.csv')
  await writeFile(file, ['Référence;Nom;Prénom;Téléphone;Solde', ...lines, ''].join('\n'))
  const imported = await comptoir(['import-clients', '--database', server.database, '--pharmacy', 'Pharmacie Al Amal', file])
  expect(imported, imported.stderr).toMatchObject({ code: 0 })
}
