import type { Node, Program } from '../compile/index.ts'
import { LIFECYCLE } from './activity-lifecycle.ts'
import { behavioursOf } from './behaviours.ts'
import type {
  BroadcastSignal,
  Command,
  CompleteJob,
  CompleteTask,
  DeliverMessage,
  FailJob,
  FireTimer,
  ResolveIncident,
  Start,
  StartActivity,
  Variables,
} from './command.ts'
import type { KernelEvent } from './event.ts'
import { proceed } from './proceed.ts'
import { cancelProcess } from './operations/cancel.ts'
import { modify } from './operations/modify.ts'
import { skipIncident } from './operations/skip.ts'
import type { Rejection } from './rejection.ts'
import type { KernelState } from './state.ts'
import { StepsExceeded, TokenFlow } from './token-flow.ts'
import type { Surroundings } from './surroundings.ts'
import { prepareScope } from './subprocesses/body.ts'
import { receiverOf, waitingIn } from './trigger.ts'
import { takeIn } from './event-definitions/wait.ts'
import { checkVariables, everyName } from './variables.ts'

/** What a command led to: facts and the state after them, or a refusal that changed nothing. */
export type Decision =
  | { readonly ok: true; readonly events: readonly KernelEvent[]; readonly state: KernelState }
  | { readonly ok: false; readonly rejection: Rejection }

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
  const flow = new TokenFlow(program, state, command.at, surroundings, behavioursOf(program), LIFECYCLE, proceed)
  try {
    const rejection = dispatch(flow, command)
    if (rejection !== undefined) return { ok: false, rejection }
    flow.run()
  } catch (error) {
    if (error instanceof StepsExceeded) return reject('STEPS_EXCEEDED', error.message, error.element)
    throw error
  }
  return { ok: true, events: flow.events, state: flow.draft.finish() }
}

function dispatch(flow: TokenFlow, command: Command): Rejection | undefined {
  if (command.type === 'start') return start(flow, command)
  if (flow.draft.status === 'created')
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
    case 'broadcastSignal':
      return broadcastSignal(flow, command)
    case 'startActivity':
      return startActivity(flow, command)
    case 'fireTimer':
      return fireTimer(flow, command)
    case 'resolveIncident':
      return resolveIncident(flow, command)
    case 'skipIncident':
      return skipIncident(flow, command)
    case 'cancelProcess':
      return cancelProcess(flow, command)
    case 'modify':
      return modify(flow, command)
  }
}

function start(flow: TokenFlow, command: Start): Rejection | undefined {
  const { program, draft } = flow
  if (draft.status !== 'created')
    return refusal('ALREADY_STARTED', `expected a process that has not started, found it ${draft.status}`)
  const root = program.scopes[0]
  const chosen = beginningOf(program, command.start)
  if (chosen === undefined) {
    const known = [...(root?.starts ?? []), ...(root?.triggeredStarts ?? [])].map((index) => flow.node(index).id).join(', ')
    const expected = known === '' ? 'a process with something to begin at' : `one of the start events ${known}`
    const found = command.start ?? (known === '' ? `nothing in "${program.process}"` : 'none named')
    return refusal('START_UNKNOWN', `expected ${expected}, found ${found}`)
  }
  const message = chosen.length === 1 ? messageOf(flow.node(chosen[0] as number)) : undefined
  const allowed = message === undefined ? program.variables.keys() : (program.messages.get(message)?.carries ?? [])
  const element = flow.node(chosen[0] ?? 0).id
  const wrong = checkVariables(program, command.variables, allowed, { element, partial: message === undefined })
  if (wrong !== undefined) return wrong
  flow.emit({ type: 'processStarted', element, variables: command.variables, at: flow.at })
  if (command.keys !== undefined) flow.emit({ type: 'keysSet', keys: command.keys, at: flow.at })
  prepareScope(0, 0, flow)
  flow.ended(0)
  for (const index of chosen) begin(flow, flow.node(index), command.variables)
  return undefined
}

