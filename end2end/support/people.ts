// Who signs in to the demonstration, and how.
import { expect, type Page } from '@playwright/test'
import { hydrated } from './page.ts'
import { password } from './server.ts'

export type Who = 'titulaire' | 'gestionnaire' | 'assistant'

export const email = (who: Who) => `${who}@demo.ma`

/** Fills the sign-in page that is open and sends it. */
export async function fillSignIn(page: Page, address: string, secret: string): Promise<void> {
  await page.getByLabel('Adresse e-mail').fill(address)
  await page.getByLabel('Mot de passe').fill(secret)
  await page.getByRole('button', { name: 'Se connecter' }).click()
}

/** Signs a person in from nothing and waits for the page that follows; `origin` is that of another server than usual. */
export async function signIn(page: Page, who: Who, origin = ''): Promise<void> {
  await page.goto(`${origin}/`)
  await hydrated(page)
  await fillSignIn(page, email(who), password)
  await expect(page.getByRole('heading', { level: 1, name: 'Historique des communications' })).toBeVisible()
}
