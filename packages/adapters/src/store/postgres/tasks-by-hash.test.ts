import { expect, test } from 'vitest'
import { commitOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { digestOf } from './commit/words.ts'
import { Database } from './database.ts'
import { openedBehind } from './opened-behind.fixture.ts'
import { migrate, MIGRATIONS } from './schema/migrate.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()

test('the migration to 17 waits for who commits, and leaves each dossier its tasks', async () => {
  const database = await ofSchema16()
  const store = await openedBehind(server, database, 'a', async (node) => {
    // It has not taken `task` yet: who came first writes there and goes on.
    await node.query(`DELETE FROM motcua.task WHERE id = 'a:2'`)
  })
  const tasksOf = async (dossier: string) => (await store.tasks({ dossier, limit: 9 })).items.map(({ id }) => id)
  expect([await tasksOf('a'), await tasksOf('b'), await tasksOf('c')]).toEqual([['a:1'], ['b:1'], []])
  await store.commit([commitOf('c', 1, { open: [taskOf('c', 1)] }), commitOf('b', 2, { close: ['b:1'] })])
  expect([await tasksOf('a'), await tasksOf('b'), await tasksOf('c')]).toEqual([['a:1'], [], ['c:1']])
  await store.close()
})

test('tasks of a dossier are looked up by its hash', async () => {
  const database = await server.database()
  const db = new Database({ connectionString: server.url(database) })
  await migrate(db)
  const plan = await db.transaction(async (session) => {
    await session.plan('SET LOCAL enable_seqscan = off')
    return session.plan<object>(`EXPLAIN SELECT 1 FROM @task AS t WHERE t.dossier = 'a'`)
  })
  expect(plan.map((row) => String(Object.values(row)[0])).join('\n')).toContain('task_by_dossier')
  const [index] = await db.plan<{ kind: string }>(
    `SELECT m.amname AS kind FROM pg_class AS c JOIN pg_am AS m ON m.oid = c.relam WHERE c.oid = '@task_by_dossier'::regclass`,
  )
  expect(index).toEqual({ kind: 'hash' })
  await db.end()
})

/** A schema of version 16 with two dossiers, which have two tasks and one. */
async function ofSchema16(): Promise<string> {
  const database = await server.database()
  const db = new Database({ connectionString: server.url(database) })
  await migrate(db, MIGRATIONS.slice(0, 16))
  for (const [dossier, tasks] of [
    ['a', 2],
    ['b', 1],
  ] as const) {
    const { head, row } = commitOf(dossier, 1)
    await db.plan(
      `INSERT INTO @dossier (dossier, seq, tx, hash, stages, digest, suspended) VALUES ($1, 1, 1, $2, '{}', $3, false)`,
      [dossier, row.hash, digestOf(head.search)],
    )
    await db.plan(
      `INSERT INTO @head (dossier, procedure, version, fingerprint, agency, status, standing, applicant, title, digest, opened_at, due)
       VALUES ($1, 'p', 1, 'f', '', 'running', 'registered', 'x', 't', $2, 1, 5)`,
      [dossier, digestOf(head.search)],
    )
    for (let n = 1; n <= tasks; n += 1) {
      await db.plan(
        `INSERT INTO @task (id, dossier, agency, procedure, element, name, groups, excluded, title, digest, applicant, opened_at, due)
         VALUES ($1, $2, '', 'p', 'e', '"n"', '{}', '{}', 't', $3, 'x', 1, 5)`,
        [`${dossier}:${n}`, dossier, digestOf(head.search)],
      )
    }
  }
  await db.end()
  return database
}
