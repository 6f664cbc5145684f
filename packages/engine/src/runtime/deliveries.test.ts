import { expect, it } from 'vitest'
import { HEARS, LATER, operated, PASSES, STAFF } from '../testing/host/operations/procedures.ts'
import { AdapterFailure, type LogFields } from '../ports/index.ts'
import type { Variables } from '../kernel/index.ts'
import { createEngine, memoryStore, simulatedClock, type EngineError, type JobContext, type ProcedureModule } from './index.ts'

const PAID = operated(HEARS, { change: (flow) => flow.replace('signal: storm', 'message: paid') })
const identity = { find: async (id: string) => STAFF.find((person) => person.id === id) }

/** Nodes on one store that have other procedures, as while a release is rolled out. */
function cluster() {
  const [store, clock] = [memoryStore(), simulatedClock(Date.UTC(2026, 10, 27, 1))]
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const said: (readonly [message: string, fields: LogFields | undefined])[] = []
  const say = (message: string, fields?: LogFields) => void said.push([message, fields])
  const logger = { debug: say, info: say, warn: say, error: say }
  return {
    clock,
    errors,
    said,
    node: async (...procedures: readonly ProcedureModule[]) => {
      const engine = createEngine({ store, clock, procedures, adapters: { identity }, sealing: null, onError, logger })
      await engine.start()
      return engine
    },
  }
}
type Node = Awaited<ReturnType<ReturnType<typeof cluster>['node']>>

const lodge = async (engine: Node, code: string) => (await engine.lodge(code, {}, { as: 'dan' })).id
const DAY_MS = 86_400_000
const asksForABill = (flow: string) => flow.replace('startEvent: ,', 'startEvent: { message: opened },')
const statusOf = async (engine: Node, id: string) => (await engine.dossier(id, { as: 'oanh' })).status

it('who waits longest, and cannot be told, holds up no message for those behind', async () => {
  const { clock, node } = cluster()
  const both = await node(operated(LATER), PAID)
  const oldest = await lodge(both, LATER)
  const [task] = (await both.tasks.list({ as: 'oanh', all: true })).items
  await both.dossiers.modify(
    oldest,
    { end: [Number(task?.id.split(':').at(-1))], begin: [{ element: 'wait' }] },
    { as: 'oanh', reason: 'chờ' },
  )
  const others = [await lodge(both, HEARS), await lodge(both, HEARS)]
  await both.stop()
  const one = await node(PAID)
  const publish = (engine: Node, id: string) => engine.messages.publish({ name: 'paid' }, { system: 'bank', id })
  for (const id of ['1', '2']) await publish(one, id)
  await one.settled()
  clock.goBy(5_000)
  await one.settled()
  for (const id of others) expect(await statusOf(one, id)).toBe('completed')
  await publish(one, '3')
  await one.stop()
  const again = await node(operated(LATER), PAID)
  clock.goBy(60_000)
  await again.settled()
  expect(await statusOf(again, oldest)).toBe('completed')
  await again.stop()
})

it('messages of one name reach all who wait for it at once', async () => {
  const { node } = cluster()
  const engine = await node(PAID)
  const ids = await Promise.all(Array.from({ length: 20 }, () => lodge(engine, HEARS)))
  await Promise.all(ids.map((id) => engine.messages.publish({ name: 'paid' }, { system: 'bank', id })))
  await engine.settled()
  expect(new Set(await Promise.all(ids.map((id) => statusOf(engine, id))))).toEqual(new Set(['completed']))
  await engine.stop()
})

it('what a node without the procedure takes up is left to one that has it: signals and the clock', async () => {
  const { clock, node } = cluster()
  const knowing = await node(operated(HEARS), operated(PASSES))
  const id = await lodge(knowing, HEARS)
  await knowing.schedules.put({ id: 'hourly', procedure: PASSES, rule: '0 * * * *' }, { as: 'oanh' })
  await knowing.stop()
  const older = await node(PAID)
  await older.signals.broadcast({ name: 'Bão' }, { system: 'weather', id: 's' })
  clock.goBy(3_600_000)
  await older.settled()
  await older.stop()
  const next = await node(operated(HEARS), operated(PASSES))
  clock.goBy(60_000)
  await next.settled()
  expect(await statusOf(next, id)).toBe('completed')
  expect((await next.dossiers.list({ as: 'oanh', procedure: PASSES })).items).toHaveLength(1)
  await next.stop()
})

