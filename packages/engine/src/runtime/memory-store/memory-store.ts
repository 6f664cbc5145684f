import { randomBytes } from 'node:crypto'
import { mustBeConsistent, mustBeLimit, mustBeWhole, StoreFailure } from '../../ports/index.ts'
import type {
  AudienceQuery,
  Broadcast,
  BroadcastQuery,
  BufferedMessage,
  Commit,
  CommitOutcome,
  DossierCountQuery,
  DossierQuery,
  IncidentQuery,
  JobQuery,
  JobRelease,
  JobSettlement,
  JournalRow,
  MessageQuery,
  MessageStanding,
  SerialQuery,
  Store,
  StoredAnswer,
  StoredDefinition,
  StoredSchedule,
  StoredSeal,
  StoredSerial,
  StoreFigures,
  TaskCountQuery,
  TaskQuery,
} from '../../ports/index.ts'
import { Broadcasts } from './broadcasts.ts'
import { Dossiers } from './dossiers.ts'
import { Incidents } from './incidents.ts'
import { Jobs } from './jobs.ts'
import { Messages } from './messages.ts'
import { pageOf } from './order.ts'
import { Schedules } from './schedules.ts'
import { Series } from './series.ts'
import { pair, sealed } from './sealed.ts'
import { Subscriptions } from './subscriptions.ts'
import { Tasks } from './tasks.ts'
import { Timers } from './timers.ts'

/**
 * A store that lives as long as the process: for traces, first programs and tests. It keeps what it holds when it is closed and
 * opened again. Everything that it hands out is frozen. It computes every answer anew from plain lists: the executable
 * specification of the port, which other stores are tested against.
 *
 * @example
 * const store = memoryStore()
 * await store.open()
 */
export function memoryStore(): Store {
  return new MemoryStore()
}

class MemoryStore implements Store {
  #isOpen = false
  readonly #identity = randomBytes(16).toString('hex')
  #reconciled = 0
  readonly #dossiers = new Dossiers()
  readonly #tasks = new Tasks()
  readonly #timers = new Timers((dossier) => this.#dossiers.isSuspended(dossier))
  readonly #jobs = new Jobs(this.#dossiers)
  readonly #incidents = new Incidents()
  readonly #subscriptions = new Subscriptions((dossier) => this.#dossiers.isSuspended(dossier))
  readonly #messages = new Messages(this.#subscriptions)
  readonly #broadcasts = new Broadcasts(this.#subscriptions)
  readonly #schedules = new Schedules()
  readonly #definitions = new Map<string, StoredDefinition>()
  readonly #seals: StoredSeal[] = []
  readonly #series = new Map<string, Series>()

  async open(): Promise<void> {
    this.#isOpen = true
  }

  async close(): Promise<void> {
    this.#isOpen = false
  }

  async identity() {
    return this.#use(() => this.#identity)
  }

  async reconciled() {
    return this.#use(() => this.#reconciled)
  }

