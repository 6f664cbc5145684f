import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sqliteStore } from '../../adapters/src/store/sqlite/index.ts'
import { parseInstant, vietnamCalendar } from '../src/calendar/index.ts'
import { readYaml } from '../src/definition/index.ts'
import { loadProcedure } from '../src/lifecycle/index.ts'
import type { Principal, Store } from '../src/ports/index.ts'
import { nextOf } from '../src/runtime/recurrence.ts'
import { createEngine, EngineError, memoryStore, simulatedClock, type ProcedureModule } from '../src/runtime/index.ts'

const START = parseInstant('2025-09-08T08:00') ?? 0
const PEOPLE: readonly Principal[] = [{ id: 'chi', name: 'Chi', roles: ['supervisor', 'operator', 'auditor'] }]

function moduleOf(flow: string, code = '1.000004'): ProcedureModule {
  const text = `procedure: "${code}"
name: Thử
roles: { clerk: Cán bộ }
variables: { n: { type: number, optional: true }, bill: { type: string, optional: true } }
messages: { paid: { carries: [n] }, opened: { carries: [bill] } }
signals: { storm: Bão }
flow:
${flow}`
  const { definition, diagnostics } = readYaml(text, { file: 'test.yaml' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error(JSON.stringify(diagnostics))
  return { procedure }
}

const LATER = `  begin: { startEvent: , next: first }
  first: { userTask: { role: operator }, next: wait }
  wait: { intermediateCatchEvent: { message: paid }, next: done }
  done: { endEvent: }
`.replace('role: operator', 'role: clerk')
const HEARS = `  begin: { startEvent: , next: wait }
  wait: { intermediateCatchEvent: { signal: storm }, next: done }
  done: { endEvent: }
`
const PASSES = `  begin: { startEvent: , next: done }
  done: { endEvent: }
`
const BEGINS = `  opened: { startEvent: { message: opened }, next: done }
  done: { endEvent: }
`

async function host(module: ProcedureModule, store: Store, clock = simulatedClock(START)) {
  const errors: unknown[] = []
  const people = [...PEOPLE, { id: 'an', name: 'An', roles: ['clerk'] }]
  const engine = createEngine({
    store,
    clock,
    procedures: [module],
    adapters: { identity: { find: (id) => Promise.resolve(people.find((person) => person.id === id)) } },
    onError: (error) => errors.push(error),
  })
  await engine.start()
  return { engine, clock, errors }
}

const STORES: readonly [string, () => Store][] = [
  ['memory', memoryStore],
  ['sqlite', () => sqliteStore(join(mkdtempSync(join(tmpdir(), 'deliveries-')), 'dossiers.db'))],
]

describe.each(STORES)('what comes from outside, on %s', (_, open) => {
  it('a message waits for its catcher, is delivered once, and expires where nobody comes', async () => {
    const { engine, clock, errors } = await host(moduleOf(LATER), open())
    const pay = (id: string) =>
      engine.messages.publish({ name: 'paid', variables: { n: 7 }, ttlMs: 60_000 }, { system: 'bank', id })
    expect(await pay('m1')).toBe(true)
    expect(await pay('m1')).toBe(false)
    await engine.settled()
    expect(await engine.messages.status('m1')).toBe('kept')
    const { id } = await engine.lodge('1.000004', {}, { as: 'an' })
    const [task] = await engine.worklist({ as: 'an' })
    await engine.complete(task?.id ?? '', {}, { as: 'an' })
    await engine.settled()
    expect(await engine.dossier(id, { as: 'chi' })).toMatchObject({ status: 'completed', variables: { n: 7 } })
    expect(await engine.messages.status('m1')).toBe('taken')
    expect((await engine.journal(id, { as: 'chi' })).filter(({ type }) => type === 'deliverMessage')).toHaveLength(1)
    await pay('m2')
    clock.goBy(61_000)
    await engine.settled()
    expect(await engine.messages.status('m2')).toBe('expired')
    expect(errors.map((error) => (error instanceof EngineError ? error.code : error))).toEqual(['MESSAGE_EXPIRED'])
    await engine.stop()
  })

  it('a message begins a dossier, the same message the same one', async () => {
    const { engine } = await host(moduleOf(BEGINS), open())
    const begin = () =>
      engine.messages.begin('1.000004', { name: 'opened', variables: { bill: 'b' } }, { system: 'bank', id: 'x' })
    const [one, two] = [await begin(), await begin()]
    expect(two.id).toBe(one.id)
    expect((await engine.dossiers.list({ as: 'chi' })).items).toHaveLength(1)
    await expect(engine.messages.begin('1.000004', { name: 'other' }, { system: 'bank', id: 'y' })).rejects.toMatchObject({
      rejection: { code: 'START_UNKNOWN' },
    })
    await engine.stop()
  })

  it('a signal reaches every dossier that waits for it, once', async () => {
    const { engine } = await host(moduleOf(HEARS), open())
    const ids: string[] = []
    for (let index = 0; index < 5; index++) ids.push((await engine.lodge('1.000004', {}, { as: 'an' })).id)
    const storm = () => engine.signals.broadcast({ name: 'Bão' }, { system: 'weather', id: 's1' })
    expect(await storm()).toBe(true)
    expect(await storm()).toBe(false)
    await engine.settled()
    for (const id of ids) expect((await engine.dossier(id, { as: 'chi' })).status).toBe('completed')
    const late = await engine.lodge('1.000004', {}, { as: 'an' })
    await engine.settled()
    expect((await engine.dossier(late.id, { as: 'chi' })).status).toBe('running')
    await engine.stop()
  })

  it('the clock begins dossiers: none lost over a stop, none twice by two nodes', async () => {
    const store = open()
    const module = moduleOf(PASSES)
    const { engine, clock } = await host(module, store)
    const put = await engine.schedules.put({ id: 'daily', procedure: '1.000004', rule: '0 7 * * *' }, { as: 'chi' })
    expect(put.due).toBe(parseInstant('2025-09-09T07:00'))
    await expect(engine.schedules.put({ id: 'x', procedure: '1.000004', rule: 'often' }, { as: 'chi' })).rejects.toMatchObject({
      code: 'SCHEDULE_INVALID',
    })
    await expect(engine.schedules.put({ id: 'x', procedure: '1.000004', rule: '0 7 * * *' }, { as: 'an' })).rejects.toMatchObject(
      {
        code: 'NOT_AUTHORISED',
      },
    )
    await engine.stop()
    clock.goTo(parseInstant('2025-09-11T12:00') ?? 0)
    const [one, two] = [await host(module, store, clock), await host(module, store, clock)]
    await Promise.all([one.engine.settled(), two.engine.settled()])
    await one.engine.settled()
    // The 9th, the 10th and the 11th.
    expect((await one.engine.dossiers.list({ as: 'chi' })).items).toHaveLength(3)
    expect(await one.engine.schedules.drop('daily', { as: 'chi' })).toBe(true)
    expect(await one.engine.schedules.list({ as: 'chi' })).toEqual([])
    await one.engine.stop()
  })
})

describe('a rule', () => {
  const calendar = vietnamCalendar()
  it('is a cron expression in Vietnam’s time, or a repetition from an instant on', () => {
    expect(nextOf('0 7 * * 1', START, calendar)).toBe(parseInstant('2025-09-15T07:00'))
    expect(nextOf('R/2025-09-01T07:00:00+07:00/P7D', START, calendar)).toBe(parseInstant('2025-09-15T07:00'))
    expect(nextOf('R2/2025-09-01T07:00:00+07:00/P7D', START, calendar)).toBeNull()
    for (const wrong of ['R/never/P1D', 'R/2025-09-01T07:00:00+07:00/PT0S', '61 * * * *']) {
      expect(() => nextOf(wrong, START, calendar)).toThrow(/SCHEDULE_INVALID/)
    }
  })
})
