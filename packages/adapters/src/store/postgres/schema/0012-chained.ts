import { commitBatch } from './0002-commit.ts'
import type { Migration } from './migration.ts'

/**
 * A commit of the right number that follows from another hash than the dossier has was made on a journal that is gone, by a node that lived
 * through a restore or a failover: it is a conflict, and its node reads the dossier again.
 */
export const chained: Migration = {
  version: 12,
  about: 'commit_batch takes only what continues the journal as it stands',
  sql: `DROP FUNCTION @commit_batch; ${commitBatch.sql}`,
}
