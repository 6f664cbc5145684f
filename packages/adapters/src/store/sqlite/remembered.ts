import type { Database } from 'better-sqlite3'
import { prepareNotTaken } from './schema.ts'

/** Where a dossier stands, moved on with each of its commits. */
export interface Standing {
  readonly ordinal: number
  seq: number
  /** What it is counted by; `null`: it has ended. */
  combination: string | null
  hash: string
  /** Open tasks of it; there may be more in the file. */
  readonly tasks: OpenTask[]
}

/** An open task, as it was counted and as its groups list it. */
export interface OpenTask {
  readonly id: string
  readonly combination: string
  readonly groups: string
  readonly due: number
  readonly openedAt: number
  readonly ordinal: number
}

/** Some 20 MB at most: an office has fewer dossiers in hand at once. */
const MOST = 20_000
/** A dossier with more open tasks is rare, and a longer list slower to search than the file. */
const MOST_TASKS = 16

export function rememberTask({ tasks }: Standing, task: OpenTask): void {
  if (tasks.length < MOST_TASKS) tasks.push(task)
}

/** Gives what was remembered of it. */
export function forgetTask({ tasks }: Standing, id: string): OpenTask | undefined {
  const at = tasks.findIndex((task) => task.id === id)
  return at < 0 ? undefined : tasks.splice(at, 1)[0]
}

/**
 * Theory of operation: who wrote a row knows what it says, until somebody else writes to the file. SQLite tells whether another connection
 * did, and it cannot while this one has the write lock: what was remembered is then what would be read. What is not remembered is read.
 * What a transaction remembered goes when it is undone.
 */
export class Remembered {
  readonly dossiers = new Map<string, Standing>()
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
    if (this.dossiers.size > MOST || version !== this.#seen) this.forget()
    this.#seen = version
  }

  forget(): void {
    this.dossiers.clear()
  }
}
