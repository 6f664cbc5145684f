import { defineConfig, type Options } from 'tsup'

const shared: Options = { tsconfig: '../../tsconfig.build.json' }
const entry = { index: 'src/index.ts' }

export default defineConfig([
  { ...shared, format: ['esm'], sourcemap: true, target: 'node20', entry: { ...entry, main: 'src/main.ts' } },
  { ...shared, format: ['esm', 'cjs'], dts: { only: true }, entry },
])
