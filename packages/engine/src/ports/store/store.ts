import type { Page } from './page.ts'
import type { Commit, CommitOutcome } from './commit.ts'
import type { DossierCount, DossierCountQuery, DossierQuery, StoredDossier, StoredDossierHead } from './dossier.ts'
import type { IncidentQuery, StoredIncident } from './incident.ts'
import type { JobQuery, JobRelease, JobSettlement, StoredJob } from './job.ts'
import type { FeedAnswer, FeedRow, JournalLink, JournalRow, StoredAnswer, StoredDefinition } from './journal.ts'
import type { LookedUp, LookUp } from './look-up.ts'
import type { AudienceQuery, Broadcast, BroadcastQuery, BroadcastTurn } from './message.ts'
import type { BufferedMessage, Match, MessageQuery, MessageStanding } from './message.ts'
import type { StoredSchedule } from './schedule.ts'
import type { StoredSeal } from './seal.ts'
import type { SerialQuery, StoredSerial } from './serial.ts'
import type { StoreFigures } from './figures.ts'
import type { StoredTask, TaskCount, TaskCountQuery, TaskQuery } from './task.ts'
import type { StoredTimer } from './timer.ts'

/**
 * Whether the database that was connected to lacks what had been committed. A standby that was behind may have become the primary, or a
 * backup been restored.
 *
 * @param over  what that connection reads
 * @param isAfterLoss  a connection was cut since it was last found to lack nothing: another database may have taken its place
 */
export type LacksCommitted = (over: Pick<Store, 'journal' | 'reconciled'>, isAfterLoss: boolean) => Promise<boolean>

/**
 * What a store keeps and how it changes. Everything is plain JSON: a store knows neither BPMN nor law.
 *
 * One accepted command is one {@link Commit}: its journal row, the snapshot, the tasks, timers, jobs, subscriptions and incidents that
 * follow from it and the answer to its sender become durable together or not at all.
 *
 * Texts are well-formed Unicode, with any character, U+0000 too: what has half of a surrogate pair the host keeps away.
 * Instants are whole milliseconds since 1970-01-01T00:00:00Z. What goes in is copied: a caller that changes it later changes
 * nothing here. Every method but `open` and `close` fails with STORE_UNREACHABLE while the store is not open.
 *
 * *Leases.* `claim…` hands work to one worker until `now + leaseMs`; whatever lease has run out (`<= now`) may be claimed again, so the
 * work of a dead node passes on. First come those that could be claimed longest, then those added first. Work of a suspended dossier
 * is not claimed.
 */
export interface Store {
  /**
   * Creates or upgrades the schema; opening twice is once, also by several nodes at one moment.
   *
   * @throws StoreFailure STORE_NEWER, STORE_FOREIGN, STORE_READ_ONLY, STORE_UNREACHABLE, STORE_CORRUPT
   */
  open(): Promise<void>
  /** Closing twice is once; what was committed is there when it is opened again. */
  close(): Promise<void>
  /** Given when the store was created; a copy that is restored keeps it. */
  identity(): Promise<string>
  /** How often it was reconciled with its witness, as far as it knows itself: a copy that is restored knows what it knew. 0 at first. */
  reconciled(): Promise<number>
  /** It was reconciled for the `times`-th time; never goes back. */
  markReconciled(times: number): Promise<void>
  /**
   * Absent: a database cannot go back while a process has it open. Otherwise `lacks` is asked over each connection that is made, before
   * anything else is done over it. Where it says so, nothing is done any more: all that is asked of the store is refused with STORE_WENT_BACK.
   */
  readonly whenConnected?: ((lacks: LacksCommitted) => void) | undefined
  /** The clock that all nodes on this store share; `null`: it has none of its own, the machine's counts. */
  now(): Promise<number | null>

  /**
   * Makes commits durable with one fsync. Each succeeds or fails alone: a conflict never fails its neighbours. Outcomes stand in
   * the order of the commits. Two commits of one dossier in one batch apply in the order given. A command that was committed
   * before is a `duplicate` even where its sequence number is a conflict.
   *
   * @throws StoreFailure STORE_INPUT_INVALID a commit contradicts itself (another dossier's row, a job id that was used before,
   *   an instant that is no whole number, an end before the opening): a defect of the host; nothing of the batch is committed
   */
  commit(batch: readonly Commit[]): Promise<readonly CommitOutcome[]>
  /** Beyond so many commits a batch gains nothing more: the host gives it no larger one. A whole number from 1; absent: 128. */
  readonly largestBatch?: number | undefined

