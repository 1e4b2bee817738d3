import base from '../playwright.config.ts'
import { defineConfig } from '@playwright/test'
export default defineConfig(base, { testDir: '.', testMatch: 'zz.ts', timeout: 240_000, workers: 1 })
