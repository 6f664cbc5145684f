import { commitBatch } from './0002-commit.ts'
import type { Migration } from './migration.ts'

/**
 * A node knows what it committed last: it says by how much the counts change and which rows of stages come and go, and the dossier's hash
 * proves that nobody was in between. So neither old heads nor old tasks are read, nothing is locked before it is written, and a head that stays
 * as it is is not sent.
 */
export const knownBefore: Migration = {
  version: 10,
  about: 'commit_batch takes what its node knows of what was before',
  sql: `DROP FUNCTION @commit_batch; ${commitBatch.sql}`,
}
