import pg from 'pg'
import { memoryStore } from '../../engine/src/index.ts'
import type { Commit } from '@motcua/engine/ports'
import { postgresStore } from '../src/store/postgres/index.ts'
import { startServer, type PostgresServer } from '../src/store/postgres/server.fixture.ts'
import { dbosThroughput } from './postgres/dbos.ts'
import { fill } from './postgres/fill.ts'
import { processorTime } from './postgres/processor-time.ts'
import { latencies } from './postgres/latency.ts'
import { questions } from './postgres/queries.ts'
import { RAW_MANNERS, rawBatches, writeRaw } from './postgres/raw.ts'
import { openOffice, throughput } from './postgres/ten-steps.ts'

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
/** Turns alternate, so that a slow moment of the machine falls on both. */
const TURNS = 3
const DOSSIERS_PER_TURN = 1_500
/** While the server has one batch, the engine makes the next: both need enough to do. */
const AT_ONCE = 512
/** Until the programs of both arms are warm. */
const DOSSIERS_BEFORE = 1_000
const BATCH_SIZES = [64, 256]
const QUESTION_TURNS = 15

/**
 * The engine on a procedure of ten steps, against the bare driver that writes the same rows into the same tables in its best batches, and
 * beside DBOS with workflows of ten steps on the same server. `--open=N`: how many open dossiers the large store has (20,000 unless told).
 * `--server=URL`: on a server of yours, where what was filled stays filled for the next run.
 */