  load(dossier: string): Promise<StoredDossier | undefined>
  /** Journal rows with `seq > after`, ascending, at most `limit`. */
  journal(dossier: string, after: number, limit: number): Promise<readonly JournalRow[]>
  /**
   * Rows in the order of the feed, at most `limit`, after a cursor (`null`: from the beginning). A row is never missed and never comes
   * twice, whatever nodes commit at the same time; the rows of one dossier come in the order of `seq`.
   */
  feed(
    after: string | null,
    limit: number,
    only?: { readonly dossier?: string; readonly agency?: string },
  ): Promise<readonly FeedRow[]>
  /** The same rows as the feed, in its order, without what they say. */
  links(after: string | null, limit: number): Promise<readonly JournalLink[]>
  /** What was answered to the command of each row of the feed, in its order. */
  answers(after: string | null, limit: number): Promise<readonly FeedAnswer[]>
  answer(dossier: string, command: string): Promise<StoredAnswer | undefined>
  /**
   * What `answer`, `load` and `journal` would give, for many commands with one question: in the order of those asked for. Absent: asking for
   * each alone costs no more.
   *
   * @param asked  at most 1,000
   */
  lookUp?(asked: readonly LookUp[]): Promise<readonly LookedUp[]>

  /** The first definition under a fingerprint stays; putting it again changes nothing. */
  putDefinition(definition: StoredDefinition): Promise<void>
  definition(fingerprint: string): Promise<StoredDefinition | undefined>

  /** Dossiers in the order of {@link DossierQuery.order}. */
  dossiers(query: DossierQuery): Promise<Page<StoredDossierHead>>
  countDossiers(query: DossierCountQuery): Promise<readonly DossierCount[]>

  /** Open tasks: the earliest `dueAt` first, those without one last; then by `openedAt`, then in the order they were opened. */
  tasks(query: TaskQuery): Promise<Page<StoredTask>>
  task(id: string): Promise<StoredTask | undefined>
  countTasks(query: TaskCountQuery): Promise<readonly TaskCount[]>

  /** Leases timers with `due <= now`, those due earliest first. They stay until a commit clears or sets them, which ends the lease. */
  claimTimers(worker: string, now: number, leaseMs: number, limit: number): Promise<readonly StoredTimer[]>
  /** Gives a leased timer back, not to be claimed before `at`. `false` when the lease was lost. */
  releaseTimer(timer: string, worker: string, at: number): Promise<boolean>
  timers(query: { readonly dossier: string; readonly limit: number }): Promise<readonly StoredTimer[]>

  /**
   * The earliest instant at which a timer, a schedule, a job, a match or a broadcast may be claimed, or a message expires. Jobs that
   * wait behind another one in their lane do not count: finishing that one makes them due.
   */
  nextDue(): Promise<number | undefined>

  /**
   * Leases jobs that are due. In a lane (same dossier, same `lane` name) only the oldest unfinished job may be claimed, so a lane runs
   * in order; jobs without a lane are free. A claim is a try: `tries` counts it. None of a type in `but` is claimed.
   */
  claimJobs(worker: string, now: number, leaseMs: number, limit: number, but?: readonly string[]): Promise<readonly StoredJob[]>
  /** A worker that is still at it holds its lease until `until`. `false` when the lease was lost. */
  extendJob(job: string, worker: string, until: number): Promise<boolean>
  /**
   * Changes a leased job outside of any command: the next try, or parked with an incident. `false` when the lease was lost: the
   * job was finished, cancelled, or claimed by another. A lease that has run out is held until somebody claims the job.
   */
  releaseJob(job: string, worker: string, change: JobRelease): Promise<boolean>
  /** Ends a leased job that no token waits for. `false` when the lease was lost. */
  finishJob(job: string, worker: string): Promise<boolean>
  job(id: string): Promise<StoredJob | undefined>
  /** In the order they were added. */
  jobs(query: JobQuery): Promise<readonly StoredJob[]>
  /**
   * A person's word on a parked job. Tried again: back to the queue with its tries reset to 0; of `lastError` only `code` and `message` stay,
   * as its number and its doubt are those of tries that no longer count. `false` when it was not parked.
   */
  settleJob(job: string, settlement: JobSettlement): Promise<boolean>

  /** Open incidents of all dossiers, the oldest first. */
  incidents(query: IncidentQuery): Promise<Page<StoredIncident>>

