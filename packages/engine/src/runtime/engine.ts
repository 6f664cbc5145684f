import { vietnamCalendar } from '../calendar/index.ts'
import type { Variables } from '../kernel/index.ts'
import type {
  Broadcast,
  Clock,
  Ids,
  JournalRow,
  Logger,
  Match,
  Principal,
  Store,
  StoredJob,
  StoredSchedule,
  StoredSeal,
  StoredSubscription,
  StoredTask,
  StoredTimer,
} from '../ports/index.ts'
import {
  agencyOf,
  AUDITOR,
  candidatesOf,
  OPERATOR,
  ownerOf,
  principalOf,
  requireCandidate,
  requireEveryAgency,
  requireLodger,
  requireReader,
  requireRole,
} from './authorisation.ts'
import { SealSchedule } from './audit/seal-schedule.ts'
import { Sealer } from './audit/sealer.ts'
import { Desk, seen, type Acting } from './facets/desk.ts'
import { dossiersOf, type Deeds, type Dossiers } from './facets/dossiers.ts'
import { mustHaveReason } from './facets/given.ts'
import { incidentsOf, type Incidents } from './facets/incidents.ts'
import { placeOf, tasksOf, type Tasks, type WorklistQuery } from './facets/tasks.ts'
import { messagesOf, type Messages, type SystemMessage } from './facets/messages.ts'
import { parkedJobsOf, type ParkedJobs } from './facets/parked-jobs.ts'
import { schedulesOf, type Schedules } from './facets/schedules.ts'
import { signalsOf, type Signals } from './facets/signals.ts'
import { Background } from './background.ts'
import { Catalogue } from './catalogue.ts'
import { broadcastEnvelope, Deliveries, matchEnvelope, NotAwaited, scheduleEnvelope } from './deliveries.ts'
import { Dispatcher } from './dispatch.ts'
import { dossierIdOf, newDossier, type LoadedDossier } from './dossiers.ts'
import { recalculateDueDates, type DueDatesRecalculated } from './due-dates.ts'
import { openTask } from './effects.ts'
import { admitted, commandOf, type PersonCommand } from './person-command.ts'
import { EngineError } from './engine-error.ts'
import { USUAL_STEPS, type EngineOptions } from './engine-options.ts'
import { Feed, type FeedEvent } from './feed.ts'
import { healthOf, type Health } from './health.ts'
import { listenersOf } from './listeners.ts'
import { Jobs, wholeJournal, type JobOutcome } from './jobs.ts'
import { USUAL_JOB_LIMIT_MS, USUAL_LEASE_MS } from './lease.ts'
import type { Adapters } from './procedure-module.ts'
import { USUAL_RETRY } from './retry.ts'
import { SharedClock } from './shared-clock.ts'
import { awaitedIn } from './subscriptions.ts'
import { systemClock } from './system-clock.ts'
import { Telemetry } from './telemetry.ts'
import { timerEnvelope } from './timers.ts'
import { uuidIds } from './uuid-ids.ts'
import { viewOf, type DossierView } from './view.ts'
import type { LostTime } from './witness/reconcile-store.ts'
import { watched } from './witness/current-store.ts'
import { storeBehind, type StoreWatch } from './witness/store-watch.ts'

/** Who acts, and the id of the request: sent again with the same id, it is answered again and does nothing. */
export type As = Acting

