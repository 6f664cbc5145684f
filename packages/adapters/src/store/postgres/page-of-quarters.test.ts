import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DossierQuery } from '@motcua/engine/ports'
import { Database } from './database.ts'
import { usualLists } from './queries/dossier-lists.ts'
import { statementOf } from './queries/dossiers.ts'
import { migrate } from './schema/migrate.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()
const QUARTER = 2 ** 33
const FIRST = 20 * QUARTER
const [QUARTERS, ROWS] = [6, 6_000]
const LAST = FIRST + QUARTERS * QUARTER

let db: Database
beforeAll(async () => {
  db = new Database({ connectionString: server.url() })
  await migrate(db)
  // Opened evenly; most end within days, and one in a hundred after two quarters.
  const opened = `${FIRST} + (n * 7919::bigint % ${ROWS}) * ${(QUARTERS * QUARTER) / ROWS}`
  await db.plan(`
    INSERT INTO @head (dossier, procedure, version, fingerprint, agency, status, standing, applicant, title, digest, opened_at, due, ended_at)
    SELECT 'd' || n, 'p' || n % 2, 1, 'f', CASE WHEN n % 10 = 0 THEN 'H22' ELSE '' END, 'completed', 'returned', '', '', 'x', ${opened}, (n * 31) % 700,
      ${opened} + CASE WHEN n % 100 = 0 THEN 2 * ${QUARTER} ELSE n * 9999::bigint END FROM generate_series(1, ${ROWS}) AS n`)
  await db.plan(
    `INSERT INTO @dossier (dossier, seq, tx, hash, stages, digest, suspended) SELECT dossier, 1, 1, 'h', '{}', 'x', false FROM @head`,
  )
  await db.plan('VACUUM (ANALYZE) @head')
}, 60_000)
afterAll(() => db.end())

const instant = fc.integer({ min: FIRST, max: LAST })
const fields = {
  openedFrom: instant,
  openedBefore: instant,
  endedFrom: instant,
  endedBefore: instant,
  procedure: fc.constantFrom('p0', 'p1'),
}
const query = fc
  .tuple(
    fc.record(fields),
    fc.subarray(['openedFrom', 'openedBefore', 'endedFrom', 'endedBefore', 'procedure'] as const, { minLength: 1 }),
  )
  .map(([all, names]): Omit<DossierQuery, 'limit'> => ({
    isOpen: false,
    ...Object.fromEntries(names.map((name) => [name, all[name]])),
  }))

test('whether a quarter has few that are asked for or many, its page is that of the table', async () => {
  await fc.assert(
    fc.asyncProperty(query, fc.constantFrom('due', 'opened'), async (asked, order) => {
      const limit = 60
      const { text, values } = statementOf({ ...asked, order, limit }, limit, undefined, {
        ended: { by: 'quarter', isWhole: false },
      })
      const found = await db.search<{ dossier: string }>(text, values)
      const { openedFrom = null, openedBefore = null, endedFrom = null, endedBefore = null, procedure = null } = asked
      const expected = await db.search<{ dossier: string }>(
        `SELECT dossier FROM @head WHERE coalesce(opened_at >= $1::bigint, true) AND coalesce(opened_at < $2::bigint, true)
           AND coalesce(ended_at >= $3::bigint, true) AND coalesce(ended_at < $4::bigint, true) AND coalesce(procedure = $5, true)
         ORDER BY ${order === 'opened' ? 'opened_at DESC' : 'due'}, dossier LIMIT ${limit}`,
        [openedFrom, openedBefore, endedFrom, endedBefore, procedure],
      )
      expect(found.map(({ dossier }) => dossier)).toEqual(expected.map(({ dossier }) => dossier))
    }),
    { numRuns: 150 },
  )
})

async function planOf(asked: Omit<DossierQuery, 'limit'>, limit: number): Promise<string> {
  const { text, values } = statementOf({ ...asked, limit }, limit, undefined, usualLists({ ...asked, limit }))
  const rows = await db.transaction(async (session) => {
    await session.plan('SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off')
    return session.plan<object>(`EXPLAIN (ANALYZE) ${text}`, values)
  })
  return rows.map((row) => String(Object.values(row)[0])).join('\n')
}

test('of many quarters no more rows are read than a page has', async () => {
  const limit = 5
  for (const asked of [
    { openedFrom: FIRST },
    { endedFrom: FIRST, procedure: 'p1' },
    { endedFrom: FIRST, order: 'opened' },
  ] as const) {
    const plan = await planOf({ isOpen: false, ...asked }, limit)
    expect(Number(/Index Scan using head_pkey on head .*loops=(\d+)/.exec(plan)?.[1])).toBe(limit)
  }
})

test('quarters in which nothing ended that was open at an instant long ago are not walked', async () => {
  const long = FIRST + QUARTER
  const plan = await planOf({ openedBefore: long, endedFrom: long }, 50)
  const walked = [
    ...plan.matchAll(/Index Only Scan using head_ended_by_quarter on head .*?rows=([\d.]+) loops=(\d+)\)[^]*?(?=->|$)/g),
  ]
  const passed = walked.map(
    ([node, rows, loops]) =>
      Number(rows) * Number(loops) + Number(/Removed by Filter: (\d+)/.exec(node)?.[1] ?? 0) * Number(loops),
  )
  expect(walked.length).toBeGreaterThan(0)
  // Each quarter has a thousand.
  expect(passed.reduce((sum, each) => sum + each, 0)).toBeLessThan(1_000)
})
