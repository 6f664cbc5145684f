import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Store } from '@motcua/engine/ports'
import { postgresStore } from '../src/store/postgres/index.ts'
import { startServer, type PostgresServer } from '../src/store/postgres/server.fixture.ts'
import { startArm } from './arm.ts'
import { best } from './best.ts'
import { rate, type Turn } from './meter.ts'
import { option } from './option.ts'
import { recording } from './office/recording.ts'
import { STEPS } from './office/ten-steps.ts'
import { postgresDriver, postgresEngine } from './postgres/arms.ts'
import { dbos } from './postgres/dbos.ts'
import { fill, fillEnded } from './postgres/fill.ts'
import { processorTime } from './postgres/processor-time.ts'
import { questions, type Question } from './postgres/queries.ts'
import { sweep } from './postgres/sweep.ts'

export const arms = { recording, postgresEngine, postgresDriver, dbos }

export interface BenchResult {
  readonly name: string
  readonly ours: number
  readonly peer: number
  readonly ratio: number
  readonly unit: string
}

/** Everything that makes a commit durable is on; the rest is as a small server has it. */
const DURABLE = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  autovacuum: 'on',
  shared_buffers: '1GB',
  max_wal_size: '8GB',
}
/** Turns alternate, and so does who begins, so that a slow moment of the machine falls on both; of few turns a single one would decide. */
const TURNS = 7
/** Three times as many as are on their way at once: the beginning and the end of a turn, when there are fewer, must not count for much. */
const DOSSIERS_PER_TURN = 3_072
/** Dossiers on their way at once, of which the engine shows its best: while the server has one batch, the engine makes the next. */
const AT_ONCE = [256, 512, 1_024]
/** Until the programs of both arms are warm. */
const DOSSIERS_BEFORE = 2_048
const BATCH_SIZES = [64, 256]
/** Beside DBOS. A turn of each takes some seconds, and has at least three times as many as are on their way at once. */
const PEER_TURNS = 5
const DOSSIERS_PER_PEER_TURN = 3_072
/** At once, of which DBOS shows its better. Beyond 16 it hardly matters. */
const WORKFLOWS_AT_ONCE = [64, 256]
const WORKFLOWS_PER_TURN = 768
const QUESTION_TURNS = 15
/** Of the combinations that `--sweep` asks for, by three fields at once; of two there are all. */
const TRIPLES = 60
/** Most are answered in a few milliseconds: each of them is asked for so often, and the slowest again as all others are. */
const SWEEP_TURNS = 2
const SLOWEST = 20

/**
 * The engine on a procedure of ten steps, against the bare driver that writes the same rows into the same tables in its best batches, and
 * beside DBOS with workflows of ten steps on the same server. `--open=N`: how many open dossiers the large store has (20,000 unless told).
 * `--server=URL`: on a server of yours, where what was filled stays filled for the next run. `--sweep`: nothing but questions, by all fields of
 * lists and counts in pairs and some in threes, with a third as many ended dossiers; the slowest twenty are told.
 */
export async function run(): Promise<BenchResult[]> {
  const open = Number(option('open') ?? 20_000)
  const url = option('server')
  const server: Bench = url === undefined ? await startServer({ settings: DURABLE }) : yours(url)
  try {
    if (process.argv.includes('--sweep')) {
      await askEverything(server, open)
      return []
    }
    const small = await compare(server, 1_000)
    const large = await compare(server, open)
    const beside = await besideDbos(server, small.atOnce)
    const growth = { ours: small.ours / large.ours, raw: small.raw / large.raw }
    await latency(server, small.ours)
    await ask(server, open)
    return [
      result(`postgres, engine and driver, 1000 open`, small.ours, small.raw, 'steps/s'),
      result(`postgres, engine and driver, ${open} open`, large.ours, large.raw, 'steps/s'),
      result(`postgres, slower by so many open (x 1000)`, growth.ours * 1_000, growth.raw * 1_000, ''),
      result(`postgres, engine and DBOS, ten steps`, beside.ours, beside.dbos, 'steps/s'),
    ]
  } finally {
    await server.remove()
  }
}

