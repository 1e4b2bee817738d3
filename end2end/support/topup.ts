// Requests for credits: the two people, and a way to bring a request as far as a test needs it.
import type { Page } from '@playwright/test'
import { hydrated } from './page.ts'
import { fillSignIn } from './people.ts'
import { password } from './server.ts'
import { type Device, expect } from './test.ts'

export const phone = { width: 390, height: 844 }
export const desk = { width: 1440, height: 900 }

/** The smallest file that is a PNG by its content. */
export const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

export const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })

/** Signs in somebody of the pharmacy, or `commercial`, on a device of their own. */
export async function enter(device: Device, who: string, viewport = desk, javaScriptEnabled = true): Promise<Page> {
  const page = await device({ viewport, javaScriptEnabled, hasTouch: viewport.width < 500 })
  await page.goto('/')
  if (javaScriptEnabled) await hydrated(page)
  await fillSignIn(page, `${who}@demo.ma`, password)
  await expect(heading(page, who === 'commercial' ? 'Demandes de recharge' : 'Historique des communications')).toBeVisible()
  return page
}

/** A request, moved on as its pages do it, without their clicks. */
export class TopUp {
  private constructor(
    readonly reference: string,
    private readonly pharmacy: Page,
    private readonly sales: Page,
    private readonly origin: string,
  ) {}

  static async ask(pharmacy: Page, sales: Page, origin: string): Promise<TopUp> {
    const page = (await called(pharmacy, origin, 'topup-request', { note: 'Environ 5 000 SMS pour décembre.' })) as string
    return new TopUp(page.split('/').at(-1) ?? '', pharmacy, sales, origin)
  }

  /** The request that a page of the pharmacy shows. */
  static shown(pharmacy: Page, sales: Page, origin: string): TopUp {
    return new TopUp(new URL(pharmacy.url()).pathname.split('/').at(-1) ?? '', pharmacy, sales, origin)
  }

  get ofPharmacy(): string {
    return `/parametres/solde/recharges/${this.reference}`
  }

  get ofSales(): string {
    return `/commercial/demandes/${this.reference}`
  }

  /** The *Pack Confort*: 5 000 credits. */
  async choose(): Promise<void> {
    const packs = (await called(this.pharmacy, this.origin, 'packs', {})) as { name: string; pack: string; version: number }[]
    const pack = packs.find(({ name }) => name === 'Pack Confort')!
    await this.step(this.pharmacy, { act: 'choose', pack: pack.pack, version: String(pack.version) })
  }

  async sold(act: 'issue' | 'receive' | 'activate' | 'refuse', note = ''): Promise<void> {
    await this.step(this.sales, { act, note })
  }

  async write(note: string): Promise<void> {
    await this.step(this.sales, { act: 'write', note })
  }

  async prove(): Promise<void> {
    const headers = { origin: this.origin, accept: 'text/html' }
    const multipart = { preuve: { name: 'avis.png', mimeType: 'image/png', buffer: png } }
    const answer = await this.pharmacy.request.post(`/recharges/${this.reference}/preuve`, { headers, multipart, maxRedirects: 0 })
    expect(answer.headers()['location']).toContain('preuve=recue')
  }

  /** As far as the receipt: only the activation is left. */
  async paid(): Promise<void> {
    await this.choose()
    await this.sold('issue')
    await this.prove()
    await this.sold('receive')
  }

  /** Takes back credits of an entry, as the form below the request does. */
  async correct(number: number, credits: number): Promise<void> {
    const form = { topup: this.reference, number: String(number), credits: String(credits), note: 'Ajoutés par erreur' }
    const fields = Object.entries(form).map(([name, value]) => [`form[${name}]`, value])
    await called(this.sales, this.origin, 'sales-correct', Object.fromEntries(fields))
  }

  private async step(page: Page, fields: Record<string, string>): Promise<void> {
    const form = Object.entries({ topup: this.reference, ...fields }).map(([name, value]) => [`form[${name}]`, value])
    await called(page, this.origin, 'topup-step', Object.fromEntries(form))
  }
}

async function called(page: Page, origin: string, name: string, form: Record<string, string>): Promise<unknown> {
  const headers = { origin, accept: 'application/json' }
  const answer = await page.request.post(`/api/${name}`, { headers, form })
  expect(answer.status(), `${name}: ${await answer.text()}`).toBe(200)
  return answer.json()
}

/** The language of whoever is signed in there. */
export async function speak(page: Page, origin: string, language: 'fr' | 'ar'): Promise<void> {
  const answer = await page.request.post('/api/language', { headers: { origin, accept: 'application/json' }, form: { language } })
  expect(answer.status()).toBe(200)
}
