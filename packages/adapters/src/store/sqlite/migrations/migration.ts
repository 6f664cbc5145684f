import type { Database } from 'better-sqlite3'

/** One step of the schema. A step that was released is never changed: what comes later is a new step. */
export interface Migration {
  /** 1, 2, 3 … : SQLite's `user_version` once the step is done. */
  readonly version: number
  readonly about: string
  readonly sql: string
  /** What SQL alone cannot do, after `sql` and in the same transaction. */
  readonly fill?: (db: Database) => void
}
