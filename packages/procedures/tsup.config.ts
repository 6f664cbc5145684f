import { defineConfig, type Options } from 'tsup'

const shared: Options = { entry: { index: 'src/index.ts' }, tsconfig: '../../tsconfig.build.json' }

export default defineConfig([
  { ...shared, format: ['esm'], sourcemap: true, target: 'node20' },
  { ...shared, format: ['esm', 'cjs'], dts: { only: true } },
])