type Bench = Pick<PostgresServer, 'url' | 'remove'>

function yours(url: string): Bench {
  return {
    url: (database) => (database === undefined ? url : Object.assign(new URL(url), { pathname: database }).href),
    remove: () => Promise.resolve(),
  }
}

function result(name: string, ours: number, peer: number, unit: string): BenchResult {
  return { name, ours, peer, ratio: ours / peer, unit }
}

/** Both arms in turn, each in a process and a schema of its own that has so many open dossiers already. */
async function compare(server: Bench, open: number): Promise<{ ours: number; raw: number; atOnce: number }> {
  const client = new pg.Client({ connectionString: server.url() })
  await client.connect()
  for (const arm of ['ours', 'raw']) await prepare(server, client, `${arm}_${open}`, open)
  await client.query('CHECKPOINT')
  const folder = mkdtempSync(join(tmpdir(), 'motcua-postgres-'))
  const file = join(folder, 'recorded.json')
  const recorder = await startArm(import.meta.url, recording, {})
  const engine = await startArm(import.meta.url, postgresEngine, { url: server.url(), schema: `ours_${open}` })
  const driver = await startArm(import.meta.url, postgresDriver, { url: server.url(), schema: `raw_${open}` })
  const record = async (dossiers: number) => {
    await recorder.write(dossiers, file)
    await driver.read(file)
  }
  try {
    await engine.load(DOSSIERS_BEFORE, Math.max(...AT_ONCE))
    const atOnce = await best(AT_ONCE, (many) => engine.load(DOSSIERS_BEFORE, many))
    await record(DOSSIERS_BEFORE)
    await driver.write(50, 0, 1)
    const size = await best(BATCH_SIZES, async (one) => {
      await record(DOSSIERS_BEFORE)
      return driver.write(one, 0, 1)
    })
    await settled()
    const rates = { ours: [] as number[], raw: [] as number[] }
    const takes = {
      ours: async () => {
        const load = () => engine.load(DOSSIERS_PER_TURN, atOnce)
        rates.ours.push(await measured(client, `engine, ${open} open, ${atOnce} at once`, load))
      },
      raw: async () => {
        await record(DOSSIERS_PER_TURN)
        rates.raw.push(await measured(client, `driver, ${open} open, batches of ${size}`, () => driver.write(size, 0, 1)))
      },
    }
    for (let turn = 0; turn < TURNS; turn += 1) {
      const order = turn % 2 === 0 ? [takes.ours, takes.raw] : [takes.raw, takes.ours]
      for (const take of order) await take()
      say(`engine ÷ driver, turn ${turn + 1}: ${((rates.ours[turn] ?? NaN) / (rates.raw[turn] ?? NaN)).toFixed(2)}`)
    }
    say(`heap of the engine: ${Math.round((await engine.memory()) / 2 ** 20)} MB`)
    return { ours: median(rates.ours), raw: median(rates.raw), atOnce }
  } finally {
    await Promise.all([recorder.end(), engine.end(), driver.end()])
    await client.end()
    rmSync(folder, { recursive: true })
  }
}

/**
 * The engine with a thousand open dossiers, and DBOS, in turns on one server that keeps its settings; which of them is first alternates. Each counts the steps
 * of what it took from its beginning to its end: what begins and ends it costs time and counts for nothing.
 */
