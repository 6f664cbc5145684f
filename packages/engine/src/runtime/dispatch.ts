/**
 * Theory of operation
 *
 * A command is decided on the dossier as it is in memory, sealed into one journal row, and committed together with the tasks,
 * timers and jobs that follow from it, under the sequence number that it was decided on. When another node was first, the store
 * says so; the dossier is then read again and the command decided anew. Nothing is told to anybody before the commit is durable.
 */
import type { Calendar } from '../calendar/index.ts'
import { decideDossier, migrateDossier, type DossierDecision } from '../lifecycle/index.ts'
import type { Clock, Commit, Ids, LookedUp, LookUp, NewJob, OwnStatement, Store, StoredAnswer } from '../ports/index.ts'
import { StoreFailure } from '../ports/index.ts'
import { canonical, sha256 } from './canonical.ts'
import type { Catalogue, Edition } from './catalogue.ts'
import { askStore, commitOf, sealDecision, type Decided } from './commit-of.ts'
import { loadDossier, PAGE, type LoadedDossier } from './dossiers.ts'
import { CommandRejected, EngineError } from './engine-error.ts'
import { GroupCommit, type Told } from './group-commit.ts'
import { LookUps } from './look-ups.ts'
import type { Activity, Measured, Telemetry, TraceParent } from './telemetry.ts'
import { ownCopy } from './own-copy.ts'
import type { Adapters } from './procedure-module.ts'
import { Residents, type Place } from './residents.ts'
import type { DossierView } from './view.ts'
import { stamped, type Unstamped, type UnstampedMigration } from './stamped.ts'
import type { StoreWatch } from './witness/store-watch.ts'

export interface Envelope {
  readonly dossier: string
  /** Who, as the journal names them. */
  readonly actor: string
  /** Names the request: sent again, it is answered again and does nothing. */
  readonly command: string
  /** Whether the sender chose `command`; an id of our own cannot have been used before. */
  readonly mayRepeat: boolean
  /** Decided on the dossier as it is when its turn comes. @throws EngineError to refuse */
  readonly make: (dossier: LoadedDossier, at: number) => Unstamped | UnstampedMigration
  /** What the request was; the same id with another one is an error. */
  readonly request: unknown
  /** The dossier before its first command, for one that does not exist yet. */
  readonly birth?: (at: number) => LoadedDossier
  /** Sent by somebody who can be told to wait; what the engine sends itself is bounded by how much it takes up at once. */
  readonly isFromOutside?: true
  /** The leased job that this command reports on. */
  readonly job?: string
  /** The edition that a migration leads to. */
  readonly into?: Edition | undefined
  /** Kept messages that this command delivers. */
  readonly takes?: readonly string[]
  /** Rows of the embedder, written in the same transaction. */
  readonly own?: readonly OwnStatement[] | undefined
  /** How whoever sent it is to see the dossier afterwards. */
  readonly shownAs?: (dossier: LoadedDossier) => DossierView
}

export interface Accepted {
  readonly dossier: string
  readonly seq: number
  readonly at: number
  /** `false`: it was no news, or it had been accepted before. */
  readonly isNews: boolean
  /** As the command left it; absent where it was accepted before. */
  readonly loaded?: LoadedDossier
  /** As {@link Envelope.shownAs} shows it. */
  readonly view?: DossierView | undefined
}

/** What is to be written, and the dossier once it is. */
type Ready = ReturnType<typeof commitOf>

class NoNews {
  constructor(
    readonly at: number,
    /** Why not; `undefined`: there was nothing to do. */
    readonly refused?: unknown,
  ) {}
}

/** How often a command is decided anew because another node was first; each loss means that another command was won. */
const MOST_CONFLICTS = 20
/** Some seconds of a store's work, and some tens of megabytes. */
const USUAL_COMMANDS_AT_ONCE = 10_000
/** Dossiers kept in memory between commands. */
const MOST_LOADED = 2_000

export class Dispatcher {
  readonly #residents = new Residents(MOST_LOADED)
  readonly #commits: GroupCommit
  /** Each apart, so that neither timers, jobs and what is delivered nor who only looks are behind all the commands of people. */
  readonly #lookUps: Readonly<Record<'fromOutside' | 'own' | 'reading', LookUps>>
  #fromOutside = 0
  #onTheirWay = 0
  #whenAnswered: (() => void)[] = []

