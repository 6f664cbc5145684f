/**
 * Theory of operation
 *
 * One instance runs in memory on the kernel itself; nothing is stored and nothing waits. Each hop of a token is one line. With
 * `auto`, when tokens wait: the oldest open task is completed, whatever does it; only when there is none, the simulated clock goes
 * to the next timer. Messages from outside are nobody's to send here, so what waits for one keeps waiting.
 */
import type { Hop, Procedure, Value, Variables } from '@motcua/engine'
import type { Calendar } from '@motcua/engine/calendar'
import {
  all,
  decide,
  INITIAL_STATE,
  instancesIn,
  visibleVariables,
  waitingIn,
  type Command,
  type KernelState,
  type Rejection,
} from '@motcua/engine/kernel'
import { valuesFor } from './defaults.ts'

export interface TraceOptions {
  /** Values of variables from the start. */
  readonly variables: Variables
  readonly auto: boolean
  /** Simulated instant of the start, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  readonly calendar: Calendar
}

/** What one line says. `type` is the element's BPMN XML local name. */
export interface TraceLine {
  readonly event: 'entered' | 'completed' | 'terminated' | 'taken' | 'thrown' | 'caught' | 'compensated' | 'failed'
  readonly element: string
  readonly type: string
}

export interface TraceEnd {
  readonly event: 'end'
  readonly status: 'completed' | 'waiting' | 'failed' | 'terminated'
  /** Ids of the elements that hold tokens. */
  readonly waiting: readonly string[]
}

/** A trace that could not go on: what was refused, and why. */
export interface TraceRefusal {
  readonly rejection: Rejection
}

/** Commands in one trace; a procedure whose tasks go in circles would never end. */
const MOST_COMMANDS = 10_000

/** Runs one instance and tells each hop as it happens. */
export function trace(procedure: Procedure, options: TraceOptions, tell: (line: TraceLine) => void): TraceEnd | TraceRefusal {
  const { program } = procedure
  const observe = (hop: Hop): void => {
    tell({
      event: hop.hop,
      element: hop.element,
      type: hop.hop === 'taken' ? 'sequenceFlow' : (program.nodes[hop.index]?.kind ?? ''),
    })
  }
  const run = (state: KernelState, command: Command) => decide(program, state, command, { calendar: options.calendar, observe })
  let at = options.at
  let decision = run(INITIAL_STATE, startOf(procedure, options))
  if (!decision.ok) return { rejection: decision.rejection }
  let state = decision.state
  for (let commands = 0; options.auto && state.status === 'running' && commands < MOST_COMMANDS; commands++) {
    const next = nextCommand(procedure, state, options.variables, at)
    if (next === undefined) break
    at = next.at
    decision = run(state, next)
    if (!decision.ok) return { rejection: decision.rejection }
    state = decision.state
  }
  return {
    event: 'end',
    status: state.status === 'running' || state.status === 'created' ? 'waiting' : state.status,
    waiting: holding(procedure, state),
  }
}

function startOf(procedure: Procedure, { variables, at }: TraceOptions): Command {
  const root = procedure.program.scopes[0]
  const start = procedure.program.nodes[root?.starts[0] ?? root?.triggeredStarts[0] ?? 0]
  const trigger = start?.kind === 'startEvent' ? start.triggers[0] : undefined
  const message = trigger?.kind === 'message' ? trigger.message : undefined
  const carried = message === undefined ? undefined : (procedure.program.messages.get(message)?.carries ?? [])
  const given = carried === undefined ? variables : valuesFor(carried, procedure, variables, at)
  return { type: 'start', at, origin: 'person', variables: given, ...(start === undefined ? {} : { start: start.id }) }
}

function nextCommand(procedure: Procedure, state: KernelState, given: Variables, at: number): Command | undefined {
  const waiting = waitingIn(procedure.program, state)
  const held = new Set(Object.values(state.incidents).map(({ instance }) => instance))
  const task = waiting.find(({ awaited, instance }) => (awaited.kind === 'task' || awaited.kind === 'job') && !held.has(instance))
  if (task !== undefined && (task.awaited.kind === 'task' || task.awaited.kind === 'job')) {
    const known: Record<string, Value> = { ...visibleVariables(procedure.program, state, 0), ...given }
    const variables = valuesFor(task.awaited.sets, procedure, known, at)
    const type = task.awaited.kind === 'task' ? 'completeTask' : 'completeJob'
    return { type, at, origin: 'person', instance: task.instance, variables }
  }
  const timers = waiting.filter(({ awaited, due }) => awaited.kind === 'timer' && due !== null)
  timers.sort((a, b) => Number(a.due) - Number(b.due) || a.instance - b.instance)
  const timer = timers[0]
  return timer === undefined
    ? undefined
    : { type: 'fireTimer', at: Math.max(at, Number(timer.due)), origin: 'person', instance: timer.instance }
}

/** Elements in which tokens stand: waiting instances that belong to no other, and joins with tokens before them. */
function holding({ program }: Procedure, state: KernelState): string[] {
  const ids = new Set<string>()
  for (const instance of all(state.instances)) {
    const hasInside = instancesIn(state).some(({ scope }) => scope === instance.n)
    const node = program.nodes[instance.node]
    if (instance.host === null && node !== undefined && !(node.kind === 'subProcess' && hasInside)) ids.add(node.id)
  }
  for (const scope of all(state.scopes)) {
    for (const flow of Object.keys(scope.parked)) {
      const target = program.nodes[program.flows[Number(flow)]?.target ?? -1]
      if (target !== undefined) ids.add(target.id)
    }
  }
  return [...ids]
}
