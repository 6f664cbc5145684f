import type { Program } from '../compile/index.ts'
import type { KernelEvent } from './event.ts'
import type { Incident, Instance, KernelState, ScopeRecord, Value } from './state.ts'

/** A state under construction: the same shape, and every record in it our own to change. */
export interface Draft {
  status: KernelState['status']
  at: number
  next: number
  instances: Record<number, Instance>
  scopes: Record<number, DraftScope>
  incidents: Record<number, Incident>
}
interface DraftScope {
  variables: Record<string, Value>
  parked: Record<number, number>
  live: number
}

/** Folds an event into the state. Total: an event that the kernel once produced always applies. Reads no clock and no calendar. */
export function evolve(program: Program, state: KernelState, event: KernelEvent): KernelState {
  return replay(program, state, [event])
}

/** Folds many events; the same as {@link evolve} one by one. */
export function replay(program: Program, state: KernelState, events: Iterable<KernelEvent>): KernelState {
  const draft = draftOf(state)
  for (const event of events) apply(program, draft, event)
  return draft
}

export function draftOf(state: KernelState): Draft {
  const scopes: Record<number, DraftScope> = {}
  for (const key of Object.keys(state.scopes)) {
    const scope = state.scopes[Number(key)] as ScopeRecord
    scopes[Number(key)] = { variables: { ...scope.variables }, parked: { ...scope.parked }, live: scope.live }
  }
  return { ...state, instances: { ...state.instances }, scopes, incidents: { ...state.incidents } }
}

/** The one place where an event changes a state: `decide` and replay both come through here. */
export function apply(program: Program, draft: Draft, event: KernelEvent): void {
  draft.at = event.at
  switch (event.type) {
    case 'processStarted':
      draft.status = 'running'
      draft.scopes[0] = { variables: { ...event.variables }, parked: {}, live: 0 }
      return
    case 'elementActivated': {
      const node = indexOf(program.nodeById, event.element)
      const host = event.host ?? null
      draft.instances[event.instance] = { node, scope: event.scope, host, due: event.due ?? null }
      draft.next = event.instance + 1
      if (host === null) scopeOf(draft, event.scope).live++
      if (program.nodes[node]?.kind === 'subProcess') draft.scopes[event.instance] = { variables: {}, parked: {}, live: 0 }
      return
    }
    case 'elementCompleted':
    case 'elementTerminated':
      return remove(draft, event.instance)
    case 'timerSet': {
      const instance = draft.instances[event.instance]
      if (instance !== undefined) draft.instances[event.instance] = { ...instance, due: event.due }
      return
    }
    case 'tokenParked': {
      const scope = scopeOf(draft, event.scope)
      const flow = indexOf(program.flowById, event.flow)
      scope.parked[flow] = (scope.parked[flow] ?? 0) + 1
      scope.live++
      return
    }
    case 'joinFired': {
      const scope = scopeOf(draft, event.scope)
      for (const flow of program.nodes[indexOf(program.nodeById, event.element)]?.incoming ?? []) {
        const left = (scope.parked[flow] ?? 0) - 1
        scope.live--
        if (left > 0) scope.parked[flow] = left
        else delete scope.parked[flow]
      }
      return
    }
    case 'variablesSet':
      Object.assign(scopeOf(draft, event.scope).variables, event.variables)
      return
    case 'incidentRaised':
      draft.incidents[event.incident] = {
        instance: event.instance ?? null,
        element: event.element ?? null,
        code: event.code,
        message: event.message,
      }
      draft.next = event.incident + 1
      return
    case 'incidentResolved':
      delete draft.incidents[event.incident]
      return
    case 'processCompleted':
      draft.status = 'completed'
      return
    case 'processTerminated':
      return end(draft, 'terminated')
    case 'processFailed':
      return end(draft, 'failed')
    case 'jobCreated':
    case 'branchTaken':
    case 'eventOccurred':
      return
  }
}

/** Tokens that wait at joins end with the process. */
function end(draft: Draft, status: 'terminated' | 'failed'): void {
  draft.status = status
  draft.scopes[0] = { variables: scopeOf(draft, 0).variables, parked: {}, live: 0 }
}

/** An instance is gone: its own scope with it, and the incidents that held it. */
function remove(draft: Draft, number: number): void {
  const instance = draft.instances[number]
  if (instance === undefined) return
  delete draft.instances[number]
  delete draft.scopes[number]
  for (const key of Object.keys(draft.incidents)) {
    if (draft.incidents[Number(key)]?.instance === number) delete draft.incidents[Number(key)]
  }
  const scope = draft.scopes[instance.scope]
  if (instance.host === null && scope !== undefined) scope.live--
}

function scopeOf(draft: Draft, scope: number): DraftScope {
  const record = draft.scopes[scope]
  if (record === undefined) throw new Error(`DEFECT_SCOPE_GONE: expected a running scope ${scope}, please report this`)
  return record
}

function indexOf(indices: ReadonlyMap<string, number>, id: string): number {
  const index = indices.get(id)
  if (index === undefined) throw new Error(`DEFECT_ELEMENT_GONE: expected "${id}" in the program, please report this`)
  return index
}
