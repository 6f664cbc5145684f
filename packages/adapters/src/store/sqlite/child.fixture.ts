import { rmSync, writeSync } from 'node:fs'
import { StoreFailure } from '@motcua/engine/ports'
import type { Commit } from '@motcua/engine/ports'
import { commitOf, jobOf, taskOf, timerOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { sqliteStore } from './index.ts'

/**
 * A process of its own that the tests run, starve and kill: `node child.mjs <what> <path> [argument]`. What it prints is written to the
 * pipe at once, line by line, and only after the store acknowledged it.
 */
const [what, path = '', argument = ''] = process.argv.slice(2)
const options = {
  once: () => ({ writer: new URL(argument) }),
  closing: () => ({ writer: new URL(argument) }),
  endless: () => ({ writer: new URL(argument), ownTimeoutMs: 4_000 }),
}
const store = sqliteStore(path, what !== undefined && what in options ? options[what as keyof typeof options]() : {})

const PROGRAMS: Record<string, () => Promise<void>> = {
  /** Commits for ever to dossiers of its own: prints `dossier seq`. */
  async commit() {
    await store.open()
    for (let round = 1; ; round += 1) await acknowledge(batchOf(argument, round))
  },
  /** The same, forty rounds and no more. */
  async rounds() {
    await store.open()
    for (let round = 1; round <= 40; round += 1) {
      await acknowledge(batchOf(argument, round))
      say(`serial ${await store.serial('shared', `${argument}-${round}`)}`)
    }
    await store.close()
  },
  /** Commits once, through the thread whose program is `argument`, and does not close. */
  async once() {
    await store.open()
    const [outcome] = await store.commit([commitOf('once', 1)])
    say(outcome?.status ?? 'nothing')
  },
  /** Begins a statement that never ends, in the process that such are run in. */
  async endless() {
    await store.open()
    await store.commit([commitOf('made', 1, { own: [{ sql: 'CREATE TABLE own (number INTEGER)', params: [] }] })])
    const sql = 'INSERT INTO own WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c'
    const outcome = store.commit([commitOf('endless', 1, { own: [{ sql, params: [] }] })])
    say('begun')
    await outcome
  },
  /** The same as `once`, and closes. */
  async closing() {
    await PROGRAMS['once']?.()
    await store.close()
    say('closed')
  },
  /** Takes jobs until there are none: prints each one's id. */
  async claim() {
    await store.open()
    for (;;) {
      const jobs = await store.claimJobs(argument, Date.now(), 60_000, 3)
      if (jobs.length === 0) break
      for (const job of jobs) say(job.id)
    }
    await store.close()
  },
  /** Prints `opened`, or the code of the failure. Where `argument` is an instant, it opens then and not before. */
  async open() {
    while (Date.now() < Number(argument));
    await store.open()
    say('opened')
  },
  /** Commits until the disk is full, makes room by removing the file `argument`, and commits again. */
  async fill() {
    await store.open()
    let seq = 0
    const big = () =>
      store.commit([commitOf('a', seq + 1, { answer: { response: 'x'.repeat(20_000) }, open: [taskOf('a', seq)] })])
    try {
      for (; seq < 1_000; seq += 1) await big()
    } catch (error) {
      say(error instanceof StoreFailure ? error.code : String(error))
    }
    const before = await store.load('a')
    const journal = await store.journal('a', 0, 10_000)
    const { items: tasks } = await store.tasks({ limit: 1_000 })
    say(JSON.stringify({ acknowledged: seq, seq: before?.seq, rows: journal.length, tasks: tasks.length }))
    rmSync(argument)
    say((await big())[0]?.status ?? 'nothing')
    await store.close()
  },
}

/** Three dossiers a batch, one of them twice; each step replaces its task and adds a timer and a job. */
function batchOf(name: string, round: number): readonly Commit[] {
  const steps = [
    { dossier: `${name}-a`, seq: round },
    { dossier: `${name}-b`, seq: 2 * round - 1 },
    { dossier: `${name}-b`, seq: 2 * round },
    { dossier: `${name}-c`, seq: round },
  ]
  return steps.map(({ dossier, seq }) =>
    commitOf(dossier, seq, {
      snapshot: { seq, kernel: 1, fingerprint: 'f', state: { seq, padding: 'ộ'.repeat(400) } },
      ...{ open: [taskOf(dossier, seq)], close: [`${dossier}:${seq - 1}`] },
      ...{ set: [timerOf(dossier, seq, seq)], add: [jobOf(dossier, `${dossier}:job-${seq}`)] },
    }),
  )
}

async function acknowledge(batch: readonly Commit[]): Promise<void> {
  const outcomes = await store.commit(batch)
  outcomes.forEach((outcome, index) => {
    const commit = batch[index]
    say(outcome.status === 'committed' ? `${commit?.dossier} ${commit?.row.seq}` : outcome.status)
  })
}

function say(line: string): void {
  writeSync(1, `${line}\n`)
}

PROGRAMS[what ?? '']?.().catch((error: unknown) => {
  say(error instanceof StoreFailure ? error.code : `another error: ${String(error)}`)
  process.exitCode = 1
})