/** The nodes that get the first token: the one that is named, else those that begin without a trigger, else the only trigger. */
function beginningOf(program: Program, named: string | undefined): readonly number[] | undefined {
  const { starts, triggeredStarts } = program.scopes[0] ?? { starts: [], triggeredStarts: [] }
  if (named !== undefined) {
    const index = [...starts, ...triggeredStarts].find((candidate) => program.nodes[candidate]?.id === named)
    return index === undefined ? undefined : [index]
  }
  const none = starts.filter((index) => program.nodes[index]?.kind === 'startEvent')
  if (none.length > 1) return undefined
  if (starts.length > 0) return starts
  return triggeredStarts.length === 1 ? triggeredStarts : undefined
}

function messageOf(node: Node): string | undefined {
  if (node.kind === 'receiveTask' && node.instantiate) return node.message
  const trigger = node.kind === 'startEvent' ? node.triggers[0] : undefined
  return trigger?.kind === 'message' ? trigger.message : undefined
}

/** What instantiates a process has happened with the start itself. */
function begin(flow: TokenFlow, node: Node, payload: Variables): void {
  const gateway = node.incoming
    .map((index) => flow.node(flow.flow(index).source))
    .find((source) => source.kind === 'eventBasedGateway' && source.instantiate)
  if (gateway?.kind === 'eventBasedGateway') {
    const taken = gateway.outgoing.map((index) => flow.flow(index)).find(({ target }) => target === node.index)
    flow.observe('entered', gateway)
    flow.observe('completed', gateway)
    if (taken !== undefined) flow.passed(taken)
    if (gateway.isParallel) {
      // All of its events are needed: the others are awaited from now on.
      for (const index of gateway.outgoing) if (index !== taken?.index) flow.take(flow.flow(index), 0)
    }
  } else if (!(node.kind === 'receiveTask' && node.instantiate)) return flow.enter(node, 0)
  flow.observe('entered', node)
  flow.observe('caught', node)
  if ('mappings' in node && 'isParallelMultiple' in node) takeIn(node, 0, payload, flow)
  flow.observe('completed', node)
  flow.leave(node, 0)
}

function completeTask(flow: TokenFlow, command: CompleteTask): Rejection | undefined {
  const awaited = flow.awaitedBy(command.instance)[0]
  if (awaited?.kind !== 'task') {
    return ended(flow) ?? refusal('TASK_NOT_ACTIVE', `expected an open task, found none under ${command.instance}`)
  }
  return finish(flow, command.instance, command.variables, awaited.sets)
}

function completeJob(flow: TokenFlow, command: CompleteJob): Rejection | undefined {
  const awaited = flow.awaitedBy(command.instance)[0]
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
  if (flow.awaitedBy(instance)[0]?.kind !== 'job') {
    const message = `expected somebody to wait for the job of ${instance}, found nobody`
    return late(flow, command, 'JOB_LATE', refusal('JOB_NOT_ACTIVE', message))
  }
  const node = flow.nodeOf(instance)
  if (command.error !== undefined) {
    if (flow.throwAround('error', command.error, instance)) return undefined
  }
  flow.observe('failed', node)
  flow.raise(command.code, command.message, { instance, element: node.id })
  return undefined
}

function deliverMessage(flow: TokenFlow, command: DeliverMessage): Rejection | undefined {
  const { program } = flow
  const declared = program.messages.get(command.message)
  // Who waits for a message without naming one can be named itself.
  const isNameless = command.message === '' && command.instance !== undefined
  if (declared === undefined && !isNameless) {
    const known = [...program.messages.keys()].join(', ') || 'no messages'
    return late(flow, command, 'MESSAGE_UNKNOWN', refusal('MESSAGE_UNKNOWN', `expected ${known}, found "${command.message}"`))
  }
  const receiver = receiverOf(program, state(flow), command.message, command.instance, command.keys)
  if (receiver === undefined) {
    const refused =
      ended(flow) ?? refusal('MESSAGE_NOT_AWAITED', `expected somebody to wait for "${command.message}", found nobody`)
    return late(flow, command, 'MESSAGE_LATE', refused)
  }
  const wrong = checkVariables(program, command.variables, declared?.carries ?? [], { element: receiver.element })
  if (wrong !== undefined) return late(flow, command, 'MESSAGE_INVALID', wrong)
  if (command.keys !== undefined) flow.emit({ type: 'keysSet', keys: command.keys, at: flow.at })
  flow.trigger(receiver.instance, receiver.which, command.variables)
  return undefined
}

