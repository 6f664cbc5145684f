/** A pooler in transaction mode, as PgBouncer, passes the statements of one connection on to several of the server's. */
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { Database } from './database.ts'
import { storeFailure } from './failure.ts'
import { postgresStore } from './index.ts'
import { startProxy } from './proxy.fixture.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()

test('a prepared name stands for the same statement at every node, whatever each asked before', async () => {
  const texts = ['SELECT 1 AS one', 'SELECT 2 AS two', 'SELECT 3 AS three']
  const preparedBy = async (asked: readonly string[]) => {
    const db = new Database({ connectionString: server.url() })
    onTestFinished(() => db.end())
    return db.with(async (session) => {
      for (const text of asked) await session.run(text)
      return session.plan<{ name: string; statement: string }>('SELECT name, statement FROM pg_prepared_statements')
    })
  }
  const prepared = [...(await preparedBy(texts)), ...(await preparedBy(texts.toReversed()))]
  expect(prepared).toHaveLength(6)
  expect(new Set(prepared.map(({ name }) => name)).size).toBe(3)
  expect(new Set(prepared.map(({ name, statement }) => `${name} ${statement}`)).size).toBe(3)
})

test.each([
  ['synchronous_commit', 'off', 'on'],
  ['default_transaction_isolation', 'serializable', 'read committed'],
])(
  'behind it %s must be by default as commits need it, since what one connection sets is set on another',
  async (name, wrong, right) => {
    const database = await server.database()
    await server.query(`ALTER DATABASE ${database} SET ${name} = '${wrong}'`)
    const pooler = await startProxy(server.port, { isPooler: true })
    onTestFinished(() => pooler.close())
    const open = async (port: number) => {
      const store = postgresStore({ connectionString: `postgres://postgres:secret@127.0.0.1:${port}/${database}` })
      onTestFinished(() => store.close())
      await store.open()
    }
    await expect(open(pooler.port)).rejects.toMatchObject({
      name: 'StoreFailure',
      code: 'STORE_UNREACHABLE',
      message: expect.stringContaining(`ALTER ROLE postgres IN DATABASE ${database} SET ${name} = '${right}'`) as string,
    })
    expect(await server.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'motcua'`, database)).toEqual([])
    await server.query(`ALTER ROLE postgres IN DATABASE ${database} SET ${name} = '${right}'`)
    await open(pooler.port)
  },
)

test.each([
  ['26000', 'prepared statement "motcua_1" does not exist', /pooler.*max_prepared_statements/],
  ['42P05', 'prepared statement "motcua_1" already exists', /pooler.*max_prepared_statements/],
  ['08P01', 'transaction blocks not allowed in statement pooling mode', /pooler.*pool_mode/],
])('what a pooler that is set up otherwise says is told with what to mend: %s', (code, said, remedy) => {
  const error = Object.assign(new pg.DatabaseError(said, 9, 'error'), { code })
  expect(storeFailure(error, 'here')).toMatchObject({
    code: 'STORE_UNREACHABLE',
    message: expect.stringMatching(remedy) as string,
  })
})
