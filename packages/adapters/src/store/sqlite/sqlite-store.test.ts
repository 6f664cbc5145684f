import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { StoreSubject } from '../../../../engine/src/testing/contracts/store.ts'
import { storeContract } from '../../../../engine/src/testing/contracts/store.ts'
import { sqliteStore } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'motcua-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
const paths = new WeakMap<object, string>()
const subject: StoreSubject = {
  open: () => opened(join(folder, `contract-${++files}.db`)),
  async reopen(store) {
    await store.close()
    return opened(paths.get(store) ?? '')
  },
}

async function opened(path: string) {
  const store = sqliteStore(path)
  paths.set(store, path)
  await store.open()
  return store
}

describe('the SQLite store keeps the contract', () => {
  test.each(storeContract.laws)('$name', async (law) => {
    await expect(law.check(subject)).resolves.toBeUndefined()
  })
})
