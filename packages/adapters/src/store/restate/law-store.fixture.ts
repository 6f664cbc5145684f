/**
 * A store as the laws of the contract call it, over what a host on Restate keeps: each dossier in its object, the lists in the store that is
 * told of every commit, the feed, the series and the definitions in objects of their own. What is asked of an object is a call of Restate's;
 * the store that is told is asked without that way round, which would say nothing more of it.
 */
import { StoreFailure, type Commit, type CommitOutcome, type FeedRow, type Store, type StoredJob } from '@motcua/engine/ports'
import type { StoredDefinition, StoredTimer } from '@motcua/engine/ports'
import { FEED_KEY, type FeedEntry } from './feed-object.ts'
import { callIngress, IngressRefusal, type IngressOptions } from './ingress.ts'
import { LAW_DOSSIER, sentCall, tasksById, type KeptDossier } from './law-wire.fixture.ts'
import { NAMES } from './wire.ts'

/** What a host on Restate keeps in its reading store, and asks for there. */
const IN_READING: readonly string[] = [
  ...['dossiers', 'countDossiers', 'tasks', 'task', 'countTasks', 'incidents', 'links', 'answers', 'nextDue'],
  ...['putMessage', 'message', 'messages', 'keepMessages', 'claimMatches', 'releaseMessage', 'expireMessages'],
  ...['putBroadcast', 'broadcast', 'broadcasts', 'audience', 'keepBroadcasts', 'claimBroadcasts', 'advanceBroadcast'],
  ...['putSchedule', 'dropSchedule', 'schedules', 'claimSchedules', 'advanceSchedule', 'putSeal', 'seals'],
]

/** What nothing of a host on Restate does. */
const NOT_THERE = [
  ...['claimTimers', 'releaseTimer', 'claimJobs', 'extendJob', 'releaseJob', 'finishJob', 'settleJob'],
  ...['reconciled', 'markReconciled', 'serials', 'figures'],
]

/** What has not arrived by then does not come. */
const PATIENCE_MS = 60_000
/** Between two looks whether something has arrived. */
const LOOK_MS = 2

/** Kept by one law among others on the same Restate. */
export interface LawStore {
  readonly store: Store
  /** Rows that stand in the feed once this law is over, those of laws before it among them. */
  rows(): number
  /** Until all that was committed has arrived where it is read. */
  arrived(): Promise<void>
  /** Each dossier that was committed, as its object keeps it and as it is read. */
  dossiers(): Promise<readonly { readonly dossier: string; readonly kept: KeptDossier; readonly read: KeptDossier | null }[]>
}

/** Where a law's store is. */
export interface LawPlace {
  readonly ingress: IngressOptions
  /** Begins the keys of what this law keeps, apart from that of others. */
  readonly law: string
  /** The store that is told of every commit. */
  readonly reading: Store
  /** Rows in the feed that are of laws before it. */
  readonly before: number
  /** Until everything that was sent has arrived. */
  quiet(): Promise<void>
}

export function lawStore(place: LawPlace): LawStore {
  const own = new RestateLaw(place)
  const store = new Proxy(own, {
    get(target, name: string) {
      if (IN_READING.includes(name)) return (...args: unknown[]) => target.read(name, args)
      if (NOT_THERE.includes(name))
        return () => Promise.reject(new Error(`a host on Restate keeps nothing that ${name} asks for`))
      const found: unknown = Reflect.get(target, name, target)
      return typeof found === 'function' ? (found.bind(target) as unknown) : found
    },
  })
  return {
    store: store as unknown as Store,
    rows: () => own.rows,
    arrived: () => own.arrived(),
    dossiers: () => own.compared(),
  }
}

/** Feed entries read at once. */
const PAGE = 100
/** Rows and tasks of one dossier. */
const ALL = 1_000

class RestateLaw implements Partial<Store> {
  /** Where each dossier stands, as the outcomes say. */
  readonly #dossiers = new Map<string, number>()
  #isTold = true
  #isFed = true
  #hasErased = false

