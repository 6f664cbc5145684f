import { defineConfig, type Options } from 'tsup'

const shared: Options = { sourcemap: true, target: 'node20', tsconfig: '../../tsconfig.build.json' }

export default defineConfig([
  { ...shared, clean: true, format: ['esm', 'cjs'], dts: true, entry: { index: 'src/index.ts' } },
  { ...shared, format: ['esm'], entry: { main: 'src/main.ts' } },
])
