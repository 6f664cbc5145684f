import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Store } from '@motcua/engine/ports'
import { commitOf, jobOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { postgresStore } from './index.ts'
import { startServer, type PostgresServer } from './server.fixture.ts'

let server: PostgresServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.remove())

let store: Store
let keeper: pg.Client
beforeEach(async () => {
  const connectionString = server.url(await server.database())
  store = postgresStore({ connectionString, max: 4 })
  keeper = new pg.Client({ connectionString })
  await Promise.all([store.open(), keeper.connect()])
  await store.commit([commitOf('a', 1, { add: [jobOf('a', 'j')], open: [taskOf('a', 1)] })])
})
afterEach(async () => {
  await keeper.end()
  await store.close()
})

test('however many lists are read and however long they take, commits, jobs and what commands ask are not behind them', async () => {
  await keeper.query('BEGIN; LOCK TABLE motcua.message IN ACCESS EXCLUSIVE MODE')
  const lists = Array.from({ length: 50 }, () => store.messages({ limit: 10 }))
  expect(await store.commit([commitOf('a', 2)])).toEqual([{ status: 'committed' }])
  const at = 1e15
  expect((await store.claimJobs('w', at, 1_000, 1)).map(({ id }) => id)).toEqual(['j'])
  expect(await store.extendJob('j', 'w', at + 2_000)).toBe(true)
  expect((await store.lookUp?.([{ dossier: 'a', command: 'a/command-2' }]))?.[0]?.answer?.command).toBe('a/command-2')
  expect((await store.tasks({ dossier: 'a', limit: 10 })).items.map(({ id }) => id)).toEqual(['a:1'])
  await keeper.query('COMMIT')
  expect((await Promise.all(lists)).map(({ items }) => items)).toEqual(lists.map(() => []))
})

test('lists beyond a bound are pushed back at once; those before it are answered, and then there is room', async () => {
  await keeper.query('BEGIN; LOCK TABLE motcua.message IN ACCESS EXCLUSIVE MODE')
  const asked = Array.from({ length: 10_500 }, () => store.messages({ limit: 1 }))
  const answers = Promise.allSettled(asked)
  await expect(asked.at(-1)).rejects.toMatchObject({
    code: 'STORE_UNREACHABLE',
    message: expect.stringContaining('10000 lists') as string,
  })
  await keeper.query('COMMIT')
  const refused = (await answers).filter(({ status }) => status === 'rejected')
  // Half of four connections are at work.
  expect(refused).toHaveLength(10_500 - 10_000 - 2)
  expect((await store.messages({ limit: 1 })).items).toEqual([])
})
