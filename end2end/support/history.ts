// The page *Historique des communications*, by role and visible name.
import { expect, type Locator, type Page } from '@playwright/test'
import { open, paths } from './page.ts'

export const columns = ['Date de création', 'Gestionnaire', 'Type', 'Statut', 'Contenu', 'Destinataire'] as const
export type Column = (typeof columns)[number]

/** The heads of a list of SMS in an ARIA snapshot, so far in. */
export const ariaHeads = (indent: number): string =>
  columns.map((column) => `${' '.repeat(indent)}- columnheader "${column}"`).join('\n')

export class HistoryPage {
  constructor(readonly page: Page) {}

  static async open(page: Page, query = ''): Promise<HistoryPage> {
    await open(page, paths.history + query)
    return new HistoryPage(page)
  }

  get table(): Locator {
    return this.page.getByRole('table', { name: 'Historique des communications' })
  }

  get rows(): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('cell') })
  }

  /** What stands in a column, row by row. */
  cells(column: Column): Promise<string[]> {
    return this.rows.getByRole('cell').evaluateAll(
      (cells, [place, width]) => cells.filter((_, n) => n % width === place).map((cell) => (cell as HTMLElement).innerText.trim()),
      [columns.indexOf(column), columns.length] as const,
    )
  }

  header(column: Column): Locator {
    return this.table.getByRole('columnheader', { name: column })
  }

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: 'Recherche' })
  }

  get totals(): Locator {
    return this.page.getByRole('list', { name: 'SMS par statut' })
  }

  get chips(): Locator {
    return this.page.getByRole('list', { name: 'Filtres appliqués' }).getByRole('link')
  }

  get range(): Locator {
    return this.page.getByRole('navigation', { name: 'Pages' })
  }

  /** Types into the search, and waits for the address that follows. */
  async look(words: string): Promise<void> {
    await this.search.fill(words)
    await expect(this.page).toHaveURL((url) => (url.searchParams.get('q') ?? '') === words.trim())
    await this.settled()
  }

  /** The rows are those of the address. */
  async settled(): Promise<void> {
    await expect(this.page.locator('[aria-busy="true"]')).toHaveCount(0)
  }

  /** What is marked as found, without repeats. */
  async marked(): Promise<string[]> {
    return [...new Set(await this.table.locator('mark').allInnerTexts())]
  }
}

/** Text as it is compared: without case, accents, and the spellings of Arabic that sound the same. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0640]/g, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/[ىئ]/g, 'ي')
    .replace(/ؤ/g, 'و')
    .replace(/ة/g, 'ه')
    .replace(/’/g, "'")
}

/** `24/11/2026 09:42` as a number that grows with time. */
export function moment(text: string): number {
  const [day, month, year, hour, minute] = (/(\d+)\/(\d+)\/(\d+)\s*(\d+):(\d+)/.exec(text) ?? []).slice(1).map(Number)
  return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute)
}
