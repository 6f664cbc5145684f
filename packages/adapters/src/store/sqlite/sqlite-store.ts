import type { Database } from 'better-sqlite3'
import { StoreFailure } from '@motcua/engine/ports'
import type {
  Broadcast,
  BufferedMessage,
  Commit,
  DossierCountQuery,
  DossierQuery,
  IncidentQuery,
  JobQuery,
  JobRelease,
  JobSettlement,
  Store,
  StoredDefinition,
  StoredSchedule,
  StoredSeal,
  TaskCountQuery,
  TaskQuery,
} from '@motcua/engine/ports'
import { prepareBroadcasts } from './broadcasts.ts'
import { prepareCommits } from './commits.ts'
import { prepareDossierCounts, prepareDossierList } from './dossier-list.ts'
import { prepareDossiers } from './dossiers.ts'
import { guarded } from './failure.ts'
import { prepareFigures } from './figures.ts'
import { prepareIncidents } from './incidents.ts'
import { prepareJobs } from './jobs.ts'
import { prepareMessages } from './messages.ts'
import { openDatabase } from './open.ts'
import { prepareSchedules } from './schedules.ts'
import { prepareSeals } from './seals.ts'
import { prepareSerials } from './serials.ts'
import { prepareTasks } from './tasks.ts'
import { prepareTimers } from './timers.ts'

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

  async identity() {
    return this.#use((db) => db.figures.identity())
  }

  async now() {
    return this.#use(() => null)
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

  async feed(after: string | null, limit: number, only?: { readonly dossier?: string; readonly agency?: string }) {
    return this.#use((db) => db.dossiers.feed(after, limit, only))
  }

  async links(after: string | null, limit: number) {
    return this.#use((db) => db.dossiers.links(after, limit))
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

  async dossiers(query: DossierQuery) {
    return this.#use((db) => db.listDossiers(query))
  }

  async countDossiers(query: DossierCountQuery) {
    return this.#use((db) => db.countDossiers(query))
  }

  async tasks(query: TaskQuery) {
    return this.#use((db) => db.tasks.page(query))
  }

  async task(id: string) {
    return this.#use((db) => db.tasks.find(id))
  }

  async countTasks(query: TaskCountQuery) {
    return this.#use((db) => db.tasks.count(query))
  }

  async claimTimers(worker: string, now: number, leaseMs: number, limit: number) {
    return this.#use((db) => db.timers.claim(worker, now, leaseMs, limit))
  }

  async releaseTimer(timer: string, worker: string, at: number) {
    return this.#use((db) => db.timers.release(timer, worker, at))
  }

  async timers(query: { readonly dossier: string; readonly limit: number }) {
    return this.#use((db) => db.timers.list(query))
  }

  async nextDue() {
    return this.#use((db) => db.figures.nextDue())
  }

  async claimJobs(worker: string, now: number, leaseMs: number, limit: number, types?: readonly string[]) {
    return this.#use((db) => db.jobs.claim(worker, now, leaseMs, limit, types))
  }

  async extendJob(job: string, worker: string, until: number) {
    return this.#use((db) => db.jobs.extend(job, worker, until))
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

  async jobs(query: JobQuery) {
    return this.#use((db) => db.jobs.list(query))
  }

  async settleJob(job: string, settlement: JobSettlement) {
    return this.#use((db) => db.jobs.settle(job, settlement))
  }

  async incidents(query: IncidentQuery) {
    return this.#use((db) => db.incidents(query))
  }

  async putMessage(message: BufferedMessage) {
    return this.#use((db) => db.messages.put(message))
  }

  async message(id: string) {
    return this.#use((db) => db.messages.find(id))
  }

  async claimMatches(worker: string, now: number, leaseMs: number, limit: number) {
    return this.#use((db) => db.messages.claimMatches(worker, now, leaseMs, limit))
  }

  async releaseMessage(message: string, worker: string, at: number) {
    return this.#use((db) => db.messages.release(message, worker, at))
  }

  async expireMessages(now: number, limit: number) {
    return this.#use((db) => db.messages.expire(now, limit))
  }

  async putBroadcast(broadcast: Broadcast) {
    return this.#use((db) => db.broadcasts.put(broadcast))
  }

  async claimBroadcasts(worker: string, now: number, leaseMs: number, limit: number, page: number) {
    return this.#use((db) => db.broadcasts.claim(worker, now, leaseMs, limit, page))
  }

  async advanceBroadcast(broadcast: string, worker: string, turn: string) {
    return this.#use((db) => db.broadcasts.advance(broadcast, worker, turn))
  }

  async putSchedule(schedule: StoredSchedule) {
    return this.#use((db) => db.schedules.put(schedule))
  }

  async dropSchedule(id: string) {
    return this.#use((db) => db.schedules.drop(id))
  }

  async schedules() {
    return this.#use((db) => db.schedules.list())
  }

  async claimSchedules(worker: string, now: number, leaseMs: number, limit: number) {
    return this.#use((db) => db.schedules.claim(worker, now, leaseMs, limit))
  }

  async advanceSchedule(id: string, worker: string, due: number, next: number | null) {
    return this.#use((db) => db.schedules.advance(id, worker, due, next))
  }

  async putSeal(seal: StoredSeal) {
    return this.#use((db) => db.seals.put(seal))
  }

  async seals(after: number, limit: number) {
    return this.#use((db) => db.seals.list(after, limit))
  }

  async serial(series: string, key: string) {
    return this.#use((db) => db.serial(series, key))
  }

  async figures(now: number) {
    return this.#use((db) => db.figures.figures(now))
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
    listDossiers: prepareDossierList(db),
    countDossiers: prepareDossierCounts(db),
    tasks: prepareTasks(db),
    timers: prepareTimers(db),
    jobs: prepareJobs(db),
    incidents: prepareIncidents(db),
    messages: prepareMessages(db),
    broadcasts: prepareBroadcasts(db),
    schedules: prepareSchedules(db),
    seals: prepareSeals(db),
    serial: prepareSerials(db),
    figures: prepareFigures(db),
  }
}
