import pg from 'pg'
import { mustBeConsistent, StoreFailure } from '@motcua/engine/ports'
import type { Commit, CommitOutcome, OwnStatement } from '@motcua/engine/ports'
import { inTransaction, pause, type Database, type Session } from '../database.ts'
import { isConnectionLost, isWorthAnotherTry, storeFailure } from '../failure.ts'
import { ArrayWriter } from './arrays.ts'
import { KnownDossiers, NOTHING_KNOWN, type Knowledge } from './known-dossiers.ts'
import { OwnFailure, OwnFault, PUT_BACK, runOwn, UNLOCK, wordsOf } from './own-statements.ts'
import { PARAMETERS, parametersOf, type Placed } from './parameters.ts'

/** What does not fit, as `commit_batch` tells it. */
interface Misfit {
  readonly place: number
  readonly status: 'conflict' | 'duplicate'
  readonly seq: number
  readonly hash: string
  readonly digest: string
  readonly response: string
}

const CALL = `SELECT * FROM @commit_batch(${PARAMETERS.map((_, index) => `$${index + 1}`).join(', ')})`

/** What several calls work on is locked before the first of them, in the order of ids, as one call does. */
const LOCK_ALL = 'SELECT 1 FROM @dossier AS d WHERE d.dossier = ANY ($1::text[]) ORDER BY d.dossier FOR NO KEY UPDATE'

/** How often a batch is begun again because other nodes were first. */
const MOST_TRIES = 30
/** How often a commit alone is begun again whose own statements broke its transaction. */
const MOST_FAULTS = 4
/** Counts are compacted once in so many batches, beside the commits. */
const BATCHES_PER_COMPACTION = 100

/**
 * Theory of operation: a batch is one call of `commit_batch`, which is one transaction, one round trip and one fsync. Where a dossier
 * comes twice in a batch, or commits bring statements of their own, it is several calls in one transaction.
 *
 * When the connection is cut before the answer comes, nobody knows what became of the batch. It is then simply sent again: if it was
 * committed, every command in it is a duplicate with the very hash that we sent, so it is ours and `committed`; if it was not, it is now;
 * and if the server is still at it, whichever comes second finds the other's rows. Only when no try is answered in time is it uncertain.
 *
 * Statements of the embedder's may break the transaction of everybody. Then each piece of the batch gets a transaction of its own, and who breaks
 * that is refused.
 */
export class Commits {
  readonly #known = new KnownDossiers()
  /** Those that no call uses. */
  readonly #writers: ArrayWriter[] = []
  #batches = 0

  constructor(private readonly db: Database) {}

