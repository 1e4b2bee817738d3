// Pictures for people to look at: `npm run screens` writes them under target/screens.
import config from '../playwright.config.ts'

export default {
  ...config,
  testDir: '.',
  testMatch: /screens\.ts$/,
  outputDir: '../../target/end2end/screens',
  timeout: 180_000,
}
