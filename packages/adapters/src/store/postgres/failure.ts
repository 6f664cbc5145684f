import pg from 'pg'
import { StoreFailure } from '@motcua/engine/ports'

const POOLED =
  'a pooler before the server does not keep prepared statements: set max_prepared_statements of PgBouncer, 1.21 or later, above 0'

const TAKEN = 'the schema has something of another program’s under a name of ours: name another schema'

/** SQLSTATEs, and what they mean to a host. The first prefix that fits is taken. */
const MEANINGS: readonly (readonly [prefix: string, code: string, meaning: string])[] = [
  ['26000', 'STORE_UNREACHABLE', POOLED],
  ['42P05', 'STORE_UNREACHABLE', POOLED],
  [
    '08P01',
    'STORE_UNREACHABLE',
    'the server or a pooler before it refuses: mend what it says; a pooler must be in transaction or session mode (pool_mode of PgBouncer)',
  ],
  ['28', 'STORE_UNREACHABLE', 'the server refused the user: mend the user name, the password or pg_hba.conf'],
  ['3D000', 'STORE_UNREACHABLE', 'there is no such database: create it, or name another'],
  ['53100', 'STORE_FULL', 'the server’s disk is full: make room, then send the commands again'],
  ['53300', 'STORE_UNREACHABLE', 'the server has no connection left: raise max_connections, or lower max of the nodes'],
  ['25006', 'STORE_READ_ONLY', 'the database is read-only: connect to the primary, or unset default_transaction_read_only'],
  ['42501', 'STORE_READ_ONLY', 'the user lacks a right: grant it, as docs/operate/postgres.md lists them'],
  ['42P01', 'STORE_FOREIGN', 'a table of the store is not there any more: restore the schema from a backup'],
  ['42703', 'STORE_FOREIGN', 'a column of the store is not there any more: restore the schema from a backup'],
  ['42883', 'STORE_FOREIGN', 'a function of the store is not there any more: restore the schema from a backup'],
  ['42710', 'STORE_FOREIGN', TAKEN],
  ['42723', 'STORE_FOREIGN', TAKEN],
  ['42P07', 'STORE_FOREIGN', TAKEN],
  ['53', 'STORE_UNREACHABLE', 'the server lacks memory or another resource: its log says which'],
  ['58', 'STORE_UNREACHABLE', 'the server could not use its own files: look at its log and its disk'],
  ['XX001', 'STORE_CORRUPT', 'a page is damaged: restore a backup'],
  ['XX002', 'STORE_CORRUPT', 'an index is damaged: reindex, or restore a backup'],
  ['22', 'STORE_INPUT_INVALID', 'what was given cannot be kept'],
  ['23', 'STORE_INPUT_INVALID', 'what was given breaks a rule of the schema'],
  ['21000', 'STORE_INPUT_INVALID', 'what was given names one thing twice'],
  ['54', 'STORE_INPUT_INVALID', 'what was given is larger than PostgreSQL can hold'],
  ['40', 'STORE_UNREACHABLE', 'other transactions were first each time: try again'],
  ['55P03', 'STORE_UNREACHABLE', 'a lock was not to be had in time: try again'],
  ['57014', 'STORE_UNREACHABLE', 'the server cancelled the statement: look at statement_timeout and lock_timeout'],
  ['57', 'STORE_UNREACHABLE', 'the server is starting or stopping: try again'],
]

/** What Node says of connections, and what to mend. */
const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there: start the server, or mend host and port',
  ENOTFOUND: 'no host has that name: mend it',
  EAI_AGAIN: 'the host’s name cannot be looked up now: try again, or mend it',
  EHOSTUNREACH: 'no way leads to the host: mend the network',
  ENETUNREACH: 'no way leads to the host: mend the network',
  ETIMEDOUT:
    'nobody answers there: mend host, port or firewall; a pooler needs as many connections to the server in session mode as max of the nodes',
  ECONNRESET: 'the connection was cut: try again',
  EPIPE: 'the connection was cut: try again',
  ENOENT: 'there is no such socket: mend host and port',
}