export async function run(): Promise<BenchResult[]> {
  const open = Number(option('open') ?? 20_000)
  const url = option('server')
  const server: Bench = url === undefined ? await startServer({ settings: DURABLE }) : yours(url)
  try {
    const small = await compare(server, 1_000)
    const large = await compare(server, open)
    const dbos = await dbosThroughput(server.url('dbos'), 300, 64)
    const growth = { ours: small.ours / large.ours, raw: small.raw / large.raw }
    await latency(server, small.ours)
    await ask(server, open)
    return [
      result(`postgres, engine and driver, 1000 open`, small.ours, small.raw, 'steps/s'),
      result(`postgres, engine and driver, ${open} open`, large.ours, large.raw, 'steps/s'),
      result(`postgres, slower by so many open (x 1000)`, growth.ours * 1_000, growth.raw * 1_000, ''),
      result(`postgres, engine and DBOS, ten steps`, small.ours, dbos, 'steps/s'),
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

function option(name: string): string | undefined {
  return process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3)
}

function result(name: string, ours: number, peer: number, unit: string): BenchResult {
  return { name, ours, peer, ratio: ours / peer, unit }
}

/** Both arms in turn, each in a schema of its own that has so many open dossiers already. */
async function compare(server: Bench, open: number): Promise<{ ours: number; raw: number }> {
  const client = new pg.Client({ connectionString: server.url() })
  await client.connect()
  for (const arm of ['ours', 'raw']) {
    const store = postgresStore({ connectionString: server.url(), schema: `${arm}_${open}` })
    await store.open()
    await store.close()
    const { rows } = await client.query<{ filled: boolean }>(`SELECT EXISTS (SELECT FROM ${arm}_${open}.head) AS filled`)
    if (rows[0]?.filled !== true) await fill(client, `${arm}_${open}`, open)
  }
  await client.query('CHECKPOINT')
  await client.query(RAW_MANNERS)
  const rates = { ours: [] as number[], raw: [] as number[] }
  const office = await openOffice(postgresStore({ connectionString: server.url(), schema: `ours_${open}` }))
  await throughput(office, DOSSIERS_BEFORE, AT_ONCE)
  await writeRaw(client, rawBatches(`raw_${open}`, await recorded(DOSSIERS_BEFORE), 50))
  for (let turn = 0; turn < TURNS; turn += 1) {
    rates.ours.push(
      await measured(client, `engine, ${open} open`, () =>
        throughput(office, DOSSIERS_PER_TURN, AT_ONCE, turn * DOSSIERS_PER_TURN),
      ),
    )
    const commits = await recorded(DOSSIERS_PER_TURN)
    const halves = BATCH_SIZES.map((size, index) => {
      const ids = [...new Set(commits.map(({ dossier }) => dossier))].filter((_, number) => number % BATCH_SIZES.length === index)
      const mine = new Set(ids)
      return rawBatches(
        `raw_${open}`,
        commits.filter(({ dossier }) => mine.has(dossier)),
        size,
      )
    })
    const best: number[] = []
    for (const [index, batches] of halves.entries()) {
      best.push(await measured(client, `driver, ${open} open, batches of ${BATCH_SIZES[index]}`, () => writeRaw(client, batches)))
    }
    rates.raw.push(Math.max(...best))
  }
  say(`heap of this process: ${Math.round(process.memoryUsage().heapUsed / 2 ** 20)} MB`)
  await office.engine.stop()
  await client.end()
  return { ours: median(rates.ours), raw: median(rates.raw) }
}

/** What the engine commits on its way with so many dossiers: the same for every store. */
async function recorded(dossiers: number): Promise<readonly Commit[]> {
  const office = await openOffice(memoryStore(), true)
  await throughput(office, dossiers, AT_ONCE)
  await office.engine.stop()
  return office.commits
}

/** Prints what an arm cost the disk: bytes of the write-ahead log, and how often it was synced. */
async function measured(client: pg.Client, name: string, work: () => Promise<number>): Promise<number> {
  const figures = async () => {
    // Backends report what they did once a second at most.
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    const { rows } = await client.query<{ bytes: string; syncs: string }>(
      `SELECT pg_current_wal_lsn() - '0/0' AS bytes, (SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal') AS syncs, pg_stat_force_next_flush()`,
    )
    return { bytes: Number(rows[0]?.bytes), syncs: Number(rows[0]?.syncs) }
  }
  const before = await figures()
  // What another arm left behind is not collected on this one's time.
  globalThis.gc?.()
  const cpu = process.cpuUsage()
  const begun = performance.now()
  const rate = await work()
  const took = performance.now() - begun
  const { user, system } = process.cpuUsage(cpu)
  const after = await figures()
  const commits = (rate * took) / 1_000
  say(
    `${name.padEnd(40)} ${rate.toFixed(0).padStart(7)} steps/s ${((after.bytes - before.bytes) / commits).toFixed(0).padStart(6)} bytes of WAL/step ` +
      `${String(after.syncs - before.syncs).padStart(5)} fsyncs, ${((user + system) / commits).toFixed(0)} µs of CPU/step here`,
  )
  return rate
}

async function latency(server: Bench, full: number): Promise<void> {
  const office = await openOffice(postgresStore({ connectionString: server.url(), schema: 'ours_1000' }))
  for (const share of [0.1, 0.5, 0.9]) {
    const { p50, p99, max } = await latencies(office, full * share, 3)
    say(
      `latency at ${share * 100} % of full load: median ${p50.toFixed(1)} ms, 99 % ${p99.toFixed(1)} ms, most ${max.toFixed(1)} ms`,
    )
  }
  await office.engine.stop()
}

async function ask(server: Bench, open: number): Promise<void> {
  const applicationName = 'motcua bench asks'
  const store = postgresStore({ connectionString: server.url(), schema: `ours_${open}`, max: 2, applicationName })
  await store.open()
  const client = new pg.Client({ connectionString: server.url() })
  await client.connect()
  const computed = await processorTime(client, applicationName)
  for (const [name, question] of questions(store)) {
    const turns: { readonly wall: number; readonly server: number; readonly client: number }[] = []
    for (let turn = 0; turn < QUESTION_TURNS; turn += 1) {
      const [before, begun] = [computed(), performance.now()]
      await question()
      const wall = performance.now() - begun
      const after = computed()
      turns.push({ wall, server: after.server - before.server, client: after.client - before.client })
    }
    const middle = (of: (turn: (typeof turns)[number]) => number) => median(turns.map(of)).toFixed(1)
    say(
      `${name.padEnd(52)} median ${middle(({ wall }) => wall)} ms, least ${Math.min(...turns.map(({ wall }) => wall)).toFixed(1)} ms; ` +
        `processor time of the server ${middle((turn) => turn.server)} ms, of this process ${middle((turn) => turn.client)} ms`,
    )
  }
  await client.end()
  await store.close()
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN
}

function say(line: string): void {
  process.stderr.write(`  ${line}\n`)
}
