/**
 * Theory of operation
 *
 * Jobs are leased from the store, done by handlers, and reported as commands under an id of their own: a worker that dies after
 * the work and before the report leaves a lease that runs out, and the job is done again under the same key; one that lives renews it.
 * Every job is therefore done at least once, reported exactly once, and ends done, cancelled, or parked where a person sees it.
 *
 * Jobs of one type wait for one peer. Each type has so many hands and no more: a peer that hangs holds up no job of another one.
 */
import type { Calendar } from '../calendar/index.ts'
import { find, type Variables } from '../kernel/index.ts'
import type { Clock, JournalRow, Store, StoredJob, UnaskedTries } from '../ports/index.ts'
import { AdapterFailure } from '../ports/index.ts'
import type { Catalogue } from './catalogue.ts'
import type { Dispatcher } from './dispatch.ts'
import type { Unstamped } from './stamped.ts'
import { seqOfJob } from './job-id.ts'
import type { LoadedDossier } from './dossiers.ts'
import { CommandRejected, EngineError } from './engine-error.ts'
import { holdLease } from './lease.ts'
import { shownCode } from './log.ts'
import { ProcessError, type Adapters, type JobContext, type JobHandler } from './procedure-module.ts'
import { PutBack } from './put-back.ts'
import { delayAfter, delayUnasked, type RetryPolicy } from './retry.ts'
import type { Activity, Telemetry, TraceParent } from './telemetry.ts'
import { viewOf } from './view.ts'
import type { StoreWatch } from './witness/store-watch.ts'

/** What became of one try of a job: for logs, screens and tests. */
export interface JobNotice {
  readonly job: StoredJob
  readonly outcome: 'done' | 'retry' | 'failed'
  readonly error?: { readonly code: string; readonly message: string }
  /** When it is tried again, in milliseconds since 1970-01-01T00:00:00Z; absent of a try whose job another node has taken over. */
  readonly again?: number
}

/** What does a job, and what it is given. */
export interface WorkOfJob {
  readonly handler: JobHandler
  readonly context: JobContext
  /** Where the span of the command is that made it. */
  readonly trace: () => Promise<TraceParent | undefined>
}

export interface JobsWorld {
  readonly telemetry: Telemetry
  readonly store: Store
  readonly clock: Clock
  readonly agree: () => Promise<void>
  readonly adapters: Adapters
  readonly calendar: Calendar
  readonly catalogue: Catalogue
  readonly dispatcher: Dispatcher
  readonly retry: RetryPolicy
  readonly watch?: StoreWatch | undefined
  readonly worker: string
  readonly leaseMs: number
  readonly jobLimitMs: number
  readonly onJob: (notice: JobNotice) => void
  readonly onError: (error: unknown) => void
  /** A hand is free again. */
  readonly onEnded: () => void
}

/** Handlers wait for peers, not for the processor. */
const AT_ONCE_OF_TYPE = 8
const AT_ONCE = 64
/** Of a host whose jobs are nobody else's. */
const NEVER = new AbortController().signal

/**
 * This node cannot read the job's dossier, as one without its procedure: nobody was asked anything, and another node may do it. It is never the
 * last word on the job, which this node could not even tell the dossier.
 */
export class UnreadableHere extends AdapterFailure {}

export class Jobs {
  readonly #running = new Map<string, { readonly type: string; readonly done: Promise<void> }>()

  readonly #putBack: PutBack

  constructor(private readonly world: JobsWorld) {
    this.#putBack = new PutBack(world)
  }

  /** Takes up what is due, as far as hands are free; returns how many jobs it took. */
  async claim(): Promise<number> {
    await this.#putBack.again((job) => this.#running.has(job))
    const { most, but } = this.#free()
    if (most <= 0) return 0
    const { store, clock, worker, leaseMs } = this.world
    const jobs = await store.claimJobs(worker, clock.now(), leaseMs, most, but)
    for (const job of jobs) {
      const done = this.#run(job)
        .catch(this.world.onError)
        .finally(() => {
          this.#running.delete(job.id)
          this.world.onEnded()
        })
      this.#running.set(job.id, { type: job.type, done })
    }
    return jobs.length
  }

  /** How many may be taken up, whatever their types are, but for these: no hand is free for them. */
  #free(): { readonly most: number; readonly but: readonly string[] } {
    const busy = new Map<string, number>()
    for (const { type } of this.#running.values()) busy.set(type, (busy.get(type) ?? 0) + 1)
    const leftOf = (type: string) => AT_ONCE_OF_TYPE - (busy.get(type) ?? 0)
    const left = [...busy.keys()].map(leftOf).filter((hands) => hands > 0)
    return {
      most: Math.min(AT_ONCE - this.#running.size, AT_ONCE_OF_TYPE, ...left),
      but: [...busy.keys()].filter((type) => leftOf(type) <= 0),
    }
  }

  get running(): number {
    return this.#running.size
  }

  async drain(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map(({ done }) => done))
  }