async function besideDbos(server: Bench, atOnce: number): Promise<{ ours: number; dbos: number }> {
  const client = new pg.Client({ connectionString: server.url() })
  await client.connect()
  const engine = await startArm(import.meta.url, postgresEngine, { url: server.url(), schema: 'ours_1000' })
  const peer = await startArm(import.meta.url, dbos, { url: server.url('dbos') })
  const rates = { ours: [] as number[], dbos: [] as number[] }
  await engine.load(DOSSIERS_BEFORE, atOnce)
  await peer.load(WORKFLOWS_PER_TURN, Math.min(...WORKFLOWS_AT_ONCE))
  const workflows = await best(WORKFLOWS_AT_ONCE, (many) => peer.load(WORKFLOWS_PER_TURN, many))
  const takes = {
    ours: async () => {
      const load = async () => stepsAlone(await engine.load(DOSSIERS_PER_PEER_TURN, atOnce))
      rates.ours.push(await measured(client, `engine beside DBOS, ${atOnce} at once`, load))
    },
    dbos: async () => {
      rates.dbos.push(await measured(client, `DBOS, ${workflows} at once`, () => peer.load(WORKFLOWS_PER_TURN, workflows)))
    },
  }
  try {
    await settled()
    for (let turn = 0; turn < PEER_TURNS; turn += 1) {
      const order = turn % 2 === 0 ? [takes.ours, takes.dbos] : [takes.dbos, takes.ours]
      for (const take of order) await take()
      say(`engine ÷ DBOS, turn ${turn + 1}: ${((rates.ours[turn] ?? NaN) / (rates.dbos[turn] ?? NaN)).toFixed(2)}`)
    }
    return { ours: median(rates.ours), dbos: median(rates.dbos) }
  } finally {
    await Promise.all([engine.end(), peer.end()])
    await client.end()
  }
}

/** Without the commits that lodge the dossiers. */
function stepsAlone(turn: Turn): Turn {
  return { ...turn, commits: (turn.commits * STEPS) / (STEPS + 1) }
}

async function prepare(server: Bench, client: pg.Client, schema: string, open: number): Promise<void> {
  const store = postgresStore({ connectionString: server.url(), schema })
  await store.open()
  await store.close()
  const { rows } = await client.query<{ filled: boolean }>(`SELECT EXISTS (SELECT FROM ${schema}.head) AS filled`)
  if (rows[0]?.filled !== true) await fill(client, schema, open)
}

/** Backends report what they did once a second at most. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_100))
}

/** Prints what an arm cost the disk: bytes of the write-ahead log, and how often it was synced. What was done before must have settled. */
async function measured(client: pg.Client, name: string, work: () => Promise<Turn>): Promise<number> {
  const figures = async () => {
    const { rows } = await client.query<{ bytes: string; syncs: string }>(
      `SELECT pg_current_wal_lsn() - '0/0' AS bytes, (SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal') AS syncs, pg_stat_force_next_flush()`,
    )
    return { bytes: Number(rows[0]?.bytes), syncs: Number(rows[0]?.syncs) }
  }
  const before = await figures()
  const turn = await work()
  await settled()
  const after = await figures()
  say(
    `${name.padEnd(40)} ${rate(turn).toFixed(0).padStart(7)} steps/s ${((after.bytes - before.bytes) / turn.commits).toFixed(0).padStart(6)} bytes of WAL/step ` +
      `${String(after.syncs - before.syncs).padStart(5)} fsyncs, ${(turn.cpuUs / turn.commits).toFixed(0)} µs of the arm's CPU/step`,
  )
  return rate(turn)
}

async function latency(server: Bench, full: number): Promise<void> {
  const engine = await startArm(import.meta.url, postgresEngine, { url: server.url(), schema: 'ours_1000' })
  for (const share of [0.1, 0.5, 0.9]) {
    const { p50, p99, max } = await engine.latencies(full * share, 3)
    say(
      `latency at ${share * 100} % of full load: median ${p50.toFixed(1)} ms, 99 % ${p99.toFixed(1)} ms, most ${max.toFixed(1)} ms`,
    )
  }
  await engine.end()
}

/** Right after the load, and once the server has done what it left to be done later. */
async function ask(server: Bench, open: number): Promise<void> {
  const askAll = () =>
    asking(server, open, async (store, timed) => {
      for (const question of questions(store)) say(told(await timed(question, QUESTION_TURNS)))
    })
  say('questions, right after the load:')
  await askAll()
  const client = new pg.Client({ connectionString: server.url() })
  await client.connect()
  const seconds = await caughtUp(client)
  await client.end()
  say(`questions, ${seconds} s later, since when autovacuum has caught up:`)
  await askAll()
}

