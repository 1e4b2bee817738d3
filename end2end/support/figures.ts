// Not a test: what the history costs a slow browser, and what open pages cost the server. The messages are a million; the
// pharmacy that is looked at has 700,000 of them.
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test as base, type Browser, type Page } from '@playwright/test'
import { Api, reminderTo } from './api.ts'
import { OpenPage } from './open-page.ts'
import { hydrated, open, paths } from './page.ts'
import { fillSignIn, signIn } from './people.ts'
import { comptoir, password, Server } from './server.ts'
import { expect } from './test.ts'

const kept = fileURLToPath(new URL('../../target/bench/page.db', import.meta.url))
const MESSAGES = 1_000_000
const PERSON = 'titulaire01@mesure.ma'
/** The processor of a weak tablet, against that of this machine. */
const SLOWDOWN = 4
const OPEN_PAGES = 200
const EXPORTED = 100_000

const say = (what: string, figure: string) => process.stdout.write(`  ${what}: ${figure}\n`)

base('pages of a pharmacy with 700,000 messages', async ({ browser }) => {
  const { server, link } = await started()
  try {
    const page = await signedIn(browser, server, link)
    await weight(page, server)
    const session = await page.context().newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
    await typing(page)
    await sorting(page)
    await page.context().close()
  } finally {
    await server.stop()
  }
})

for (const ending of ['csv', 'xlsx']) {
  base(`an export of ${EXPORTED} rows as ${ending}`, async ({ browser }) => {
    const { server, link } = await started()
    try {
      const page = await signedIn(browser, server, link)
      const day = await firstDay(page, server)
      const cookie = await cookieOf(page)
      await page.context().close()
      const before = await memory(server)
      // The peak is counted from here. It holds what the server needs for its first export, too.
      await writeFile(`/proc/${server.child.pid}/clear_refs`, '5')
      const begun = performance.now()
      const octets = await sizeOf(`${server.url}/export/communications.${ending}?du=${day}`, { cookie })
      const seconds = ((performance.now() - begun) / 1000).toFixed(1)
      const more = ((await memory(server, 'VmHWM')) - before) / 1024
      say(`export as ${ending} from a server just started`, `${octets} octets in ${seconds} s, ${more.toFixed(1)} MiB more memory at the peak`)
    } finally {
      await server.stop()
    }
  })
}

base(`${OPEN_PAGES} open pages`, async ({ browser }) => {
  const alone = await sending(browser, 0)
  const watched = await sending(browser, OPEN_PAGES)
  say(`${OPEN_PAGES} open pages, more memory of the server`, `${((watched.memory - alone.memory) / 1024).toFixed(1)} MiB`)
  say('processor time of the server during a send, nobody looks', `${alone.seconds.toFixed(2)} s`)
  say(`processor time of the server during a send, ${OPEN_PAGES} pages look`, `${watched.seconds.toFixed(2)} s`)
  say('news that these pages were told, and lists that they read again', `${watched.news}, ${watched.readings}`)
})

/** The file with its messages, made the first time. */
async function filled(): Promise<string> {
  if (!existsSync(kept)) {
    await mkdir(dirname(kept), { recursive: true })
    const partial = `${kept}.partial`
    const { code, stderr } = await comptoir(['bench-data', '--database', partial, '--messages', `${MESSAGES}`])
    if (code !== 0) throw new Error(`bench-data: ${stderr}`)
    await rename(partial, kept)
  }
  return kept
}

/** A server with the messages, and the way in for its person. */
async function started(): Promise<{ server: Server; link: string }> {
  let link = ''
  const server = await Server.start({}, async (database) => {
    await copyFile(await filled(), database)
    const made = await comptoir(['reset-password', '--database', database, PERSON])
    link = /\/mot-de-passe\/\S+/.exec(made.stdout)?.[0] ?? ''
  })
  return { server, link }
}

/** The newest day since which there are so many messages as are exported. */
async function firstDay(page: Page, server: Server): Promise<string> {
  for (let days = 0; ; days++) {
    const from = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
    const query = { search: '', filter: { from }, sort: { column: 'created', descending: true } }
    const answer = await page.context().request.post(`${server.url}/api/history`, {
      headers: { origin: server.url, accept: 'application/json' },
      data: { query, cursor: null, until: null },
    })
    const counts: [string, number][] = (await answer.json()).totals.exact
    const rows = counts.reduce((sum, [, n]) => sum + n, 0)
    if (rows >= EXPORTED) {
      say('rows to export', `${rows}, since ${from}`)
      return from
    }
    if (days > 2_000) throw new Error('there are not so many messages')
  }
}