  constructor(
    private readonly world: {
      readonly store: Store
      readonly catalogue: Catalogue
      readonly calendar: Calendar
      readonly clock: Clock
      /** Until it is known what time it is; `undefined`: it is known. */
      readonly inDoubt?: () => Promise<void> | undefined
      readonly ids: Ids
      readonly adapters: Adapters
      readonly telemetry: Telemetry
      readonly watch?: StoreWatch | undefined
      readonly commandsAtOnce?: number | undefined
      readonly mostSteps: number
    },
    private readonly committed: (commit: Commit) => void,
  ) {
    this.#commits = new GroupCommit(world.store, (commits) => {
      world.telemetry.batch(commits)
    })
    this.#lookUps = {
      fromOutside: new LookUps(world.store),
      own: new LookUps(world.store),
      reading: new LookUps(world.store),
    }
  }

  /** @throws EngineError STORE_BEHIND, ENGINE_BUSY, and what deciding and committing throw */
  send(envelope: Envelope): Promise<Accepted> {
    this.world.watch?.mustBeCurrent(envelope.dossier)
    if (envelope.isFromOutside === true) this.#mustHaveRoom(envelope.dossier)
    const activity = this.world.telemetry.command(envelope.dossier)
    return activity.within(() => this.#inTurn(envelope, activity))
  }

  /** Commands come faster than the store commits them: what is beyond the bound is pushed back, or memory would grow without one. */
  #mustHaveRoom(dossier: string): void {
    const most = this.world.commandsAtOnce ?? USUAL_COMMANDS_AT_ONCE
    if (this.#fromOutside < most) return
    const message = `expected at most ${most} commands on their way, found one more: send it again when others have been answered`
    throw new EngineError('ENGINE_BUSY', message, dossier)
  }

  /**
   * All that a command waits for, in one function: thousands are on their way at once, and each function that waits costs memory of its
   * own. Most of them wait for their commit alone.
   */
  async #inTurn(envelope: Envelope, activity: Measured): Promise<Accepted> {
    const { dossier: id, isFromOutside } = envelope
    this.#onTheirWay += 1
    if (isFromOutside === true) this.#fromOutside += 1
    const place = this.#residents.at(id)
    const turn = this.#residents.turnAt(place)
    const lookUps = isFromOutside === true ? this.#lookUps.fromOutside : this.#lookUps.own
    try {
      if (turn !== undefined) await turn
      // An id of our own cannot come again with another request.
      const digest = envelope.mayRepeat ? digestOf(envelope) : ''
      const asked = lookUpFor(envelope, place)
      let lookedUp = asked && (await lookUps.ask(asked))
      if (lookedUp?.answer !== undefined) return ended(activity, repeated(lookedUp.answer, digest, envelope))
      if (asked?.rows === undefined) lookedUp = undefined
      for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts += 1) {
        const doubt = this.world.inDoubt?.()
        if (doubt !== undefined) await doubt
        const now = this.world.clock.now()
        const atHand = this.#atHand(envelope, place, now, conflicts)
        const dossier = atHand ?? (await this.#found(envelope, place, now, lookUps, lookedUp))
        // Not held on to while the commit is waited for; another try asks anew.
        lookedUp = undefined
        if (activity.traceParent !== undefined) activity.follows(await this.traceOf(dossier))
        const decided = this.#decide(envelope, dossier, Math.max(now, dossier.at), digest, activity)
        if (decided instanceof NoNews) {
          const told = await this.#whatItIsNow(envelope, place, dossier, decided, digest, lookUps)
          if (told === undefined) continue
          return ended(activity, told)
        }
        const { commit, after } = decided instanceof Promise ? await decided : decided
        // Made before the commit is waited for: the processor has all of the dossier at hand now, and little of it afterwards.
        const view = envelope.shownAs?.(after)
        let outcome: Told
        try {
          outcome = await this.#commits.commit(commit)
        } catch (error) {
          outcome = await this.#afterFailure(place, commit, error, lookUps)
        }
        if (outcome.status === 'committed') return ended(activity, this.#committed(place, commit, after, view))
        this.#residents.forget(place)
        if (outcome.status === 'duplicate') return ended(activity, repeated(outcome.answer, digest, envelope))
        if (outcome.status === 'refused') throw ownRefused(id, outcome.message)
      }
      throw new EngineError('BUSY', `expected to be first within ${MOST_CONFLICTS} tries, found another each time`, id)
    } catch (error) {
      activity.failed(error)
      throw error
    } finally {
      this.#residents.leave(place)
      if (isFromOutside === true) this.#fromOutside -= 1
      this.#onTheirWay -= 1
      if (this.#onTheirWay === 0) for (const tell of this.#whenAnswered.splice(0)) tell()
    }
  }

  /** Until every command that was taken has its answer. */
  allAnswered(): Promise<void> {
    return this.#onTheirWay === 0 ? Promise.resolve() : new Promise((resolve) => this.#whenAnswered.push(resolve))
  }

  /** Decides at an instant the command that begins a dossier, and writes nothing. @throws CommandRejected  as sending it then would */
  rehearse({ birth, ...envelope }: Envelope & Required<Pick<Envelope, 'birth'>>, at: number): void {
    const dossier = birth(at)
    const decision = this.#decideMade(envelope, dossier, envelope.make(dossier, at), at)
    if (!decision.ok) throw new CommandRejected(decision.rejection)
  }

  /** The dossier as of its last committed command. */
  async read(id: string): Promise<LoadedDossier | undefined> {
    const place = this.#residents.at(id)
    const turn = this.#residents.turnAt(place)
    try {
      if (turn !== undefined) await turn
      const known = place.loaded
      const lookUps = this.#lookUps.reading
      const lookedUp = await lookUps.ask({ dossier: id, rows: known === undefined ? PAGE : 0 })
      return known !== undefined && lookedUp.stored?.seq === known.seq ? known : await this.#load(place, lookUps, lookedUp)
    } finally {
      this.#residents.leave(place)
    }
  }

  /** The dossier where nobody need be asked for it. One under an id that we have just made is not in the store. */
  #atHand({ birth, mayRepeat }: Envelope, { loaded }: Place, now: number, conflicts: number): LoadedDossier | undefined {
    const isNewborn = birth !== undefined && !mayRepeat && conflicts === 0
    return isNewborn ? birth(now) : loaded
  }

  /** @throws EngineError DOSSIER_UNKNOWN */
  async #found({ dossier, birth }: Envelope, place: Place, now: number, lookUps: LookUps, lookedUp: LookedUp | undefined) {
    const found = (await this.#load(place, lookUps, lookedUp)) ?? birth?.(now)
    if (found === undefined) throw new EngineError('DOSSIER_UNKNOWN', `expected a dossier, found none under "${dossier}"`)
    return found
  }

  /** "No" and "no news" are said only of what the dossier is now; `undefined`: another node has moved it since. */
  async #whatItIsNow(
    envelope: Envelope,
    place: Place,
    dossier: LoadedDossier,
    { at, refused }: NoNews,
    digest: string,
    lookUps: LookUps,
  ) {
    const command = envelope.mayRepeat ? { command: envelope.command } : {}
    const { answer, stored } = await lookUps.ask({ dossier: dossier.id, rows: 0, ...command })
    const isNow = answer === undefined && (stored?.seq ?? 0) === dossier.seq
    if (!isNow) this.#residents.forget(place)
    // Another node may have had the very command accepted, after we asked for it and before we read the dossier.
    if (answer !== undefined) return repeated(answer, digest, envelope)
    if (!isNow) return undefined
    if (refused !== undefined) throw refused as Error
    return { dossier: dossier.id, seq: dossier.seq, at, isNews: false, loaded: dossier }
  }

  /** The commit: at once, unless the store must be asked for what the dossier does not say. */
  #ready(envelope: Envelope, news: Decided, digest: string, { traceParent }: Activity): Ready | Promise<Ready> {
    const { store, ids, adapters, watch } = this.world
    const { takes, own } = envelope
    const keyed = (job: NewJob) => watch?.underOwnKey(job) ?? job
    const along = { digest, trace: traceParent, takes, own, adapters, keyed }
    const sealed = sealDecision(news, ids)
    const asking = askStore(store, sealed)
    return asking === undefined ? commitOf(sealed, undefined, along) : asking.then((asked) => commitOf(sealed, asked, along))
  }

  #committed(place: Place, commit: Commit, after: LoadedDossier, view: DossierView | undefined): Accepted {
    this.#keep(place, after)
    this.world.watch?.committed(commit)
    this.committed(commit)
    return { dossier: after.id, seq: after.seq, at: after.at, isNews: true, loaded: after, view }
  }

  /** Where the span of a dossier's command is, of its last unless told, as its answer says; `undefined`: nobody traced it. */
  async traceOf({ id, seq: last, trace }: LoadedDossier, seq: number = last): Promise<TraceParent | undefined> {
    if (seq === 0 || (seq === last && trace !== undefined)) return trace
    const { store } = this.world
    const [row] = await store.journal(id, seq - 1, 1)
    const response = row === undefined ? undefined : (await store.answer(id, row.command))?.response
    const kept = response !== null && typeof response === 'object' && 'trace' in response ? response.trace : undefined
    return typeof kept === 'string' ? kept : undefined
  }

  /** What is to be written, once the store has told what the dossier does not say. Only that is held on to until it is written. */
  #decide(envelope: Envelope, dossier: LoadedDossier, at: number, digest: string, activity: Activity) {
    activity.note('motcua.procedure', dossier.head.procedure)
    let news: Decided
    try {
      const made = envelope.make(dossier, at)
      const { type } = made
      activity.note('motcua.command.type', type)
      const decision = this.#decideMade(envelope, dossier, made, at)
      if (!decision.ok) return new NoNews(at, new CommandRejected(decision.rejection, dossier.id))
      const { events, state } = decision
      if (events.length === 0) return new NoNews(at)
      const { actor, command, into, job } = envelope
      const edition = into ?? dossier.edition
      news = { dossier, edition, isMigration: into !== undefined, actor, command, type, at, events, state, job }
    } catch (refused) {
      return new NoNews(at, refused)
    }
    return this.#ready(envelope, news, digest, activity)
  }

  #decideMade(
    envelope: Envelope,
    { edition, state }: LoadedDossier,
    made: ReturnType<Envelope['make']>,
    at: number,
  ): DossierDecision {
    const surroundings = { calendar: edition.module.calendar ?? this.world.calendar, mostSteps: this.world.mostSteps }
    if (made.type === 'migrate') {
      const migration = { ...ownCopy(made), at }
      return migrateDossier(edition.procedure, (envelope.into ?? edition).procedure, state, migration, surroundings)
    }
    return decideDossier(edition.procedure, state, stamped(made, at, envelope.actor), surroundings)
  }

  /** It may or may not be on the disk: only the store can tell. @throws what it failed with, unless it was accepted */
  async #afterFailure(place: Place, { dossier, row }: Commit, error: unknown, lookUps: LookUps): Promise<Told> {
    this.#residents.forget(place)
    if (!(error instanceof StoreFailure) || error.code !== 'STORE_UNCERTAIN') throw error
    // Where it cannot be asked, nothing is known yet: its words now are about the question, and not about the commit.
    const lookedUp = await lookUps.ask({ dossier, command: row.command }).catch(() => undefined)
    if (lookedUp?.answer === undefined) throw error
    return { status: 'duplicate', answer: lookedUp.answer }
  }

  async #load(place: Place, lookUps: LookUps, lookedUp: LookedUp | undefined): Promise<LoadedDossier | undefined> {
    const { store, catalogue } = this.world
    const loaded = await loadDossier({ store, catalogue, lookUps }, place.dossier, lookedUp)
    if (loaded !== undefined) this.#keep(place, loaded)
    return loaded
  }

  #keep(place: Place, dossier: LoadedDossier): void {
    // Hardly anybody has something for it to do once it has ended.
    if (dossier.head.endedAt === null) this.#residents.keep(place, dossier)
    else this.#residents.forget(place)
  }
}

