import { createHash } from 'node:crypto'
import pg from 'pg'
import { StoreFailure } from '@motcua/engine/ports'
import { isConnectionLost, isMisfit, isWorthAnotherTry, notCompared, storeFailure, wentBack } from './failure.ts'
import { DEFAULTS, type PostgresStoreOptions } from './options.ts'
import { mustHaveRightDefaults } from './pooler.ts'
import { Silence, WHO } from './silence.ts'
import { readBack, written } from './text.ts'

/** A value of a statement; a Buffer goes in PostgreSQL's binary form. */
export type Value = string | number | boolean | null | Buffer | readonly (string | number | null)[]

/** Statements on one connection. `@name` in a text stands for the table or function of that name in the store's schema. */
export interface Session {
  /** A statement that is the same each time: prepared once for each connection. */
  run<R>(text: string, values?: readonly Value[]): Promise<R[]>
  /** A statement put together for one query: planned for its values. */
  plan<R>(text: string, values?: readonly Value[]): Promise<R[]>
  /** A statement of the embedder's: it and its values go as they are. */
  own(text: string, values: readonly Value[]): Promise<void>
}

/** Whether the database behind a connection lacks what had been committed. @param isAfterLoss  a connection was cut since it was last found to lack nothing */
type Lacks = (session: Session, isAfterLoss: boolean) => Promise<boolean>

/** How often a transaction is begun again because others were first. */
const MOST_TRIES = 30
/** Statements that read are sent again where the connection was cut; the second cut in a row is told. */
const MOST_READS = 3

/** How often a connection is tried for that timed out while this process was busy. */
const MOST_CONNECTS = 5
const BUSY = 0.9

/**
 * What only reads lists. Where the planner takes an index for dear, as after much has passed through it, it would read a whole table for a list that it takes for short.
 */
const READING = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL enable_seqscan = off'

/** What each connection is told before its first statement: the meaning of a commit must not hang on the server's settings. */
export const MANNERS = `
  SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED;
  SET client_min_messages = warning;
  SET jit = off;
  SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';`

/** The pool of one node's connections. */
export class Database {
  readonly schema: string
  /** Names the database in messages, without secrets. */
  readonly place: string
  readonly #options: PostgresStoreOptions
  readonly #pool: pg.Pool
  readonly #silence: Silence
  readonly #welcomed = new WeakSet<pg.PoolClient>()
  readonly #texts = new Map<string, { readonly name: string; readonly text: string }>()
  #welcome: (session: Session) => Promise<void> = () => Promise.resolve()
  #lacks: Lacks | undefined
  /** Since a database was last found to lack nothing. */
  #wasCut = false
  #stillOurs: (session: Session) => Promise<void> = () => Promise.resolve()
  /** A later release has the schema now: whatever this node did there might be wrong. */
  #taken: StoreFailure | undefined

