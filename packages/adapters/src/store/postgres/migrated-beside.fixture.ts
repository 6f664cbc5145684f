import pg from 'pg'
import { Database } from './database.ts'
import type { PostgresServer } from './server.fixture.ts'
import { migrate, MIGRATIONS } from './schema/migrate.ts'

/**
 * Migrates a new schema to a version while a node of the release before is at a commit, which ends only afterwards: a migration that waited for it would
 * never come back.
 *
 * @param writes  what the node has written, in statements
 */
export async function migratedBeside(
  server: Pick<PostgresServer, 'url'>,
  database: string,
  version: number,
  writes: string,
): Promise<Database> {
  const db = new Database({ connectionString: server.url(database) })
  await migrate(db, MIGRATIONS.slice(0, version - 1))
  const node = new pg.Client({ connectionString: server.url(database) })
  await node.connect()
  await node.query(`BEGIN; ${writes}`)
  await migrate(db, MIGRATIONS.slice(0, version))
  await node.query('COMMIT')
  await node.end()
  return db
}
