import { vietnamCalendar, type Calendar } from '../calendar/index.ts'
import type { Variables } from '../kernel/index.ts'
import type {
  Clock,
  Ids,
  JournalRow,
  Logger,
  Principal,
  Store,
  StoredJob,
  StoredSeal,
  StoredTask,
  StoredTimer,
} from '../ports/index.ts'
import {
  APPLICANT,
  AUDITOR,
  OPERATOR,
  principalOf,
  requireApplicant,
  requireLodger,
  requireReader,
  requireRole,
} from './authorisation.ts'
import { SealSchedule } from './audit/seal-schedule.ts'
import { Sealer } from './audit/sealer.ts'
import { Background } from './background.ts'
import { Catalogue } from './catalogue.ts'
import { Dispatcher, type Accepted, type Unstamped } from './dispatch.ts'
import { dossierIdOf, newDossier, type LoadedDossier } from './dossiers.ts'
import { openTask } from './effects.ts'
import { dataRejection, type Offer } from './admission.ts'
import { CommandRejected, EngineError } from './engine-error.ts'
import { Feed, type FeedEvent } from './feed.ts'
import { healthOf, type Health } from './health.ts'
import { logJob } from './job-log.ts'
import { codeOf } from './log.ts'
import { Jobs, wholeJournal, type JobNotice, type JobOutcome } from './jobs.ts'
import type { Adapters, ProcedureModule } from './procedure-module.ts'
import { USUAL_RETRY, type RetryPolicy } from './retry.ts'
import { SharedClock } from './shared-clock.ts'
import { systemClock } from './system-clock.ts'
import { Telemetry } from './telemetry.ts'
import { timerEnvelope } from './timers.ts'
import { uuidIds } from './uuid-ids.ts'
import { viewOf, type DossierView } from './view.ts'

export interface EngineOptions {
  readonly store: Store
  readonly procedures: readonly ProcedureModule[]
  readonly adapters: Adapters
  /** The machine's clock by default; where the store has one that all nodes share, it is held to that. */
  readonly clock?: Clock
  readonly ids?: Ids
  /** When the agency works; Vietnam's civil service by default. */
  readonly calendar?: Calendar
  readonly retry?: RetryPolicy
  /** `elsewhere`: somebody else fires timers and does jobs, by {@link EngineHost.fireTimer} and its like. */
  readonly background?: 'own' | 'elsewhere'
  /**
   * Seals the journal every so often: what was committed is then proved by the signer's key and a time stamp, not by the store alone. Once an
   * hour unless told; `null`: never. Signed by `adapters.signer`, stamped by `adapters.timestamper`, where they are there.
   */
  readonly sealing?: { readonly everyMs: number } | null
  /** Told of every try of every job. */
  readonly onJob?: (notice: JobNotice) => void
  /** Told what the engine does, without any personal data. */
  readonly logger?: Logger
  /** Told of what goes wrong outside of any command, as a store that cannot be reached. */
  readonly onError?: (error: unknown) => void
}

/** Who acts, and the id of the request: sent again with the same id, it is answered again and does nothing. */
export interface As {
  readonly as: string
  readonly command?: string
}

/** A command of a person to a running dossier. */
export type PersonCommand =
  | { readonly type: 'deliverMessage'; readonly message: string; readonly instance?: number; readonly variables?: Variables }
  | { readonly type: 'resolveIncident'; readonly incident: number; readonly variables?: Variables }

/** A message that no person sends. */
export interface SystemMessage {
  readonly message: string
  readonly instance?: number
  readonly variables?: Variables
}