export interface Engine {
  /** Opens the store and begins to fire timers and do jobs. */
  start(): Promise<void>
  /** Takes no more commands, answers those that it has taken, ends the jobs that are being done, and closes the store. */
  stop(): Promise<void>
  /** Who does what: claim, delegate, reassign, and worklists page by page. */
  readonly tasks: Tasks
  /** All dossiers: lists, counts, and interventions with their reasons. */
  readonly dossiers: Dossiers
  /** What waits for a person, in all dossiers. */
  readonly incidents: Incidents
  /** Messages of systems for whichever dossier waits for them, now or soon. */
  readonly messages: Messages
  /** Signals for all that wait. */
  readonly signals: Signals
  /** What begins dossiers by the clock. */
  readonly schedules: Schedules
  /** Starts a dossier. `agency`: whose it is, where several share the store. @throws EngineError, CommandRejected */
  lodge(procedure: string, variables: Variables, options: As & { readonly agency?: string }): Promise<DossierView>
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
  /** The first page of `tasks.list`: open tasks that the actor may do, those whose own limit ends first at the top. */
  worklist(query: WorklistQuery): Promise<readonly StoredTask[]>
  /** Where it stands, what it waits for and what it knows. @throws EngineError DOSSIER_UNKNOWN, NOT_AUTHORISED */
  dossier(id: string, options: { readonly as: string }): Promise<DossierView>
  /** The dossier's journal from its first row on; `verifyChain` proves it. */
  journal(id: string, options: { readonly as: string }): Promise<readonly JournalRow[]>
  /** Events as they are committed, from the beginning or after a cursor, until `signal` aborts or the engine stops. */
  events(query: {
    readonly as: string
    readonly dossier?: string
    readonly agency?: string
    readonly after?: string
    readonly signal?: AbortSignal
  }): AsyncIterable<FeedEvent>
  /** Jobs that nobody waits for and that failed for good. */
  parkedJobs(options: { readonly as: string }): Promise<readonly StoredJob[]>
  /**
   * Reckons the dates of the open dossiers of the operator's agencies again, as after the notice of a year has come and the calendar knows it. What moves stands in the
   * journal with the old date and the reason. @throws EngineError
   */
  recalculateDueDates(options: { readonly as: string; readonly reason: string }): Promise<DueDatesRecalculated>
  /** Tries a parked job again: whatever was in doubt, the operator says that it was not done. @throws EngineError */
  retryJob(job: string, options: { readonly as: string; readonly reason?: string }): Promise<void>
  /** Ends a parked job that is not to be tried again: it was done after all, or by hand. @throws EngineError */
  skipJob(job: string, options: { readonly as: string; readonly reason: string }): Promise<void>
  /**
   * Goes on with a store that was restored from a backup, from where it stands. What jobs did since the backup is not done again: peers that
   * take keys recognise it, for the others a person is asked. For operators of every agency. @throws EngineError STORE_NOT_BEHIND, AdapterFailure
   */
  reconcile(options: { readonly as: string; readonly reason: string }): Promise<LostTime>
  /** For probes; never throws. */
  health(): Promise<Health>
  /**
   * Seals what was committed since the last seal, now. For operators of every agency. `undefined`: there was nothing, or another node was first.
   *
   * @throws EngineError, AdapterFailure
   */
  seal(options: { readonly as: string }): Promise<StoredSeal | undefined>
  /** Until no job runs and no timer or job is due any more: for scripts and tests. */
  settled(): Promise<void>
}

/** Often enough that little stands unsealed, seldom enough for an authority that counts its stamps. */
const USUAL_SEALING = { everyMs: 3_600_000 }

/** The engine, with what a host needs that has timers and jobs of its own. */
export class EngineHost implements Engine {
  readonly #store: Store
  readonly #agency: string | null
  readonly #ids: Ids
  readonly #clock: Clock
  readonly #shared: SharedClock
  readonly #adapters: Adapters
  readonly #catalogue: Catalogue
  readonly #dispatcher: Dispatcher
  readonly #desk: Desk
  readonly #background: Background
  readonly #deliveries: Deliveries
  readonly #feed: Feed
  readonly #jobs: Jobs
  readonly #sealer: Sealer
  readonly #telemetry: Telemetry
  #unwatch: () => void = () => undefined
  readonly #seals: SealSchedule | undefined
  readonly #watch: StoreWatch | undefined
  readonly #hasBackground: boolean
  readonly #logger: Logger | undefined
  readonly #onError: (error: unknown) => void
  readonly tasks: Tasks
  readonly dossiers: Dossiers
  readonly incidents: Incidents
  readonly messages: Messages
  readonly signals: Signals
  readonly schedules: Schedules
  readonly #parkedJobs: ParkedJobs
  #isStarted = false
  #toldSlowed: string | undefined

