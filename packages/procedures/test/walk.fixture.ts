import {
  parseInstant,
  vietnamCalendar,
  type DossierEvent,
  type DossierRejection,
  type Procedure,
  type Value,
  type Variables,
} from '@motcua/engine'
import { decideDossier, INITIAL_DOSSIER, nextTickOf, type DossierCommand, type DossierState } from '@motcua/engine/lifecycle'
import { waitingIn } from '@motcua/engine/kernel'
import fc from 'fast-check'

export const calendar = vietnamCalendar()
const BEGINNING = parseInstant('2025-09-08T08:00') ?? 0

/** One random decision of whoever acts on a dossier. */
export interface Move {
  /** Which of the things that wait. */
  readonly pick: number
  /** Seed of the values that are given. */
  readonly value: number
  readonly minutes: number
  /** Out of ten: below, something that fits; else something that does not, or that comes late. */
  readonly sense: number
}

export const moves = (most: number): fc.Arbitrary<Move[]> =>
  fc.array(fc.record({ pick: fc.nat(50), value: fc.nat(1_000), minutes: fc.nat(300), sense: fc.nat(9) }), {
    minLength: Math.floor(most / 2),
    maxLength: most,
    size: 'max',
  })

/** What a walk saw at one step. */
export interface Step {
  readonly command: DossierCommand
  readonly before: DossierState
  readonly after: DossierState
  readonly events: readonly DossierEvent[]
  readonly rejection: DossierRejection | undefined
}

/** Walks a dossier by random moves; every step is seen, accepted or not. */
export function walk(procedure: Procedure, made: readonly Move[], seen: (step: Step) => void = () => undefined): DossierState {
  let state: DossierState = INITIAL_DOSSIER
  let at = BEGINNING
  for (const move of made) {
    at += move.minutes * 60_000
    const command = state.kernel.status === 'created' ? start(procedure, move, at) : commandFor(procedure, state, move, at)
    const before = state
    const decision = decideDossier(procedure, state, command, { calendar })
    if (decision.ok) state = decision.state
    at = Math.max(at, command.at)
    seen({
      command,
      before,
      after: state,
      events: decision.ok ? decision.events : [],
      rejection: decision.ok ? undefined : decision.rejection,
    })
  }
  return state
}

function start(procedure: Procedure, move: Move, at: number): DossierCommand {
  const carried = procedure.program.messages.get('dossier-lodged')?.carries ?? []
  return { type: 'start', at, origin: 'person', variables: valuesFor(procedure, carried, move.value) }
}

function commandFor(procedure: Procedure, state: DossierState, move: Move, at: number): DossierCommand {
  const waiting = waitingIn(procedure.program, state.kernel).filter(
    ({ awaited }) => awaited.kind !== 'inside' && awaited.kind !== 'error',
  )
  const chosen = waiting[move.pick % Math.max(1, waiting.length)]
  const incident = Number(Object.keys(state.kernel.incidents)[0])
  if (move.sense === 9 || chosen === undefined) return nonsense(procedure, state, move, at)
  if (move.sense === 8 && !Number.isNaN(incident))
    return { type: 'resolveIncident', at, origin: 'person', incident, variables: {} }
  const { instance, awaited, due } = chosen
  switch (awaited.kind) {
    case 'task':
      return { type: 'completeTask', at, origin: 'person', instance, variables: valuesFor(procedure, awaited.sets, move.value) }
    case 'job':
      return move.sense === 7
        ? { type: 'failJob', at, origin: 'world', instance, code: 'TRIED', message: 'no answer' }
        : { type: 'completeJob', at, origin: 'world', instance, variables: valuesFor(procedure, awaited.sets, move.value) }
    case 'message': {
      // A withdrawal ends the walk: it comes seldom, as in life.
      const isRare = awaited.message === 'withdrawal-asked' && move.value % 8 !== 0
      if (isRare) return commandFor(procedure, state, { ...move, pick: move.pick + 1, value: move.value + 1 }, at)
      const carried = procedure.program.messages.get(awaited.message)?.carries ?? []
      const variables = valuesFor(procedure, carried, move.value)
      return { type: 'deliverMessage', at, origin: 'person', message: awaited.message, variables }
    }
    default: {
      const later = Math.max(at, due ?? at)
      return { type: 'fireTimer', at: later, origin: 'world', instance }
    }
  }
}

function nonsense(procedure: Procedure, state: DossierState, { pick, value }: Move, at: number): DossierCommand {
  const origin = value % 2 === 0 ? ('person' as const) : ('world' as const)
  const instance = pick
  const options: DossierCommand[] = [
    { type: 'completeTask', at, origin, instance, variables: {} },
    { type: 'completeJob', at, origin, instance, variables: { nowhere: 1 } },
    { type: 'deliverMessage', at, origin, message: 'fee-paid', variables: {} },
    { type: 'deliverMessage', at, origin, message: 'unheard-of', variables: {} },
    { type: 'fireTimer', at, origin, instance },
    { type: 'resolveIncident', at, origin: 'person', incident: pick, variables: {} },
    { type: 'tickClock', at: Math.max(at, nextTickOf(state) ?? at), origin: 'world' },
    start(procedure, { pick, value, minutes: 0, sense: 0 }, at),
  ]
  return options[value % options.length] as DossierCommand
}

/** Values of the declared types; the way on is likelier than the ways out. */
export function valuesFor(procedure: Procedure, names: readonly string[], seed: number): Variables {
  return Object.fromEntries(
    names.flatMap((name, index): [string, Value][] => {
      const declared = procedure.program.variables.get(name)
      const chance = (seed * 7 + index * 13) % 10
      if (declared === undefined || (declared.optional && chance < 8)) return []
      if (declared.values !== undefined)
        return [[name, declared.values[chance < 7 ? 0 : chance % declared.values.length] ?? null]]
      return [[name, valueOf(declared.type, chance)]]
    }),
  )
}

function valueOf(type: string, chance: number): Value {
  switch (type) {
    case 'number':
      return chance * 1000
    case 'boolean':
      return chance < 8
    case 'list':
      return chance < 8 ? [] : ['birth-notice']
    case 'object':
      return { name: 'An', identifier: 'an', kind: 'citizen' }
    case 'date':
      return '2025-09-08'
    case 'dateTime':
      return '2025-09-08T08:00:00+07:00'
    default:
      return `v${chance}`
  }
}
