import type { Node, Program } from '../compile/index.ts'
import type { KernelEvent, LoopAdvanced, LoopCollected, LoopSized, LoopTurnEnded } from './event.ts'
import { all, last, LedgerDraft } from './ledger.ts'
import { copyOfInstance, copyOfValues, type DraftInstance } from './copies.ts'
import { Draft, emptyScope } from './draft.ts'
import { translate } from './migration/translate.ts'
import type { Completion, Incident, Instance, KernelState } from './state.ts'

/**
 * Folds an event into the state. Total: an event that the kernel once produced always applies. Reads no clock and no calendar.
 *
 * @param next  the program that a `processMigrated` leads to
 */
export function evolve(program: Program, state: KernelState, event: KernelEvent, next?: Program): KernelState {
  return replay(program, state, [event], next)
}

/** Folds many events; the same as {@link evolve} one by one. After a `processMigrated` they are read with `next`. */
export function replay(program: Program, state: KernelState, events: Iterable<KernelEvent>, next?: Program): KernelState {
  let [current, draft] = [program, new Draft(state)]
  for (const event of events) {
    if (event.type !== 'processMigrated') apply(current, draft, event)
    else {
      if (next === undefined) throw new Error('DEFECT_PROGRAM_MISSING: expected the program migrated to, please report this')
      draft = new Draft(translate(current, next, draft.finish(), event))
      current = next
    }
  }
  return draft.finish()
}

/** The one place where an event changes a state: `decide` and replay both come through here. */
export function apply(program: Program, draft: Draft, event: KernelEvent): void {
  draft.at = event.at
  switch (event.type) {
    case 'processStarted':
      draft.status = 'running'
      draft.put({ n: 0, variables: copyOfValues(event.variables), parked: {}, live: 0 })
      return
    case 'elementActivated':
      return activate(program, draft, event)
    case 'elementCompleted': {
      const instance = draft.instances.get(event.instance)
      if (instance === undefined) return
      remember(program, draft, instance)
      return remove(draft, instance, true)
    }
    case 'elementTerminated': {
      const instance = draft.instances.get(event.instance)
      return instance === undefined ? undefined : remove(draft, instance, false)
    }
    case 'timerSet':
      return draft.change(event.instance, event.left === undefined ? { due: event.due } : { due: event.due, left: event.left })
    case 'dueMoved':
      return draft.change(event.instance, { due: event.due })
    case 'tokenParked': {
      const scope = draft.scope(event.scope)
      const flow = indexOf(program.flowById, event.flow)
      const parked = draft.parked(event.scope)
      parked[flow] = (parked[flow] ?? 0) + 1
      scope.live++
      return
    }
    case 'joinFired':
      return unpark(draft, event.scope, program.nodes[indexOf(program.nodeById, event.element)]?.incoming ?? [])
    case 'tokensTaken':
      return unpark(
        draft,
        event.scope,
        event.flows.map((flow) => indexOf(program.flowById, flow)),
      )
    case 'keysSet':
      draft.keys = { ...draft.keys, ...event.keys }
      return
    case 'variablesSet': {
      if (draft.scopes.get(event.scope) === undefined) draft.put(emptyScope(event.scope))
      Object.assign(draft.variables(event.scope), event.variables)
      return
    }
    case 'incidentRaised': {
      const incident: Incident = {
        instance: event.instance ?? null,
        element: event.element ?? null,
        code: event.code,
        message: event.message,
      }
      draft.incidents.raise(event.incident, incident)
      draft.next = event.incident + 1
      return
    }
    case 'incidentResolved':
    case 'incidentSkipped':
      return draft.incidents.close(event.incident)
    case 'processCompleted':
      draft.status = 'completed'
      return
    case 'processTerminated':
      return end(draft, 'terminated')
    case 'processFailed':
      return end(draft, 'failed')
    case 'processCancelled':
      return end(draft, 'cancelled')
    case 'processMigrated':
      throw new Error('DEFECT_MIGRATION_INSIDE: expected a migration between two programs, please report this')
    case 'jobCreated':
    case 'branchTaken':
    case 'eventOccurred':
    case 'messageThrown':
    case 'signalThrown':
    case 'processModified':
      return
    default:
      return applyInside(program, draft, event)
  }
}

