import {
  createEngine,
  loadProcedure,
  memoryStore,
  parseInstant,
  readYaml,
  simulatedClock,
  type Admit,
  type Engine,
  type JobHandler,
  type ProcedureModule,
  type Store,
} from '@motcua/engine'
import { AdapterFailure, type Principal } from '@motcua/engine/ports'
import { describe, expect, it } from 'vitest'
import { birthRegistration, oneStop } from '../src/index.ts'
import type { LODGED } from './office.fixture.ts'
import { AGENCY, AN, office, PEOPLE } from './office.fixture.ts'

const START = parseInstant('2025-09-08T08:00') ?? 0
const identity = { find: (id: string) => Promise.resolve(PEOPLE.find((person: Principal) => person.id === id)) }

function moduleOf(yaml: string, jobs: Record<string, JobHandler> = {}): ProcedureModule {
  const { definition, diagnostics } = readYaml(yaml, { file: 'test.yaml' })
  if (definition === undefined) throw new Error(JSON.stringify(diagnostics))
  const { procedure } = loadProcedure(definition)
  if (procedure === undefined) throw new Error('expected a procedure')
  return { procedure, jobs }
}

async function host(modules: ProcedureModule[], store: Store = memoryStore(), clock = simulatedClock(START)) {
  const errors: unknown[] = []
  const engine = createEngine({
    store,
    clock,
    procedures: modules,
    adapters: { identity },
    onError: (error) => errors.push(error),
  })
  await engine.start()
  return { engine, store, clock, errors }
}

const HEAD = (code: string) => `procedure: "${code}"
name: Thử
roles: { counter: Một cửa, applicant: Người yêu cầu }
variables: { text: { type: string, optional: true } }
messages: { paid: { carries: [text] } }
`

describe('two engines on one store', () => {
  it('each see what the other did: nothing is refused for being stale', async () => {
    const yaml = `${HEAD('1.000001')}flow:
  begin: { startEvent: , next: a }
  a: { userTask: { role: counter }, next: b }
  b: { userTask: { role: counter }, next: c }
  c: { userTask: { role: counter }, next: done }
  done: { endEvent: }
`
    const store = memoryStore()
    const [one, two] = [await host([moduleOf(yaml)], store), await host([moduleOf(yaml)], store)]
    const { id } = await one.engine.lodge('1.000001', {}, { as: 'an' })
    for (const engine of [two.engine, one.engine, two.engine]) {
      const [task] = await engine.worklist({ as: 'binh', dossier: id })
      await engine.complete(task?.id ?? '', {}, { as: 'binh' })
    }
    expect((await one.engine.dossier(id, { as: 'binh' })).status).toBe('completed')
    await one.engine.stop()
  })

  it('accept one of two commands for the same task', async () => {
    const yaml = `${HEAD('1.000001')}flow: { begin: { startEvent: , next: a }, a: { userTask: { role: counter }, next: done }, done: { endEvent: } }\n`
    const store = memoryStore()
    const [one, two] = [await host([moduleOf(yaml)], store), await host([moduleOf(yaml)], store)]
    const { id } = await one.engine.lodge('1.000001', {}, { as: 'an' })
    await two.engine.dossier(id, { as: 'binh' })
    const [task] = await one.engine.worklist({ as: 'binh', dossier: id })
    const both = await Promise.allSettled([one, two].map(({ engine }) => engine.complete(task?.id ?? '', {}, { as: 'binh' })))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await one.engine.journal(id, { as: 'binh' })).toHaveLength(2)
    await one.engine.stop()
  })
})

