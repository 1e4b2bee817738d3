// The history as a list: sorted, searched, kept in its address, from the keyboard.
import type { Route } from '@playwright/test'
import { violations } from '../support/axe.ts'
import { type Column, columns, fold, HistoryPage, moment } from '../support/history.ts'
import { hydrated, number, open } from '../support/page.ts'
import { expect, test } from '../support/test.ts'

test.describe('order', () => {
  const sorted = (texts: string[], by: (text: string) => number | string) => {
    const keys = texts.map(by)
    return keys.every((key, n) => n === 0 || keys[n - 1]! <= key)
  }
  const keys: Record<Column, (text: string) => number | string> = {
    'Date de création': moment,
    Gestionnaire: fold,
    Type: () => 0,
    Statut: () => 0,
    // By its beginning only.
    Contenu: (text) => fold(text).slice(0, 24),
    Destinataire: (text) => fold(text.split('\n')[0] ?? ''),
  }

  for (const column of columns) {
    test(`a click on ${column} sorts by it, a second click turns it round`, async ({ page }) => {
      const history = await HistoryPage.open(page)
      await expect(history.header('Date de création')).toHaveAttribute('aria-sort', 'descending')
      for (const click of [1, 2]) {
        const before = page.url()
        await history.header(column).getByRole('link').click()
        await expect(page).not.toHaveURL(before)
        await history.settled()
        const way = await history.header(column).getAttribute('aria-sort')
        const newestFirst = column === 'Date de création' || column === 'Type'
        const expected = newestFirst === (column === 'Date de création' ? click === 2 : click === 1) ? 'descending' : 'ascending'
        expect(way).toBe(expected)
        await expect(history.table.locator('[aria-sort]')).toHaveCount(1)
        await expect(history.rows).toHaveCount(50)
        const texts = await history.cells(column)
        expect(sorted(way === 'ascending' ? texts : texts.reverse(), keys[column]), texts.join('\n')).toBe(true)
        if (column === 'Type') {
          const dates = await history.cells('Date de création')
          expect(sorted(way === 'ascending' ? dates : dates.reverse(), moment)).toBe(true)
        }
        if (column === 'Statut') {
          // Each status stands once, as one group.
          const words = (await history.cells('Statut')).map((text) => text.split('\n')[0])
          const groups = words.filter((word, n) => word !== words[n - 1])
          expect(groups).toEqual([...new Set(groups)])
        }
      }
    })
  }

  test('from the keyboard, and the focus stays on the head', async ({ page }) => {
    const history = await HistoryPage.open(page)
    const link = history.header('Destinataire').getByRole('link')
    await link.focus()
    await page.keyboard.press('Enter')
    await expect(history.header('Destinataire')).toHaveAttribute('aria-sort', 'ascending')
    await history.settled()
    await expect(link).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(history.header('Destinataire')).toHaveAttribute('aria-sort', 'descending')
    await history.settled()
    await expect(link).toBeFocused()
  })

  test('an order goes on over the pages, and the page stays where it was looked at', async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 600 })
    const history = await HistoryPage.open(page, '?tri=destinataire')
    const names: string[] = []
    for (let turn = 0; turn < 3; turn++) {
      await history.settled()
      names.push(...(await history.cells('Destinataire')).map((text) => fold(text.split('\n')[0] ?? '')))
      await history.range.getByRole('link', { name: 'Page suivante' }).click()
      await expect(history.rows.first()).not.toContainText(names.at(-50) ?? '', { ignoreCase: true })
    }
    expect(names).toHaveLength(150)
    expect(names).toEqual([...names].sort())
    await page.mouse.wheel(0, 200)
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100)
    const before = await page.evaluate(() => scrollY)
    // Clicked as it stands: Playwright's click would scroll to it.
    await history.header('Contenu').getByRole('link').evaluate((link: HTMLElement) => link.click())
    await expect(page).toHaveURL(/tri=contenu/)
    await history.settled()
    // But for rows of another height, by which the browser moves what is looked at.
    expect(Math.abs((await page.evaluate(() => scrollY)) - before)).toBeLessThan(60)
  })
})

