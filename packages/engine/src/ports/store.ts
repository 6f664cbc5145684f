import type { Json, JsonObject } from './json.ts'

/**
 * What a store keeps and how it changes. Everything is plain JSON: a store knows neither BPMN nor law.
 *
 * One accepted command is one {@link Commit}: its journal row, the snapshot, the tasks, timers and jobs that follow from it and
 * the answer to its sender become durable together or not at all.
 *
 * Instants are whole milliseconds since 1970-01-01T00:00:00Z. What goes in is copied: a caller that changes it later changes
 * nothing here. Every method but `open` and `close` fails with STORE_UNREACHABLE while the store is not open.
 */
export interface Store {
  /**
   * Creates or upgrades the schema; opening twice is once.
   *
   * @throws StoreFailure STORE_NEWER, STORE_FOREIGN, STORE_READ_ONLY, STORE_UNREACHABLE, STORE_CORRUPT
   */
  open(): Promise<void>
  /** Closing twice is once; what was committed is there when it is opened again. */
  close(): Promise<void>

  /**
   * Makes commits durable with one fsync. Each succeeds or fails alone: a conflict never fails its neighbours. Outcomes stand in
   * the order of the commits. Two commits of one dossier in one batch apply in the order given. A command that was committed
   * before is a `duplicate` even where its sequence number is a conflict.
   *
   * @throws StoreFailure STORE_INPUT_INVALID a commit contradicts itself (another dossier's row, a job id that was used before,
   *   an instant that is no whole number): a defect of the host; nothing of the batch is committed
   */
  commit(batch: readonly Commit[]): Promise<readonly CommitOutcome[]>

  load(dossier: string): Promise<StoredDossier | undefined>
  /** Journal rows with `seq > after`, ascending, at most `limit`. */
  journal(dossier: string, after: number, limit: number): Promise<readonly JournalRow[]>
  /** Rows of all dossiers with `position > after`, ascending, at most `limit`; positions are given at commit and never reused. */
  feed(after: number, limit: number): Promise<readonly FeedRow[]>
  answer(dossier: string, command: string): Promise<StoredAnswer | undefined>

  /** The first definition under a fingerprint stays; putting it again changes nothing. */
  putDefinition(definition: StoredDefinition): Promise<void>
  definition(fingerprint: string): Promise<StoredDefinition | undefined>

  /** Open tasks: the earliest `dueAt` first, those without one last; then by `openedAt`, then in the order they were opened. */
  tasks(query: TaskQuery): Promise<readonly StoredTask[]>
  task(id: string): Promise<StoredTask | undefined>
  /** Timers with `due <= now`, earliest first, then in the order they were set. They stay until a commit clears them. */
  dueTimers(now: number, limit: number): Promise<readonly StoredTimer[]>
  /**
   * The earliest instant at which a timer is due, a job may be tried or a lease runs out. Jobs that wait behind another one in
   * their lane do not count: finishing that one makes them due.
   */
  nextDue(): Promise<number | undefined>

  /**
   * Leases jobs that are due to `worker` until `now + leaseMs`. In a lane (same dossier, same `lane` name) only the oldest
   * unfinished job may be claimed, so a lane runs in order; jobs without a lane are free. A job whose lease has run out
   * (`leasedUntil <= now`) may be claimed again. First come those that could be claimed longest, then those added first.
   * A claim is a try: `tries` counts it.
   */
  claimJobs(worker: string, now: number, leaseMs: number, limit: number): Promise<readonly StoredJob[]>
  /**
   * Changes a leased job outside of any command: the next try, or parked with an incident. `false` when the lease was lost: the
   * job was finished, cancelled, or claimed by another. A lease that has run out is held until somebody claims the job.
   */
  releaseJob(job: string, worker: string, change: JobRelease): Promise<boolean>
  /** Ends a leased job that no token waits for. `false` when the lease was lost. */
  finishJob(job: string, worker: string): Promise<boolean>
  job(id: string): Promise<StoredJob | undefined>
  /** In the order they were added. */
  jobs(query: { readonly dossier?: string; readonly status?: JobStatus; readonly limit: number }): Promise<readonly StoredJob[]>
  /** A parked job goes back to the queue with its tries reset to 0. `false` when it was not parked. */
  retryJob(job: string, at: number): Promise<boolean>

  /** The next serial of a series, from 1, without gaps. The same `key` always gets the same serial. */
  serial(series: string, key: string): Promise<number>
}

/**
 * What one accepted command changes. Ids of tasks, timers and jobs that belong to another dossier, or to nobody, are passed over.
 */
export interface Commit {
  readonly dossier: string
  /** `row.seq - 1` must be the dossier's last sequence number: 0 for a new dossier. */
  readonly row: JournalRow
  readonly head: DossierHead
  /** Replaces the snapshot; absent: the old one stays. */
  readonly snapshot?: Snapshot
  /** `close` applies before `open`; opening an open task replaces it. */
  readonly tasks: { readonly open: readonly StoredTask[]; readonly close: readonly string[] }
  /** `clear` applies before `set`; setting a set timer replaces it. */
  readonly timers: { readonly set: readonly StoredTimer[]; readonly clear: readonly string[] }
  /** `add` applies first: an id is used once. A job that is over stays as it is. Finishing needs no lease. */
  readonly jobs: { readonly add: readonly NewJob[]; readonly finish: readonly string[]; readonly cancel: readonly string[] }
  /** `answer.command` is `row.command`. */
  readonly answer: StoredAnswer
}

