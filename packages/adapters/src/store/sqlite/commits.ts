import type { Database } from 'better-sqlite3'
import { StoreFailure, type CommitOutcome, type StoredAnswer } from '@motcua/engine/ports'
import { CountChanges, prepareCounts } from './counts.ts'
import { prepareDossierWrites } from './dossier-writes.ts'
import type { Draft } from './draft.ts'
import { prepareErasure } from './erasure.ts'
import { prepareTaking } from './messages.ts'
import { prepareOwnStatements, StatementRefused, TransactionUndone, type OnOwn } from './own-statements.ts'
import { Remembered, type Standing } from './remembered.ts'
import { prepareWorkWrites } from './work-writes.ts'

/**
 * Theory of operation: a batch is one transaction, hence one fsync, which costs more than everything else together. Each commit is
 * looked up before anything of it is written, and its journal row, which says whether the command is new, goes before all else: a conflict or
 * a duplicate writes nothing, so there is nothing to undo and its neighbours never notice. Only a commit that brings statements of the embedder's
 * may fail while it is written; it stands in a savepoint of its own. Where such a statement undoes the whole transaction, the batch is begun again
 * without that commit; where one breaks a rule that SQLite looks at in the end, each commit gets a transaction of its own. What remains, a commit
 * that breaks the schema's rules, is a defect and undoes the whole batch.
 *
 * The transaction takes the write lock first (`immediate`): what it reads cannot change under it.
 */
export function prepareCommits(db: Database, onOwn?: OnOwn): (batch: readonly Draft[]) => readonly CommitOutcome[] {
  const remembered = new Remembered(db)
  const dossiers = prepareDossierWrites(db, remembered)
  const answerOf = prepareAnswer(db)
  const taking = prepareTaking(db)
  const write = prepareWrite(db, dossiers.write, remembered, onOwn)
  const writeCounts = prepareCounts(db)
  let isWritten = false
  const transaction = db.transaction(
    (batch: readonly Draft[], undone: ReadonlyMap<Draft, CommitOutcome>): readonly CommitOutcome[] => {
      isWritten = false
      remembered.refresh()
      const counts = new CountChanges()
      const outcomes = batch.map((draft): CommitOutcome => {
        const refused = undone.get(draft)
        if (refused !== undefined) return refused
        const [dossier, next, at, , command, , , previous] = draft.journal
        const standing = dossiers.standing(dossier)
        const seq = standing?.seq ?? 0
        const follows = next - 1 === seq && (standing === undefined || standing.hash === previous)
        const fits = follows && (draft.rest?.takes ?? []).every((message) => taking.isThere(message, at))
        const outcome = fits ? write(draft, standing, counts) : undefined
        if (outcome !== undefined) return outcome
        const answer = standing && answerOf(dossier, command)
        return answer === undefined ? { status: 'conflict', seq } : { status: 'duplicate', answer }
      })
      writeCounts(counts)
      isWritten = true
      return outcomes
    },
  )
  const commit = (batch: readonly Draft[]): readonly CommitOutcome[] => {
    if (batch.length === 0) return []
    const undone = new Map<Draft, CommitOutcome>()
    for (;;) {
      try {
        return transaction.immediate(batch, undone)
      } catch (error) {
        remembered.forget()
        if (isWritten && breaksDeferredRule(error) && batch.some(hasOwn)) return oneByOne(batch, error)
        if (!(error instanceof BatchUndone)) throw error
        undone.set(error.draft, { status: 'refused', message: error.message })
      }
    }
  }
  const oneByOne = (batch: readonly Draft[], { message }: Error): readonly CommitOutcome[] => {
    if (batch.length === 1)
      return [{ status: 'refused', message: `expected rows that keep every rule at the commit, found: ${message}` }]
    try {
      return batch.flatMap((draft) => commit([draft]))
    } catch (error) {
      throw new StoreFailure('STORE_UNCERTAIN', `one commit of a batch failed after others of it: ${String(error)}`, error)
    }
  }
  return commit
}

function hasOwn({ rest }: Draft): boolean {
  return (rest?.own ?? []).length > 0
}

/** The store's own rules are looked at at once: only an embedder's table has others. */
function breaksDeferredRule(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY'
}

function prepareAnswer(db: Database): (dossier: string, command: string) => StoredAnswer | undefined {
  const find = db
    .prepare<[string, string], [string, string]>('SELECT digest, response FROM journal WHERE dossier = ? AND command = ?')
    .raw()
  return (dossier, command) => {
    const found = find.get(dossier, command)
    return found && { command, digest: found[0], response: JSON.parse(found[1]) as StoredAnswer['response'] }
  }
}

const COMMITTED: CommitOutcome = { status: 'committed' }

/** A commit whose own statement undid the transaction. */
class BatchUndone extends Error {
  constructor(
    readonly draft: Draft,
    { message }: TransactionUndone,
  ) {
    super(message)
  }
}

/** `undefined`: the command is not new, and nothing was written. */
type Write = (draft: Draft, standing: Standing | undefined, counts: CountChanges) => CommitOutcome | undefined

/** Writes a commit that fits. */
function prepareWrite(
  db: Database,
  writeDossier: ReturnType<typeof prepareDossierWrites>['write'],
  remembered: Remembered,
  onOwn: OnOwn | undefined,
): Write {
  const writeWork = prepareWorkWrites(db)
  const taking = prepareTaking(db)
  const erase = prepareErasure(db)
  const runOwn = prepareOwnStatements(db, onOwn)
  const savepoint = (verb: 'SAVEPOINT' | 'RELEASE' | 'ROLLBACK TO') => db.prepare(`${verb} own_statements`)
  const [begin, keep, undo] = [savepoint('SAVEPOINT'), savepoint('RELEASE'), savepoint('ROLLBACK TO')]
  const plainly: Write = (draft, before, counts) => {
    const standing = writeDossier(draft, before, counts)
    if (standing === undefined) return undefined
    writeWork(draft, standing, counts)
    const { takes = [], erase: erased } = draft.rest ?? {}
    for (const message of takes) taking.take(message)
    if (erased !== undefined) erase(draft, erased.upTo)
    return COMMITTED
  }
  return (draft, standing, counts) => {
    const own = draft.rest?.own ?? []
    if (own.length === 0) return plainly(draft, standing, counts)
    const mark = counts.mark()
    begin.run()
    try {
      const outcome = plainly(draft, standing, counts)
      if (outcome !== undefined) runOwn(own)
      keep.run()
      return outcome
    } catch (error) {
      if (error instanceof TransactionUndone) throw new BatchUndone(draft, error)
      if (!(error instanceof StatementRefused)) throw error
      undo.run()
      keep.run()
      counts.undoTo(mark)
      return { status: 'refused', message: error.message }
    } finally {
      // Undone, or changed by what is not ours.
      remembered.forget()
    }
  }
}
