/**
 * Theory of operation
 *
 * The kernel decides first, and an observer notes the marked elements that tokens entered, in order. Then the lifecycle's table is
 * held against them: payment, clock, standing and stage of each. One mark without a transition, and nothing of the command
 * happens: a person's command is rejected; what the world reported stays on record as an incident, and its token stays where it is.
 *
 * A stage is left as soon as no token will stand in it after this command: before the next stage is entered, or at the end.
 *
 * Before all that is asked whether the dossier is suspended, and whether the task is this person's.
 */
import { CalendarError, type Calendar } from '../calendar/index.ts'
import { STAGES, type Stage } from '../definition/index.ts'
import {
  occupiedNodes,
  decide,
  find,
  raiseIncident,
  replay,
  visibleVariables,
  type CancelProcess,
  type Command,
  type KernelEvent,
  type KernelState,
  type Observer,
  type Value,
} from '../kernel/index.ts'
import { decideTask, mayComplete } from './assignment/decide-task.ts'
import { isChecked } from './assignment/four-eyes.ts'
import { assignmentOf, pruned } from './assignment/region.ts'
import { nextTick } from './clock-region.ts'
import type {
  CancelDossier,
  DossierCommand,
  DossierDecision,
  DossierEvent,
  DossierRejection,
  DossierState,
  EraseDossier,
  RecomputeDue,
  RecordService,
  ResumeDossier,
} from './dossier.ts'
import { isDeskEvent, LIFECYCLE_EVENT_VERSIONS, type DeskEvent, type LifecycleEvent, type RegionEvent } from './event.ts'
import { withBoth } from './copies.ts'
import { evolveDesk, evolveLifecycle, followProcess } from './evolve.ts'
import { LifecycleFlow } from './lifecycle-flow.ts'
import { movedSteps } from './moved-steps.ts'
import type { Procedure } from './procedure.ts'
import { isServed } from './service-record.ts'
import { isAllowedWhileSuspended, MOST_HELD, type HeldCommand } from './suspension.ts'

/** Beside the process nothing was done. */
const NO_DESK: readonly DeskEvent[] = Object.freeze([])

export interface DossierSurroundings {
  readonly calendar: Calendar
  readonly observe?: Observer | undefined
  /** Steps that one command may take; ten million where nothing else is said. */
  readonly mostSteps?: number | undefined
}

/** `kernel.decide` held to the lifecycle's table, and to what persons agreed beside it: what hosts call. Pure. */
export function decideDossier(
  procedure: Procedure,
  state: DossierState,
  command: DossierCommand,
  surroundings: DossierSurroundings,
): DossierDecision {
  try {
    return decided(procedure, state, command, surroundings)
  } catch (error) {
    // The calendar ends somewhere: what cannot be reckoned is refused like anything else.
    if (!(error instanceof CalendarError)) throw error
    return refusedBy(procedure, state, command, { code: error.code, message: error.message })
  }
}

function decided(
  procedure: Procedure,
  state: DossierState,
  command: DossierCommand,
  surroundings: DossierSurroundings,
): DossierDecision {
  if (command.type === 'tickClock') return tick(procedure, state, command.at, surroundings.calendar)
  if (command.type === 'recomputeDue') return recompute(procedure, state, command, surroundings.calendar)
  if (command.at < state.kernel.at) {
    const message = `expected an instant from ${state.kernel.at} on, found ${command.at}`
    return { ok: false, rejection: { code: 'INSTANT_BEFORE_LAST', message } }
  }
  const held = state.suspension === undefined ? undefined : whileSuspended(state, command)
  if (held !== undefined) return held
  switch (command.type) {
    case 'claimTask':
    case 'unclaimTask':
    case 'delegateTask':
    case 'reassignTask':
      return decideTask(procedure, state, command)
    case 'suspendDossier':
      return notRunning(state) ?? desk(state, { type: 'dossierSuspended', at: command.at, reason: command.reason })
    case 'resumeDossier':
      return resume(procedure, state, command, surroundings)
    case 'cancelDossier':
      return cancel(procedure, state, command, surroundings)
    case 'eraseDossier':
      return erase(state, command)
    case 'recordService':
      return recordService(state, command)
    default: {
      const refused = mayComplete(procedure, state, command)
      if (refused !== undefined) return { ok: false, rejection: refused }
      return decideProcess(procedure, state, command, surroundings)
    }
  }
}

