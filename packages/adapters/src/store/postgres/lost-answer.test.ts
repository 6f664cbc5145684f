import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '@motcua/engine/ports'
import { commitOf, jobOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { postgresStore } from './index.ts'
import { startProxy, type Proxy } from './proxy.fixture.ts'
import { startServer, type PostgresServer } from './server.fixture.ts'

let server: PostgresServer
let proxy: Proxy
let store: Store
beforeAll(async () => {
  server = await startServer()
  proxy = await startProxy(server.port)
  await server.query('CREATE TABLE own_rows (name text)')
  store = postgresStore({ connectionString: through(proxy), certaintyTimeoutMs: 2_000, silentAfterMs: 400 })
  await store.open()
  await store.commit([commitOf('warm', 1)])
})
afterAll(async () => {
  await store.close()
  await proxy.close()
  await server.remove()
})

const through = ({ port }: Proxy) => `postgres://postgres:secret@127.0.0.1:${port}/postgres`
const own = (name: string) => [{ sql: 'INSERT INTO own_rows VALUES ($1)', params: [name] }]

describe.each(['before', 'after', 'late', 'unheard', 'unanswered'] as const)('a connection that is cut: %s', (when) => {
  test('a batch is committed once, and each commit is told the truth', async () => {
    const [a, b, c] = [`${when}-a`, `${when}-b`, `${when}-c`] as const
    await store.commit([commitOf(b, 1), commitOf(c, 1, { command: 'known' })])
    proxy.cut(when)
    const outcomes = await store.commit([
      commitOf(a, 1, { open: [taskOf(a, 1)], add: [jobOf(a, `${a}:job`)] }),
      commitOf(a, 2, { close: [`${a}:1`], open: [taskOf(a, 2)] }),
      commitOf(b, 7),
      commitOf(c, 2, { command: 'known' }),
    ])
    expect(proxy.hasCut).toBe(true)
    expect(outcomes.map(({ status }) => status)).toEqual(['committed', 'committed', 'conflict', 'duplicate'])
    await pause(400)
    expect((await store.journal(a, 0, 9)).map(({ seq }) => seq)).toEqual([1, 2])
    expect((await store.tasks({ dossier: a, limit: 9 })).items.map(({ id }) => id)).toEqual([`${a}:2`])
    expect(await store.jobs({ dossier: a, limit: 9 })).toHaveLength(1)
  })

  test('at COMMIT, own rows are there exactly when the commit is', async () => {
    const [a, b] = [`own-${when}-a`, `own-${when}-b`] as const
    proxy.cut(when, 'COMMIT')
    const outcomes = await store.commit([commitOf(a, 1, { own: own(a) }), commitOf(b, 5, { own: own(b) })])
    expect(proxy.hasCut).toBe(true)
    expect(outcomes).toMatchObject([{ status: 'committed' }, { status: 'conflict', seq: 0 }])
    await pause(400)
    const rows = await server.query<{ name: string }>(`SELECT name FROM own_rows WHERE name LIKE 'own-${when}-%'`)
    expect(rows).toEqual([{ name: a }])
    expect((await store.journal(a, 0, 9)).map(({ seq }) => seq)).toEqual([1])
  })
})

test('a duplicate that another request left is told as one, though the connection was cut', async () => {
  await store.commit([commitOf('d', 1, { command: 'x', row: { hash: 'a'.repeat(64) }, answer: { response: 'first' } })])
  proxy.cut('after')
  const [outcome] = await store.commit([commitOf('d', 2, { command: 'x', answer: { response: 'second' } })])
  expect(outcome).toMatchObject({ status: 'duplicate', answer: { response: 'first' } })
})

test('while the server stays away a commit is uncertain, and what became of it is found later', async () => {
  proxy.cut('after')
  const commit = store.commit([commitOf('e', 1)])
  await until(() => proxy.hasCut)
  proxy.suspend()
  await expect(commit).rejects.toMatchObject({ code: 'STORE_UNCERTAIN' })
  // Nothing was on its way this time, so there is nothing to be uncertain about.
  await expect(store.commit([commitOf('f', 1)])).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  proxy.resume()
  expect(await store.answer('e', 'e/command-1')).toMatchObject({ response: { accepted: 1 } })
  expect(await store.answer('f', 'f/command-1')).toBeUndefined()
})

test('a second try that the server cancels says nothing of the first', async () => {
  const other = postgresStore({ connectionString: through(proxy), applicationName: 'other' })
  await other.open()
  await server.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'other'`)
  // On the only connection from before the limit.
  await other.commit([commitOf('h', 1)])
  const keeper = new pg.Client({ connectionString: server.url() })
  await keeper.connect()
  await keeper.query(`BEGIN; SELECT FROM motcua.dossier WHERE dossier = 'h' FOR UPDATE`)
  await server.query(`ALTER ROLE postgres SET statement_timeout = '200ms'`)
  proxy.cut('late')
  const commit = other.commit([commitOf('h', 2)])
  // Long enough for the second try to be cancelled while the first, whose connection is older, waits on.
  await pause(600)
  await server.query('ALTER ROLE postgres RESET statement_timeout')
  await keeper.query('COMMIT')
  expect(await commit).toEqual([{ status: 'committed' }])
  expect((await store.journal('h', 0, 9)).map(({ seq }) => seq)).toEqual([1, 2])
  await keeper.end()
  await other.close()
})

test('what only reads is asked again when the connection was cut', async () => {
  await store.commit([commitOf('g', 1)])
  proxy.cut('after')
  expect((await store.load('g'))?.seq).toBe(1)
  expect(proxy.hasCut).toBe(true)
})

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 500) throw new Error('expected it to happen within 5 s')
    await pause(10)
  }
}