function broadcastSignal(flow: TokenFlow, command: BroadcastSignal): Rejection | undefined {
  const wrong = checkVariables(flow.program, command.variables, flow.program.variables.keys(), { partial: true })
  if (wrong !== undefined) return unheard(flow, command, wrong)
  flow.broadcast(command.signal, command.variables)
  return undefined
}

/** Who waits for a signal whose values do not fit waits on, and a person is told; who does not wait is not concerned. */
function unheard(flow: TokenFlow, command: BroadcastSignal, wrong: Rejection): Rejection | undefined {
  const waits = waitingIn(flow.program, state(flow)).find(
    ({ awaited }) => awaited.kind === 'signal' && awaited.signal === command.signal,
  )
  if (waits === undefined && command.origin === 'world') return undefined
  return late(flow, command, 'SIGNAL_INVALID', waits === undefined ? wrong : { ...wrong, element: waits.element })
}

function startActivity(flow: TokenFlow, command: StartActivity): Rejection | undefined {
  const instance = flow.find(command.instance)
  const node = instance === undefined ? undefined : flow.node(instance.node)
  const inside = node?.kind === 'adHocSubProcess' ? flow.program.scopes[node.body] : undefined
  const index = flow.program.nodeById.get(command.element)
  const isOpen = instance?.turn !== null && instance?.loop === undefined && inside?.starts.includes(index ?? -1) === true
  if (node?.kind !== 'adHocSubProcess' || index === undefined || !isOpen) {
    const message = `expected an activity that can begin in ${command.instance}, found "${command.element}"`
    return ended(flow) ?? refusal('ACTIVITY_NOT_OPEN', message)
  }
  if (node.isSequential && (flow.draft.scopes.get(command.instance)?.live ?? 0) > 0) {
    return refusal('ACTIVITY_NOT_OPEN', `expected nothing to run in "${node.id}", found an activity that does`)
  }
  flow.enter(flow.node(index), command.instance)
  return undefined
}

function fireTimer(flow: TokenFlow, command: FireTimer): Rejection | undefined {
  const due = flow.find(command.instance)?.due ?? undefined
  const which = flow.awaitedBy(command.instance).findIndex(({ kind }) => kind === 'timer')
  if (which >= 0 && due !== undefined && due <= command.at) flow.trigger(command.instance, which, {})
  else if (command.origin === 'person')
    return refusal('TIMER_NOT_ACTIVE', `expected a timer that is due under ${command.instance}, found none`)
  return undefined
}

function resolveIncident(flow: TokenFlow, command: ResolveIncident): Rejection | undefined {
  const incident = flow.draft.incidents.get(command.incident)
  if (incident === undefined)
    return refusal('INCIDENT_NOT_OPEN', `expected an open incident, found none under ${command.incident}`)
  const wrong = checkVariables(flow.program, command.variables, everyName(flow.program), { partial: true })
  if (wrong !== undefined) return wrong
  flow.emit({ type: 'incidentResolved', incident: command.incident, at: flow.at })
  const held = incident.instance === null ? undefined : flow.find(incident.instance)
  flow.assign(held?.scope ?? 0, command.variables)
  if (held !== undefined) flow.retry(held.n)
  return undefined
}

function finish(flow: TokenFlow, instance: number, variables: Variables, sets: readonly string[]): Rejection | undefined {
  const node: Node = flow.nodeOf(instance)
  const wrong = checkVariables(flow.program, variables, sets, { element: node.id })
  if (wrong !== undefined) return wrong
  flow.trigger(instance, 0, variables)
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

function state(flow: TokenFlow): KernelState {
  return flow.draft.finish()
}

function ended(flow: TokenFlow): Rejection | undefined {
  const { status } = flow.draft
  return status === 'running' ? undefined : refusal('ALREADY_ENDED', `expected a running process, found it ${status}`)
}

function refusal(code: Rejection['code'], message: string, element?: string): Rejection {
  return element === undefined ? { code, message } : { code, message, element }
}

function reject(code: Rejection['code'], message: string, element?: string): Decision {
  return { ok: false, rejection: refusal(code, message, element) }
}
