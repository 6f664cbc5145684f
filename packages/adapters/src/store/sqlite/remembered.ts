import type { Database } from 'better-sqlite3'
import { prepareNotTaken } from './schema.ts'

/** Where a dossier stands before a commit. */
export type Standing = readonly [ordinal: number, seq: number, combination: string | null, hash: string]

/** An open task, as it was counted and as its groups list it. */
export type OpenTask = readonly [
  dossier: string,
  combination: string,
  groups: string,
  due: number,
  openedAt: number,
  ordinal: number,
]

/** Some 15 MB at most: an office has fewer dossiers in hand at once. */
const MOST = 20_000

/**
 * Theory of operation: who wrote a row knows what it says, until somebody else writes to the file. SQLite tells whether another connection
 * did, and it cannot while this one has the write lock: what was remembered is then what would be read. What is not remembered is read.
 * What a transaction remembered goes when it is undone.
 */
export class Remembered {
  readonly dossiers = new Map<string, Standing>()
  /** By id. */
  readonly tasks = new Map<string, OpenTask>()
  /** A number that changes with every commit of another connection. */
  readonly #version: () => number | undefined
  readonly #mustNotBeTaken: () => void
  #seen: number | undefined

  constructor(db: Database) {
    this.#mustNotBeTaken = prepareNotTaken(db)
    const version = db.prepare<[], number>('PRAGMA data_version').pluck()
    this.#version = () => version.get()
  }

  /** To be called once the write lock is held, before anything is taken from here. @throws StoreFailure STORE_NEWER */
  refresh(): void {
    const version = this.#version()
    if (version !== this.#seen) this.#mustNotBeTaken()
    const isFull = this.dossiers.size > MOST || this.tasks.size > MOST
    if (isFull || version !== this.#seen) this.forget()
    this.#seen = version
  }

  forget(): void {
    this.dossiers.clear()
    this.tasks.clear()
  }
}
