import fc from 'fast-check'
import { expect } from 'vitest'
import { memoryStore } from '@motcua/engine'
import type { JobStatus, LookedUp, Page, Store, StoredTask } from '@motcua/engine/ports'
import { messageOf, sealOf } from '../../../engine/src/testing/contracts/store/fixture.ts'
import { AGENCIES, batchOf, DOSSIERS, JOB_TYPES, KEYS, pick, ROLES, WORDS, type Numbers } from './model-batch.fixture.ts'

/**
 * The memory store, which computes everything anew from plain lists, is the model; a store that keeps indices, counts and due instants
 * up to date must give the same answer to every call and hold the same afterwards.
 *
 * @param make  a new, empty store, not open
 */
export async function answersAsMemoryDoes(make: () => Promise<Store>, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 40, size: 'max' }), async (operations) => {
      const [model, real] = [memoryStore(), await make()]
      await Promise.all([model.open(), real.open()])
      const context = { jobs: 0 }
      try {
        for (const [kind, ...numbers] of operations) {
          const call = await OPERATIONS[kind](model, context, numbers)
          const expected = await outcomeOf(call(model))
          expect(await outcomeOf(call(real))).toEqual(expected)
        }
        expect(await everything(real)).toEqual(await everything(model))
      } finally {
        await real.close()
      }
    }),
    { numRuns },
  )
}

/** Looks at the model for something that fits, and gives the call that both stores get. */
type Operation = (model: Store, context: { jobs: number }, numbers: Numbers) => Promise<(store: Store) => Promise<unknown>>

const WORKERS = ['v', 'w'] as const
const error = { code: 'PORTAL_BUSY', message: 'busy' }

const OPERATIONS = {
  commit: async (model, context, numbers) => {
    const batch = await batchOf(model, context, numbers)
    return (store) => store.commit(batch)
  },
  claim: async (_, __, [worker = 0, now = 0, lease = 0, limit = 0, but = 0]) => {
    return (store) => store.claimJobs(pick(WORKERS, worker), now, lease, limit % 4, JOB_TYPES.slice(but % 3))
  },
  extend: async (model, _, [which = 0, worker = 0, until = 0]) => {
    const job = await jobWith(model, 'leased', which)
    return (store) => store.extendJob(job, pick(WORKERS, worker), until)
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
  settle: async (model, _, [which = 0, at = 0, how = 0]) => {
    const job = await jobWith(model, 'parked', which)
    const word = { actor: 'operator', reason: `r${how}`, at }
    const input = how % 2 === 0 ? {} : { input: { how } }
    return (store) => store.settleJob(job, how % 3 === 0 ? { ...word, to: 'skipped' } : { ...word, to: 'queued', ...input })
  },
  claimTimers: async (_, __, [worker = 0, now = 0, lease = 0, limit = 0]) => {
    return (store) => store.claimTimers(pick(WORKERS, worker), now, lease, limit % 4)
  },
  releaseTimer: async (model, _, [which = 0, worker = 0, at = 0, dossier = 0]) => {
    const timers = await model.timers({ dossier: pick(DOSSIERS, dossier), limit: 9 })
    const timer = timers.length > 0 ? pick(timers, which).id : 'nobody'
    return (store) => store.releaseTimer(timer, pick(WORKERS, worker), at)
  },
  putMessage: async (_, __, [id = 0, key = 0, agency = 0, at = 0, life = 0]) => {
    const message = messageOf(`m${id % 6}`, { key: pick(KEYS, key), agency: pick(AGENCIES, agency), at, expiresAt: at + life })
    return (store) => store.putMessage(message)
  },
  claimMatches: async (_, __, [worker = 0, now = 0, lease = 0, limit = 0]) => {
    return (store) => store.claimMatches(pick(WORKERS, worker), now, lease, limit % 4)
  },
  releaseMessage: async (_, __, [id = 0, worker = 0, at = 0]) => {
    return (store) => store.releaseMessage(`m${id % 6}`, pick(WORKERS, worker), at)
  },
  keepMessages: async (_, __, [id = 0, status = 0, agency = 0, at = 0, life = 0, key = 0, more = 0]) => {
    const batch = [0, 1, 2].slice(more % 3).map((step) => ({
      message: messageOf(`m${(id + step * key) % 6}`, { agency: pick(AGENCIES, agency + step), at, expiresAt: at + life }),
      status: pick(['kept', 'taken', 'expired'] as const, status + step),
    }))
    return (store) => store.keepMessages(batch)
  },
  expireMessages: async (_, __, [now = 0, limit = 0]) => {
    return (store) => store.expireMessages(now, limit % 3)
  },
  putBroadcast: async (_, __, [id = 0, agency = 0, at = 0]) => {
    const broadcast = { id: `b${id % 4}`, agency: pick(AGENCIES, agency), signal: 'flood', payload: { at }, actor: 'x', at }
    return async (store) => [await store.putBroadcast(broadcast), await store.broadcast(broadcast.id)]
  },
  keepBroadcasts: async (_, __, [id = 0, agency = 0, at = 0, more = 0]) => {
    const batch = [0, 1].slice(more % 2).map((step) => ({
      ...{ id: `b${(id + step) % 4}`, agency: pick(AGENCIES, agency + step), signal: 'flood', payload: { at }, actor: 'x', at },
    }))
    return (store) => store.keepBroadcasts(batch)
  },
  tellBroadcast: async (_, __, [worker = 0, now = 0, lease = 0, page = 0, isAdvanced = 0]) => {
    return async (store) => {
      const [turn] = await store.claimBroadcasts(pick(WORKERS, worker), now, lease, 1, (page % 2) + 1)
      if (turn === undefined) return undefined
      const told = { broadcast: turn.broadcast, dossiers: turn.dossiers }
      if (isAdvanced % 3 === 0) return told
      return [told, await store.advanceBroadcast(turn.broadcast.id, pick(WORKERS, worker), turn.turn)]
    }
  },
  putSchedule: async (_, __, [id = 0, due = 0]) => {
    const word = { agency: null, procedure: 'p', rule: 'R/PT1H', variables: { due }, actor: 'x' }
    return (store) => store.putSchedule({ id: `s${id % 3}`, ...word, due: due % 5 === 0 ? null : due })
  },
  advanceSchedule: async (_, __, [worker = 0, now = 0, lease = 0, next = 0, drop = 0]) => {
    return async (store) => {
      const [schedule] = await store.claimSchedules(pick(WORKERS, worker), now, lease, 1)
      if (schedule === undefined) return store.dropSchedule(`s${drop % 9}`)
      const due = schedule.due ?? 0
      return [
        schedule,
        await store.advanceSchedule(schedule.id, pick(WORKERS, worker + lease), due, next % 4 === 0 ? null : next),
      ]
    }
  },
  seal: async (_, __, [number = 0]) => {
    return (store) => store.putSeal(sealOf((number % 4) + 1))
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
      await store.figures(now),
      shown((await store.tasks({ roles: [pick(ROLES, role) ?? 'registrar', 'counter'], limit: (limit % 4) + 1 })).items),
      shown((await store.tasks({ dossier: pick(DOSSIERS, dossier), roles: ['counter'], limit: 2 })).items),
      await rows(store, now % 8, limit % 4),
      await store.journal(pick(DOSSIERS, dossier), now % 4, limit % 4),
    ]
  },
  reopen: async () => async (store) => {
    await store.close()
    await store.open()
  },
} satisfies Record<string, Operation>

