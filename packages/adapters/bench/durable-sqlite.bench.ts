import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Commit } from '@motcua/engine/ports'
import { startArm } from './arm.ts'
import { best } from './best.ts'
import { rate } from './meter.ts'
import { recording } from './office/recording.ts'
import { option } from './option.ts'
import { sqliteDriver, sqliteEngine, type SqliteTurn } from './sqlite/arms.ts'
import type { BenchResult } from './sqlite.bench.ts'

export const arms = { recording, sqliteDriver, sqliteEngine }

/** Turns alternate, and so does who begins, so that a slow moment of the machine falls on both. */
const TURNS = 9
const DOSSIERS_PER_TURN = 3_000
/** Dossiers on their way at once, and commits that the driver writes in one transaction: each arm shows its best. */
const AT_ONCE = [256, 384, 512]
const BATCH_SIZES = [64, 256, 1_024]
const SECONDS_OF_LATENCY = 4

/**
 * The whole engine on a procedure of ten steps, beside the bare driver that writes the same rows into a file of the same schema, its
 * parameters made before the clock runs, in its best batches, with `synchronous = FULL`; each in a process of its own. `--open=N`: how many
 * open dossiers the large files have (20,000 unless told).
 *
 * Bytes are what the process handed to `write`, from `/proc/self/io` where there is one. An fsync is counted for each transaction,
 * because in WAL mode each COMMIT is one fsync of the log; copying the log back, every 4,000 pages, adds two in both arms.
 */
export async function run(): Promise<BenchResult[]> {
  const open = Number(option('open') ?? 20_000)
  const folder = mkdtempSync(join(tmpdir(), 'motcua-durable-'))
  try {
    const recorder = await startArm(import.meta.url, recording, {})
    const recorded = await recorder.commits(1)
    await recorder.end()
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
  const driverFile = { path: `${path}-raw.db`, recorded }
  const filling = await startArm(import.meta.url, sqliteDriver, driverFile)
  await filling.fill(open)
  await filling.end()
  // One file has the same rows as the other.
  copyFileSync(`${path}-raw.db`, `${path}-engine.db`)
  const engine = await startArm(import.meta.url, sqliteEngine, { path: `${path}-engine.db` })
  const driver = await startArm(import.meta.url, sqliteDriver, driverFile)
  await engine.load(DOSSIERS_PER_TURN, Math.max(...AT_ONCE))
  const atOnce = await best(AT_ONCE, (many) => engine.load(DOSSIERS_PER_TURN, many))
  const size = await best(BATCH_SIZES, (many) => driver.write(many))
  const turns = { ours: [] as SqliteTurn[], raw: [] as SqliteTurn[] }
  const takes = {
    ours: async () => void turns.ours.push(await engine.load(DOSSIERS_PER_TURN, atOnce)),
    raw: async () => void turns.raw.push(await driver.write(size)),
  }
  for (let turn = 0; turn < TURNS; turn += 1) {
    const order = turn % 2 === 0 ? [takes.ours, takes.raw] : [takes.raw, takes.ours]
    for (const take of order) await take()
  }
  const [ours, peer] = [middle(turns.ours), middle(turns.raw)]
  const ratios = turns.ours.map((turn, number) => (rate(turn) / rate(turns.raw[number] as SqliteTurn)).toFixed(2))
  say(`${open} open dossiers; engine ÷ driver, turn by turn: ${ratios.join(', ')}`)
  say(`  engine  ${described(ours)}, ${atOnce} dossiers at once`)
  say(`  driver  ${described(peer)}, batches of ${size}`)
  for (const part of [0.1, 0.5, 0.9]) {
    const { p50, p99, max } = await engine.latencies(rate(ours) * part, SECONDS_OF_LATENCY)
    say(`  at ${part * 100} % of full load: median ${p50.toFixed(1)} ms, 99 % ${p99.toFixed(1)} ms, longest ${max.toFixed(1)} ms`)
  }
  say(`  ${mebibytes(await engine.memory())} of the engine's memory, ${mebibytes(statSync(`${path}-engine.db`).size)} of file`)
  await engine.end()
  await driver.end()
  return { ours: rate(ours), raw: rate(peer) }
}

function described(turn: SqliteTurn): string {
  const each = (amount: number) => (amount / turn.commits).toFixed(0)
  const shared = `${turn.fsyncs} fsyncs for ${turn.commits} commits`
  return `${rate(turn).toFixed(0)} commits/s, each ${each(turn.bytes)} bytes and ${each(turn.cpuUs)} µs of processor time; ${shared}`
}

function middle(turns: readonly SqliteTurn[]): SqliteTurn {
  return [...turns].sort((a, b) => rate(a) - rate(b))[Math.floor(turns.length / 2)] as SqliteTurn
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
