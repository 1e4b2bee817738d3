// How a campaign goes: its speed, the time that is left, what did not arrive, and what a send is expected to take. The same on
// every device.
import { importClients } from '../support/clients-more.ts'
import { expectNoSidewaysScroll, hydrated, sizes } from '../support/page.ts'
import { signIn } from '../support/people.ts'
import { SendPage } from '../support/send.ts'
import { TopUp, enter } from '../support/topup.ts'
import { expect, withServer } from '../support/test.ts'

/** Three SMS a second, so that there is something to see. */
const test = withServer({ COMPTOIR_GATEWAY_RATE: '3' })

test('speed, time left and the last failures with their reason, live and on a second device', async ({ own, page, device }) => {
  // They leave first, since they owe most; what ends in 00 fails.
  await importClients(own, Array.from({ length: 6 }, (_, n) => `E${n};Perdu ${n};Ali;06610${n}0000;${99_000 - n},00`))
  await signIn(page, 'titulaire')
  const send = await SendPage.open(page)
  await send.tick(24)
  await send.quoted(24)
  const campaign = await send.send()
  const main = page.getByRole('main')
  await expect(main).toContainText(/\d+\sSMS par (seconde|minute), encore (moins d’une minute|\d+\sminutes? environ)/)
  const [buttons, progress] = await Promise.all([
    page.getByRole('button', { name: 'Pause', exact: true }).boundingBox(),
    page.getByRole('region', { name: 'Avancement' }).boundingBox(),
  ])
  expect(progress!.y - buttons!.y - buttons!.height).toBeGreaterThanOrEqual(8)

  const other = await device({ storageState: await page.context().storageState(), viewport: sizes[2] })
  await other.goto(page.url())
  await hydrated(other)
  await expect(other.getByRole('main')).toContainText(/SMS par (seconde|minute), encore/)
  for (const there of [other, page]) {
    const failures = there.getByRole('region', { name: 'Derniers échecs' })
    await expect(failures.getByRole('listitem')).toHaveCount(5)
    // A number of the demonstration may fail after them, and then stands first.
    await expect(failures.getByRole('listitem').filter({ hasText: /Perdu \d.*numéro non attribué/s }).first()).toBeVisible()
    await expectNoSidewaysScroll(there)
  }
  await campaign.allFinal(24)
  await expect(main).not.toContainText(/, encore /)
  await page.getByRole('region', { name: 'Derniers échecs' }).getByRole('link').first().click()
  await expect(page.getByRole('dialog')).toContainText(/numéro non attribué|téléphone éteint ou hors réseau/)
})

test('the figures say when the last SMS has left, and what it costs once a pack was bought', async ({ own, page, device }) => {
  await signIn(page, 'titulaire')
  const sales = await enter(device, 'commercial')
  const topup = await TopUp.ask(page, sales, own.url)
  await topup.paid()
  await topup.sold('activate')
  const send = await SendPage.open(page)
  await send.tick(2)
  await send.quoted(2)
  const main = page.getByRole('main')
  await expect(main.getByRole('term').filter({ hasText: 'Dernier SMS parti vers' }).first()).toBeVisible()
  await expect(main.getByRole('definition').filter({ hasText: /^(le )?\d{2}\/\d{2}\/\d{4} à \d{2}:\d{2}$/ }).first()).toBeVisible()
  await expect(main.getByRole('term').filter({ hasText: 'Prix (au tarif du dernier pack)' }).first()).toBeVisible()
  await expect(main.getByRole('definition').filter({ hasText: /^≈ \d+,\d{2}/ }).first()).toBeVisible()
  await send.sendButton.click()
  await expect(send.dialog).toContainText('Dernier SMS parti vers')
  await expect(send.dialog).toContainText(/Les SMS partent dès l’envoi|secondes pour annuler l’envoi, puis les SMS partent/)
})
