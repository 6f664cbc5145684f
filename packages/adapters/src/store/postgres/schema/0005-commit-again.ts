import { commitBatch } from './0002-commit.ts'
import type { Migration } from './migration.ts'

/** A database that an earlier release made gets `commit_batch` as it is now. Whoever changes the function adds such a step. */
export const commitAgain: Migration = {
  version: 5,
  about: 'commit_batch looks at each dossier of a batch once',
  sql: `DROP FUNCTION @commit_batch; ${commitBatch.sql}`,
}