  /** Keeps a message until a dossier waits for it or it expires. The first under an id stays, for ever: `false` when there was one. */
  putMessage(message: BufferedMessage): Promise<boolean>
  message(id: string): Promise<MessageStanding | undefined>
  /** Messages in the order of {@link MessageQuery.order}, each once, whatever becomes of others between two pages. What is put meanwhile may be missed. */
  messages(query: MessageQuery): Promise<Page<MessageStanding>>
  /**
   * Messages that were put in a time which the store does not know, as each stood then, in the order in which they were put: durable together.
   * One that is here as well is the same message: over where it was over here or there, else as it is here.
   *
   * @returns  ids of the batch under which there is another message (of another sender, agency, name or key): it stays as it is
   * @throws StoreFailure STORE_INPUT_INVALID an instant that is no whole number; nothing of the batch is kept
   */
  keepMessages(batch: readonly MessageStanding[]): Promise<readonly string[]>
  /**
   * Leases kept messages, each with the oldest subscription of equal agency, name and key; the message that was put first comes first. One
   * that nobody waits for yet is not claimed.
   *
   * @param avoided  dossiers that cannot be told anything now: who waits there is passed over
   */
  claimMatches(
    worker: string,
    now: number,
    leaseMs: number,
    limit: number,
    avoided?: readonly string[],
  ): Promise<readonly Match[]>
  /** Gives a leased message back, not to be claimed before `at`. `false` when the lease was lost. */
  releaseMessage(message: string, worker: string, at: number): Promise<boolean>
  /** Messages whose time has run out are marked so; each is told to one caller once, whole, and its payload is kept no longer. */
  expireMessages(now: number, limit: number): Promise<readonly BufferedMessage[]>

  /** Keeps a signal until every dossier that subscribed to it by then has been told. The first under an id stays: `false` when there was one. */
  putBroadcast(broadcast: Broadcast): Promise<boolean>
  /** Its payload is `{}` once it is over. */
  broadcast(id: string): Promise<Broadcast | undefined>
  /** Signals by id, each once. What is put meanwhile may be missed. */
  broadcasts(query: BroadcastQuery): Promise<Page<Broadcast>>
  /**
   * The dossiers that are still to be told of a signal, those first that have waited longest; reading them tells nobody. One that waits for it
   * at several places may come several times. None: it is over, or there is none.
   */
  audience(query: AudienceQuery): Promise<Page<string>>
  /**
   * Signals of a time which the store does not know: over, so that their ids are taken and nobody is told. One that is here stays as it is.
   * Durable together.
   *
   * @returns  ids of the batch under which there is another signal (of another sender, agency or name): it stays as it is
   * @throws StoreFailure STORE_INPUT_INVALID an instant that is no whole number; nothing of the batch is kept
   */
  keepBroadcasts(batch: readonly Broadcast[]): Promise<readonly string[]>
  /** Leases broadcasts, each with the next dossiers to tell, at most `page` of them; none left: the broadcast is over. */
  claimBroadcasts(worker: string, now: number, leaseMs: number, limit: number, page: number): Promise<readonly BroadcastTurn[]>
  /** The dossiers of this turn have been told. `false` when the lease was lost. */
  advanceBroadcast(broadcast: string, worker: string, turn: string): Promise<boolean>

  /** Puts what begins dossiers by the clock, or replaces it. `false`: what stands under its id is of none of these agencies, and stays. */
  putSchedule(schedule: StoredSchedule, agencies?: readonly string[]): Promise<boolean>
  /** `false`: there is none, or none of these agencies. */
  dropSchedule(id: string, agencies?: readonly string[]): Promise<boolean>
  schedules(): Promise<readonly StoredSchedule[]>
  claimSchedules(worker: string, now: number, leaseMs: number, limit: number): Promise<readonly StoredSchedule[]>
  /** The begin at `due` was done; the next is at `next`, `null`: there is none. `false` when the lease was lost or it is over already. */
  advanceSchedule(id: string, worker: string, due: number, next: number | null): Promise<boolean>

  /** Adds the seal that follows the last one. `false` when another node was first with that number. */
  putSeal(seal: StoredSeal): Promise<boolean>
  /** Seals with `number > after`, ascending, at most `limit`. */
  seals(after: number, limit: number): Promise<readonly StoredSeal[]>

  /** The next serial of a series, from 1, without gaps. The same `key` always gets the same serial. */
  serial(series: string, key: string): Promise<number>
  /**
   * A serial that was given out in a time which the store does not know: it is the key's again, and none up to it is given to another any more.
   * `false`: the key has another one, or another key has this one.
   */
  keepSerial(series: string, key: string, serial: number): Promise<boolean>
  /** Every serial that was given out or kept: one series after another, and in a series by key. What is given out meanwhile may be missed. */
  serials(query: SerialQuery): Promise<Page<StoredSerial>>

  /** What an operator watches. */
  figures(now: number): Promise<StoreFigures>
  /**
   * Why this store, which is open, works more slowly than it was made to, and what to do about it; `undefined`: it does not. Nothing that it
   * promises is less for it. Absent: it has but one way of working.
   */
  readonly slowed?: string | undefined
}
