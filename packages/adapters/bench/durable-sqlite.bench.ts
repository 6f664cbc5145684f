import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'
import type { Commit, Store } from '@motcua/engine/ports'
import { sqliteStore } from '../src/store/sqlite/index.ts'
import { latencies } from './postgres/latency.ts'
import { openOffice, throughput, type Office } from './postgres/ten-steps.ts'
import type { BenchResult } from './sqlite.bench.ts'
import { rawWriter, type RawWriter } from './sqlite/raw.ts'

/** Turns alternate, so that a slow moment of the machine falls on both. */
const TURNS = 3
const DOSSIERS_PER_TURN = 3_000
/** Dossiers on their way at once. */
const AT_ONCE = 512
const BATCH_SIZES = [64, 256, 1_024]
const SECONDS_OF_LATENCY = 4
/** As it is published. */
const WRITER = pathToFileURL(join(process.cwd(), 'packages/adapters/dist/store/sqlite/writer.js'))

/**
 * The whole engine on a procedure of ten steps, beside the bare driver that writes the same rows into a file of the same schema, its
 * parameters made before the clock runs, in its best batches, with `synchronous = FULL`. `--open N`: how many open dossiers the large
 * files have (20,000 unless told).
 *
 * Bytes are what the process handed to `write`, from `/proc/self/io` where there is one. An fsync is counted for each transaction,
 * because in WAL mode each COMMIT is one fsync of the log; copying the log back, every 4,000 pages, adds two in both arms.
 */
export async function run(): Promise<BenchResult[]> {
  const flag = process.argv.indexOf('--open')
  const open = flag < 0 ? 20_000 : Number(process.argv[flag + 1])
  const folder = mkdtempSync(join(tmpdir(), 'motcua-durable-'))
  try {
    const recorded = await record(join(folder, 'recorded.db'))
    const small = await compare(join(folder, 'small'), recorded, 1_000)
    const large = await compare(join(folder, 'large'), recorded, open)
    const slower = { ours: small.ours / large.ours, raw: small.raw / large.raw }
    return [
      result('sqlite, engine and driver, 1000 open', small.ours, small.raw, 'commits/s'),
      result(`sqlite, engine and driver, ${open} open`, large.ours, large.raw, 'commits/s'),
      result('sqlite, slower by so many open (x 1000)', slower.ours * 1_000, slower.raw * 1_000, ''),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function result(name: string, ours: number, peer: number, unit: string): BenchResult {
  return { name, ours, peer, ratio: ours / peer, unit }
}

async function compare(path: string, recorded: readonly Commit[], open: number): Promise<{ ours: number; raw: number }> {
  const counted = { commits: 0, fsyncs: 0 }
  const filling = rawWriter(`${path}-raw.db`)
  filling.fill(recorded, open)
  filling.close()
  // One file has the same rows as the other.
  copyFileSync(`${path}-raw.db`, `${path}-engine.db`)
  const office = await openOffice(counting(sqliteStore(`${path}-engine.db`, { writer: WRITER }), counted))
  const raw = rawWriter(`${path}-raw.db`)
  await throughput(office, DOSSIERS_PER_TURN, AT_ONCE)
  const best = BATCH_SIZES.map((size) => [size, rate(writeRaw(raw, recorded, size))] as const).reduce((a, b) =>
    b[1] > a[1] ? b : a,
  )
  const turns: { ours: Turn; raw: Turn }[] = []
  for (let turn = 0; turn < TURNS; turn += 1) {
    turns.push({ ours: await load(office, counted), raw: writeRaw(raw, recorded, best[0]) })
  }
  const [ours, peer] = [middle(turns.map((turn) => turn.ours)), middle(turns.map((turn) => turn.raw))]
  say(`${open} open dossiers`)
  say(`  engine  ${described(ours)}`)
  say(`  driver  ${described(peer)}, batches of ${best[0]}`)
  for (const part of [0.1, 0.5, 0.9]) {
    const { p50, p99, max } = await latencies(office, rate(ours) * part, SECONDS_OF_LATENCY)
    say(`  at ${part * 100} % of full load: median ${p50.toFixed(1)} ms, 99 % ${p99.toFixed(1)} ms, longest ${max.toFixed(1)} ms`)
  }
  say(`  ${mebibytes(process.memoryUsage.rss())} of memory, ${mebibytes(statSync(`${path}-engine.db`).size)} of file`)
  await office.engine.stop()
  raw.close()
  return { ours: rate(ours), raw: rate(peer) }
}

interface Turn {
  readonly commits: number
  readonly seconds: number
  readonly bytes: number
  readonly fsyncs: number
  readonly cpuUs: number
}

function described(turn: Turn): string {
  const each = (amount: number) => (amount / turn.commits).toFixed(0)
  const shared = `${turn.fsyncs} fsyncs for ${turn.commits} commits`
  return `${rate(turn).toFixed(0)} commits/s, each ${each(turn.bytes)} bytes and ${each(turn.cpuUs)} µs of processor time; ${shared}`
}

async function load(office: Office, counted: Counted): Promise<Turn> {
  const measured = meter(counted)
  await throughput(office, DOSSIERS_PER_TURN, AT_ONCE)
  return measured()
}

function writeRaw(raw: RawWriter, recorded: readonly Commit[], size: number): Turn {
  const batches = raw.prepare(recorded, size)
  const measured = meter(raw.counted)
  for (const batch of batches) raw.write(batch)
  return measured()
}

interface Counted {
  commits: number
  fsyncs: number
}

/** The store, counting its batches: each is one transaction. */
function counting(store: Store, counted: Counted): Store {
  const commit = store.commit.bind(store)
  store.commit = (batch) => {
    counted.commits += batch.length
    counted.fsyncs += 1
    return commit(batch)
  }
  return store
}

/** The commits of one dossier after another, as the engine makes them. */
async function record(path: string): Promise<readonly Commit[]> {
  const office = await openOffice(sqliteStore(path), true)
  await throughput(office, 100, 100)
  await office.engine.stop()
  return office.commits
}

/** What happens from now on until the given function is called. */
function meter(counted: Counted): () => Turn {
  // What another arm left behind is not collected on this one's time.
  globalThis.gc?.()
  const before = { ...counted, at: performance.now(), bytes: written(), cpu: process.cpuUsage() }
  return () => {
    const cpu = process.cpuUsage(before.cpu)
    return {
      commits: counted.commits - before.commits,
      fsyncs: counted.fsyncs - before.fsyncs,
      seconds: (performance.now() - before.at) / 1_000,
      bytes: written() - before.bytes,
      cpuUs: cpu.user + cpu.system,
    }
  }
}

/** Bytes that the process has handed to `write` so far; 0 where the system does not say. */
function written(): number {
  try {
    return Number(/^wchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

function rate({ commits, seconds }: Turn): number {
  return commits / seconds
}

function middle(turns: readonly Turn[]): Turn {
  return [...turns].sort((a, b) => rate(a) - rate(b))[Math.floor(turns.length / 2)] as Turn
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
