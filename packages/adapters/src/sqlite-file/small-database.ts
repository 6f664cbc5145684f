import Database from 'better-sqlite3'
import { AdapterFailure } from '@motcua/engine/ports'
import { BUSY_TIMEOUT_MS, writeAhead } from './write-ahead.ts'

/** An adapter's own few tables in one SQLite file that several processes of a machine may share. */
export interface SmallDatabase {
  readonly db: Database.Database
  /** Runs `work`. Whatever the file does not let happen is an AdapterFailure, worth a retry. */
  readonly use: <T>(work: () => T) => Promise<T>
  readonly close: () => void
}

/**
 * @param schema  statements that do nothing where they were done before
 * @param unreachable  the code of the failures
 * @throws AdapterFailure
 */
export function smallDatabase(path: string, schema: string, unreachable: string): SmallDatabase {
  const reached = <T>(work: () => T): T => {
    try {
      return work()
    } catch (cause) {
      if (cause instanceof AdapterFailure) throw cause
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new AdapterFailure(unreachable, `expected to reach ${path}, found: ${reason}`, { retry: true, cause })
    }
  }
  const db = reached(() => {
    const opened = new Database(path, { timeout: BUSY_TIMEOUT_MS })
    writeAhead(opened)
    opened.pragma('synchronous = FULL')
    opened.exec(schema)
    return opened
  })
  return {
    db,
    use: (work) =>
      new Promise((resolve) => {
        resolve(reached(work))
      }),
    close: () => void db.close(),
  }
}
