import { StoreFailure } from '@motcua/engine/ports'
import type { Database } from '../database.ts'
import { mustNotBeNewer, SCHEMA_VERSION } from './migrate.ts'

/** What a schema of the last version has. */
export const TABLES = [
  ...['broadcast', 'counter', 'counter_delta', 'definition', 'dossier', 'ended_words', 'head', 'incident', 'job', 'journal'],
  ...['message', 'motcua_migration', 'motcua_store', 'open_words', 'schedule', 'seal', 'serial', 'series', 'stage'],
  ...['subscription', 'task', 'task_group', 'timer', 'word'],
]

/** A table that is gone is told now, rather than at the first question to it. @throws StoreFailure STORE_FOREIGN, STORE_NEWER */
export async function mustHaveTables(db: Database): Promise<void> {
  const [found] = await db.plan<{ version: number; lacking: readonly string[] }>(
    `SELECT ${SCHEMA_VERSION} AS version, ARRAY (
       SELECT t.name FROM unnest($2::text[]) AS t (name) WHERE NOT EXISTS (
         SELECT 1 FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
         WHERE n.nspname = $1 AND c.relname = t.name AND c.relkind IN ('r', 'p'))
       ORDER BY t.name) AS lacking`,
    [db.schema, TABLES],
  )
  const { version = 0, lacking = [] } = found ?? {}
  // A later release may have others.
  mustNotBeNewer(db, version)
  if (lacking.length === 0) return
  const message = `${db.place}: expected every table of schema version ${version}, lacking the tables ${lacking.join(', ')}: restore the schema from a backup`
  throw new StoreFailure('STORE_FOREIGN', message)
}
