// What every test does with a page.
import { expect, type Locator, type Page } from '@playwright/test'

export interface Size {
  name: string
  width: number
  height: number
}

/** The three devices of the people who use it. */
export const sizes: Size[] = [
  { name: 'desktop', width: 1440, height: 900 },
  { name: 'tablet', width: 834, height: 1112 },
  { name: 'phone', width: 390, height: 844 },
]

export const paths = {
  signIn: '/connexion',
  history: '/',
  send: '/communications/nouvelle',
  clients: '/clients',
  templates: '/parametres/modeles',
  credits: '/parametres/solde',
  gateway: '/parametres/passerelle',
} as const

/** Waits until the page answers: before, a click is lost. */
export async function hydrated(page: Page): Promise<void> {
  await expect(page.locator('body')).toHaveAttribute('data-hydrated', /.*/)
}

export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await hydrated(page)
}

/** Nothing stands out at the side: the page scrolls up and down only. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth))
    .toBeLessThanOrEqual(0)
}

/** A number as the screen shows it: grouped with spaces of any kind. */
export function number(text: string | null): number {
  const digits = /\d[\d\s\u00a0\u202f]*/.exec(text ?? '')?.[0].replace(/\D/g, '')
  if (digits === undefined) throw new Error(`no number in "${text}"`)
  return Number(digits)
}

/** The same, as a pattern to look for: `2000` finds `2 000`. */
export function grouped(value: number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, '[\\s\\u00a0\\u202f]?')
}

/** The credits left, as the header of every page shows them. */
export function headerCredits(page: Page): Locator {
  return page.getByRole('banner').getByRole('link', { name: /crédits?/ })
}

/** Every status that a message can have, as a word. */
export const statusWord = /Planifié|En file|En cours|Envoyé|Livré|Échec|Expiré|Incertain|Annulé|Exclu/
/** Those from which nothing more is expected. */
export const finalWord = /Livré|Échec|Expiré|Incertain|Annulé|Exclu/
