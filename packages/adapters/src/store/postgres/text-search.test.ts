import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isFoundBy, type Store, type StoredTask, type TaskQuery } from '@motcua/engine/ports'
import { commitOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { signatureOf } from './commit/signature.ts'
import { Database, type Session, type Value } from './database.ts'
import { postgresStore } from './index.ts'
import { usualLists } from './queries/dossier-lists.ts'
import { statementOf as dossiersOf } from './queries/dossiers.ts'
import { Reach } from './queries/reach.ts'
import { statementOf, Tasks } from './queries/tasks.ts'
import { TextSearches, type TextSearch, type Walk } from './queries/text-search.ts'
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
      const task = taskOf(dossier, 1, {
        search,
        dueAt: ((from + index) * 7_919) % COUNT,
        role: (from + index) % 5 === 0 ? 'leader' : 'counter',
        stage: (from + index) % 25 === 0 ? 'sign' : 'receive',
      })
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
  const searches = await new TextSearches(db).for(text, ['open'])
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
  const searches = await new TextSearches(db).for('nguyen', ['open'])
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
  const searches = await new TextSearches(db).for(text, ['open'])
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

test('a page is the same whether a list is walked or the index is asked for all of the words or some', async () => {
  const word = fc.constantFrom('nguyen', 'Nguyễn', 'tran', 'thi', 'buoi', 'Bưởi', 'duong', 'd', 'h22', '29', 'khai', 'an', 'Ân')
  const asked = fc.record(
    { roles: fc.constantFrom(['leader'], ['leader', 'counter']), stage: fc.constant('sign') },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(word, { minLength: 1, maxLength: 3 }),
      asked,
      fc.boolean(),
      fc.nat(),
      async (words, part, isFrequent, n) => {
        const query: TaskQuery = { ...part, text: words.join(' '), limit: 50 }
        const [search] = found(await new TextSearches(db).for(words.join(' '), ['open']))
        const indexed = search.indexed.slice(0, 1 + (n % search.indexed.length))
        const { text, values } = statementOf(query, 50, {
          ...search,
          isFrequent,
          indexed,
          isWhollyIndexed: indexed.length === words.length,
        })
        const rows = await db.search<StoredTask>(text, values)
        expect(rows.map(({ id }) => id)).toEqual(pageOf(query))
      },
    ),
    { numRuns: 60 },
  )
})

test('dossiers are the same whether their list is walked or the index is asked, and an older text of one is not its own', async () => {
  const word = fc.constantFrom('nguyen', 'Nguyễn', 'thi', 'buoi', 'Bưởi', 'd', 'h22', '29', 'an', 'Ân')
  // A task that is still called as its dossier was before.
  const [old, now] = ['Nguyễn Thị Ân', 'Trần Thị Bưởi']
  const task = taskOf('renamed', 1, { search: old })
  await store.commit([commitOf('renamed', 1, { head: { search: old }, open: [task] })])
  await store.commit([commitOf('renamed', 2, { head: { search: now } })])
  const texts = [...tasks.map(({ dossier, search }) => ({ dossier, search })), { dossier: 'renamed', search: now }]
  tasks.push(task)
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 3 }), fc.boolean(), async (words, isFrequent) => {
      const text = words.join(' ')
      const searches = found(await new TextSearches(db).for(text, ['open'])).map((search) => ({ ...search, isFrequent }))
      const query = { text, isOpen: true, limit: 5_000 }
      const { text: sql, values } = dossiersOf(query, 5_000, searches, usualLists(query))
      const rows = await db.search<{ dossier: string }>(sql, values)
      const expected = texts.filter(({ search }) => isFoundBy(text, search)).map(({ dossier }) => dossier)
      expect(rows.map(({ dossier }) => dossier)).toEqual(expected.sort())
    }),
    { numRuns: 30 },
  )
})

test('what a walk would cost is reckoned with the lists that are walked, what else is asked for, and the rows that have to be read', async () => {
  const isWalked = async (walk: Walk) => found(await new TextSearches(db).for('khanh', ['open'], walk))[0].isFrequent
  expect(await isWalked({ lists: 2 })).toBe(true)
  expect(await isWalked({ lists: 2, unseen: 0.02 })).toBe(true)
  expect(await isWalked({ lists: 2, unseen: 1 })).toBe(false)
  expect(await isWalked({ lists: 6 })).toBe(false)
  expect(await isWalked({ part: () => ({ listed: 'true', wanted: `t.stage = 'sign'` }) })).toBe(false)
  expect(await isWalked({ part: () => ({ listed: `t.stage = 'sign'`, wanted: `t.stage = 'sign'` }) })).toBe(true)
})

test('the first digits of a code, of which each is in one text, are looked for in the index', async () => {
  const [search] = found(await new TextSearches(db).for('177', ['open']))
  expect(search.isFrequent).toBe(false)
  expect((await store.tasks({ text: '177', limit: 50 })).items.map(({ id }) => id)).toEqual(pageOf({ text: '177', limit: 50 }))
})

