// The test of this suite: its own server for each worker, people signed in beforehand, and a page that fails its test when
// anything goes wrong in it.
import { test as base, expect, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test'
import { join } from 'node:path'
import { hydrated } from './page.ts'
import { signIn, type Who } from './people.ts'
import { Server } from './server.ts'

/** What a test lets pass although it is an error: it provokes it. */
export interface Expected {
  /** Answers with this status. */
  status(...statuses: number[]): void
  /** Files that do not arrive. */
  lost(): void
}

/** Another device of the test: a page in a browser context of its own, watched as the first one is, and closed with the test. */
export type Device = (options?: BrowserContextOptions) => Promise<Page>

interface Options {
  /** Who is signed in when the test begins. */
  who: Who | null
}

interface PerTest {
  expected: Expected
  device: Device
  watched: Watched
}

interface PerWorker {
  server: Server
  sessions: (who: Who) => Promise<string>
}

export const test = base.extend<Options & PerTest, PerWorker>({
  who: ['titulaire', { option: true }],

  server: [
    async ({}, use) => {
      const server = await Server.start()
      await use(server)
      await server.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  sessions: [
    async ({ server, browser }, use) => {
      const states = new Map<Who, Promise<string>>()
      await use((who) => {
        const known = states.get(who) ?? signedIn(browser, server, who)
        states.set(who, known)
        return known
      })
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ server }, use) => use(server.url),

  storageState: async ({ who, sessions }, use) => use(who === null ? undefined : await sessions(who)),

  watched: async ({}, use) => {
    const watched: Watched = { statuses: new Set(), lost: false, wrong: [] }
    await use(watched)
    expect(watched.wrong, 'errors in the page').toEqual([])
  },

  expected: async ({ context, watched }, use) => {
    watch(context, watched)
    await use({
      status: (...statuses) => statuses.forEach((status) => watched.statuses.add(status)),
      lost: () => (watched.lost = true),
    })
  },

  device: async ({ browser, baseURL, watched }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (options) => {
      const context = await browser.newContext({ baseURL, locale: 'fr-FR', storageState: undefined, ...options })
      contexts.push(context)
      watch(context, watched)
      return context.newPage()
    })
    await Promise.all(contexts.map((context) => context.close()))
  },

  // Whoever takes a page takes its watch.
  page: async ({ page, expected, who, server }, use) => {
    void expected
    // What the test before left behind: a page that is opened goes on with it.
    if (who !== null) await giveUpDraft(page, server.url)
    await use(page)
  },
})

/** A test whose server is its own, set up as an operator would with `env`. Nobody is signed in there. */
export const withServer = (env: NodeJS.ProcessEnv) =>
  test.extend<{ own: Server }>({
    own: async ({}, use) => {
      const own = await Server.start(env)
      await use(own)
      await own.stop()
    },
    baseURL: async ({ own }, use) => use(own.url),
    who: null,
  })

/** The draft of who is signed in is given up; whoever may not send has none. */
async function giveUpDraft(page: Page, origin: string): Promise<void> {
  const headers = { origin, accept: 'application/json' }
  await page.context().request.post(`${origin}/api/draft-give-up`, { headers, form: {} })
}

async function signedIn(browser: Browser, server: Server, who: Who): Promise<string> {
  const context = await browser.newContext({ baseURL: server.url, locale: 'fr-FR', storageState: undefined })
  const page = await context.newPage()
  await signIn(page, who)
  const file = join(server.folder, `${who}.json`)
  await context.storageState({ path: file })
  await context.close()
  return file
}

interface Watched {
  statuses: Set<number>
  lost: boolean
  wrong: string[]
}

/** The browser's own lines about a file that did not arrive, and the loader's, which passes the failure on. */
const lost = /^(Failed to load resource: net::ERR_|TypeError: Failed to fetch)/

function watch(context: BrowserContext, allowed: Watched): void {
  const { wrong } = allowed
  context.on('weberror', (error) => wrong.push(`uncaught: ${error.error()}`))
  context.on('console', (message) => {
    if (message.type() !== 'error') return
    // The browser's own line about an answer with an error status: the test said which it provokes.
    const status = /^Failed to load resource: the server responded with a status of (\d{3})/.exec(message.text())?.[1]
    if (status !== undefined && allowed.statuses.has(Number(status))) return
    if (allowed.lost && lost.test(message.text())) return
    wrong.push(`console: ${message.text()} (${message.location().url})`)
  })
  context.on('response', (response) => {
    if (response.status() >= 500 && !allowed.statuses.has(response.status())) wrong.push(`${response.status()}: ${response.url()}`)
  })
}

export { expect, hydrated }