/** `conflict`: the dossier stands at `seq`, another command was first. `duplicate`: this command id was committed before. */
export type CommitOutcome =
  | { readonly status: 'committed'; readonly position: number }
  | { readonly status: 'conflict'; readonly seq: number }
  | { readonly status: 'duplicate'; readonly answer: StoredAnswer }

/** One accepted command. `hash` covers `previous` and the digests, not the payloads: erasing a payload leaves the chain provable. */
export interface JournalRow {
  readonly dossier: string
  /** 1, 2, 3 … within the dossier. */
  readonly seq: number
  readonly at: number
  /** Who: an actor's id, or `system:…` for what the world reports. */
  readonly actor: string
  readonly command: string
  /** What the command was, without its variables. */
  readonly type: string
  readonly events: readonly JournalEvent[]
  /** 64 hexadecimal digits; 64 zeros in the first row. */
  readonly previous: string
  readonly hash: string
}

/** An event as the store sees it. `data` is `null` once it was erased; `salt` and `digest` stay. */
export interface JournalEvent {
  readonly type: string
  /** Version of the event's shape. */
  readonly version: number
  readonly data: JsonObject | null
  /** 32 hexadecimal digits; erased together with `data`. */
  readonly salt: string | null
  /** SHA-256 over salt, type, version and canonical data: 64 hexadecimal digits. */
  readonly digest: string
}

export interface FeedRow {
  readonly position: number
  readonly row: JournalRow
}

/** What lists and searches need of a dossier without opening it. */
export interface DossierHead {
  readonly procedure: string
  readonly version: number
  readonly fingerprint: string
  readonly code: string | null
  readonly status: string
  readonly standing: string
  readonly stages: readonly string[]
  readonly applicant: string
  readonly openedAt: number
  readonly dueAt: number | null
  readonly endedAt: number | null
}

export interface Snapshot {
  /** The last row that it contains. */
  readonly seq: number
  /** Version of the kernel's state shape: another version is not read but rebuilt from the journal. */
  readonly kernel: number
  readonly fingerprint: string
  readonly state: Json
}

export interface StoredDossier {
  readonly dossier: string
  readonly seq: number
  readonly hash: string
  readonly head: DossierHead
  readonly snapshot: Snapshot | null
}

export interface StoredAnswer {
  readonly command: string
  /** SHA-256 of the canonical request: the same id with another digest is another request. */
  readonly digest: string
  readonly response: Json
}

/** A procedure as it was when a dossier was started with it. */
export interface StoredDefinition {
  readonly fingerprint: string
  readonly procedure: string
  readonly version: number
  /** The definition as data, enough to compile it again. */
  readonly definition: Json
}

export interface StoredTask {
  /** `<dossier>:<instance>`. */
  readonly id: string
  readonly dossier: string
  readonly element: string
  readonly name: string
  readonly role: string | null
  readonly stage: string | null
  readonly form: string | null
  readonly openedAt: number
  readonly dueAt: number | null
}

export interface TaskQuery {
  /** Tasks of any of these roles; an empty list finds nothing. */
  readonly roles?: readonly string[]
  readonly dossier?: string
  readonly limit: number
}

export interface StoredTimer {
  /** `<dossier>:<instance>`. */
  readonly id: string
  readonly dossier: string
  readonly due: number
}

export interface NewJob {
  readonly id: string
  readonly dossier: string
  readonly type: string
  /** Jobs of one dossier and lane run one after another, in the order they were added. `null`: no lane. */
  readonly lane: string | null
  /** The element instance that waits for this job; `null`: nobody waits, the job only tells the world. */
  readonly instance: number | null
  /** Stable over every try: an adapter hands it to a peer that takes one. */
  readonly key: string
  readonly input: JsonObject
  readonly at: number
}

/** `queued` waits for `at`, `leased` is being tried, `parked` needs a person, `done` and `cancelled` are over. */
export type JobStatus = 'queued' | 'leased' | 'parked' | 'done' | 'cancelled'

export interface StoredJob extends NewJob {
  readonly status: JobStatus
  /** How often it was claimed since it was added or retried by a person. */
  readonly tries: number
  /** `null` unless leased. */
  readonly leasedUntil: number | null
  /** The last failure; it stays when the job is tried again. */
  readonly lastError: { readonly code: string; readonly message: string } | null
}

export type JobRelease =
  | { readonly to: 'queued'; readonly at: number; readonly error: { readonly code: string; readonly message: string } }
  | { readonly to: 'parked'; readonly error: { readonly code: string; readonly message: string } }

/**
 * A store that cannot be used. `code`:
 *
 * - STORE_NEWER        a later release wrote it: use that release
 * - STORE_FOREIGN      it is something else's: name another place
 * - STORE_READ_ONLY    it cannot be written to: mend its permissions
 * - STORE_FULL         no room: make some, then send the commands again
 * - STORE_UNREACHABLE  not open, not there, or busy for too long
 * - STORE_CORRUPT      its content is damaged: restore a backup
 * - STORE_INPUT_INVALID  what it was given contradicts itself; nothing was changed
 */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure'
  readonly code: string

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