/** Events of gateways, loops and compensation. */
function applyInside(program: Program, draft: Draft, event: Extract<KernelEvent, { type: InsideEvent }>): void {
  switch (event.type) {
    case 'tokensDropped': {
      const scope = draft.scope(event.scope)
      for (const flow of Object.keys(scope.parked)) scope.live -= scope.parked[Number(flow)] ?? 0
      scope.parked = {}
      return
    }
    case 'gatewayReset': {
      const scope = draft.scope(event.scope)
      const { [indexOf(program.nodeById, event.element)]: _, ...others } = scope.resets ?? {}
      const flows = event.flows?.map((flow) => indexOf(program.flowById, flow))
      scope.resets = flows === undefined ? others : { ...others, [indexOf(program.nodeById, event.element)]: flows }
      return
    }
    case 'triggerReceived': {
      const got = draft.instances.get(event.instance)?.got ?? []
      return draft.change(event.instance, { got: [...got, event.trigger] })
    }
    case 'conditionSpent': {
      const instance = draft.instances.get(event.instance)
      if (instance === undefined) return
      const copy = copyOfInstance(instance)
      if (event.isSpent) copy.isSpent = true
      else delete copy.isSpent
      return draft.instances.set(copy)
    }
    case 'loopSized':
    case 'loopAdvanced':
    case 'loopTurnEnded':
    case 'loopCollected':
      return changeLoop(draft, event)
    case 'leavingHeld':
      return draft.change(event.instance, { isLeaving: true })
    case 'turnTaken':
      return draft.change(event.instance, { turn: event.turn })
    case 'compensationStarted': {
      const scope = draft.scope(event.scope)
      const chosen = new Set(event.completions)
      const [taken, left] = [new LedgerDraft<Completion>([]), new LedgerDraft(scope.done ?? [])]
      for (const completion of all(scope.done ?? [])) {
        if (!chosen.has(completion.instance)) continue
        taken.set({ ...completion, scope: event.scope })
        left.delete(completion.n)
      }
      scope.done = left.ledger
      const pending = taken.ledger
      return draft.change(event.instance, event.isDetached === true ? { pending, isDetached: true } : { pending })
    }
    case 'compensationTaken': {
      const pending = new LedgerDraft(draft.instances.get(event.instance)?.pending ?? [])
      pending.delete(last(pending.ledger)?.n ?? 0)
      return draft.change(event.instance, { pending: pending.ledger })
    }
    case 'cancelStarted':
      return draft.change(event.instance, { isCancelling: true })
  }
}

type InsideEvent =
  | 'tokensDropped'
  | 'gatewayReset'
  | 'triggerReceived'
  | 'conditionSpent'
  | 'loopSized'
  | 'loopAdvanced'
  | 'loopTurnEnded'
  | 'loopCollected'
  | 'leavingHeld'
  | 'turnTaken'
  | 'compensationStarted'
  | 'compensationTaken'
  | 'cancelStarted'

function activate(program: Program, draft: Draft, event: Extract<KernelEvent, { type: 'elementActivated' }>): void {
  const node = indexOf(program.nodeById, event.element)
  const host = event.host ?? null
  const { instance: n, scope, counter, compensates, left } = event
  const restored = event.restores === undefined ? undefined : completionOf(draft, event.compensates ?? 0, event.restores)
  const due = event.due ?? null
  const made: DraftInstance = { n, node, scope, host, due }
  if (left !== undefined) made.left = left
  if (event.isLoop === true) made.loop = { total: null, started: 0, completed: 0 }
  if (counter !== undefined) made.counter = counter
  if (compensates !== undefined) made.compensates = compensates
  draft.instances.add(made)
  draft.next = n + 1
  if (host === null) draft.scope(scope).live++
  else setHosted(draft, host, (hosted) => [...hosted, n])
  const hasInside = hasBody(program.nodes[node] as Node)
  if (event.isLoop === true) draft.put(emptyScope(n))
  else if (restored?.inside !== undefined) {
    draft.put({ ...emptyScope(n), variables: { ...restored.inside.variables }, done: restored.inside.done })
  } else if (hasInside && host === null) draft.put(emptyScope(n))
}

