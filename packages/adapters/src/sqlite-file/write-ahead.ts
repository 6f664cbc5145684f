import Database from 'better-sqlite3'

/** How long a writer waits for another process's transaction, in milliseconds: many group commits, far less than a lease. */
export const BUSY_TIMEOUT_MS = 5_000
/** Between two tries at a change that SQLite does not wait for itself, in milliseconds. */
const BUSY_PAUSE_MS = 5

/**
 * Has a file written ahead of itself, and gives the mode that it is in then: `wal`, but for what has no file or no shared memory.
 *
 * A change of mode wants the file for itself and, where it cannot have it, fails at once instead of waiting as other statements do: so it is
 * tried again for as long as these wait.
 */
export function writeAhead(db: Database.Database): unknown {
  const until = performance.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      return db.pragma('journal_mode = WAL', { simple: true })
    } catch (error) {
      const isBusy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
      if (!isBusy || performance.now() > until) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_PAUSE_MS)
    }
  }
}
