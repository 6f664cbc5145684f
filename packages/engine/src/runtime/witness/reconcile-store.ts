import type { Store, Witness, WitnessedCommit, WitnessedSerial, WitnessedTry, WitnessStanding } from '../../ports/index.ts'
import { EngineError } from '../engine-error.ts'
import { fields, listOf, record, text, whole } from '../../diagnostics/index.ts'
import { having, mustTake } from '../face/must-take.ts'

/** As `open` of the witness gave it. */
const STANDING = fields({ last: listOf(record), reconciliations: listOf(record) })
const WITNESS = having('a witness', 'testimonies', 'reconcile')

/** What was done in the time that a restored store knows nothing of. */
export interface LostTime {
  /** Instant of the last witnessed commit that the store has; `null`: it has none of them. What was committed later is lost. */
  readonly restoredTo: number | null
  /** Instant of the last witnessed commit. */
  readonly witnessedTo: number | null
  /**
   * What jobs did, or may have done, and the store does not know to be over. `isKnown`: the store has the job and would do it again; otherwise
   * the command that made it is lost too.
   */
  readonly effects: readonly (WitnessedTry & { readonly isKnown: boolean })[]
  /** Serial numbers that were given out since. */
  readonly serials: readonly WitnessedSerial[]
}

/** Clocks of nodes, and a try that began before a commit and ended after it, differ by less. */
const MARGIN_MS = 300_000

/** Whether the store lacks a commit that its witness has seen, or a reconciliation that it knows of. */
export async function lacksWitnessed(store: Pick<Store, 'journal' | 'reconciled'>, standing: WitnessStanding): Promise<boolean> {
  mustTake('lacksWitnessed', { store: having('a store', 'journal', 'reconciled'), standing: STANDING }, { store, standing })
  if ((await store.reconciled()) < generationOf(standing)) return true
  for (const commit of standing.last) if (!(await has(store, commit))) return true
  return false
}

/** What the witness, which is open, has seen and the store does not know. Changes nothing. */
export async function lostTimeOf(
  store: Pick<Store, 'journal' | 'job'>,
  witness: Witness,
  standing: WitnessStanding,
): Promise<LostTime> {
  const given = { store, witness, standing }
  mustTake('lostTimeOf', { store: having('a store', 'journal', 'job'), witness: WITNESS, standing: STANDING }, given)
  const tries = new Map<string, WitnessedTry>()
  const serials = new Map<string, WitnessedSerial>()
  const listedIn = lastListing(standing)
  let restoredTo: number | null = null
  let witnessedTo: number | null = null
  // A backup may be older than the last reconciliation, and older than the one before.
  for (let generation = 0; generation <= generationOf(standing); generation += 1) {
    const commits: WitnessedCommit[] = []
    for await (const one of witness.testimonies(generation)) if (one.kind === 'commit') commits.push(one)
    const known = await lastInStore(store, commits)
    restoredTo = latest(restoredTo, known)
    for (const { at } of commits) witnessedTo = latest(witnessedTo, at)
    const since = (known ?? -Infinity) - MARGIN_MS
    for await (const one of witness.testimonies(generation)) {
      if (one.at < since) continue
      // In doubt since an earlier reconciliation, which holds until a person has their say.
      if (one.kind === 'try' && (listedIn.get(nameOf(one)) ?? 0) <= generation) tries.set(nameOf(one), one)
      if (one.kind === 'serial') serials.set(JSON.stringify([one.series, one.key]), one)
    }
  }
  const effects: (WitnessedTry & { readonly isKnown: boolean })[] = []
  for (const one of tries.values()) {
    const job = await store.job(one.job)
    const isOver = job?.status === 'done' || job?.status === 'cancelled' || job?.status === 'skipped'
    if (!isOver) effects.push({ ...one, isKnown: job !== undefined })
  }
  return { restoredTo, witnessedTo, effects, serials: [...serials.values()] }
}

/**
 * Writes down what is in doubt, and makes the store go on from where it stands; the theory stands with `StoreWatch`. Done again after it was
 * broken off, it does the same.
 *
 * @param world.witness  open, its `standing` as it was opened
 * @throws EngineError BUSY another node is at it
 */
export async function reconcileStore(world: {
  readonly store: Pick<Store, 'journal' | 'job' | 'keepSerial' | 'markReconciled'>
  readonly witness: Witness
  readonly standing: WitnessStanding
  readonly at: number
  readonly actor: string
  readonly reason: string
}): Promise<LostTime> {
  const stated = { witness: WITNESS, standing: STANDING, at: whole, actor: text, reason: text }
  mustTake('reconcileStore', { world: fields({ store: having('a store', 'markReconciled'), ...stated }) }, { world })
  const { store, witness, standing, at, actor, reason } = world
  const generation = generationOf(standing) + 1
  const lost = await lostTimeOf(store, witness, standing)
  for (const { series, key, serial } of lost.serials) await store.keepSerial(series, key, serial)
  // First the store: broken off here, it still lacks what was committed, and is reconciled again.
  await store.markReconciled(generation)
  const doubts = lost.effects.map(({ isKnown: _, ...one }) => one)
  const isFirst = await witness.reconcile({ generation, at, actor, reason, restoredTo: lost.restoredTo, doubts })
  if (!isFirst) throw new EngineError('BUSY', 'expected to reconcile alone, found another node at it: look again')
  return lost
}

/** Of each effect that was ever in doubt, the last reconciliation that said so. */
function lastListing({ reconciliations }: WitnessStanding): ReadonlyMap<string, number> {
  const listed = new Map<string, number>()
  for (const { generation, doubts } of reconciliations)
    for (const one of doubts) listed.set(nameOf(one), Math.max(generation, listed.get(nameOf(one)) ?? 0))
  return listed
}

function nameOf({ job, key, digest }: WitnessedTry): string {
  return JSON.stringify([job, key, digest])
}

function generationOf({ reconciliations }: WitnessStanding): number {
  return reconciliations.reduce((highest, one) => Math.max(highest, one.generation), 0)
}

function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other)
}

async function has(store: Pick<Store, 'journal'>, { dossier, seq, hash }: WitnessedCommit): Promise<boolean> {
  const [row] = await store.journal(dossier, seq - 1, 1)
  return row?.hash === hash
}

/** The instant of the last of these commits that the store has: as it has all before one that it has, by halves. */
async function lastInStore(store: Pick<Store, 'journal'>, commits: readonly WitnessedCommit[]): Promise<number | null> {
  const ordered = [...commits].sort((a, b) => a.at - b.at)
  let [first, end] = [0, ordered.length]
  while (first < end) {
    const middle = (first + end) >> 1
    if (await has(store, ordered[middle] as WitnessedCommit)) first = middle + 1
    else end = middle
  }
  return ordered[first - 1]?.at ?? null
}