function hasBody({ kind }: Node): boolean {
  return kind === 'subProcess' || kind === 'transaction' || kind === 'adHocSubProcess' || kind === 'callActivity'
}

/** What the throwing instance is about to compensate: the completion that was last in its list. */
function completionOf(draft: Draft, thrower: number, n: number): Completion | undefined {
  const completion = last(draft.instances.get(thrower)?.pending ?? [])
  return completion?.instance === n ? completion : undefined
}

function setHosted(draft: Draft, host: number, change: (hosted: readonly number[]) => readonly number[]): void {
  const instance = draft.instances.get(host)
  if (instance !== undefined) draft.change(host, { hosted: change(instance.hosted ?? []) })
  else if (host === 0 && draft.scopes.get(0) !== undefined) {
    const scope = draft.scope(0)
    scope.hosted = change(scope.hosted ?? [])
  }
}

function changeLoop(draft: Draft, event: LoopSized | LoopAdvanced | LoopTurnEnded | LoopCollected): void {
  const loop = draft.loop(event.instance)
  if (loop === undefined) return
  switch (event.type) {
    case 'loopSized':
      loop.total = event.total
      if (event.items !== undefined) loop.items = event.items
      return
    case 'loopAdvanced':
      loop.started = event.started
      loop.completed = event.completed
      return
    case 'loopTurnEnded':
      loop.ended = (loop.ended ?? 0) + 1
      return
    case 'loopCollected': {
      const results = new LedgerDraft(loop.results ?? [])
      results.set({ n: event.counter, value: event.value })
      loop.results = results.ledger
    }
  }
}

function unpark(draft: Draft, n: number, flows: readonly number[]): void {
  const scope = draft.scope(n)
  const parked = draft.parked(n)
  for (const flow of flows) {
    const left = (parked[flow] ?? 0) - 1
    scope.live--
    if (left > 0) parked[flow] = left
    else delete parked[flow]
  }
}

/** A completed activity that can be compensated is remembered in the scope around it. */
function remember(program: Program, draft: Draft, instance: Instance): void {
  const node = program.nodes[instance.node]
  if (node === undefined || !('isCompensable' in node) || !node.isCompensable) return
  if (instance.compensates !== undefined || instance.host !== null) return
  const { n } = instance
  const record = draft.scopes.get(n)
  const inside =
    record !== undefined && (hasBody(node) || record.done !== undefined)
      ? { variables: record.variables, done: record.done ?? [] }
      : undefined
  const { node: index, scope } = instance
  draft.remember({ instance: n, node: index, scope, ...(inside === undefined ? {} : { inside }) })
}

/** Tokens that wait at joins end with the process. */
function end(draft: Draft, status: 'terminated' | 'failed' | 'cancelled'): void {
  draft.status = status
  draft.put({ n: 0, variables: draft.scope(0).variables, parked: {}, live: 0 })
}

/** An instance is gone: its own scope with it, and the incidents that held it. */
function remove(draft: Draft, instance: Instance, isCompleted: boolean): void {
  const { n } = instance
  draft.instances.remove(instance)
  draft.scopes.delete(n)
  draft.incidents.closeThoseOf(n)
  if (instance.host !== null) return setHosted(draft, instance.host, (hosted) => hosted.filter((other) => other !== n))
  if (draft.scopes.get(instance.scope) === undefined) return
  draft.scope(instance.scope).live--
  const around = draft.instances.get(instance.scope)
  if (isCompleted && around?.loop !== undefined && around.node === instance.node) {
    const loop = draft.loop(around.n)
    if (loop !== undefined) loop.completed++
  }
}

function indexOf(indices: ReadonlyMap<string, number>, id: string): number {
  const index = indices.get(id)
  if (index === undefined) throw new Error(`DEFECT_ELEMENT_GONE: expected "${id}" in the program, please report this`)
  return index
}
