import { readFileSync } from 'node:fs'
import {
  createEngine,
  formatInstant,
  loadProcedure,
  memoryStore,
  parseInstant,
  readYaml,
  type Engine,
  type ProcedureModule,
  type Store,
} from '@motcua/engine'
import { clocksOf, factAt, oneStopRulesAt } from '@motcua/engine/lifecycle'
import { openEvent, vietnamCalendar } from '@motcua/engine'
import { simulatedClock, type SimulatedClock } from '@motcua/engine/testing'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import schema from '../../engine/src/lifecycle/rules/dated-facts.schema.json' with { type: 'json' }
import { SECTOR_RULES } from '../src/index.ts'

const at = (text: string) => parseInstant(text) ?? Number.NaN
const permit = SECTOR_RULES['construction-permit']

/** A house permit as it was on a day: its figures come from the dated facts. */
function houseEdition(version: number, effective: string, day: string): ProcedureModule {
  const span = (key: string) => {
    const { unit, amount } = factAt(permit, key, at(day)).value as { readonly unit: string; readonly amount: number }
    return `${unit}: ${amount}`
  }
  const yaml = `
procedure: "1.013225"
version: ${version}
effective: ${effective}
name: Cấp giấy phép xây dựng nhà ở riêng lẻ
limit: { ${span('house.limit')}, extension: { times: 1, workingDays: 3 } }
roles: { applicant: Người nộp, counter: Một cửa, officer: Chuyên viên }
variables: { consent: { type: string, optional: true }, missing: { type: boolean, optional: true } }
messages: { opinion: { from: [officer], carries: [consent] } }
flow:
  lodged: { startEvent: , next: accept }
  accept: { intermediateThrowEvent: , standing: accepted, clock: start, next: consult }
  consult: { eventBasedGateway: , next: [answered, silent] }
  answered: { intermediateCatchEvent: { message: opinion }, next: check }
  silent: { intermediateCatchEvent: { timer: { ${span('consultation.deadline')} } }, next: consent }
  consent: { scriptTask: { script: '"${String(factAt(permit, 'consultation.silence', at(day)).value)}"', result: consent }, next: check }
  check: { userTask: { role: officer, sets: [missing] }, stage: verify, standing: inProgress, next: missing? }
  missing?: { exclusiveGateway: [{ if: missing, next: ask }, { next: settle }] }
  ask: { intermediateThrowEvent: , standing: supplementAsked, clock: pause, next: supplement }
  supplement: { userTask: { role: counter }, stage: receive, next: complete }
  complete: { intermediateThrowEvent: , standing: inProgress, clock: continue, next: check }
  settle: { intermediateThrowEvent: , standing: settled, clock: stop, next: done }
  done: { endEvent: }
`
  const { definition, diagnostics } = readYaml(yaml, { file: 'house.yaml' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error(JSON.stringify(diagnostics))
  return { procedure }
}

const BEFORE = houseEdition(1, '{ from: 2024-12-30, to: 2026-06-30 }', '2026-06-30')
const AFTER = houseEdition(2, '{ from: 2026-07-01 }', '2026-07-01')
const PEOPLE = [{ id: 'an', name: 'Nguyễn Văn An', roles: ['applicant', 'counter', 'officer', 'operator', 'auditor'] }]

async function host(store: Store, clock: SimulatedClock, procedures: readonly ProcedureModule[]): Promise<Engine> {
  const engine = createEngine({
    store,
    clock,
    procedures,
    adapters: { identity: { find: (id) => Promise.resolve(PEOPLE.find((person) => person.id === id)) } },
  })
  await engine.start()
  return engine
}

describe('construction permits across 1 July 2026', () => {
  it('a dossier lodged on the last evening stays under 175/2024, one lodged at midnight is under 217/2026', async () => {
    const store = memoryStore()
    const clock = simulatedClock(at('2026-06-30T16:30'))
    const engine = await host(store, clock, [BEFORE, AFTER])
    const old = await engine.lodge('1.013225', {}, { as: 'an' })
    clock.goTo(at('2026-07-01T00:00'))
    const young = await engine.lodge('1.013225', {}, { as: 'an' })
    expect([old.procedure.version, young.procedure.version]).toEqual([1, 2])
    const deadlines = [old, young].map(({ waiting }) => waiting.map(({ due }) => due ?? 0).filter((due) => due > 0))
    // Twelve days of the Civil Code from Tuesday 30 June: Sunday 12 July, so the end of Monday; two working days from Wednesday: Friday.
    expect(deadlines.map(([due]) => formatInstant(due ?? 0).slice(0, 16))).toEqual(['2026-07-14T00:00', '2026-07-03T17:00'])
    // Seven working days, as before: from Tuesday 30 June and from Wednesday 1 July.
    expect([old, young].map((view) => formatInstant(view.clock.due ?? 0).slice(0, 16))).toEqual([
      '2026-07-09T17:00',
      '2026-07-10T17:00',
    ])
    clock.goTo(at('2026-07-03T18:00'))
    await engine.settled()
    const [a, b] = await Promise.all([old, young].map(({ id }) => engine.dossier(id, { as: 'an' })))
    expect([a?.variables.consent ?? null, b?.variables.consent]).toEqual([null, 'consent'])
    await engine.stop()
  })

  it('it stays so on a host that has the new edition alone', async () => {
    const store = memoryStore()
    const clock = simulatedClock(at('2026-06-30T16:30'))
    const before = await host(store, clock, [BEFORE, AFTER])
    const { id } = await before.lodge('1.013225', {}, { as: 'an' })
    await before.stop()
    const engine = await host(store, clock, [AFTER])
    clock.goTo(at('2026-07-13T23:59'))
    await engine.settled()
    expect((await engine.dossier(id, { as: 'an' })).variables.consent ?? null).toBeNull()
    clock.goTo(at('2026-07-14T00:00'))
    await engine.settled()
    const dossier = await engine.dossier(id, { as: 'an' })
    expect([dossier.procedure.version, dossier.variables.consent]).toEqual([1, 'consent'])
    await engine.stop()
  })

  it('lodged before any edition was in force, it is refused', async () => {
    const engine = await host(memoryStore(), simulatedClock(at('2024-12-29T10:00')), [BEFORE, AFTER])
    await expect(engine.lodge('1.013225', {}, { as: 'an' })).rejects.toMatchObject({ code: 'PROCEDURE_NOT_IN_FORCE' })
    await engine.stop()
  })
})

describe('one-stop rules across 1 July 2025', () => {
  it.each([
    ['2025-06-30T16:00', 'nd61-2018', 'tt01-2018/04'],
    ['2025-07-01T08:00', 'nd118-2025', 'tt03-2025/04'],
  ])('a dossier lodged %s follows %s, and its apology is form %s, whenever it is written', async (lodged, regime, form) => {
    const clock = simulatedClock(at(lodged))
    const engine = await host(memoryStore(), clock, [BEFORE])
    const { id } = await engine.lodge('1.013225', {}, { as: 'an' })
    await engine.dispatch(id, { type: 'deliverMessage', message: 'opinion', variables: { consent: 'yes' } }, { as: 'an' })
    clock.goTo(at('2025-07-03T09:00'))
    const task = async () => (await engine.worklist({ as: 'an', dossier: id }))[0]?.id ?? ''
    await engine.complete(await task(), { missing: true }, { as: 'an' })
    clock.goTo(at('2025-07-07T09:00'))
    await engine.complete(await task(), {}, { as: 'an' })
    const rows = await engine.journal(id, { as: 'an' })
    const events = rows.flatMap((row) => row.events.map(openEvent))
    const rules = events.find((event) => event.type === 'rulesApplied')?.rules
    expect(rules?.regime).toBe(regime)
    expect(oneStopRulesAt(at('2025-07-07T09:00'), rules?.regime)?.forms.apology).toBe(form)
    // Supplemented on Monday 7 July: seven working days anew; the metric clock only puts off its first date by what was waited.
    const clocks = clocksOf(BEFORE.procedure, events, vietnamCalendar(), clock.now())
    expect(formatInstant(clocks.legal.due ?? 0).slice(0, 16)).toBe('2025-07-16T17:00')
    expect(clocks.metric.due).toBeLessThan(clocks.legal.due ?? 0)
    await engine.stop()
  })
})

describe('the files of dated facts', () => {
  it.each(Object.keys(SECTOR_RULES))('%s fits the schema, and says of each figure where it is from', (name) => {
    const file: unknown = JSON.parse(readFileSync(new URL(`../src/rules/${name}.json`, import.meta.url), 'utf8'))
    const isValid = new Ajv({ allErrors: true }).compile(schema)
    expect(isValid(file), JSON.stringify(isValid.errors)).toBe(true)
  })
})
