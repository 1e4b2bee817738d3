// Figures of the pages, for people to read: `cargo xtask bench page` prints them. No test asserts them.
import config from '../playwright.config.ts'

export default {
  ...config,
  testDir: '.',
  testMatch: /figures\.ts$/,
  outputDir: '../../target/end2end/figures',
  workers: 1,
  timeout: 600_000,
}
