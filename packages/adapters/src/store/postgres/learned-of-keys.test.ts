import { expect, test } from 'vitest'
import { commitOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { postgresStore } from './index.ts'
import { migratedBeside } from './migrated-beside.fixture.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()

test('the migration to 21 waits for nobody who commits, and statistics are made of keys and of what lists are asked for from then on', async () => {
  const database = await server.database()
  const writes = 'DELETE FROM motcua.dossier; DELETE FROM motcua.journal; DELETE FROM motcua.task'
  const db = await migratedBeside(server, database, 21, writes)

  const store = postgresStore({ connectionString: server.url(database) })
  await store.open()
  const names = Array.from({ length: 40 }, (_, n) => `d${n}`)
  await store.commit(names.map((dossier) => commitOf(dossier, 1, { open: [taskOf(dossier, 1, {})] })))
  await store.close()
  await db.plan('ANALYZE')
  const learned = async (table: string) => {
    const rows = await db.plan<{ name: string }>(
      `SELECT s.attname::text AS name FROM pg_stats AS s WHERE s.schemaname = 'motcua' AND s.tablename = $1 ORDER BY 1`,
      [table],
    )
    return rows.map(({ name }) => name)
  }
  expect(await learned('dossier')).toEqual(['dossier'])
  expect(await learned('journal')).toEqual(['agency', 'command', 'dossier', 'n', 'seq', 'tx'])
  expect(await learned('open_words')).toEqual(['digest', 'dossier', 'vector'])
  const asked = [
    'agency',
    'applicant',
    'assignee',
    'dossier',
    'due',
    'element',
    'procedure',
    'role',
    'signature',
    'stage',
    'unit',
  ]
  expect(await learned('task')).toEqual(expect.arrayContaining(asked))
  expect(await learned('task')).not.toContain('title')
  // So many rows are read as three hundred times the largest of these.
  const targets = await db.plan<{ name: string; largest: number }>(
    `SELECT a.attrelid::regclass::text AS name, max(a.attstattarget)::integer AS largest FROM pg_attribute AS a
     WHERE a.attrelid IN ('motcua.dossier'::regclass, 'motcua.journal'::regclass) AND a.attnum > 0 AND NOT a.attisdropped
       AND coalesce(a.attstattarget, 100) <> 0 GROUP BY 1 ORDER BY 1`,
  )
  expect(targets).toEqual([
    { name: 'motcua.dossier', largest: 10 },
    { name: 'motcua.journal', largest: 10 },
  ])
  await db.end()
})
