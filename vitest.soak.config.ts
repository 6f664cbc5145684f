import { defineConfig } from 'vitest/config'
import { usual } from './vitest.config.ts'

/** Campaigns that take as long as they are told: `npm run soak`. */
export default defineConfig({
  ...usual,
  test: { ...usual.test, include: ['packages/*/soak/**/*.soak.ts'], testTimeout: 0, disableConsoleIntercept: true },
})