/** What an error of PostgreSQL, of its driver or of the network means to a host; a StoreFailure stays as it is. */
export function storeFailure(error: unknown, place: string): StoreFailure {
  if (error instanceof StoreFailure) return error
  if (error instanceof pg.DatabaseError) {
    const found = MEANINGS.find(([prefix]) => (error.code ?? '').startsWith(prefix))
    const [, code, meaning] = found ?? ['', 'STORE_UNREACHABLE', 'the database cannot be used: look at the server’s log']
    return new StoreFailure(code, `${place}: ${meaning} (${error.code}: ${error.message})`, error)
  }
  // Node refuses what is no text, and JSON what is no JSON, with a TypeError or a RangeError.
  if (error instanceof TypeError || error instanceof RangeError) {
    return new StoreFailure('STORE_INPUT_INVALID', `${place}: expected plain JSON, found another value (${error.message})`, error)
  }
  if (error instanceof SyntaxError) {
    return new StoreFailure('STORE_CORRUPT', `${place}: expected JSON, found something else (${error.message})`, error)
  }
  const meaning = (isOfFile(error) ? NO_FILE : NETWORK[networkCode(error) ?? '']) ?? meaningIn(messageOf(error))
  return new StoreFailure('STORE_UNREACHABLE', `${place}: ${meaning} (${messageOf(error)})`, error)
}

/** The database lacks what had been committed. */
export function wentBack(place: string): StoreFailure {
  return new StoreFailure(
    'STORE_WENT_BACK',
    `${place}: expected all that was committed over earlier connections, found a database that lacks some of it, as a standby that was behind or a ` +
      'restored backup: end this process, start it again, and reconcile as docs/operate/restored-backups.md says',
  )
}

/** Of a witness that cannot be read, or a connection that was cut meanwhile. */
export function notCompared(error: unknown, place: string): StoreFailure {
  const message = `${place}: expected to compare what was committed with the database that was connected to anew: ${String(error)}`
  return new StoreFailure('STORE_UNREACHABLE', message, error)
}

/** A certificate or a key that the connection options name. */
const NO_FILE = 'there is no such file: mend its path in the connection options'

function isOfFile(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'open'
}

/** What the driver says in words alone. */
function meaningIn(message: string): string {
  if (/timeout expired/.test(message))
    return 'what listens there does not answer in time: mend host and port, or look at the server'
  if (/Connection terminated/.test(message))
    return 'the connection was cut, or what listens there is no PostgreSQL: try again, or mend host and port'
  if (/does not support SSL/i.test(message)) return 'the server takes no TLS: turn it on there, or leave out ssl and sslmode'
  if (/certificate|self.signed|TLS|SSL/i.test(message))
    return 'the server’s certificate is not trusted: give its authority as ssl.ca'
  return 'the database cannot be reached: mend the connection options'
}

/** Whether the connection is gone, so that nobody knows what became of the statement. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(08|57P0)/.test(error.code ?? '')
  if (error instanceof StoreFailure || error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError)
    return false
  return error instanceof Error
}

/** Whether a statement does not fit the tables and functions that are there, or breaks their rules. */
export function isMisfit(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(42|23)/.test(error.code ?? '')
}

/** Whether the same transaction, begun again, may succeed. */
export function isWorthAnotherTry(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false
  if (error.code === '40001' || error.code === '40P01') return true
  // Another node was first with the very same row: seen from a new transaction, it is a conflict or a duplicate.
  return error.code === '23505' && RACES.has(error.constraint ?? '')
}

/** Whether a migration, begun again, may get the locks that it did not get: nothing of it was done. */
export function isLockLost(error: unknown): boolean {
  return error instanceof pg.DatabaseError && ['40P01', '55P03', '40001'].includes(error.code ?? '')
}

const RACES = new Set(['journal_by_command', 'journal_by_seq', 'dossier_pkey', 'head_pkey'])

function networkCode(error: unknown): string | undefined {
  // Where a name has several addresses, Node tried them all and says so of each.
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error
  return first instanceof Error && 'code' in first && typeof first.code === 'string' ? first.code : undefined
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(String).join(', ')
  return error instanceof Error ? error.message : String(error)
}
