import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { at, commitOf, waitOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { quickFolder } from './folder.fixture.ts'
import { sqliteStore } from './index.ts'

const folder = quickFolder('broadcasts')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a signal that all have heard keeps nothing of what it said', async () => {
  const path = join(folder, 'x.db')
  const store = sqliteStore(path)
  await store.open()
  const payload = { name: 'Nguyễn Thị Bưởi' }
  await store.commit([
    commitOf('d', 1, { subscriptions: { open: [waitOf('d', 1, { kind: 'signal', name: 'Bão' })], close: [] } }),
  ])
  await store.putBroadcast({ id: 's', agency: null, signal: 'Bão', payload, actor: 'system:s', at })
  const db = new Database(path, { readonly: true })
  const kept = () => db.prepare('SELECT payload FROM broadcast').pluck().get()
  const [turn] = await store.claimBroadcasts('w', at, 1_000, 1, 9)
  expect([turn?.broadcast.payload, turn?.dossiers]).toEqual([payload, ['d']])
  await store.advanceBroadcast('s', 'w', turn?.turn ?? '')
  expect(kept()).toBe(JSON.stringify(payload))
  await store.claimBroadcasts('w', at, 1_000, 1, 9)
  expect(kept()).toBe('{}')
  db.close()
  await store.close()
})