describe('an engine that starts again', () => {
  it('finds every dossier as it was, after every step', async () => {
    const here = await office('2025-09-08T08:00')
    const { id } = await here.lodge()
    const same = async () => {
      const fresh = createEngine({
        store: here.store,
        clock: simulatedClock(here.clock.now()),
        procedures: [oneStop(birthRegistration, { agency: AGENCY })],
        adapters: { identity },
      })
      // Only looks: its jobs are left to the office.
      const before = await here.view(id)
      const opened = Object.assign(fresh, {})
      await opened.start()
      expect(await opened.dossier(id, { as: 'oanh' })).toEqual(before)
    }
    await same()
    const steps: [string, Record<string, unknown>, string][] = [
      ['check-components', { missing: [] }, 'binh'],
      ['digitize-components', { digitized: [] }, 'binh'],
      ['hand-over-papers', {}, 'binh'],
      ['examine', { outcome: 'grant' }, 'chi'],
      ['register-birth', { registerNumber: '1', registerBook: '1', personalId: '027225000123' }, 'chi'],
      ['approve-result', { approved: true }, 'dung'],
      ['hand-over-result', { receivedBy: 'An' }, 'binh'],
    ]
    for (const [element, variables, as] of steps) {
      await here.complete(id, element, variables as typeof LODGED, as)
      await same()
    }
    await here.engine.stop()
  })
})

describe('a procedure that is changed', () => {
  const version = (
    number: number,
    next: string,
  ) => `${HEAD('1.000001').replace('name: Thử', `version: ${number}\nname: Thử`)}flow:
  begin: { startEvent: , next: a }
  a: { userTask: { role: counter }, next: ${next} }
  ${next}: { userTask: { role: counter }, next: done }
  done: { endEvent: }
`

  it('leaves running dossiers as they were started, and is there for new ones', async () => {
    const store = memoryStore()
    const before = await host([moduleOf(version(1, 'old'))], store)
    const { id } = await before.engine.lodge('1.000001', {}, { as: 'an' })
    await before.engine.stop()
    const after = await host([moduleOf(version(2, 'new'))], store)
    const fresh = await after.engine.lodge('1.000001', {}, { as: 'an' })
    const next = async (dossier: string) => {
      const [task] = await after.engine.worklist({ as: 'binh', dossier })
      const { procedure, waiting } = await after.engine.complete(task?.id ?? '', {}, { as: 'binh' })
      return [procedure.version, ...waiting.map(({ element }) => element)]
    }
    expect(await next(id)).toEqual([1, 'old'])
    expect(await next(fresh.id)).toEqual([2, 'new'])
    await after.engine.stop()
  })
})

describe('an applicant', () => {
  it('sees and completes the tasks of their own dossiers only', async () => {
    const yaml = `${HEAD('1.000001')}flow: { begin: { startEvent: , next: a }, a: { userTask: { role: applicant }, next: done }, done: { endEvent: } }\n`
    const { engine } = await host([moduleOf(yaml)])
    const { id } = await engine.lodge('1.000001', {}, { as: 'an' })
    expect(await engine.worklist({ as: 'ca' })).toEqual([])
    const [task] = await engine.worklist({ as: 'an' })
    await expect(engine.complete(task?.id ?? '', {}, { as: 'ca' })).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
    await engine.complete(task?.id ?? '', {}, { as: 'an' })
    expect((await engine.dossier(id, { as: 'an' })).status).toBe('completed')
    await engine.stop()
  })
})

describe('what systems report', () => {
  it('is delivered, and late it is an incident that an operator sees and closes', async () => {
    const yaml = `${HEAD('1.000001')}flow:
  begin: { startEvent: , next: wait }
  wait: { receiveTask: { message: paid }, next: work }
  work: { userTask: { role: counter }, next: done }
  done: { endEvent: }
`
    const { engine } = await host([moduleOf(yaml)])
    const { id } = await engine.lodge('1.000001', {}, { as: 'an' })
    await expect(engine.dispatch(id, { type: 'deliverMessage', message: 'paid' }, { as: 'binh' })).rejects.toMatchObject({
      code: 'NOT_AUTHORISED',
    })
    const paid = await engine.report(id, { message: 'paid', variables: { text: 'BL-1' } }, { system: 'gateway', command: 'p-1' })
    expect(paid.waiting.map(({ element }) => element)).toEqual(['work'])
    expect(
      (await engine.report(id, { message: 'paid', variables: { text: 'BL-1' } }, { system: 'gateway', command: 'p-1' }))
        .incidents,
    ).toEqual([])
    const late = await engine.report(id, { message: 'paid' }, { system: 'gateway' })
    expect(late.incidents).toMatchObject([{ code: 'MESSAGE_LATE', instance: null }])
    const incident = late.incidents[0]?.incident ?? 0
    await expect(engine.dispatch(id, { type: 'resolveIncident', incident }, { as: 'binh' })).rejects.toMatchObject({
      code: 'NOT_AUTHORISED',
    })
    expect((await engine.dispatch(id, { type: 'resolveIncident', incident }, { as: 'oanh' })).incidents).toEqual([])
    await engine.stop()
  })
})

