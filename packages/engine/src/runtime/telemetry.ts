/**
 * Theory of operation
 *
 * One span for each command and each try of a job, and the figures an operator watches, through OpenTelemetry's API: where the embedding
 * program has no OpenTelemetry SDK, all of it does nothing. A dossier lives for weeks, longer than any trace; so each command's span links to
 * the one before it, whose context is kept with that command's answer, and a job's span to the command that it follows from.
 *
 * Neither spans nor figures say who acts or what about: no actor, no variable, no message of an error, which may quote what somebody wrote.
 *
 * Names follow OpenTelemetry's conventions: lower case, dots, units beside the figure.
 */
import {
  context,
  isSpanContextValid,
  metrics,
  SpanStatusCode,
  trace,
  type Attributes,
  type Histogram,
  type Link,
  type Span,
} from '@opentelemetry/api'
import type { StoreFigures } from '../ports/index.ts'
import { codeOf } from './log.ts'

/** `00-<trace>-<span>-<flags>`. @law W3C Trace Context §3.2 */
export type TraceParent = string

const NAME = 'motcua'
const COMMAND_TYPE = 'motcua.command.type'
const JOB_TYPE = 'motcua.job.type'
const OUTCOME = 'motcua.outcome'

/** What is being measured, as whoever does it sees it. */
export interface Activity {
  /** Something that is known only now. Never what a person wrote. */
  note(key: string, value: string | number): void
  /** It failed, though it may be made again. The code alone: what an error says may quote what somebody wrote. */
  threw(code: string): void
  /** It follows from what happened there. */
  follows(parent: TraceParent | undefined): void
  /** Where its span is, to be followed later; `undefined`: nobody traces. */
  readonly traceParent: TraceParent | undefined
}

export class Telemetry {
  readonly #tracer = trace.getTracer(NAME)
  readonly #meter = metrics.getMeter(NAME)
  readonly #commands = this.#meter.createHistogram('motcua.command.duration', {
    unit: 'ms',
    description: 'from the call to the commit',
  })
  readonly #jobs = this.#meter.createHistogram('motcua.job.duration', { unit: 'ms', description: 'one try of a job' })
  readonly #delays = this.#meter.createHistogram('motcua.job.delay', {
    unit: 'ms',
    description: 'from a try of a job that failed to the next one',
  })
  readonly #batches = this.#meter.createHistogram('motcua.commit.batch', {
    unit: '{commit}',
    description: 'commits that shared an fsync',
  })

  /** A command, from the call to its commit. */
  command(dossier: string): Measured {
    const span = this.#tracer.startSpan('motcua.command', { attributes: { 'motcua.dossier': dossier } })
    return new Measured(span, this.#commands, COMMAND_TYPE)
  }

  /** One try of a job; `work` says how it went. */
  job(
    job: { readonly dossier: string; readonly type: string; readonly tries: number },
    work: (activity: Activity) => Promise<string>,
  ): Promise<string> {
    const attributes = { 'motcua.dossier': job.dossier, 'motcua.job.type': job.type, 'motcua.job.try': job.tries }
    const span = this.#tracer.startSpan('motcua.job', { attributes })
    const measured = new Measured(span, this.#jobs, JOB_TYPE, job.type)
    return measured.within(async () => {
      try {
        const outcome = await work(measured)
        measured.ended(outcome)
        return outcome
      } catch (error) {
        measured.failed(error)
        throw error
      }
    })
  }

  /** A job is tried again after so many milliseconds. */
  delayed(type: string, delayMs: number): void {
    this.#delays.record(delayMs, { [JOB_TYPE]: type })
  }

  batch(commits: number): void {
    this.#batches.record(commits)
  }

  /** Figures of the store, read whenever somebody collects them. Returns what ends that. */
  watch(figures: () => Promise<StoreFigures>, onError: (error: unknown) => void): () => void {
    const gauge = (name: string, unit: string, description: string) =>
      this.#meter.createObservableGauge(name, { unit, description })
    const gauges = {
      openDossiers: gauge('motcua.dossiers.open', '{dossier}', 'dossiers that have not ended'),
      openTasks: gauge('motcua.tasks.open', '{task}', 'tasks that wait for a person'),
      openIncidents: gauge('motcua.incidents.open', '{incident}', 'incidents that wait for a person'),
      queuedJobs: gauge('motcua.jobs.queued', '{job}', 'jobs that are still to be done'),
      parkedJobs: gauge('motcua.jobs.parked', '{job}', 'jobs that failed for good and wait for a person'),
      lagMs: gauge('motcua.work.lag', 'ms', 'how long the work that should have been taken up first has been waiting'),
      keptMessages: gauge('motcua.messages.kept', '{message}', 'messages that nobody waits for yet'),
    } as const satisfies Readonly<Record<keyof StoreFigures, unknown>>
    const observables = Object.values(gauges)
    const callback = async (result: { observe(of: (typeof observables)[number], value: number): void }) => {
      try {
        const now = await figures()
        for (const [name, of] of Object.entries(gauges)) result.observe(of, now[name as keyof StoreFigures])
      } catch (error) {
        onError(error)
      }
    }
    this.#meter.addBatchObservableCallback(callback, observables)
    return () => {
      this.#meter.removeBatchObservableCallback(callback, observables)
    }
  }
}

/** Something between its beginning and its end, as a span and a duration. */
export class Measured implements Activity {
  readonly traceParent: TraceParent | undefined
  readonly #began = performance.now()

  constructor(
    private readonly span: Span,
    private readonly duration: Histogram,
    /** The note that the duration is told by, and what it says; `undefined`: nothing yet. */
    private readonly kept: typeof COMMAND_TYPE | typeof JOB_TYPE,
    private type?: string | number,
  ) {
    this.traceParent = traceParentOf(span)
  }

  /** Does it so that whatever is traced further in lies inside of its span. */
  within<T>(work: () => T): T {
    // Where nobody traces there is nothing to be found further in.
    return this.traceParent === undefined ? work() : context.with(trace.setSpan(context.active(), this.span), work)
  }

  note(key: string, value: string | number): void {
    if (key === this.kept) this.type = value
    this.span.setAttribute(key, value)
  }

  follows(parent: TraceParent | undefined): void {
    this.span.addLinks(linksTo(parent))
  }

  /** Once, by this or by {@link failed}. */
  ended(outcome: string): void {
    this.span.setAttribute(OUTCOME, outcome)
    this.span.end()
    this.duration.record(performance.now() - this.#began, this.#labels(outcome))
  }

  /** Written out: a label added to an object afterwards costs more than the rest of this. */
  #labels(outcome: string): Attributes {
    const { type } = this
    if (type === undefined) return { [OUTCOME]: outcome }
    return this.kept === COMMAND_TYPE
      ? { 'motcua.command.type': type, 'motcua.outcome': outcome }
      : { 'motcua.job.type': type, 'motcua.outcome': outcome }
  }

  threw(code: string): void {
    this.span.recordException({ code })
    this.span.setStatus({ code: SpanStatusCode.ERROR, message: code })
  }

  failed(error: unknown): void {
    const code = codeOf(error)
    this.threw(code)
    this.ended(code)
  }
}

function traceParentOf(span: Span): TraceParent | undefined {
  const at = span.spanContext()
  if (!isSpanContextValid(at)) return undefined
  const { traceId, spanId, traceFlags } = at
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}

function linksTo(parent: TraceParent | undefined): Link[] {
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(parent ?? '') ?? []
  if (traceId === undefined || spanId === undefined) return []
  return [{ context: { traceId, spanId, traceFlags: Number.parseInt(flags ?? '0', 16), isRemote: true } }]
}
