import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { index: 'src/index.ts' },
  format: ['esm', 'cjs'],
  dts: true,
  clean: true,
  sourcemap: true,
  target: 'node20',
  // The library stands beside dist: its files are found by import.meta.url, in CommonJS too.
  shims: true,
  tsconfig: '../../tsconfig.build.json',
})