describe('a procedure that looks at the data', () => {
  const yaml = `${HEAD('1.000001')}flow:
  begin: { startEvent: , next: ask }
  ask: { userTask: { role: counter, sets: [text] }, next: done }
  done: { endEvent: }
`
  const admit: Admit = ({ variables, at, dossier }) =>
    variables.text === 'wrong'
      ? {
          ok: false,
          problems: [
            { code: 'TEXT_WRONG', path: '/text', label: { vi: 'Chữ' }, text: { vi: 'cần chữ đúng', en: 'expected right text' } },
          ],
        }
      : {
          ok: true,
          variables: { text: `${JSON.stringify(variables.text)} ${dossier === null ? 'new' : dossier.seq} ${at === START}` },
        }

  it('takes in what it makes of the values', async () => {
    const { engine } = await host([{ ...moduleOf(yaml), admit }])
    const { id, variables } = await engine.lodge('1.000001', { text: 'a' }, { as: 'an' })
    expect(variables.text).toBe('"a" new true')
    const [task] = await engine.worklist({ as: 'binh', dossier: id })
    expect((await engine.complete(task?.id ?? '', { text: 'b' }, { as: 'binh' })).variables.text).toBe('"b" 1 true')
    await engine.stop()
  })

  it('refuses them before anything changes, and not what was accepted before', async () => {
    let isStrict = false
    const later: Admit = (offer) => (isStrict ? admit({ ...offer, variables: { text: 'wrong' } }) : admit(offer))
    const { engine, store } = await host([{ ...moduleOf(yaml), admit: later }])
    const refused = engine.lodge('1.000001', { text: 'wrong' }, { as: 'an', command: 'c-0' })
    await expect(refused).rejects.toMatchObject({
      code: 'COMMAND_REJECTED',
      rejection: { code: 'DATA_INVALID', message: 'expected right text', problems: [{ code: 'TEXT_WRONG', path: '/text' }] },
    })
    expect(await store.feed(null, 10)).toEqual([])
    const { id } = await engine.lodge('1.000001', { text: 'a' }, { as: 'an', command: 'c-1' })
    isStrict = true
    expect((await engine.lodge('1.000001', { text: 'a' }, { as: 'an', command: 'c-1' })).id).toBe(id)
    const [task] = await engine.worklist({ as: 'binh', dossier: id })
    await expect(engine.complete(task?.id ?? '', { text: 'b' }, { as: 'binh' })).rejects.toMatchObject({
      rejection: { code: 'DATA_INVALID', element: 'ask' },
    })
    expect(await engine.journal(id, { as: 'binh' })).toHaveLength(1)
    await engine.stop()
  })

  it('is not asked about what the world reports', async () => {
    const waiting = `${HEAD('1.000001')}flow:
  begin: { startEvent: , next: wait }
  wait: { intermediateCatchEvent: { message: paid }, next: done }
  done: { endEvent: }
`
    const { engine } = await host([{ ...moduleOf(waiting), admit }])
    const { id } = await engine.lodge('1.000001', {}, { as: 'an' })
    const paid = await engine.report(id, { message: 'paid', variables: { text: 'wrong' } }, { system: 'bank' })
    expect(paid).toMatchObject({ status: 'completed', incidents: [], variables: { text: 'wrong' } })
    await engine.stop()
  })
})

describe('an account that is linked to an identifier', () => {
  it('owns what is lodged in that name', async () => {
    const here = await office('2025-09-08T08:00')
    const { id, applicant } = await here.lodge()
    expect(applicant).toBe(AN)
    expect((await here.engine.dossier(id, { as: 'an' })).id).toBe(id)
    await expect(here.engine.dossier(id, { as: 'ca' })).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
    await here.engine.stop()
  })
})

