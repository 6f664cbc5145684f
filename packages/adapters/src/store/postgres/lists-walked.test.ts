import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DossierQuery, TaskQuery } from '@motcua/engine/ports'
import { Database, type Session, type Value } from './database.ts'
import { postgresStore } from './index.ts'
import { kindsOf, usualLists } from './queries/dossier-lists.ts'
import { Dossiers, statementOf as dossiersOf } from './queries/dossiers.ts'
import { shortest } from './queries/shortest.ts'
import { statementOf as tasksOf } from './queries/tasks.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()
let db: Database
beforeAll(async () => {
  const store = postgresStore({ connectionString: server.url() })
  await store.open()
  await store.close()
  db = new Database({ connectionString: server.url() })
  // What has passed through leaves its room in the indices, which the planner takes for dear ever after; the rows that are left are few and dense.
  for (const [table, rows] of Object.entries(ROWS)) {
    await db.plan(`${rows} FROM generate_series(${LEFT + 1}, 40000) AS n`)
    await db.plan(`DELETE FROM @${table}`)
    await db.plan(`VACUUM @${table}`)
    await db.plan(`${rows} FROM generate_series(1, ${LEFT}) AS n`)
    await db.plan(`VACUUM (ANALYZE) @${table}`)
  }
}, 60_000)
afterAll(() => db.end())

const LEFT = 5_000
const [DOSSIER, DUE] = [`'d' || lpad(n::text, 5, '0')`, '(n * 7919) % 50000']
/** A role has one stage, and a stage one element: what is asked for together goes together. */
const ROLE = `(ARRAY['leader', 'counter', 'counter', 'archivist'])[1 + n % 4]`
const STAGE = `(ARRAY['sign', 'receive', 'return', 'archive'])[1 + n % 4]`
const ROWS = {
  task: `
    INSERT INTO @task (id, dossier, agency, procedure, element, name, role, groups, unit, assignee, excluded, stage, title, digest, applicant, opened_at, due)
    SELECT ${DOSSIER} || ':1', ${DOSSIER}, '', 'p' || n % 50, ${STAGE}, 'Công việc', ${ROLE}, '{}', 'u' || n % 30,
      CASE WHEN n % 3 = 0 THEN 'person-' || n % 100 END, '{}', ${STAGE}, 'Hồ sơ', 'x', '001', n, ${DUE}`,
  head: `
    INSERT INTO @head (dossier, procedure, version, fingerprint, agency, status, standing, applicant, title, digest, opened_at, due, ended_at)
    SELECT ${DOSSIER}, 'p' || n % 50, 1, 'f', '', 'running', (ARRAY['inProgress', 'supplementAsked'])[1 + n % 2], '001', 'Hồ sơ',
      repeat('x', 22) || repeat('0', 16), n, ${DUE}, CASE WHEN n % 2 = 0 THEN n + 9 END`,
  stage: `INSERT INTO @stage (agency, stage, due, dossier) SELECT '', ${STAGE}, ${DUE}, ${DOSSIER}`,
} as const

