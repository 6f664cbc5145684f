import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The packages' published names lead to their sources: tests need no build. One list, the one that TypeScript reads. */
const { compilerOptions } = JSON.parse(readFileSync(at('tsconfig.json'), 'utf8')) as {
  compilerOptions: { paths: Record<string, [string]> }
}
const alias = Object.entries(compilerOptions.paths).map(([name, [path]]) => ({
  find: new RegExp(`^${name.replaceAll('/', '\\/')}$`),
  replacement: at(path),
}))

/**
 * Tests of functions that touch neither process, clock nor disk share their modules: to import the engine anew for each file took half of
 * their time.
 */
const PURE = [
  ...['actor', 'calendar', 'compile', 'decision', 'definition', 'expression', 'kernel', 'lifecycle', 'xml'].map(
    (folder) => `packages/engine/src/${folder}/**/*.test.ts`,
  ),
  'packages/procedures/src/**/*.test.ts',
]

/** What every run has, campaigns too. */
export const usual = {
  resolve: { alias },
  test: {
    globalSetup: [at('vitest.folder.ts')],
    setupFiles: process.env.FC_SEED === undefined ? [] : [at('vitest.seed.ts')],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A machine with much to do takes its time.
    expect: { poll: { timeout: 20_000 } },
    maxWorkers: 2,
  },
}

export default defineConfig({
  ...usual,
  test: {
    ...usual.test,
    projects: [
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'examples/**/*.test.ts', 'scripts/*.test.mjs'],
          exclude: ['**/node_modules/**', ...PURE],
        },
      },
    ],
  },
})