  async #run(job: StoredJob): Promise<void> {
    await this.world.telemetry.job(job, async (activity) => {
      const lease = holdLease(this.world, job)
      try {
        const work = await this.jobOf(job, lease.signal)
        if (work === undefined) return 'gone'
        if (activity.traceParent !== undefined) activity.follows(await work.trace())
        this.world.watch?.tried(job)
        await this.#done(job, (await Promise.race([work.handler(work.context), lease.overdue])) ?? {})
        return 'done'
      } catch (error) {
        const code = shownCode(failureOf(error).code)
        activity.note('motcua.error', code)
        // What a procedure foresees is an answer.
        if (!(error instanceof ProcessError)) activity.threw(code)
        return await this.#failed(job, error, activity)
      } finally {
        lease.release()
      }
    })
  }

  /** What does a job, and what it is given; `undefined`: its dossier is not there. @throws AdapterFailure JOB_UNHANDLED */
  async jobOf(job: StoredJob, signal: AbortSignal = NEVER): Promise<WorkOfJob | undefined> {
    const dossier = await this.#dossierOf(job)
    if (dossier === undefined) return undefined
    const { jobs = {} } = dossier.edition.module
    // A job may be named as what every object inherits, as "toString".
    const handler = Object.hasOwn(jobs, job.type) ? jobs[job.type] : undefined
    if (handler === undefined)
      throw new AdapterFailure('JOB_UNHANDLED', `expected a handler for "${job.type}", found none`, { retry: false })
    return {
      handler,
      context: await this.#context(job, dossier, await this.#madeAt(job), signal),
      trace: () => this.world.dispatcher.traceOf(dossier, seqOfJob(job.dossier, job.id)),
    }
  }

  /** @throws UnreadableHere */
  async #dossierOf({ dossier }: StoredJob): Promise<LoadedDossier | undefined> {
    try {
      return await this.world.dispatcher.read(dossier)
    } catch (cause) {
      if (!(cause instanceof EngineError)) throw cause
      throw new UnreadableHere(cause.code, cause.message.replace(`${cause.code}: `, ''), { retry: true, isUnasked: true, cause })
    }
  }

  /** Tells the dossier what became of a job that an element waits for; telling it again changes nothing. */
  async report(job: StoredJob & { readonly instance: number }, outcome: JobOutcome): Promise<void> {
    const { instance } = job
    if (outcome.ok) return this.#report(job, { type: 'completeJob', origin: 'world', instance, variables: outcome.variables })
    const { code, message, error } = outcome.failure
    await this.#report(job, {
      ...{ type: 'failJob', origin: 'world', instance, code, message },
      ...(error === undefined ? {} : { error }),
    })
  }

  /** The instant of the command that made the job. Its own is when it may be tried, which moves with every failure. */
  async #madeAt(job: StoredJob): Promise<number> {
    if (job.tries <= 1 && job.settled === null) return job.at
    const [row] = await this.world.store.journal(job.dossier, seqOfJob(job.dossier, job.id) - 1, 1)
    return row?.at ?? job.at
  }

  async #context(job: StoredJob, dossier: LoadedDossier, at: number, signal: AbortSignal): Promise<JobContext> {
    const { store, watch, adapters, calendar } = this.world
    const { procedure } = dossier.edition
    const instance = job.instance === null ? undefined : find(dossier.state.kernel.instances, job.instance)
    return {
      type: job.type,
      key: job.key,
      input: job.input,
      element: instance === undefined ? null : (procedure.program.nodes[instance.node]?.id ?? null),
      dossier: viewOf(dossier.id, dossier.seq, procedure, dossier.state, dossier.head),
      procedure,
      calendar: dossier.edition.module.calendar ?? calendar,
      adapters,
      at,
      signal,
      earlier: (await watch?.isInDoubt(job)) === true ? 'unknown' : earlierOf(job),
      async serial(series, key) {
        const serial = await store.serial(series, key)
        await watch?.gave(series, key, serial)
        return serial
      },
      journal: () => wholeJournal(store, job.dossier),
    }
  }

  async #done(job: StoredJob, variables: Variables): Promise<void> {
    const { store, worker, onJob } = this.world
    if (isAwaited(job)) await this.report(job, { ok: true, variables })
    else await store.finishJob(job.id, worker)
    onJob({ job, outcome: 'done' })
  }

  async #failed(job: StoredJob, thrown: unknown, activity: Activity): Promise<'retry' | 'failed'> {
    const { clock, retry, telemetry, onJob } = this.world
    const failure = failureOf(thrown)
    // Only an adapter can know that nothing was done. Whatever else is thrown may come after the work, as a report that the store did not take.
    // And what an earlier try left unknown stays so, whatever this one met: only a person ends it.
    const isUncertain = !(thrown instanceof AdapterFailure) || thrown.isUncertain || earlierOf(job) === 'unknown'
    const told = { code: failure.code, message: failure.message }
    const now = clock.now()
    const unasked = unaskedTries(job, thrown, now)
    const error = {
      ...{ ...told, try: job.tries, ...(isUncertain ? { isUncertain } : {}) },
      ...(unasked === undefined ? {} : { unasked }),
    }
    const delay = delayOf(job, thrown, unasked, now, retry) ?? (thrown instanceof UnreadableHere ? retry.mostMs : undefined)
    if (delay !== undefined) {
      const again = now + delay
      await this.#putBack.putBack(job.id, { to: 'queued', at: again, error })
      activity.note('motcua.job.again', new Date(again).toISOString())
      telemetry.delayed(job.type, delay)
      onJob({ job, outcome: 'retry', error: told, again })
      return 'retry'
    }
    if (!isAwaited(job)) await this.#putBack.putBack(job.id, { to: 'parked', error })
    else if (await this.#isTakenOver(job)) {
      onJob({ job, outcome: 'retry', error: told })
      return 'retry'
    } else await this.report(job, { ok: false, failure })
    onJob({ job, outcome: 'failed', error: told })
    return 'failed'
  }

  /** Whether this node lost its lease, and another one does the job or left it to the next: that one's word on it counts, as it may have done it. */
  async #isTakenOver({ id }: StoredJob): Promise<boolean> {
    const { store, clock, worker, leaseMs } = this.world
    if (await store.extendJob(id, worker, clock.now() + leaseMs)) return false
    const status = (await store.job(id))?.status
    return status === 'leased' || status === 'queued'
  }

  async #report(job: StoredJob, command: Unstamped): Promise<void> {
    const { dispatcher } = this.world
    await dispatcher.send({
      dossier: job.dossier,
      actor: `system:${job.type}`,
      command: `job:${job.id}`,
      mayRepeat: true,
      make: () => command,
      // What a job reports may differ between two tries of it; the first report counts.
      request: ['job', job.id],
      job: job.id,
    })
  }
}