it('a schedule that an edition of later refuses is told with its name, stays, and begins again where it is accepted', async () => {
  const { clock, node, errors } = cluster()
  const first = await node(operated(PASSES))
  const rule = { id: 'daily', procedure: PASSES, rule: '0 7 * * *', variables: { n: 7 } }
  await first.schedules.put(rule, { as: 'oanh' })
  await first.stop()
  const later = await node(operated(PASSES, { version: 2, change: asksForABill }))
  for (let day = 1; day <= 2; day++) {
    clock.goBy(DAY_MS)
    await later.settled()
    expect(errors).toHaveLength(day)
    expect(errors.at(-1)).toMatchObject({
      code: 'SCHEDULE_REFUSED',
      message: expect.stringMatching(/"daily".*2026-11-2[89]T00:00:00.000Z.*VARIABLE/) as string,
      cause: { code: 'COMMAND_REJECTED', rejection: { code: expect.stringMatching('VARIABLE') as string } },
    })
  }
  expect(await later.schedules.list({ as: 'oanh' })).toMatchObject([{ ...rule, due: Date.UTC(2026, 10, 30) }])
  await expect(later.schedules.put(rule, { as: 'oanh' })).rejects.toMatchObject({ code: 'COMMAND_REJECTED' })
  await later.stop()
  const third = await node(operated(PASSES, { version: 3 }))
  clock.goBy(DAY_MS)
  await third.settled()
  const { items } = await third.dossiers.list({ as: 'oanh', procedure: PASSES })
  expect(items.map(({ head }) => head.openedAt)).toEqual([clock.now()])
  await third.stop()
})

it('a begin that fell due while no node was up, in an edition that is gone since, is told in the log with all that it takes to begin it by hand', async () => {
  const { clock, node, said } = cluster()
  const edition = (version: number, days: string) =>
    operated(PASSES, { version, change: (flow) => `${flow}effective: ${days}\n` })
  const before = await node(edition(1, '{ from: 2026-01-01, to: 2026-11-28 }'))
  await before.schedules.put({ id: 'daily', procedure: PASSES, rule: '0 7 * * *' }, { as: 'oanh' })
  await before.stop()
  clock.goBy(2 * DAY_MS)
  const after = await node(edition(2, '{ from: 2026-11-29 }'))
  await after.settled()
  const due = Date.UTC(2026, 10, 28)
  const fields = { schedule: 'daily', procedure: PASSES, due, cause: 'PROCEDURE_NOT_IN_FORCE' }
  expect(said.filter(([, told]) => told?.code === 'SCHEDULE_REFUSED')).toEqual([
    ['outside of any command', { code: 'SCHEDULE_REFUSED', ...fields }],
  ])
  // What fell due since is of the edition that is in force.
  const { items } = await after.dossiers.list({ as: 'oanh', procedure: PASSES })
  expect(items.map(({ head }) => head.version)).toEqual([2])
  await after.stop()
})

it('a schedule is checked against the edition that is in force when it begins first', async () => {
  const { node } = cluster()
  const change = (flow: string) => `${asksForABill(flow)}effective: { from: 2026-11-29 }
`
  const engine = await node(operated(PASSES), operated(PASSES, { version: 2, change }))
  const put = (rule: string, variables: Variables) =>
    engine.schedules.put({ id: rule, procedure: PASSES, rule, variables }, { as: 'oanh' })
  const [tomorrow, inDecember] = ['0 7 28 11 *', '0 7 1 12 *'] as const
  await put(tomorrow, { n: 7 })
  await put(inDecember, { bill: 'b' })
  await expect(put(tomorrow, { unheardOf: 7 })).rejects.toMatchObject({ rejection: { code: 'VARIABLE_UNDECLARED' } })
  await expect(put(inDecember, { n: 7 })).rejects.toMatchObject({ code: 'COMMAND_REJECTED' })
  expect((await engine.schedules.list({ as: 'oanh' })).map(({ variables }) => variables)).toEqual([{ bill: 'b' }, { n: 7 }])
  await engine.stop()
})

