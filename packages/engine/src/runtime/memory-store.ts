import { StoreFailure } from '../ports/index.ts'
import type {
  Commit,
  CommitOutcome,
  FeedRow,
  JobRelease,
  JobStatus,
  JournalRow,
  Store,
  StoredAnswer,
  StoredDefinition,
  StoredDossier,
  StoredJob,
  StoredTask,
  StoredTimer,
  TaskQuery,
} from '../ports/index.ts'

/**
 * A store that lives as long as the process: for traces, first programs and tests. It keeps what it holds when it is closed and
 * opened again. Everything that it hands out is frozen.
 *
 * @example
 * const store = memoryStore()
 * await store.open()
 */
export function memoryStore(): Store {
  return new MemoryStore()
}

/** A job with its lease's holder: the one thing here that changes in place. */
interface JobEntry {
  job: StoredJob
  worker: string | null
}

class MemoryStore implements Store {
  #isOpen = false
  readonly #dossiers = new Map<string, StoredDossier>()
  /** In order of position: the first row has position 1. */
  readonly #feed: FeedRow[] = []
  readonly #journals = new Map<string, JournalRow[]>()
  readonly #answers = new Map<string, StoredAnswer>()
  readonly #definitions = new Map<string, StoredDefinition>()
  readonly #tasks = new Map<string, StoredTask>()
  readonly #timers = new Map<string, StoredTimer>()
  readonly #jobs = new Map<string, JobEntry>()
  /** The part of `#jobs` that a claim must look at, in the order they were added. */
  readonly #unfinished = new Map<string, JobEntry>()
  readonly #series = new Map<string, Map<string, number>>()

  async open(): Promise<void> {
    this.#isOpen = true
  }

  async close(): Promise<void> {
    this.#isOpen = false
  }

  async commit(batch: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    this.#mustBeOpen()
    const commits = batch.map((commit) => sealed(mustBeConsistent(commit)))
    const outcomes = this.#outcomes(commits)
    commits.forEach((commit, index) => {
      if (outcomes[index]?.status === 'committed') this.#apply(commit, outcomes[index].position)
    })
    return outcomes
  }

  async load(dossier: string): Promise<StoredDossier | undefined> {
    this.#mustBeOpen()
    return this.#dossiers.get(dossier)
  }

