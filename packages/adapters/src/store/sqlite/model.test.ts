import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { memoryStore } from '@motcua/engine'
import type { Commit, JobStatus, Store } from '@motcua/engine/ports'
import { commitOf, jobOf, taskOf, timerOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { sqliteStore } from './index.ts'

/**
 * The memory store, which computes everything anew from plain lists, is the model; SQLite, which keeps indices and due instants up to
 * date, must give the same answer to every call and hold the same afterwards.
 */
test('under any sequence of operations SQLite answers as the memory store does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 40, size: 'max' }), async (operations) => {
      const [model, real] = [memoryStore(), sqliteStore(join(folder, `model-${++files}.db`))]
      await Promise.all([model.open(), real.open()])
      const context = { jobs: 0 }
      for (const [kind, ...numbers] of operations) {
        const call = await OPERATIONS[kind](model, context, numbers)
        const expected = await outcomeOf(call(model))
        expect(await outcomeOf(call(real))).toEqual(expected)
      }
      expect(await everything(real)).toEqual(await everything(model))
      await real.close()
    }),
    { numRuns: 150 },
  )
})

const folder = mkdtempSync(join(tmpdir(), 'motcua-model-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

type Kind = 'commit' | 'claim' | 'release' | 'finish' | 'retry' | 'serial' | 'define' | 'look' | 'reopen'
type Numbers = readonly number[]

/** Looks at the model for something that fits, and gives the call that both stores get. */
type Operation = (model: Store, context: { jobs: number }, numbers: Numbers) => Promise<(store: Store) => Promise<unknown>>

/** Few names and narrow instants, so that operations meet. */
const DOSSIERS = ['a', 'b', 'c'] as const
const WORKERS = ['v', 'w'] as const
const ROLES = ['counter', 'registrar', null] as const
const LANES = ['portal', 'portal', 'notify', null] as const
const error = { code: 'PORTAL_BUSY', message: 'busy' }

const number = fc.nat(30)
const operation = fc
  .tuple(
    fc.oneof(
      { weight: 5, arbitrary: fc.constant<Kind>('commit') },
      { weight: 4, arbitrary: fc.constant<Kind>('claim') },
      { weight: 6, arbitrary: fc.constantFrom<Kind>('release', 'finish', 'retry') },
      { weight: 3, arbitrary: fc.constantFrom<Kind>('serial', 'define', 'look', 'reopen') },
    ),
    fc.array(number, { minLength: 12, maxLength: 12 }),
  )
  .map(([kind, numbers]) => [kind, ...numbers] as const)

const OPERATIONS: Record<Kind, Operation> = {
  commit: async (model, context, numbers) => {
    const batch = await batchOf(model, context, numbers)
    return (store) => store.commit(batch)
  },
  claim: async (_, __, [worker = 0, now = 0, lease = 0, limit = 0]) => {
    return (store) => store.claimJobs(pick(WORKERS, worker), now, lease, limit % 4)
  },
  release: async (model, _, [which = 0, worker = 0, how = 0, at = 0]) => {
    const job = await jobWith(model, 'leased', which)
    const change = how % 2 === 0 ? ({ to: 'parked', error } as const) : ({ to: 'queued', at, error } as const)
    return (store) => store.releaseJob(job, pick(WORKERS, worker), change)
  },
  finish: async (model, _, [which = 0, worker = 0]) => {
    const job = await jobWith(model, 'leased', which)
    return (store) => store.finishJob(job, pick(WORKERS, worker))
  },
  retry: async (model, _, [which = 0, at = 0]) => {
    const job = await jobWith(model, 'parked', which)
    return (store) => store.retryJob(job, at)
  },
  serial: async (_, __, [series = 0, key = 0]) => {
    return (store) => store.serial(`s${series % 2}`, `k${key % 5}`)
  },
  define: async (_, __, [which = 0, version = 0]) => {
    const definition = { fingerprint: `f${which % 3}`, procedure: 'p', version, definition: { version } }
    return (store) => store.putDefinition(definition)
  },
  look: async (_, __, [now = 0, limit = 0, role = 0, dossier = 0]) => {
    return async (store) => [
      await store.nextDue(),
      await store.dueTimers(now, limit % 4),
      await store.tasks({ roles: [pick(ROLES, role) ?? 'registrar', 'counter'], limit: limit % 4 }),
      await store.tasks({ dossier: pick(DOSSIERS, dossier), roles: ['counter'], limit: 2 }),
      await store.feed(now % 8, limit % 4),
      await store.journal(pick(DOSSIERS, dossier), now % 4, limit % 4),
    ]
  },
  reopen: async () => async (store) => {
    await store.close()
    await store.open()
  },
}

/** Three times in four a job of this status, otherwise any. */
async function jobWith(model: Store, status: JobStatus, which: number): Promise<string> {
  const fitting = which % 4 === 0 ? [] : await model.jobs({ status, limit: 100 })
  const jobs = fitting.length > 0 ? fitting : await model.jobs({ limit: 100 })
  return jobs.length > 0 ? pick(jobs, which).id : 'nobody'
}

/** One to three commits: most fit, some come too late, some come again, a few are defects. */
async function batchOf(model: Store, context: { jobs: number }, numbers: Numbers): Promise<readonly Commit[]> {
  const [size = 0, ...rest] = numbers
  const seqs = new Map<string, number>()
  const batch: Commit[] = []
  for (let index = 0; index <= size % 3; index += 1) {
    const [which = 0, how = 0, amount = 0, role = 0, due = 0, ending = 0] = rest.slice(index * 2)
    const dossier = pick(DOSSIERS, which)
    const seq = (seqs.get(dossier) ?? (await model.load(dossier))?.seq ?? 0) + (how % 7 === 0 ? 2 : 1)
    if (how % 7 !== 0) seqs.set(dossier, seq)
    const command = how % 9 === 0 ? `command-${amount % 3}` : `${dossier}-${seq}-${amount}`
    const add = Array.from({ length: amount % 3 }, (_, offset) =>
      jobOf(dossier, `j${how === 11 ? 0 : (context.jobs += 1)}`, { lane: pick(LANES, amount + offset), at: due + offset }),
    )
    batch.push(
      commitOf(dossier, seq, {
        command,
        add,
        open: [taskOf(dossier, role % 4, { role: pick(ROLES, role), dueAt: due % 3 === 0 ? null : due, openedAt: amount })],
        close: [`${dossier}:${ending % 4}`],
        set: [timerOf(dossier, 4 + (role % 3), due)],
        clear: [`${dossier}:${4 + (ending % 3)}`],
        finish: ending % 2 === 0 ? [`j${ending % (context.jobs + 1)}`] : [],
        cancel: ending % 3 === 0 ? [`j${due % (context.jobs + 1)}`] : [],
        ...(due % 2 === 0 ? { snapshot: { seq, kernel: 1, fingerprint: 'f', state: due } } : {}),
      }),
    )
  }
  return batch
}

function pick<T>(list: readonly T[], number: number): T {
  return list[number % list.length] as T
}

/** What a call gave, or the code of its failure. */
async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  return work.catch((failure: unknown) => (failure instanceof Error && 'code' in failure ? failure.code : failure))
}

async function everything(store: Store): Promise<unknown> {
  const feed = await store.feed(0, 1_000)
  return {
    feed,
    dossiers: await Promise.all(DOSSIERS.map((dossier) => store.load(dossier))),
    answers: await Promise.all(feed.map(({ row }) => store.answer(row.dossier, row.command))),
    tasks: await store.tasks({ limit: 1_000 }),
    timers: await store.dueTimers(1_000, 1_000),
    jobs: await store.jobs({ limit: 1_000 }),
    byStatus: await Promise.all(
      (['queued', 'leased', 'parked', 'done', 'cancelled'] as const).map((status) => store.jobs({ status, limit: 1_000 })),
    ),
    nextDue: await store.nextDue(),
    definitions: await Promise.all(['f0', 'f1', 'f2'].map((fingerprint) => store.definition(fingerprint))),
  }
}
