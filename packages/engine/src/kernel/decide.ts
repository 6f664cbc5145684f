import type { Calendar } from '../calendar/index.ts'
import type { Node, Program } from '../compile/index.ts'
import { behaviourOf } from './behaviours.ts'
import type {
  Command,
  CompleteJob,
  CompleteTask,
  DeliverMessage,
  FailJob,
  FireTimer,
  ResolveIncident,
  Start,
  Variables,
} from './command.ts'
import type { KernelEvent } from './event.ts'
import type { Observer } from './hop.ts'
import type { Rejection } from './rejection.ts'
import type { KernelState } from './state.ts'
import { StepsExceeded, TokenFlow } from './token-flow.ts'
import { receiverOf } from './trigger.ts'
import { checkVariables } from './variables.ts'

/** What a command led to: facts and the state after them, or a refusal that changed nothing. */
export type Decision =
  | { readonly ok: true; readonly events: readonly KernelEvent[]; readonly state: KernelState }
  | { readonly ok: false; readonly rejection: Rejection }

export interface Surroundings {
  readonly calendar: Calendar
  /** Sees every hop of every token, in order, while the command is decided. */
  readonly observe?: Observer | undefined
}

/**
 * Decides a command. Pure: the same program, state and command always give the same events. A person's command that does not fit
 * is rejected; what the world reports is never refused for coming late: it becomes an incident that somebody has to look at.
 *
 * @example
 * const decision = decide(program, INITIAL_STATE, { type: 'start', at, origin: 'person', variables: {} }, { calendar })
 */
export function decide(program: Program, state: KernelState, command: Command, surroundings: Surroundings): Decision {
  if (command.at < state.at) {
    return reject('INSTANT_BEFORE_LAST', `expected an instant from ${state.at} on, found ${command.at}`)
  }
  const flow = new TokenFlow(program, state, command.at, surroundings.calendar, behaviourOf, surroundings.observe)
  try {
    const rejection = dispatch(flow, command)
    if (rejection !== undefined) return { ok: false, rejection }
    flow.run()
  } catch (error) {
    if (error instanceof StepsExceeded) return reject('STEPS_EXCEEDED', error.message, error.element)
    throw error
  }
  return { ok: true, events: flow.events, state: flow.state }
}

function dispatch(flow: TokenFlow, command: Command): Rejection | undefined {
  if (command.type === 'start') return start(flow, command)
  if (flow.state.status === 'created')
    return refusal('NOT_STARTED', `expected a started process, found ${command.type} before it`)
  switch (command.type) {
    case 'completeTask':
      return completeTask(flow, command)
    case 'completeJob':
      return completeJob(flow, command)
    case 'failJob':
      return failJob(flow, command)
    case 'deliverMessage':
      return deliverMessage(flow, command)
    case 'fireTimer':
      return fireTimer(flow, command)
    case 'resolveIncident':
      return resolveIncident(flow, command)
  }
}

function start(flow: TokenFlow, command: Start): Rejection | undefined {
  const { program, state } = flow
  if (state.status !== 'created')
    return refusal('ALREADY_STARTED', `expected a process that has not started, found it ${state.status}`)
  const starts = (program.scopes[0]?.starts ?? []).map((index) => flow.node(index))
  const chosen = command.start === undefined ? starts : starts.filter(({ id }) => id === command.start)
  const node = chosen[0]
  if (node === undefined || chosen.length > 1) {
    const known = starts.map(({ id }) => id).join(', ')
    return refusal('START_UNKNOWN', `expected one of the start events ${known}, found ${command.start ?? 'none named'}`)
  }
  const message = node.kind === 'startEvent' ? node.message : undefined
  const allowed = message === undefined ? program.variables.keys() : (program.messages.get(message)?.carries ?? [])
  const wrong = checkVariables(program, command.variables, allowed, { element: node.id, partial: message === undefined })
  if (wrong !== undefined) return wrong
  flow.emit({ type: 'processStarted', element: node.id, variables: command.variables })
  flow.enter(node, 0)
  return undefined
}

function completeTask(flow: TokenFlow, command: CompleteTask): Rejection | undefined {
  const awaited = flow.awaited(command.instance)
  if (awaited?.kind !== 'task') {
    return ended(flow) ?? refusal('TASK_NOT_ACTIVE', `expected an open task, found none under ${command.instance}`)
  }
  return finish(flow, command.instance, command.variables, awaited.sets)
}