describe('jobs', () => {
  const yaml = `${HEAD('1.000001')}flow:
  begin: { startEvent: , next: job }
  job: { serviceTask: { job: compute, sets: [text] }, next: done }
  done: { endEvent: }
`

  it('that fail for good are incidents; resolved, they are done again under the same key', async () => {
    const keys: string[] = []
    const { engine } = await host([
      moduleOf(yaml, {
        compute: ({ key }) => {
          keys.push(key)
          if (keys.length === 1) throw new AdapterFailure('GONE', 'no such thing', { retry: false })
          return Promise.resolve({ text: 'done' })
        },
      }),
    ])
    const { id } = await engine.lodge('1.000001', {}, { as: 'an' })
    await engine.settled()
    const failed = await engine.dossier(id, { as: 'oanh' })
    expect(failed.incidents).toMatchObject([{ code: 'GONE', element: 'job' }])
    await engine.dispatch(id, { type: 'resolveIncident', incident: failed.incidents[0]?.incident ?? 0 }, { as: 'oanh' })
    await engine.settled()
    expect(await engine.dossier(id, { as: 'oanh' })).toMatchObject({ status: 'completed', variables: { text: 'done' } })
    expect(new Set(keys).size).toBe(1)
    await engine.stop()
  })

  it('whose handler throws what it likes are tried again, then become an incident', async () => {
    let tries = 0
    const store = memoryStore()
    const clock = simulatedClock(START)
    const engine = createEngine({
      store,
      clock,
      adapters: { identity },
      retry: { tries: 3, firstMs: 1_000, mostMs: 60_000 },
      procedures: [
        moduleOf(yaml, {
          compute: () => {
            tries++
            throw new TypeError('undefined is not a function')
          },
        }),
      ],
    })
    await engine.start()
    const { id } = await engine.lodge('1.000001', {}, { as: 'an' })
    for (let wait = 0; wait < 4; wait++) {
      await engine.settled()
      clock.goBy(5_000)
    }
    expect(tries).toBe(3)
    expect((await engine.dossier(id, { as: 'oanh' })).incidents).toMatchObject([{ code: 'HANDLER_THREW' }])
    await engine.stop()
  })

  it('for the portal that fail for good are parked, and go on when an operator says so', async () => {
    const here = await office('2025-09-08T08:00')
    const { id } = await here.lodge()
    here.failPortal(1_000)
    await here.complete(id, 'check-components', { missing: [] }, 'binh')
    for (let wait = 0; wait < 40; wait++) {
      here.clock.goBy(3_600_000)
      await here.engine.settled()
    }
    const parked = await here.engine.parkedJobs({ as: 'oanh' })
    expect(parked.map(({ type }) => type)).toContain('sync-dossier')
    await expect(here.engine.parkedJobs({ as: 'binh' })).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
    here.failPortal(0)
    await here.engine.retryJob(parked[0]?.id ?? '', { as: 'oanh' })
    await here.engine.settled()
    expect(here.synced.map(({ status }) => status)).toEqual([2])
    await here.engine.stop()
  })
})

describe('timers', () => {
  const timed = (code: string) => `${HEAD(code)}flow:
  begin: { startEvent: , next: wait }
  wait: { intermediateCatchEvent: { timer: PT1H }, next: done }
  done: { endEvent: }
`

  it('of a procedure that is not deployed here keep no other from firing', async () => {
    const store = memoryStore()
    const first: { engine: Engine } = await host([moduleOf(timed('1.000001')), moduleOf(timed('1.000002'))], store)
    await first.engine.lodge('1.000001', {}, { as: 'an' })
    const { id } = await first.engine.lodge('1.000002', {}, { as: 'an' })
    await first.engine.stop()
    const { engine, clock, errors } = await host([moduleOf(timed('1.000002'))], store)
    clock.goBy(2 * 3_600_000)
    await engine.settled()
    expect((await engine.dossier(id, { as: 'oanh' })).status).toBe('completed')
    expect(errors).toMatchObject([{ code: 'PROCEDURE_UNKNOWN' }])
    await engine.stop()
  })
})
