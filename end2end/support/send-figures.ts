// Not a test: what the send page costs with ten thousand clients more than with the few of the demonstration.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test as base, type Browser, type Page } from '@playwright/test'
import { Api, type Draft } from './api.ts'
import { open, paths } from './page.ts'
import { signIn } from './people.ts'
import { SendPage } from './send.ts'
import { comptoir, Server } from './server.ts'
import { expect } from './test.ts'

const CLIENTS = 10_000
const TIMES = 15
/** The processor of a weak tablet, against that of this machine. */
const SLOWDOWN = 4

const say = (what: string, figure: string) => process.stdout.write(`  ${what}: ${figure}\n`)
const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
const spread = (times: number[]) => `median ${median(times).toFixed(1)} ms, longest ${Math.max(...times).toFixed(1)} ms of ${times.length}`

base(`the send page with ${CLIENTS} clients`, async ({ browser }) => {
  const server = await Server.start()
  try {
    const few = await firstPaint(browser, server)
    await fill(server)
    const many = await firstPaint(browser, server)
    say('first paint with 250 clients', `${few.toFixed(0)} ms`)
    say(`first paint with ${CLIENTS} clients more`, `${many.toFixed(0)} ms, ${(many / few).toFixed(2)} times as long`)
    const page = await person(browser, server)
    await quoting(page, server)
    await typing(page)
    const session = await page.context().newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
    await typing(page, `, ${SLOWDOWN}x slower`)
    await page.context().close()
  } finally {
    await server.stop()
  }
})

async function fill(server: Server): Promise<void> {
  const lines = Array.from({ length: CLIENTS }, (_, n) => `G${n};El Idrissi ${n};Amina;06${60_000_000 + n};${10 + (n % 900)}`)
  const file = join(server.folder, 'many.csv')
  await writeFile(file, ['Référence;Nom;Prénom;Téléphone;Solde', ...lines, ''].join('\n'))
  const imported = await comptoir(['import-clients', '--database', server.database, '--pharmacy', 'Pharmacie Al Amal', file])
  expect(imported.code, imported.stderr).toBe(0)
}

async function person(browser: Browser, server: Server): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url, locale: 'fr-FR', viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await signIn(page, 'titulaire')
  return page
}

/** From the request to the first paint of the page, in milliseconds: the median. */
async function firstPaint(browser: Browser, server: Server): Promise<number> {
  const page = await person(browser, server)
  const times: number[] = []
  for (let time = 0; time < TIMES; time++) {
    await open(page, paths.send)
    times.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN))
  }
  await page.context().close()
  return median(times)
}

/** What the server takes to quote a send to everyone, as whoever asks waits for it. */
async function quoting(page: Page, server: Server): Promise<void> {
  const api = new Api(page.request, server.url)
  const { template, version } = await api.reminder()
  const audience = { all: { filter: { search: '', owes_at_least: null }, shown: CLIENTS } }
  const draft: Draft = { objective: 'balance_reminder', text: { template, version, only_here: null }, audience }
  const times: number[] = []
  for (let time = 0; time < TIMES; time++) {
    const begun = performance.now()
    const { recipients } = await api.quote(draft)
    times.push(performance.now() - begun)
    expect(recipients).toBeGreaterThan(CLIENTS)
  }
  say(`quote of ${CLIENTS} recipients, with its way over HTTP`, spread(times))
}

/** From a character in the editor until preview and meter have followed. */
async function typing(page: Page, how = ''): Promise<void> {
  await open(page, paths.send)
  const send = new SendPage(page)
  await send.tick(1)
  await page.getByRole('button', { name: 'Modifier modèle' }).click()
  await page.getByRole('textbox', { name: /Texte/ }).fill('Bonjour {prenom|client}, ')
  const times = await page.evaluate(async () => {
    const area = document.querySelector('textarea')!
    const bubble = document.querySelector('.bubble')!
    const turn = () => new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve()
      port2.postMessage(0)
    })
    const times: number[] = []
    for (let n = 0; n < 60; n++) {
      const before = bubble.textContent
      const begun = performance.now()
      area.setRangeText('abcdefghij '[n % 11]!, area.value.length, area.value.length, 'end')
      area.dispatchEvent(new Event('input', { bubbles: true }))
      while (bubble.textContent === before) await turn()
      // The frame that shows it is laid out now.
      bubble.getBoundingClientRect()
      times.push(performance.now() - begun)
      await new Promise((resolve) => setTimeout(resolve, 40))
    }
    return times
  })
  say(`a character in the editor to preview and meter${how}`, spread(times))
  await page.getByRole('button', { name: 'Annuler', exact: true }).click()
}
