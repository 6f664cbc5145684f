import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { StoreSubject } from '../../../../engine/src/testing/contracts/store/law.ts'
import { storeContract } from '../../../../engine/src/testing/contracts/store.ts'
import type { Store } from '@motcua/engine/ports'
import { empty } from './empty.fixture.ts'
import { holds } from './holds.fixture.ts'
import { postgresStore } from './index.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()
let database = ''
beforeAll(async () => {
  database = await server.database()
})

const sql = (text: string) => ({ sql: text, params: [] })

/** Schemas that laws leave behind are emptied for the next: making one costs a tenth of a second. */
let schemas = 0
const free: string[] = []
const used: string[] = []
const schemaOf = new WeakMap<Store, string>()
const subject: StoreSubject = {
  async open() {
    const schema = free.pop()
    if (schema !== undefined) await empty(server, database, schema)
    const name = schema ?? `law_${(schemas += 1)}`
    used.push(name)
    return opened(name)
  },
  async reopen(store) {
    await store.close()
    return opened(schemaOf.get(store) ?? '')
  },
  holds: (store, text) => holds(server, database, schemaOf.get(store) ?? '', text),
  own: {
    create: { sql: 'DELETE FROM own_rows', params: [] },
    insert: (number) => ({ sql: `INSERT INTO own_rows (number) VALUES ($1)`, params: [number] }),
    async numbers() {
      const rows = await server.query<{ number: number }>('SELECT number FROM own_rows ORDER BY number', database)
      return rows.map(({ number }) => number)
    },
    ruins: {
      'a check at the commit': [sql('INSERT INTO own_checked (number) VALUES (1), (1)')],
      'a serialization failure': [sql(`DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$`)],
      'a constraint named as one of ours': [sql('INSERT INTO own_head VALUES (1), (1)')],
      'the end of the connection': [sql('SELECT pg_terminate_backend(pg_backend_pid())')],
      'a procedure that commits': [sql('DO $$ BEGIN COMMIT; END $$')],
      'a comment in a comment': [sql('/* /* */ */ COMMIT')],
      'a comment that ends with a carriage return': [sql('-- x\rCOMMIT')],
      'what no statement waits for': [sql('SELECT pg_sleep(600)')],
      'what stays with the connection': [sql('SET synchronous_commit = off')],
      'the statements of the connection': [sql('DEALLOCATE ALL')],
      'what others send': [sql('COPY own_rows FROM STDIN')],
    },
  },
}

async function opened(schema: string): Promise<Store> {
  const store = postgresStore({ connectionString: server.url(database), schema, max: 2, ownTimeoutMs: 250 })
  schemaOf.set(store, schema)
  await store.open()
  return store
}

describe('the PostgreSQL store keeps the contract', () => {
  beforeAll(() =>
    server.query(
      `CREATE TABLE own_rows (number integer);
       CREATE TABLE own_checked (number integer UNIQUE DEFERRABLE INITIALLY DEFERRED);
       CREATE TABLE own_head (number integer CONSTRAINT head_pkey PRIMARY KEY)`,
      database,
    ),
  )
  afterEach(() => void free.push(...used.splice(0)))

  test.each(storeContract.laws)('$name', async (law) => {
    await expect(law.check(subject)).resolves.toBeUndefined()
  })
})
