import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createActor } from 'xstate'
import { vietnamCalendar } from '../calendar/index.ts'
import { readYaml, STAGES, STANDINGS } from '../definition/index.ts'
import { decide, INITIAL_STATE, type Command } from '../kernel/index.ts'
import {
  decideDossier,
  INITIAL_DOSSIER,
  INITIAL_LIFECYCLE,
  LIFECYCLE_EVENT_NAMES,
  loadProcedure,
  nationalStatus,
  oneStopRulesAt,
  REGIONS,
  stateOf,
  stepOf,
  type DossierState,
  type LifecycleState,
  type Procedure,
} from './index.ts'
import { CLOCK_STATES, PAYMENT_STATES, type StageStatus } from './state.ts'

const calendar = vietnamCalendar()
const AT = Date.UTC(2025, 8, 8, 1)

/** A procedure with all seven stages, a fee and an extension. `sign` may be left out of the element that signs. */
function procedure(sign = ', stage: sign'): Procedure {
  const yaml = `
procedure: "1.000001"
name: Thử
limit: { workingDays: 3, warn: { workingHours: 4 }, extension: { times: 1, workingDays: 2 } }
roles: { clerk: Cán bộ, leader: Lãnh đạo }
variables: { more: boolean }
flow:
  begin: { startEvent: , next: receive }
  receive: { userTask: { role: clerk }, stage: receive, next: accept }
  accept: { intermediateThrowEvent: , stage: receive, standing: accepted, clock: start, next: scan }
  scan: { userTask: { role: clerk }, stage: digitize, next: pass }
  pass: { userTask: { role: clerk }, stage: transfer, next: examine }
  examine: { userTask: { role: clerk, sets: [more] }, stage: verify, standing: inProgress, next: more? }
  more?: { exclusiveGateway: [{ if: more, next: extend }, { next: sign }] }
  extend: { intermediateThrowEvent: , clock: extend, next: examine }
  sign: { userTask: { role: leader }${sign}, next: fee }
  fee: { intermediateThrowEvent: , payment: waive, next: settle }
  settle: { intermediateThrowEvent: , standing: settled, clock: stop, next: return }
  return: { userTask: { role: clerk }, stage: return, next: archive }
  archive: { userTask: { role: clerk }, stage: archive, next: done }
  done: { endEvent: , standing: returned }
`
  const { definition, diagnostics } = readYaml(yaml, { file: 'test.yaml' })
  expect(diagnostics).toEqual([])
  const loaded = definition === undefined ? undefined : loadProcedure(definition)
  if (loaded?.procedure === undefined) throw new Error(JSON.stringify(loaded?.diagnostics))
  return loaded.procedure
}

/** Completes the oldest open task, whatever it is. */
function completeNext(using: Procedure, state: DossierState, more = false): Command {
  const first = state.kernel.instances[0]?.[0]
  const instance = first?.n ?? 0
  const node = using.program.nodes[first?.node ?? 0]
  return { type: 'completeTask', at: AT, origin: 'person', instance, variables: node?.id === 'examine' ? { more } : {} }
}

const begin: Command = { type: 'start', at: AT, origin: 'person', variables: {} }

