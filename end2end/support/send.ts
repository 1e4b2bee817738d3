// The page *Envoyer une communication groupée* and the page of the campaign that follows, by role and visible name.
import { expect, type Locator, type Page } from '@playwright/test'
import { finalWord, hydrated, number, open, paths } from './page.ts'
import { email, fillSignIn } from './people.ts'
import { password } from './server.ts'

/** A client, as the list has them. */
export interface Client {
  name: string
  phone: string
  /** As it is written: `1 250,50`. */
  amount: string
  centimes: number
}

export function client(line: string): Client {
  const phone = /0[67]( \d{2}){4}/.exec(line)?.[0] ?? ''
  const rest = phone ? line.replace(phone, '|') : line
  const amount = /-?[\d\u202f]+,\d{2}(?=\sDH)/.exec(rest)?.[0] ?? ''
  const name = (rest.split(/[|\n\t]/)[0] ?? '').trim()
  return { name, phone, amount, centimes: Number(amount.replace(/[^\d-]/g, '')) }
}

/** Signs in and sends an SMS to the first client of the list, with JavaScript off. */
export async function sendPlainly(page: Page): Promise<void> {
  await page.goto(paths.signIn)
  await fillSignIn(page, email('gestionnaire'), password)
  await page.goto(paths.send)
  await new SendPage(page).boxes.first().check()
  await page.getByRole('button', { name: 'Envoyer', exact: true }).filter({ visible: true }).click()
  await page.getByRole('button', { name: /^Envoyer à 1\sclient$/ }).click()
}

export class SendPage {
  constructor(readonly page: Page) {}

  static async open(page: Page): Promise<SendPage> {
    await open(page, paths.send)
    return new SendPage(page)
  }

  /** From the history, as the guide says. */
  static async fromHistory(page: Page): Promise<SendPage> {
    await open(page, paths.history)
    await page.getByRole('link', { name: 'Envoyer une communication groupée' }).filter({ visible: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Envoyer une communication groupée' })).toBeVisible()
    await hydrated(page)
    return new SendPage(page)
  }

  objective(name: 'Rappel de solde client' | 'Modèle personnalisé'): Locator {
    return this.page.getByRole('radio', { name: new RegExp(`^${name}`) })
  }

  get template(): Locator {
    return this.page.getByRole('combobox', { name: /Modèle/ })
  }

  get recipients(): Locator {
    return this.page.getByRole('region', { name: /Destinataires/ })
  }

  /** The clients of the list that can be ticked. */
  get boxes(): Locator {
    return this.recipients.getByRole('list').getByRole('checkbox')
  }

  get preview(): Locator {
    return this.page.getByRole('complementary', { name: 'Aperçu' })
  }

  get bubble(): Locator {
    return this.preview.locator('.bubble')
  }

  /** On a phone the preview is a sheet that the bar opens. */
  async look(): Promise<void> {
    if (!(await this.bubble.isVisible())) await this.page.locator('.quote').getByRole('button', { name: 'Aperçu' }).click()
    await expect(this.bubble).toBeVisible()
  }

  async lookAway(): Promise<void> {
    const close = this.preview.getByRole('button', { name: 'Fermer' })
    if (await close.isVisible()) await close.click()
  }

  /** What the send would be, in words and numbers, beside the button. */
  get quote(): Locator {
    return this.page.locator('.quote-words')
  }

  /** The button of the bar; it leads to the last question. */
  get sendButton(): Locator {
    return this.page.locator('.quote').getByRole('button', { name: /^Envoyer (à|aux) [\d\s]+clients?$/ }).filter({ visible: true })
  }

  /** The last question. */
  get dialog(): Locator {
    return this.page.getByRole('dialog')
  }

  get confirmButton(): Locator {
    return this.dialog.getByRole('button', { name: /^Envoyer (à|aux) / })
  }

  /** Presses the button, answers the question, and is on the campaign's page. */
  async send(): Promise<CampaignPage> {
    await this.goTo(this.sendButton)
    await this.sendButton.click()
    await expect(this.dialog).toBeVisible()
    await this.confirmButton.click()
    return CampaignPage.shown(this.page)
  }

  /** On a phone the steps come one after the other. */
  async goTo(wanted: Locator): Promise<void> {
    const next = this.page.getByRole('button', { name: 'Continuer' })
    for (let step = 0; step < 5 && !(await wanted.isVisible()); step++) await next.click()
    await expect(wanted).toBeVisible()
  }

  /** The lines of the list with someone who can be ticked. */
  get lines(): Locator {
    return this.recipients.getByRole('listitem').filter({ has: this.page.getByRole('checkbox') })
  }

  /** Ticks clients of the list, one after the other, and gives them as they stand there. */
  async tick(count: number, from = 0): Promise<Client[]> {
    await this.goTo(this.boxes.first())
    const ticked: Client[] = []
    for (let n = from; n < from + count; n++) {
      ticked.push(client(await this.lines.nth(n).innerText()))
      await this.boxes.nth(n).check()
    }
    return ticked
  }

  /** Waits for a quote of as many ticked clients, and gives its credits. */
  async quoted(clients: number): Promise<number> {
    await expect(this.quote).toContainText(new RegExp(`(^|\\D)${clients}\\sclients?\\s`))
    return number(/([\d\s]+)crédits?/.exec(await this.quote.innerText())?.[1] ?? null)
  }

  async search(words: string): Promise<void> {
    await this.goTo(this.boxes.first())
    await this.recipients.getByRole('searchbox').fill(words)
  }
}

export class CampaignPage {
  constructor(readonly page: Page) {}

  static async shown(page: Page): Promise<CampaignPage> {
    await expect(page).toHaveURL(/\/campagnes\/cmp_[0-9a-z]{12}$/)
    const campaign = new CampaignPage(page)
    await expect(campaign.rows.first()).toBeVisible()
    return campaign
  }

  get rows(): Locator {
    return this.page.getByRole('table').getByRole('row').filter({ has: this.page.getByRole('cell') })
  }

  get statuses(): Locator {
    return this.rows.getByRole('cell').locator('.badge')
  }

  /** Nobody touches the page until each message has its final status. */
  async allFinal(messages: number): Promise<string[]> {
    await expect(this.rows).toHaveCount(messages)
    await expect(this.rows.filter({ hasText: finalWord })).toHaveCount(messages, { timeout: 30_000 })
    await expect(this.page.getByRole('main')).toContainText('Terminé')
    return this.rows.allInnerTexts()
  }

  /** One of the counts of the page, by its word. */
  async count(word: string): Promise<number> {
    const term = this.page.getByRole('term').filter({ hasText: new RegExp(`^${word}$`) })
    const value = term.locator('xpath=following-sibling::dd[1]')
    return number(await value.innerText())
  }
}
