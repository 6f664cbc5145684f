import {
  mustHaveOptions,
  mustKnowNames,
  type AudienceQuery,
  type Broadcast,
  type BroadcastQuery,
  type BufferedMessage,
  type Commit,
  type DossierCountQuery,
  type DossierQuery,
  type IncidentQuery,
  type JobQuery,
  type JobRelease,
  type JobSettlement,
  type LacksCommitted,
  type LookUp,
  type MessageQuery,
  type MessageStanding,
  type SerialQuery,
  type Store,
  type StoredDefinition,
  type StoredSchedule,
  type StoredSeal,
  type TaskCountQuery,
  type TaskQuery,
} from '@motcua/engine/ports'
import { Commits } from './commit/commit.ts'
import { closedFailure, Database } from './database.ts'
import { storeFailure } from './failure.ts'
import { ListShare } from './list-share.ts'
import { DEFAULTS, mustBeUsable, NAMES, type PostgresStoreOptions } from './options.ts'
import { Broadcasts } from './queries/broadcasts.ts'
import { Dossiers } from './queries/dossiers.ts'
import { Incidents } from './queries/incidents.ts'
import { Jobs } from './queries/jobs.ts'
import { Journal } from './queries/journal.ts'
import { LookUps } from './queries/look-ups.ts'
import { Messages } from './queries/messages.ts'
import { Office } from './queries/office.ts'
import { readingOver } from './queries/reading-over.ts'
import { Schedules } from './queries/schedules.ts'
import { Tasks } from './queries/tasks.ts'
import { Timers } from './queries/timers.ts'
import { mustStandBehindJournal } from './schema/feed-base.ts'
import { migrate, mustBeThere, mustNotBeTaken } from './schema/migrate.ts'
import { mustHaveTables } from './schema/must-have-tables.ts'

/**
 * A store in a schema of a PostgreSQL database, shared by any number of nodes: durable when a commit is acknowledged.
 *
 * @throws AdapterFailure OPTIONS_INVALID  there is no such option; what a known one says is looked at when the store is opened
 * @example
 * const store = postgresStore({ connectionString: 'postgres://motcua:secret@db.example.vn:5432/motcua' })
 * await store.open()
 */
export function postgresStore(options: PostgresStoreOptions): Store {
  mustHaveOptions('postgresStore', options)
  mustKnowNames('postgresStore', options, NAMES)
  return new PostgresStore(options)
}

class PostgresStore implements Store {
  readonly #options: PostgresStoreOptions
  #lacks: LacksCommitted | undefined
  #opening: Promise<Opened> | undefined
  #opened: Opened | undefined

  constructor(options: PostgresStoreOptions) {
    this.#options = options
  }

  async open(): Promise<void> {
    this.#opening ??= openStore(this.#options, this.#lacks)
    try {
      this.#opened = await this.#opening
    } catch (error) {
      this.#opening = undefined
      throw error
    }
  }

  async close(): Promise<void> {
    const opening = this.#opening
    this.#opening = undefined
    this.#opened = undefined
    const opened = await opening?.catch(() => undefined)
    await opened?.db.end()
  }

  async identity() {
    return this.#use().office.identity()
  }

  async reconciled() {
    return this.#use().office.reconciled()
  }

  async markReconciled(times: number) {
    await this.#use().office.markReconciled(times)
  }

  whenConnected(lacks: LacksCommitted) {
    this.#lacks = lacks
  }

  async now() {
    return this.#use().office.now()
  }

  /** A call costs the server and the node something whatever it brings: half as many give 0.94 of the rate where a thousand are on their way. */
  readonly largestBatch = 256

  async commit(batch: readonly Commit[]) {
    return this.#use().commits.commit(batch)
  }

  async load(dossier: string) {
    return this.#use().dossiers.load(dossier)
  }

  async journal(dossier: string, after: number, limit: number) {
    return this.#use().journal.rows(dossier, after, limit)
  }

