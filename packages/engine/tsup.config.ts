import { copyFile } from 'node:fs/promises'
import { defineConfig, type Options } from 'tsup'

const shared: Options = {
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
  tsconfig: '../../tsconfig.build.json',
}

export default defineConfig([
  {
    ...shared,
    format: ['esm'],
    sourcemap: true,
    target: 'node20',
    // ESM only: inside, so that require() works too.
    noExternal: ['uuid', 'lezer-feel', 'decimal.js', 'temporal-polyfill'],
    async onSuccess() {
      await copyFile('src/definition/procedure.schema.json', 'dist/procedure.schema.json')
      await copyFile('src/lifecycle/rules/dated-facts.schema.json', 'dist/dated-facts.schema.json')
    },
  },
  // Types of what is inside are inside too.
  { ...shared, format: ['esm', 'cjs'], dts: { only: true, resolve: ['decimal.js', 'temporal-polyfill', 'temporal-spec'] } },
])