const one = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const asked = <T>(fields: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc
    .tuple(fc.record(fields), fc.subarray(Object.keys(fields) as (keyof T & string)[], { maxLength: 4 }))
    .map(([all, names]) => Object.fromEntries(names.map((name) => [name, all[name]])) as Partial<T>)

const task = asked<Omit<TaskQuery, 'limit' | 'text' | 'agency' | 'dossier'>>({
  roles: one(['leader'], ['counter', 'leader']),
  candidate: one({ person: 'person-7', roles: ['leader', 'counter'], groups: ['night'], ownRole: null }),
  stage: one('sign', 'receive'),
  element: one('sign', 'receive'),
  unit: one('u7'),
  procedure: one('p7'),
  assignee: one(null, 'person-7'),
  dueBefore: one(30_000, 60_000),
  dueFrom: one(100, 20_000),
  after: one(JSON.stringify([9, 0, 0])),
})

test('whatever tasks are asked for together, lists are walked in their order, and the table is never read for them', async () => {
  await fc.assert(
    fc.asyncProperty(task, async (query) => {
      const { text, values } = tasksOf({ ...query, limit: 50 }, 51, undefined)
      expect(await waysTo('task', text, values)).not.toContain('Seq Scan')
    }),
    { numRuns: 60 },
  )
})

test('a leader’s tasks at a stage and those of who may be one are walked, after much has passed through', async () => {
  const candidate = { person: 'person-7', roles: ['leader'], groups: ['night'], ownRole: null }
  for (const query of [
    { roles: ['leader'], stage: 'sign' },
    { candidate, stage: 'sign' },
  ]) {
    const { text, values } = tasksOf({ ...query, limit: 50 }, 51, undefined)
    expect(new Set(await waysTo('task', text, values))).toEqual(new Set(['Index Only Scan', 'Index Scan']))
  }
})

const dossier = asked<Omit<DossierQuery, 'limit' | 'text' | 'agency' | 'applicant' | 'code'>>({
  procedure: one('p7'),
  standing: one('inProgress'),
  isOpen: fc.boolean(),
  isSuspended: one(false),
  dueBefore: one(30_000, 60_000),
  openedFrom: one(9),
  openedBefore: one(4_000),
  endedFrom: one(9),
  order: one('due', 'opened'),
})

test('whatever dossiers are asked for together, lists are walked in their order, and the table is never read for them', async () => {
  await fc.assert(
    fc.asyncProperty(dossier, async (query) => {
      fc.pre(kindsOf({ ...query, limit: 50 }).length > 0)
      const { text, values } = dossiersOf({ ...query, limit: 50 }, 51, undefined, usualLists({ ...query, limit: 50 }))
      expect(await waysTo('head', text, values)).not.toContain('Seq Scan')
    }),
    { numRuns: 60 },
  )
})

test('lists are counted in their indices alone', async () => {
  await db.asOfOneMoment(async (session) => {
    const counted: string[] = []
    const explained: Session = {
      ...session,
      plan: async <R>(text: string, values: readonly Value[] = []) => {
        counted.push(...(await waysTo('stage', text, values, session)), ...(await waysTo('head', text, values, session)))
        return session.plan<R>(text, values)
      },
    }
    await shortest(explained, { procedure: 'p7', stage: 'sign', openedFrom: 9, limit: 50 })
    expect(new Set(counted)).toEqual(new Set(['Index Only Scan']))
  })
})

test('what most of the open dossiers have is met on a walk, and what few have is read whole', async () => {
  const listFor = (query: Omit<DossierQuery, 'limit'>) =>
    db.asOfOneMoment((session) => shortest(session, { isOpen: true, ...query, limit: 50 }))
  const walked = { open: { by: 'all', isWhole: false } }
  expect(await listFor({ standing: 'supplementAsked', order: 'opened' })).toEqual(walked)
  expect(await listFor({ dueBefore: 30_000, order: 'opened' })).toEqual(walked)
  expect(await listFor({ openedFrom: 9 })).toEqual(walked)
  expect(await listFor({ procedure: 'p7', order: 'opened' })).toEqual({ open: { by: 'procedure', isWhole: true } })
  expect(await listFor({ openedFrom: LEFT - 9 })).toEqual({ open: { by: 'opened', isWhole: true } })
  // How many are open says nothing of what has ended.
  expect(await listFor({ isOpen: false, standing: 'inProgress', endedFrom: 9 })).toMatchObject({ ended: { by: 'standing' } })
  // A short list in the order that is asked for is read as far as the page.
  expect(await listFor({ procedure: 'p7', stage: 'sign' })).toEqual({ open: { by: 'procedure', isWhole: false } })
  // For stages each row has to be looked up, and for suspensions read.
  expect(await listFor({ standing: 'supplementAsked', stage: 'receive', order: 'opened' })).toMatchObject({
    open: { isWhole: true },
  })
})

test('what is asked for of a long list is looked at in its index, and only what has it is read', async () => {
  const asked = [
    { standing: 'supplementAsked', dueBefore: 30_000, order: 'opened' },
    { standing: 'inProgress', endedFrom: 9, openedBefore: 4_000 },
    { procedure: 'p8', endedBefore: 9_000, order: 'opened' },
    { isOpen: false, openedFrom: 4_000 },
    { isOpen: false, openedFrom: 4_000, standing: 'inProgress' },
  ] as const
  for (const query of asked) {
    const { text, values } = dossiersOf({ ...query, limit: 50 }, 51, undefined, usualLists({ ...query, limit: 50 }))
    expect(new Set(await waysTo('head', text, values))).toEqual(new Set(['Index Only Scan', 'Index Scan']))
    const plan = await db.plan<object>(`EXPLAIN ${text}`, values)
    const read = plan.map((row) => String(Object.values(row)[0])).filter((line) => line.includes('Index Scan using'))
    expect(read.filter((line) => / on head /.test(line)).every((line) => line.includes('head_pkey'))).toBe(true)
  }
})

test('dossiers without an applicant are found by that, not by walking all others', async () => {
  const statements: { readonly text: string; readonly values: readonly Value[] }[] = []
  class Heard extends Database {
    override search<R>(text: string, values: readonly Value[] = []): Promise<R[]> {
      statements.push({ text, values })
      return super.search<R>(text, values)
    }
  }
  const heard = new Heard({ connectionString: server.url() })
  expect((await new Dossiers(heard).page({ hasApplicant: false, isOpen: true, limit: 50 })).items).toEqual([])
  await heard.end()
  const [asked] = statements
  const plan = await db.plan<object>(`EXPLAIN ${asked?.text}`, asked?.values)
  expect(plan.map((row) => String(Object.values(row)[0])).join('\n')).toContain('head_by_applicant')
})

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly Node[]
}

/** How a table is read. */
async function waysTo(
  table: string,
  text: string,
  values: readonly Value[],
  session: Pick<Session, 'plan'> = db,
): Promise<readonly string[]> {
  const [explained] = await session.plan<Record<string, readonly [{ readonly Plan: Node }]>>(
    `EXPLAIN (FORMAT JSON) ${text}`,
    values,
  )
  const ways = (node: Node): readonly string[] => [
    ...(node['Relation Name'] === table ? [node['Node Type']] : []),
    ...(node.Plans ?? []).flatMap(ways),
  ]
  const plan = explained?.['QUERY PLAN']?.[0].Plan
  return plan === undefined ? [] : ways(plan)
}