function decideProcess(
  procedure: Procedure,
  state: DossierState,
  command: Command & { readonly actor?: string | undefined },
  surroundings: DossierSurroundings,
): DossierDecision {
  const entered: number[] = []
  const { calendar, observe, mostSteps } = surroundings
  const decision = decide(procedure.program, state.kernel, command, { calendar, observe, entered, mostSteps })
  if (!decision.ok) return state.kernel.status === 'created' ? decision : refusedBy(procedure, state, command, decision.rejection)
  const stages = stagesIn(procedure, decision.state)
  const variables = dataOf(procedure, decision.state)
  const lifecycle = new LifecycleFlow(procedure, state.lifecycle, command.at, calendar, stages, variables)
  if (state.kernel.status === 'created') lifecycle.applyRules()
  const refused = lifecycle.follow(entered)
  if (refused !== undefined) return refusedBy(procedure, state, command, refused)
  if (command.type === 'modify') lifecycle.occupy()
  const done = workDone(procedure, state, command)
  return settled(state, decision, lifecycle, done === undefined ? NO_DESK : [done])
}

/** The dossier's data, put together for who asks: hardly any command does. */
export function dataOf({ program }: Procedure, state: KernelState): (() => Readonly<Record<string, Value>>) | undefined {
  return program.limitCases.length === 0 ? undefined : () => visibleVariables(program, state, 0)
}

/** Everything that a command led to, in the order that replay folds it. */
export function settled(
  state: DossierState,
  decision: { readonly events: readonly KernelEvent[]; readonly state: KernelState },
  lifecycle: LifecycleFlow,
  desk: readonly DeskEvent[],
): DossierDecision {
  const followed = followProcess(desk.length === 0 ? state : desk.reduce(evolveDesk, state), decision.events)
  const next = tidy(withBoth(followed, decision.state, lifecycle.state))
  let events: readonly DossierEvent[] = decision.events
  // Most steps change nothing beside the process.
  if (lifecycle.events.length > 0) events = events.concat(lifecycle.events)
  if (desk.length > 0) events = events.concat(desk)
  return { ok: true, events, state: next }
}

function tidy(state: DossierState): DossierState {
  if (state.tasks === undefined) return state
  const { tasks: before, ...rest } = state
  const tasks = pruned(before, state.kernel)
  return tasks === undefined ? rest : { ...rest, tasks }
}

/** Who completed what another element checks. */
function workDone(
  procedure: Procedure,
  state: DossierState,
  command: Command & { readonly actor?: string | undefined },
): DeskEvent | undefined {
  if (command.type !== 'completeTask' || command.actor === undefined) return undefined
  const element = procedure.program.nodes[find(state.kernel.instances, command.instance)?.node ?? -1]?.id
  if (element === undefined || !isChecked(procedure, element)) return undefined
  const { owner } = assignmentOf(state.tasks, command.instance)
  return { type: 'workDone', at: command.at, element, by: owner === null ? [command.actor] : [command.actor, owner] }
}

/** A person is told no; what the world reported stays on record. */
function refusedBy(
  procedure: Procedure,
  state: DossierState,
  command: DossierCommand,
  rejection: DossierRejection,
): DossierDecision {
  return isReport(command) ? incidentOf(procedure, state, command, rejection) : { ok: false, rejection }
}

/** What happened in the world already, and is not to be lost. */
function isReport(command: DossierCommand): command is HeldCommand {
  return command.origin === 'world' && command.type !== 'tickClock' && command.type !== 'recomputeDue'
}

/** What the world reported stays on record; everything else is as it was. */
function incidentOf(procedure: Procedure, state: DossierState, command: Command, refused: DossierRejection): DossierDecision {
  const about = {
    ...('instance' in command && command.instance !== undefined ? { instance: command.instance } : {}),
    ...(refused.element === undefined ? {} : { element: refused.element }),
  }
  const at = Math.max(command.at, state.kernel.at)
  const incident = raiseIncident(procedure.program, state.kernel, at, refused.code, refused.message, about)
  return { ok: true, events: incident.events, state: { ...state, kernel: incident.state } }
}

