import type { Database } from 'better-sqlite3'
import { StoreFailure } from '@motcua/engine/ports'
import type { Commit, JobRelease, JobStatus, Store, StoredDefinition, TaskQuery } from '@motcua/engine/ports'
import { prepareCommits } from './commits.ts'
import { prepareDossiers } from './dossiers.ts'
import { guarded } from './failure.ts'
import { prepareJobs } from './jobs.ts'
import { openDatabase } from './open.ts'
import { prepareSerials } from './serials.ts'
import { prepareWork } from './work.ts'

/**
 * A store in one SQLite file: durable when a commit is acknowledged, shared by the processes of one machine.
 *
 * @param path  a file on a local disk; created where there is none, in a folder that exists. Beside it stand `-wal` and `-shm`.
 *
 * @example
 * const store = sqliteStore('dossiers.db')
 * await store.open()
 */
export function sqliteStore(path: string): Store {
  return new SqliteStore(path)
}

class SqliteStore implements Store {
  readonly #path: string
  #opened: Opened | undefined

  constructor(path: string) {
    this.#path = path
  }

  async open(): Promise<void> {
    this.#opened ??= guarded(this.#path, () => prepare(openDatabase(this.#path)))
  }

  async close(): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    if (opened !== undefined) guarded(this.#path, () => opened.db.close())
  }

  async commit(batch: readonly Commit[]) {
    return this.#use((db) => db.commit(batch))
  }

  async load(dossier: string) {
    return this.#use((db) => db.dossiers.load(dossier))
  }

  async journal(dossier: string, after: number, limit: number) {
    return this.#use((db) => db.dossiers.journal(dossier, after, limit))
  }

  async feed(after: number, limit: number) {
    return this.#use((db) => db.dossiers.feed(after, limit))
  }

  async answer(dossier: string, command: string) {
    return this.#use((db) => db.dossiers.answer(dossier, command))
  }

  async putDefinition(definition: StoredDefinition) {
    return this.#use((db) => db.dossiers.putDefinition(definition))
  }

  async definition(fingerprint: string) {
    return this.#use((db) => db.dossiers.definition(fingerprint))
  }

  async tasks(query: TaskQuery) {
    return this.#use((db) => db.work.tasks(query))
  }

  async task(id: string) {
    return this.#use((db) => db.work.task(id))
  }

  async dueTimers(now: number, limit: number) {
    return this.#use((db) => db.work.dueTimers(now, limit))
  }

  async nextDue() {
    return this.#use((db) => db.work.nextDue())
  }

  async claimJobs(worker: string, now: number, leaseMs: number, limit: number) {
    return this.#use((db) => db.jobs.claim(worker, now, leaseMs, limit))
  }

  async releaseJob(job: string, worker: string, change: JobRelease) {
    return this.#use((db) => db.jobs.release(job, worker, change))
  }

  async finishJob(job: string, worker: string) {
    return this.#use((db) => db.jobs.finish(job, worker))
  }

  async job(id: string) {
    return this.#use((db) => db.jobs.find(id))
  }

  async jobs(query: { readonly dossier?: string; readonly status?: JobStatus; readonly limit: number }) {
    return this.#use((db) => db.jobs.list(query))
  }

  async retryJob(job: string, at: number) {
    return this.#use((db) => db.jobs.retry(job, at))
  }

  async serial(series: string, key: string) {
    return this.#use((db) => db.serial(series, key))
  }

  #use<T>(work: (opened: Opened) => T): T {
    const opened = this.#opened
    if (opened === undefined) {
      throw new StoreFailure('STORE_UNREACHABLE', `${this.#path}: expected an open store, found one that is closed`)
    }
    return guarded(this.#path, () => work(opened))
  }
}

type Opened = ReturnType<typeof prepare>

/** Every statement is prepared once, when the file is opened. */
function prepare(db: Database) {
  return {
    db,
    commit: prepareCommits(db),
    dossiers: prepareDossiers(db),
    work: prepareWork(db),
    jobs: prepareJobs(db),
    serial: prepareSerials(db),
  }
}
