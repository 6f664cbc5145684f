import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import Database from 'better-sqlite3'
import type { Commit, JsonObject } from '@motcua/engine/ports'
import { sqliteStore } from '../src/store/sqlite/index.ts'

export interface BenchResult {
  readonly name: string
  /** Of our store, in `unit`. */
  readonly ours: number
  /** Of plain statements in the same run, in `unit`. */
  readonly peer: number
  /** `ours / peer`: 1 is as fast as plain SQLite. */
  readonly ratio: number
  readonly unit: string
}

/** Long enough that the write-ahead log is copied back several times. */
const SECONDS_PER_TURN = 1
/** Turns alternate, so that a slow moment of the disk falls on both. */
const TURNS = 3
const DOSSIERS = 2_000

/**
 * Commits of one step (a journal row of two events, a snapshot of 1.5 KB, a task, a job) into our store, against the same bytes
 * written by bare statements into bare tables: no look-up of conflicts and duplicates, no rules, no index but the primary keys. Both
 * keep the same promise to the disk: write-ahead log of the same length, `synchronous = FULL`, one transaction per batch.
 */
export async function run(): Promise<BenchResult[]> {
  return [await measure(1), await measure(50)]
}

async function measure(size: number): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-bench-'))
  const ours = await openOurs(join(folder, 'ours.db'))
  const peer = openPeer(join(folder, 'peer.db'))
  const rates: Record<'ours' | 'peer', number[]> = { ours: [], peer: [] }
  try {
    for (let turn = 0; turn < TURNS; turn += 1) {
      rates.ours.push(await rateOf(ours.write, size))
      rates.peer.push(await rateOf(peer.write, size))
    }
  } finally {
    await ours.close()
    peer.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const [a, b] = [median(rates.ours), median(rates.peer)]
  return { name: `sqlite commit, batches of ${size}`, ours: Math.round(a), peer: Math.round(b), ratio: a / b, unit: 'commits/s' }
}

async function rateOf(write: (size: number) => unknown, size: number): Promise<number> {
  const start = performance.now()
  let commits = 0
  while (performance.now() - start < SECONDS_PER_TURN * 1_000) {
    await write(size)
    commits += size
  }
  return commits / ((performance.now() - start) / 1_000)
}

async function openOurs(path: string) {
  const store = sqliteStore(path)
  await store.open()
  const next = steps()
  return {
    write: async (size: number) => {
      const outcomes = await store.commit(Array.from({ length: size }, next))
      if (outcomes.some((outcome) => outcome.status !== 'committed')) throw new Error('expected every step to be committed')
    },
    close: () => store.close(),
  }
}

function openPeer(path: string) {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('wal_autocheckpoint = 4000')
  db.exec(`
    CREATE TABLE snapshot (dossier TEXT PRIMARY KEY, head TEXT, state TEXT) WITHOUT ROWID;
    CREATE TABLE journal (position INTEGER PRIMARY KEY, row TEXT, answer TEXT);
    CREATE TABLE task (id TEXT PRIMARY KEY, task TEXT) WITHOUT ROWID;
    CREATE TABLE job (id TEXT PRIMARY KEY, job TEXT) WITHOUT ROWID;`)
  const snapshot = db.prepare('INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?)')
  const journal = db.prepare('INSERT INTO journal (row, answer) VALUES (?, ?)')
  const open = db.prepare('INSERT INTO task VALUES (?, ?)')
  const close = db.prepare('DELETE FROM task WHERE id = ?')
  const job = db.prepare('INSERT INTO job VALUES (?, ?)')
  const next = steps()
  const write = db.transaction((batch: readonly Commit[]) => {
    for (const commit of batch) {
      snapshot.run(commit.dossier, JSON.stringify(commit.head), JSON.stringify(commit.snapshot))
      journal.run(JSON.stringify(commit.row), JSON.stringify(commit.answer))
      for (const id of commit.tasks.close) close.run(id)
      for (const task of commit.tasks.open) open.run(task.id, JSON.stringify(task))
      for (const added of commit.jobs.add) job.run(added.id, JSON.stringify(added))
    }
  })
  return { write: (size: number) => write.immediate(Array.from({ length: size }, next)), close: () => db.close() }
}

/** The steps of many dossiers in turn; the same sequence for both sides. */
function steps(): () => Commit {
  let count = 0
  return () => {
    const dossier = `0199a7f0-0000-7000-8000-${(count % DOSSIERS).toString(16).padStart(12, '0')}`
    const seq = Math.floor(count / DOSSIERS) + 1
    count += 1
    return step(dossier, seq)
  }
}

function step(dossier: string, seq: number): Commit {
  const at = 1_759_479_000_000 + seq
  const command = `${dossier.slice(0, 30)}-command-${seq}`
  const event = (type: string) => ({ type, version: 1, data: DATA, salt: '5a'.repeat(16), digest: HASH })
  return {
    dossier,
    row: {
      ...{ dossier, seq, at, actor: 'counter-1', command, type: 'completeTask', previous: HASH, hash: HASH },
      events: [event('taskCompleted'), event('taskOpened')],
    },
    head: HEAD,
    snapshot: { seq, kernel: 1, fingerprint: HASH, state: STATE },
    tasks: { open: [taskOf(dossier, seq, at)], close: [`${dossier}:${seq - 1}`] },
    timers: { set: [], clear: [] },
    jobs: { add: [jobOf(dossier, seq, at)], finish: [], cancel: [] },
    answer: { command, digest: HASH, response: { seq } },
  }
}

function taskOf(dossier: string, seq: number, at: number): Commit['tasks']['open'][number] {
  const names = { element: 'check-components', name: 'Kiểm tra thành phần hồ sơ', form: 'component-check' }
  const { agency, procedure, code, title, search, applicant } = HEAD
  const people = { groups: [], unit: null, assignee: null, owner: null, excluded: [] }
  return {
    ...{ agency, procedure, code, title, search, applicant },
    ...people,
    id: `${dossier}:${seq}`,
    dossier,
    ...names,
    role: 'counter',
    stage: 'receive',
    openedAt: at,
    dueAt: at + 3_600_000,
  }
}

function jobOf(dossier: string, seq: number, at: number): Commit['jobs']['add'][number] {
  const id = `${dossier}:job:${seq}`
  return { id, dossier, type: 'sync-portal', lane: null, instance: null, key: id, input: DATA, at }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN
}

const HASH = 'c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2'
const DATA: JsonObject = { element: 'check-components', instance: 7, variables: { missing: [], note: 'Hồ sơ đầy đủ, hợp lệ' } }
const HEAD: Commit['head'] = {
  ...{ agency: null, title: 'Nguyễn Thị Bưởi', search: 'H22.01-251003-0001 Nguyễn Thị Bưởi', suspendedAt: null },
  ...{ procedure: '1.001193', version: 3, fingerprint: HASH, code: 'H22.01-251003-0001', status: 'running' },
  ...{ standing: 'inProgress', stages: ['receive'], applicant: 'Nguyễn Thị Bưởi', openedAt: 1, dueAt: 2, endedAt: null },
}
/** About 1.5 KB. */
const STATE: JsonObject = {
  tokens: Array.from({ length: 60 }, (_, index) => (index % 7 === 0 ? 1 : 0)),
  variables: Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`variable-${index}`, `giá trị số ${index}`])),
}