export interface Engine {
  /** Opens the store and begins to fire timers and do jobs. */
  start(): Promise<void>
  /** Ends what is being done and closes the store; nothing is lost. */
  stop(): Promise<void>
  /** Starts a dossier. @throws EngineError, CommandRejected */
  lodge(procedure: string, variables: Variables, options: As): Promise<DossierView>
  /** Completes a task of the worklist. @throws EngineError, CommandRejected */
  complete(task: string, variables: Variables, options: As): Promise<DossierView>
  /** Sends another command to a dossier. @throws EngineError, CommandRejected */
  dispatch(dossier: string, command: PersonCommand, options: As): Promise<DossierView>
  /**
   * Delivers a message that a system brings, as a payment gateway: the embedding program vouches for it. One that comes late is no error
   * but an incident of the dossier. @throws EngineError
   */
  report(
    dossier: string,
    message: SystemMessage,
    options: { readonly system: string; readonly command?: string },
  ): Promise<DossierView>
  /** Open tasks for the roles of the actor, the most urgent first. */
  worklist(query: {
    readonly as: string
    readonly role?: string
    readonly dossier?: string
    readonly limit?: number
  }): Promise<readonly StoredTask[]>
  dossier(id: string, options: { readonly as: string }): Promise<DossierView>
  /** The dossier's journal from its first row on; `verifyChain` proves it. */
  journal(id: string, options: { readonly as: string }): Promise<readonly JournalRow[]>
  /** Events as they are committed, from the beginning or after a cursor, until `signal` aborts or the engine stops. */
  events(query: {
    readonly as: string
    readonly dossier?: string
    readonly after?: string
    readonly signal?: AbortSignal
  }): AsyncIterable<FeedEvent>
  /** Jobs that nobody waits for and that failed for good. */
  parkedJobs(options: { readonly as: string }): Promise<readonly StoredJob[]>
  retryJob(job: string, options: { readonly as: string; readonly reason?: string }): Promise<void>
  /** For probes; never throws. */
  health(): Promise<Health>
  /**
   * Seals what was committed since the last seal, now. `undefined`: there was nothing, or another node was first.
   *
   * @throws EngineError, AdapterFailure
   */
  seal(options: { readonly as: string }): Promise<StoredSeal | undefined>
  /** Until no job runs and no timer or job is due any more: for scripts and tests. */
  settled(): Promise<void>
}

/**
 * The durable host: dossiers in a store, their timers and jobs, and who may do what.
 *
 * @example
 * const engine = createEngine({ store: memoryStore(), procedures: [birthRegistration], adapters: { identity } })
 * await engine.start()
 * const dossier = await engine.lodge('1.001193', { applicant, components }, { as: 'citizen' })
 */
export function createEngine(options: EngineOptions): Engine {
  return new EngineHost(options)
}

/** Often enough that little stands unsealed, seldom enough for an authority that counts its stamps. */
const USUAL_SEALING = { everyMs: 3_600_000 }
/** Tasks that a worklist shows where the caller names no limit. */
const USUAL_LIMIT = 100
/** A store hands out no more at once. */
const LARGEST_PAGE = 1_000

/** The engine, with what a host needs that has timers and jobs of its own. */
export class EngineHost implements Engine {
  readonly #store: Store
  readonly #ids: Ids
  readonly #clock: Clock
  readonly #shared: SharedClock
  readonly #adapters: Adapters
  readonly #catalogue: Catalogue
  readonly #dispatcher: Dispatcher
  readonly #background: Background
  readonly #feed: Feed
  readonly #jobs: Jobs
  readonly #sealer: Sealer
  readonly #telemetry: Telemetry
  #unwatch: () => void = () => undefined
  readonly #seals: SealSchedule | undefined
  readonly #hasBackground: boolean
  readonly #logger: Logger | undefined
  readonly #onError: (error: unknown) => void
  #isStarted = false