  async markReconciled(times: number) {
    this.#use(() => {
      this.#reconciled = Math.max(this.#reconciled, times)
    })
  }

  async now() {
    return this.#use(() => null)
  }

  async commit(batch: readonly Commit[]) {
    return this.#use(() => {
      batch.forEach(mustBeConsistent)
      const commits = batch.map(sealed)
      const outcomes = this.#outcomes(commits)
      commits.forEach((commit, index) => {
        if (outcomes[index]?.status === 'committed') this.#apply(commit)
      })
      return outcomes
    })
  }

  async load(dossier: string) {
    return this.#use(() => this.#dossiers.find(dossier))
  }

  async journal(dossier: string, after: number, limit: number) {
    return this.#use(() => this.#dossiers.journal(dossier, after, limit))
  }

  async feed(after: string | null, limit: number, only?: { readonly dossier?: string; readonly agency?: string }) {
    return this.#use(() => this.#dossiers.feed(after, limit, only))
  }

  async links(after: string | null, limit: number) {
    return this.#use(() => this.#dossiers.links(after, limit))
  }

  async answers(after: string | null, limit: number) {
    return this.#use(() => this.#dossiers.answers(after, limit))
  }

  async answer(dossier: string, command: string) {
    return this.#use(() => this.#dossiers.answer(dossier, command))
  }

  async putDefinition(definition: StoredDefinition) {
    return this.#use(() => {
      if (!this.#definitions.has(definition.fingerprint)) this.#definitions.set(definition.fingerprint, sealed(definition))
    })
  }

  async definition(fingerprint: string) {
    return this.#use(() => this.#definitions.get(fingerprint))
  }

  async dossiers(query: DossierQuery) {
    return this.#use(() => this.#dossiers.page(query))
  }

  async countDossiers(query: DossierCountQuery) {
    return this.#use(() => this.#dossiers.count(query))
  }

  async tasks(query: TaskQuery) {
    return this.#use(() => this.#tasks.page(query))
  }

  async task(id: string) {
    return this.#use(() => this.#tasks.find(id))
  }

  async countTasks(query: TaskCountQuery) {
    return this.#use(() => this.#tasks.count(query))
  }

  async claimTimers(worker: string, now: number, leaseMs: number, limit: number) {
    return this.#use(() => this.#timers.claim(worker, now, leaseMs, limit))
  }

  async releaseTimer(timer: string, worker: string, at: number) {
    return this.#use(() => this.#timers.release(timer, worker, at))
  }

  async timers(query: { readonly dossier: string; readonly limit: number }) {
    return this.#use(() => this.#timers.list(query))
  }

  async nextDue() {
    return this.#use(() => this.#nextDue())
  }

  async claimJobs(worker: string, now: number, leaseMs: number, limit: number, but?: readonly string[]) {
    return this.#use(() => this.#jobs.claim(worker, now, leaseMs, limit, but))
  }

  async extendJob(job: string, worker: string, until: number) {
    return this.#use(() => this.#jobs.extend(job, worker, until))
  }

  async releaseJob(job: string, worker: string, change: JobRelease) {
    return this.#use(() => this.#jobs.release(job, worker, change))
  }

  async finishJob(job: string, worker: string) {
    return this.#use(() => this.#jobs.finish(job, worker))
  }

  async job(id: string) {
    return this.#use(() => this.#jobs.find(id))
  }

  async jobs(query: JobQuery) {
    return this.#use(() => this.#jobs.list(query))
  }

  async settleJob(job: string, settlement: JobSettlement) {
    return this.#use(() => this.#jobs.settle(job, settlement))
  }

  async incidents(query: IncidentQuery) {
    return this.#use(() => this.#incidents.page(query))
  }

  async putMessage(message: BufferedMessage) {
    return this.#use(() => this.#messages.put(message))
  }

  async message(id: string) {
    return this.#use(() => this.#messages.find(id))
  }

  async messages(query: MessageQuery) {
    return this.#use(() => this.#messages.page(query))
  }

  async keepMessages(batch: readonly MessageStanding[]) {
    return this.#use(() => this.#messages.keep(batch))
  }

  async claimMatches(worker: string, now: number, leaseMs: number, limit: number, avoided?: readonly string[]) {
    return this.#use(() => this.#messages.claimMatches(worker, now, leaseMs, limit, avoided))
  }

  async releaseMessage(message: string, worker: string, at: number) {
    return this.#use(() => this.#messages.release(message, worker, at))
  }

  async expireMessages(now: number, limit: number) {
    return this.#use(() => this.#messages.expire(now, limit))
  }

  async putBroadcast(broadcast: Broadcast) {
    return this.#use(() => this.#broadcasts.put(broadcast))
  }

  async broadcast(id: string) {
    return this.#use(() => this.#broadcasts.find(id))
  }

  async broadcasts(query: BroadcastQuery) {
    return this.#use(() => this.#broadcasts.page(query))
  }

  async audience(query: AudienceQuery) {
    return this.#use(() => this.#broadcasts.audience(query))
  }

  async keepBroadcasts(batch: readonly Broadcast[]) {
    return this.#use(() => this.#broadcasts.keep(batch))
  }

  async claimBroadcasts(worker: string, now: number, leaseMs: number, limit: number, page: number) {
    return this.#use(() => this.#broadcasts.claim(worker, now, leaseMs, limit, page))
  }

  async advanceBroadcast(broadcast: string, worker: string, turn: string) {
    return this.#use(() => this.#broadcasts.advance(broadcast, worker, turn))
  }

  async putSchedule(schedule: StoredSchedule, agencies?: readonly string[]) {
    return this.#use(() => this.#schedules.put(schedule, agencies))
  }

  async dropSchedule(id: string, agencies?: readonly string[]) {
    return this.#use(() => this.#schedules.drop(id, agencies))
  }

  async schedules() {
    return this.#use(() => this.#schedules.list())
  }

  async claimSchedules(worker: string, now: number, leaseMs: number, limit: number) {
    return this.#use(() => this.#schedules.claim(worker, now, leaseMs, limit))
  }

  async advanceSchedule(id: string, worker: string, due: number, next: number | null) {
    return this.#use(() => this.#schedules.advance(id, worker, due, next))
  }

  async putSeal(seal: StoredSeal) {
    return this.#use(() => {
      const isNext = seal.number === this.#seals.length + 1
      if (isNext) this.#seals.push(sealed(seal))
      return isNext
    })
  }

  async seals(after: number, limit: number) {
    return this.#use(() => this.#seals.slice(Math.max(0, after)).slice(0, mustBeLimit(limit)))
  }

  async serial(series: string, key: string) {
    return this.#use(() => this.#seriesOf(series).next(key))
  }

  async keepSerial(series: string, key: string, serial: number) {
    return this.#use(() => this.#seriesOf(series).keep(key, mustBeWhole(serial, 'a serial')))
  }

  async serials(query: SerialQuery) {
    return this.#use(() => {
      const all = [...this.#series].flatMap(([series, { all }]) => all.map((one): StoredSerial => ({ series, ...one })))
      return pageOf(all, ({ series, key }) => [series, key], ['string', 'string'], query)
    })
  }

  #seriesOf(name: string): Series {
    const series = this.#series.get(name) ?? new Series()
    this.#series.set(name, series)
    return series
  }

  async figures(now: number) {
    return this.#use((): StoreFigures => {
      return {
        openDossiers: this.#dossiers.open().length,
        openTasks: this.#tasks.size,
        openIncidents: this.#incidents.size,
        queuedJobs: this.#jobs.countOf('queued'),
        parkedJobs: this.#jobs.countOf('parked'),
        lagMs: Math.max(0, now - (this.#nextDue() ?? now)),
        keptMessages: this.#messages.kept,
      }
    })
  }

  #use<T>(work: () => T): T {
    if (!this.#isOpen) throw new StoreFailure('STORE_UNREACHABLE', 'expected an open store, found one that is closed')
    return work()
  }

  #nextDue(): number | undefined {
    const sources = [this.#timers, this.#jobs, this.#messages, this.#broadcasts, this.#schedules]
    const next = Math.min(...sources.map((source) => source.nextDue()))
    return next === Infinity ? undefined : next
  }

  /** What each commit of a batch would come to; nothing is changed, so that a defect leaves nothing behind. */
  #outcomes(commits: readonly Commit[]): readonly CommitOutcome[] {
    const standing = new Map<string, Pick<JournalRow, 'seq' | 'hash'>>()
    const answers = new Map<string, StoredAnswer>()
    const jobs = new Set<string>()
    const taken = new Set<string>()
    return commits.map((commit): CommitOutcome => {
      const { dossier, row, takes = [] } = commit
      const command = pair(dossier, row.command)
      const answer = this.#dossiers.answer(dossier, row.command) ?? answers.get(command)
      if (answer !== undefined) return { status: 'duplicate', answer }
      const before = standing.get(dossier) ?? this.#dossiers.find(dossier)
      const seq = before?.seq ?? 0
      const follows = row.seq - 1 === seq && (before === undefined || before.hash === row.previous)
      const isGone = takes.some((message) => !this.#messages.isThere(message, row.at, taken))
      if (!follows || isGone) return { status: 'conflict', seq }
      if ((commit.own ?? []).length > 0)
        return { status: 'refused', message: 'expected a store that knows SQL, found the one in memory' }
      this.#jobs.mustBeNew(commit, jobs)
      for (const { id } of commit.jobs.add) jobs.add(id)
      for (const message of takes) taken.add(message)
      standing.set(dossier, row)
      answers.set(command, commit.answer)
      return { status: 'committed' }
    })
  }

  #apply(commit: Commit): void {
    const parts = [this.#dossiers, this.#tasks, this.#timers, this.#jobs, this.#incidents, this.#subscriptions, this.#messages]
    for (const part of parts) part.apply(commit)
  }
}
