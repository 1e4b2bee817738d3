// The parts that `domain::sms` counts, which are the parts that are billed, against npm sms-segments-calculator.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { SegmentedMessage } from 'sms-segments-calculator'
import { seeded } from '../support/random.ts'

interface Count {
  encoding: 'gsm7' | 'ucs2'
  units: number
  parts: number
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The product's counts, from `app/domain/examples/parts.rs`. */
function ours(texts: string[]): Count[] {
  const built = process.env.COMPTOIR_PARTS
  const [command, args] = built
    ? [built, []]
    : ['cargo', ['run', '--quiet', '--package', 'domain', '--example', 'parts']]
  const output = execFileSync(command, args, { cwd: root, input: JSON.stringify(texts), maxBuffer: 1 << 28 })
  return (JSON.parse(output.toString()) as Count[]).map(({ encoding, units, parts }) => ({ encoding, units, parts }))
}

function oracle(text: string): Count {
  const message = new SegmentedMessage(text)
  const encoding = message.encodingName === 'GSM-7' ? 'gsm7' : 'ucs2'
  const parts = text === '' ? 0 : message.segmentsCount
  return { encoding, units: message.messageSize / (encoding === 'gsm7' ? 7 : 16), parts }
}

/** Texts on which the two must agree in everything: each character stands for itself. */
function expectAgreement(texts: string[]): void {
  const differing = ours(texts).flatMap((count, at) => {
    const text = texts[at] ?? ''
    const other = oracle(text)
    return JSON.stringify(count) === JSON.stringify(other) ? [] : [{ text, ours: count, oracle: other }]
  })
  expect(differing).toEqual([])
}

test.describe.configure({ timeout: 180_000 })

test('every character of the basic plane has the same encoding and the same units', () => {
  // Marks that join the character before them are cases of their own below; a lone surrogate is no text.
  const characters = Array.from({ length: 0x10000 }, (_, code) => code)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCharCode(code))
  expectAgreement(characters)
})

test('French and Arabic texts as a pharmacy writes them', () => {
  expectAgreement([
    '',
    'a',
    'Bonjour Amina, votre solde à la Pharmacie Al Amal est de 1 250,50 DH. Merci de passer.',
    'àéèùìòÉÇäöüñÄÖÜÑåÅæÆøØß§£¿¡',
    'Reçu de votre règlement',
    'être',
    'août',
    'n’oubliez pas',
    'Solde : 5\u202f000 DH',
    'Solde : 5\u00a0000 DH',
    '« Bonjour » – œuvre… 20°',
    '10 € {prenom} [x] ~ | \\ ^',
    '\f',
    'ligne une\nligne deux\r\nligne trois',
    'السلام عليكم، رصيدكم في صيدلية الأمل هو 1250,50 درهم',
    'مرحبا Amina، رصيدكم 120,00 DH. شكرا',
    '😀',
  ])
})

test('around every border between one part and the next', () => {
  const texts: string[] = []
  for (const border of [160, 161, 306, 307, 459, 460, 612, 1071, 1530, 1531]) {
    for (const tail of ['', 'a', '€', 'a€', '€€', '€a€']) {
      texts.push('a'.repeat(Math.max(0, border - 2)) + tail, 'a'.repeat(border - 1) + tail, 'a'.repeat(border) + tail)
    }
  }
  for (const border of [70, 71, 134, 135, 201, 202, 268, 469, 670, 671]) {
    for (const tail of ['', 'ê', '😀', 'a😀', '😀😀', '😀a😀']) {
      texts.push('ê'.repeat(Math.max(0, border - 2)) + tail, 'ê'.repeat(border - 1) + tail, 'ê'.repeat(border) + tail)
    }
  }
  expectAgreement(texts)
})

test('six hundred random texts', () => {
  const random = seeded(20261124)
  const gsm = 'aAbB zZ09.,:;!?éèàùÉÇñ@£$¥§ΔΦΓΛ\n'
  const double = '€{}[]^~|\\'
  const french = 'çêâîôûëïœÀÈ«»’“”–…\u00a0\u202f'
  const arabic = 'سلامعليكمرصيدصيدلية،؟٠١٢٣'
  const astral = ['😀', '💊', '🏥', '𝔸']
  const mixes: string[][] = [
    [...gsm],
    [...gsm, ...gsm, ...double],
    [...gsm, ...double, ...french],
    [...arabic, ...gsm],
    [...arabic, ...double, ...astral],
    [...gsm, ...astral],
  ]
  const texts = mixes.flatMap((mix) =>
    Array.from({ length: 100 }, () => Array.from({ length: random.upTo(700) }, () => random.pick(mix)).join('')),
  )
  expectAgreement(texts)
})

// The oracle keeps what looks like one sign (a letter with its marks, a family of emoji) together in one part. TS 23.040 and
// TS 23.038 know code units only: a network cuts there, so that the shorter count is what is billed.
for (const [name, text, expected, other] of [
  ['a letter with its mark at the border', 'ê'.repeat(66) + 'e\u0301' + 'ê'.repeat(66), 2, 3],
  ['Arabic vowel signs at the border', 'س'.repeat(66) + 'سَ' + 'س'.repeat(66), 2, 3],
  ['a family of emoji at the border', 'ê'.repeat(59) + '👨‍👩‍👧‍👦' + 'ê'.repeat(64), 2, 3],
] as const) {
  test(`differs, and ours is right by the standard: ${name}`, () => {
    const [count] = ours([text])
    expect(count).toEqual({ encoding: 'ucs2', units: text.length, parts: expected })
    expect(text.length).toBeLessThanOrEqual(expected * 67)
    expect(oracle(text)).toEqual({ encoding: 'ucs2', units: text.length, parts: other })
  })
}
