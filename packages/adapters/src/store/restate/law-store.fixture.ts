/**
 * A store as the laws of the contract call it, over what a host on Restate keeps: each dossier in its object, the lists in the store that is
 * told of every commit, the feed, the series and the definitions in objects of their own. Every call is one of Restate's.
 */
import { StoreFailure, type Commit, type CommitOutcome, type FeedRow, type Store, type StoredJob } from '@motcua/engine/ports'
import type { StoredDefinition, StoredTimer } from '@motcua/engine/ports'
import { FEED_KEY, type FeedEntry } from './feed-object.ts'
import { callIngress, IngressRefusal, type IngressOptions } from './ingress.ts'
import { LAW_NAMES, sentCall, type KeptDossier } from './law-wire.fixture.ts'
import { NAMES } from './wire.ts'

/** What a host on Restate keeps in its reading store, and asks for there. */
const IN_READING = [
  ...['dossiers', 'countDossiers', 'tasks', 'task', 'countTasks', 'incidents', 'links', 'nextDue'],
  ...['putMessage', 'message', 'claimMatches', 'releaseMessage', 'expireMessages'],
  ...['putBroadcast', 'claimBroadcasts', 'advanceBroadcast'],
  ...['putSchedule', 'dropSchedule', 'schedules', 'claimSchedules', 'advanceSchedule', 'putSeal', 'seals'],
]

/** What nothing of a host on Restate does. */
const NOT_THERE = [
  ...['claimTimers', 'releaseTimer', 'claimJobs', 'extendJob', 'releaseJob', 'finishJob', 'settleJob'],
  ...['reconciled', 'markReconciled', 'serials', 'figures'],
]

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

/**
 * @param law  begins the keys of what this law keeps, apart from that of others
 * @param before  rows in the feed that are of laws before it
 * @param quiet  until everything that was sent has arrived
 */
export function lawStore(ingress: IngressOptions, law: string, before: number, quiet: () => Promise<void>): LawStore {
  const own = new RestateLaw(ingress, law, before, quiet)
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

class RestateLaw implements Partial<Store> {
  /** Where each dossier stands, as the outcomes say. */
  readonly #dossiers = new Map<string, number>()
  #isTold = true
  #isFed = true
  #hasErased = false

  constructor(
    private readonly ingress: IngressOptions,
    private readonly law: string,
    private readonly before: number,
    private readonly quiet: () => Promise<void>,
  ) {}

  get rows(): number {
    return [...this.#dossiers.values()].reduce((sum, seq) => sum + seq, this.before)
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
    return this.#call<StoredTimer[]>([LAW_NAMES.dossier, this.#key(dossier), 'timers'], dossier).then((all) =>
      all.slice(0, limit),
    )
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
    await this.quiet()
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
    for (let position = after === null ? this.before : positionOf(after); rows.length < limit;) {
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
    return this.#call<T>([LAW_NAMES.reading, 'ask'], sentCall({ method, args }))
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
        kept: await this.#call<KeptDossier>([LAW_NAMES.dossier, this.#key(dossier), 'kept'], dossier),
        read: await this.#call<KeptDossier | null>([LAW_NAMES.reading, 'kept'], dossier),
      })
    return found
  }

  async #told(): Promise<void> {
    if (this.#isTold) return
    await this.#call<null>([LAW_NAMES.reading, 'arrived'], Object.fromEntries(this.#dossiers))
    this.#isTold = true
  }

  async #fed(): Promise<void> {
    if (this.#isFed) return
    if (this.#hasErased) await this.quiet()
    const last = { after: this.rows - 1, limit: 1 }
    while ((await this.#call<readonly FeedEntry[]>([NAMES.feed, FEED_KEY, 'read'], last)).length === 0) continue
    this.#isFed = true
  }

  #key(name: string): string {
    return `${this.law}/${name}`
  }

  #change<T>(dossier: string, method: string, args: readonly unknown[]): Promise<T> {
    return this.#call<T>([LAW_NAMES.dossier, this.#key(dossier), 'change'], sentCall({ method, args }))
  }

  #read<T>(dossier: string, method: string, args: readonly unknown[]): Promise<T> {
    return this.#call<T>([LAW_NAMES.dossier, this.#key(dossier), 'read'], sentCall({ method, args }))
  }

  async #call<T>(path: readonly string[], body: unknown): Promise<T> {
    try {
      return await callIngress<T>(this.ingress, path, body as never)
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