function completeJob(flow: TokenFlow, command: CompleteJob): Rejection | undefined {
  const awaited = flow.awaited(command.instance)
  if (awaited?.kind !== 'job') {
    const message = `expected somebody to wait for the job of ${command.instance}, found nobody`
    return late(flow, command, 'JOB_LATE', refusal('JOB_NOT_ACTIVE', message))
  }
  const wrong = finish(flow, command.instance, command.variables, awaited.sets)
  if (wrong === undefined || command.origin === 'person') return wrong
  const element = flow.nodeOf(command.instance)
  flow.observe('failed', element)
  flow.raise('JOB_RESULT_INVALID', wrong.message, { instance: command.instance, element: element.id })
  return undefined
}

function failJob(flow: TokenFlow, command: FailJob): Rejection | undefined {
  const { instance } = command
  if (flow.awaited(instance)?.kind !== 'job') {
    const message = `expected somebody to wait for the job of ${instance}, found nobody`
    return late(flow, command, 'JOB_LATE', refusal('JOB_NOT_ACTIVE', message))
  }
  const node = flow.nodeOf(instance)
  if (command.error !== undefined) {
    if (flow.catchError(command.error, instance)) return undefined
    if (flow.throwError(command.error, flow.state.instances[instance]?.scope ?? 0)) return undefined
  }
  flow.observe('failed', node)
  flow.raise(command.code, command.message, { instance, element: node.id })
  return undefined
}

function deliverMessage(flow: TokenFlow, command: DeliverMessage): Rejection | undefined {
  const { program, state } = flow
  const declared = program.messages.get(command.message)
  if (declared === undefined) {
    const known = [...program.messages.keys()].join(', ') || 'no messages'
    return late(flow, command, 'MESSAGE_UNKNOWN', refusal('MESSAGE_UNKNOWN', `expected ${known}, found "${command.message}"`))
  }
  const receiver = receiverOf(program, state, command.message, command.instance)
  if (receiver === undefined) {
    const refused =
      ended(flow) ?? refusal('MESSAGE_NOT_AWAITED', `expected somebody to wait for "${command.message}", found nobody`)
    return late(flow, command, 'MESSAGE_LATE', refused)
  }
  const wrong = checkVariables(program, command.variables, declared.carries, { element: receiver.element })
  if (wrong !== undefined) return late(flow, command, 'MESSAGE_INVALID', wrong)
  flow.setVariables(0, command.variables)
  flow.trigger(receiver.instance)
  return undefined
}

function fireTimer(flow: TokenFlow, command: FireTimer): Rejection | undefined {
  const due = flow.state.instances[command.instance]?.due ?? undefined
  const isSet = flow.awaited(command.instance)?.kind === 'timer' && due !== undefined && due <= command.at
  if (isSet) flow.trigger(command.instance)
  else if (command.origin === 'person')
    return refusal('TIMER_NOT_ACTIVE', `expected a timer that is due under ${command.instance}, found none`)
  return undefined
}

function resolveIncident(flow: TokenFlow, command: ResolveIncident): Rejection | undefined {
  const incident = flow.state.incidents[command.incident]
  if (incident === undefined)
    return refusal('INCIDENT_NOT_OPEN', `expected an open incident, found none under ${command.incident}`)
  const wrong = checkVariables(flow.program, command.variables, flow.program.variables.keys(), { partial: true })
  if (wrong !== undefined) return wrong
  flow.emit({ type: 'incidentResolved', incident: command.incident })
  flow.setVariables(0, command.variables)
  if (incident.instance !== null) flow.retry(incident.instance)
  return undefined
}

function finish(flow: TokenFlow, instance: number, variables: Variables, sets: readonly string[]): Rejection | undefined {
  const node: Node = flow.nodeOf(instance)
  const wrong = checkVariables(flow.program, variables, sets, { element: node.id })
  if (wrong !== undefined) return wrong
  flow.setVariables(0, variables)
  flow.trigger(instance)
  return undefined
}

/** A person is told; what the world reported stays on record until somebody has seen it. */
function late(
  flow: TokenFlow,
  command: { readonly origin: 'person' | 'world' },
  code: string,
  refused: Rejection,
): Rejection | undefined {
  if (command.origin === 'person') return refused
  flow.raise(code, refused.message, refused.element === undefined ? {} : { element: refused.element })
  return undefined
}

function ended(flow: TokenFlow): Rejection | undefined {
  const { status } = flow.state
  return status === 'running' ? undefined : refusal('ALREADY_ENDED', `expected a running process, found it ${status}`)
}

function refusal(code: Rejection['code'], message: string, element?: string): Rejection {
  return element === undefined ? { code, message } : { code, message, element }
}

function reject(code: Rejection['code'], message: string, element?: string): Decision {
  return { ok: false, rejection: refusal(code, message, element) }
}