describe('the table', () => {
  const { machine, table } = procedure()
  const anyState: fc.Arbitrary<LifecycleState> = fc.record({
    stages: fc
      .tuple(...STAGES.map(() => fc.constantFrom<StageStatus>('waiting', 'active', 'done')))
      .map((all) => Object.fromEntries(STAGES.map((stage, index) => [stage, all[index]])) as unknown as LifecycleState['stages']),
    standing: fc.constantFrom(...STANDINGS),
    clock: fc.record({
      state: fc.constantFrom(...CLOCK_STATES),
      due: fc.constant(null),
      warn: fc.constant(null),
      pausedAt: fc.constant(null),
      pause: fc.constant(null),
      extensions: fc.nat(2),
      projected: fc.boolean(),
      steps: fc.constant([]),
    }),
    payment: fc.constantFrom(...PAYMENT_STATES),
    rules: fc.constantFrom(null, oneStopRulesAt(AT) ?? null),
  })

  it('is the machine: the same transition on every state and event, under every valuation of the guards', () => {
    let taken = 0
    fc.assert(
      fc.property(anyState, (state) => {
        const value = Object.fromEntries(REGIONS.map((region) => [region, stateOf(state, region)]))
        const snapshot = machine.resolveState({ value: value, context: state })
        for (const event of LIFECYCLE_EVENT_NAMES) {
          const actor = createActor(machine, { snapshot: machine.getPersistedSnapshot(snapshot) }).start()
          const may = actor.getSnapshot().can({ type: event })
          const ours = REGIONS.map((region) => stepOf(table, state, region, event))
          expect(ours.some((target) => target !== undefined)).toBe(may)
          actor.send({ type: event })
          const after = actor.getSnapshot().value as unknown as Record<string, string>
          for (const [index, region] of REGIONS.entries()) expect(after[region]).toBe(ours[index] ?? stateOf(state, region))
          if (may) taken++
        }
      }),
      { numRuns: 60 },
    )
    expect(taken).toBeGreaterThan(500)
  })

  it('knows every state of every region of the machine', () => {
    for (const region of REGIONS) {
      const states = Object.keys(machine.root.states[region as never]?.states ?? {})
      expect([...(table.get(region)?.keys() ?? [])]).toEqual(states)
    }
  })

  it('carries the national status code on each standing', () => {
    expect(STANDINGS.map((standing) => nationalStatus(standing).code)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    const metas = STANDINGS.map(
      (standing) => machine.root.states.standing?.states[standing]?.meta as { nationalStatus?: number } | undefined,
    )
    expect(metas.map((meta) => meta?.nationalStatus)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })
})

describe('held around the kernel', () => {
  it('lets a dossier through all seven stages in the order of the law', () => {
    const lawful = procedure()
    let state = INITIAL_DOSSIER
    const order: string[] = []
    for (let commands = 0; state.kernel.status !== 'completed' && commands < 20; commands++) {
      const decision = decideDossier(lawful, state, state === INITIAL_DOSSIER ? begin : completeNext(lawful, state), { calendar })
      if (!decision.ok) throw new Error(decision.rejection.message)
      order.push(...decision.events.flatMap((event) => (event.type === 'stageEntered' ? [event.stage] : [])))
      state = decision.state
    }
    expect(order).toEqual([...STAGES])
    expect(state.lifecycle.standing).toBe('returned')
  })

  it('refuses what the kernel alone accepts, once the change to the stage "sign" is taken out of the definition', () => {
    const unsigned = procedure('')
    expect(unsigned.table.get('sign')?.get('waiting')?.size).toBe(0)
    let state = INITIAL_DOSSIER
    let refused: unknown
    for (let commands = 0; commands < 20; commands++) {
      const command = state === INITIAL_DOSSIER ? begin : completeNext(unsigned, state)
      const decision = decideDossier(unsigned, state, command, { calendar })
      if (!decision.ok) {
        refused = decision.rejection
        const alone = decide(unsigned.program, state.kernel, command, { calendar })
        expect(alone.ok).toBe(true)
        break
      }
      state = decision.state
    }
    expect(refused).toMatchObject({ code: 'LIFECYCLE_REFUSED', event: 'enter.return', element: 'return' })
  })

  it('rejects a second extension, and changes nothing', () => {
    const lawful = procedure()
    let state = INITIAL_DOSSIER
    const send = (command: Command) => decideDossier(lawful, state, command, { calendar })
    for (const command of [begin, ...Array.from({ length: 3 }, () => undefined)]) {
      const decision = send(command ?? completeNext(lawful, state))
      if (decision.ok) state = decision.state
    }
    const once = send(completeNext(lawful, state, true))
    if (!once.ok) throw new Error(once.rejection.message)
    expect(once.state.lifecycle.clock).toMatchObject({ state: 'extended', extensions: 1 })
    state = once.state
    const before = JSON.stringify(state)
    expect(send(completeNext(lawful, state, true))).toMatchObject({
      ok: false,
      rejection: { code: 'LIFECYCLE_REFUSED', event: 'clock.extend' },
    })
    expect(JSON.stringify(state)).toBe(before)
  })

  it('makes an incident of what the world reports against the law', () => {
    const unsigned = procedure('')
    let state = INITIAL_DOSSIER
    for (;;) {
      const person = state === INITIAL_DOSSIER ? begin : completeNext(unsigned, state)
      const decision = decideDossier(unsigned, state, { ...person, origin: 'world' }, { calendar })
      if (!decision.ok) throw new Error(decision.rejection.message)
      const isIncident = decision.events.some(({ type }) => type === 'incidentRaised')
      if (isIncident) {
        expect(decision.events).toHaveLength(1)
        expect(decision.events[0]).toMatchObject({ code: 'LIFECYCLE_REFUSED', element: 'return' })
        expect(decision.state.kernel.instances).toEqual(state.kernel.instances)
        expect(decision.state.lifecycle).toEqual(state.lifecycle)
        return
      }
      state = decision.state
    }
  })
})

describe('the clock', () => {
  it('becomes due soon and overdue as time goes, also when nobody looked in between', () => {
    const lawful = procedure()
    let state = INITIAL_DOSSIER
    for (const command of [begin, undefined]) {
      const decision = decideDossier(lawful, state, command ?? completeNext(lawful, state), { calendar })
      if (decision.ok) state = decision.state
    }
    const due = state.lifecycle.clock.due ?? 0
    const late = decideDossier(lawful, state, { type: 'tickClock', at: due + 1, origin: 'world' }, { calendar })
    expect(late).toMatchObject({ ok: true, state: { lifecycle: { clock: { state: 'overdue' } } } })
    const soon = decideDossier(
      lawful,
      state,
      { type: 'tickClock', at: state.lifecycle.clock.warn ?? 0, origin: 'world' },
      { calendar },
    )
    expect(soon).toMatchObject({ ok: true, state: { lifecycle: { clock: { state: 'dueSoon' } } } })
    const early = decideDossier(lawful, state, { type: 'tickClock', at: AT, origin: 'world' }, { calendar })
    expect(early).toMatchObject({ ok: true, events: [] })
  })

  it('starts from the initial state that the machine has', () => {
    const actor = createActor(procedure().machine).start()
    const value = actor.getSnapshot().value as unknown as Record<string, string>
    for (const region of REGIONS) expect(value[region]).toBe(stateOf(INITIAL_LIFECYCLE, region))
    expect(INITIAL_STATE.status).toBe('created')
  })
})
