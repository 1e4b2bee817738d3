// What no page sends: each gets its status and its words, and nothing is written.
import { randomUUID } from 'node:crypto'
import { Api, type Draft, one, reminderTo } from '../support/api.ts'
import { hydrated, open, paths } from '../support/page.ts'
import { fillSignIn } from '../support/people.ts'
import { comptoir } from '../support/server.ts'
import { expect, test as base } from '../support/test.ts'

const test = base.extend<{ api: Api; nothingWritten: void }>({
  api: async ({ request, server }, use) => use(new Api(request, server.url)),
  // Credits and campaigns are those of before: each test here is refused.
  nothingWritten: [
    async ({ request, server }, use) => {
      const state = async () => {
        const ledger = await (await request.get(`${server.url}${paths.credits}`)).text()
        return /<table[\s\S]*<\/table>/.exec(ledger)?.[0].replace(/<[^>]*>/g, ' ') ?? ledger
      }
      const before = await state()
      expect(before).toMatch(/\d{2}\/\d{2}\/\d{4}/)
      await use()
      expect(await state()).toBe(before)
    },
    { auto: true },
  ],
})

const agreed = { recipients: 1000, credits: 10_000 }

test.describe('a send is refused', () => {
  const refused = async (api: Api, status: number, change: (draft: Draft) => Draft, code?: string | RegExp) => {
    const draft = change(reminderTo(await api.reminder(), (await api.reachable()).slice(0, 2)))
    for (const [name, data] of [
      ['send', { draft, agreed, key: randomUUID() }],
      ['send-quote', { draft }],
    ] as const) {
      const answer = await api.ask(name, data)
      expect([name, answer.status()], await answer.text()).toEqual([name, status])
      if (code) expect(await answer.text()).toMatch(code)
    }
  }

  test('with an empty list of clients: it is never all of them', async ({ api }) => {
    await refused(api, 422, (draft) => ({ ...draft, audience: { ticked: [] } }), /recipients/)
  })

  test('with a client or a template that is nobody’s', async ({ api }) => {
    await refused(api, 404, (draft) => ({ ...draft, audience: { ticked: ['cli_0123456789ab'] } }))
    await refused(api, 404, (draft) => ({ ...draft, text: { ...draft.text, template: 'tpl_0123456789ab' } }))
  })

  test('with a template that has a newer version', async ({ api }) => {
    await refused(api, 409, (draft) => ({ ...draft, text: { ...draft.text, version: draft.text.version + 1 } }), 'stale_template')
    await refused(api, 409, (draft) => ({ ...draft, text: { ...draft.text, version: 0 } }), 'stale_template')
  })

  test('with a text of more than ten parts', async ({ api }) => {
    await refused(api, 422, (draft) => ({ ...draft, text: { ...draft.text, only_here: one('a'.repeat(1531)) } }), 'too_many_parts')
  })

  test('with an unknown placeholder, at its position', async ({ api }) => {
    const text = (draft: Draft) => ({ ...draft, text: { ...draft.text, only_here: one('Bonjour {age} et {') } })
    await refused(api, 422, text, /unknown_placeholder/)
    await refused(api, 422, text, /"at":8/)
    await refused(api, 422, text, /unclosed/)
    await refused(api, 422, (draft) => ({ ...draft, text: { ...draft.text, only_here: one(' ') } }), /required/)
  })

  test('that is larger than what was agreed', async ({ api }) => {
    const draft = reminderTo(await api.reminder(), (await api.reachable()).slice(0, 3))
    const quote = await api.quote(draft)
    expect(quote.recipients).toBe(3)
    for (const less of [{ ...quote, recipients: 2 }, { ...quote, credits: quote.credits - 1 }]) {
      const { recipients, credits } = less
      const answer = await api.ask('send', { draft, agreed: { recipients, credits }, key: randomUUID() })
      expect(answer.status()).toBe(409)
      expect(await answer.text()).toContain('quote_changed')
    }
  })

  test('that needs more credits than there are', async ({ api }) => {
    const reminder = await api.reminder()
    const everyone = await api.clients('', null, 0)
    const draft: Draft = {
      ...reminderTo(reminder, []),
      objective: 'custom',
      text: { template: (await api.templates()).find(({ objective }) => objective === 'custom')!.template, version: 1, only_here: one('a'.repeat(1530)) },
      audience: { all: { filter: { search: '', owes_at_least: null }, shown: everyone.total } },
    }
    const quote = await api.quote(draft)
    expect(quote.credits).toBeGreaterThan(quote.available)
    const answer = await api.ask('send', { draft, agreed: quote, key: randomUUID() })
    expect(answer.status()).toBe(402)
    expect(await answer.json()).toEqual({ no_credit: { needed: quote.credits, available: quote.available } })
  })
})

