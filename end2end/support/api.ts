// The server functions as a script asks for them, for what no page would send.
import type { APIRequestContext, APIResponse } from '@playwright/test'

export interface Line {
  client: string
  first_name: string
  last_name: string
  phone: string
  balance: number
  blocked: unknown
}

export interface Saved {
  template: string
  name: string
  objective: 'balance_reminder' | 'custom'
  texts: Texts
  version: number
  is_default: boolean
}

export interface Texts {
  text: string
  arabic: string | null
}

/** One text for everyone. */
export const one = (text: string): Texts => ({ text, arabic: null })

export interface Draft {
  objective: Saved['objective']
  text: { template: string; version: number; only_here: Texts | null }
  audience: { ticked: string[] } | { all: { filter: Filter; shown: number } }
}

export interface Filter {
  search: string
  owes_at_least: number | null
}

export interface Quote {
  clients: number
  recipients: number
  credits: number
  available: number
}

export class Api {
  constructor(
    private readonly request: APIRequestContext,
    private readonly origin: string,
  ) {}

  /** Asks and gives the answer, whatever it is. */
  ask(name: string, data: unknown): Promise<APIResponse> {
    const headers = { origin: this.origin, accept: 'application/json' }
    return this.request.post(`${this.origin}/api/${name}`, { headers, data })
  }

  async clients(search = '', owes: number | null = 1, limit = 300): Promise<{ lines: Line[]; total: number }> {
    return this.good('clients', { filter: { search, owes_at_least: owes }, by_balance: true, limit })
  }

  /** Those who can receive an SMS and owe something, largest first. */
  async reachable(): Promise<Line[]> {
    return (await this.clients()).lines.filter(({ blocked }) => blocked === null)
  }

  async templates(): Promise<Saved[]> {
    const headers = { origin: this.origin, accept: 'application/json' }
    const answer = await this.request.post(`${this.origin}/api/templates`, { headers, form: {} })
    if (!answer.ok()) throw new Error(`templates: ${answer.status()}`)
    return answer.json()
  }

  /** Saves another text of the default reminder, as a colleague does meanwhile. */
  async saveReminder(): Promise<void> {
    const { template, version, texts } = await this.reminder()
    const changed = { ...texts, text: `Bonjour {prenom|client}, votre solde est de {solde}. ${Date.now()}` }
    const saved = await this.ask('template-save', { template, version, texts: changed })
    if (!saved.ok()) throw new Error(`template-save: ${saved.status()}`)
  }

  /** How many messages of a campaign are in each status. */
  async counts(campaign: string): Promise<[status: string, n: number][]> {
    return (await this.good<{ counts: [string, number][] }>('campaign', { campaign, cursor: null })).counts
  }

  async reminder(): Promise<Saved> {
    const found = (await this.templates()).find(({ objective, is_default }) => objective === 'balance_reminder' && is_default)
    if (!found) throw new Error('there is no default reminder')
    return found
  }

  async quote(draft: Draft): Promise<Quote> {
    return this.good('send-quote', { draft })
  }

  private async good<T>(name: string, data: unknown): Promise<T> {
    const answer = await this.ask(name, data)
    if (!answer.ok()) throw new Error(`${name}: ${answer.status()} ${await answer.text()}`)
    return answer.json()
  }
}

/** A reminder to some clients with a template as it is saved. */
export function reminderTo(template: Saved, clients: Line[]): Draft {
  return {
    objective: 'balance_reminder',
    text: { template: template.template, version: template.version, only_here: null },
    audience: { ticked: clients.map(({ client }) => client) },
  }
}
