// What axe finds on a page, however small.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

export async function violations(page: Page): Promise<string[]> {
  // Colours that are still on their way, as from light to dark, are nobody's choice.
  await page.evaluate(async () => {
    const ends = ({ effect }: Animation) => effect?.getComputedTiming().endTime !== Infinity
    await Promise.allSettled(document.getAnimations().filter(ends).map(({ finished }) => finished))
  })
  // The rows of a long list are alike; the first twenty speak for all.
  const alike = ['tbody tr:nth-child(n+21)', '.recipients li:nth-child(n+21)']
  const { violations } = await alike.reduce((axe, rows) => axe.exclude(rows), new AxeBuilder({ page })).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`))
}
