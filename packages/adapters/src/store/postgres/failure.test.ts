import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Store, StoreFailure } from '@motcua/engine/ports'
import { at as NOW, commitOf, messageOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { storeFailure } from './failure.ts'
import { postgresStore, type PostgresStoreOptions } from './index.ts'
import { Database } from './database.ts'
import { PARAMETERS } from './commit/parameters.ts'
import { migrate, MIGRATIONS } from './schema/migrate.ts'
import { TABLES } from './schema/must-have-tables.ts'
import { freePort, startServer } from './server.fixture.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()

/** Opens, and gives the failure's code and message; what is there must be as before. */
async function refusal(options: PostgresStoreOptions, database?: string): Promise<{ code: unknown; message: string }> {
  const before = database === undefined ? [] : await contentOf(database)
  const store = postgresStore({ connectTimeoutMs: 2_000, ...options })
  const error = await store.open().then(
    () => new Error('opened'),
    (found: unknown) => found as Error,
  )
  await store.close()
  if (database !== undefined) expect(await contentOf(database)).toEqual(before)
  return { code: 'code' in error ? error.code : undefined, message: error.message }
}

/** Every relation, function and schema of a database, and how many rows there are. */
async function contentOf(database: string): Promise<unknown> {
  return server.query(
    `SELECT n.nspname, c.relname, c.relkind,
       CASE WHEN c.relkind = 'r' THEN (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I.%I', n.nspname, c.relname), false, true, '')))[1]::text END AS rows
     FROM pg_namespace AS n LEFT JOIN pg_class AS c ON c.relnamespace = n.oid
     WHERE n.nspname !~ '^(pg_|information_schema)' ORDER BY 1, 2`,
    database,
  )
}

type Password = NonNullable<PostgresStoreOptions['password']>

describe('what cannot be reached says what to mend', () => {
  const at = (parts: string) => ({ connectionString: `postgres://${parts}` })
  const port = () => server.port
  const apart = (password: Password) => {
    return { host: '127.0.0.1', port: port(), user: 'postgres', database: 'postgres', password }
  }

  test.each<[string, () => PostgresStoreOptions, RegExp]>([
    [
      'no connection string at all',
      () => ({ connectionString: 'dossiers.db' }),
      /expected a connection string such as postgres:/,
    ],
    [
      'another program’s address',
      () => ({ connectionString: 'mysql://root:geheim@db/x' }),
      /expected a connection string such as/,
    ],
    ['a port where nobody listens', () => at('postgres:secret@127.0.0.1:1/postgres'), /nobody listens there: start the server/],
    [
      'several hosts',
      () => at(`postgres:geheim@127.0.0.1:${port()},127.0.0.2:5432/postgres`),
      /one host, found several: name the one that leads/,
    ],
    ['several hosts by name', () => at(`postgres:geheim@a.example,b.example/postgres`), /one host, found several/],
    ['several hosts by themselves', () => ({ ...apart('secret'), host: 'a.example,b.example' }), /one host, found several/],
    [
      'a schema in the connection string',
      () => at(`postgres:geheim@127.0.0.1:${port()}/postgres?schema=hue`),
      /schema.*give it beside/,
    ],
    [
      'a choice of servers',
      () => at(`postgres:geheim@127.0.0.1:${port()}/postgres?target_session_attrs=read-write`),
      /target_session_attrs/,
    ],
    [
      'a password that ends the address',
      () => at(`postgres:ge#heim@127.0.0.1:${port()}/postgres`),
      /# \/ \? and @ of a password as %23/,
    ],
    [
      'a certificate file that is not there',
      () => at(`postgres:geheim@127.0.0.1:${port()}/postgres?sslrootcert=/no/ca.pem`),
      /no such file: mend its path/,
    ],
    ['a host that is not there', () => at('postgres:secret@no-such-host.invalid/postgres'), /host.*mend it/],
    ['a wrong password', () => at(`postgres:geheim@127.0.0.1:${port()}/postgres`), /mend the user name, the password/],
    ['no password', () => at(`postgres@127.0.0.1:${port()}/postgres`), /mend|password/],
    ['a user that is not there', () => at(`nobody:geheim@127.0.0.1:${port()}/postgres`), /mend the user name, the password/],
    ['a database that is not there', () => at(`postgres:secret@127.0.0.1:${port()}/nowhere`), /no such database: create it/],
    ['TLS that the server has not', () => ({ connectionString: server.url(), ssl: true }), /takes no TLS: turn it on there/],
    ['a schema name that is none', () => ({ connectionString: server.url(), schema: '' }), /expected the name of a schema/],
    ['a schema of the server’s', () => ({ connectionString: server.url(), schema: 'pg_catalog' }), /not beginning with pg_/],
    [
      'a port that is none',
      () => ({ ...apart('secret'), port: 'abc' as never }),
      /a whole number from 1 to 65535 as port, found "abc"/,
    ],
    ['a host that is no text', () => ({ ...apart('secret'), host: 7 as never }), /a text as host, found number/],
    ['time that is none', () => ({ ...apart('secret'), connectTimeoutMs: Number.NaN }), /as connectTimeoutMs/],
    ['silence that is none', () => ({ ...apart('secret'), silentAfterMs: 0 }), /as silentAfterMs/],
    ['a wrong password by itself', () => apart('geheim'), /mend the user name, the password/],
    ['a password that is not to be had', () => apart(() => Promise.reject(new Error('the vault is away'))), /the vault is away/],
    ['one connection, which waits for itself', () => ({ connectionString: server.url(), max: 1 }), /at least 2 connections/],
  ])('%s', async (_, options, meaning) => {
    const { code, message } = await refusal(options())
    expect(code).toBe('STORE_UNREACHABLE')
    expect(message).toMatch(meaning)
    expect(message).not.toContain('geheim')
  })

  test('a port of the environment that is none', async () => {
    vi.stubEnv('PGPORT', 'abc')
    onTestFinished(() => void vi.unstubAllEnvs())
    const { port: _, ...rest } = apart('secret')
    const { code, message } = await refusal(rest)
    expect([code, message]).toEqual(['STORE_UNREACHABLE', 'expected a port in PGPORT, found "abc": mend or unset it'])
    expect((await refusal({ connectionString: 'postgres://a:b@127.0.0.1:1/c' })).message).toMatch(/nobody listens/)
  })

  test.each<[string, Password]>([
    ['as it is', 'secret'],
    ['by a function', () => 'secret'],
    ['later', () => Promise.resolve('secret')],
  ])('nothing, where host, user and password stand by themselves: a password %s', async (_, password) => {
    const store = postgresStore({ ...apart(password), database: await server.database() })
    await store.open()
    expect(await store.commit([commitOf('a', 1)])).toEqual([{ status: 'committed' }])
    await store.close()
  })

  test('a server that listens and never answers', async () => {
    const { createServer } = await import('node:net')
    const silent = createServer(() => undefined)
    const silentPort = await freePort()
    await new Promise<void>((resolve) => silent.listen(silentPort, '127.0.0.1', resolve))
    const { code, message } = await refusal({ ...at(`postgres:secret@127.0.0.1:${silentPort}/postgres`), connectTimeoutMs: 200 })
    expect([code, message]).toEqual(['STORE_UNREACHABLE', expect.stringMatching(/does not answer in time: mend host and port/)])
    silent.close()
  })

  test('a server of something else, which hangs up', async () => {
    const { createServer } = await import('node:net')
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const otherPort = await freePort()
    await new Promise<void>((resolve) => other.listen(otherPort, '127.0.0.1', resolve))
    const { code, message } = await refusal(at(`postgres:secret@127.0.0.1:${otherPort}/postgres`))
    expect([code, message]).toEqual([
      'STORE_UNREACHABLE',
      expect.stringMatching(/no PostgreSQL: try again, or mend host and port/),
    ])
    other.close()
  })

  test('an unreachable store may be opened once it is there', async () => {
    const database = 'later'
    const store = postgresStore({ connectionString: server.url(database) })
    await expect(store.open()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await server.query(`CREATE DATABASE ${database}`)
    await store.open()
    expect(await store.commit([commitOf('a', 1)])).toEqual([{ status: 'committed' }])
    await store.close()
  })
})

test('a value that no column has is refused, and the connection that it was asked on goes on', async () => {
  const store = postgresStore({ connectionString: server.url(await server.database()), max: 2 })
  onTestFinished(() => store.close())
  await store.open()
  await store.commit([commitOf('a', 1)])
  const circular: Record<string, unknown> = {}
  circular.self = circular
  for (const value of [circular, {}, () => 'a', Symbol('a'), [circular], new Date(0)]) {
    const given = value as unknown as string
    for (const call of [() => store.load(given), () => store.answer('a', given), () => store.releaseTimer(given, 'w', 1)])
      await expect(call()).rejects.toMatchObject({ code: 'STORE_INPUT_INVALID' })
  }
  const [row] = await store.journal('a', 0, 1)
  for (let tries = 0; tries < 4; tries += 1) {
    expect((await store.load('a'))?.seq).toBe(1)
    expect(await store.answer('a', row?.command ?? '')).toBeDefined()
    expect(await store.releaseTimer('a:1', 'w', 1)).toBe(false)
  }
})

describe('what is not ours, or newer, is left as it is', () => {
  test('a schema with tables of the same names', async () => {
    const database = await server.database()
    await server.query(`CREATE SCHEMA motcua; CREATE TABLE motcua.task (id int); INSERT INTO motcua.task VALUES (1)`, database)
    const { code, message } = await refusal({ connectionString: server.url(database) }, database)
    expect([code, message]).toEqual(['STORE_FOREIGN', expect.stringMatching(/found one with task: name another/)])
  })

  test('another program’s schema, while ours stands beside it in the same database', async () => {
    const database = await server.database()
    await server.query(`CREATE TABLE public.invoice (id int)`, database)
    expect(await refusal({ connectionString: server.url(database), schema: 'public' }, database)).toMatchObject({
      code: 'STORE_FOREIGN',
    })
    const [one, two] = ['one', 'Hai "Một cửa"'].map((schema) => postgresStore({ connectionString: server.url(database), schema }))
    await one?.open()
    await two?.open()
    await one?.commit([commitOf('a', 1)])
    expect([(await one?.load('a'))?.seq, await two?.load('a')]).toEqual([1, undefined])
    expect(await two?.commit([commitOf('a', 1, { open: [taskOf('a', 1)] })])).toEqual([{ status: 'committed' }])
    expect((await one?.tasks({ limit: 9 }))?.items).toEqual([])
    await one?.close()
    await two?.close()
  })

  test('a schema that a later release wrote', async () => {
    const database = await written()
    await server.query(`INSERT INTO motcua.motcua_migration VALUES (99, 'the future')`, database)
    const { code, message } = await refusal({ connectionString: server.url(database) }, database)
    expect([code, message]).toEqual(['STORE_NEWER', expect.stringMatching(/found 99: use the newer release/)])
  })

  test('a schema whose tables somebody dropped: each is named, to whoever writes and whoever looks', async () => {
    const database = await written()
    await server.query('DROP TABLE motcua.seal; DROP TABLE motcua.serial', database)
    for (const access of [{}, { access: 'reading' }, { access: 'existing' }] as const) {
      const { code, message } = await refusal({ connectionString: server.url(database), ...access }, database)
      expect([code, message]).toEqual([
        'STORE_FOREIGN',
        expect.stringMatching(/lacking the tables seal, serial: restore the schema from a backup/),
      ])
    }
  })

  test('no other than the tables that a new schema has are asked for', async () => {
    const database = await server.database()
    await migrated(database)
    const found = await server.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'motcua'::regnamespace AND relkind = 'r' ORDER BY relname COLLATE "C"`,
      database,
    )
    expect(found.map(({ name }) => name)).toEqual(TABLES)
  })

  test('a database in another encoding', async () => {
    await server.query(`CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`)
    const { code, message } = await refusal({ connectionString: server.url('latin') }, 'latin')
    expect([code, message]).toEqual(['STORE_FOREIGN', expect.stringMatching(/found LATIN1: create one with ENCODING 'UTF8'/)])
  })
})

describe('what cannot be written to says so when it is opened', () => {
  test.each([
    ['new', async () => server.database()],
    ['that has been written', written],
  ])('a read-only database, %s', async (_, make) => {
    const database = await make()
    await server.query(`ALTER DATABASE ${database} SET default_transaction_read_only = on`)
    const { code, message } = await refusal({ connectionString: server.url(database) }, database)
    expect([code, message]).toEqual(['STORE_READ_ONLY', expect.stringMatching(/default_transaction_read_only = on: turn it off/)])
  })

  test.each([
    "TYPE motcua.task AS ENUM ('a')",
    'FUNCTION motcua.next_serial(text, text) RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$',
  ])('a schema without tables in which another program has something under a name of ours: %s', async (made) => {
    const database = await server.database()
    await server.query(`CREATE SCHEMA motcua; CREATE ${made}`, database)
    const { code, message } = await refusal({ connectionString: server.url(database) }, database)
    expect([code, message]).toEqual(['STORE_FOREIGN', expect.stringMatching(/under a name of ours: name another schema/)])
  })

  test('a user without rights: to create, to use, to write', async () => {
    const database = await server.database()
    await server.query(`CREATE ROLE clerk LOGIN PASSWORD 'secret'`)
    const options = { connectionString: server.url(database).replace('postgres:secret', 'clerk:secret') }
    const creating = await refusal(options, database)
    expect([creating.code, creating.message]).toEqual(['STORE_READ_ONLY', expect.stringMatching(/lacks a right: grant it/)])
    await migrated(database)
    expect((await refusal(options, database)).message).toMatch(/lacking USAGE on the schema or SELECT on its tables/)
    await server.query('GRANT USAGE ON SCHEMA motcua TO clerk; GRANT SELECT ON ALL TABLES IN SCHEMA motcua TO clerk', database)
    const writing = await refusal(options, database)
    expect([writing.code, writing.message]).toEqual([
      'STORE_READ_ONLY',
      expect.stringMatching(/lacking DELETE on table .*: grant them/),
    ])
    // As docs/operate/postgres.md has it.
    await server.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA motcua TO clerk;
       GRANT USAGE ON ALL SEQUENCES IN SCHEMA motcua TO clerk; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA motcua TO clerk`,
      database,
    )
    const store = postgresStore(options)
    await store.open()
    expect(await store.commit([commitOf('a', 1, { open: [taskOf('a', 1)] })])).toEqual([{ status: 'committed' }])
    await store.close()
  })

  test('a standby', async () => {
    const primary = await startServer()
    await primary.end('SIGINT')
    const standby = await startServer({
      copyOf: join(primary.folder, 'data'),
      settings: { hot_standby: 'on' },
      prepare: (data) => writeFileSync(join(data, 'standby.signal'), ''),
    })
    const { code, message } = await refusal({ connectionString: standby.url() })
    expect([code, message]).toEqual(['STORE_READ_ONLY', expect.stringMatching(/found a standby: connect to the primary/)])
    await standby.remove()
    await primary.remove()
  })
})

test('the disk that is full, the page that is damaged and other words of the server’s are understood', () => {
  const said = (code: string) => {
    const error = new pg.DatabaseError('so it is', 8, 'error')
    error.code = code
    return storeFailure(error, 'here').code
  }
  expect(
    ['53100', 'XX001', '25006', '57P03', '53300', '23505', '22P05', '42501', '58030', '42703', '53200', 'F0000'].map(said),
  ).toEqual([
    ...['STORE_FULL', 'STORE_CORRUPT', 'STORE_READ_ONLY', 'STORE_UNREACHABLE', 'STORE_UNREACHABLE'],
    ...['STORE_INPUT_INVALID', 'STORE_INPUT_INVALID', 'STORE_READ_ONLY', 'STORE_UNREACHABLE', 'STORE_FOREIGN'],
    ...['STORE_UNREACHABLE', 'STORE_UNREACHABLE'],
  ])
})

test('a server that was killed and started again is used again, with everything that was acknowledged', async () => {
  const mortal = await startServer({ settings: { fsync: 'on' } })
  onTestFinished(() => mortal.remove())
  const store = postgresStore({ connectionString: mortal.url(), certaintyTimeoutMs: 60_000 })
  await store.open()
  let acknowledged = 0
  let isOver = false
  const codes = new Set<unknown>()
  const committing = (async () => {
    while (!isOver) {
      try {
        const [outcome] = await store.commit([commitOf('a', acknowledged + 1)])
        if (outcome?.status === 'committed') acknowledged += 1
        else codes.add(outcome)
      } catch (error) {
        codes.add((error as StoreFailure).code)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  })()
  await expect.poll(() => acknowledged, { timeout: 20_000 }).toBeGreaterThan(20)
  await mortal.end('SIGKILL')
  await mortal.start()
  // A commit that was on its way was looked up; what came while nobody listened was told so, and committed when it came again.
  const enough = acknowledged + 20
  await expect.poll(() => acknowledged, { timeout: 20_000 }).toBeGreaterThan(enough)
  isOver = true
  await committing
  await store.close()
  expect([...codes].filter((code) => code !== 'STORE_UNREACHABLE')).toEqual([])
  const rows = await mortal.query<{ seq: string }>('SELECT seq FROM motcua.journal ORDER BY seq')
  expect(rows.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: acknowledged }, (_, index) => index + 1))
})

test('a process that was too busy to hear the server does not take it for unreachable', async () => {
  const database = await server.database()
  const store = postgresStore({ connectionString: server.url(database), connectTimeoutMs: 1_000 })
  onTestFinished(() => store.close())
  await store.open()
  const asking = Array.from({ length: 5 }, () => store.load('a'))
  // What the driver has begun by now times out before the event loop comes to read.
  await new Promise((resolve) => setImmediate(resolve))
  const until = performance.now() + 1_500
  while (performance.now() < until);
  await expect(Promise.all(asking)).resolves.toEqual(Array(5).fill(undefined))
})

test('what contradicts itself is refused, and the store goes on', async () => {
  const database = await server.database()
  const store = postgresStore({ connectionString: server.url(database) })
  await store.open()
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  const wrong = [1n, circle].map((response) => commitOf('a', 1, { answer: { response: response as never } }))
  wrong.push(commitOf('a', 1, { open: [taskOf('a', 1, { name: { vi: 'Kiểm tra' } as never })] }))
  wrong.push(commitOf('a', 1, { open: [taskOf('a', 1, { name: null as never })] }))
  for (const commit of wrong) {
    await expect(store.commit([commitOf('b', 1), commit])).rejects.toMatchObject({ code: 'STORE_INPUT_INVALID' })
  }
  expect(await store.feed(null, 10)).toEqual([])
  expect(await store.commit([commitOf('b', 1)])).toEqual([{ status: 'committed' }])
  await store.close()
})

const NEW_COLUMN = 'ALTER TABLE @message ADD COLUMN sender text; ALTER TABLE @message ALTER COLUMN sender SET NOT NULL'

describe('migrations', () => {
  const latest = MIGRATIONS.length
  const next = (sql: string) => [...MIGRATIONS, { version: latest + 1, about: 'a test', sql }]

  test('are numbered 1, 2, 3 …', () => {
    expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, index) => index + 1))
  })

  test('bring an older schema up and keep what it holds; the older release then refuses it', async () => {
    const database = await written()
    await on(database, (db) => migrate(db, next('ALTER TABLE @task ADD COLUMN note text')))
    expect(await server.query('SELECT id, note FROM motcua.task', database)).toEqual([{ id: 'a:1', note: null }])
    expect(await refusal({ connectionString: server.url(database) }, database)).toMatchObject({ code: 'STORE_NEWER' })
  })

  test('to 14 keep the stages that dossiers had in their heads, and go on from them', async () => {
    const database = await server.database()
    await ofSchema13(database)
    const store = postgresStore({ connectionString: server.url(database) })
    await store.open()
    expect((await store.load('a'))?.head.stages).toEqual(['receive', 'in two words'])
    expect((await store.dossiers({ stage: 'in two words', limit: 9 })).items.map(({ dossier }) => dossier)).toEqual(['a'])
    await store.commit([commitOf('a', 2, { head: { stages: ['verify'], dueAt: 5 } })])
    const listed = await server.query('SELECT stage FROM motcua.stage', database)
    expect(listed).toEqual([{ stage: 'verify' }])
    await store.close()
  })

  test('to 14 keep what a node of the release before commits while the table of dossiers is written anew', async () => {
    const database = await server.database()
    await ofSchema13(database)
    const node = new pg.Client({ connectionString: server.url(database) })
    await node.connect()
    await node.query(`BEGIN; UPDATE motcua.dossier SET seq = 2`)
    const store = postgresStore({ connectionString: server.url(database) })
    const opening = store.open()
    const waiting = () =>
      server.query(`SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'motcua.dossier'::regclass`, database)
    await expect.poll(waiting, { timeout: 20_000 }).toHaveLength(1)
    await node.query('COMMIT')
    await node.end()
    await opening
    expect((await store.load('a'))?.seq).toBe(2)
    await store.close()
  })

  test.each<[string, string, (store: Store) => Promise<unknown>]>([
    ['a table that it reads has another name', 'ALTER TABLE @task RENAME TO work', (store) => store.tasks({ limit: 9 })],
    ['a column that it sets is gone', 'ALTER TABLE @job RENAME wake TO due', (store) => store.claimJobs('w', NOW, 1, 1)],
    ['a column that it does not know must be set', NEW_COLUMN, (store) => store.putMessage(messageOf('m1'))],
    [
      'the function that it commits by has another name',
      'ALTER FUNCTION @commit_batch RENAME TO commit_batch_otherwise',
      (store) => store.commit([commitOf('a', 2)]),
    ],
    ['it looks when it has something to do next', 'SELECT 1', (store) => store.nextDue()],
    ['it is asked for its health', 'SELECT 1', (store) => store.figures(NOW)],
  ])('by a later release are told to a node at work, which does nothing more: %s', async (_, sql, notices) => {
    const database = await written()
    const store = postgresStore({ connectionString: server.url(database) })
    await store.open()
    onTestFinished(() => store.close())
    await on(database, (db) => migrate(db, next(sql)))
    const newer = {
      code: 'STORE_NEWER',
      message: expect.stringContaining(`found ${latest + 1}: use the newer release`) as string,
    }
    await expect(notices(store)).rejects.toMatchObject(newer)
    await expect(store.commit([commitOf('b', 1)])).rejects.toMatchObject(newer)
    await expect(store.load('a')).rejects.toMatchObject(newer)
    expect(await server.query('SELECT dossier, seq::integer FROM motcua.dossier', database)).toEqual([{ dossier: 'a', seq: 1 }])
  })

  test('that fail leave the schema as it was', async () => {
    const database = await written()
    const before = await contentOf(database)
    await expect(on(database, (db) => migrate(db, next('DROP TABLE @serial; CREATE TABLE @task (x int)')))).rejects.toThrow(
      'task',
    )
    expect(await contentOf(database)).toEqual(before)
    await migrated(database)
  })

  test('that meet a node at work in a deadlock begin again, and are done', async () => {
    const database = await written()
    const waiting = (table: string) =>
      server.query(`SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'motcua.${table}'::regclass`, database)
    const [node, gate] = [await client(database), await client(database)]
    await gate.query('SELECT pg_advisory_lock(14)')
    await node.query(`SET deadlock_timeout = '1min'; BEGIN; LOCK TABLE motcua.task IN ROW EXCLUSIVE MODE`)
    // The last one to wait finds the deadlock and loses: the migration, which goes on when the node waits for it.
    const sql = `SET LOCAL deadlock_timeout = '20ms'; LOCK TABLE @dossier IN EXCLUSIVE MODE; SELECT pg_advisory_xact_lock(14);
      ALTER TABLE @task ADD COLUMN note text`
    const migrating = on(database, (db) => migrate(db, next(sql)))
    await expect
      .poll(() => server.query(`SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'advisory'`, database), { interval: 5 })
      .toHaveLength(1)
    const locking = node.query('LOCK TABLE motcua.dossier IN ROW EXCLUSIVE MODE')
    await expect.poll(() => waiting('dossier'), { interval: 5 }).toHaveLength(1)
    await gate.query('SELECT pg_advisory_unlock(14)')
    await locking
    await node.query('COMMIT')
    await migrating
    await Promise.all([node.end(), gate.end()])
    expect(await server.query('SELECT id, note FROM motcua.task', database)).toEqual([{ id: 'a:1', note: null }])
  })

  test('that get no lock within lock_timeout begin again, and give up in the end with nothing changed', async () => {
    const database = await written()
    // What a sequence gave out is not taken back.
    await server.query(`ALTER DATABASE ${database} SET lock_timeout = '20ms'; CREATE SEQUENCE tries`, database)
    const tries = async () => (await server.query<{ tries: string }>('SELECT last_value AS tries FROM tries', database))[0]?.tries
    const before = await contentOf(database)
    const node = await client(database)
    const column = next(`SELECT nextval('tries'); ALTER TABLE @task ADD COLUMN note text`)
    await node.query('BEGIN; LOCK TABLE motcua.task IN ROW EXCLUSIVE MODE')
    await expect(on(database, (db) => migrate(db, column))).rejects.toMatchObject({ code: '55P03' })
    expect(await tries()).toBe('10')
    expect(await contentOf(database)).toEqual(before)
    await node.query('COMMIT')
    await node.end()
  })

  test('and the node agree on what a commit hands over', async () => {
    const database = await written()
    const [{ names } = { names: [] }] = await server.query<{ names: string[] }>(
      `SELECT proargnames[1:pronargs] AS names FROM pg_proc WHERE proname = 'commit_batch'`,
      database,
    )
    expect(PARAMETERS).toEqual(names)
  })
})