test.describe('search', () => {
  test('accents and case do not matter, and what was found is marked', async ({ page }) => {
    const history = await HistoryPage.open(page)
    await history.look('aicha')
    await expect(history.rows.first()).toContainText('Aïcha')
    const count = await history.rows.count()
    for (const text of await history.rows.allInnerTexts()) expect(fold(text)).toMatch(/\baicha/)
    expect(await history.marked()).toEqual(['Aïcha'])
    await history.look('AÏCHA')
    await expect(history.rows).toHaveCount(count)
  })

  test('Arabic is folded too', async ({ page }) => {
    const history = await HistoryPage.open(page)
    for (const [typed, found] of [['احمد', 'أحمد'], ['فاطمه', 'فاطمة'], ['مُحَمَّد', 'محمد']] as const) {
      await history.look(typed)
      await expect(history.rows.first()).toContainText(found)
      expect(await history.marked()).toContain(found)
      for (const text of await history.rows.allInnerTexts()) expect(fold(text)).toContain(fold(found))
    }
  })

  test('every word must be found, each in any field', async ({ page }) => {
    const history = await HistoryPage.open(page)
    const [who] = await history.cells('Gestionnaire')
    await history.look(`livre ${who}`)
    await expect(history.rows).toHaveCount(50)
    for (const row of await history.rows.all()) {
      await expect(row.getByRole('cell').nth(3)).toContainText('Livré')
      await expect(row.getByRole('cell').nth(1)).toHaveText(who ?? '')
    }
    expect(await history.marked()).toContain('Livré')
  })

  test('a phone is found by its digits, however typed', async ({ page }) => {
    const history = await HistoryPage.open(page)
    const phone = /0[67]( \d{2}){4}/.exec((await history.cells('Destinataire'))[7] ?? '')?.[0] ?? ''
    expect(phone).not.toBe('')
    const plain = phone.replaceAll(' ', '')
    const arabic = plain.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)))
    let count: number | undefined
    for (const typed of [plain, phone, `+212 ${phone.slice(1)}`, `00212${plain.slice(1)}`, phone.replaceAll(' ', '.'), arabic]) {
      await history.look(typed)
      await expect(history.rows.first()).toContainText(phone)
      count ??= await history.rows.count()
      await expect(history.rows).toHaveCount(count)
      for (const text of await history.cells('Destinataire')) expect(text).toContain(phone)
      expect((await history.marked()).filter((mark) => mark.includes(phone))).not.toEqual([])
    }
    // Any part of it.
    await history.look(plain.slice(3, 8))
    for (const text of await history.cells('Destinataire')) expect(text.replaceAll(' ', '')).toContain(plain.slice(3, 8))
  })

  for (const typed of ['"', "d'", 'NEAR(a b)', 'a* OR NOT b', '%', '_', '100%', '😀', '\\', '<b>x</b>', 'content:solde', '-- ;', '"solde'] ) {
    test(`${typed} is plain text`, async ({ page }) => {
      const history = await HistoryPage.open(page)
      await history.look(typed)
      await expect(history.table.or(page.getByRole('heading', { name: 'Aucun SMS ne correspond' }))).toBeVisible()
      await expect(page.getByRole('alert')).toHaveCount(0)
      await expect(history.search).toHaveValue(typed)
    })
  }

  test('10,000 characters are cut, by the field and by the address', async ({ page }) => {
    for (const letter of ['a', 'é']) {
      await open(page, `/?q=${encodeURIComponent(letter.repeat(10_000))}`)
      await expect(page.getByRole('heading', { name: 'Aucun SMS ne correspond' })).toBeVisible()
    }
    const history = new HistoryPage(page)
    await history.search.fill('é '.repeat(5_000))
    await expect(page).toHaveURL(/q=%C3%A9/)
    await history.settled()
    await expect(page.getByRole('alert')).toHaveCount(0)
  })

  test('typing stays in one entry of the browser’s history, with focus and caret', async ({ page }) => {
    const history = await HistoryPage.open(page, '?statut=livre')
    const entries = await page.evaluate(() => window.history.length)
    await history.search.pressSequentially('solde', { delay: 60 })
    await expect(page).toHaveURL(/q=solde/)
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.type('x')
    await expect(page).toHaveURL(/q=solxde/)
    await history.settled()
    await expect(history.search).toBeFocused()
    expect(await history.search.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(4)
    expect(await page.evaluate(() => window.history.length)).toBe(entries)
    expect(page.url()).toContain('statut=livre')
  })

  test('Enter does not wait', async ({ page }) => {
    const history = await HistoryPage.open(page)
    await history.search.fill('zineb')
    await page.keyboard.press('Enter')
    expect(new URL(page.url()).searchParams.get('q')).toBe('zineb')
    await history.settled()
    for (const text of await history.rows.allInnerTexts()) expect(fold(text)).toContain('zineb')
  })

  test('the answer to an older search never replaces the newer one', async ({ page }) => {
    const history = await HistoryPage.open(page)
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    await page.route('**/api/history', async (route: Route) => {
      if (route.request().postData()?.includes('amina')) await held
      await route.continue()
    })
    const asked = page.waitForRequest((request) => request.postData()?.includes('amina') ?? false)
    await history.search.fill('amina')
    const slow = (await asked).response()
    await history.look('zineb')
    await expect(history.rows.first()).toContainText('Zineb')
    release()
    await (await slow)?.finished()
    // The page has had the answer: whatever it does with it is done before it answers this.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    for (const text of await history.rows.allInnerTexts()) expect(fold(text)).toContain('zineb')
    await expect(history.search).toHaveValue('zineb')
  })

  test('nothing found says what was looked for, and the way out', async ({ page }) => {
    const history = await HistoryPage.open(page, '?statut=livre')
    await history.look('zzzzz')
    await expect(page.getByRole('heading', { name: 'Aucun SMS ne correspond' })).toBeVisible()
    await expect(page.getByRole('main')).toContainText('« zzzzz »')
    await page.getByRole('link', { name: 'Effacer la recherche' }).click()
    await expect(history.rows).toHaveCount(50)
    await expect(history.search).toHaveValue('')
    expect(page.url()).toContain('statut=livre')
  })
})