async function cookieOf(page: Page): Promise<string> {
  return (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
}

/** The octets of an answer, as they are sent. */
function sizeOf(url: string, headers: Record<string, string>, encoding?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${url}: ${answer.statusCode}`))
      if (answer.headers['content-encoding'] !== encoding) reject(new Error(`${url}: ${answer.headers['content-encoding']}`))
      let sum = 0
      answer.on('data', (chunk: Buffer) => (sum += chunk.length)).on('end', () => resolve(sum)).on('error', reject)
    }).on('error', reject)
  })
}

async function signedIn(browser: Browser, server: Server, link: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url, locale: 'fr-FR', viewport: { width: 834, height: 1112 } })
  const page = await context.newPage()
  await open(page, link)
  await page.getByLabel('Nouveau mot de passe').fill(password)
  await page.getByRole('button', { name: 'Enregistrer le mot de passe' }).click()
  await expect(page.getByRole('button', { name: 'Se connecter' })).toBeVisible()
  await open(page, paths.signIn)
  await fillSignIn(page, PERSON, password)
  await expect(page.getByRole('table')).toBeVisible()
  return page
}

/** The octets of the page with its 50 rows, as a browser is sent them. */
async function weight(page: Page, server: Server): Promise<void> {
  const headers = { cookie: await cookieOf(page), accept: 'text/html', 'accept-encoding': 'br' }
  const octets = await sizeOf(server.url, headers, 'br')
  say('HTML of 50 rows, brotli', `${octets} octets`)
}

/** From a key press to the first frame with the rows that it found, each letter of some words. */
async function typing(page: Page): Promise<void> {
  await open(page, paths.history)
  await watchTasks(page)
  const box = page.getByRole('searchbox', { name: 'Recherche' })
  const times: number[] = []
  for (const word of ['amina', 'solde', '0612', 'expire', 'tazi merci']) {
    await box.fill('')
    await settled(page)
    await box.focus()
    // Rows that are found by more letters may be the same: what is measured is the last, which is awaited in any case.
    await countTasks(page, () => page.keyboard.type(word.slice(0, -1), { delay: 60 }))
    times.push(await measured(page, 'keydown', () => page.keyboard.press(word.slice(-1))))
  }
  say(`key press to rows, ${SLOWDOWN}x slower`, spread(times))
  say(`longest task while typing, ${SLOWDOWN}x slower`, await longestTask(page))
}

/** From a click on a column's header to the first frame with the rows in that order. */
async function sorting(page: Page): Promise<void> {
  await open(page, paths.history)
  await watchTasks(page)
  const times: number[] = []
  for (const column of ['Destinataire', 'Contenu', 'Statut', 'Gestionnaire', 'Date de création']) {
    const header = page.getByRole('columnheader', { name: column }).getByRole('link')
    for (let turn = 0; turn < 2; turn++) {
      // By the mouse alone: Playwright's own click runs scripts in the page before and after it, which would be measured.
      await header.hover()
      const box = await header.boundingBox()
      await settled(page)
      const click = () => page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2)
      times.push(await measured(page, 'click', click))
    }
  }
  say(`click to sorted rows, ${SLOWDOWN}x slower`, spread(times))
  say(`longest task while sorting, ${SLOWDOWN}x slower`, await longestTask(page))
}

/** Milliseconds from an event to the first frame after the table is another. The tasks until it rests are counted. */
async function measured(page: Page, event: 'keydown' | 'click', act: () => Promise<void>): Promise<number> {
  const table = await page.getByRole('main').elementHandle()
  const time = table?.evaluate(
    (main, event) =>
      new Promise<number>((resolve) => {
        // The first row and what is marked tell: to write all rows down at each change would be measured as well.
        const rows = () => {
          const body = main.querySelector('table')?.tBodies[0]
          const marked = Array.from(body?.querySelectorAll('mark') ?? [], (mark) => mark.textContent)
          return `${body?.rows[0]?.innerHTML}${body?.rows[body.rows.length - 1]?.innerHTML}${marked.join('')}`
        }
        const before = rows()
        let begun = 0
        addEventListener(event, () => (begun = performance.now()), { capture: true, once: true })
        const watch = new MutationObserver(() => {
          if (begun === 0 || rows() === before) return
          watch.disconnect()
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)))
        })
        watch.observe(main, { subtree: true, childList: true, characterData: true, attributes: true })
      }),
    event,
  )
  await countTasks(page, async () => {
    await act()
    await time
  })
  return (await time) ?? Number.NaN
}

/** Waits until nothing is being read any more. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let last = setTimeout(done, 400)
        const watch = new MutationObserver(() => {
          clearTimeout(last)
          last = setTimeout(done, 400)
        })
        function done() {
          watch.disconnect()
          resolve()
        }
        watch.observe(document.body, { subtree: true, childList: true, characterData: true })
      }),
  )
}

/** The tasks of over 50 ms of a page, and the times in which they count. */
type Tasks = { long: PerformanceEntry[]; counted: [number, number][]; watch: PerformanceObserver }

async function watchTasks(page: Page): Promise<void> {
  await hydrated(page)
  await settled(page)
  await page.evaluate(() => {
    const long: PerformanceEntry[] = []
    const watch = new PerformanceObserver((list) => long.push(...list.getEntries()))
    watch.observe({ type: 'longtask' })
    Object.assign(window, { tasks: { long, counted: [], watch } satisfies Tasks })
  })
}

/** Counts the tasks of the page while it is used by its keyboard and mouse alone, until it rests: to find an element by its role
 * is work as well, and not the page's. */
async function countTasks(page: Page, act: () => Promise<void>): Promise<void> {
  const now = () => page.evaluate(() => performance.now())
  const from = await now()
  await act()
  await settled(page)
  const to = await now()
  await page.evaluate((span) => (window as unknown as { tasks: Tasks }).tasks.counted.push(span), [from, to] as [number, number])
}

async function longestTask(page: Page): Promise<string> {
  const longest = await page.evaluate(() => {
    const { long, counted, watch } = (window as unknown as { tasks: Tasks }).tasks
    long.push(...watch.takeRecords())
    const counts = ({ startTime }: PerformanceEntry) => counted.some(([from, to]) => startTime > from && startTime < to)
    return Math.max(0, ...long.filter(counts).map(({ duration }) => duration))
  })
  return longest === 0 ? 'none over 50 ms' : `${longest.toFixed(0)} ms`
}

function spread(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b).map((time) => time.toFixed(0))
  return `median ${sorted[Math.floor(sorted.length / 2)]} ms, longest ${sorted.at(-1)} ms of ${sorted.length}`
}

/** A send of the demonstration to everyone who owes, while so many pages are open: what it costs the server. */
async function sending(browser: Browser, pages: number): Promise<{ memory: number; seconds: number; news: number; readings: number }> {
  const server = await Server.start({ COMPTOIR_SANDBOX_DELAY: '1000-20000' })
  const context = await browser.newContext({ baseURL: server.url, locale: 'fr-FR' })
  const watching: OpenPage[] = []
  try {
    const page = await context.newPage()
    await signIn(page, 'titulaire', server.url)
    const cookie = await cookieOf(page)
    await page.close()
    for (let n = 0; n < pages; n++) watching.push(new OpenPage(server.url, cookie))
    await Promise.all(watching.map((page) => page.open()))
    const api = new Api(context.request, server.url)
    const draft = reminderTo(await api.reminder(), await api.reachable())
    const quote = await api.quote(draft)
    const before = await processor(server)
    const agreed = { recipients: quote.recipients, credits: quote.credits }
    const sent = await api.ask('send', { draft, agreed, key: `figures-${pages}-open-pages` })
    expect(sent.ok(), await sent.text()).toBe(true)
    const campaign: string = await sent.json()
    const waiting = async () => (await api.counts(campaign)).filter(([status]) => /scheduled|queued|sending|sent/.test(status))
    await expect.poll(waiting, { timeout: 60_000 }).toEqual([])
    const sum = (of: (page: OpenPage) => number) => watching.reduce((all, page) => all + of(page), 0)
    const [news, readings] = [sum(({ news }) => news), sum(({ readings }) => readings)]
    return { memory: await memory(server), seconds: (await processor(server)) - before, news, readings }
  } finally {
    for (const page of watching) page.close()
    await context.close()
    await server.stop()
  }
}

/** Kibibytes that the server holds in memory, or has held at the peak. */
async function memory(server: Server, which: 'VmRSS' | 'VmHWM' = 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${server.child.pid}/status`, 'utf8')
  return Number(new RegExp(`${which}:\\s+(\\d+)`).exec(status)?.[1])
}

/** Seconds of a processor that the server has used, of which Linux counts hundredths. */
async function processor(server: Server): Promise<number> {
  const fields = (await readFile(`/proc/${server.child.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
