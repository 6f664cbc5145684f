import { describe, expect, it } from 'vitest'
import { formatInstant, parseInstant, vietnamCalendar } from '../calendar/index.ts'
import { contentOf, definitionOf } from '../compile/index.ts'
import { readBpmn, readYaml, writeBpmn, writeYaml, type Definition } from '../definition/index.ts'
import { formatDiagnostic } from '../diagnostics/index.ts'
import {
  clocksOf,
  decideDossier,
  INITIAL_DOSSIER,
  loadProcedure,
  replayDossier,
  type DossierCommand,
  type Procedure,
} from './index.ts'

const calendar = vietnamCalendar()
const at = (text: string) => parseInstant(text) ?? Number.NaN

/** A permit: ten working days, seven for a house, and a month where nobody has an address. */
const PERMIT = `procedure: "1.000004"
name: Giấy phép
limit:
  workingDays: 10
  extension: { times: 1, workingDays: 2 }
  cases:
    - { if: house = true, workingDays: 7 }
    - { if: address = null, months: 1 }
roles: { desk: Một cửa }
variables: { house: boolean, address: { type: string, optional: true } }
flow:
  lodged: { startEvent, next: accept }
  accept: { intermediateThrowEvent: , standing: accepted, clock: start, next: examine }
  examine: { userTask: { role: desk, sets: [house] }, stage: verify, next: ask }
  ask: { intermediateThrowEvent: , standing: supplementAsked, clock: pause, next: supplement }
  supplement: { userTask: { role: desk }, stage: verify, next: goes-on }
  goes-on: { intermediateThrowEvent: , standing: inProgress, clock: resume, next: last }
  last: { userTask: { role: desk, sets: [house] }, next: anew }
  anew: { intermediateThrowEvent: , clock: restart, next: decide }
  decide: { userTask: { role: desk }, stage: verify, next: done }
  done: { endEvent: , standing: settled, clock: stop }
`

function read(yaml: string): Definition {
  const { definition, diagnostics } = readYaml(yaml, { file: 'permit.yaml' })
  if (definition === undefined) throw new Error(JSON.stringify(diagnostics))
  return definition
}

function load(definition: Definition): Procedure {
  const { procedure, diagnostics } = loadProcedure(definition)
  if (procedure === undefined) throw new Error(JSON.stringify(diagnostics))
  return procedure
}

/** A dossier, and everything that was recorded of it. */
function dossierOf(procedure: Procedure, lodged: string, variables: Readonly<Record<string, string | boolean>>) {
  let state = INITIAL_DOSSIER
  const events: ReturnType<typeof send> = []
  function send(command: DossierCommand) {
    const decision = decideDossier(procedure, state, command, { calendar })
    if (!decision.ok) throw new Error(decision.rejection.message)
    state = decision.state
    return [...decision.events]
  }
  events.push(...send({ type: 'start', at: at(lodged), origin: 'person', variables }))
  return {
    events,
    get clock() {
      return state.lifecycle.clock
    },
    get state() {
      return state
    },
    complete(when: string, said: Readonly<Record<string, boolean>> = {}) {
      const [open] = state.kernel.instances.flat()
      events.push(...send({ type: 'completeTask', at: at(when), origin: 'person', instance: open?.n ?? 0, variables: said }))
    },
    recompute(when: string) {
      events.push(...send({ type: 'recomputeDue', at: at(when), origin: 'world', reason: 'lịch mới' }))
    },
  }
}

const due = ({ clock }: { readonly clock: { readonly due: number | null } }) => formatInstant(clock.due ?? 0).slice(0, 16)