/** `undefined`: it is decided as ever. */
function whileSuspended(state: DossierState, command: DossierCommand): DossierDecision | undefined {
  if (!isReport(command)) {
    if (isAllowedWhileSuspended(command.type)) return undefined
    const message = `expected resumeDossier or cancelDossier, found ${command.type} while it is suspended: ${state.suspension?.reason}`
    return { ok: false, rejection: { code: 'DOSSIER_SUSPENDED', message } }
  }
  const held = state.suspension?.held ?? []
  // A timer may be told again and again: once is enough.
  const isKnown =
    command.type === 'fireTimer' && held.some((one) => one.type === 'fireTimer' && one.instance === command.instance)
  if (isKnown) return { ok: true, events: [], state }
  if (held.length >= MOST_HELD) {
    const message = `expected at most ${MOST_HELD} reports while it is suspended, found one more`
    return { ok: false, rejection: { code: 'DOSSIER_HOLDS_TOO_MUCH', message } }
  }
  return desk(state, { type: 'commandHeld', at: command.at, command })
}

function resume(
  procedure: Procedure,
  state: DossierState,
  { at, reason }: ResumeDossier,
  surroundings: DossierSurroundings,
): DossierDecision {
  if (state.suspension === undefined) {
    return { ok: false, rejection: { code: 'DOSSIER_NOT_SUSPENDED', message: 'expected a suspended dossier, found it is not' } }
  }
  const resumed = desk(state, { type: 'dossierResumed', at, reason })
  return withHeld(procedure, resumed, { held: state.suspension.held, at }, surroundings)
}

/** With what the world reported while it was suspended, as if it came now. */
function withHeld(
  procedure: Procedure,
  decision: DossierDecision,
  { held, at }: { readonly held: readonly HeldCommand[]; readonly at: number },
  surroundings: DossierSurroundings,
): DossierDecision {
  if (!decision.ok) return decision
  const events = [...decision.events]
  let current = decision.state
  for (const one of held) {
    const command = { ...one, at }
    const decided = decideDossier(procedure, current, command, surroundings)
    const kept = decided.ok ? decided : incidentOf(procedure, current, command, decided.rejection)
    if (!kept.ok) continue
    events.push(...kept.events)
    current = kept.state
  }
  return { ok: true, events, state: current }
}

function cancel(
  procedure: Procedure,
  state: DossierState,
  { at, reason }: CancelDossier,
  surroundings: DossierSurroundings,
): DossierDecision {
  const { calendar, observe, mostSteps } = surroundings
  const command: CancelProcess = { type: 'cancelProcess', at, origin: 'person', reason }
  const decision = decide(procedure.program, state.kernel, command, { calendar, observe, mostSteps })
  if (!decision.ok) return decision
  const lifecycle = new LifecycleFlow(procedure, state.lifecycle, at, calendar, new Set())
  lifecycle.cancel()
  const cancelled = settled(state, decision, lifecycle, NO_DESK)
  // What was done in the world meanwhile has to be undone there: somebody must be told.
  return withHeld(procedure, cancelled, { held: state.suspension?.held ?? [], at }, surroundings)
}

function erase(state: DossierState, { at, reason }: EraseDossier): DossierDecision {
  const { status, next } = state.kernel
  if (status === 'running' || status === 'created') {
    return {
      ok: false,
      rejection: { code: 'DOSSIER_NOT_ENDED', message: `expected a dossier that has ended, found it ${status}` },
    }
  }
  return desk(state, { type: 'dossierErased', at, reason, left: { status, next, lifecycle: state.lifecycle } })
}

function recordService(state: DossierState, { at, counterWaitMinutes, satisfied }: RecordService): DossierDecision {
  const { standing } = state.lifecycle
  if (satisfied !== undefined && state.kernel.status === 'running' && !isServed(standing)) {
    const message = `expected a dossier whose service is over, found it ${standing}`
    return { ok: false, rejection: { code: 'SERVICE_NOT_RENDERED', message } }
  }
  return desk(state, {
    type: 'serviceRecorded',
    at,
    ...(counterWaitMinutes === undefined ? {} : { counterWaitMinutes }),
    ...(satisfied === undefined ? {} : { satisfied }),
  })
}