test.describe('address', () => {
  test('back, forward and a reload lead to the same list', async ({ page }) => {
    const history = await HistoryPage.open(page)
    await history.header('Destinataire').getByRole('link').click()
    await expect(page).toHaveURL('/?tri=destinataire')
    await history.look('zineb')
    await page.getByRole('combobox', { name: 'Statut' }).selectOption({ label: 'Livré' })
    await expect(page).toHaveURL('/?q=zineb&statut=livre&tri=destinataire')
    await history.settled()
    const shown = await history.rows.allInnerTexts()
    expect(shown.length).toBeGreaterThan(0)
    await page.goBack()
    await expect(page).toHaveURL('/?q=zineb&tri=destinataire')
    await expect(page.getByRole('combobox', { name: 'Statut' })).toHaveValue('')
    await page.goBack()
    await expect(page).toHaveURL('/')
    await expect(history.search).toHaveValue('')
    await expect(history.header('Date de création')).toHaveAttribute('aria-sort', 'descending')
    await page.goForward()
    await page.goForward()
    await expect(page).toHaveURL('/?q=zineb&statut=livre&tri=destinataire')
    await expect(history.search).toHaveValue('zineb')
    await expect(page.getByRole('combobox', { name: 'Statut' })).toHaveValue('livre')
    await history.settled()
    await expect.poll(() => history.rows.allInnerTexts()).toEqual(shown)
    await page.reload()
    await hydrated(page)
    expect(await history.rows.allInnerTexts()).toEqual(shown)
    await expect(history.search).toHaveValue('zineb')
  })

  test('rows below the screen follow after a frame, and are those of the last list asked for', async ({ page }) => {
    const history = await HistoryPage.open(page)
    await page.evaluate(() => {
      const frame = requestAnimationFrame
      const held: FrameRequestCallback[] = []
      window.requestAnimationFrame = (callback) => held.push(callback)
      addEventListener('frames', () => {
        window.requestAnimationFrame = frame
        held.forEach((callback) => frame(callback))
      })
    })
    const busy = page.locator('tbody[aria-busy="true"]')
    const before = await history.rows.allInnerTexts()
    for (const column of ['Contenu', 'Statut'] as const) {
      const first = await history.rows.first().innerText()
      await history.header(column).getByRole('link').click()
      await expect.poll(() => history.rows.first().innerText()).not.toBe(first)
      await expect(busy).toHaveCount(1)
      expect(await history.rows.last().innerText()).toBe(before.at(-1))
    }
    await page.evaluate(() => dispatchEvent(new Event('frames')))
    await expect(busy).toHaveCount(0)
    const shown = await history.rows.allInnerTexts()
    expect(shown).toHaveLength(50)
    await page.reload()
    await hydrated(page)
    expect(await history.rows.allInnerTexts()).toEqual(shown)
  })

  for (const query of ['?tri=motdepasse', '?tri=-', '?page=suite-1%20OR%201=1', '?page=avant-3', '?page=suite-1', '?page=retour-99999999999', '?statut=perdu', '?gestionnaire=x', '?q=%FF']) {
    test(`${query} is the list as usual`, async ({ page }) => {
      const history = await HistoryPage.open(page, query)
      await expect(history.rows.first()).toBeVisible()
      await expect(history.header('Date de création')).toHaveAttribute('aria-sort', 'descending')
    })
  }

  test('which rows of how many, at the beginning and at the end', async ({ page }) => {
    const history = await HistoryPage.open(page)
    const all = number(await history.totals.getByRole('listitem').first().innerText())
    await expect(history.range).toContainText(/^1–50 sur [\d\u202f]+$/)
    expect(number(((await history.range.innerText()).split('sur')[1] ?? ''))).toBe(all)
  })
})

test.describe('keys', () => {
  test('/ searches, j and k go through the rows, ? says so, n begins', async ({ page }) => {
    const history = await HistoryPage.open(page)
    await page.keyboard.press('/')
    await expect(history.search).toBeFocused()
    await page.keyboard.type('j/k')
    await expect(history.search).toHaveValue('j/k')
    await history.look('')
    await page.keyboard.press('Tab')
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    const link = (n: number) => history.rows.nth(n).getByRole('cell').nth(4).getByRole('link')
    await page.keyboard.press('j')
    await expect(link(0)).toBeFocused()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await expect(link(2)).toBeFocused()
    await page.keyboard.press('k')
    await expect(link(1)).toBeFocused()
    await expect(link(1)).toHaveAttribute('href', /^\/communications\/\d+$/)
    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Raccourcis clavier' })
    await expect(dialog).toBeVisible()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('n')
    await expect(dialog).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(link(1)).toBeFocused()
    await page.keyboard.press('n')
    await expect(page).toHaveURL('/communications/nouvelle')
  })
})
