import { assign, setup } from 'xstate'
import { CLOCK_MARKS, PAYMENT_MARKS, STAGES, STANDINGS, type Definition, type Stage, type Standing } from '../definition/index.ts'
import { CLOCK_SUCCESSION, type ClockEvent } from './clock-region.ts'
import { holds, type Guard } from './guard.ts'
import { nationalStatus } from './national-status.ts'
import { PAYMENT_SUCCESSION } from './payment-region.ts'
import type { StageGraph } from './stage-graph.ts'
import { STANDING_SUCCESSION } from './standing-region.ts'
import { CLOCK_STATES, INITIAL_LIFECYCLE, PAYMENT_STATES, type LifecycleState } from './state.ts'

/** What may happen to a dossier's legal standing; the table and the machine have the same names. */
export type LifecycleEventName =
  | `enter.${Stage}`
  | `leave.${Stage}`
  | `standing.${Standing}`
  | `clock.${ClockEvent}`
  | `payment.${(typeof PAYMENT_MARKS)[number]}`

/** Region names: one for each stage, and the three others. */
export const REGIONS = [...STAGES, 'standing', 'clock', 'payment'] as const
export type Region = (typeof REGIONS)[number]

interface Transition {
  readonly target: string
  readonly guard?: Guard
  readonly actions: { readonly type: 'record'; readonly params: { readonly region: Region; readonly state: string } }
  readonly reenter?: true
}
interface RegionConfig {
  readonly initial: string
  readonly states: Record<string, { meta?: { nationalStatus: number; vi: string }; on: Record<string, Transition> }>
}

/**
 * The lifecycle of a dossier of this procedure as an XState v5 statechart: one parallel region per stage (`waiting`, `active`,
 * `done`), `standing` with the national status code in its `meta`, `clock` and `payment`.
 *
 * Derived from the definition: a stage that no element has never becomes active, a stage follows only those that it follows in the
 * graph, a standing that no element marks cannot be reached. It drives no clock and does nothing: hosts run its table, tools such as
 * Stately's viewer and `xstate/graph` read the machine.
 */
export function lifecycleMachine(definition: Definition, graph: StageGraph, marked: ReadonlySet<Standing>) {
  const states: Record<string, RegionConfig> = {}
  for (const stage of STAGES) states[stage] = stageRegion(stage, graph)
  states.standing = standingRegion(marked)
  states.clock = clockRegion(definition)
  states.payment = paymentRegion()
  return setup({
    types: { context: {} as LifecycleState, events: {} as { type: LifecycleEventName } },
    guards: {
      reached: ({ context }, params: { anyOf: readonly Stage[] }) => holds({ type: 'reached', params }, context),
      lawful: ({ context }, params: { stage: Stage; anyOf: readonly Stage[] }) => holds({ type: 'lawful', params }, context),
      mayExtend: ({ context }, params: { times: number }) => holds({ type: 'mayExtend', params }, context),
    },
    actions: {
      record: assign(({ context, event }, params: { region: Region; state: string }) => recorded(context, event.type, params)),
    },
  }).createMachine({
    id: `lifecycle-${definition.procedure}`,
    type: 'parallel',
    context: INITIAL_LIFECYCLE,
    states: states as never,
  })
}

export type LifecycleMachine = ReturnType<typeof lifecycleMachine>

/** The guards look at the other regions through the context: it mirrors them. */
function recorded(
  context: LifecycleState,
  event: string,
  { region, state }: { region: Region; state: string },
): Partial<LifecycleState> {
  if (region === 'standing') return { standing: state as LifecycleState['standing'] }
  if (region === 'payment') return { payment: state as LifecycleState['payment'] }
  if (region === 'clock') {
    const extensions = context.clock.extensions + (event === 'clock.extend' ? 1 : 0)
    return { clock: { ...context.clock, state: state as LifecycleState['clock']['state'], extensions } }
  }
  return { stages: { ...context.stages, [region]: state as 'active' } }
}

function to(region: Region, target: string, guard?: Guard): Transition {
  const actions = { type: 'record', params: { region, state: target } } as const
  return { target, actions, reenter: true, ...(guard === undefined ? {} : { guard }) }
}

function stageRegion(stage: Stage, graph: StageGraph): RegionConfig {
  const after = [...(graph.after.get(stage) ?? [])].sort((a, b) => STAGES.indexOf(a) - STAGES.indexOf(b))
  const guard: Guard = { type: 'lawful', params: { stage, anyOf: graph.first.has(stage) ? [] : after } }
  const isReachable = graph.first.has(stage) || after.length > 0
  const enter: Record<string, Transition> =
    graph.used.has(stage) && isReachable ? { [`enter.${stage}`]: to(stage, 'active', guard) } : {}
  const again: Record<string, Transition> =
    graph.used.has(stage) && isReachable ? { [`enter.${stage}`]: to(stage, 'active') } : {}
  return {
    initial: 'waiting',
    states: {
      waiting: { on: enter },
      active: { on: { ...again, [`leave.${stage}`]: to(stage, 'done') } },
      done: { on: enter },
    },
  }
}

function standingRegion(marked: ReadonlySet<Standing>): RegionConfig {
  const states: RegionConfig['states'] = {}
  for (const standing of STANDINGS) {
    const next = STANDING_SUCCESSION[standing].filter((other) => marked.has(other))
    const same = marked.has(standing) ? [standing] : []
    const { code, vi } = nationalStatus(standing)
    states[standing] = {
      meta: { nationalStatus: code, vi },
      on: Object.fromEntries([...next, ...same].map((other) => [`standing.${other}`, to('standing', other)])),
    }
  }
  return { initial: 'registered', states }
}

function clockRegion(definition: Definition): RegionConfig {
  const times = definition.limit?.extension?.times ?? 0
  const guard: Guard = { type: 'mayExtend', params: { times } }
  const states: RegionConfig['states'] = {}
  for (const state of CLOCK_STATES) {
    const events = Object.entries(CLOCK_SUCCESSION[state])
    states[state] = {
      on: Object.fromEntries(
        events.map(([event, next]) => [`clock.${event}`, to('clock', next, event === 'extend' ? guard : undefined)]),
      ),
    }
  }
  return { initial: 'notStarted', states }
}

function paymentRegion(): RegionConfig {
  const states: RegionConfig['states'] = {}
  for (const state of PAYMENT_STATES) {
    const events = Object.entries(PAYMENT_SUCCESSION[state])
    states[state] = { on: Object.fromEntries(events.map(([event, next]) => [`payment.${event}`, to('payment', next)])) }
  }
  return { initial: 'none', states }
}

/** Every event that any lifecycle could know; a machine has transitions for some of them. */
export const LIFECYCLE_EVENT_NAMES: readonly LifecycleEventName[] = [
  ...STAGES.flatMap((stage) => [`enter.${stage}`, `leave.${stage}`] as const),
  ...STANDINGS.map((standing) => `standing.${standing}` as const),
  ...([...CLOCK_MARKS, 'warn', 'expire', 'recompute'] as const).map((event) => `clock.${event}` as const),
  ...PAYMENT_MARKS.map((mark) => `payment.${mark}` as const),
]
