import { StoreFailure, type StoreAccess } from '@motcua/engine/ports'

/** Where the database is and how it is used. What is not given comes from `PGHOST`, `PGUSER` … as libpq has them. */
export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly connectionString?: string
  readonly host?: string
  readonly port?: number
  readonly database?: string
  readonly user?: string
  /** A function where it changes. */
  readonly password?: string | (() => string | Promise<string>)
  readonly ssl?:
    boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly rejectUnauthorized?: boolean }
  /**
   * Most connections of this node; 10 unless told. Under load commits take up to eight of them: with fewer, who reads waits for them. Lists and counts
   * take half of them at most.
   */
  readonly max?: number
  /** How long to wait for a connection, in milliseconds; 5,000 unless told. */
  readonly connectTimeoutMs?: number
  /** How long to look for what became of a commit whose answer was lost, in milliseconds; 10,000 unless told. */
  readonly certaintyTimeoutMs?: number
  /** How long one of the embedder's own statements may take, in milliseconds; 10,000 unless told. Others wait for it in the same transaction. */
  readonly ownTimeoutMs?: number
  /**
   * How long a connection may be silent while it is waited for, in milliseconds; 10,000 unless told. Then the server is asked over another one, and the silent
   * one is given up unless the server is at work on it: no statement is cut, however long it takes.
   */
  readonly silentAfterMs?: number
  /** What `pg_stat_activity` shows; "motcua" unless told. */
  readonly applicationName?: string
  /** The schema that the store has for itself; created where there is none. "motcua" unless told. */
  readonly schema?: string
  /** For those who only look. Absent: the schema is made and upgraded where it has to be. */
  readonly access?: StoreAccess
}

/** Without the address that was meant the driver goes by the environment, to another database. */
export const NAMES: Readonly<Record<keyof PostgresStoreOptions, true>> = {
  ...{ connectionString: true, host: true, port: true, database: true, user: true, password: true, ssl: true },
  ...{ schema: true, max: true, connectTimeoutMs: true, certaintyTimeoutMs: true, ownTimeoutMs: true, silentAfterMs: true },
  ...{ applicationName: true, access: true },
}

export const DEFAULTS = {
  schema: 'motcua',
  max: 10,
  connectTimeoutMs: 5_000,
  certaintyTimeoutMs: 10_000,
  ownTimeoutMs: 10_000,
  silentAfterMs: 10_000,
  applicationName: 'motcua',
}

/** @throws StoreFailure STORE_UNREACHABLE where it can be no address at all */
export function mustBeUsable(options: PostgresStoreOptions): void {
  const { connectionString, host, schema, max } = options
  mustNameOneHost(connectionString === undefined ? host : hostIn(connectionString))
  if (connectionString !== undefined) mustBeConnectionString(connectionString)
  if (schema !== undefined && (schema === '' || Buffer.byteLength(schema) > 63 || schema.includes('\0') || /^pg_/.test(schema))) {
    const message = `expected the name of a schema: 1 to 63 bytes, not beginning with pg_, found ${JSON.stringify(schema)}`
    throw new StoreFailure('STORE_UNREACHABLE', message)
  }
  if (max !== undefined && (!Number.isSafeInteger(max) || max < 2)) {
    throw new StoreFailure('STORE_UNREACHABLE', `expected at least 2 connections as max, found ${max}`)
  }
  for (const name of ['host', 'database', 'user', 'applicationName'] as const) {
    const found: unknown = options[name]
    if (found !== undefined && typeof found !== 'string')
      throw new StoreFailure('STORE_UNREACHABLE', `expected a text as ${name}, found ${found === null ? 'null' : typeof found}`)
  }
  for (const [name, most] of WHOLE) {
    const found = options[name]
    if (found !== undefined && (!Number.isSafeInteger(found) || found < 1 || found > most)) {
      const expected = `expected a whole number from 1 to ${most} as ${name}`
      throw new StoreFailure('STORE_UNREACHABLE', `${expected}, found ${JSON.stringify(found)}`)
    }
  }
  const isNamed = options.port !== undefined || (connectionString !== undefined && new URL(connectionString).port !== '')
  const port = process.env['PGPORT'] ?? ''
  if (!isNamed && port !== '' && !isPort(Number(port)))
    throw new StoreFailure('STORE_UNREACHABLE', `expected a port in PGPORT, found ${JSON.stringify(port)}: mend or unset it`)
}

/** libpq tries several in turn; the driver would take them for one name. */
function mustNameOneHost(host: unknown): void {
  if (typeof host !== 'string' || !host.includes(',')) return
  throw new StoreFailure(
    'STORE_UNREACHABLE',
    'expected one host, found several: name the one that leads to the primary, whichever that is',
  )
}

function hostIn(connectionString: string): string | undefined {
  return /^postgres(?:ql)?:\/\/(?:[^/?#]*@)?([^/?#@]*)/.exec(connectionString)?.[1]
}

/** What others read in a connection string, and the driver does not: unread, a schema or a server would be another than was asked for. */
const UNREAD: Readonly<Record<string, string>> = {
  schema: 'give it beside the connection string',
  currentSchema: 'give it beside the connection string, as schema',
  target_session_attrs: 'let the address lead to the primary',
  load_balance_hosts: 'let the address lead to the primary',
  hostaddr: 'name the host before the database',
}

function mustBeConnectionString(text: unknown): void {
  if (typeof text !== 'string' || !isConnectionString(text)) {
    // What it was may hold a password.
    throw new StoreFailure(
      'STORE_UNREACHABLE',
      'expected a connection string such as postgres://user:password@host:5432/database, found another text; write # / ? and @ of a password as %23 %2F %3F and %40',
    )
  }
  for (const name of new URL(text).searchParams.keys()) {
    const remedy = Object.hasOwn(UNREAD, name) ? UNREAD[name] : undefined
    if (remedy === undefined) continue
    throw new StoreFailure(
      'STORE_UNREACHABLE',
      `expected a connection string without ${name}, which is not read there: ${remedy}`,
    )
  }
}

/** The driver would end the process over a port that is none. */
const MOST_PORTS = 65_535
/** Node's timers count in 31 bits. */
const LONGEST_MS = 2 ** 31 - 1
const WHOLE = [
  ['port', MOST_PORTS],
  ['connectTimeoutMs', LONGEST_MS],
  ['ownTimeoutMs', LONGEST_MS],
  ['silentAfterMs', LONGEST_MS],
] as const

function isPort(port: number): boolean {
  return Number.isSafeInteger(port) && port >= 1 && port <= MOST_PORTS
}

function isConnectionString(text: string): boolean {
  return /^postgres(ql)?:\/\/./.test(text) && URL.canParse(text)
}