test('another pharmacy’s client, template and campaign are not found', async ({ api, server, device, expected }) => {
  expected.status(404)
  const name = `Pharmacie ${randomUUID().slice(0, 8)}`
  const email = `${randomUUID().slice(0, 8)}@ailleurs.ma`
  const made = await comptoir([
    ...['create-pharmacy', '--database', server.database, '--name', name, '--phone', '0522481760', '--sender', 'Ailleurs'],
    ...['--email', email, '--person-name', 'Ali Tazi', '--public-url', server.url],
  ])
  expect(made.code, made.stderr).toBe(0)
  const link = /http\S+\/mot-de-passe\/\S+/.exec(made.stdout)?.[0] ?? ''

  const page = await device()
  await open(page, link)
  const secret = page.getByLabel('Nouveau mot de passe')
  await secret.fill('un mot de passe assez long')
  await page.getByRole('button', { name: 'Enregistrer le mot de passe' }).click()
  await expect(page.getByRole('main')).toContainText('Votre mot de passe est enregistré')
  await hydrated(page)
  await fillSignIn(page, email, 'un mot de passe assez long')
  await expect(page.getByRole('banner')).toContainText(name)

  const theirs = new Api(page.context().request, server.url)
  const [template] = await theirs.templates()
  expect(template).toBeDefined()
  const mine = await api.reachable()
  const draft = { ...reminderTo(template!, mine.slice(0, 1)), objective: template!.objective }
  for (const [who, status] of [[api, 404], [theirs, 404]] as const) {
    // The template is theirs and the client ours: either side misses one of the two.
    expect((await who.ask('send-quote', { draft })).status()).toBe(status)
  }
  expect((await theirs.clients('', null)).total).toBe(0)
  const ours = await api.reminder()
  const save = { template: ours.template, version: ours.version, texts: one('Autre texte') }
  expect((await theirs.ask('template-save', save)).status()).toBe(404)
  expect((await page.context().request.get(`${server.url}/parametres/modeles/${ours.template}`)).status()).toBe(404)
  // The link is used up.
  await page.context().clearCookies()
  await page.goto(link)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ce lien ne peut plus servir')
  await expect(secret).toHaveCount(0)
})

test('a form that does not say where it comes from', async ({ request, server }) => {
  const cases: Record<string, string>[] = [{}, { origin: 'https://example.com' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]
  for (const headers of cases) {
    for (const name of ['sign-out', 'send-form', 'template-form', 'send']) {
      const answer = await request.post(`/api/${name}`, { headers: { ...headers, accept: 'text/html' }, form: {}, maxRedirects: 0 })
      expect([name, headers, answer.status()]).toEqual([name, headers, 403])
      expect(await answer.text()).toContain('Rien n’a été enregistré ni envoyé')
    }
  }
  expect(await (await request.get('/', { headers: { accept: 'text/html' } })).text()).toContain('Historique des communications')
  expect(server.output().stderr).not.toContain('panicked')
})

test('a body of 10 MB', async ({ request, server }) => {
  for (const [type, accept] of [['application/json', 'application/json'], ['application/x-www-form-urlencoded', 'text/html']] as const) {
    const answer = await request.post('/api/send', {
      headers: { origin: server.url, 'content-type': type, accept },
      data: Buffer.alloc(10 << 20, 'a'),
      maxRedirects: 0,
    })
    expect(answer.status()).toBe(413)
    expect(await answer.text()).toMatch(/2 Mo|too_large/)
  }
})

test('a form of 10 MB gets its answer in the browser, too', async ({ page, expected }) => {
  expected.status(413)
  await open(page, paths.history)
  await page.evaluate(() => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: '/api/send-form' })
    form.append(Object.assign(document.createElement('textarea'), { name: 'x', value: 'a'.repeat(10 << 20) }))
    document.body.append(form)
    form.submit()
  })
  await expect(page.getByRole('main')).toContainText('Rien n’a été enregistré ni envoyé')
  await expect(page.getByRole('link', { name: 'Revenir à Comptoir' })).toBeVisible()
})

test('what is no request at all', async ({ request, api, server }) => {
  const headers = { origin: server.url, accept: 'application/json' }
  for (const data of ['{', '[]', '{"draft":{}}', '']) {
    const answer = await request.post('/api/send', { headers: { ...headers, 'content-type': 'application/json' }, data })
    expect([data, answer.status()]).toEqual([data, 400])
  }
  expect((await api.ask('no-such-function', {})).status()).toBe(404)
  for (const address of ['/campagnes/cmp_000000000000', '/campagnes/x', '/parametres/modeles/tpl_000000000000', '/nulle-part']) {
    expect([address, (await request.get(address)).status()]).toEqual([address, 404])
  }
  for (const address of ['/?page=avant-0', '/?page=x', '/communications/nouvelle?ids%5B%5D=x&solde=abc&voir=-1', '/clients?q=%FF']) {
    expect([address, (await request.get(address)).status()]).toEqual([address, 200])
  }
})

test('a page that is not there says so, with a way back', async ({ page, expected }) => {
  expected.status(404)
  await open(page, '/nulle-part')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Communications', exact: true })).toBeVisible()
})

test('a port that is in use', async ({ server }) => {
  const address = new URL(server.url).host
  const second = await comptoir(['serve', '--demo', '--database', `${server.folder}/second.db`, '--listen', address])
  expect(second.code).not.toBe(0)
  expect(second.stderr + second.stdout).toContain(address)
  expect(second.stderr).not.toContain('panicked')
})

base.describe('who is not signed in', () => {
  base.use({ who: null })

  base('gets no data', async ({ request, server }) => {
    const api = new Api(request, server.url)
    const ask = { filter: { search: '', owes_at_least: null }, by_balance: true, limit: 5 }
    expect((await api.ask('clients', ask)).status()).toBe(401)
    expect((await api.ask('template-save', { template: 'tpl_0123456789ab', version: 1, texts: one('x') })).status()).toBe(401)
    // What keeps an EventSource away without an error in the console of a page whose session has ended.
    const news = await request.get('/live')
    expect(news.status()).toBe(204)
    expect(await news.text()).toBe('')
  })
})

test('every answer forbids what a page does not need', async ({ request }) => {
  const headers = (await request.get('/')).headers()
  expect(headers['content-security-policy']).toMatch(/script-src[^;]*'nonce-/)
  expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/)
  expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/)
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['referrer-policy']).toBe('same-origin')
  expect(headers['cache-control']).toMatch(/no-store|private/)
})