  constructor(options: PostgresStoreOptions) {
    this.schema = options.schema ?? DEFAULTS.schema
    this.#options = options
    const pool = poolOptions(options)
    this.#pool = new pg.Pool(pool)
    this.#silence = new Silence(silentAfterMsOf(options), () => new pg.Client({ ...pool, ...patienceOf(options) }))
    // A connection that is cut while nobody uses it: the pool opens another when it is asked for one.
    this.#pool.on('error', () => {
      this.#wasCut = true
    })
    // One that is cut in use tells whoever waits for its answer; unheard, its event would end the process.
    this.#pool.on('connect', (client) => client.on('error', () => undefined))
    this.place = placeOf(options, this.schema)
  }

  /** What a new connection must see to before it is used, since the database behind it may have been restored. */
  onConnect(welcome: (session: Session) => Promise<void>): void {
    this.#welcome = welcome
  }

  /** Who knows whether the database lacks what had been committed. */
  whenConnected(lacks: Lacks): void {
    this.#lacks = lacks
  }

  /** How to find out why a statement does not fit the schema. */
  onMisfit(stillOurs: (session: Session) => Promise<void>): void {
    this.#stillOurs = stillOurs
  }

  /** Nothing is asked of the database any more. @returns what whoever asks is told from now on */
  taken(failure: StoreFailure): StoreFailure {
    this.#taken = failure
    return failure
  }

  /** What an error comes from: a statement that does not fit may be one of a schema that a later release has migrated. */
  async causeOf(error: unknown): Promise<unknown> {
    if (!isMisfit(error)) return error
    await this.with(this.#stillOurs).catch(() => undefined)
    return this.#taken ?? error
  }

  async end(): Promise<void> {
    await this.#pool.end()
  }

  run<R>(text: string, values: readonly Value[] = []): Promise<R[]> {
    return this.#guarded(() => this.with((session) => session.run<R>(text, values)))
  }

  plan<R>(text: string, values: readonly Value[] = []): Promise<R[]> {
    return this.#guarded(() => this.with((session) => session.plan<R>(text, values)))
  }

  /** `run` for what only reads: sent again where the connection was cut. */
  async read<R>(text: string, values: readonly Value[] = []): Promise<R[]> {
    return this.#again((session) => session.run<R>(text, values))
  }

  /** `plan` for what only reads. */
  async search<R>(text: string, values: readonly Value[] = []): Promise<R[]> {
    return this.#again((session) => session.plan<R>(text, values))
  }

  /** Statements of one transaction; begun again where others were first. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#guarded(() => this.with((session) => inTransaction(session, work)))
  }

  /** What only reads lists, all of it as of one moment; begun again where the connection was cut. */
  asOfOneMoment<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#again((session) => inTransaction(session, work, READING))
  }

  /** One connection for a while. Errors come as they are, whoever calls turns them into failures. */
  async with<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.#taken !== undefined) throw this.#taken
    const client = await this.#connect()
    let lost: boolean = false
    try {
      return await work(this.#session(client))
    } catch (error) {
      lost = isConnectionLost(error)
      if (lost) this.#wasCut = true
      throw error
    } finally {
      client.release(lost)
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    const client = await this.#fromPool()
    if (this.#welcomed.has(client)) return client
    try {
      // Of several statements, each has a result of its own.
      const told = await this.#silence.heard(client, client.query(`${MANNERS} ${WHO}`))
      const results = told as unknown as readonly pg.QueryResult<{ pid: number; startedAt: string }>[]
      this.#silence.learn(client, results.at(-1)?.rows[0])
      const session = this.#session(client)
      if (this.#silence.isPooled(client)) await mustHaveRightDefaults(session, this.place)
      await this.#welcome(session)
      await this.#mustNotHaveGoneBack(session)
      this.#welcomed.add(client)
      return client
    } catch (error) {
      client.release(true)
      throw storeFailure(error, this.place)
    }
  }

  /** @throws StoreFailure STORE_WENT_BACK, and so does all that is asked afterwards */
  async #mustNotHaveGoneBack(session: Session): Promise<void> {
    if (this.#lacks === undefined) return
    const wasCut = this.#wasCut
    const isLacking = await this.#lacks(session, wasCut).catch((error: unknown) => {
      throw error instanceof pg.DatabaseError ? error : notCompared(error, this.place)
    })
    if (this.#taken !== undefined) throw this.#taken
    if (isLacking) throw this.taken(wentBack(this.place))
    if (wasCut) this.#wasCut = false
  }

  /** Where this process was busy all the while, the server's answer may be there unread: its time-out says nothing about the server. */
  async #fromPool(): Promise<pg.PoolClient> {
    for (let tries = 1; ; tries += 1) {
      const before = performance.eventLoopUtilization()
      try {
        return await this.#pool.connect()
      } catch (error) {
        const { utilization } = performance.eventLoopUtilization(before)
        if (tries >= MOST_CONNECTS || utilization < BUSY || !isConnectTimeout(error)) throw storeFailure(error, this.place)
      }
    }
  }

  #session(client: pg.PoolClient): Session {
    const heard = <T>(answer: Promise<T>) => this.#silence.heard(client, answer)
    return {
      run: async <R>(text: string, values: readonly Value[] = []) => {
        const result = await heard(client.query({ ...this.#prepared(text), values: values.map(encoded) }))
        return result.rows as R[]
      },
      plan: async <R>(text: string, values: readonly Value[] = []) => {
        const result = await heard(client.query({ text: this.inSchema(text), values: values.map(encoded) }))
        return result.rows as R[]
      },
      own: async (text, values) => {
        // The extended protocol takes one statement at a time.
        await heard(client.query({ text, values: [...values], queryMode: 'extended' } as pg.QueryConfig))
      },
    }
  }

  inSchema(text: string): string {
    const schema = `"${this.schema.replaceAll('"', '""')}"`
    return text.replace(/(?<![@\w])@(?=[a-z])/g, `${schema}.`)
  }

  #prepared(text: string): { readonly name: string; readonly text: string } {
    let prepared = this.#texts.get(text)
    if (prepared === undefined) {
      const inSchema = this.inSchema(text)
      prepared = { name: nameOf(inSchema), text: inSchema }
      this.#texts.set(text, prepared)
    }
    return prepared
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work()
      } catch (error) {
        if (tries >= MOST_TRIES || !isWorthAnotherTry(error)) throw storeFailure(await this.causeOf(error), this.place)
        await pause(tries)
      }
    }
  }

  async #again<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.with(work)
      } catch (error) {
        if (tries >= MOST_READS || !isConnectionLost(error)) throw storeFailure(await this.causeOf(error), this.place)
      }
    }
  }

  get certaintyTimeoutMs(): number {
    return this.#options.certaintyTimeoutMs ?? DEFAULTS.certaintyTimeoutMs
  }

  get ownTimeoutMs(): number {
    return this.#options.ownTimeoutMs ?? DEFAULTS.ownTimeoutMs
  }
}