test('a word that stands twice, or begins another, is no reason to expect less', async () => {
  const of = async (text: string) => found(await new TextSearches(db).for(text, ['open']))[0]
  const once = await of('duong')
  for (const text of ['duong duong', 'd duong', 'DUONG du duong', 'duo duong d']) expect(await of(text)).toEqual(once)
  expect(await of('Dương d duo')).toEqual(await of('dương'))
  expect((await of('Dương duong')).indexed).toHaveLength(1)
  expect((await of('duong dương')).tsquery).toEqual((await of('dương')).tsquery)
})

test('a beginning of one letter leaves as much to look at as the only word that begins so', async () => {
  const of = async (text: string) => found(await new TextSearches(db).for(text, ['open']))[0].signature
  expect(await of('q')).toBe(await of('quynh'))
  // Of several words only what they share.
  expect(await of('b')).toBe(signatureOf('buoi'))
  expect(await of('l')).toBe(signatureOf('lan') & signatureOf('le'))
})

test('who looks for words has two statements for a page, since how frequent they are was asked before', async () => {
  const asked: string[] = []
  class Heard extends Database {
    override async with<T>(work: (session: Session) => Promise<T>): Promise<T> {
      asked.push('one')
      return super.with(work)
    }
  }
  const heard = new Heard({ connectionString: server.url() })
  const list = new Tasks(heard)
  await list.page({ text: 'khanh', limit: 50 })
  asked.length = 0
  const { items } = await list.page({ text: 'Nguyễn Bưởi', limit: 50 })
  expect(items.map(({ id }) => id)).toEqual(pageOf({ text: 'Nguyễn Bưởi', limit: 50 }))
  expect(asked).toHaveLength(2)
  await heard.end()
})

test('of two roles each list would be walked for a page, so the index is asked; a short list is walked to its end', async () => {
  await server.query('VACUUM (ANALYZE)')
  const asked: string[] = []
  class Heard extends Database {
    override search<R>(text: string, values?: readonly Value[]): Promise<R[]> {
      asked.push(text)
      return super.search<R>(text, values)
    }
  }
  const heard = new Heard({ connectionString: server.url() })
  const isWalked = async (query: Omit<TaskQuery, 'limit' | 'text'>) => {
    asked.length = 0
    const { items } = await new Tasks(heard).page({ ...query, text: 'khanh', limit: 50 })
    expect(items.map(({ id }) => id)).toEqual(pageOf({ ...query, text: 'khanh', limit: 50 }))
    return asked.at(-1)?.includes(') AS i') ?? false
  }
  expect(await isWalked({})).toBe(true)
  expect(await isWalked({ roles: ['leader', 'counter'] })).toBe(false)
  expect(await isWalked({ roles: ['leader'], stage: 'sign' })).toBe(true)
  await heard.end()
})

test('rows that were written since the last vacuum are known to have to be read', async () => {
  await server.query('VACUUM (ANALYZE)')
  expect(await new Reach(db).unseen('task')).toBe(0)
  await server.query(`UPDATE motcua.task SET name = name WHERE id LIKE '%7:1'`)
  expect(await new Reach(db).unseen('task')).toBeGreaterThan(0.9)
  await server.query(`UPDATE motcua.head SET title = title WHERE dossier LIKE '%7'`)
  expect(await new Reach(db).unseen('head')).toBeGreaterThan(0.9)
})

test('however much has come and gone at the end of a list, the rest of it is as cheap to walk as before', async () => {
  // Pages without room, so that what comes goes to the end of the table.
  await server.query('VACUUM FULL motcua.task')
  await server.query('VACUUM (ANALYZE) motcua.task')
  for (let day = 1; day <= 3; day++) {
    await server.query(
      `INSERT INTO motcua.task (id, dossier, agency, procedure, element, name, groups, excluded, title, digest, applicant, opened_at, due)
       SELECT 'gone-' || n, 'gone', t.agency, t.procedure, t.element, t.name, '{}', '{}', t.title, t.digest, t.applicant, n, ${COUNT} + n
       FROM (SELECT * FROM motcua.task LIMIT 1) AS t CROSS JOIN generate_series(1, 5000) AS n`,
    )
    await server.query(`DELETE FROM motcua.task WHERE dossier = 'gone'`)
  }
  expect(await new Reach(db).unseen('task')).toBe(0)
})

function found(searches: Awaited<ReturnType<TextSearches['for']>>): [TextSearch, ...TextSearch[]] {
  if (typeof searches !== 'object' || searches[0] === undefined) throw new Error('expected words, found none')
  return [searches[0], ...searches.slice(1)]
}

/** As the port says it: the earliest due first. */
function pageOf({ text = '', roles, stage, limit }: TaskQuery): string[] {
  return tasks
    .filter((task) => isFoundBy(text, task.search))
    .filter((task) => (roles === undefined || roles.includes(task.role ?? '')) && (stage === undefined || task.stage === stage))
    .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
    .slice(0, limit)
    .map(({ id }) => id)
}