  constructor(options: EngineOptions & { readonly deeds?: Deeds }) {
    const { adapters, leaseMs = USUAL_LEASE_MS, jobLimitMs = USUAL_JOB_LIMIT_MS } = options
    const own = options.clock ?? systemClock
    const shared = new SharedClock(own, options.store)
    // A host elsewhere has given the instant that counts.
    const clock = options.background === 'elsewhere' ? own : shared
    this.#hasBackground = options.background !== 'elsewhere'
    const { store, watch } = watched(options, clock, (error) => this.#onError(error))
    this.#store = store
    this.#watch = watch
    this.#agency = options.agency ?? null
    const { logger, onError, onJob } = listenersOf(options)
    this.#logger = logger
    this.#onError = onError
    this.#clock = clock
    this.#shared = shared
    this.#adapters = adapters
    this.#ids = options.ids ?? uuidIds
    this.#catalogue = new Catalogue(options.procedures, store)
    this.#feed = new Feed(store, clock)
    const calendar = options.calendar ?? vietnamCalendar()
    const telemetry = new Telemetry()
    this.#telemetry = telemetry
    const world = {
      store,
      catalogue: this.#catalogue,
      calendar,
      clock,
      ...(options.background === 'elsewhere' ? {} : { inDoubt: () => shared.inDoubt() }),
      ids: this.#ids,
      adapters,
      telemetry,
      watch,
      ...{ commandsAtOnce: options.commandsAtOnce, mostSteps: options.mostSteps ?? USUAL_STEPS },
    }
    this.#dispatcher = new Dispatcher(world, () => {
      this.#background.rouse()
      this.#feed.rouse()
    })
    this.#desk = new Desk({
      ...world,
      agency: this.#agency,
      dispatcher: this.#dispatcher,
      principal: (actor) => this.#principal(actor),
      mustBeStarted: () => {
        this.#mustBeStarted()
      },
      rouse: () => {
        this.#background.rouse()
      },
    })
    const desk = this.#desk
    this.tasks = tasksOf(desk, (actor) => principalOf(adapters.identity, actor))
    this.dossiers = dossiersOf(desk, options.deeds)
    this.incidents = incidentsOf(desk)
    this.messages = messagesOf(desk)
    this.signals = signalsOf(desk)
    this.schedules = schedulesOf(desk, calendar)
    this.#parkedJobs = parkedJobsOf(desk)
    const worker = this.#ids.next()
    this.#jobs = new Jobs({
      ...world,
      dispatcher: this.#dispatcher,
      retry: options.retry ?? USUAL_RETRY,
      ...{ worker, leaseMs, jobLimitMs, agree: () => shared.agree() },
      onJob,
      onError,
      onEnded: () => {
        this.#background.rouse()
      },
    })
    this.#sealer = new Sealer({ store, now: () => desk.now(), adapters })
    const sealing = options.sealing === undefined ? USUAL_SEALING : options.sealing
    this.#seals = sealing === null ? undefined : new SealSchedule({ sealer: this.#sealer, clock, ...sealing, onError })
    this.#deliveries = new Deliveries({ ...world, dispatcher: this.#dispatcher, worker, leaseMs, onError })
    this.#background = new Background({
      ...world,
      ...{ clock: shared, worker, leaseMs },
      dispatcher: this.#dispatcher,
      jobs: this.#jobs,
      deliveries: this.#deliveries,
      onError,
    })
  }

  async start(): Promise<void> {
    if (this.#isStarted) return
    await this.#store.open()
    if (this.#hasBackground) await this.#shared.agree()
    await this.#watch?.open().catch(async (error: unknown) => {
      await this.#store.close()
      throw error
    })
    this.#isStarted = true
    this.#logger?.info('engine started')
    this.#tellSlowed()
    if (this.#watch?.isBehind !== true) this.#goOn()
    else {
      this.#logger?.error('the store lacks what its witness has seen', { code: 'STORE_BEHIND' })
      this.#onError(storeBehind())
    }
  }

  /** Once for each reason: at the start, or when somebody asks for the engine's health after it. */
  #tellSlowed(): void {
    const why: unknown = this.#isStarted ? this.#store.slowed : undefined
    // What wraps a store may answer to any name with a function.
    if (typeof why !== 'string' || why === this.#toldSlowed) return
    this.#toldSlowed = why
    this.#logger?.warn('the store works more slowly than it was made to', { code: 'STORE_SLOWED', why })
  }

  /** Timers, jobs, seals. */
  #goOn(): void {
    if (!this.#hasBackground || !this.#isStarted) return
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
    await Promise.all([this.#background.stop(), this.#dispatcher.allAnswered()])
    await this.#watch?.close()
    await this.#store.close()
    this.#logger?.info('engine stopped')
  }

  async lodge(
    procedure: string,
    variables: Variables,
    { as, command, own, agency }: As & { readonly agency?: string },
  ): Promise<DossierView> {
    const principal = await this.#principal(as)
    const owner = ownerOf(principal, agency, this.#agency)
    const edition = await this.#catalogue.forNew(procedure, await this.#desk.now())
    requireLodger(principal, edition.procedure)
    // A repeated request must find the dossier that the first one made.
    const id = command === undefined ? this.#ids.next() : dossierIdOf(as, command)
    const accepted = await this.#dispatcher.send({
      dossier: id,
      isFromOutside: true,
      actor: as,
      command: command ?? this.#ids.next(),
      mayRepeat: command !== undefined,
      make: (loaded, at) => ({
        type: 'start',
        origin: 'person',
        variables: admitted(loaded, 'start', null, variables, at),
      }),
      request: ['lodge', procedure, variables],
      birth: (at) => newDossier(id, edition, as, at, owner),
      shownAs: seen,
      own,
    })
    if (!accepted.isNews) await this.#mustBeOf(owner, id)
    return this.#desk.view(accepted)
  }

  /** A request for another agency is another request. @throws EngineError COMMAND_REUSED */
  async #mustBeOf(agency: string | null, dossier: string): Promise<void> {
    const found = (await this.#dispatcher.read(dossier))?.head.agency
    if (found === undefined || found === agency) return
    const message = `expected the request that was sent under this id, for ${found ?? 'no agency'}, found one for ${agency ?? 'no agency'}`
    throw new EngineError('COMMAND_REUSED', message, dossier)
  }

  complete(task: string, variables: Variables, options: As): Promise<DossierView> {
    const { dossier, instance } = placeOf(task)
    return this.#desk.send(dossier, options, ['complete', task, variables], (loaded, principal, at) => {
      const open = openTask(loaded.edition.procedure, loaded.state, instance)
      const node = open === undefined ? undefined : loaded.edition.procedure.program.nodeById.get(open.element)
      const element = node === undefined ? undefined : loaded.edition.procedure.program.nodes[node]
      if (element?.kind === 'userTask') {
        requireCandidate(principal, candidatesOf(element), loaded.head, dossier)
      } else requireReader(principal, loaded.head, loaded.edition.procedure, dossier)
      const target = open?.element ?? null
      const values = admitted(loaded, 'completeTask', target, variables, at)
      return { type: 'completeTask', origin: 'person', instance, variables: values }
    })
  }

  dispatch(dossier: string, command: PersonCommand, options: As): Promise<DossierView> {
    return this.#desk.send(dossier, options, ['dispatch', command], (loaded, principal, at) =>
      commandOf(command, principal, loaded, at),
    )
  }

  async report(
    dossier: string,
    message: SystemMessage,
    options: { readonly system: string; readonly command?: string },
  ): Promise<DossierView> {
    this.#mustBeStarted()
    const { message: name, instance, variables = {} } = message
    const about = instance === undefined ? {} : { instance }
    const { system, command } = options
    const accepted = await this.#dispatcher.send({
      dossier,
      isFromOutside: true,
      actor: `system:${system}`,
      command: command ?? this.#ids.next(),
      mayRepeat: command !== undefined,
      make: () => ({ type: 'deliverMessage', origin: 'world', message: name, variables, ...about }),
      request: ['report', message],
    })
    return this.#desk.view(accepted)
  }

  async worklist(query: Parameters<Engine['worklist']>[0]): Promise<readonly StoredTask[]> {
    return (await this.tasks.list(query)).items
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
    const principal = await this.#principal(query.as)
    if (query.dossier !== undefined) {
      await this.#readable(query.dossier, query.as)
      yield* this.#feed.read(query)
      return
    }
    requireRole(principal, [OPERATOR, AUDITOR], 'reading every dossier')
    const agency = agencyOf(principal, query.agency)
    yield* this.#feed.read({ ...query, ...(agency === undefined ? {} : { agency }) })
  }

  parkedJobs(options: Parameters<Engine['parkedJobs']>[0]): Promise<readonly StoredJob[]> {
    return this.#parkedJobs.list(options)
  }

  retryJob(job: string, options: Parameters<Engine['retryJob']>[1]): Promise<void> {
    return this.#parkedJobs.retry(job, options)
  }

  skipJob(job: string, options: Parameters<Engine['skipJob']>[1]): Promise<void> {
    return this.#parkedJobs.skip(job, options)
  }

  health(): Promise<Health> {
    const [now, isStarted] = [this.#clock.now(), this.#isStarted]
    this.#tellSlowed()
    return healthOf({
      ...{ store: this.#store, now, isStarted, isBehind: this.#watch?.isBehind === true },
      movedAt: this.#hasBackground ? this.#background.movedAt : null,
    })
  }

  async reconcile({ as, reason }: Parameters<Engine['reconcile']>[0]): Promise<LostTime> {
    await this.#keeper(as, 'reconciling a restored store')
    mustHaveReason(reason)
    if (this.#watch === undefined)
      throw new EngineError('STORE_NOT_BEHIND', 'expected a witness, found none: give one to createEngine')
    const done = await this.#watch.reconcile({ actor: as, reason, goOn: () => this.#goOn() })
    this.#logger?.warn('restored store reconciled', { effects: done.effects.length, serials: done.serials.length })
    return done
  }

  async seal({ as }: { readonly as: string }): Promise<StoredSeal | undefined> {
    await this.#keeper(as, 'sealing the journal')
    return this.#sealer.seal()
  }

  async recalculateDueDates(options: { readonly as: string; readonly reason: string }): Promise<DueDatesRecalculated> {
    const principal = await this.#principal(options.as)
    requireRole(principal, [OPERATOR], 'reckoning dates again')
    const world = { store: this.#store, dispatcher: this.#dispatcher, ids: this.#ids }
    const done = await recalculateDueDates(world, { ...options, agencies: principal.agencies })
    this.#background.rouse()
    return done
  }

  async settled(): Promise<void> {
    if (this.#isStarted && this.#watch?.isBehind !== true) await this.#background.settled()
  }

  /** Fires a timer that is due; `false`: nothing waits for it any more. */
  async fireTimer(timer: StoredTimer): Promise<boolean> {
    const accepted = await this.#dispatcher.send(timerEnvelope(timer, this.#ids.next()))
    return accepted.isNews
  }

  /** A message that waited for a dossier. `false`: it waits no more, the message is for another one. */
  async deliverMatch(match: Match): Promise<boolean> {
    try {
      await this.#dispatcher.send(matchEnvelope(match))
      return true
    } catch (error) {
      if (error instanceof NotAwaited) return false
      throw error
    }
  }

  /** Messages that nobody took in their time are over, and `onError` is told of each; returns how many there were, of which there may be more. */
  expireMessages(): Promise<number> {
    return this.#deliveries.expire()
  }

  /** A signal for a dossier that waits for it. @throws EngineError  nothing more can be told to it */
  async deliverBroadcast(broadcast: Broadcast, dossier: string): Promise<void> {
    await this.#dispatcher.send(broadcastEnvelope(broadcast, dossier))
  }

  /** A dossier that the clock begins. @throws EngineError, CommandRejected */
  async beginScheduled(schedule: StoredSchedule, due: number): Promise<void> {
    await this.#dispatcher.send(await scheduleEnvelope(schedule, due, this.#catalogue))
  }

  /** What a dossier waits for, as it is now. */
  async subscriptionsOf(dossier: string): Promise<readonly StoredSubscription[]> {
    const loaded = await this.#dispatcher.read(dossier)
    return loaded === undefined ? [] : awaitedIn(loaded)
  }

  /** What does a job, and what it is given. */
  jobOf(job: StoredJob): ReturnType<Jobs['jobOf']> {
    return this.#jobs.jobOf(job)
  }

  /** What became of a job that an element waits for; telling it again changes nothing. */
  reportJob(job: StoredJob & { readonly instance: number }, outcome: JobOutcome): Promise<void> {
    return this.#jobs.report(job, outcome)
  }

  #principal(actor: string): Promise<Principal> {
    this.#mustBeStarted()
    return principalOf(this.#adapters.identity, actor)
  }

  /** An operator of the whole store. @throws EngineError NOT_AUTHORISED */
  async #keeper(actor: string, deed: string): Promise<void> {
    const principal = await this.#principal(actor)
    requireRole(principal, [OPERATOR], deed)
    requireEveryAgency(principal, deed)
  }

  #mustBeStarted(): void {
    if (!this.#isStarted) throw new EngineError('ENGINE_NOT_STARTED', 'expected a started engine, found it stopped')
  }

  async #readable(id: string, as: string): Promise<LoadedDossier> {
    const principal = await this.#principal(as)
    const loaded = await this.#desk.open(id, principal)
    requireReader(principal, loaded.head, loaded.edition.procedure, id)
    return loaded
  }
}