  async feed(after: string | null, limit: number, only?: { readonly dossier?: string; readonly agency?: string }) {
    return this.#list(({ journal }) => journal.feed(after, limit, only))
  }

  async links(after: string | null, limit: number) {
    return this.#list(({ journal }) => journal.links(after, limit))
  }

  async answers(after: string | null, limit: number) {
    return this.#list(({ journal }) => journal.answers(after, limit))
  }

  async answer(dossier: string, command: string) {
    return this.#use().journal.answer(dossier, command)
  }

  async lookUp(asked: readonly LookUp[]) {
    return this.#use().lookUps.all(asked)
  }

  async putDefinition(definition: StoredDefinition) {
    return this.#use().dossiers.putDefinition(definition)
  }

  async definition(fingerprint: string) {
    return this.#use().dossiers.definition(fingerprint)
  }

  async dossiers(query: DossierQuery) {
    return this.#list(({ dossiers }) => dossiers.page(query))
  }

  async countDossiers(query: DossierCountQuery) {
    return this.#list(({ dossiers }) => dossiers.count(query))
  }

  async tasks(query: TaskQuery) {
    return this.#listOf(query, ({ tasks }) => tasks.page(query))
  }

  async task(id: string) {
    return this.#use().tasks.find(id)
  }

  async countTasks(query: TaskCountQuery) {
    return this.#list(({ tasks }) => tasks.count(query))
  }

  async claimTimers(worker: string, now: number, leaseMs: number, limit: number) {
    return this.#use().timers.claim(worker, now, leaseMs, limit)
  }

  async releaseTimer(timer: string, worker: string, at: number) {
    return this.#use().timers.release(timer, worker, at)
  }

  async timers(query: { readonly dossier: string; readonly limit: number }) {
    return this.#use().timers.list(query)
  }

  async nextDue() {
    return this.#use().office.nextDue()
  }

  async claimJobs(worker: string, now: number, leaseMs: number, limit: number, but?: readonly string[]) {
    return this.#use().jobs.claim(worker, now, leaseMs, limit, but)
  }

  async extendJob(job: string, worker: string, until: number) {
    return this.#use().jobs.extend(job, worker, until)
  }

  async releaseJob(job: string, worker: string, change: JobRelease) {
    return this.#use().jobs.release(job, worker, change)
  }

  async finishJob(job: string, worker: string) {
    return this.#use().jobs.finish(job, worker)
  }

  async job(id: string) {
    return this.#use().jobs.find(id)
  }

  async jobs(query: JobQuery) {
    return this.#listOf(query, ({ jobs }) => jobs.list(query))
  }

  async settleJob(job: string, settlement: JobSettlement) {
    return this.#use().jobs.settle(job, settlement)
  }

  async incidents(query: IncidentQuery) {
    return this.#listOf(query, ({ incidents }) => incidents.page(query))
  }

  async putMessage(message: BufferedMessage) {
    return this.#use().messages.put(message)
  }

  async message(id: string) {
    return this.#use().messages.find(id)
  }

  async messages(query: MessageQuery) {
    return this.#list(({ messages }) => messages.page(query))
  }

  async keepMessages(batch: readonly MessageStanding[]) {
    return this.#use().messages.keep(batch)
  }

  async claimMatches(worker: string, now: number, leaseMs: number, limit: number, avoided?: readonly string[]) {
    return this.#use().messages.claimMatches(worker, now, leaseMs, limit, avoided)
  }

  async releaseMessage(message: string, worker: string, at: number) {
    return this.#use().messages.release(message, worker, at)
  }

  async expireMessages(now: number, limit: number) {
    return this.#use().messages.expire(now, limit)
  }

  async putBroadcast(broadcast: Broadcast) {
    return this.#use().broadcasts.put(broadcast)
  }

  async broadcast(id: string) {
    return this.#use().broadcasts.find(id)
  }

