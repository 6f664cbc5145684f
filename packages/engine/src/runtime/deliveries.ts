/**
 * Theory of operation
 *
 * Messages, signals and the clock reach dossiers from outside. Each is leased from the store, sent as a command whose id it names,
 * and only then ticked off: a node that dies in between leaves a lease that runs out, and the next one sends the same command, which
 * the dossier answers as it did. A message is taken by the very commit that delivers it.
 */
import type { Calendar } from '../calendar/index.ts'
import { find } from '../kernel/index.ts'
import type { Broadcast, BroadcastTurn, Clock, Match, Store, StoredSchedule } from '../ports/index.ts'
import { sha256 } from './canonical.ts'
import type { Catalogue } from './catalogue.ts'
import type { Dispatcher, Envelope } from './dispatch.ts'
import { newDossier } from './dossiers.ts'
import { isElsewhere } from './elsewhere.ts'
import { CommandRejected, EngineError } from './engine-error.ts'
import { Held, type Lease } from './held.ts'
import { isPassing } from './passing.ts'
import { nextOf } from './recurrence.ts'

export interface DeliveryWorld {
  readonly store: Store
  readonly clock: Clock
  readonly calendar: Calendar
  readonly catalogue: Catalogue
  readonly dispatcher: Dispatcher
  readonly worker: string
  /** Handing one over takes milliseconds; a node that is silent for longer is gone. */
  readonly leaseMs: number
  readonly onError: (error: unknown) => void
}

/** What could not be handed over is left alone for so long. */
const AGAIN_MS = 5_000
/** A dossier to which nothing could be handed over is passed over for so long: messages go to the next that waits for them. */
const AVOIDED_MS = 60_000
/**
 * So long another node is given to tell a signal to a dossier that this one cannot read. Beyond that it is passed over, or it would hold up
 * all those behind it.
 */
const PATIENCE_MS = 300_000
const AT_ONCE = 50
/** Dossiers that one turn of a broadcast tells. */
const AUDIENCE = 100

/** The dossier went on since the message was matched to it: the message waits for another one. */
export class NotAwaited extends Error {}

export class Deliveries {
  /** Until when a dossier is passed over. */
  readonly #avoided = new Map<string, number>()
  readonly #matches: Held<Match>
  readonly #turns: Held<BroadcastTurn>
  readonly #due: Held<StoredSchedule>

  constructor(private readonly world: DeliveryWorld) {
    const { store, worker, leaseMs } = world
    const held = { leaseMs, atOnce: AT_ONCE }
    this.#matches = new Held(held, (now, limit) => store.claimMatches(worker, now, leaseMs, limit, [...this.#avoided.keys()]))
    this.#turns = new Held(held, (now, limit) => store.claimBroadcasts(worker, now, leaseMs, limit, AUDIENCE))
    this.#due = new Held(held, (now, limit) => store.claimSchedules(worker, now, leaseMs, limit))
  }

  /** Hands over what is due; returns how much moved. */
  async run(): Promise<number> {
    const moved = [await this.#messages(), await this.#broadcasts(), await this.#schedules(), await this.expire()]
    return moved.reduce((sum, count) => sum + count, 0)
  }

  async #messages(): Promise<number> {
    const now = this.world.clock.now()
    for (const [dossier, until] of this.#avoided) if (until <= now) this.#avoided.delete(dossier)
    const matches = await this.#matches.next(now)
    // Who waits takes one. The next message is for the next who waits, once this one does not any more.
    const taking = new Set<string>()
    const done = await Promise.all(
      matches.map((lease) => {
        const { subscription } = lease.item
        const isNext = !taking.has(subscription.id)
        taking.add(subscription.id)
        return isNext ? this.#deliver(lease) : this.#release(lease.item, 0)
      }),
    )
    return done.filter(Boolean).length
  }

  async #release({ message }: Match, afterMs: number): Promise<false> {
    const { store, clock, worker, onError } = this.world
    await store.releaseMessage(message.id, worker, clock.now() + afterMs).catch(onError)
    return false
  }