describe('a limit that depends on the case', () => {
  const procedure = load(read(PERMIT))

  it.each<[Readonly<Record<string, string | boolean>>, string, string]>([
    [{ house: false, address: 'Số 1' }, '2026-07-20T17:00', 'works: ten working days'],
    [{ house: true, address: 'Số 1' }, '2026-07-15T17:00', 'a house: seven'],
    [{ house: true }, '2026-07-15T17:00', 'the first case that holds counts'],
    [{ house: false }, '2026-08-07T00:00', 'a month of the Civil Code'],
  ])('%j lodged on 6 July 2026 is due %s: %s', (variables, expected) => {
    expect(due(dossierOf(procedure, '2026-07-06T09:00', variables))).toBe(expected)
  })

  it('stays what it was when the clock began: a variable that changes later changes no date, a pause counts in its own unit', () => {
    const house = dossierOf(procedure, '2026-07-06T09:00', { house: true, address: 'Số 1' })
    house.complete('2026-07-08T09:00', { house: false })
    house.complete('2026-07-10T09:00')
    expect(due(house)).toBe('2026-07-17T17:00')
    expect(house.clock.limit).toEqual({ unit: 'workingDays', amount: 7 })
    const month = dossierOf(procedure, '2026-07-06T09:00', { house: false })
    month.complete('2026-07-08T09:00', { house: false })
    month.complete('2026-07-18T09:00')
    expect(due(month)).toBe('2026-08-18T00:00')
  })

  it('is asked for again when the clock begins anew', () => {
    const dossier = dossierOf(procedure, '2026-07-06T09:00', { house: true, address: 'Số 1' })
    dossier.complete('2026-07-08T09:00', { house: true })
    dossier.complete('2026-07-10T09:00')
    dossier.complete('2026-07-13T09:00', { house: false })
    expect(due(dossier)).toBe('2026-07-27T17:00')
    expect(dossier.clock.limit).toBeUndefined()
  })

  it('is what is reckoned by again, what both clocks count by, and what replay gives', () => {
    const house = dossierOf(procedure, '2026-07-06T09:00', { house: true, address: 'Số 1' })
    house.recompute('2026-07-07T09:00')
    expect(due(house)).toBe('2026-07-15T17:00')
    const { legal, metric } = clocksOf(procedure, house.events, calendar, at('2026-07-08T09:00'))
    expect([legal.due, metric.due].map((one) => formatInstant(one ?? 0).slice(0, 10))).toEqual(['2026-07-15', '2026-07-15'])
    expect(replayDossier(procedure, INITIAL_DOSSIER, house.events)).toEqual(house.state)
  })

  it('survives YAML, BPMN and the store', () => {
    const definition = read(PERMIT)
    const { definition: bpmn } = readBpmn(writeBpmn(definition), { file: 'permit.bpmn' })
    const others = [read(writeYaml(definition)), bpmn, definitionOf(contentOf(definition), 'kept')]
    for (const other of others) {
      const { limit } = other ?? {}
      expect(limit?.cases).toMatchObject([
        { condition: { text: 'house = true' }, limit: { unit: 'workingDays', amount: 7 } },
        { condition: { text: 'address = null' }, limit: { unit: 'months', amount: 1 } },
      ])
      expect(due(dossierOf(load(other as Definition), '2026-07-06T09:00', { house: true, address: 'Số 1' }))).toBe(
        '2026-07-15T17:00',
      )
    }
    expect(contentOf(definition)).not.toBe(contentOf(read(PERMIT.replace('workingDays: 7', 'workingDays: 8'))))
  })

  it('is checked like any condition: names, spans, and what a case lacks, each at its place', () => {
    const told = (yaml: string) => {
      const { definition, diagnostics } = readYaml(yaml, { file: 'permit.yaml' })
      const found = definition === undefined ? diagnostics : [...diagnostics, ...loadProcedure(definition).diagnostics]
      return found.map((one) => formatDiagnostic(one, 'en').split(' — ')[0])
    }
    expect(told(PERMIT.replace('if: house = true', 'if: hous = true'))).toEqual([
      'permit.yaml:7:13  FEEL_NAME_UNKNOWN  expected a declared variable, found "hous"',
    ])
    expect(told(PERMIT.replace('{ if: house = true, workingDays: 7 }', '{ if: house = true }'))).toEqual([
      'permit.yaml:7:7  FIELD_MISSING  expected "workingDays", found none',
    ])
    expect(told(PERMIT.replace('months: 1 }', 'months: 1, days: 3 }'))).toEqual([
      'permit.yaml:8:40  FIELD_VALUE  expected one span in "cases", found months, days',
    ])
    expect(told(PERMIT.replace('if: house = true, ', ''))).toEqual(['permit.yaml:7:7  FIELD_MISSING  expected "if", found none'])
  })
})