async function client(database: string): Promise<pg.Client> {
  const node = new pg.Client({ connectionString: server.url(database) })
  await node.connect()
  return node
}

/** A database with one dossier and one task. */
async function written(): Promise<string> {
  const database = await server.database()
  const store = postgresStore({ connectionString: server.url(database) })
  await store.open()
  await store.commit([commitOf('a', 1, { open: [taskOf('a', 1)] })])
  await store.close()
  return database
}

/** A schema of version 13 with one dossier at two stages. */
async function ofSchema13(database: string): Promise<void> {
  await on(database, async (db) => {
    await migrate(db, MIGRATIONS.slice(0, 13))
    await db.plan(
      `INSERT INTO @dossier VALUES ('a', 1, '${commitOf('a', 2).row.previous}', 1, '', false, NULL, NULL, NULL, NULL)`,
    )
    await db.plan(`INSERT INTO @head (dossier, procedure, version, fingerprint, agency, status, standing, stages, applicant, title, digest, opened_at, due)
      VALUES ('a', 'p', 1, 'f', '', 'running', 'registered', '{receive,"in two words"}', 'x', 't', '', 1, 5)`)
    await db.plan(`INSERT INTO @stage VALUES ('', 'receive', 5, 'a'), ('', 'in two words', 5, 'a')`)
  })
}

function migrated(database: string): Promise<void> {
  return on(database, (db) => migrate(db))
}

async function on(database: string, work: (db: Database) => Promise<void>): Promise<void> {
  const db = new Database({ connectionString: server.url(database) })
  try {
    await work(db)
  } finally {
    await db.end()
  }
}
