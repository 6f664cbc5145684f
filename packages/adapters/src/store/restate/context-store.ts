/**
 * Theory of operation
 *
 * A dossier is a virtual object, and its state is what a store would keep of it: where it stands, its snapshot, a row for each command,
 * the answers to its senders, its open timers and jobs. Restate lets one command in at a time and makes what it changed durable together
 * with its end, so there is nothing to lock and no conflict to answer. What follows from a commit is sent, and Restate sees to it that it
 * is done exactly once: a timer is a delayed call to the dossier itself, a job a call to its lane, a task an entry at the desk of its role.
 *
 * State is read key by key: a long journal costs a command nothing.
 */
import { TerminalError, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk'
import { mustBeConsistent, mustBeWhole } from '@motcua/engine/ports'
import type { Commit, CommitOutcome, DossierHead, Json, JournalRow, Page, Snapshot, Store } from '@motcua/engine/ports'
import type {
  StoredAnswer,
  StoredDefinition,
  StoredDossier,
  StoredIncident,
  StoredJob,
  StoredSubscription,
  StoredTask,
  StoredTimer,
} from '@motcua/engine/ports'
import { FEED_KEY, withoutData, type FedRow } from './feed-object.ts'
import { PARKED_KEY, type ParkedJob } from './index-objects.ts'
import { commitsOf, type MovedDossier } from './move-dossiers.ts'
import { readable } from './readable.ts'
import { ask, send } from './send.ts'
import { desksOf, laneOf, movedJob, queued } from './places.ts'
import { NAMES } from './wire.ts'

type Settled = NonNullable<StoredJob['settled']>

/** Whose word it is what becomes of a parked job, and why. */
export type Word = Omit<Settled, 'at'>

/** A job that a person ended undone. What it was to do is not kept. */
type SkippedJob = Pick<StoredJob, 'id' | 'type' | 'key'> & { readonly settled: Settled }

interface Standing {
  readonly seq: number
  readonly hash: string
  readonly head: DossierHead
}

const KEY = {
  standing: 'standing',
  snapshot: 'snapshot',
  tasks: 'tasks',
  incidents: 'incidents',
  jobs: 'jobs',
  skipped: 'skipped',
  row: (seq: number) => `row:${String(seq).padStart(12, '0')}`,
  answer: (command: string) => `answer:${command}`,
  timer: (id: string) => `timer:${id}`,
}

/** As much of a store as a host asks for that works on one dossier. */
export type DossierStore = Pick<
  Store,
  'open' | 'close' | 'now' | 'identity' | 'load' | 'journal' | 'answer' | 'commit' | 'putDefinition' | 'definition' | 'serial'
> & {
  tasks(query: { readonly dossier?: string; readonly limit: number }): Promise<Page<StoredTask>>
  jobs(query: { readonly dossier?: string; readonly limit: number }): Promise<readonly StoredJob[]>
  incidents(query: { readonly dossier?: string; readonly limit: number }): Promise<Page<StoredIncident>>
}

export class ContextStore implements DossierStore {
  /** Those that this invocation has sent on their way: they may not have arrived yet when it asks for them. */
  readonly #sent = new Map<string, StoredDefinition>()

  /** @param instant  the invocation's, as Restate keeps it */
  constructor(
    private readonly context: ObjectContext | ObjectSharedContext,
    private readonly instant: number,
    /** Whether its commits go to a reading store as well. */
    readonly isRead: boolean,
  ) {}

  async open(): Promise<void> {}
  async close(): Promise<void> {}

  async identity(): Promise<string> {
    return 'restate'
  }

  async now(): Promise<number> {
    return this.instant
  }

  async load(dossier: string): Promise<StoredDossier | undefined> {
    const standing = await this.context.get<Standing>(KEY.standing)
    if (standing === null) return undefined
    return { dossier, ...standing, snapshot: await this.context.get<Snapshot>(KEY.snapshot) }
  }

  async journal(_dossier: string, after: number, limit: number): Promise<readonly JournalRow[]> {
    const last = (await this.context.get<Standing>(KEY.standing))?.seq ?? 0
    const rows: JournalRow[] = []
    for (let seq = after + 1; seq <= last && rows.length < limit; seq++) {
      const row = await this.context.get<JournalRow>(KEY.row(seq))
      if (row !== null) rows.push(row)
    }
    return rows
  }

  async answer(_dossier: string, command: string): Promise<StoredAnswer | undefined> {
    return (await this.context.get<StoredAnswer>(KEY.answer(command))) ?? undefined
  }

  async putDefinition(definition: StoredDefinition): Promise<void> {
    this.#sent.set(definition.fingerprint, definition)
    send(this.context, { service: NAMES.edition, key: definition.fingerprint, method: 'put' }, definition as unknown as Json)
  }

  async definition(fingerprint: string): Promise<StoredDefinition | undefined> {
    const sent = this.#sent.get(fingerprint)
    if (sent !== undefined) return sent
    const kept = await ask<StoredDefinition | null>(
      this.context,
      { service: NAMES.edition, key: fingerprint, method: 'get' },
      null,
    )
    return kept ?? undefined
  }

  serial(series: string, key: string): Promise<number> {
    return ask<number>(this.context, { service: NAMES.series, key: series, method: 'next' }, key)
  }

  async keepSerial(series: string, key: string, serial: number): Promise<boolean> {
    const given = [{ key, serial: mustBeWhole(serial, 'a serial') }]
    const taken = await ask<readonly unknown[]>(this.context, { service: NAMES.series, key: series, method: 'keep' }, given)
    return taken.length === 0
  }

  /** The dossier's jobs that are not over. */
  async jobs(): Promise<readonly StoredJob[]> {
    return Object.values((await this.context.get<Record<string, StoredJob>>(KEY.jobs)) ?? {})
  }

  async isSuspended(): Promise<boolean> {
    return ((await this.context.get<Standing>(KEY.standing))?.head.suspendedAt ?? null) !== null
  }

  /** The dossier's open tasks. */
  async tasks(): Promise<Page<StoredTask>> {
    return { items: Object.values((await this.context.get<Record<string, StoredTask>>(KEY.tasks)) ?? {}), next: null }
  }

  /** The dossier's open incidents, as far as they were raised here. */
  async incidents(): Promise<Page<StoredIncident>> {
    const open = (await this.context.get<Record<string, StoredIncident>>(KEY.incidents)) ?? {}
    return { items: Object.values(open), next: null }
  }

  async timer(id: string): Promise<number | null> {
    return this.context.get<number>(KEY.timer(id))
  }

  async putJob(job: StoredJob): Promise<void> {
    const open = (await this.context.get<Record<string, StoredJob>>(KEY.jobs)) ?? {}
    this.#writable().set(KEY.jobs, { ...open, [job.id]: job })
  }

  /** It waits for a person, here and on their list. */
  async park(job: StoredJob): Promise<void> {
    await this.putJob(job)
    const standing = await this.context.get<Standing>(KEY.standing)
    this.#tellOfParked({ ...job, agency: standing?.head.agency ?? null })
  }

  /** A parked job is tried again, whatever was in doubt before. `undefined`: it is not parked. */
  async requeue(id: string, word: Word): Promise<StoredJob | undefined> {
    const parked = await this.#parked(id)
    if (parked === undefined) return undefined
    const { lastError } = parked
    const told = lastError === null ? null : { code: lastError.code, message: lastError.message }
    const again: StoredJob = { ...parked, status: 'queued', at: this.instant, tries: 0, lastError: told, settled: this.#at(word) }
    await this.putJob(again)
    return again
  }

  /** A parked job is over, and whose word ended it, and why, is kept for whoever audits the dossier's state. `undefined`: it is not parked. */
  async skip(id: string, word: Word): Promise<StoredJob | undefined> {
    const parked = await this.#parked(id)
    if (parked === undefined) return undefined
    await this.dropJob(id)
    const { type, key } = parked
    this.#writable().set(KEY.skipped, { ...(await this.#skipped()), [id]: { id, type, key, settled: this.#at(word) } })
    return parked
  }

  async dropJob(id: string): Promise<void> {
    const open = (await this.context.get<Record<string, StoredJob>>(KEY.jobs)) ?? {}
    this.#writable().set(KEY.jobs, Object.fromEntries(Object.entries(open).filter(([key]) => key !== id)))
  }

  async commit(batch: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    // Restate keeps what a refused invocation has set: all is looked at before anything is.
    for (const commit of batch) mustBeConsistent(commit)
    const outcomes: CommitOutcome[] = []
    for (const commit of batch) outcomes.push(await this.#commit(commit))
    return outcomes
  }

  /** Takes in a dossier from another store, whole. `false`: it is here already. */
  async adopt(
    dossier: string,
    { standing, rows, answers, snapshot, tasks, timers, jobs, incidents, definition, earlier = [] }: MovedDossier,
  ): Promise<boolean> {
    const context = this.#writable()
    const present = await context.get<Standing>(KEY.standing)
    if (present !== null) {
      // It may have moved on since; what it was when it came must be what comes now.
      const row = await context.get<JournalRow>(KEY.row(standing.seq))
      if (row?.hash === standing.hash) return false
      throw new TerminalError(`expected no other dossier under "${dossier}", found one`, { errorCode: 409 })
    }
    context.set(KEY.standing, standing)
    for (const row of rows) {
      context.set(KEY.row(row.seq), row)
      this.#feed(row, standing.head)
    }
    for (const answer of answers) context.set(KEY.answer(answer.command), answer)
    if (snapshot !== null) context.set(KEY.snapshot, snapshot)
    for (const one of [definition, ...earlier]) await this.putDefinition(one)
    await this.#moveTasks({ tasks: { open: tasks, close: [] } })
    await this.#moveIncidents({ incidents: { open: incidents, close: [] } })
    this.#moveTimers({ timers: { set: timers, clear: [] } })
    const [parked, open] = [jobs.filter(({ status }) => status === 'parked'), jobs.filter(({ status }) => status !== 'parked')]
    context.set(KEY.jobs, Object.fromEntries(jobs.map((job) => [job.id, job.status === 'parked' ? job : movedJob(job)])))
    for (const job of parked) this.#tellOfParked({ ...job, agency: standing.head.agency })
    for (const job of open)
      send(context, { service: NAMES.lane, key: laneOf(job), method: 'run' }, job as unknown as Json, job.at - this.instant)
    return true
  }

  /** Tells those who read of a dossier that was taken in. */
  tellOfMoved(dossier: string, moved: MovedDossier, subscriptions: readonly StoredSubscription[]): void {
    for (const commit of commitsOf(dossier, moved, subscriptions)) this.#tellReaders(commit)
  }

  async #commit(commit: Commit): Promise<CommitOutcome> {
    const context = this.#writable()
    const { row, head, snapshot, answer } = commit
    const known = await this.answer(commit.dossier, row.command)
    if (known !== undefined) return { status: 'duplicate', answer: known }
    const standing = await context.get<Standing>(KEY.standing)
    const seq = standing?.seq ?? 0
    const follows = row.seq - 1 === seq && (standing === null || standing.hash === row.previous)
    if (!follows) return { status: 'conflict', seq }
    if ((commit.own ?? []).length > 0)
      return { status: 'refused', message: 'expected no rows of your own, found some: Restate keeps no tables' }
    context.set(KEY.standing, { seq: row.seq, hash: row.hash, head } satisfies Standing)
    context.set(KEY.row(row.seq), row)
    context.set(KEY.answer(row.command), answer)
    if (snapshot !== undefined) context.set(KEY.snapshot, snapshot)
    await this.#moveTasks(commit)
    await this.#moveIncidents(commit)
    this.#moveTimers(commit)
    await this.#moveJobs(commit)
    if (commit.erase !== undefined) await this.#erase(commit.erase.upTo, snapshot !== undefined)
    this.#feed(row, head)
    if (commit.erase !== undefined)
      send(context, { service: NAMES.feed, key: FEED_KEY, method: 'erase' }, { dossier: commit.dossier, upTo: commit.erase.upTo })
    this.#tellReaders(commit)
    if ((standing?.head.suspendedAt ?? null) !== null && head.suspendedAt === null) await this.#resumeJobs()
    return { status: 'committed' }
  }

  /** What was known of persons goes for ever; digests and hashes stay. */
  async #erase(upTo: number, hasSnapshot: boolean): Promise<void> {
    const context = this.#writable()
    for (let seq = 1; seq <= upTo; seq += 1) {
      const row = await context.get<JournalRow>(KEY.row(seq))
      if (row !== null) context.set(KEY.row(seq), withoutData(row))
    }
    if (!hasSnapshot) context.clear(KEY.snapshot)
    const skipped = Object.entries(await this.#skipped())
    if (skipped.length === 0) return
    const bare = skipped.map(([id, job]) => [id, { ...job, settled: { ...job.settled, reason: '' } }])
    context.set(KEY.skipped, Object.fromEntries(bare))
  }

  #feed(row: JournalRow, { agency }: DossierHead): void {
    const fed: FedRow = { ...row, agency }
    send(this.context, { service: NAMES.feed, key: FEED_KEY, method: 'append' }, fed as unknown as Json)
  }

  #tellOfParked(job: ParkedJob): void {
    send(this.context, { service: NAMES.parked, key: PARKED_KEY, method: 'put' }, job as unknown as Json)
  }

  #tellReaders(commit: Commit): void {
    if (!this.isRead) return
    const to = { service: NAMES.reading, key: commit.dossier, method: 'put' }
    send(this.context, to, readable(commit) as unknown as Json)
  }

  /** Jobs that stood still while the dossier was suspended. */
  async #resumeJobs(): Promise<void> {
    for (const job of await this.jobs())
      if (job.status === 'queued')
        send(this.context, { service: NAMES.lane, key: laneOf(job), method: 'run' }, job as unknown as Json)
  }

  async #moveTasks({ tasks }: Pick<Commit, 'tasks'>): Promise<void> {
    if (tasks.open.length + tasks.close.length === 0) return
    const context = this.#writable()
    const open = new Map(Object.entries((await context.get<Record<string, StoredTask>>(KEY.tasks)) ?? {}))
    const leave = (id: string) => {
      const task = open.get(id)
      if (task !== undefined)
        for (const desk of desksOf(task)) send(context, { service: NAMES.desk, key: desk, method: 'drop' }, id)
      open.delete(id)
    }
    for (const id of tasks.close) leave(id)
    for (const task of tasks.open) {
      leave(task.id)
      open.set(task.id, task)
      for (const desk of desksOf(task)) send(context, { service: NAMES.desk, key: desk, method: 'put' }, task as unknown as Json)
    }
    context.set(KEY.tasks, Object.fromEntries(open))
  }

  async #moveIncidents({ incidents }: Pick<Commit, 'incidents'>): Promise<void> {
    if (incidents === undefined || incidents.open.length + incidents.close.length === 0) return
    const context = this.#writable()
    const open = (await context.get<Record<string, StoredIncident>>(KEY.incidents)) ?? {}
    const left = Object.entries(open).filter(([id]) => !incidents.close.includes(id))
    context.set(KEY.incidents, Object.fromEntries([...left, ...incidents.open.map((one) => [one.id, one] as const)]))
  }

  #moveTimers({ timers }: Pick<Commit, 'timers'>): void {
    const context = this.#writable()
    for (const id of timers.clear) context.clear(KEY.timer(id))
    for (const timer of timers.set) {
      context.set(KEY.timer(timer.id), timer.due)
      this.#callMe(timer)
    }
  }

  #callMe(timer: StoredTimer): void {
    const to = { service: NAMES.dossier, key: timer.dossier, method: 'timer' }
    send(this.#writable(), to, timer as unknown as Json, timer.due - this.instant)
  }

  async #moveJobs({ jobs }: Commit): Promise<void> {
    if (jobs.add.length + jobs.finish.length + jobs.cancel.length === 0) return
    const context = this.#writable()
    const open = new Map(Object.entries((await context.get<Record<string, StoredJob>>(KEY.jobs)) ?? {}))
    for (const job of jobs.add) {
      open.set(job.id, queued(job))
      send(context, { service: NAMES.lane, key: laneOf(job), method: 'run' }, job as unknown as Json)
    }
    for (const id of [...jobs.finish, ...jobs.cancel]) open.delete(id)
    context.set(KEY.jobs, Object.fromEntries(open))
  }

  #at({ actor, reason }: Word): Settled {
    return { actor, reason, at: this.instant }
  }

  async #parked(id: string): Promise<StoredJob | undefined> {
    return (await this.jobs()).find((job) => job.id === id && job.status === 'parked')
  }

  async #skipped(): Promise<Readonly<Record<string, SkippedJob>>> {
    return (await this.context.get<Record<string, SkippedJob>>(KEY.skipped)) ?? {}
  }

  #writable(): ObjectContext {
    return this.context as ObjectContext
  }
}