  async #deliver(lease: Lease<Match>): Promise<boolean> {
    const { clock, dispatcher, onError } = this.world
    const match = lease.item
    try {
      await dispatcher.send(matchEnvelope(match))
      return true
    } catch (error) {
      // Another node's message was first: this one is for the next who waits.
      if (error instanceof NotAwaited) return this.#release(match, 0)
      onError(error)
      if (isPassing(error)) {
        this.#matches.keep(lease, clock.now())
        return false
      }
      this.#avoided.set(match.subscription.dossier, clock.now() + AVOIDED_MS)
      return this.#release(match, AGAIN_MS)
    }
  }

  async #broadcasts(): Promise<number> {
    const turns = await this.#turns.next(this.world.clock.now())
    let told = 0
    for (const lease of turns) if (await this.#orKept(this.#turns, lease, (turn) => this.#turn(turn))) told++
    return told
  }

  async #turn({ broadcast, dossiers, turn }: BroadcastTurn): Promise<boolean> {
    const all = await Promise.allSettled(dossiers.map((dossier) => this.#tell(broadcast, dossier)))
    const failed = all.find((one) => one.status === 'rejected')
    if (failed !== undefined) throw failed.reason as Error
    // One that could not be told now is told when the lease has run out.
    const isTold = all.every((one) => one.status === 'fulfilled' && one.value)
    return isTold && (await this.world.store.advanceBroadcast(broadcast.id, this.world.worker, turn))
  }

  /** `false`: not now. @throws what passes */
  async #tell(broadcast: Broadcast, dossier: string): Promise<boolean> {
    try {
      await this.world.dispatcher.send(broadcastEnvelope(broadcast, dossier))
      return true
    } catch (error) {
      const { clock, onError } = this.world
      // It ended meanwhile, or is refused: nothing more can be told to it.
      const isOver = error instanceof EngineError && (!isElsewhere(error) || clock.now() >= broadcast.at + PATIENCE_MS)
      if (!isOver && isPassing(error)) throw error
      onError(error)
      return isOver
    }
  }

  async #schedules(): Promise<number> {
    const due = await this.#due.next(this.world.clock.now())
    const done = await Promise.all(due.map((lease) => this.#orKept(this.#due, lease, (schedule) => this.#begin(schedule))))
    return done.filter(Boolean).length
  }

  /** The same command sent again is answered as it was: what was told already, and not ticked off, is told nobody twice. */
  async #orKept<T>(held: Held<T>, lease: Lease<T>, deed: (item: T) => Promise<boolean>): Promise<boolean> {
    try {
      return await deed(lease.item)
    } catch (error) {
      this.world.onError(error)
      if (isPassing(error)) held.keep(lease, this.world.clock.now())
      return false
    }
  }

  /** `false`: not now. @throws what passes */
  async #begin(schedule: StoredSchedule): Promise<boolean> {
    const { store, catalogue, dispatcher, calendar, worker, onError } = this.world
    const { id, rule, due } = schedule
    if (due === null) return false
    try {
      await dispatcher.send(await scheduleEnvelope(schedule, due, catalogue))
    } catch (error) {
      // Refused for good: the next one may go better. Anything else is tried again when the lease has run out.
      const isRefused = error instanceof EngineError && !isElsewhere(error) && !this.#isNewElsewhere(error, due)
      if (!isRefused) throw error
      onError(scheduleRefused(schedule, due, error))
    }
    return store.advanceSchedule(id, worker, due, nextOf(rule, due, calendar))
  }

  /** While a release is rolled out, another node may have the edition that came into force: so long it is given to begin with it. */
  #isNewElsewhere({ code }: EngineError, due: number): boolean {
    return code === 'PROCEDURE_NOT_IN_FORCE' && this.world.clock.now() < due + PATIENCE_MS
  }

  /** Marks messages whose time has run out, and tells of each; returns how many there were, of which there may be more. */
  async expire(): Promise<number> {
    const { store, clock, onError } = this.world
    const gone = await store.expireMessages(clock.now(), AT_ONCE)
    for (const { id, name } of gone)
      onError(new EngineError('MESSAGE_EXPIRED', `expected a dossier for the message "${name}" (${id}) in its time, found none`))
    return gone.length
  }
}

/** The command that a signal is to one of those who wait for it. */
export function broadcastEnvelope({ id, signal, payload, actor }: Broadcast, dossier: string): Envelope {
  return {
    dossier,
    actor,
    command: `signal:${id}`,
    mayRepeat: true,
    make: () => ({ type: 'broadcastSignal', origin: 'world', signal, variables: payload }),
    request: ['signal', id],
  }
}

/** The dossier that a schedule begins at an instant: whoever repeats it finds the same. */
export function dossierOfSchedule(id: string, due: number): string {
  return sha256(`schedule\n${id}\n${due}`).slice(0, 32)
}

/** Which of its begins was refused, and why. */
function scheduleRefused({ id, procedure }: StoredSchedule, due: number, cause: EngineError): EngineError {
  const message = `expected "${id}" to begin a dossier of ${procedure} at ${new Date(due).toISOString()}, found ${cause.message}`
  const about = { schedule: id, procedure, due, cause: cause instanceof CommandRejected ? cause.rejection.code : cause.code }
  return new EngineError('SCHEDULE_REFUSED', message, undefined, { cause, about })
}

/** The command that begins it. @throws EngineError PROCEDURE_UNKNOWN, PROCEDURE_NOT_IN_FORCE */
export async function scheduleEnvelope(
  { id, agency, procedure, variables, actor }: Omit<StoredSchedule, 'rule' | 'due'>,
  due: number,
  catalogue: Catalogue,
): Promise<Envelope & Required<Pick<Envelope, 'birth'>>> {
  const edition = await catalogue.forNew(procedure, due)
  const dossier = dossierOfSchedule(id, due)
  return {
    dossier,
    actor,
    command: `schedule:${id}:${due}`,
    mayRepeat: true,
    make: () => ({ type: 'start', origin: 'person', variables: variables }),
    request: ['schedule', id, due],
    birth: (at) => newDossier(dossier, edition, actor, at, agency),
  }
}

/** The command that a match is; refused with `NotAwaited` where the dossier waits no more. */
export function matchEnvelope({ message, subscription }: Match): Envelope {
  const [instance = 0] = subscription.id
    .slice(subscription.dossier.length + 1)
    .split(':')
    .map(Number)
  const keys = message.key === null ? {} : { keys: JSON.parse(message.key) as Record<string, never> }
  return {
    dossier: subscription.dossier,
    actor: message.actor,
    command: `message:${message.id}`,
    mayRepeat: true,
    make: ({ state }) => {
      if (find(state.kernel.instances, instance) === undefined) throw new NotAwaited()
      const variables = message.payload
      return { type: 'deliverMessage', origin: 'world', message: message.name, instance, variables, ...keys }
    },
    request: ['message', message.id],
    takes: [message.id],
  }
}
