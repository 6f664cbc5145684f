import pg from 'pg'
import type { OwnStatement } from '@motcua/engine/ports'
import { MANNERS, type Session } from '../database.ts'
import { isConnectionLost, isWorthAnotherTry } from '../failure.ts'

/** A statement of the embedder's that failed, in the server's words: its commit is undone, and no other. */
export class OwnFailure extends Error {}

/**
 * The transaction broke after statements of the embedder's had run in it: they may be why. In a transaction of its own it is told which commit's.
 */
export class OwnFault extends Error {
  readonly isConnectionLost: boolean
  /** Whether another try may go well. */
  readonly mayPass: boolean
  /** Whether the statements are to blame, and not the disk, the memory or the machine, and it is certain that nothing was committed. */
  readonly isOfStatements: boolean

  /**
   * @param isAtCommit  COMMIT had been sent
   * @param isUndone  the server has said so: an error of a lost connection was about another one, as to a server behind a foreign table
   */
  constructor(
    override readonly cause: unknown,
    { isAtCommit, isUndone }: { readonly isAtCommit: boolean; readonly isUndone: boolean },
  ) {
    super(cause instanceof Error ? cause.message : String(cause))
    this.isConnectionLost = !isUndone && isConnectionLost(cause)
    this.mayPass = this.isConnectionLost || isWorthAnotherTry(cause)
    const isRefused = cause instanceof pg.DatabaseError && !/^(53|58|XX)/.test(cause.code ?? '')
    this.isOfStatements = this.isConnectionLost ? !isAtCommit : isRefused
  }
}

export function wordsOf({ cause, message }: OwnFault): string {
  const found = cause instanceof pg.DatabaseError ? `${cause.code}: ${message}` : message
  return `expected statements after which the transaction can be committed, found: ${found}`
}

/** What goes on without an end ends here, where nobody has set another limit; it is taken back with the savepoint or by `PUT_BACK`. */
const LIMITED = `SELECT set_config('statement_timeout', $1::text, true) WHERE current_setting('statement_timeout') = '0'`

/**
 * What the statements of one commit set, took or made beside their rows is put back before those of the next: a name that a trigger signs with, a
 * `search_path` or a role would be another command's as well. A function may have set it, so the text does not tell.
 */
export const PUT_BACK = `
  RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; CLOSE ALL; UNLISTEN *; DISCARD TEMP;${MANNERS}`

/** Locks of the session guard until the transaction has ended, and not beyond. */
export const UNLOCK = 'SELECT pg_advisory_unlock_all()'

/** Runs the statements of one commit. @throws OwnFailure one was refused; what else is thrown may go well another time */
export async function runOwn(session: Session, own: readonly OwnStatement[], timeoutMs: number): Promise<void> {
  for (const { sql } of own) mustStayInside(sql)
  await session.run(LIMITED, [`${timeoutMs}`])
  for (const { sql, params } of own) {
    try {
      await session.own(sql, params)
    } catch (error) {
      if (isConnectionLost(error) || isWorthAnotherTry(error)) throw error
      if (error instanceof pg.DatabaseError) throw new OwnFailure(`${error.code}: ${error.message}${remedyFor(error, timeoutMs)}`)
      throw error
    }
  }
}

function remedyFor({ code }: pg.DatabaseError, timeoutMs: number): string {
  return code === '57014'
    ? ` (expected a statement that ends within statement_timeout, or ${timeoutMs} ms where there is none)`
    : ''
}

/** What would end the transaction, what would stay with the connection for commits to come, and what waits for rows that nobody sends. */
const LEAVES =
  /^(begin|start|commit|end|rollback|abort|savepoint|release|prepare|deallocate|discard|listen|unlisten|load|reset|copy|set(?!\s+constraints\b))\b/i

/** @throws OwnFailure */
function mustStayInside(sql: string): void {
  const [word] = LEAVES.exec(withoutComments(sql)) ?? []
  if (word === undefined) return
  throw new OwnFailure(
    `expected a statement that stays within the engine’s transaction and changes nothing of the connection, found ${word.toUpperCase()}`,
  )
}

/** From the first word on. Comments of PostgreSQL's may hold others, and a line ends with either of its ends. */
function withoutComments(sql: string): string {
  let rest = sql
  for (;;) {
    rest = rest.replace(/^[\s;]+/, '')
    if (rest.startsWith('--')) rest = rest.replace(/^--[^\n\r]*/, '')
    else if (rest.startsWith('/*')) rest = rest.slice(endOfComment(rest))
    else return rest
  }
}

function endOfComment(text: string): number {
  let depth = 0
  for (const { 0: mark, index } of text.matchAll(/\/\*|\*\//g)) {
    depth += mark === '/*' ? 1 : -1
    if (depth === 0) return index + 2
  }
  return text.length
}
