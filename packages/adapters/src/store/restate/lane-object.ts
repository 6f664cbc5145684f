import { randomUUID } from 'node:crypto'
import { object, TerminalError, type ObjectContext } from '@restatedev/restate-sdk'
import type { JobContext } from '@motcua/engine'
import {
  createHost,
  delayUnasked,
  failureOf,
  knownOfTries,
  mayRetry,
  UnreadableHere,
  USUAL_RETRY,
  type Host,
  type JobFailure,
  type JobOutcome,
} from '@motcua/engine/host'
import {
  AdapterFailure,
  type Json,
  type JournalRow,
  type NewJob,
  type StoredDefinition,
  type StoredDossier,
  type StoredJob,
  type UnaskedTries,
} from '@motcua/engine/ports'
import { callIngress } from './ingress.ts'
import { laneOf } from './places.ts'
import { ask, send } from './send.ts'
import type { ServicesOptions } from './services-options.ts'
import { againAfter, type Unread } from './unread.ts'
import { NAMES } from './wire.ts'

/** This process among all that ever served. */
const PROCESS = randomUUID()
/** How the last try of a job in this process ended: Restate begins an invocation anew for every try. */
const TRIED = new Map<string, Earlier>()

type Earlier = JobContext['earlier']

/** What services that could not read a job's dossier left for those that can. */
interface LeftOver {
  readonly job: string
  /** What is known of the tries before. */
  readonly earlier: Earlier
  readonly unread: Unread
}

/** The lane keeps it, whoever calls next: another job that joined, or a dossier that was suspended meanwhile. */
const LEFT_OVER = 'leftOver'

/**
 * Does jobs, those of one lane one after another. Restate tries a handler again as the retry policy says, also after a crash of this
 * process, and hands the outcome to the dossier once. What cannot be read here is put off by a call of its own: an invocation stays with the
 * version of the services that began it, which may never have the procedure.
 */
export function laneObject(options: ServicesOptions) {
  return object({
    name: NAMES.lane,
    handlers: {
      run: async (context: ObjectContext, { id, dossier, lane }: NewJob): Promise<void> => {
        const at = (method: string) => ({ service: NAMES.dossier, key: dossier, method })
        for (;;) {
          const job = await ask<StoredJob | null>(context, at('nextJob'), { id, lane })
          if (job === null) return
          const earlyMs = await untilItsTime(context, job)
          if (earlyMs > 0) {
            send(context, { service: NAMES.lane, key: laneOf(job), method: 'run' }, job as unknown as Json, earlyMs)
            return
          }
          const kept = await context.get<LeftOver>(LEFT_OVER)
          const left = kept?.job === job.id ? kept : undefined
          // What was tried before it came here stands in the job.
          const outcome = await attempt(context, job, left?.earlier ?? knownOfTries(job), options)
          if (outcome instanceof PutOff) {
            const { unread, delayMs } = await againAfter(context, outcome.cause, { unread: left?.unread, key: job.id }, options)
            context.set(LEFT_OVER, { job: job.id, earlier: outcome.earlier, unread } satisfies LeftOver)
            send(context, { service: NAMES.lane, key: laneOf(job), method: 'run' }, job as unknown as Json, delayMs)
            return
          }
          if (kept !== null) context.clear(LEFT_OVER)
          const told = await ask<boolean | null>(context, at('jobEnded'), { job: job.id, outcome } as unknown as Json)
          if (told === false || lane === null) return
        }
      },
    },
  })
}

/** For how long a job that was tried on another store, and moved, has still to wait; who joined its lane meanwhile may have called for it. */
async function untilItsTime(context: ObjectContext, { tries, at }: StoredJob): Promise<number> {
  return tries > 0 ? at - (await context.date.now()) : 0
}

/** This version of the services cannot read the job's dossier. */
class PutOff {
  constructor(
    readonly cause: UnreadableHere,
    readonly earlier: Earlier,
  ) {}
}

/** A refusal that asked nobody is no try of the job's: it waits, and begins with its tries anew. */
async function attempt(
  context: ObjectContext,
  job: StoredJob,
  before: Earlier,
  options: ServicesOptions,
): Promise<JobOutcome | PutOff> {
  const { retry = USUAL_RETRY } = options
  let unasked: UnaskedTries | undefined
  let earlier = before
  for (;;) {
    const tried = await triesOf(context, job, earlier, options)
    if (tried instanceof PutOff || tried.ok || tried.refusal === undefined) return tried
    earlier = tried.refusal.earlier
    const now = await context.date.now()
    unasked = { times: (unasked?.times ?? 0) + 1, since: unasked?.since ?? now }
    const delay = delayUnasked(unasked, { now, askedMs: tried.refusal.askedMs, key: job.id }, retry)
    if (delay === undefined) return { ok: false, failure: tried.failure }
    await context.sleep(delay)
  }
}

