import { afterAll, beforeAll, expect, test } from 'vitest'
import { isFoundBy, type Store, type StoredTask } from '@motcua/engine/ports'
import { commitOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { Database } from './database.ts'
import { postgresStore } from './index.ts'
import { Reach } from './queries/reach.ts'
import { statementOf } from './queries/tasks.ts'
import { searchFor } from './queries/text-search.ts'
import { startServer, type PostgresServer } from './server.fixture.ts'

const FAMILIES = ['Nguyễn', 'Nguyễn', 'Nguyễn', 'Trần', 'Lê', 'Đỗ']
const GIVEN = ['An', 'Bưởi', 'Buổi', 'Đường', 'Dương', 'Khánh', 'Lan', 'Trang', 'Ân', 'Hà', 'Quỳnh']
const COUNT = 3_000
const textOf = (n: number) => `H22.${n % 90}-${n} ${FAMILIES[n % 6]} Thị ${GIVEN[n % 11]} · Đăng ký khai sinh`

let server: PostgresServer
let store: Store
let db: Database
const tasks: StoredTask[] = []
beforeAll(async () => {
  server = await startServer()
  store = postgresStore({ connectionString: server.url() })
  db = new Database({ connectionString: server.url() })
  await store.open()
  for (let from = 0; from < COUNT; from += 500) {
    const batch = Array.from({ length: 500 }, (_, index) => {
      const [dossier, search] = [`d${from + index}`, textOf(from + index)]
      const task = taskOf(dossier, 1, { search, dueAt: ((from + index) * 7_919) % COUNT })
      tasks.push(task)
      return commitOf(dossier, 1, { head: { search }, open: [task] })
    })
    await store.commit(batch)
  }
  await server.query('ANALYZE')
}, 60_000)
afterAll(async () => {
  await db.end()
  await store.close()
  await server.remove()
})

test.each([
  ['nguyen', true],
  ['thi dang', true],
  ['Nguyễn Bưởi', false],
  ['buoi nguyen', true],
  ['duong', true],
  ['H22.67-1777', false],
  ['2999', false],
])('"%s" is found whether a list is walked or the index is asked', async (text, isWalked) => {
  const searches = await searchFor(db, text, ['open'])
  expect(typeof searches === 'object' && searches[0]?.isFrequent).toBe(isWalked)
  const expected = tasks
    .filter((task) => isFoundBy(text, task.search))
    .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
    .slice(0, 50)
    .map(({ id }) => id)
  expect(expected.length).toBeGreaterThan(0)
  expect((await store.tasks({ text, limit: 50 })).items.map(({ id }) => id)).toEqual(expected)
})

test('a list is walked in its index also where nothing was vacuumed since it was written', async () => {
  const searches = await searchFor(db, 'nguyen', ['open'])
  if (typeof searches !== 'object' || searches[0] === undefined) throw new Error('expected words, found none')
  const { text, values } = statementOf({ text: 'nguyen', limit: 50 }, 51, { ...searches[0], isFrequent: true })
  const plan = (await db.plan<object>(`EXPLAIN ${text}`, values)).map((row) => String(Object.values(row)[0])).join('\n')
  expect(plan).toContain('Index Only Scan using task_by_due on task')
  expect(plan).not.toContain('Seq Scan on task')
})

test.each([
  ['nguyen', 0.5, 1],
  ['nguyen', 0.02, 2],
  ['Nguyễn Bưởi', 0.1, 2],
  ['bưởi quỳnh', 0.3, 2],
  ['buoi nguyen', 1, 1],
])('a walk for "%s" that ends after a share of %s of the list leaves its page whole', async (text, share, times) => {
  const searches = await searchFor(db, text, ['open'])
  if (typeof searches !== 'object') throw new Error('expected words, found none')
  let asked = 0
  const rows = await new Reach(db).rows(
    searches.map((search) => ({ ...search, isFrequent: true, share })),
    51,
    undefined,
    ([search]) => {
      asked += 1
      const { text: sql, values } = statementOf({ text, limit: 50 }, 51, search)
      return db.search<StoredTask>(sql, values)
    },
  )
  const expected = tasks.filter((task) => isFoundBy(text, task.search)).sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
  expect(rows.map(({ id }) => id)).toEqual(expected.slice(0, 51).map(({ id }) => id))
  expect(asked).toBe(times)
})
