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
