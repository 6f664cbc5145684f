/**
 * Theory of operation
 *
 * Jobs are leased from the store, done by handlers, and reported as commands under an id of their own: a worker that dies after
 * the work and before the report leaves a lease that runs out, and the job is done again under the same key. Every job is therefore
 * done at least once, reported exactly once, and ends done, cancelled, or parked where a person sees it.
 */
import { find } from '../kernel/index.ts'
import type { Clock, JournalRow, Store, StoredJob } from '../ports/index.ts'
import { AdapterFailure } from '../ports/index.ts'
import type { Dispatcher, Unstamped } from './dispatch.ts'
import type { LoadedDossier } from './dossiers.ts'
import { CommandRejected } from './engine-error.ts'
import { ProcessError, type Adapters, type JobContext } from './procedure-module.ts'
import { delayAfter, type RetryPolicy } from './retry.ts'
import { viewOf } from './view.ts'

/** What became of one try of a job: for logs, screens and tests. */
export interface JobNotice {
  readonly job: StoredJob
  readonly outcome: 'done' | 'retry' | 'failed'
  readonly error?: { readonly code: string; readonly message: string }
  /** When it is tried again, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly again?: number
}

export interface JobsWorld {
  readonly store: Store
  readonly clock: Clock
  readonly adapters: Adapters
  readonly dispatcher: Dispatcher
  readonly retry: RetryPolicy
  readonly worker: string
  readonly onJob: (notice: JobNotice) => void
  readonly onError: (error: unknown) => void
  /** A hand is free again. */
  readonly onEnded: () => void
}

/** A handler has so long before another worker may take the job over. */
const LEASE_MS = 120_000
/** Handlers wait for peers, not for the processor. */
const AT_ONCE = 8

export class Jobs {
  readonly #running = new Map<string, Promise<void>>()

  constructor(private readonly world: JobsWorld) {}

  /** Takes up what is due, as far as hands are free; returns how many jobs it took. */
  async claim(): Promise<number> {
    const free = AT_ONCE - this.#running.size
    if (free <= 0) return 0
    const { store, clock, worker } = this.world
    const jobs = await store.claimJobs(worker, clock.now(), LEASE_MS, free)
    for (const job of jobs) {
      const done = this.#run(job)
        .catch(this.world.onError)
        .finally(() => {
          this.#running.delete(job.id)
          this.world.onEnded()
        })
      this.#running.set(job.id, done)
    }
    return jobs.length
  }

  get running(): number {
    return this.#running.size
  }

  async drain(): Promise<void> {
    await Promise.allSettled([...this.#running.values()])
  }

  async #run(job: StoredJob): Promise<void> {
    const dossier = await this.world.dispatcher.read(job.dossier)
    if (dossier === undefined) return
    const handler = dossier.edition.module.jobs?.[job.type]
    try {
      if (handler === undefined)
        throw new AdapterFailure('JOB_UNHANDLED', `expected a handler for "${job.type}", found none`, { retry: false })
      const result = await handler(this.#context(job, dossier))
      await this.#done(job, result ?? {})
    } catch (error) {
      await this.#failed(job, error)
    }
  }

  #context(job: StoredJob, dossier: LoadedDossier): JobContext {
    const { store, adapters } = this.world
    const { procedure } = dossier.edition
    const instance = job.instance === null ? undefined : find(dossier.state.kernel.instances, job.instance)
    return {
      type: job.type,
      key: job.key,
      input: job.input,
      element: instance === undefined ? null : (procedure.program.nodes[instance.node]?.id ?? null),
      dossier: viewOf(dossier.id, dossier.seq, procedure, dossier.state, dossier.head),
      procedure,
      adapters,
      at: job.at,
      serial: (series, key) => store.serial(series, key),
      journal: () => wholeJournal(store, job.dossier),
    }
  }

  async #done(job: StoredJob, variables: Readonly<Record<string, unknown>>): Promise<void> {
    const { store, worker, onJob } = this.world
    if (job.instance === null) await store.finishJob(job.id, worker)
    else await this.#report(job, { type: 'completeJob', origin: 'world', instance: job.instance, variables: variables as never })
    onJob({ job, outcome: 'done' })
  }

  async #failed(job: StoredJob, thrown: unknown): Promise<void> {
    const { store, clock, worker, retry, onJob } = this.world
    const error = described(thrown)
    const mayRetry = thrown instanceof AdapterFailure ? thrown.retry : !(thrown instanceof ProcessError)
    const delay = mayRetry ? delayAfter(job.tries, retry) : undefined
    if (delay !== undefined) {
      const again = clock.now() + delay
      await store.releaseJob(job.id, worker, { to: 'queued', at: again, error })
      onJob({ job, outcome: 'retry', error, again })
      return
    }
    if (job.instance === null) {
      await store.releaseJob(job.id, worker, { to: 'parked', error })
    } else {
      const thrownError = thrown instanceof ProcessError ? { error: thrown.code } : {}
      const { instance } = job
      await this.#report(job, {
        type: 'failJob',
        origin: 'world',
        instance,
        code: error.code,
        message: error.message,
        ...thrownError,
      })
    }
    onJob({ job, outcome: 'failed', error })
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

function described(thrown: unknown): { code: string; message: string } {
  if (thrown instanceof AdapterFailure || thrown instanceof ProcessError) return { code: thrown.code, message: thrown.message }
  if (thrown instanceof CommandRejected) return { code: thrown.rejection.code, message: thrown.rejection.message }
  return { code: 'HANDLER_THREW', message: thrown instanceof Error ? thrown.message : String(thrown) }
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