/** What is known of the tries before this one. */
function earlierOf({ tries, lastError }: StoredJob): JobContext['earlier'] {
  return knownOfTries({ tries: tries - 1, lastError })
}

/** What is known of all tries of a job so far; a person's word begins them anew. */
export function knownOfTries({ tries, lastError }: Pick<StoredJob, 'tries' | 'lastError'>): JobContext['earlier'] {
  if (tries <= 0) return 'none'
  // A try whose end nobody recorded was broken off: its lease ran out.
  const isTold = lastError?.try === tries && lastError.isUncertain !== true
  return isTold ? 'failed' : 'unknown'
}

/** The job's tries so far that asked nobody, this one among them where it did not. What stands there from before a person's word is not of these. */
function unaskedTries({ lastError }: StoredJob, thrown: unknown, now: number): UnaskedTries | undefined {
  const earlier = lastError?.try === undefined ? undefined : lastError.unasked
  if (!(thrown instanceof AdapterFailure && thrown.isUnasked)) return earlier
  return { times: (earlier?.times ?? 0) + 1, since: earlier?.since ?? now }
}

/** `undefined`: the job is not tried again. */
function delayOf(
  { id, tries }: StoredJob,
  thrown: unknown,
  unasked: UnaskedTries | undefined,
  now: number,
  policy: RetryPolicy,
): number | undefined {
  if (!mayRetry(thrown)) return undefined
  const askedMs = thrown instanceof AdapterFailure ? (thrown.retryAfterMs ?? 0) : 0
  if (unasked !== undefined && thrown instanceof AdapterFailure && thrown.isUnasked)
    return delayUnasked(unasked, { now, askedMs, key: id }, policy)
  const delay = delayAfter(tries - (unasked?.times ?? 0), policy, id)
  return delay === undefined ? undefined : Math.max(delay, askedMs)
}

function isAwaited(job: StoredJob): job is StoredJob & { readonly instance: number } {
  return job.instance !== null
}

/** Why a job failed. `error`: the BPMN error that it throws. */
export interface JobFailure {
  readonly code: string
  readonly message: string
  readonly error?: string
}

export type JobOutcome =
  { readonly ok: true; readonly variables: Variables } | { readonly ok: false; readonly failure: JobFailure }

/** What a handler's exception says, in whole letters: what peers say may have been cut in the middle of one, and stores keep no half. */
export function failureOf(thrown: unknown): JobFailure {
  const { code, message } = saidBy(thrown)
  const failure = { code: String(code).toWellFormed(), message: String(message).toWellFormed() }
  return thrown instanceof ProcessError ? { ...failure, error: failure.code } : failure
}

function saidBy(thrown: unknown): { readonly code: string; readonly message: string } {
  if (thrown instanceof ProcessError || thrown instanceof AdapterFailure) return thrown
  if (thrown instanceof CommandRejected) return thrown.rejection
  return { code: 'HANDLER_THREW', message: thrown instanceof Error ? thrown.message : String(thrown) }
}

/** Whether another try may go well: adapters say so; what nobody foresaw may. */
export function mayRetry(thrown: unknown): boolean {
  return thrown instanceof AdapterFailure ? thrown.retry : !(thrown instanceof ProcessError)
}

/** Rows read at once. */
const PAGE = 500

export async function wholeJournal(store: Store, dossier: string): Promise<readonly JournalRow[]> {
  const rows: JournalRow[] = []
  for (;;) {
    const page = await store.journal(dossier, rows.length, PAGE)
    rows.push(...page)
    if (page.length < PAGE) return rows
  }
}
