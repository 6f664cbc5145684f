import { expect, test } from 'vitest'
import { Database } from './database.ts'
import { openedBehind } from './opened-behind.fixture.ts'
import { usualLists } from './queries/dossier-lists.ts'
import { statementOf } from './queries/dossiers.ts'
import { migrate, MIGRATIONS } from './schema/migrate.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()
const QUARTER = 2 ** 33
const OPENED = 20 * QUARTER

test('the migration to 23 waits for who commits, and what ended before it was opened is listed among what was opened since', async () => {
  const database = await server.database()
  const db = new Database({ connectionString: server.url(database) })
  await migrate(db, MIGRATIONS.slice(0, 22))
  const put = (dossier: string, endedAt: number | null) => `
    INSERT INTO motcua.dossier (dossier, seq, tx, hash, stages, digest, suspended) VALUES ('${dossier}', 1, 1, 'h', '{}', 'x', false);
    INSERT INTO motcua.head (dossier, procedure, version, fingerprint, agency, status, standing, applicant, title, digest, opened_at, due, ended_at)
    VALUES ('${dossier}', 'p', 1, 'f', '', 'completed', 'returned', '', '', 'x', ${OPENED}, ${OPENED}, ${endedAt})`
  for (const [dossier, endedAt] of [
    ['a', OPENED - 3 * QUARTER],
    ['b', OPENED],
    ['c', null],
  ] as const)
    await server.query(put(dossier, endedAt), database)
  const store = await openedBehind(server, database, 'c', (node) => node.query(put('d', 1)))
  const asked = { isOpen: false, openedFrom: OPENED, limit: 9 }
  expect((await store.dossiers(asked)).items.map(({ dossier }) => dossier)).toEqual(['a', 'b', 'd'])
  // As from a list that is long.
  const { text, values } = statementOf(asked, 9, undefined, usualLists(asked))
  expect((await db.search<{ dossier: string }>(text, values)).map(({ dossier }) => dossier)).toEqual(['a', 'b', 'd'])
  expect((await store.load('a'))?.head.endedAt).toBe(OPENED)
  expect((await store.load('c'))?.head.endedAt).toBe(null)
  await db.end()
  await store.close()
})

test('of many quarters no more rows are read than a page has', async () => {
  const database = await server.database()
  const db = new Database({ connectionString: server.url(database) })
  await migrate(db)
  const [quarters, ofEach] = [6, 20]
  await db.plan(`
    INSERT INTO @head (dossier, procedure, version, fingerprint, agency, status, standing, applicant, title, digest, opened_at, due, ended_at)
    SELECT 'd' || n, 'p', 1, 'f', '', 'completed', 'returned', '', '', 'x', ${OPENED} + n, n, ${OPENED} + n + (n % ${quarters})::bigint * ${QUARTER}
    FROM generate_series(1, ${quarters * ofEach}) AS n`)
  await db.plan(
    'INSERT INTO @dossier (dossier, seq, tx, hash, stages, digest, suspended) SELECT dossier, 1, 1, $1, $2, $1, false FROM @head',
    ['h', []],
  )
  await db.plan('VACUUM (ANALYZE) @head')
  const limit = 5
  for (const asked of [
    { openedFrom: OPENED },
    { endedFrom: OPENED, procedure: 'p' },
    { endedFrom: OPENED, order: 'opened' },
  ] as const) {
    const query = { isOpen: false, ...asked, limit }
    const { text, values } = statementOf(query, limit, undefined, usualLists(query))
    const rows = await db.transaction(async (session) => {
      await session.plan('SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off')
      return session.plan<object>(`EXPLAIN (ANALYZE) ${text}`, values)
    })
    const plan = rows.map((row) => String(Object.values(row)[0])).join('\n')
    expect(Number(/Index Scan using head_pkey on head .*loops=(\d+)/.exec(plan)?.[1])).toBe(limit)
  }
  await db.end()
})