/** Autovacuum sleeps for a minute between two looks. */
const [QUIET_SECONDS, MOST_SECONDS] = [65, 300]

/** Waits until autovacuum has had nothing to do for longer than it sleeps. @returns seconds */
async function caughtUp(client: pg.Client): Promise<number> {
  let [waited, idle] = [0, 0]
  for (; idle < QUIET_SECONDS && waited < MOST_SECONDS; waited += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    idle = (await isUpkeepAtWork(client)) ? 0 : idle + 1
  }
  return waited
}

/** What is slow is asked for again, in as many turns as what people ask for. */
async function askEverything(server: Bench, open: number): Promise<void> {
  const client = new pg.Client({ connectionString: server.url() })
  await client.connect()
  await prepare(server, client, `ours_${open}`, open)
  await fillEnded(client, `ours_${open}`, Math.floor(open / 3))
  await client.end()
  await asking(server, open, async (store, timed) => {
    const all = sweep(store, TRIPLES)
    const rough: { readonly question: Question; readonly server: number }[] = []
    for (const question of all) rough.push({ question, server: (await timed(question, SWEEP_TURNS)).server })
    const slowest = rough.sort((a, b) => b.server - a.server).slice(0, SLOWEST)
    const found: Timed[] = []
    for (const { question } of slowest) found.push(await timed(question, QUESTION_TURNS))
    say(`${all.length} questions; the slowest:`)
    for (const each of found.sort((a, b) => b.server - a.server)) say(told(each))
  })
}

interface Timed {
  readonly name: string
  /** Milliseconds that a caller waited, in the middle and at best; those that the server and this process computed. */
  readonly wall: number
  readonly least: number
  readonly server: number
  readonly client: number
  /** Whether the server was cleaning or analyzing a table beside it. */
  readonly isBesideUpkeep: boolean
}

function told({ name, wall, least, server, client, isBesideUpkeep }: Timed): string {
  return (
    `${name.padEnd(52)} median ${wall.toFixed(1)} ms, least ${least.toFixed(1)} ms; ` +
    `processor time of the server ${server.toFixed(1)} ms, of this process ${client.toFixed(1)} ms` +
    (isBesideUpkeep ? '; beside autovacuum' : '')
  )
}

async function asking(
  server: Bench,
  open: number,
  work: (store: Store, timed: (question: Question, turns: number) => Promise<Timed>) => Promise<void>,
): Promise<void> {
  const applicationName = 'motcua bench asks'
  const store = postgresStore({ connectionString: server.url(), schema: `ours_${open}`, max: 2, applicationName })
  await store.open()
  const client = new pg.Client({ connectionString: server.url() })
  await client.connect()
  await work(store, async ([name, ask], turns) => {
    // A connection that nobody used for a while has been closed.
    await store.now()
    const computed = await processorTime(client, applicationName)
    const upkeepBefore = await isUpkeepAtWork(client)
    const taken: { readonly wall: number; readonly server: number; readonly client: number }[] = []
    for (let turn = 0; turn < turns; turn += 1) {
      const [before, begun] = [computed(), performance.now()]
      await ask()
      const wall = performance.now() - begun
      const after = computed()
      taken.push({ wall, server: after.server - before.server, client: after.client - before.client })
    }
    const middle = (of: (turn: (typeof taken)[number]) => number) => median(taken.map(of))
    const least = Math.min(...taken.map(({ wall }) => wall))
    return {
      name,
      wall: middle(({ wall }) => wall),
      least,
      server: middle((turn) => turn.server),
      client: middle((turn) => turn.client),
      isBesideUpkeep: upkeepBefore || (await isUpkeepAtWork(client)),
    }
  })
  await client.end()
  await store.close()
}

async function isUpkeepAtWork(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query(`SELECT 1 FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'`)
  return rowCount !== 0
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN
}

function say(line: string): void {
  process.stderr.write(`  ${line}\n`)
}