/** @param onUndone  told where the server itself says, after a failure, that nothing of the transaction is left */
export async function inTransaction<T>(
  session: Session,
  work: (session: Session) => Promise<T>,
  begin = 'BEGIN',
  onUndone: () => void = () => undefined,
): Promise<T> {
  await session.plan(begin)
  try {
    const result = await work(session)
    await session.plan('COMMIT')
    return result
  } catch (error) {
    // A connection that was cut takes no more, and the server rolls back by itself.
    await session.plan('ROLLBACK').then(onUndone, () => undefined)
    throw error
  }
}

/** Longer with each try, and never the same for two nodes that met. */
export function pause(tries: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(200, 2 ** tries)))
}

function silentAfterMsOf({ silentAfterMs = DEFAULTS.silentAfterMs }: PostgresStoreOptions): number {
  return silentAfterMs
}

/** Of a connection that asks one question. */
function patienceOf({ connectTimeoutMs = DEFAULTS.connectTimeoutMs }: PostgresStoreOptions): pg.ClientConfig {
  return { connectionTimeoutMillis: connectTimeoutMs, query_timeout: connectTimeoutMs }
}

function poolOptions(options: PostgresStoreOptions): pg.PoolConfig {
  const { connectionString, host, port, database, user, password, ssl } = options
  const given = { connectionString, host, port, database, user, password, ssl }
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    max: options.max ?? DEFAULTS.max,
    // The pool's own time-out would count the wait for a free connection too: a node that is busy is not cut off.
    Client: class extends pg.Client {
      constructor(config?: pg.ClientConfig) {
        const connectionTimeoutMillis = options.connectTimeoutMs ?? DEFAULTS.connectTimeoutMs
        // The pool hides the password from who copies what it is made of.
        super({ ...config, ...(password === undefined ? {} : { password }), connectionTimeoutMillis })
      }
    },
    application_name: options.applicationName ?? DEFAULTS.applicationName,
    keepAlive: true,
    // Of what stands still the machine's own probes tell, behind a pooler too.
    keepAliveInitialDelayMillis: silentAfterMsOf(options),
    // A process that has nothing else to do may end: `close` is for who wants to wait.
    allowExitOnIdle: true,
    types: { getTypeParser },
  }
}

/**
 * The same statement has the same name at every node, and another has another: where a pooler keeps no prepared statements, a connection of the server's
 * may have those of other nodes, and a number would name what they asked under it.
 */
function nameOf(text: string): string {
  return `motcua_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
}

/** The driver's own words: it gives no code. */
function isConnectTimeout(error: unknown): boolean {
  return error instanceof Error && /timeout expired/.test(error.message)
}

const [BIGINT, TEXT, TEXTS] = [20, 25, 1009]

/** Instants and sequence numbers are safe as numbers; the driver would give them as text. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (format === 'binary') return pg.types.getTypeParser(oid, format)
  if (oid === BIGINT) return Number
  if (oid === TEXT) return readBack
  const parse = pg.types.getTypeParser(oid, 'text') as (text: string) => unknown
  return oid === TEXTS ? (text: string) => (parse(text) as string[]).map(readBack) : parse
}

/**
 * What the driver is handed. Of a value that it cannot write it would be told too late: the statement is then closed on the server, while the
 * driver believes that the connection still has it.
 */
function encoded(value: Value): unknown {
  if (typeof value === 'string') return written(value)
  if (Array.isArray(value)) return (value as readonly (string | number | null)[]).map((part) => encoded(part))
  if (Buffer.isBuffer(value) || value === null || PLAIN.has(typeof value)) return value
  throw new TypeError(`found ${typeof value}`)
}

const PLAIN: ReadonlySet<string> = new Set(['number', 'boolean', 'undefined'])

function placeOf({ connectionString, host, port, database }: PostgresStoreOptions, schema: string): string {
  const url = connectionString !== undefined && URL.canParse(connectionString) ? new URL(connectionString) : undefined
  const where = url?.hostname ?? host ?? process.env['PGHOST'] ?? 'localhost'
  const at = url?.port || port || process.env['PGPORT'] || 5432
  const name = url?.pathname.slice(1) || database || process.env['PGDATABASE'] || ''
  return `postgres ${where}:${at}/${name}, schema ${schema}`
}

export function closedFailure(place: string): StoreFailure {
  return new StoreFailure('STORE_UNREACHABLE', `${place}: expected an open store, found one that is closed`)
}
