import { expect, test } from 'vitest'
import { migratedBeside } from './migrated-beside.fixture.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()

test('the migration to 19 waits for nobody who commits, and tables of lists are vacuumed sooner from then on', async () => {
  const database = await server.database()
  const writes = 'DELETE FROM motcua.task; DELETE FROM motcua.stage; DELETE FROM motcua.head'
  const db = await migratedBeside(server, database, 19, writes)
  const sooner = await db.plan<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class AS c
     WHERE c.relnamespace = 'motcua'::regnamespace AND c.reloptions @> '{autovacuum_vacuum_scale_factor=0.01,autovacuum_vacuum_threshold=500}' ORDER BY 1`,
  )
  expect(sooner.map(({ name }) => name)).toEqual(['head', 'stage', 'task'])
  await db.end()
})