/** What became of a job, or of as many tries as were made before it was refused without the peer being asked. */
type Tried = JobOutcome & { readonly refusal?: Refusal }

interface Refusal {
  /** When the peer may be asked again, in milliseconds from then. */
  readonly askedMs: number
  /** What is known of the tries up to it. */
  readonly earlier: Earlier
}

async function triesOf(
  context: ObjectContext,
  job: StoredJob,
  before: Earlier,
  options: ServicesOptions,
): Promise<Tried | PutOff> {
  const { retry = USUAL_RETRY, ingress } = options
  const host = await hostFor(context, options)
  try {
    // As a store counts, where to be given a job is a try of it.
    const work = await host.jobOf({ ...job, tries: job.tries + 1 })
    if (work === undefined) return { ok: true, variables: {} }
    const { handler, context: given } = work
    // Who began: another process that goes on after this one died cannot know how far it came.
    const begunBy = await context.run('begun', () => Promise.resolve(PROCESS))
    const variables = await context.run(
      job.type,
      async () => {
        const earlier = TRIED.get(job.id) ?? (begunBy === PROCESS ? before : 'unknown')
        TRIED.set(job.id, 'unknown')
        try {
          const done = await handler({
            ...given,
            signal: context.request().attemptCompletedSignal,
            earlier,
            serial: (series, key) => callIngress<number>(ingress, [NAMES.series, series, 'next'], key),
            journal: () => wholeJournal(options, job.dossier),
          })
          return done ?? {}
        } catch (error) {
          // What an earlier try left unknown stays so, whatever this one met.
          const isSurelyUndone = error instanceof AdapterFailure && !error.isUncertain && earlier !== 'unknown'
          if (isSurelyUndone) TRIED.set(job.id, 'failed')
          const message = JSON.stringify(failureOf(error))
          if (error instanceof AdapterFailure && error.isUnasked && error.retry) {
            const refusal: Refusal = { askedMs: error.retryAfterMs ?? 0, earlier: isSurelyUndone ? 'failed' : 'unknown' }
            throw new TerminalError(JSON.stringify({ ...failureOf(error), refusal }))
          }
          throw mayRetry(error) ? new Error(message) : new TerminalError(message)
        }
      },
      {
        maxRetryAttempts: retry.tries,
        initialRetryInterval: retry.firstMs,
        maxRetryInterval: retry.mostMs,
      },
    )
    TRIED.delete(job.id)
    return { ok: true, variables }
  } catch (error) {
    if (error instanceof UnreadableHere) {
      TRIED.delete(job.id)
      return new PutOff(error, before)
    }
    if (error instanceof AdapterFailure) return { ok: false, failure: failureOf(error) }
    if (!(error instanceof TerminalError)) throw error
    const { refusal, ...failure } = JSON.parse(error.message) as JobFailure & { readonly refusal?: Refusal }
    if (refusal !== undefined) return { ok: false, failure, refusal }
    TRIED.delete(job.id)
    return { ok: false, failure }
  }
}

/** The engine as a job sees it: it reads its dossier and changes nothing. */
async function hostFor(context: ObjectContext, options: ServicesOptions): Promise<Host> {
  const now = await context.date.now()
  const host = createHost({
    ...options,
    store: {
      open: async () => undefined,
      close: async () => undefined,
      identity: async () => 'restate',
      now: async () => now,
      load: async (id) =>
        (await ask<StoredDossier | null>(context, { service: NAMES.dossier, key: id, method: 'load' }, null)) ?? undefined,
      journal: (id, after, limit) =>
        ask<readonly JournalRow[]>(context, { service: NAMES.dossier, key: id, method: 'rows' }, { after, limit }),
      definition: async (fingerprint) =>
        (await ask<StoredDefinition | null>(context, { service: NAMES.edition, key: fingerprint, method: 'get' }, null)) ??
        undefined,
    },
    clock: { now: () => now, wake: () => () => undefined },
    ids: { next: () => context.rand.uuidv4(), salt: () => context.rand.uuidv4().replaceAll('-', '') },
  })
  await host.start()
  return host
}

/** Rows read at once. */
const PAGE = 500

async function wholeJournal({ ingress }: ServicesOptions, dossier: string): Promise<readonly JournalRow[]> {
  const rows: JournalRow[] = []
  for (;;) {
    const query = { after: rows.length, limit: PAGE }
    const page = await callIngress<readonly JournalRow[]>(ingress, [NAMES.dossier, dossier, 'rows'], query)
    rows.push(...page)
    if (page.length < PAGE) return rows
  }
}