function notRunning({ kernel: { status } }: DossierState): DossierDecision | undefined {
  if (status === 'running') return undefined
  return { ok: false, rejection: { code: 'ALREADY_ENDED', message: `expected a running dossier, found it ${status}` } }
}

function desk(state: DossierState, event: DeskEvent): DossierDecision {
  return { ok: true, events: [event], state: evolveDesk(state, event) }
}

/**
 * Folds events of both kinds.
 *
 * @param next  the procedure that a `processMigrated` among them leads to
 */
export function replayDossier(
  procedure: Procedure,
  state: DossierState,
  events: readonly DossierEvent[],
  next?: Procedure,
): DossierState {
  const lifecycle = events.filter(isLifecycleEvent)
  const kernel = events.filter((event): event is KernelEvent => !isLifecycleEvent(event))
  const regions = lifecycle.filter((event): event is RegionEvent => !isDeskEvent(event))
  const replayed: DossierState = {
    ...state,
    kernel: replay(procedure.program, state.kernel, kernel, next?.program),
    lifecycle: regions.reduce(evolveLifecycle, state.lifecycle),
  }
  return tidy(followProcess(lifecycle.filter(isDeskEvent).reduce(evolveDesk, replayed), kernel))
}

export function isLifecycleEvent(event: DossierEvent): event is LifecycleEvent {
  return Object.hasOwn(LIFECYCLE_EVENT_VERSIONS, event.type)
}

/** The next instant at which `tickClock` changes something; `null`: none. */
export function nextTickOf(state: DossierState): number | null {
  return state.kernel.status === 'running' ? nextTick(state.lifecycle.clock) : null
}

function tick(procedure: Procedure, state: DossierState, at: number, calendar: Calendar): DossierDecision {
  const flow = new LifecycleFlow(procedure, state.lifecycle, at, calendar, new Set(STAGES))
  for (let next = nextTickOf(state); next !== null && next <= at; next = nextTick(flow.state.clock)) {
    const { due } = flow.state.clock
    const refused = flow.moveClock(due !== null && due <= at ? 'expire' : 'warn')
    if (refused !== undefined) return { ok: false, rejection: refused }
  }
  return { ok: true, events: flow.events, state: { ...state, lifecycle: flow.state } }
}

function recompute(procedure: Procedure, state: DossierState, command: RecomputeDue, calendar: Calendar): DossierDecision {
  if (state.kernel.status !== 'running') return { ok: true, events: [], state }
  const { at, reason, began = {} } = command
  const moved = movedSteps(procedure, state, began, command, calendar)
  const kernel = replay(procedure.program, state.kernel, moved)
  const flow = new LifecycleFlow(procedure, state.lifecycle, at, calendar, new Set(STAGES))
  if (!flow.recomputeDue(reason)) return { ok: true, events: moved, state: moved.length === 0 ? state : { ...state, kernel } }
  const ticked = tick(procedure, { ...state, kernel, lifecycle: flow.state }, at, calendar)
  return ticked.ok ? { ...ticked, events: [...flow.events, ...moved, ...ticked.events] } : ticked
}

/** The stages in which tokens stand. */
export function stagesIn(procedure: Procedure, state: KernelState): ReadonlySet<Stage> {
  let [only, stages]: [Stage | undefined, Set<Stage> | undefined] = [undefined, undefined]
  for (const node of occupiedNodes(state)) {
    const stage = procedure.marks[node]?.stage
    if (stage === undefined || stage === only) continue
    if (only === undefined) only = stage
    else stages = (stages ?? new Set([only])).add(stage)
  }
  return stages ?? (only === undefined ? NO_STAGE : ONLY[only])
}

const NO_STAGE: ReadonlySet<Stage> = new Set()
/** Mostly all tokens stand in one. */
const ONLY = Object.fromEntries(STAGES.map((stage) => [stage, new Set([stage])])) as unknown as Readonly<
  Record<Stage, ReadonlySet<Stage>>
>
