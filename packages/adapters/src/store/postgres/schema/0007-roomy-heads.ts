import type { Migration } from './migration.ts'

/**
 * A dossier's stage changes many times, and no index has it: where its page has room, PostgreSQL writes the row beside the old one and leaves
 * every index alone. A tenth of what the write-ahead log had for each step goes with that. Pages that are full already stay as they are.
 */
export const roomyHeads: Migration = {
  version: 7,
  about: 'room in the pages of heads, whose updates then leave their indices alone',
  sql: 'ALTER TABLE @head SET (fillfactor = 70)',
}
