// A file of clients as pharmacy software exports it: Windows-1252, `;`, CR LF, decimal commas, and the flaws of real lists.
import { seeded } from './random.ts'

const FIRST = ['Amina', 'Karim', 'Hélène', 'Youssef', 'Inès', 'Françoise', 'Mehdi', 'Zoé', 'Driss', 'Noëlle']
const LAST = ['El Idrissi', 'Tazi', 'Benjelloun', 'Lahlou', 'Chraïbi', 'Cœur', 'Mernissi', 'O’Brien', 'Kettani', 'Sqalli']

/** What Windows-1252 has where Latin-1 has control characters. */
const BEYOND_LATIN1: Record<string, number> = { '€': 0x80, '…': 0x85, '’': 0x92, '–': 0x96, 'œ': 0x9c, 'Œ': 0x8c }

export function windows1252(text: string): Buffer {
  return Buffer.from(
    [...text].map((char) => {
      const code = BEYOND_LATIN1[char] ?? char.charCodeAt(0)
      if (code > 0xff) throw new Error(`Windows-1252 has no ${char}`)
      return code
    }),
  )
}

export interface Imported {
  reference: string
  name: string
  phone: string
  /** As it is typed in the file. */
  balance: string
}

/** Clients with the reference IMP0001 and so on; every 25th has a fixed line, every 40th no phone, every 50th a lost 0. */
export function clients(count: number): Imported[] {
  const random = seeded(count)
  return Array.from({ length: count }, (_, index) => {
    const n = index + 1
    const subscriber = (60_000_000 + n * 37).toString()
    const phone =
      n % 25 === 0 ? `0522${(100_000 + n).toString()}` : n % 40 === 0 ? '' : n % 50 === 7 ? `6${subscriber}` : `06${subscriber}`
    const cents = random.upTo(99).toString().padStart(2, '0')
    // Every third owes nothing; thousands are grouped by the space that French typography asks for.
    const balance = n % 3 === 0 ? '' : n % 10 === 1 ? `1\u00a0${(100 + random.upTo(800)).toString()},${cents}` : `${10 + random.upTo(900)},${cents}`
    return { reference: `IMP${n.toString().padStart(4, '0')}`, name: `${random.pick(LAST)};${random.pick(FIRST)}`, phone, balance }
  })
}

/** The file, with its columns in an order of its own and headers as people write them. */
export function csv(list: Imported[]): Buffer {
  const lines = list.map(({ reference, name, phone, balance }) => [reference, name, phone, balance].join(';'))
  return windows1252(['référence;NOM;prenom;Téléphone;Solde', ...lines, ''].join('\r\n'))
}
