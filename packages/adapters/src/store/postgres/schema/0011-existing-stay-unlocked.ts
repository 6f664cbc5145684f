import { commitBatch } from './0002-commit.ts'
import type { Migration } from './migration.ts'

/**
 * Whoever inserts a row that is there already waits for those who are changing it, though the row is then passed over: a dossier lodged once
 * more, in a batch that had already written others, could so wait in a circle. What is there is left out before it is waited for.
 */
export const existingStayUnlocked: Migration = {
  version: 11,
  about: 'commit_batch waits for no dossier that is lodged once more',
  sql: `DROP FUNCTION @commit_batch; ${commitBatch.sql}`,
}
