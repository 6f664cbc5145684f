import { copyFile } from 'node:fs/promises'
import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    host: 'src/runtime/host.ts',
    'kernel/index': 'src/kernel/door.ts',
    'lifecycle/index': 'src/lifecycle/door.ts',
    'calendar/index': 'src/calendar/index.ts',
    'ports/index': 'src/ports/index.ts',
    'actor/index': 'src/actor/index.ts',
    'testing/index': 'src/testing/index.ts',
  },
  format: ['esm', 'cjs'],
  dts: true,
  clean: true,
  sourcemap: true,
  target: 'node20',
  splitting: true,
  tsconfig: '../../tsconfig.build.json',
  // ESM only: inside, so that require() works too.
  noExternal: ['uuid', 'lezer-feel', 'decimal.js', 'temporal-polyfill'],
  async onSuccess() {
    await copyFile('src/definition/procedure.schema.json', 'dist/procedure.schema.json')
    await copyFile('src/lifecycle/rules/dated-facts.schema.json', 'dist/dated-facts.schema.json')
  },
})
