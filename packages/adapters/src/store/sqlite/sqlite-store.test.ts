import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, test } from 'vitest'
import type { StoreSubject } from '../../../../engine/src/testing/contracts/store.ts'
import { storeContract } from '../../../../engine/src/testing/contracts/store.ts'
import { quickFolder } from './folder.fixture.ts'
import { sqliteStore } from './index.ts'

const folder = quickFolder('sqlite')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
const paths = new WeakMap<object, string>()
const subject: StoreSubject = {
  open: () => opened(join(folder, `contract-${++files}.db`)),
  async reopen(store) {
    await store.close()
    return opened(paths.get(store) ?? '')
  },
  own: {
    create: { sql: 'CREATE TABLE own (number INTEGER, is_new INTEGER)', params: [] },
    insert: (number) => ({ sql: 'INSERT INTO own VALUES (?, ?)', params: [number, true] }),
    async numbers(store) {
      const db = new Database(paths.get(store), { readonly: true })
      const numbers = db.prepare<[], number>('SELECT number FROM own WHERE is_new = 1 ORDER BY number').pluck().all()
      db.close()
      return numbers
    },
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
