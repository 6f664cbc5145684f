import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import type { Store } from '@motcua/engine/ports'
import { commitOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { answersAsMemoryDoes } from '../model.fixture.ts'
import { quickFolder } from './folder.fixture.ts'
import { sqliteStore } from './index.ts'

const folder = quickFolder('remembered')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const file = () => join(folder, `${++files}.db`)

/** One file that two connections write to by turns, each call the other's. */
function byTurns(path: string): Store {
  const stores = [sqliteStore(path), sqliteStore(path)] as const
  let calls = 0
  return new Proxy(stores[0], {
    get: (_, name: keyof Store) => {
      if (name === 'open' || name === 'close') return async () => void (await Promise.all(stores.map((store) => store[name]())))
      // Two of one and one of the other: what was remembered is used, and outdated.
      const store = stores[(calls += 1) % 3 === 0 ? 1 : 0]
      return name in store ? (...all: never[]) => (store[name] as (...given: never[]) => unknown)(...all) : undefined
    },
  })
}

test('what another connection wrote is never taken as it was before', async () => {
  await expect(answersAsMemoryDoes(async () => byTurns(file()), 40)).resolves.toBeUndefined()
}, 60_000)

test('another connection is noticed between two commits of one dossier', async () => {
  const path = file()
  const [mine, other] = [sqliteStore(path), sqliteStore(path)]
  await Promise.all([mine.open(), other.open()])
  const [received, assigned] = [taskOf('a', 1, { role: 'counter' }), taskOf('a', 1, { role: 'official' })]
  await mine.commit([commitOf('a', 1, { open: [received] })])
  await other.commit([commitOf('a', 2, { open: [assigned] })])
  expect(await mine.commit([commitOf('a', 2, { command: 'late' })])).toEqual([{ status: 'conflict', seq: 2 }])
  expect(await mine.commit([commitOf('a', 3, { close: [assigned.id] })])).toEqual([{ status: 'committed' }])
  expect(await mine.figures(0)).toMatchObject({ openDossiers: 1, openTasks: 0 })
  await Promise.all([mine.close(), other.close()])
})

test('a backup that is put back under an open store is noticed', async () => {
  const [path, backup] = [file(), file()]
  const copyTo = async (from: string, to: string) => {
    const db = new Database(from)
    await db.backup(to)
    db.close()
  }
  const store = sqliteStore(path)
  await store.open()
  const [received, assigned] = [taskOf('a', 1, { role: 'counter' }), taskOf('a', 2, { role: 'official' })]
  await store.commit([commitOf('a', 1, { open: [received] })])
  await copyTo(path, backup)
  await store.commit([commitOf('a', 2, { close: [received.id], open: [assigned] }), commitOf('b', 1, { open: [taskOf('b', 1)] })])
  await copyTo(backup, path)
  expect(await store.commit([commitOf('b', 2)])).toEqual([{ status: 'conflict', seq: 0 }])
  expect(await store.commit([commitOf('a', 2, { close: [received.id, assigned.id] })])).toEqual([{ status: 'committed' }])
  expect(await store.figures(0)).toMatchObject({ openDossiers: 1, openTasks: 0 })
  await store.close()
})

test('what was remembered of a batch that was undone is forgotten', async () => {
  const store = sqliteStore(file())
  await store.open()
  await store.commit([commitOf('a', 1)])
  // A schema has no place for it, and no look-up finds it beforehand.
  const broken = commitOf('b', 1, { row: { actor: null as never } })
  await expect(store.commit([commitOf('a', 2), broken])).rejects.toMatchObject({ name: 'StoreFailure' })
  expect(await store.commit([commitOf('a', 2)])).toEqual([{ status: 'committed' }])
  expect(await store.load('a')).toMatchObject({ seq: 2 })
  await store.close()
})

test('what was remembered of a commit whose own statement was refused is forgotten', async () => {
  const store = sqliteStore(file())
  await store.open()
  const task = taskOf('a', 1)
  await store.commit([commitOf('a', 1, { open: [task] })])
  const refused = commitOf('a', 2, { close: [task.id], own: [{ sql: 'INSERT INTO nowhere VALUES (1)', params: [] }] })
  expect(await store.commit([refused])).toMatchObject([{ status: 'refused' }])
  expect(await store.commit([commitOf('a', 2, { close: [task.id] })])).toEqual([{ status: 'committed' }])
  expect(await store.figures(0)).toMatchObject({ openTasks: 0 })
  await store.close()
})
