/**
 * Theory of operation
 *
 * A backup that is restored takes the journal back to an earlier hour; what jobs did since stays done, and the restored journal would do it
 * again. The store cannot know: it is whole. So a witness outside of it is told of commits (one a second at most), of each try of a job before
 * it begins, and of each serial number. When an engine opens a store that lacks a witnessed commit, it takes no command and does no job until
 * an operator reconciles.
 *
 * Reconciling changes no dossier. It keeps the serial numbers that were given for whom they were given, and writes down which tries the store
 * does not know to be over: the doubts. Store and witness count the reconciliations: a backup from before the last one is noticed even when
 * nothing was committed since. A job in doubt is done under its own key, so that a peer with keys recognises it, and is
 * told that its earlier tries are unknown, so that one without keys is asked, or else a person. A job that another course of events makes
 * under a key that has been used gets a key of its own.
 */
import type {
  Clock,
  Commit,
  NewJob,
  Store,
  StoredJob,
  Witness,
  WitnessedCommit,
  WitnessedReconciliation,
  WitnessedTry,
  WitnessStanding,
} from '../../ports/index.ts'
import { canonical, sha256 } from '../canonical.ts'
import { EngineError } from '../engine-error.ts'
import { lacksWitnessed, reconcileStore, type LostTime } from './reconcile-store.ts'

/** How often a commit is told of: what a backup lacks is hours, not seconds. */
const TELL_EVERY_MS = 1_000

interface Doubt extends WitnessedTry {
  readonly generation: number
  /** When it was reconciled: a person's word after that ends the doubt. */
  readonly since: number
}

export class StoreWatch {
  #isBehind = false
  #toldAt = -Infinity
  #untold: Commit | undefined
  /** The last one of this process. */
  #committed: WitnessedCommit | undefined
  /** Of the store, once it has been compared with the witness. */
  #identity: string | undefined
  #cancel: (() => void) | undefined
  readonly #doubtsByJob = new Map<string, Doubt>()
  readonly #doubtsByKey = new Map<string, Doubt>()

  constructor(
    private readonly world: {
      readonly witness: Witness
      readonly store: Store
      readonly clock: Clock
      readonly onError: (error: unknown) => void
    },
  ) {}

  /** Whether the store lacks something that the witness has seen. */
  get isBehind(): boolean {
    return this.#isBehind
  }

