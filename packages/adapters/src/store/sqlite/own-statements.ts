import type { Database, Statement } from 'better-sqlite3'
import type { OwnStatement } from '@motcua/engine/ports'

/** A statement of the embedder's that failed: its commit is undone, and no other. */
export class StatementRefused extends Error {
  override readonly name = 'StatementRefused'
}

/** A statement of the embedder's that undid the whole transaction, as ON CONFLICT ROLLBACK does: the others' commits are to be made again. */
export class TransactionUndone extends StatementRefused {}

/** What would end or leave the transaction that the statement stands in, or change the connection under it. */
const FORBIDDEN = /^(?:BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|ATTACH|DETACH|VACUUM)\b/i

const CREATES = /^CREATE\b/i

/** Blanks, semicolons and comments before the first word. */
const BEFORE = /^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/

/** Statements are prepared once: an embedder sends the same few again and again. */
const MOST_PREPARED = 100

/** Who is told when statements of a commit begin, and when they are over. */
export interface OnOwn {
  readonly begun: () => void
  readonly ended: () => void
}

export function prepareOwnStatements(db: Database, onOwn?: OnOwn): (own: readonly OwnStatement[]) => void {
  const prepared = new Map<string, { readonly statement: Statement<unknown[]>; readonly creates: boolean }>()
  // What is temporary would be found in the place of the store's own table of that name, and goes with the process.
  const temporary = db.prepare<[], string>('SELECT name FROM temp.sqlite_schema LIMIT 1').pluck()
  const statementOf = (sql: string) => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const bare = sql.replace(BEFORE, '')
    const [word] = FORBIDDEN.exec(bare) ?? []
    if (word !== undefined) throw new Error(`expected a statement that stays in its transaction, found ${word.toUpperCase()}`)
    if (prepared.size >= MOST_PREPARED) prepared.clear()
    const made = { statement: db.prepare<unknown[]>(sql), creates: CREATES.test(bare) }
    prepared.set(sql, made)
    return made
  }
  const run = (own: readonly OwnStatement[]) => {
    for (const { sql, params } of own) {
      // SQLite has no booleans.
      const values = params.map((value) => (typeof value === 'boolean' ? Number(value) : value))
      try {
        const { statement, creates } = statementOf(sql)
        if (statement.reader) statement.all(...values)
        else statement.run(...values)
        const found = creates ? temporary.get() : undefined
        if (found !== undefined) throw new Error(`expected what stays in the file, found "${found}", which is temporary`)
      } catch (error) {
        if (mustEndAll(error)) throw error
        const found = error instanceof Error ? error.message : String(error)
        if (db.inTransaction) throw new StatementRefused(found)
        throw new TransactionUndone(
          `expected a statement that fails alone, found one that undid the whole transaction: write OR ABORT and RAISE (ABORT, …) in place of ROLLBACK (${found})`,
        )
      }
    }
  }
  if (onOwn === undefined) return run
  return (own) => {
    onOwn.begun()
    try {
      run(own)
    } finally {
      onOwn.ended()
    }
  }
}

/** The disk is full or fails, or the file is damaged: no commit of the batch can be kept then. */
function mustEndAll(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^SQLITE_(FULL|IOERR|CORRUPT|READONLY)/.test(code)
}
