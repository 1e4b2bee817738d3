import { open, hydrated, paths } from '../support/page.ts'
import { email, fillSignIn, signIn } from '../support/people.ts'
import { password } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

test.use({ who: null })

const history = { level: 1, name: 'Historique des communications' } as const

test('a person signs in and stands before the history', async ({ page }) => {
  await open(page, '/')
  await expect(page.getByRole('heading', { level: 1, name: 'Se connecter' })).toBeVisible()
  await fillSignIn(page, email('titulaire'), password)
  await expect(page.getByRole('heading', history)).toBeVisible()
  const cookie = (await page.context().cookies()).find(({ name }) => name === 'comptoir_session')
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', secure: false })
})

test('an unknown address and a wrong password get the same answer', async ({ page, expected }) => {
  expected.status(401, 422, 429)
  const answers: string[] = []
  for (const [address, secret] of [
    ['personne@demo.ma', password],
    [email('assistant'), 'not the password'],
  ] as const) {
    await open(page, paths.signIn)
    await fillSignIn(page, address, secret)
    const alert = page.getByRole('alert')
    await expect(alert).not.toBeEmpty()
    answers.push((await alert.innerText()).trim())
    await expect(page).toHaveURL(/connexion/)
    await expect(page.getByLabel('Mot de passe')).toBeVisible()
  }
  expect(answers[0]).toContain('Adresse e-mail ou mot de passe incorrect.')
  expect(answers[1]).toBe(answers[0])
  expect(page.url()).not.toContain('not')
})

for (const path of [paths.send, paths.clients, paths.templates, paths.credits]) {
  test(`${path} asks who is there, and is shown afterwards`, async ({ page }) => {
    await open(page, path)
    await expect(page.getByRole('heading', { level: 1, name: 'Se connecter' })).toBeVisible()
    await fillSignIn(page, email('titulaire'), password)
    await expect(page).toHaveURL(new RegExp(`${path}$`))
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Se connecter')
  })
}

test('the way back never leads to another site', async ({ page, server }) => {
  for (const elsewhere of ['https://example.com/', '//example.com/', '/\\example.com']) {
    await page.context().clearCookies()
    await open(page, `${paths.signIn}?suite=${encodeURIComponent(elsewhere)}`)
    await fillSignIn(page, email('titulaire'), password)
    await expect(page.getByRole('heading', history)).toBeVisible()
    expect(new URL(page.url()).origin).toBe(server.url)
  }
})

test('signing out ends the session, also for who kept its cookie', async ({ page, request, expected }) => {
  // What the page had asked for just before may be answered after it.
  expected.status(401)
  await signIn(page, 'assistant')
  const cookies = await page.context().cookies()
  const kept = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const shown = await request.get('/', { headers: { cookie: kept } })
  expect(await shown.text()).toContain('Historique des communications')

  await page.getByRole('button', { name: /votre compte/ }).click()
  await page.getByRole('button', { name: 'Se déconnecter' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Se connecter' })).toBeVisible()
  const again = await request.get('/', { headers: { cookie: kept } })
  expect(await again.text()).not.toContain('Historique des communications')
  await open(page, paths.clients)
  await expect(page.getByRole('heading', { level: 1, name: 'Se connecter' })).toBeVisible()
})

test('a page that is left by signing out reads nothing more', async ({ page }) => {
  await signIn(page, 'assistant')
  await hydrated(page)
  await page.waitForLoadState('networkidle')
  await page.clock.install()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  // A page that is seen again reads what came meanwhile, half a second later.
  const seenAgain = async () => {
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
    await page.clock.runFor(2_000)
  }
  const read = page.waitForResponse('**/api/history')
  await seenAgain()
  await read
  // It stays, as it does until the server has answered.
  await page.evaluate(() => addEventListener('submit', (event) => event.preventDefault()))
  await page.getByRole('button', { name: /votre compte/ }).click()
  await page.getByRole('button', { name: 'Se déconnecter' }).click()
  asked.length = 0
  await seenAgain()
  await page.evaluate(() => fetch('/favicon.svg'))
  expect(asked.filter((path) => path !== '/live')).toEqual(['/favicon.svg'])
})

test('the language is chosen at the foot of the page and stays', async ({ page }) => {
  await open(page, paths.signIn)
  await page.getByRole('form', { name: 'Langue' }).getByRole('button', { name: 'English' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await hydrated(page)
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
})