  async journal(dossier: string, after: number, limit: number): Promise<readonly JournalRow[]> {
    this.#mustBeOpen()
    return first(limit, (this.#journals.get(dossier) ?? []).slice(Math.max(0, after)))
  }

  async feed(after: number, limit: number): Promise<readonly FeedRow[]> {
    this.#mustBeOpen()
    const from = Math.max(0, after)
    return this.#feed.slice(from, from + mustBeLimit(limit))
  }

  async answer(dossier: string, command: string): Promise<StoredAnswer | undefined> {
    this.#mustBeOpen()
    return this.#answers.get(pair(dossier, command))
  }

  async putDefinition(definition: StoredDefinition): Promise<void> {
    this.#mustBeOpen()
    if (!this.#definitions.has(definition.fingerprint)) this.#definitions.set(definition.fingerprint, sealed(definition))
  }

  async definition(fingerprint: string): Promise<StoredDefinition | undefined> {
    this.#mustBeOpen()
    return this.#definitions.get(fingerprint)
  }

  async tasks(query: TaskQuery): Promise<readonly StoredTask[]> {
    this.#mustBeOpen()
    const found = [...this.#tasks.values()].filter(
      (task) =>
        (query.dossier === undefined || task.dossier === query.dossier) &&
        (query.roles === undefined || (task.role !== null && query.roles.includes(task.role))),
    )
    return first(query.limit, found.sort(mostUrgent))
  }

  async task(id: string): Promise<StoredTask | undefined> {
    this.#mustBeOpen()
    return this.#tasks.get(id)
  }

  async dueTimers(now: number, limit: number): Promise<readonly StoredTimer[]> {
    this.#mustBeOpen()
    const due = [...this.#timers.values()].filter((timer) => timer.due <= now)
    return first(
      limit,
      due.sort((a, b) => a.due - b.due),
    )
  }

  async nextDue(): Promise<number | undefined> {
    this.#mustBeOpen()
    let next = Infinity
    for (const timer of this.#timers.values()) next = Math.min(next, timer.due)
    for (const entry of this.#laneHeads()) next = Math.min(next, wakeOf(entry.job))
    return next === Infinity ? undefined : next
  }

  async claimJobs(worker: string, now: number, leaseMs: number, limit: number): Promise<readonly StoredJob[]> {
    this.#mustBeOpen()
    const leasedUntil = mustBeWhole(now + leaseMs, 'the end of a lease')
    const due = this.#laneHeads().filter((entry) => wakeOf(entry.job) <= now)
    const claimed = first(
      limit,
      due.sort((a, b) => wakeOf(a.job) - wakeOf(b.job)),
    )
    for (const entry of claimed) {
      entry.worker = worker
      change(entry, { status: 'leased', leasedUntil, tries: entry.job.tries + 1 })
    }
    return claimed.map((entry) => entry.job)
  }

  async releaseJob(job: string, worker: string, release: JobRelease): Promise<boolean> {
    this.#mustBeOpen()
    const entry = this.#leased(job, worker)
    const at = release.to === 'queued' ? mustBeWhole(release.at, 'the next try') : entry?.job.at
    if (entry === undefined || at === undefined) return false
    change(entry, { status: release.to, at, leasedUntil: null, lastError: sealed(release.error) })
    return true
  }

  async finishJob(job: string, worker: string): Promise<boolean> {
    this.#mustBeOpen()
    const entry = this.#leased(job, worker)
    if (entry === undefined) return false
    this.#end(entry, 'done')
    return true
  }

  async job(id: string): Promise<StoredJob | undefined> {
    this.#mustBeOpen()
    return this.#jobs.get(id)?.job
  }

  async jobs(query: { dossier?: string; status?: JobStatus; limit: number }): Promise<readonly StoredJob[]> {
    this.#mustBeOpen()
    const found = [...this.#jobs.values()].filter(
      ({ job }) =>
        (query.dossier === undefined || job.dossier === query.dossier) &&
        (query.status === undefined || job.status === query.status),
    )
    return first(query.limit, found).map((entry) => entry.job)
  }

  async retryJob(job: string, at: number): Promise<boolean> {
    this.#mustBeOpen()
    const entry = this.#jobs.get(job)
    mustBeWhole(at, 'the next try')
    if (entry?.job.status !== 'parked') return false
    change(entry, { status: 'queued', at, tries: 0 })
    return true
  }

  async serial(series: string, key: string): Promise<number> {
    this.#mustBeOpen()
    const serials = this.#series.get(series) ?? new Map<string, number>()
    this.#series.set(series, serials)
    const serial = serials.get(key) ?? serials.size + 1
    serials.set(key, serial)
    return serial
  }

  #mustBeOpen(): void {
    if (!this.#isOpen) throw new StoreFailure('STORE_UNREACHABLE', 'expected an open store, found one that is closed')
  }

  /** What each commit of a batch would come to; nothing is changed, so that a defect leaves nothing behind. */
  #outcomes(commits: readonly Commit[]): readonly CommitOutcome[] {
    const seqs = new Map<string, number>()
    const answers = new Map<string, StoredAnswer>()
    const jobs = new Set<string>()
    let position = this.#feed.length
    return commits.map((commit): CommitOutcome => {
      const command = pair(commit.dossier, commit.row.command)
      const answer = this.#answers.get(command) ?? answers.get(command)
      if (answer !== undefined) return { status: 'duplicate', answer }
      const seq = seqs.get(commit.dossier) ?? this.#dossiers.get(commit.dossier)?.seq ?? 0
      if (commit.row.seq - 1 !== seq) return { status: 'conflict', seq }
      for (const job of commit.jobs.add) {
        if (this.#jobs.has(job.id) || jobs.has(job.id)) throw invalid(`expected a new job id, found ${job.id} again`)
        jobs.add(job.id)
      }
      seqs.set(commit.dossier, commit.row.seq)
      answers.set(command, commit.answer)
      return { status: 'committed', position: ++position }
    })
  }

  #apply(commit: Commit, position: number): void {
    const { dossier, row, head } = commit
    const snapshot = commit.snapshot ?? this.#dossiers.get(dossier)?.snapshot ?? null
    this.#dossiers.set(dossier, Object.freeze({ dossier, seq: row.seq, hash: row.hash, head, snapshot }))
    this.#feed.push(Object.freeze({ position, row }))
    const journal = this.#journals.get(dossier) ?? []
    journal.push(row)
    this.#journals.set(dossier, journal)
    this.#answers.set(pair(dossier, row.command), commit.answer)
    for (const id of commit.tasks.close) if (this.#tasks.get(id)?.dossier === dossier) this.#tasks.delete(id)
    for (const task of commit.tasks.open) this.#tasks.set(task.id, task)
    for (const id of commit.timers.clear) if (this.#timers.get(id)?.dossier === dossier) this.#timers.delete(id)
    for (const timer of commit.timers.set) this.#timers.set(timer.id, timer)
    for (const job of commit.jobs.add) {
      const queued: StoredJob = Object.freeze({ ...job, status: 'queued', tries: 0, leasedUntil: null, lastError: null })
      const entry: JobEntry = { job: queued, worker: null }
      this.#jobs.set(job.id, entry)
      this.#unfinished.set(job.id, entry)
    }
    for (const id of commit.jobs.finish) this.#end(this.#unfinishedOf(dossier, id), 'done')
    for (const id of commit.jobs.cancel) this.#end(this.#unfinishedOf(dossier, id), 'cancelled')
  }

  #unfinishedOf(dossier: string, id: string): JobEntry | undefined {
    const entry = this.#unfinished.get(id)
    return entry?.job.dossier === dossier ? entry : undefined
  }

  #leased(id: string, worker: string): JobEntry | undefined {
    const entry = this.#jobs.get(id)
    return entry?.job.status === 'leased' && entry.worker === worker ? entry : undefined
  }

  #end(entry: JobEntry | undefined, status: 'done' | 'cancelled'): void {
    if (entry === undefined) return
    change(entry, { status, leasedUntil: null })
    this.#unfinished.delete(entry.job.id)
  }

  /** The unfinished jobs that wait behind no other: each lane's oldest, and every job without a lane. */
  #laneHeads(): JobEntry[] {
    const lanes = new Set<string>()
    return [...this.#unfinished.values()].filter(({ job }) => {
      if (job.lane === null) return true
      const lane = pair(job.dossier, job.lane)
      if (lanes.has(lane)) return false
      lanes.add(lane)
      return true
    })
  }
}

/** When the job may be claimed: never, where a person must act first. */
function wakeOf(job: StoredJob): number {
  if (job.status === 'queued') return job.at
  return job.status === 'leased' ? (job.leasedUntil ?? Infinity) : Infinity
}

function change(entry: JobEntry, to: Partial<StoredJob>): void {
  entry.job = Object.freeze({ ...entry.job, ...to })
}

function mostUrgent(a: StoredTask, b: StoredTask): number {
  if (a.dueAt !== b.dueAt) return (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity)
  return a.openedAt - b.openedAt
}

function pair(a: string, b: string): string {
  return JSON.stringify([a, b])
}

function first<T>(limit: number, list: readonly T[]): T[] {
  return list.slice(0, mustBeLimit(limit))
}

/** Looked at before JSON makes `null` of numbers that it does not know. */
function mustBeConsistent(commit: Commit): Commit {
  const { dossier, row, answer, tasks, timers, jobs } = commit
  for (const part of [row, ...tasks.open, ...timers.set, ...jobs.add]) {
    if (part.dossier !== dossier) throw invalid(`expected what belongs to dossier ${dossier}, found ${part.dossier}'s`)
  }
  if (answer.command !== row.command) throw invalid(`expected the answer to ${row.command}, found ${answer.command}'s`)
  mustBeWhole(row.at, 'the instant of a row')
  for (const task of tasks.open) {
    mustBeWhole(task.openedAt, `the opening of ${task.id}`)
    if (task.dueAt !== null) mustBeWhole(task.dueAt, `the due instant of ${task.id}`)
  }
  for (const timer of timers.set) mustBeWhole(timer.due, `the due instant of ${timer.id}`)
  for (const job of jobs.add) mustBeWhole(job.at, `the first try of ${job.id}`)
  return commit
}

function mustBeWhole(instant: number, what: string): number {
  if (!Number.isSafeInteger(instant)) throw invalid(`expected whole milliseconds as ${what}, found ${instant}`)
  return instant
}

function mustBeLimit(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 0) throw invalid(`expected a whole number as limit, found ${limit}`)
  return limit
}

function invalid(message: string): StoreFailure {
  return new StoreFailure('STORE_INPUT_INVALID', message)
}

/** A frozen copy, as it would come back from a file: through JSON. */
function sealed<T>(value: T): T {
  let text: string
  try {
    text = JSON.stringify(value)
  } catch (cause) {
    throw new StoreFailure('STORE_INPUT_INVALID', `expected JSON, found a value that has none: ${String(cause)}`, cause)
  }
  return JSON.parse(text, (_key, part: unknown) => Object.freeze(part)) as T
}