  constructor(private readonly place: LawPlace) {}

  get rows(): number {
    return [...this.#dossiers.values()].reduce((sum, seq) => sum + seq, this.place.before)
  }

  async open(): Promise<void> {}
  async close(): Promise<void> {}

  /**
   * A batch is one dossier's there: those of others go to their own objects. Laws speak of one order over all dossiers; what is read stands in
   * the order in which it arrived, so one arrives before the next is committed.
   */
  async commit(batch: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    const outcomes = new Map<Commit, CommitOutcome>()
    for (const dossier of new Set(batch.map((commit) => commit.dossier))) {
      const own = batch.filter((commit) => commit.dossier === dossier)
      await this.#told()
      const answers = await this.#change<readonly CommitOutcome[]>(dossier, 'commit', [own])
      own.forEach((commit, index) => {
        const outcome = answers[index] as CommitOutcome
        outcomes.set(commit, outcome)
        if (outcome.status !== 'committed') return
        this.#dossiers.set(dossier, commit.row.seq)
        this.#isTold = this.#isFed = false
        this.#hasErased ||= commit.erase !== undefined
      })
    }
    return batch.map((commit) => outcomes.get(commit) as CommitOutcome)
  }

  load(dossier: string): ReturnType<Store['load']> {
    return this.#read(dossier, 'load', [dossier])
  }

  journal(...args: Parameters<Store['journal']>): ReturnType<Store['journal']> {
    return this.#read(args[0], 'journal', args)
  }

  answer(...args: Parameters<Store['answer']>): ReturnType<Store['answer']> {
    return this.#read(args[0], 'answer', args)
  }

  identity(): Promise<string> {
    return this.#read('', 'identity', [])
  }

  now(): Promise<number | null> {
    return this.#read('', 'now', [])
  }

  timers({ dossier, limit }: Parameters<Store['timers']>[0]): Promise<readonly StoredTimer[]> {
    return this.#call<StoredTimer[]>([LAW_DOSSIER, this.#key(dossier), 'timers'], dossier).then((all) => all.slice(0, limit))
  }

  /** They are asked for by dossier; none that is over is kept. */
  async jobs({ dossier, limit, isUnfinished: _, ...others }: Parameters<Store['jobs']>[0]): Promise<readonly StoredJob[]> {
    if (Object.keys(others).length > 0) throw new Error(`a host on Restate finds no jobs by ${Object.keys(others).join(', ')}`)
    const found: StoredJob[] = []
    for (const name of dossier === undefined ? this.#dossiers.keys() : [dossier])
      found.push(...(await this.#read<readonly StoredJob[]>(name, 'jobs', [])))
    return found.slice(0, limit)
  }

  async job(id: string): Promise<StoredJob | undefined> {
    return (await this.jobs({ limit: PAGE })).find((job) => job.id === id)
  }

  async putDefinition(definition: StoredDefinition): Promise<void> {
    await this.#change('', 'putDefinition', [{ ...definition, fingerprint: this.#key(definition.fingerprint) }])
    await this.place.quiet()
  }

  async definition(fingerprint: string): Promise<StoredDefinition | undefined> {
    const found = await this.#read<StoredDefinition | undefined>('', 'definition', [this.#key(fingerprint)])
    return found === undefined ? undefined : { ...found, fingerprint }
  }

  serial(series: string, key: string): Promise<number> {
    return this.#read('', 'serial', [this.#key(series), key])
  }

  keepSerial(series: string, key: string, serial: number): Promise<boolean> {
    return this.#change('', 'keepSerial', [this.#key(series), key, serial])
  }

  /** As `engine.events` reads it there: what is of another agency has a place, and says nothing. */
  async feed(...[after, limit, only = {}]: Parameters<Store['feed']>): Promise<readonly FeedRow[]> {
    if (only.dossier !== undefined) throw new Error('a host on Restate reads the events of one dossier from its journal')
    await this.#fed()
    const rows: FeedRow[] = []
    for (let position = after === null ? this.place.before : positionOf(after); rows.length < limit;) {
      const query = { after: position, limit: PAGE, ...(only.agency === undefined ? {} : { agency: only.agency }) }
      const page = await this.#call<readonly FeedEntry[]>([NAMES.feed, FEED_KEY, 'read'], query)
      for (const { cursor, row } of page) if (row !== null && rows.length < limit) rows.push({ cursor, row })
      if (page.length < PAGE) break
      position = Number(page.at(-1)?.cursor)
    }
    return rows
  }

  async read<T>(method: string, args: readonly unknown[]): Promise<T> {
    await this.#told()
    const { reading } = this.place
    return Reflect.apply(Reflect.get(reading, method) as () => unknown, reading, args) as Promise<T>
  }

  async arrived(): Promise<void> {
    await this.#told()
    await this.#fed()
  }

  async compared(): ReturnType<LawStore['dossiers']> {
    await this.#told()
    const found = []
    for (const dossier of this.#dossiers.keys())
      found.push({
        dossier,
        kept: await this.#call<KeptDossier>([LAW_DOSSIER, this.#key(dossier), 'kept'], dossier),
        read: await this.#inReading(dossier),
      })
    return found
  }

  async #inReading(dossier: string): Promise<KeptDossier | null> {
    const { reading } = this.place
    const stored = await reading.load(dossier)
    if (stored === undefined) return null
    const { seq, hash, head } = stored
    const { items } = await reading.tasks({ dossier, limit: ALL })
    return { seq, hash, head, rows: await reading.journal(dossier, 0, ALL), tasks: tasksById(items) }
  }

  /** Until every dossier stands where it is read at the sequence number that it was committed at. */
  async #told(): Promise<void> {
    if (this.#isTold) return
    const end = Date.now() + PATIENCE_MS
    for (const [dossier, seq] of this.#dossiers)
      while (((await this.place.reading.load(dossier))?.seq ?? 0) < seq) {
        if (Date.now() > end) throw new Error(`expected dossier ${dossier} to be read at ${seq}, found it is not`)
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      }
    this.#isTold = true
  }

  async #fed(): Promise<void> {
    if (this.#isFed) return
    if (this.#hasErased) await this.place.quiet()
    const last = { after: this.rows - 1, limit: 1 }
    while ((await this.#call<readonly FeedEntry[]>([NAMES.feed, FEED_KEY, 'read'], last)).length === 0) continue
    this.#isFed = true
  }

  #key(name: string): string {
    return `${this.place.law}/${name}`
  }

  #change<T>(dossier: string, method: string, args: readonly unknown[]): Promise<T> {
    return this.#call<T>([LAW_DOSSIER, this.#key(dossier), 'change'], sentCall({ method, args }))
  }

  #read<T>(dossier: string, method: string, args: readonly unknown[]): Promise<T> {
    return this.#call<T>([LAW_DOSSIER, this.#key(dossier), 'read'], sentCall({ method, args }))
  }

  async #call<T>(path: readonly string[], body: unknown): Promise<T> {
    try {
      return await callIngress<T>(this.place.ingress, path, body as never)
    } catch (error) {
      throw (error instanceof IngressRefusal ? failureIn(error.message) : undefined) ?? error
    }
  }
}

function failureIn(message: string): StoreFailure | undefined {
  if (!message.startsWith('{')) return undefined
  const told = JSON.parse(message) as { readonly code: string; readonly message: string }
  return new StoreFailure(told.code, told.message)
}

function positionOf(cursor: string): number {
  if (/^\d+$/.test(cursor)) return Number(cursor)
  throw new StoreFailure('STORE_INPUT_INVALID', `expected a cursor of the feed, found "${cursor}"`)
}
