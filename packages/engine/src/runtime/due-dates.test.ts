import { describe, expect, it } from 'vitest'
import { formatInstant, parseInstant, VIETNAM_YEARS, vietnamCalendar, type Calendar } from '../calendar/index.ts'
import { readYaml } from '../definition/index.ts'
import { loadProcedure } from '../lifecycle/index.ts'
import { createEngine, memoryStore, openEvent, simulatedClock, type Engine, type ProcedureModule } from './index.ts'

const at = (text: string) => parseInstant(text) ?? Number.NaN
const shown = (instant: number | null) => (instant === null ? null : formatInstant(instant).slice(0, 16))

function moduleOf(code: string, limit: string, calendar?: Calendar): ProcedureModule {
  const yaml = `procedure: "${code}"
name: x
limit: { ${limit} }
roles: { clerk: x }
flow:
  a: { startEvent: , next: b }
  b: { intermediateThrowEvent: , standing: accepted, clock: start, next: c }
  c: { userTask: { role: clerk }, next: d }
  d: { endEvent: }
`
  const { definition } = readYaml(yaml, { file: 'x.yaml' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error('expected a procedure')
  return { procedure, ...(calendar === undefined ? {} : { calendar }) }
}

/** 2027 as a notice might give it: the projection without 10 February. */
const projected = VIETNAM_YEARS.find(({ year }) => year === 2027)
const NOTICE = {
  year: 2027,
  source: 'thông báo nghỉ lễ năm 2027',
  projected: false,
  holidays: projected?.holidays.filter((day) => typeof day === 'string' || day.date !== '2027-02-10') ?? [],
  workedDays: [],
}

describe('dates reckoned again', () => {
  const store = memoryStore()
  const clock = simulatedClock(at('2027-02-01T10:00'))
  const procedures = [moduleOf('1.000001', 'workingDays: 5'), moduleOf('1.000002', 'hours: 24'), moduleOf('1.000003', 'days: 3')]
  const people = [
    { id: 'an', name: 'An', roles: ['applicant'] },
    { id: 'oanh', name: 'Oanh', roles: ['operator'] },
  ]
  const host = async (calendar: Calendar): Promise<Engine> => {
    const identity = { find: (id: string) => Promise.resolve(people.find((person) => person.id === id)) }
    const engine = createEngine({ store, clock, procedures, calendar, adapters: { identity } })
    await engine.start()
    return engine
  }

  it('move with the notice, once, with the reason in the journal; the others stay', async () => {
    const before = await host(vietnamCalendar())
    const lodged = await Promise.all(
      procedures.map(({ procedure }) => before.lodge(procedure.program.procedure, {}, { as: 'an' })),
    )
    expect(lodged.map((view) => [shown(view.clock.due), view.clock.projected])).toEqual([
      ['2027-02-15T17:00', true],
      ['2027-02-02T10:00', false],
      ['2027-02-12T00:00', true],
    ])
    expect(lodged[0]?.clock).toMatchObject({ regime: 'nd118-2025', pause: null })
    await before.stop()

    const engine = await host(vietnamCalendar({ years: [NOTICE] }))
    await expect(engine.recalculateDueDates({ as: 'an', reason: 'x' })).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
    await expect(engine.recalculateDueDates({ as: 'oanh', reason: ' ' })).rejects.toMatchObject({ code: 'COMMAND_INVALID' })
    const done = await engine.recalculateDueDates({ as: 'oanh', reason: 'thông báo nghỉ lễ năm 2027' })
    expect(done).toMatchObject({ looked: 3, failed: [] })
    expect(done.changed.map(({ after }) => shown(after)).sort()).toEqual(['2027-02-11T00:00', '2027-02-12T17:00'])
    const moved = await engine.dossier(lodged[0]?.id ?? '', { as: 'oanh' })
    expect(moved.clock).toMatchObject({ due: at('2027-02-12T17:00'), projected: false })
    const last = (await engine.journal(moved.id, { as: 'oanh' })).at(-1)
    expect(last).toMatchObject({ type: 'recomputeDue', actor: 'oanh' })
    expect(last?.events.map(openEvent)).toMatchObject([
      { type: 'clockChanged', cause: 'recompute', reason: 'thông báo nghỉ lễ năm 2027', dueBefore: at('2027-02-15T17:00') },
    ])
    expect(await engine.recalculateDueDates({ as: 'oanh', reason: 'again' })).toEqual({
      looked: 3,
      changed: [],
      steps: [],
      failed: [],
    })
    await engine.stop()
  })

  it('move for steps and timers too: worklists show it, timers keep to it, the journal says why', async () => {
    const yaml = `procedure: "1.000004"
name: x
roles: { clerk: x }
flow:
  a: { startEvent: , next: b }
  b: { userTask: { role: clerk, limit: { workingDays: 5 } }, next: d }
  late: { boundaryEvent: { attachedTo: b, timer: { workingDays: 6 } }, next: d }
  reminded: { boundaryEvent: { attachedTo: b, timer: { hours: 1 }, cancelActivity: false }, next: again }
  again: { userTask: { role: clerk, limit: { hours: 400 } }, next: d }
  d: { endEvent: }
`
    const { definition } = readYaml(yaml, { file: 'x.yaml' })
    const { procedure } = loadProcedure(definition as NonNullable<typeof definition>)
    const own = { store: memoryStore(), clock: simulatedClock(at('2027-02-01T10:00')) }
    const open = async (calendar: Calendar) => {
      const identity = { find: (id: string) => Promise.resolve(people.find((person) => person.id === id)) }
      const module = { procedure: procedure as NonNullable<typeof procedure> }
      const engine = createEngine({ ...own, procedures: [module], calendar, adapters: { identity }, sealing: null })
      await engine.start()
      return engine
    }
    const before = await open(vietnamCalendar())
    const { id } = await before.lodge('1.000004', {}, { as: 'an' })
    own.clock.goTo(at('2027-02-01T11:00'))
    await before.settled()
    const tasks = async () => {
      const { items } = await own.store.tasks({ dossier: id, limit: 10 })
      return items.map(({ element, openedAt, dueAt }) => [element, shown(openedAt), shown(dueAt)])
    }
    const again = ['again', '2027-02-01T11:00', '2027-02-18T03:00']
    expect(await tasks()).toEqual([['b', '2027-02-01T10:00', '2027-02-15T17:00'], again])
    await before.stop()

    const engine = await open(vietnamCalendar({ years: [NOTICE] }))
    const done = await engine.recalculateDueDates({ as: 'oanh', reason: 'thông báo nghỉ lễ năm 2027' })
    expect(done).toMatchObject({ looked: 1, changed: [], failed: [] })
    expect(done.steps.map(({ element, before: was, after }) => [element, shown(was), shown(after)])).toEqual([
      ['b', '2027-02-15T17:00', '2027-02-12T17:00'],
      ['late', '2027-02-16T17:00', '2027-02-15T17:00'],
    ])
    expect(await tasks()).toEqual([['b', '2027-02-01T10:00', '2027-02-12T17:00'], again])
    const last = (await engine.journal(id, { as: 'oanh' })).at(-1)
    const moved = { type: 'dueMoved', reason: 'thông báo nghỉ lễ năm 2027' }
    expect(last?.events.map(openEvent)).toMatchObject([
      { ...moved, dueBefore: at('2027-02-15T17:00'), due: at('2027-02-12T17:00') },
      { ...moved, dueBefore: at('2027-02-16T17:00'), due: at('2027-02-15T17:00') },
    ])
    expect(await engine.recalculateDueDates({ as: 'oanh', reason: 'again' })).toMatchObject({ looked: 1, steps: [] })
    await engine.stop()

    // Whoever reads the journal anew finds the times that were moved; the timer fires at its new one.
    const fresh = await open(vietnamCalendar({ years: [NOTICE] }))
    own.clock.goTo(at('2027-02-15T16:59'))
    await fresh.settled()
    expect((await fresh.dossier(id, { as: 'oanh' })).waiting.map(({ element }) => element)).toContain('b')
    own.clock.goTo(at('2027-02-15T17:00'))
    await fresh.settled()
    expect((await fresh.dossier(id, { as: 'oanh' })).waiting.map(({ element }) => element)).toEqual(['again'])
    await fresh.stop()
  })

  it('an agency has hours of its own beside those of the engine', async () => {
    const mornings = vietnamCalendar({ saturday: [['07:30', '11:30']] })
    const engine = createEngine({
      store: memoryStore(),
      clock: simulatedClock(at('2025-09-05T10:00')),
      procedures: [moduleOf('1.000001', 'workingDays: 1'), moduleOf('1.000002', 'workingDays: 1', mornings)],
      adapters: { identity: { find: () => Promise.resolve(people[0]) } },
    })
    await engine.start()
    const dues = [await engine.lodge('1.000001', {}, { as: 'an' }), await engine.lodge('1.000002', {}, { as: 'an' })]
    expect(dues.map(({ clock: { due } }) => shown(due))).toEqual(['2025-09-08T17:00', '2025-09-06T11:30'])
    await engine.stop()
  })
})