  /** Before the store is opened: from then on it looks, wherever it connects, whether the database has gone back meanwhile. */
  beside(store: Store): void {
    store.whenConnected?.((over, isAfterLoss) => this.#lacks(over, isAfterLoss))
  }

  /** After the store. @throws AdapterFailure WITNESS_OF_ANOTHER_STORE, WITNESS_UNUSABLE */
  async open(): Promise<WitnessStanding> {
    const { witness, store } = this.world
    const identity = await store.identity()
    const standing = await witness.open(identity)
    const inOrder = [...standing.reconciliations].sort((a, b) => a.generation - b.generation)
    for (const reconciliation of inOrder) this.#learn(reconciliation)
    this.#isBehind = await lacksWitnessed(store, standing)
    this.#identity = identity
    return standing
  }

  async close(): Promise<void> {
    this.#tellNow()
    await this.world.witness.close()
  }

  /** @throws EngineError STORE_BEHIND */
  mustBeCurrent(dossier?: string): void {
    if (this.#isBehind) throw storeBehind(dossier)
  }

  /** After a commit is durable. */
  committed(commit: Commit): void {
    this.#untold = commit
    const now = this.world.clock.now()
    const { dossier, seq, hash } = commit.row
    this.#committed = { kind: 'commit', at: now, dossier, seq, hash }
    if (now >= this.#toldAt + TELL_EVERY_MS || now < this.#toldAt) this.#tellNow()
    else
      this.#cancel ??= this.world.clock.wake(this.#toldAt + TELL_EVERY_MS, () => {
        this.#tellNow()
      })
  }

  /** Before a job is tried. @throws AdapterFailure WITNESS_UNUSABLE: nothing was done yet */
  tried(job: StoredJob): void {
    const { id, dossier, type, key } = job
    this.world.witness.tell({ kind: 'try', at: this.world.clock.now(), job: id, dossier, type, key, digest: digestOf(job) })
  }

  /** A serial number was given out, and nobody has seen it yet. @throws AdapterFailure WITNESS_UNUSABLE */
  async gave(series: string, key: string, serial: number): Promise<void> {
    this.world.witness.tell({ kind: 'serial', at: this.world.clock.now(), series, key, serial })
    await this.world.witness.flush()
  }

  /** Whether this job may have been done in the time that the store knows nothing of. */
  async isInDoubt(job: StoredJob): Promise<boolean> {
    const digest = digestOf(job)
    const doubt = this.#doubtsByJob.get(nameOf(job.id, digest)) ?? this.#doubtsByKey.get(job.key)
    if (doubt === undefined || doubt.digest !== digest) return false
    if (job.settled !== null && job.settled.at >= doubt.since) return false
    if (doubt.job === job.id) return true
    // Made anew by another command: in doubt unless there was one before it, of which a person has had their say.
    const others = await this.world.store.jobs({ dossier: job.dossier, limit: 10_000 })
    return !others.some(({ id, key }) => key === job.key && id !== job.id)
  }

  /** The job under a key that no other effect has been done under. */
  underOwnKey(job: NewJob): NewJob {
    const digest = digestOf(job)
    let { key } = job
    for (;;) {
      const doubt = this.#doubtsByKey.get(key)
      if (doubt === undefined || doubt.digest === digest) return key === job.key ? job : { ...job, key }
      // A key so made may have been used by yet another effect, in a time that was lost after that one.
      key = `${key}~${doubt.generation}`
    }
  }

  /**
   * @param by.goOn  called when the store is no longer behind, also where another node has reconciled it meanwhile
   * @throws EngineError STORE_NOT_BEHIND, BUSY
   */
  async reconcile({
    goOn,
    ...by
  }: {
    readonly actor: string
    readonly reason: string
    readonly goOn?: () => void
  }): Promise<LostTime> {
    const wasBehind = this.#isBehind
    try {
      return await this.#reconcile(by)
    } finally {
      if (wasBehind && !this.#isBehind) goOn?.()
    }
  }

  async #reconcile(by: { readonly actor: string; readonly reason: string }): Promise<LostTime> {
    const { store, witness, clock } = this.world
    await witness.close()
    const standing = await this.open()
    if (!this.#isBehind)
      throw new EngineError('STORE_NOT_BEHIND', 'expected a store that lacks what its witness has seen, found none of it missing')
    const lost = await reconcileStore({ store, witness, standing, at: clock.now(), ...by })
    await witness.close()
    await this.open()
    return lost
  }

  /**
   * What this process committed last is asked for wherever the store connects. After a connection was cut, so is what the other nodes committed: the
   * files of a day are read for that.
   */
  async #lacks(over: Pick<Store, 'journal' | 'reconciled'>, isAfterLoss: boolean): Promise<boolean> {
    // What is known to be behind is only read until it is reconciled.
    if (this.#identity === undefined || this.#isBehind) return false
    const own = this.#committed === undefined ? [] : [this.#committed]
    if (!isAfterLoss) return lacksWitnessed(over, { last: own, reconciliations: [] })
    const { last, reconciliations } = await this.world.witness.open(this.#identity)
    return lacksWitnessed(over, { last: [...own, ...last], reconciliations })
  }

  #learn({ generation, at, doubts }: WitnessedReconciliation): void {
    for (const one of doubts) {
      const earlier = this.#doubtsByKey.get(one.key)
      // What was in doubt before is so anew; the keys that were made because of it stay as they are.
      const doubt = { ...one, generation: earlier?.generation ?? generation, since: at }
      this.#doubtsByJob.set(nameOf(doubt.job, doubt.digest), doubt)
      if (earlier === undefined || earlier.digest === doubt.digest) this.#doubtsByKey.set(doubt.key, doubt)
    }
  }

  #tellNow(): void {
    this.#cancel?.()
    this.#cancel = undefined
    const commit = this.#untold
    if (commit === undefined) return
    this.#untold = undefined
    this.#toldAt = this.world.clock.now()
    const { dossier, seq, hash } = commit.row
    try {
      this.world.witness.tell({ kind: 'commit', at: this.#toldAt, dossier, seq, hash })
    } catch (error) {
      // What was committed stays committed.
      this.world.onError(error)
    }
  }
}

export function storeBehind(dossier?: string): EngineError {
  return new EngineError(
    'STORE_BEHIND',
    'expected a store with all that its witness has seen committed, found one restored from a backup',
    dossier,
  )
}

function nameOf(job: string, digest: string): string {
  return `${job} ${digest}`
}

function digestOf({ type, input }: Pick<NewJob, 'type' | 'input'>): string {
  return sha256(canonical([type, input]))
}
