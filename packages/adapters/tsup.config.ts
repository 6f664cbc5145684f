import { defineConfig, type Options } from 'tsup'

const shared: Options = { tsconfig: '../../tsconfig.build.json' }

const entry = {
  'store/sqlite/index': 'src/store/sqlite/index.ts',
  'store/postgres/index': 'src/store/postgres/index.ts',
  'store/restate/index': 'src/store/restate/index.ts',
  'store/restate/client': 'src/store/restate/client.ts',
  'signing/pades/index': 'src/signing/pades/index.ts',
  'signing/test-authority/index': 'src/signing/test-authority/index.ts',
  'signing/timestamp/index': 'src/signing/timestamp/index.ts',
  'signing/check/index': 'src/signing/check/index.ts',
  'witness/file/index': 'src/witness/file/index.ts',
  'guard/index': 'src/guard/index.ts',
  'portal/dvcqg/index': 'src/portal/dvcqg/index.ts',
  'portal/simulator/index': 'src/portal/simulator/index.ts',
  'repository/file-system/index': 'src/repository/file-system/index.ts',
  'repository/sqlite-papers/index': 'src/repository/sqlite-papers/index.ts',
  'register/sqlite/index': 'src/register/sqlite/index.ts',
  'register/http/index': 'src/register/http/index.ts',
  'archive/package/index': 'src/archive/package/index.ts',
  'render/pdf/index': 'src/render/pdf/index.ts',
  'identity/directory/index': 'src/identity/directory/index.ts',
  'notify/outbox-folder/index': 'src/notify/outbox-folder/index.ts',
}

/** Programs of their own: a process and a thread. */
const programs = {
  'portal/simulator/main': 'src/portal/simulator/main.ts',
  'store/sqlite/writer': 'src/store/sqlite/writer.ts',
}

export default defineConfig([
  // Files beside a module are found by import.meta.url: without splitting, it stays beside them.
  { ...shared, format: ['esm'], sourcemap: true, target: 'node20', splitting: false, entry: { ...entry, ...programs } },
  { ...shared, format: ['esm', 'cjs'], dts: { only: true }, entry },
])