/** What the store must be asked before a command is decided; `undefined`: nothing. */
function lookUpFor({ dossier, command, mayRepeat, birth }: Envelope, { loaded }: Place): LookUp | undefined {
  const isAtHand = loaded !== undefined || (birth !== undefined && !mayRepeat)
  if (isAtHand && !mayRepeat) return undefined
  return { dossier, ...(mayRepeat ? { command } : {}), ...(isAtHand ? {} : { rows: PAGE }) }
}

function ended(activity: Measured, accepted: Accepted): Accepted {
  activity.ended(accepted.isNews ? 'accepted' : 'no news')
  return accepted
}

function ownRefused(dossier: string, found: string): EngineError {
  return new EngineError('OWN_REFUSED', `expected own rows that the store takes, found: ${found}`, dossier)
}

/** @throws EngineError COMMAND_INVALID */
function digestOf({ actor, request, dossier }: Envelope): string {
  try {
    return sha256(canonical([actor, request]))
  } catch (error) {
    // An integer of any size, and what is nested without end.
    const found = error instanceof Error ? error.message : String(error)
    throw new EngineError('COMMAND_INVALID', `expected a request of plain JSON, found another value (${found})`, dossier)
  }
}

function repeated(answer: StoredAnswer, digest: string, envelope: Envelope): Accepted {
  if (answer.digest !== digest) {
    const message = `expected the same request under command id "${envelope.command}", found another`
    throw new EngineError('COMMAND_REUSED', message, envelope.dossier)
  }
  return { ...(answer.response as unknown as Omit<Accepted, 'isNews' | 'loaded'>), isNews: false }
}
