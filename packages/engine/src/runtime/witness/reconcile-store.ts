import type { Store, Witness, WitnessedCommit, WitnessedSerial, WitnessedTry, WitnessStanding } from '../../ports/index.ts'
import { EngineError } from '../engine-error.ts'

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

/** Whether the store lacks a commit that its witness has seen. */
export async function lacksWitnessed(store: Pick<Store, 'journal'>, { last }: Pick<WitnessStanding, 'last'>): Promise<boolean> {
  for (const commit of last) if (!(await has(store, commit))) return true
  return false
}

/** What the witness, which is open, has seen and the store does not know. Changes nothing. */
export async function lostTimeOf(store: Pick<Store, 'journal' | 'job'>, witness: Witness): Promise<LostTime> {
  const commits: WitnessedCommit[] = []
  for await (const one of witness.testimonies()) if (one.kind === 'commit') commits.push(one)
  const restoredTo = await lastInStore(store, commits)
  const since = (restoredTo ?? -Infinity) - MARGIN_MS
  const tries = new Map<string, WitnessedTry>()
  const serials = new Map<string, WitnessedSerial>()
  for await (const one of witness.testimonies()) {
    if (one.at < since) continue
    if (one.kind === 'try') tries.set(one.job, one)
    if (one.kind === 'serial') serials.set(`${one.series} ${one.key}`, one)
  }
  const effects: (WitnessedTry & { readonly isKnown: boolean })[] = []
  for (const one of tries.values()) {
    const job = await store.job(one.job)
    const isOver = job?.status === 'done' || job?.status === 'cancelled' || job?.status === 'skipped'
    if (!isOver) effects.push({ ...one, isKnown: job !== undefined })
  }
  const witnessedTo = commits.reduce<number | null>((latest, { at }) => Math.max(latest ?? at, at), null)
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
  readonly store: Pick<Store, 'journal' | 'job' | 'serial'>
  readonly witness: Witness
  readonly standing: WitnessStanding
  readonly at: number
  readonly actor: string
  readonly reason: string
}): Promise<LostTime> {
  const { store, witness, standing, at, actor, reason } = world
  const generation = standing.reconciliations.reduce((latest, one) => Math.max(latest, one.generation), 0) + 1
  const lost = await lostTimeOf(store, witness)
  await giveAgain(store, lost.serials, generation)
  const doubts = lost.effects.map(({ isKnown: _, ...one }) => one)
  const isFirst = await witness.reconcile({ generation, at, actor, reason, restoredTo: lost.restoredTo, doubts })
  if (!isFirst) throw new EngineError('BUSY', 'expected to reconcile alone, found another node at it: look again')
  // The same backup may be restored once more: it lacks these numbers still.
  for (const serial of lost.serials) witness.tell({ ...serial, at })
  return lost
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

/** Each serial to the key that had it; where a number between was given to nobody that we know, it is used up. */
async function giveAgain(store: Pick<Store, 'serial'>, serials: readonly WitnessedSerial[], generation: number): Promise<void> {
  for (const { series, key, serial } of [...serials].sort((a, b) => a.serial - b.serial)) {
    let given = await store.serial(series, key)
    for (let filler = given + 1; given < serial; filler += 1)
      given = await store.serial(series, `lost:${generation}:${key}:${filler}`)
  }
}
