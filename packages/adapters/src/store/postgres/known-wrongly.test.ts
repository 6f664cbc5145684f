import pg from 'pg'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { Store } from '@motcua/engine/ports'
import { commitOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { empty } from './empty.fixture.ts'
import { postgresStore } from './index.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()
const opened: Store[] = []
beforeEach(async () => {
  if (opened.length === 0) opened.push(await node(), await node())
  await empty(server, 'postgres', 'motcua')
})
afterAll(() => Promise.all(opened.map((store) => store.close())))

async function node(): Promise<Store> {
  const store = postgresStore({ connectionString: server.url(), max: 2 })
  await store.open()
  return store
}

const COMMITTED = [{ status: 'committed' }]

test('a dossier that was lost with a standby, and is lodged again under its id, is found by its words', async () => {
  const [store] = opened as [Store]
  const lodged = commitOf('a', 1)
  await store.commit([lodged])
  await empty(server, 'postgres', 'motcua')
  expect(await store.commit([lodged])).toEqual(COMMITTED)
  expect((await store.load('a'))?.head).toEqual(lodged.head)
  expect((await store.dossiers({ text: 'bưởi', limit: 9 })).items).toHaveLength(1)
})

test('what a task was is not believed where the dossier has another hash, also where its text would change', async () => {
  const [left, right] = opened as [Store, Store]
  const first = commitOf('a', 1, { open: [taskOf('a', 1)] })
  await left.commit([first])
  const mine = commitOf('a', 2, { row: { hash: 'mine' }, open: [taskOf('a', 2)], close: ['a:1'] })
  await left.commit([{ ...mine, headBefore: first.head }])
  // What the other node has made of the same dossier stands there instead.
  await empty(server, 'postgres', 'motcua')
  await right.commit([first])
  const other = { row: { hash: 'other' }, open: [taskOf('a', 2, { role: 'leader' })], close: ['a:1'] }
  await right.commit([commitOf('a', 2, { ...other, command: 'other' })])
  const renamed = commitOf('a', 3, { row: { previous: 'mine' }, head: { search: 'Nguyễn Thị Na' }, close: ['a:2'] })
  expect(await left.commit([{ ...renamed, headBefore: mine.head }])).toEqual([{ status: 'conflict', seq: 2 }])
  expect(await left.countTasks({ by: 'role' })).toEqual([{ key: 'leader', count: 1 }])
})

test('of a task that a commit opens twice, the last counts, also when it is closed', async () => {
  const [store] = opened as [Store]
  const first = commitOf('a', 1, { open: [taskOf('a', 1, { role: 'counter' }), taskOf('a', 1, { role: 'leader' })] })
  await store.commit([first])
  expect(await store.countTasks({ by: 'role' })).toEqual([{ key: 'leader', count: 1 }])
  await store.commit([{ ...commitOf('a', 2, { close: ['a:1'] }), headBefore: first.head }])
  expect(await store.countTasks({ by: 'role' })).toEqual([])
})

test.each([
  ['agency', { agency: null }, { agency: '' }],
  ['due instant', { dueAt: null }, { dueAt: Number.MAX_SAFE_INTEGER }],
])('a head whose %s reads the same in the store stays where it stands', async (_, before, after) => {
  const [store] = opened as [Store]
  const first = commitOf('a', 1, { head: before })
  await store.commit([first])
  expect(await store.commit([{ ...commitOf('a', 2, { head: after }), headBefore: first.head }])).toEqual(COMMITTED)
  expect(await store.countDossiers({ by: 'stage' })).toEqual([{ key: 'receive', count: 1 }])
  expect((await store.dossiers({ stage: 'receive', limit: 9 })).items).toHaveLength(1)
})

test('a dossier that is lodged once more waits for nobody who is changing it, since others wait for the batch', async () => {
  const [store] = opened as [Store]
  const [a, b] = [commitOf('a', 1), commitOf('b', 1)]
  await store.commit([a, b])
  const other = new pg.Client({ connectionString: server.url() })
  await other.connect()
  await other.query(`BEGIN; UPDATE motcua.dossier SET kernel = 1 WHERE dossier = 'a'`)
  const outcomes = store.commit([{ ...commitOf('b', 2), headBefore: b.head }, a])
  await expect(outcomes).resolves.toMatchObject([{ status: 'committed' }, { status: 'duplicate' }])
  await other.query('ROLLBACK')
  await other.end()
})
