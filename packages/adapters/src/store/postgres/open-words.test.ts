import { describe, expect, test } from 'vitest'
import type { DossierQuery } from '@motcua/engine/ports'
import { at, commitOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { digestOf, lexemesOf } from './commit/words.ts'
import { Database } from './database.ts'
import { postgresStore } from './index.ts'
import { usualLists, type DossierList } from './queries/dossier-lists.ts'
import { statementOf } from './queries/dossiers.ts'
import { TextSearches } from './queries/text-search.ts'
import { openedBehind } from './opened-behind.fixture.ts'
import { migrate, MIGRATIONS } from './schema/migrate.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()

describe('the migration to 15', () => {
  test('leaves what is open and what has ended to be found by their words', async () => {
    const database = await ofSchema14()
    const store = postgresStore({ connectionString: server.url(database) })
    await store.open()
    const found = async (isOpen?: boolean) => {
      const { items } = await store.dossiers({ text: 'buoi', limit: 9, ...(isOpen === undefined ? {} : { isOpen }) })
      return items.map(({ dossier, head }) => `${dossier} ${head.search}`)
    }
    expect([await found(true), await found(false), await found()]).toEqual([
      ['open Trần Thị Bưởi'],
      ['ended Lê Thị Bưởi'],
      ['ended Lê Thị Bưởi', 'open Trần Thị Bưởi'],
    ])
    expect((await store.tasks({ text: 'buoi', limit: 9 })).items.map(({ id }) => id)).toEqual(['open:1', 'ended:1'])
    await store.close()
  })

  test('waits for who commits by the release before, and moves the words of what they end', async () => {
    const database = await ofSchema14()
    const store = await openedBehind(server, database, 'open', async (node) => {
      // What is only read goes on meanwhile.
      expect((await node.query('SELECT 1 FROM motcua.head JOIN motcua.words USING (dossier)')).rowCount).toBe(2)
      await node.query(`UPDATE motcua.head SET ended_at = 7 WHERE dossier = 'open'`)
    })
    const { items } = await store.dossiers({ text: 'buoi', isOpen: false, limit: 9 })
    expect(items.map(({ dossier, seq }) => `${dossier} ${seq}`)).toEqual(['ended 1', 'open 2'])
    await store.close()
  })
})

test('words of what has ended are met by nobody who looks for open work', async () => {
  const database = await server.database()
  const store = postgresStore({ connectionString: server.url(database) })
  await store.open()
  const names = ['a', 'b', 'c']
  const head = { search: 'Nguyễn Thị Bưởi' }
  await store.commit(names.map((dossier) => commitOf(dossier, 1, { head })))
  const rows = async () => {
    const in_ = (table: string) => server.query<{ dossier: string }>(`SELECT dossier FROM motcua.${table} ORDER BY 1`, database)
    return [await in_('open_words'), await in_('ended_words')].map((found) => found.map(({ dossier }) => dossier).join(''))
  }
  expect(await rows()).toEqual(['abc', ''])
  const end = (dossier: string, seq: number) => commitOf(dossier, seq, { head: { ...head, endedAt: at } })
  await store.commit([end('a', 2), commitOf('b', 2, { head }), end('c', 7)])
  expect(await rows()).toEqual(['bc', 'a'])
  // By a node that knows what stood before, and by one that does not.
  await store.commit([{ ...end('b', 3), headBefore: commitOf('b', 2, { head }).head }])
  await store.close()
  await store.open()
  await store.commit([end('a', 3), end('c', 2)])
  expect(await rows()).toEqual(['', 'abc'])
  await store.close()
})

test('who reads ended dossiers by due date is not given the index of the instants of their ends', async () => {
  const database = await server.database()
  const store = postgresStore({ connectionString: server.url(database) })
  await store.open()
  await store.close()
  const db = new Database({ connectionString: server.url(database) })
  const planOf = (query: Partial<DossierQuery>, list: DossierList) =>
    db.transaction(async (session) => {
      const asked = { isOpen: false, ...query, limit: 50 }
      const { text, values } = statementOf(asked, 51, undefined, { ended: list })
      // As if the right one were dearer, which it is for a planner that knows of none that has ended.
      await session.plan('SET LOCAL enable_seqscan = off; DROP INDEX @head_ended_by_due')
      const plan = await session.plan<object>(`EXPLAIN ${text}`, values)
      await session.plan(
        `CREATE INDEX head_ended_by_due ON @head (agency, due, dossier) INCLUDE (signature) WHERE ended_at IS NOT NULL`,
      )
      return plan.map((row) => String(Object.values(row)[0])).join('\n')
    })
  expect(await planOf({}, { by: 'all', isWhole: false })).not.toMatch(/head_by_ended|head_ended_by/)
  expect(await planOf({ procedure: '1.001193' }, { by: 'procedure', isWhole: false })).toContain('head_ended_by_procedure')
  expect(await planOf({ standing: 'refused' }, { by: 'standing', isWhole: false })).toContain('head_ended_by_standing')
  expect(await planOf({ endedFrom: 5 }, { by: 'ended', isWhole: true })).toContain('head_by_ended')
  expect(await planOf({ endedFrom: 5 }, { by: 'quarter', isWhole: false })).toContain('head_ended_by_quarter')
  expect(await planOf({ order: 'opened' }, { by: 'all', isWhole: false })).toContain('head_ended_by_opened')
  expect(await planOf({ endedBefore: 5 }, { by: 'ended', isWhole: true })).toContain('head_by_ended')
  await db.end()
})

test('a row that a walk meets is looked up by its own key, also where the planner knows of none that has ended', async () => {
  const database = await server.database()
  const store = postgresStore({ connectionString: server.url(database) })
  await store.open()
  await store.commit(Array.from({ length: 200 }, (_, n) => commitOf(`d${n}`, 1, { head: { search: 'Nguyễn Thị Bưởi' } })))
  await server.query('ANALYZE', database)
  const db = new Database({ connectionString: server.url(database) })
  const searches = await new TextSearches(db).for('nguyen', ['open', 'ended'])
  if (typeof searches !== 'object') throw new Error('expected words, found none')
  for (const isFrequent of [true, false]) {
    const walked = searches.map((search) => ({ ...search, isFrequent }))
    const query = { text: 'nguyen', procedure: 'p', limit: 50 }
    const { text, values } = statementOf(query, 51, walked, usualLists(query))
    const plan = await db.transaction(async (session) => {
      await session.plan('SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off')
      return session.plan<object>(`EXPLAIN ${text}`, values)
    })
    const lines = plan.map((row) => String(Object.values(row)[0])).join('\n')
    expect(lines).not.toMatch(/Join Filter: \(\w+\.dossier = \w+\.dossier\)|Hash Join|Merge Join/)
    expect(lines.match(/Index Scan using head_pkey on head/g)).toHaveLength(2)
  }
  await db.end()
  await store.close()
})

/** A schema of version 14 with an open dossier and one that has ended, both with a task. */
async function ofSchema14(): Promise<string> {
  const database = await server.database()
  const db = new Database({ connectionString: server.url(database) })
  await migrate(db, MIGRATIONS.slice(0, 14))
  const put = async (dossier: string, search: string, endedAt: number | null) => {
    const digest = digestOf(search)
    const lexemes = lexemesOf(search)
    await db.plan(
      `INSERT INTO @dossier (dossier, seq, tx, hash, stages, digest, suspended) VALUES ($1, 1, 1, $2, '{}', $3, false)`,
      [dossier, commitOf(dossier, 2).row.previous, digest],
    )
    await db.plan(
      `INSERT INTO @head (dossier, procedure, version, fingerprint, agency, status, standing, applicant, title, digest, opened_at, due, ended_at)
       VALUES ($1, 'p', 1, 'f', '', 'running', 'registered', 'x', 't', $2, 1, 5, $3)`,
      [dossier, digest, endedAt],
    )
    await db.plan(`INSERT INTO @words VALUES ($1, $2, $3, array_to_tsvector($4::text[]))`, [dossier, digest, search, lexemes])
    await db.plan('INSERT INTO @word SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [lexemes])
    await db.plan(
      `INSERT INTO @task (id, dossier, agency, procedure, element, name, groups, excluded, title, digest, applicant, opened_at, due)
       VALUES ($1 || ':1', $1, '', 'p', 'e', '"n"', '{}', '{}', 't', $2, 'x', 1, 5)`,
      [dossier, digest],
    )
  }
  await put('open', 'Trần Thị Bưởi', null)
  await put('ended', 'Lê Thị Bưởi', 7)
  await db.end()
  return database
}