  async commit(batch: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    try {
      for (const commit of batch) mustBeConsistent(commit)
      if (batch.length === 0) return []
      const outcomes = await this.#untilCertain(batch)
      batch.forEach((commit, index) => this.#known.learn(commit, outcomes[index]?.status === 'committed'))
      this.#compactSometimes()
      return outcomes
    } catch (error) {
      throw storeFailure(await this.db.causeOf(error), this.db.place)
    }
  }

  async #untilCertain(batch: readonly Commit[], since?: number): Promise<CommitOutcome[]> {
    let uncertainSince = since
    let faults = 0
    let knowledge: Knowledge = this.#known
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#attempt(batch, knowledge, uncertainSince !== undefined)
      } catch (thrown) {
        let error = thrown
        if (thrown instanceof OwnFault) {
          knowledge = NOTHING_KNOWN
          if (thrown.isConnectionLost) uncertainSince ??= performance.now()
          if (batch.length > 1) return await this.#oneByOne(batch, uncertainSince)
          faults += 1
          const isOver = !thrown.mayPass || faults >= MOST_FAULTS
          if (isOver && thrown.isOfStatements) return [{ status: 'refused', message: wordsOf(thrown) }]
          error = thrown.cause
        }
        const isOther = isKnownWrongly(error) && knowledge !== NOTHING_KNOWN
        if (isOther || isWorthAnotherTry(error)) knowledge = NOTHING_KNOWN
        if (isOther) continue
        if (uncertainSince === undefined && isConnectionLost(error)) uncertainSince = performance.now()
        if (uncertainSince === undefined) {
          if (tries >= MOST_TRIES || !isWorthAnotherTry(error)) throw error
          await pause(tries)
          continue
        }
        // Whatever this try failed with says nothing of the one before it, which may still be on its way.
        if (performance.now() - uncertainSince > this.db.certaintyTimeoutMs) {
          const message = `${this.db.place}: the connection was cut before the commit’s answer came, and the server does not say what became of it`
          throw new StoreFailure('STORE_UNCERTAIN', message, error)
        }
        await pause(Math.min(tries, 7))
      }
    }
  }

  /** Each piece in a transaction of its own, in their order, and what one of them fails with is its own. */
  async #oneByOne(batch: readonly Commit[], uncertainSince: number | undefined): Promise<CommitOutcome[]> {
    const outcomes: CommitOutcome[] = []
    let away: StoreFailure | undefined
    for (const segment of segmentsOf(batch)) {
      const commits = segment.map(({ commit }) => commit)
      try {
        if (away !== undefined) throw away
        outcomes.push(...(await this.#untilCertain(commits, uncertainSince)))
      } catch (error) {
        const failure = storeFailure(await this.db.causeOf(error), this.db.place)
        // Each would wait for the server as long as the one before.
        if (isUnreachable(error) || failure.code === 'STORE_UNCERTAIN') away ??= notTried(failure, uncertainSince !== undefined)
        outcomes.push(...commits.map((): CommitOutcome => ({ status: 'failed', failure })))
      }
    }
    return outcomes
  }

  async #attempt(batch: readonly Commit[], knowledge: Knowledge, isRepeated: boolean): Promise<CommitOutcome[]> {
    const outcomes: CommitOutcome[] = batch.map(() => ({ status: 'committed' }))
    const segments = segmentsOf(batch)
    let [hasRunOwn, isAtCommit, isUndone] = [false, false, false]
    const work = async (session: Session) => {
      const [only] = segments
      if (segments.length === 1 && only !== undefined && ownOf(only) === undefined) {
        await this.#call(session, only, outcomes, knowledge, isRepeated)
      } else {
        const callAll = async () => {
          await session.run(LOCK_ALL, [batch.map(({ dossier }) => dossier)])
          for (const segment of segments) {
            await this.#callWithOwn(session, segment, outcomes, knowledge, isRepeated, () => (hasRunOwn = true))
          }
          isAtCommit = true
        }
        await inTransaction(session, callAll, 'BEGIN', () => (isUndone = true)).finally(async () => {
          if (hasRunOwn) await session.plan(UNLOCK).catch(() => undefined)
        })
      }
      return outcomes
    }
    try {
      return await this.db.with(work)
    } catch (error) {
      // Where nothing was taken as known, the code is not ours.
      const isOurs = isKnownWrongly(error) && knowledge !== NOTHING_KNOWN
      throw hasRunOwn && !isOurs ? new OwnFault(error, { isAtCommit, isUndone }) : error
    }
  }

  /** Gives how many were committed now. */
  async #call(
    session: Session,
    segment: readonly Placed[],
    outcomes: CommitOutcome[],
    knowledge: Knowledge,
    isRepeated: boolean,
  ): Promise<number> {
    const misfits = await this.#ask(session, segment, knowledge)
    for (const misfit of misfits) {
      const { commit, index } = segment[misfit.place - 1] as Placed
      outcomes[index] = outcomeOf(misfit, commit, isRepeated)
    }
    return segment.length - misfits.length
  }

  async #ask(session: Session, segment: readonly Placed[], knowledge: Knowledge): Promise<Misfit[]> {
    const writer = this.#writers.pop() ?? new ArrayWriter()
    writer.again()
    try {
      return await session.run<Misfit>(CALL, parametersOf(segment, knowledge, writer))
    } finally {
      this.#writers.push(writer)
    }
  }

  /** A commit with statements of its own is under a savepoint, so that their failure takes nobody along. */
  async #callWithOwn(
    session: Session,
    segment: readonly Placed[],
    outcomes: CommitOutcome[],
    knowledge: Knowledge,
    isRepeated: boolean,
    onOwn: () => void,
  ): Promise<void> {
    const own = ownOf(segment)
    if (own === undefined) return void (await this.#call(session, segment, outcomes, knowledge, isRepeated))
    await session.plan('SAVEPOINT own')
    try {
      const isNew = (await this.#call(session, segment, outcomes, knowledge, isRepeated)) === 1
      if (isNew) {
        onOwn()
        await runOwn(session, own, this.db.ownTimeoutMs)
      }
      await session.plan(`RELEASE SAVEPOINT own; ${isNew ? PUT_BACK : ''}`)
    } catch (error) {
      if (!(error instanceof OwnFailure)) throw error
      await session.plan('ROLLBACK TO SAVEPOINT own')
      for (const { index } of segment) outcomes[index] = { status: 'refused', message: error.message }
    }
  }

  #compactSometimes(): void {
    this.#batches += 1
    if (this.#batches % BATCHES_PER_COMPACTION !== 0) return
    // It is only to keep counting quick: whatever fails here is tried again later.
    void this.db.run('SELECT @compact_counters()').catch(() => undefined)
  }
}

function isKnownWrongly(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === 'MTC01'
}

function isUnreachable(error: unknown): boolean {
  return error instanceof StoreFailure && error.code === 'STORE_UNREACHABLE'
}

/** Of what comes behind a piece for which the server stayed away. */
function notTried({ message, cause }: StoreFailure, isUncertain: boolean): StoreFailure {
  return new StoreFailure(isUncertain ? 'STORE_UNCERTAIN' : 'STORE_UNREACHABLE', message, cause)
}

function outcomeOf({ status, seq, hash, digest, response }: Misfit, { row }: Commit, isRepeated: boolean): CommitOutcome {
  if (status === 'conflict') return { status, seq }
  if (isRepeated && hash === row.hash) return { status: 'committed' }
  return { status, answer: { command: row.command, digest, response: JSON.parse(response) as never } }
}

/**
 * A batch in pieces that one call each can commit: no dossier and no taken message twice, and a commit with own statements alone. A host
 * that works on a dossier once at a time makes batches of one piece.
 */
export function segmentsOf(batch: readonly Commit[]): Placed[][] {
  const segments: Placed[][] = []
  let segment: Placed[] = []
  const names = new Set<string>()
  const end = () => {
    if (segment.length > 0) segments.push(segment)
    segment = []
    names.clear()
  }
  batch.forEach((commit, index) => {
    const mine = [`d${commit.dossier}`, ...(commit.takes ?? []).map((message) => `m${message}`)]
    const isAlone = (commit.own ?? []).length > 0
    if (isAlone || mine.some((name) => names.has(name))) end()
    segment.push({ commit, index })
    for (const name of mine) names.add(name)
    if (isAlone) end()
  })
  end()
  return segments
}

function ownOf(segment: readonly Placed[]): readonly OwnStatement[] | undefined {
  const own = segment[0]?.commit.own
  return own === undefined || own.length === 0 ? undefined : own
}