  async broadcasts(query: BroadcastQuery) {
    return this.#use().broadcasts.page(query)
  }

  async audience(query: AudienceQuery) {
    return this.#use().broadcasts.audience(query)
  }

  async keepBroadcasts(batch: readonly Broadcast[]) {
    return this.#use().broadcasts.keep(batch)
  }

  async claimBroadcasts(worker: string, now: number, leaseMs: number, limit: number, page: number) {
    return this.#use().broadcasts.claim(worker, now, leaseMs, limit, page)
  }

  async advanceBroadcast(broadcast: string, worker: string, turn: string) {
    return this.#use().broadcasts.advance(broadcast, worker, turn)
  }

  async putSchedule(schedule: StoredSchedule, agencies?: readonly string[]) {
    return this.#use().schedules.put(schedule, agencies)
  }

  async dropSchedule(id: string, agencies?: readonly string[]) {
    return this.#use().schedules.drop(id, agencies)
  }

  async schedules() {
    return this.#use().schedules.list()
  }

  async claimSchedules(worker: string, now: number, leaseMs: number, limit: number) {
    return this.#use().schedules.claim(worker, now, leaseMs, limit)
  }

  async advanceSchedule(id: string, worker: string, due: number, next: number | null) {
    return this.#use().schedules.advance(id, worker, due, next)
  }

  async putSeal(seal: StoredSeal) {
    return this.#use().office.putSeal(seal)
  }

  async seals(after: number, limit: number) {
    return this.#use().office.seals(after, limit)
  }

  async serial(series: string, key: string) {
    return this.#use().office.serial(series, key)
  }

  async keepSerial(series: string, key: string, serial: number) {
    return this.#use().office.keepSerial(series, key, serial)
  }

  async serials(query: SerialQuery) {
    return this.#list(({ office }) => office.serials(query))
  }

  async figures(now: number) {
    return this.#use().office.figures(now)
  }

  #list<T>(read: (opened: Opened) => Promise<T>): Promise<T> {
    const opened = this.#use()
    return opened.lists.read(() => read(opened))
  }

  /** What lies in one dossier is no long list, and commands ask for it. */
  #listOf<T>({ dossier }: { readonly dossier?: string }, read: (opened: Opened) => Promise<T>): Promise<T> {
    return dossier === undefined ? this.#list(read) : read(this.#use())
  }

  #use(): Opened {
    if (this.#opened === undefined) throw closedFailure('postgres')
    return this.#opened
  }
}

type Opened = Awaited<ReturnType<typeof openStore>>

async function openStore(options: PostgresStoreOptions, lacks: LacksCommitted | undefined) {
  mustBeUsable(options)
  const db = new Database(options)
  try {
    if (options.access === undefined) await migrate(db)
    else await mustBeThere(db)
    await mustHaveTables(db)
    db.onMisfit((session) => mustNotBeTaken(db, session))
    const isWriting = options.access !== 'reading'
    db.onConnect(async (session) => {
      await mustNotBeTaken(db, session)
      if (isWriting) await mustStandBehindJournal(session)
    })
    if (isWriting) await db.with(mustStandBehindJournal)
    if (lacks !== undefined) db.whenConnected((session, isAfterLoss) => lacks(readingOver(session), isAfterLoss))
  } catch (error) {
    await db.end()
    throw storeFailure(error, db.place)
  }
  return {
    db,
    lists: new ListShare(options.max ?? DEFAULTS.max, db.place),
    commits: new Commits(db),
    journal: new Journal(db),
    lookUps: new LookUps(db),
    dossiers: new Dossiers(db),
    tasks: new Tasks(db),
    timers: new Timers(db),
    jobs: new Jobs(db),
    messages: new Messages(db),
    broadcasts: new Broadcasts(db),
    schedules: new Schedules(db),
    incidents: new Incidents(db),
    office: new Office(db),
  }
}
