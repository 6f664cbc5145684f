import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Store } from '@motcua/engine/ports'
import { commitOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { postgresStore } from './index.ts'
import { startProxy, type Proxy } from './proxy.fixture.ts'
import { startServer, type PostgresServer } from './server.fixture.ts'

/** Far longer than a busy machine takes for a statement. */
const QUICK = { silentAfterMs: 600, connectTimeoutMs: 1_500, certaintyTimeoutMs: 1_000, applicationName: 'node' }
/** Several times as long as a connection may be silent. */
const LONG_MS = 2_500

let server: PostgresServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.remove())

let proxy: Proxy
let store: Store
let database: string
beforeEach(async () => {
  proxy = await startProxy(server.port)
  database = await server.database()
  store = postgresStore({ connectionString: through(), max: 2, ...QUICK })
  await store.open()
  await store.commit([commitOf('a', 1)])
})
afterEach(async () => {
  await store.close()
  await proxy.close()
})

const through = () => `postgres://postgres:secret@127.0.0.1:${proxy.port}/${database}`

/** What serves the node at the server. */
async function backends(): Promise<readonly number[]> {
  const rows = await server.query<{ pid: number }>(`SELECT pid FROM pg_stat_activity WHERE application_name = 'node'`)
  return rows.map(({ pid }) => pid)
}

test('while nothing comes from the server at all, a commit is uncertain and nothing else is said of it; then it is found, once', async () => {
  proxy.suspend('silent')
  const [commit, read] = [store.commit([commitOf('a', 2)]), store.load('a')]
  await expect(read).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  await expect(commit).rejects.toMatchObject({ code: 'STORE_UNCERTAIN' })
  // It was not on its way.
  await expect(store.commit([commitOf('b', 1)])).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  proxy.resume()
  const [outcome] = await store.commit([commitOf('a', 2)])
  expect(['committed', 'duplicate']).toContain(outcome?.status)
  expect((await store.journal('a', 0, 9)).map(({ seq }) => seq)).toEqual([1, 2])
  expect(await store.load('b')).toBeUndefined()
})

test('where every connection of a node has fallen silent, and only those, whoever waits gets others', async () => {
  await Promise.all([store.load('a'), store.load('a')])
  proxy.suspend('silent')
  proxy.resume()
  const seqs = await Promise.all(Array.from({ length: 20 }, async () => (await store.load('a'))?.seq))
  expect(new Set(seqs)).toEqual(new Set([1]))
  expect(await store.commit([commitOf('a', 2)])).toEqual([{ status: 'committed' }])
})

test('a store whose connections are silent can be closed', async () => {
  proxy.suspend('silent')
  await store.close()
  await expect(store.load('a')).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
})

test('what a connection that was given up had locked is free again', async () => {
  proxy.cut('unheard', 'COMMIT')
  const own = [{ sql: 'SELECT 1', params: [] }]
  expect(await store.commit([commitOf('a', 2, { own })])).toEqual([{ status: 'committed' }])
  expect(proxy.hasCut).toBe(true)
  expect((await store.journal('a', 0, 9)).map(({ seq }) => seq)).toEqual([1, 2])
})

test('a commit that waits behind a lock is not cut, however long it waits', async () => {
  const before = await backends()
  const keeper = new pg.Client({ connectionString: server.url(database) })
  await keeper.connect()
  await keeper.query(`BEGIN; SELECT FROM motcua.dossier WHERE dossier = 'a' FOR UPDATE`)
  const commit = store.commit([commitOf('a', 2)])
  await pause(LONG_MS)
  await keeper.query('COMMIT')
  await keeper.end()
  expect(await commit).toEqual([{ status: 'committed' }])
  expect(await backends()).toEqual(expect.arrayContaining([...before]))
})

test('statements of the embedder’s that take their time are not cut', async () => {
  const before = await backends()
  const own = [{ sql: 'SELECT pg_sleep($1)', params: [LONG_MS / 1_000] }]
  expect(await store.commit([commitOf('a', 2, { own })])).toEqual([{ status: 'committed' }])
  expect(await backends()).toEqual(expect.arrayContaining([...before]))
})

test('a node that waits for another one’s migration is not cut', async () => {
  const keeper = new pg.Client({ connectionString: server.url(database) })
  await keeper.connect()
  await keeper.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('motcua migrates later', 0))`)
  const later = postgresStore({ connectionString: through(), schema: 'later', ...QUICK })
  const opened = later.open()
  await pause(LONG_MS)
  await keeper.query('COMMIT')
  await keeper.end()
  await opened
  expect(await later.load('a')).toBeUndefined()
  await later.close()
})

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