type Kind = keyof typeof OPERATIONS

const operation = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<Kind>('commit') },
      { weight: 6, arbitrary: fc.constantFrom(...(Object.keys(OPERATIONS) as Kind[])) },
      { weight: 3, arbitrary: fc.constantFrom<Kind>('claim', 'release', 'finish', 'settle') },
    ),
    fc.array(fc.nat(30), { minLength: 14, maxLength: 14 }),
  )
  .map(([kind, numbers]) => [kind, ...numbers] as const)

/** Three times in four a job of this status, otherwise any. */
async function jobWith(model: Store, status: JobStatus, which: number): Promise<string> {
  const fitting = which % 4 === 0 ? [] : await model.jobs({ status, limit: 100 })
  const jobs = fitting.length > 0 ? fitting : await model.jobs({ limit: 100 })
  return jobs.length > 0 ? pick(jobs, which).id : 'nobody'
}

/** Rows of the feed without their cursors, which are each store's own. */
async function rows(store: Store, skip: number, limit: number): Promise<unknown> {
  const before = await store.feed(null, skip)
  return (await store.feed(before.at(-1)?.cursor ?? null, limit)).map(({ row }) => row)
}

/** Without what text finds them by: these commits leave older tasks as they were opened, and a store may look at the dossier's. */
function shown(tasks: readonly StoredTask[]): readonly Omit<StoredTask, 'search'>[] {
  return tasks.map(({ search: _, ...task }) => task)
}

/** What a call gave, or the code of its failure. */
async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  return work.catch((failure: unknown) => (failure instanceof Error && 'code' in failure ? failure.code : failure))
}

async function pages<T>(read: (after: string | undefined) => Promise<Page<T>>): Promise<readonly T[]> {
  const items: T[] = []
  let page = await read(undefined)
  items.push(...page.items)
  while (page.next !== null) {
    page = await read(page.next)
    items.push(...page.items)
  }
  return items
}

