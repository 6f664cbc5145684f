import { expect, test } from 'vitest'
import { commitOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { Database } from './database.ts'
import { openedBehind } from './opened-behind.fixture.ts'
import { migrate, MIGRATIONS } from './schema/migrate.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()

test('the migration to 20 waits for who commits, and lists have what they had, in indices of their old names', async () => {
  const database = await server.database()
  const db = new Database({ connectionString: server.url(database) })
  await migrate(db, MIGRATIONS.slice(0, 19))
  const indices = () =>
    db.plan<{ name: string }>(
      `SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'motcua' AND tablename = 'head' ORDER BY 1`,
    )
  const before = await indices()
  const heads = [
    { dossier: 'a', standing: 'inProgress', openedAt: 1, endedAt: null },
    { dossier: 'b', standing: 'returned', openedAt: 2, endedAt: 5 },
    { dossier: 'c', standing: 'inProgress', openedAt: 3, endedAt: null },
    { dossier: 'd', standing: 'inProgress', openedAt: 4, endedAt: 9 },
  ]
  for (const { dossier, standing, openedAt, endedAt } of heads) {
    const { head, row } = commitOf(dossier, 1)
    await db.plan(
      `INSERT INTO @dossier (dossier, seq, tx, hash, stages, digest, suspended) VALUES ($1, 1, 1, $2, '{}', $3, false)`,
      [dossier, row.hash, 'x'],
    )
    await db.plan(
      `INSERT INTO @head (dossier, procedure, version, fingerprint, agency, status, standing, applicant, title, digest, opened_at, due, ended_at)
       VALUES ($1, $2, 1, 'f', '', 'running', $3, '', '', 'x', $4, $4, $5)`,
      [dossier, head.procedure, standing, openedAt, endedAt],
    )
  }
  const store = await openedBehind(server, database, 'a', async (node) => {
    // It has not taken `head` yet: who came first writes there and goes on.
    await node.query(`UPDATE motcua.head SET standing = 'supplementAsked' WHERE dossier = 'a'`)
  })
  expect(await indices()).toEqual(before)
  const listed = async (query: object) => (await store.dossiers({ ...query, limit: 9 })).items.map(({ dossier }) => dossier)
  expect(await listed({ standing: 'inProgress', order: 'opened' })).toEqual(['d', 'c'])
  expect(await listed({ standing: 'supplementAsked', order: 'opened' })).toEqual(['a'])
  expect(await listed({ openedBefore: 4, endedFrom: 5 })).toEqual(['b'])
  expect(await listed({})).toEqual(['a', 'b', 'c', 'd'])
  await db.end()
  await store.close()
})
