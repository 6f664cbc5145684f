import pg from 'pg'
import { expect } from 'vitest'
import type { Store } from '@motcua/engine/ports'
import { postgresStore } from './index.ts'
import type { PostgresServer } from './server.fixture.ts'

/**
 * Opens a store on the schema of an earlier release while a node of that release is at a commit of a dossier: the migration must wait for it.
 *
 * @param goOn  what that node does meanwhile, before it commits
 */
export async function openedBehind(
  server: PostgresServer,
  database: string,
  dossier: string,
  goOn: (node: pg.Client) => Promise<unknown>,
): Promise<Store> {
  const node = new pg.Client({ connectionString: server.url(database) })
  await node.connect()
  await node.query(`BEGIN; UPDATE motcua.dossier SET seq = 2 WHERE dossier = '${dossier}'`)
  const store = postgresStore({ connectionString: server.url(database) })
  const opening = store.open()
  const waiting = () =>
    server.query(`SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'motcua.dossier'::regclass`, database)
  await expect.poll(waiting, { timeout: 20_000 }).toHaveLength(1)
  await goOn(node)
  await node.query('COMMIT')
  await node.end()
  await opening
  return store
}
