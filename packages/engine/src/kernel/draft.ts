import { copyOfInstance, copyOfLoop, copyOfScope, copyOfValues, type DraftLoop, type DraftScope } from './copies.ts'
import { Instances } from './instances.ts'
import { last, LedgerDraft } from './ledger.ts'
import { OpenIncidents } from './open-incidents.ts'
import type { Completion, Instance, KernelState, ScopeRecord, Value } from './state.ts'

/** A state under construction: shares with the state before what it does not touch. */
export class Draft {
  status: KernelState['status']
  at: number
  next: number
  readonly instances: Instances
  readonly scopes: LedgerDraft<ScopeRecord>
  readonly incidents: OpenIncidents
  keys: KernelState['keys']
  /** The scope that was opened for changes last: mostly the only one. */
  #open: OpenScope | undefined
  #opened: Map<number, OpenScope> | undefined
  /** The loop that was copied last. */
  #lastLoop: DraftLoop | undefined

  constructor(state: KernelState) {
    this.status = state.status
    this.at = state.at
    this.next = state.next
    this.instances = new Instances(state.instances)
    this.scopes = new LedgerDraft(state.scopes)
    this.incidents = new OpenIncidents(state.incidents)
    this.keys = state.keys
  }

  finish(): KernelState {
    const { status, at, next, incidents, keys } = this
    const [instances, scopes] = [this.instances.finish(), this.scopes.ledger]
    const state = { status, at, next, instances, scopes, incidents: incidents.all }
    return keys === undefined ? state : { ...state, keys }
  }

  /** A scope record that may be changed. */
  scope(n: number): DraftScope {
    return this.#openScope(n).record
  }

  /** Variables of a scope, to be changed. */
  variables(n: number): Record<string, Value> {
    const open = this.#openScope(n)
    if (open.variables !== undefined && open.variables === open.record.variables) return open.variables
    return (open.record.variables = open.variables = copyOfValues(open.record.variables))
  }

  /** Tokens parked in a scope, to be changed. */
  parked(n: number): Record<number, number> {
    const open = this.#openScope(n)
    if (open.parked !== undefined && open.parked === open.record.parked) return open.parked
    return (open.record.parked = open.parked = { ...open.record.parked })
  }

  /** An activity was completed in its scope and can be compensated. */
  remember(completion: Omit<Completion, 'n'>): void {
    const open = this.#openScope(completion.scope)
    const { record } = open
    const before = record.done ?? []
    if (open.done?.ledger !== before) open.done = new LedgerDraft(before)
    open.done.set({ n: (last(before)?.n ?? 0) + 1, ...completion })
    record.done = open.done.ledger
  }

  #openScope(n: number): OpenScope {
    const record = this.scopes.get(n)
    if (record === undefined) throw new Error(`DEFECT_SCOPE_GONE: expected a running scope ${n}, please report this`)
    if (this.#open?.record === record) return this.#open
    const known = this.#opened?.get(n)
    return known?.record === record ? known : this.#put(copyOfScope(record))
  }

  /** How far a loop is, to be changed. */
  loop(n: number): DraftLoop | undefined {
    const instance = this.instances.get(n)
    if (instance?.loop === undefined) return undefined
    if (instance.loop === this.#lastLoop) return instance.loop
    const copy = copyOfInstance(instance)
    const loop = copyOfLoop(instance.loop)
    copy.loop = this.#lastLoop = loop
    this.instances.set(copy)
    return loop
  }

  put(record: DraftScope): void {
    this.#put(record)
  }

  #put(record: DraftScope): OpenScope {
    if (this.#open !== undefined)
      this.#opened = (this.#opened ?? new Map<number, OpenScope>()).set(this.#open.record.n, this.#open)
    this.scopes.set(record)
    return (this.#open = { record, variables: undefined, parked: undefined, done: undefined })
  }

  change(n: number, change: Partial<Instance>): void {
    const instance = this.instances.get(n)
    if (instance !== undefined) this.instances.set(Object.assign(copyOfInstance(instance), change))
  }
}

/** A scope under construction: its record, and of what is in it that which nobody else has. */
interface OpenScope {
  readonly record: DraftScope
  variables: Record<string, Value> | undefined
  parked: Record<number, number> | undefined
  done: LedgerDraft<Completion> | undefined
}

export function emptyScope(n: number): DraftScope {
  return { n, variables: {}, parked: {}, live: 0 }
}