async function everything(store: Store): Promise<unknown> {
  const feed = await store.feed(null, 1_000)
  const from = (after: string | undefined) => (after === undefined ? {} : { after })
  const candidate = { person: 'an', roles: ['counter'], groups: ['night'], ownRole: 'registrar' }
  const lists = [{}, { isOpen: true }, { isOpen: false }, { agency: 'H22' }, { stage: 'sign' }, { dueBefore: 15 }] as const
  const worklists = [
    {},
    { candidate },
    { agency: 'H22' },
    { roles: ['counter', 'registrar'] },
    { dueFrom: 4 },
    { unit: 'u' },
  ] as const
  const messageLists = [
    {},
    { order: 'put' },
    { status: 'kept', order: 'put' },
    { status: 'taken' },
    { agency: 'H22', status: 'expired' },
  ] as const
  return {
    feed: feed.map(({ row }) => row),
    agency: (await store.feed(null, 1_000, { agency: 'H22' })).map(({ row }) => row),
    links: (await store.links(null, 1_000)).map(({ dossier, seq, hash }) => [dossier, seq, hash]),
    dossiers: await Promise.all(DOSSIERS.map((dossier) => store.load(dossier))),
    answers: await Promise.all(feed.map(({ row }) => store.answer(row.dossier, row.command))),
    lookedUp: await lookedUp(
      store,
      feed.map(({ row }) => row.command),
    ),
    lists: await Promise.all(lists.map((query) => pages((after) => store.dossiers({ ...query, ...from(after), limit: 2 })))),
    opened: await pages((after) => store.dossiers({ order: 'opened', ...from(after), limit: 2 })),
    found: await Promise.all(WORDS.map((text) => pages((after) => store.dossiers({ text, ...from(after), limit: 2 })))),
    tasks: await Promise.all(
      worklists.map(async (query) => shown(await pages((after) => store.tasks({ ...query, ...from(after), limit: 3 })))),
    ),
    counts: [
      ...(await Promise.all(
        (['stage', 'standing', 'procedure', 'agency'] as const).map((by) => sorted(store.countDossiers({ by }))),
      )),
      ...(await Promise.all((['stage', 'role', 'unit', 'assignee'] as const).map((by) => sorted(store.countTasks({ by }))))),
    ],
    timers: await Promise.all(DOSSIERS.map((dossier) => store.timers({ dossier, limit: 1_000 }))),
    jobs: await store.jobs({ limit: 1_000 }),
    byStatus: await Promise.all(
      (['queued', 'leased', 'parked', 'done', 'cancelled', 'skipped'] as const).map((status) =>
        store.jobs({ status, limit: 99 }),
      ),
    ),
    incidents: await pages((after) => store.incidents({ ...from(after), limit: 2 })),
    messages: await Promise.all([0, 1, 2, 3, 4, 5].map((number) => store.message(`m${number}`))),
    listed: await Promise.all(
      messageLists.map((query) => pages((after) => store.messages({ ...query, ...from(after), limit: 2 }))),
    ),
    signals: await pages((after) => store.broadcasts({ ...from(after), limit: 2 })),
    underWay: await pages((after) => store.broadcasts({ isUnderWay: true, ...from(after), limit: 2 })),
    audiences: await Promise.all(
      [0, 1, 2, 3].map((id) => pages((after) => store.audience({ broadcast: `b${id}`, ...from(after), limit: 2 }))),
    ),
    schedules: await store.schedules(),
    seals: await store.seals(0, 10),
    serials: await pages((after) => store.serials({ ...from(after), limit: 2 })),
    nextDue: await store.nextDue(),
    figures: await store.figures(20),
    definitions: await Promise.all(['f0', 'f1', 'f2'].map((fingerprint) => store.definition(fingerprint))),
  }
}

/** Each dossier with the first command of them all, which one has, and with none; each by itself where the store knows no other way. */
async function lookedUp(store: Store, [command = '']: readonly string[]): Promise<readonly LookedUp[]> {
  const asked = DOSSIERS.flatMap((dossier) => [
    { dossier, command, rows: 2 },
    { dossier, rows: 2 },
  ])
  if (store.lookUp !== undefined) return store.lookUp(asked)
  return Promise.all(
    asked.map(async ({ dossier, command: one, rows }) => {
      const answer = one === undefined ? undefined : await store.answer(dossier, one)
      const stored = answer === undefined ? await store.load(dossier) : undefined
      return { answer, stored, rows: stored === undefined ? [] : await store.journal(dossier, stored.snapshot?.seq ?? 0, rows) }
    }),
  )
}

async function sorted(
  counts: Promise<readonly { readonly key: string | null; readonly count: number }[]>,
): Promise<readonly string[]> {
  return (await counts).map(({ key, count }) => `${key} ${count}`).sort()
}
