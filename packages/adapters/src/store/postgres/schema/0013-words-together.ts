import type { Migration } from './migration.ts'

/**
 * Most words of a title are those of thousands of others, and each new title wrote a long list anew for each of its words: nearly half of what
 * the write-ahead log had for a step. New titles wait in a short list, which searches read as well, until some hundreds of them are put in their
 * places together.
 */
export const wordsTogether: Migration = {
  version: 13,
  about: 'words of new texts enter their index together',
  sql: 'ALTER INDEX @words_by_vector SET (fastupdate = on, gin_pending_list_limit = 256)',
}
