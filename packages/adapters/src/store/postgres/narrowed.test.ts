import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { Database } from './database.ts'
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
  expect(await narrowed(db, two)).toEqual({ query: { ...two, roles: ['leader'] }, isByStage: false })
  const candidate = { person: 'an', roles: ['counter', 'leader'], groups: ['night'], ownRole: null }
  expect(await narrowed(db, { candidate, element: 'to-return', limit: 9 })).toMatchObject({
    query: { candidate: { ...candidate, roles: ['counter'] } },
  })
  expect(await narrowed(db, { element: 'to-sign', limit: 9 })).toMatchObject({ query: { roles: ['leader'] } })
  // A task without a role stands in no list of one.
  expect(await narrowed(db, { element: 'to-archive', limit: 9 })).toEqual({
    query: { element: 'to-archive', limit: 9 },
    isByStage: false,
  })
})

test('the list of a stage is read rather than that of a role which has much else to do', async () => {
  const part = await narrowed(db, { roles: ['counter'], stage: 'return', limit: 9 })
  if (part === 'nothing') throw new Error('expected a task')
  expect(part.isByStage).toBe(true)
  const { text } = statementOf(part.query, 10, undefined, part.isByStage)
  expect(text).toContain('t.stage = k.value')
  expect(text).not.toContain('t.role = k.value')
  expect(await narrowed(db, { roles: ['leader'], stage: 'sign', limit: 9 })).toMatchObject({ isByStage: false })
})