it('a job that a node without the procedure takes up has not been tried, and nothing of it is in doubt', async () => {
  const { clock, node } = cluster()
  const works = operated(PASSES, {
    change: (flow) => flow.replace('next: done }', 'next: work }\n  work: { serviceTask: { job: post }, next: done }'),
  })
  const earlier: string[] = []
  const post = (job: JobContext) => {
    earlier.push(job.earlier)
    if (earlier.length === 1) throw new AdapterFailure('PEER_DOWN', 'not now', { retry: true })
    return Promise.resolve({})
  }
  const module = { ...works, jobs: { post } }
  const knowing = await node(module)
  const id = await lodge(knowing, PASSES)
  await knowing.settled()
  await knowing.stop()
  const older = await node(PAID)
  for (let hour = 0; hour < 5; hour++) {
    clock.goBy(3_600_000)
    await older.settled()
  }
  await older.stop()
  const next = await node(module)
  clock.goBy(3_600_000)
  await next.settled()
  expect([await statusOf(next, id), earlier]).toEqual(['completed', ['none', 'failed']])
  await next.stop()
})

it('a dossier that no node can read holds up no signal for those behind it, beyond some minutes', async () => {
  const { clock, node } = cluster()
  const both = await node(operated(HEARS), operated(LATER, { change: (flow) => flow.replace('message: paid', 'signal: storm') }))
  const unreadable = await lodge(both, LATER)
  const [task] = (await both.tasks.list({ as: 'oanh', all: true })).items
  const end = [Number(task?.id.split(':').at(-1))]
  await both.dossiers.modify(unreadable, { end, begin: [{ element: 'wait' }] }, { as: 'oanh', reason: 'chờ' })
  const ids = await Promise.all(Array.from({ length: 120 }, () => lodge(both, HEARS)))
  await both.stop()
  const one = await node(operated(HEARS))
  await one.signals.broadcast({ name: 'Bão' }, { system: 'weather', id: 's' })
  for (let minute = 0; minute < 6; minute++) {
    await one.settled()
    clock.goBy(60_000)
  }
  await one.settled()
  expect(new Set(await Promise.all(ids.map((id) => statusOf(one, id))))).toEqual(new Set(['completed']))
  await one.stop()
})

it('what begins on the first day of a new edition is left to the nodes that have it, while a release is rolled out', async () => {
  const { clock, node, errors } = cluster()
  const [before, after] = ['{ from: 2026-01-01, to: 2026-11-28 }', '{ from: 2026-11-29 }'].map((days, index) =>
    operated(PASSES, { version: index + 1, change: (flow) => `${flow}effective: ${days}\n` }),
  ) as [ProcedureModule, ProcedureModule]
  const old = await node(before)
  await old.schedules.put({ id: 'nightly', procedure: PASSES, rule: '0 0 * * *' }, { as: 'oanh' })
  const versions = async () => (await old.dossiers.list({ as: 'oanh', order: 'opened' })).items.map(({ head }) => head.version)
  clock.goTo(Date.UTC(2026, 10, 27, 17))
  await old.settled()
  expect([await versions(), errors]).toEqual([[1], []])
  // At this midnight in Vietnam the new edition comes into force, of which this node knows nothing.
  clock.goBy(DAY_MS)
  await old.settled()
  expect([await versions(), errors]).toMatchObject([[1], [{ code: 'PROCEDURE_NOT_IN_FORCE' }]])
  const fresh = await node(before, after)
  clock.goBy(30_000)
  await fresh.settled()
  expect((await versions()).sort()).toEqual([1, 2])
  // Where no node has one in force for a while, somebody is told, and the next time may go better.
  await Promise.all([old.stop(), fresh.stop()])
  const alone = await node(before)
  clock.goBy(DAY_MS)
  await alone.settled()
  expect(errors.map((error) => (error as EngineError).code)).toEqual(['PROCEDURE_NOT_IN_FORCE', 'PROCEDURE_NOT_IN_FORCE'])
  clock.goBy(300_000)
  await alone.settled()
  expect(errors.at(-1)).toMatchObject({ code: 'SCHEDULE_REFUSED', cause: { code: 'PROCEDURE_NOT_IN_FORCE' } })
  await alone.stop()
})
