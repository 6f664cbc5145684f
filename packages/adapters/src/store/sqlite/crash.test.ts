import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '@motcua/engine/ports'
import { at, commitOf, jobOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { bundleChild } from '../child-bundle.fixture.ts'
import { sqliteStore } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'motcua-crash-'))
let child = ''
beforeAll(async () => {
  child = await bundleChild(new URL('child.fixture.ts', import.meta.url), folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Each start of a process costs a tenth of a second. */
const KILLS = 6

test('after kill -9 every acknowledged commit is there, whole, and every journal is contiguous', async () => {
  const path = join(folder, 'killed.db')
  let round = 0
  const acknowledged: Acknowledged[] = []
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 120 }), async (lines) => {
      const found = await killedAfter(path, `run${++round}`, lines)
      expect(found.length).toBeGreaterThanOrEqual(lines)
      acknowledged.push(...found)
      const store = sqliteStore(path)
      await store.open()
      await mustBeWhole(store, acknowledged)
      await store.close()
    }),
    { numRuns: KILLS, endOnFailure: true },
  )
  expect(acknowledged.length).toBeGreaterThan(KILLS)
  const db = new Database(path)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.pragma('foreign_key_check')).toEqual([])
  db.close()
})

test('processes that create and use one file together lose nothing and give no serial twice', async () => {
  const path = join(folder, 'together.db')
  const outputs = await Promise.all(['p', 'q', 'r'].map((name) => output(['rounds', path, name])))
  const lines = outputs.flat()
  const serials = lines.filter((line) => line.startsWith('serial ')).map((line) => Number(line.slice(7)))
  expect(serials.sort((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1))
  const commits = lines.filter((line) => !line.startsWith('serial ')).map(acknowledgedBy)
  expect(commits.length).toBe(3 * 40 * 4)
  const store = sqliteStore(path)
  await store.open()
  await mustBeWhole(store, commits)
  await store.close()
})

test('processes that open a new file at one instant all find it theirs', async () => {
  for (let round = 0; round < 4; round += 1) {
    const path = join(folder, `instant-${round}.db`)
    const instant = String(Date.now() + 700)
    const outputs = await Promise.all(Array.from({ length: 4 }, () => output(['open', path, instant])))
    expect(outputs.flat()).toEqual(['opened', 'opened', 'opened', 'opened'])
  }
})

test('of several processes only one gets a job', async () => {
  const path = join(folder, 'claims.db')
  const store = sqliteStore(path)
  await store.open()
  const jobs = Array.from({ length: 60 }, (_, index) => jobOf('a', `job-${index}`))
  await store.commit([commitOf('a', 1, { add: jobs })])
  const claimed = (await Promise.all(['v', 'w'].map((name) => output(['claim', path, name])))).flat()
  expect(claimed.sort()).toEqual(jobs.map((job) => job.id).sort())
  await store.close()
})

test('a backup taken while commits go on opens as a whole store', async () => {
  const path = join(folder, 'running.db')
  const store = sqliteStore(path)
  await store.open()
  const running = spawn(process.execPath, [child, 'commit', path, 'live'])
  await linesOf(running, 40)
  const copy = join(folder, 'backup.db')
  const db = new Database(path)
  db.prepare('VACUUM INTO ?').run(copy)
  db.close()
  await ended(running)
  await store.close()
  const restored = sqliteStore(copy)
  await restored.open()
  await mustBeWhole(restored, [])
  expect((await restored.feed(null, 1_000)).length).toBeGreaterThanOrEqual(40)
  await restored.close()
})

interface Acknowledged {
  readonly dossier: string
  readonly seq: number
}

/** Every acknowledged commit is there, once; all that a commit brings stands or falls with it. */
async function mustBeWhole(store: Store, acknowledged: readonly Acknowledged[]): Promise<void> {
  const feed = await store.feed(null, 1_000_000)
  const names = feed.map(({ row }) => `${row.dossier} ${row.seq}`)
  const there = new Set(names)
  expect(there.size).toBe(names.length)
  expect(acknowledged.filter(({ dossier, seq }) => !there.has(`${dossier} ${seq}`))).toEqual([])
  for (const dossier of new Set(feed.map(({ row }) => row.dossier))) {
    const seqs = (await store.journal(dossier, 0, 1_000_000)).map((row) => row.seq)
    const last = seqs.length
    expect(seqs).toEqual(Array.from({ length: last }, (_, index) => index + 1))
    expect(await store.load(dossier)).toMatchObject({ seq: last, snapshot: { seq: last, state: { seq: last } } })
    expect((await store.tasks({ dossier, limit: 10 })).items.map((task) => task.id)).toEqual([`${dossier}:${last}`])
    expect(await store.jobs({ dossier, limit: 1_000_000 })).toHaveLength(last)
    expect(await store.timers({ dossier, limit: 1_000_000 })).toHaveLength(last)
    expect(await store.answer(dossier, `${dossier}/command-${last}`)).toMatchObject({ response: { accepted: last } })
  }
  const { openDossiers, openTasks } = await store.figures(at)
  expect([openDossiers, openTasks]).toEqual([new Set(feed.map(({ row }) => row.dossier)).size, openDossiers])
}

/** Starts a committing process and kills it without warning once it has acknowledged so many commits. */
async function killedAfter(path: string, name: string, lines: number): Promise<readonly Acknowledged[]> {
  const running = spawn(process.execPath, [child, 'commit', path, name])
  await linesOf(running, lines)
  return (await ended(running)).map(acknowledgedBy)
}

type Running = ReturnType<typeof spawn>
const texts = new WeakMap<Running, string>()

/** Resolves when the process has printed so many whole lines. */
async function linesOf(running: Running, lines: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    running.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const all = (texts.get(running) ?? '') + text
      texts.set(running, all)
      if (all.split('\n').length > lines) resolve()
    })
    running.once('exit', (code) => reject(new Error(`expected ${lines} lines, found exit ${code} after ${texts.get(running)}`)))
  })
}

/** Kills the process and gives every whole line that it printed. */
async function ended(running: Running): Promise<readonly string[]> {
  running.kill('SIGKILL')
  await new Promise((resolve) => running.once('close', resolve))
  return (texts.get(running) ?? '').split('\n').slice(0, -1)
}

async function output(args: readonly string[]): Promise<readonly string[]> {
  const running = spawn(process.execPath, [child, ...args])
  let [text, errors] = ['', '']
  running.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  running.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk))
  const code = await new Promise((resolve) => running.once('close', resolve))
  expect({ code, errors, text: code === 0 ? '' : text }).toEqual({ code: 0, errors: '', text: '' })
  return text.split('\n').slice(0, -1)
}

function acknowledgedBy(line: string): Acknowledged {
  const [, dossier = '', seq] = /^(\S+) (\d+)$/.exec(line) ?? []
  if (dossier === '') throw new Error(`expected "dossier seq", found "${line}"`)
  return { dossier, seq: Number(seq) }
}
