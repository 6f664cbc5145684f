import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryStore } from '@motcua/engine'
import type { Page, StoredTask, TaskQuery } from '@motcua/engine/ports'
import { commitOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { Database } from './database.ts'
import { empty } from './empty.fixture.ts'
import { postgresStore } from './index.ts'
import { narrowed } from './queries/narrowed.ts'
import { statementOf } from './queries/tasks.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()
let db: Database
beforeAll(async () => {
  const store = postgresStore({ connectionString: server.url() })
  await store.open()
  const open = (count: number, role: string | null, stage: string) =>
    Array.from({ length: count }, (_, n) =>
      taskOf('a', n + 1, { id: `a:${role}-${stage}-${n}`, role, stage, element: `to-${stage}` }),
    )
  await store.commit([
    commitOf('a', 1, { open: [...open(9, 'counter', 'receive'), ...open(1, 'counter', 'return'), ...open(4, 'leader', 'sign')] }),
    commitOf('b', 1, { open: open(1, null, 'archive').map((task) => ({ ...task, dossier: 'b', id: 'b:1' })) }),
  ])
  await store.close()
  db = new Database({ connectionString: server.url() })
})
afterAll(() => db.end())

test('what stands nowhere is not looked for', async () => {
  expect(await narrowed(db, { roles: ['counter'], stage: 'sign', limit: 9 })).toBe('nothing')
  expect(await narrowed(db, { element: 'to-nowhere', limit: 9 })).toBe('nothing')
  expect(await narrowed(db, { stage: 'sign', agency: 'H22', limit: 9 })).toBe('nothing')
})

test('lists of roles that have none of a stage or an element are left out', async () => {
  const two = { stage: 'sign', roles: ['counter', 'leader'], limit: 9 }
  expect(await narrowed(db, two)).toEqual({ query: { ...two, roles: ['leader'] } })
  const candidate = { person: 'an', roles: ['counter', 'leader'], groups: ['night'], ownRole: null }
  expect(await narrowed(db, { candidate, element: 'to-return', limit: 9 })).toMatchObject({
    query: { candidate: { ...candidate, roles: ['counter'] } },
  })
  expect(await narrowed(db, { element: 'to-sign', limit: 9 })).toMatchObject({ query: { roles: ['leader'] } })
  // A task without a role stands in no list of one.
  expect(await narrowed(db, { element: 'to-archive', limit: 9 })).toEqual({ query: { element: 'to-archive', limit: 9 } })
})

test('the list of a stage is read rather than that of a role which has much else to do', async () => {
  const part = await narrowed(db, { roles: ['counter'], stage: 'return', limit: 9 })
  if (part === 'nothing') throw new Error('expected a task')
  expect(part.instead).toEqual({ column: 'stage', values: ['return'] })
  const { text } = statementOf(part.query, 10, undefined, part.instead)
  expect(text).toContain('t.stage = k.value')
  expect(text).not.toContain('t.role = k.value')
  expect(await narrowed(db, { roles: ['leader'], stage: 'sign', limit: 9 })).not.toHaveProperty('instead.column')
})

test('lists of the procedures that have a rare element are read rather than those of roles, and of those of a stage where they are shorter', async () => {
  const database = await server.database()
  const store = postgresStore({ connectionString: server.url(database) })
  await store.open()
  const many = Array.from({ length: 90 }, (_, n) =>
    taskOf('m', n + 1, { id: `m:${n}`, procedure: 'p', role: 'counter', stage: 'sign' }),
  )
  const few = [taskOf('f', 1, { procedure: 'rare', role: 'counter', element: 'inspect', stage: 'sign' })]
  await store.commit([commitOf('m', 1, { open: many }), commitOf('f', 1, { open: few })])
  const other = new Database({ connectionString: server.url(database) })
  const procedures = { column: 'procedure', values: ['rare'] }
  expect(await narrowed(other, { element: 'inspect', limit: 9 })).toMatchObject({ instead: procedures })
  expect(await narrowed(other, { element: 'inspect', roles: ['counter'], limit: 9 })).toMatchObject({ instead: procedures })
  expect(await narrowed(other, { element: 'inspect', stage: 'sign', limit: 9 })).toMatchObject({ instead: procedures })
  expect((await store.tasks({ element: 'inspect', limit: 9 })).items.map(({ id }) => id)).toEqual(['f:1'])
  await other.end()
  await store.close()
})

test('of a candidate’s roles only those are looked at that are asked for', async () => {
  const candidate = { person: 'an', roles: ['counter', 'leader'], groups: [], ownRole: null }
  expect(await narrowed(db, { candidate, roles: ['leader', 'archivist'], limit: 9 })).toMatchObject({
    query: { candidate: { roles: ['leader'] } },
  })
  expect(await narrowed(db, { candidate, roles: ['archivist'], limit: 9 })).toBe('nothing')
  expect(await narrowed(db, { candidate: { ...candidate, groups: ['night'] }, roles: ['archivist'], limit: 9 })).not.toBe(
    'nothing',
  )
})

const PROCEDURES = ['p', 'q'] as const
const [role, stage, element] = [
  fc.constantFrom('counter', 'leader'),
  fc.constantFrom('sign', 'verify'),
  fc.constantFrom('s', 'v'),
]
const task = fc.record({
  role: fc.oneof(role, fc.constant(null)),
  stage: fc.oneof(stage, fc.constant(null)),
  element,
  procedure: fc.constantFrom(...PROCEDURES),
  assignee: fc.constantFrom(null, 'an', 'binh'),
  groups: fc.constantFrom<readonly string[]>([], ['night']),
  dueAt: fc.constantFrom(null, 3, 5),
})
const CONDITIONS = {
  roles: fc.subarray(['counter', 'leader', 'archivist']),
  candidate: fc.record({
    person: fc.constantFrom('an', 'chi'),
    roles: fc.subarray(['counter', 'leader']),
    groups: fc.subarray(['night']),
    ownRole: fc.constantFrom(null, 'leader'),
  }),
  stage,
  element,
  assignee: fc.constantFrom(null, 'an'),
  dueFrom: fc.constantFrom(3, 5),
  dueBefore: fc.constantFrom(5, 9),
}
const question = fc
  .tuple(
    fc.record(CONDITIONS),
    fc.subarray(Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[], { minLength: 1, maxLength: 3 }),
  )
  .map(([all, names]): Omit<TaskQuery, 'limit'> => Object.fromEntries(names.map((name) => [name, all[name]])))

test('whatever is asked for, pages of a worklist are those of the memory store, whichever lists are read', async () => {
  const database = await server.database()
  const store = postgresStore({ connectionString: server.url(database), max: 2 })
  await store.open()
  const other = new Database({ connectionString: server.url(database) })
  await fc.assert(
    fc.asyncProperty(
      fc.array(task, { maxLength: 15 }),
      fc.array(question, { minLength: 8, maxLength: 8 }),
      async (tasks, questions) => {
        await empty(server, database, 'motcua')
        const model = memoryStore()
        await model.open()
        const commits = [commitOf('d', 1, { open: tasks.map((each, n) => taskOf('d', n + 1, each)) })]
        await Promise.all([model.commit(commits), store.commit(commits)])
        for (const query of questions) {
          const expected = (await pages((after) => model.tasks({ ...query, ...after, limit: 3 }))).map(({ id }) => id)
          const found = await pages((after) => store.tasks({ ...query, ...after, limit: 3 }))
          expect(found.map(({ id }) => id)).toEqual(expected)
          if (query.assignee === 'an') continue
          const instead = [
            { column: 'procedure' as const, values: PROCEDURES },
            ...(query.stage === undefined ? [] : [{ column: 'stage' as const, values: [query.stage] }]),
          ]
          for (const lists of instead) {
            const { text, values } = statementOf({ ...query, limit: 99 }, 99, undefined, lists)
            expect((await other.search<StoredTask>(text, values)).map(({ id }) => id)).toEqual(expected)
          }
        }
      },
    ),
    { numRuns: 20 },
  )
  await other.end()
  await store.close()
}, 60_000)

async function pages(read: (after: { after?: string }) => Promise<Page<StoredTask>>): Promise<readonly StoredTask[]> {
  const found: StoredTask[] = []
  for (let page = await read({}); ; page = await read({ after: page.next })) {
    found.push(...page.items)
    if (page.next === null) return found
  }
}