  constructor(options: EngineOptions) {
    const { store, adapters } = options
    const own = options.clock ?? systemClock
    const shared = new SharedClock(own, store)
    // A host elsewhere has given the instant that counts.
    const clock = options.background === 'elsewhere' ? own : shared
    this.#hasBackground = options.background !== 'elsewhere'
    this.#store = store
    this.#logger = options.logger
    this.#clock = clock
    this.#shared = shared
    this.#adapters = adapters
    this.#ids = options.ids ?? uuidIds
    this.#catalogue = new Catalogue(options.procedures, store)
    this.#feed = new Feed(store, clock)
    const calendar = options.calendar ?? vietnamCalendar()
    const telemetry = new Telemetry()
    this.#telemetry = telemetry
    const world = { store, catalogue: this.#catalogue, calendar, clock, ids: this.#ids, adapters, telemetry }
    this.#dispatcher = new Dispatcher(world, () => {
      this.#background.rouse()
      this.#feed.rouse()
    })
    const onError = (error: unknown) => {
      options.logger?.error('outside of any command', { code: codeOf(error) })
      options.onError?.(error)
    }
    this.#onError = onError
    const worker = this.#ids.next()
    this.#jobs = new Jobs({
      store,
      telemetry,
      clock,
      adapters,
      dispatcher: this.#dispatcher,
      retry: options.retry ?? USUAL_RETRY,
      worker,
      onJob: (notice) => {
        logJob(options.logger, notice)
        options.onJob?.(notice)
      },
      onError,
      onEnded: () => {
        this.#background.rouse()
      },
    })
    this.#sealer = new Sealer({ store, clock, signer: adapters.signer, timestamper: adapters.timestamper })
    const sealing = options.sealing === undefined ? USUAL_SEALING : options.sealing
    this.#seals = sealing === null ? undefined : new SealSchedule({ sealer: this.#sealer, clock, ...sealing, onError })
    this.#background = new Background({
      store,
      clock: shared,
      ids: this.#ids,
      worker,
      dispatcher: this.#dispatcher,
      jobs: this.#jobs,
      onError,
    })
  }

  async start(): Promise<void> {
    if (this.#isStarted) return
    await this.#store.open()
    if (this.#hasBackground) await this.#shared.agree()
    this.#isStarted = true
    this.#logger?.info('engine started')
    if (!this.#hasBackground) return
    this.#background.start()
    this.#seals?.start()
    this.#unwatch = this.#telemetry.watch(() => this.#store.figures(this.#clock.now()), this.#onError)
  }

  async stop(): Promise<void> {
    if (!this.#isStarted) return
    this.#isStarted = false
    this.#feed.stop()
    this.#unwatch()
    await this.#seals?.stop()
    await this.#background.stop()
    await this.#store.close()
    this.#logger?.info('engine stopped')
  }

  async lodge(procedure: string, variables: Variables, { as, command }: As): Promise<DossierView> {
    const principal = await this.#principal(as)
    const edition = await this.#catalogue.forNew(procedure, this.#clock.now())
    requireLodger(principal, edition.procedure)
    // A repeated request must find the dossier that the first one made.
    const id = command === undefined ? this.#ids.next() : dossierIdOf(as, command)
    const accepted = await this.#dispatcher.send({
      dossier: id,
      actor: as,
      command: command ?? this.#ids.next(),
      mayRepeat: command !== undefined,
      make: (loaded, at) => ({
        type: 'start',
        origin: 'person',
        variables: admitted(loaded, { command: 'start', target: null, variables, at }),
      }),
      request: ['lodge', procedure, variables],
      birth: (at) => newDossier(id, edition, as, at),
    })
    return this.#view(accepted)
  }

  async complete(task: string, variables: Variables, { as, command }: As): Promise<DossierView> {
    const principal = await this.#principal(as)
    const [, dossier, number] = /^(.+):(\d+)$/.exec(task) ?? []
    if (dossier === undefined) throw new EngineError('TASK_UNKNOWN', `expected a task of the worklist, found "${task}"`)
    const instance = Number(number)
    return this.#send(dossier, as, command, ['complete', task, variables], (loaded, at): Unstamped => {
      const open = openTask(loaded.edition.procedure, loaded.state, instance)
      const node = open === undefined ? undefined : loaded.edition.procedure.program.nodeById.get(open.element)
      const element = node === undefined ? undefined : loaded.edition.procedure.program.nodes[node]
      if (element?.kind === 'userTask') {
        requireRole(principal, [element.role ?? OPERATOR], `completing "${element.id}"`, dossier)
        if (element.role === APPLICANT) requireApplicant(principal, loaded.head, dossier)
      } else requireReader(principal, loaded.head, loaded.edition.procedure, dossier)
      const target = open?.element ?? null
      const values = admitted(loaded, { command: 'completeTask', target, variables, at })
      return { type: 'completeTask', origin: 'person', instance, variables: values }
    })
  }

  async dispatch(dossier: string, command: PersonCommand, options: As): Promise<DossierView> {
    const principal = await this.#principal(options.as)
    const request = ['dispatch', command]
    return this.#send(dossier, options.as, options.command, request, (loaded, at) => commandOf(command, principal, loaded, at))
  }

  async report(
    dossier: string,
    message: SystemMessage,
    options: { readonly system: string; readonly command?: string },
  ): Promise<DossierView> {
    this.#mustBeStarted()
    const { instance, variables = {} } = message
    const about = instance === undefined ? {} : { instance }
    return this.#send(dossier, `system:${options.system}`, options.command, ['report', message], () => ({
      type: 'deliverMessage',
      origin: 'world',
      message: message.message,
      variables,
      ...about,
    }))
  }

  async worklist(query: Parameters<Engine['worklist']>[0]): Promise<readonly StoredTask[]> {
    const principal = await this.#principal(query.as)
    if (query.role !== undefined) requireRole(principal, [query.role], `the worklist of "${query.role}"`)
    const roles = query.role === undefined ? principal.roles : [query.role]
    const { items } = await this.#store.tasks({
      // An applicant's task is for the applicant of that dossier alone.
      candidate: { person: principal.id, roles, groups: [], ownRole: APPLICANT },
      limit: Math.min(query.limit ?? USUAL_LIMIT, LARGEST_PAGE),
      ...(query.dossier === undefined ? {} : { dossier: query.dossier }),
    })
    return items
  }

  async dossier(id: string, { as }: { readonly as: string }): Promise<DossierView> {
    const loaded = await this.#readable(id, as)
    return viewOf(id, loaded.seq, loaded.edition.procedure, loaded.state, loaded.head)
  }

  async journal(id: string, { as }: { readonly as: string }): Promise<readonly JournalRow[]> {
    await this.#readable(id, as)
    return wholeJournal(this.#store, id)
  }

  async *events(query: Parameters<Engine['events']>[0]): AsyncIterable<FeedEvent> {
    if (query.dossier === undefined) requireRole(await this.#principal(query.as), [OPERATOR, AUDITOR], 'reading every dossier')
    else await this.#readable(query.dossier, query.as)
    yield* this.#feed.read(query)
  }

  async parkedJobs({ as }: { readonly as: string }): Promise<readonly StoredJob[]> {
    requireRole(await this.#principal(as), [OPERATOR], 'reading parked jobs')
    return this.#store.jobs({ status: 'parked', limit: 1_000 })
  }

  async retryJob(job: string, { as, reason = '' }: { readonly as: string; readonly reason?: string }): Promise<void> {
    requireRole(await this.#principal(as), [OPERATOR], 'trying a job again')
    if ((await this.#store.job(job)) === undefined)
      throw new EngineError('JOB_UNKNOWN', `expected a job, found none under "${job}"`)
    const isQueued = await this.#store.settleJob(job, { to: 'queued', actor: as, reason, at: this.#clock.now() })
    if (!isQueued) throw new EngineError('JOB_NOT_PARKED', `expected "${job}" to be parked, found it otherwise`)
    this.#background.rouse()
  }

  health(): Promise<Health> {
    const [now, isStarted] = [this.#clock.now(), this.#isStarted]
    return healthOf({ store: this.#store, now, isStarted, movedAt: this.#hasBackground ? this.#background.movedAt : null })
  }

  async seal({ as }: { readonly as: string }): Promise<StoredSeal | undefined> {
    requireRole(await this.#principal(as), [OPERATOR], 'sealing the journal')
    return this.#sealer.seal()
  }

  async settled(): Promise<void> {
    if (this.#isStarted) await this.#background.settled()
  }

  /** Fires a timer that is due; `false`: nothing waits for it any more. */
  async fireTimer(timer: StoredTimer): Promise<boolean> {
    const accepted = await this.#dispatcher.send(timerEnvelope(timer, this.#ids.next()))
    return accepted.isNews
  }

  /** What does a job, and what it is given. */
  jobOf(job: StoredJob): ReturnType<Jobs['jobOf']> {
    return this.#jobs.jobOf(job)
  }

  /** What became of a job that an element waits for; telling it again changes nothing. */
  reportJob(job: StoredJob & { readonly instance: number }, outcome: JobOutcome): Promise<void> {
    return this.#jobs.report(job, outcome)
  }

  async #send(
    dossier: string,
    as: string,
    command: string | undefined,
    request: unknown,
    make: (loaded: LoadedDossier, at: number) => Unstamped,
  ): Promise<DossierView> {
    const accepted = await this.#dispatcher.send({
      dossier,
      actor: as,
      command: command ?? this.#ids.next(),
      mayRepeat: command !== undefined,
      make,
      request,
    })
    return this.#view(accepted)
  }

  async #principal(actor: string): Promise<Principal> {
    this.#mustBeStarted()
    return principalOf(this.#adapters.identity, actor)
  }

  #mustBeStarted(): void {
    if (!this.#isStarted) throw new EngineError('ENGINE_NOT_STARTED', 'expected a started engine, found it stopped')
  }

  async #readable(id: string, as: string): Promise<LoadedDossier> {
    const principal = await this.#principal(as)
    const loaded = await this.#dispatcher.read(id)
    if (loaded === undefined) throw new EngineError('DOSSIER_UNKNOWN', `expected a dossier, found none under "${id}"`)
    requireReader(principal, loaded.head, loaded.edition.procedure, id)
    return loaded
  }

  /** What was committed a moment ago is known without asking the store for it. */
  async #view(accepted: Accepted): Promise<DossierView> {
    const { dossier } = accepted
    const loaded = accepted.loaded ?? (await this.#dispatcher.read(dossier))
    if (loaded === undefined) throw new EngineError('DOSSIER_UNKNOWN', `expected a dossier, found none under "${dossier}"`)
    return viewOf(dossier, loaded.seq, loaded.edition.procedure, loaded.state, loaded.head)
  }
}

/** The values as the procedure takes them in. @throws CommandRejected DATA_INVALID */
function admitted(loaded: LoadedDossier, offer: Pick<Offer, 'command' | 'target' | 'variables' | 'at'>): Variables {
  const { id, seq, edition, state, head } = loaded
  const { admit } = edition.module
  if (admit === undefined) return offer.variables
  const dossier = seq === 0 ? null : viewOf(id, seq, edition.procedure, state, head)
  const admission = admit({ ...offer, procedure: edition.procedure, dossier })
  if (admission.ok) return admission.variables
  throw new CommandRejected(dataRejection(admission.problems, offer.target), id)
}

function commandOf(command: PersonCommand, principal: Principal, loaded: LoadedDossier, at: number): Unstamped {
  const { id, head, edition } = loaded
  const { procedure } = edition
  switch (command.type) {
    case 'deliverMessage': {
      const { message, instance, variables = {} } = command
      const from = procedure.program.messages.get(message)?.from ?? []
      requireRole(principal, from, `sending "${message}"`, id)
      // An applicant speaks for their own dossier only.
      const isOnlyApplicant = principal.roles.filter((role) => from.includes(role)).every((role) => role === APPLICANT)
      if (isOnlyApplicant) requireApplicant(principal, head, id)
      const values = admitted(loaded, { command: 'deliverMessage', target: message, variables, at })
      return {
        type: 'deliverMessage',
        origin: 'person',
        message,
        variables: values,
        ...(instance === undefined ? {} : { instance }),
      }
    }
    case 'resolveIncident':
      requireRole(principal, [OPERATOR], 'resolving an incident', id)
      return { type: 'resolveIncident', origin: 'person', incident: command.incident, variables: command.variables ?? {} }
    default:
      throw new EngineError('COMMAND_INVALID', `expected deliverMessage or resolveIncident, found ${JSON.stringify(command)}`, id)
  }
}
