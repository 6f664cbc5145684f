import type { Calendar } from '../calendar/index.ts'
import type { CompiledExpression, Flow, Node, Program } from '../compile/index.ts'
import type { Variables } from './command.ts'
import type { KernelEvent } from './event.ts'
import type { Hop } from './hop.ts'
import type { KernelState, Value } from './state.ts'

/**
 * What one kind of element answers; the whole of its meaning. A new element is a new file with a new behaviour and one line in
 * `behaviours.ts`.
 */
export interface Behaviour<N extends Node = Node> {
  /** A token arrives by `flow` ({@link NONE} where it is born). Either it leaves again at once, or an instance is activated. */
  enter(node: N, scope: number, execution: Execution, flow: number): void
  /** What an instance of it waits for; absent: it never waits for the outside. */
  awaits?(node: N): Awaited
  /** What it waits for has happened. */
  trigger?(node: N, instance: number, execution: Execution): void
  /** The incident that held the instance was resolved: try again. */
  retry?(node: N, instance: number, execution: Execution): void
  /** Waits as a part of `host`: of the activity that it is attached to, or of the event-based gateway before it. */
  subscribe?(node: N, scope: number, host: number, execution: Execution): void
  /** Nothing is left inside of the instance's scope. */
  scopeEmpty?(node: N, instance: number, execution: Execution): void
}

/** What an instance waits for. `sets`: the variables that come with it. */
export type Awaited =
  | { readonly kind: 'task'; readonly sets: readonly string[] }
  | { readonly kind: 'job'; readonly sets: readonly string[] }
  | { readonly kind: 'message'; readonly message: string }
  | { readonly kind: 'timer' }
  /** A BPMN error thrown inside its host; without a code, every error. */
  | { readonly kind: 'error'; readonly code: string | undefined }
  /** Something inside of it. */
  | { readonly kind: 'inside' }

/** An event before it is stamped with the command's instant. */
export type Happening = KernelEvent extends infer E ? (E extends KernelEvent ? Omit<E, 'at'> : never) : never

/** One command being decided: what an element may ask and do. Everything that changes the state goes through `emit`. */
export interface Execution {
  readonly program: Program
  /** The state as it is now, with every event so far applied. */
  readonly state: KernelState
  /** The command's instant, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  readonly calendar: Calendar

  emit(happening: Happening): void
  observe(hop: Hop['hop'], node: Node): void
  observeFlow(flow: Flow): void

  /** Activates an instance, subscribes the boundary events attached to it, and gives its number. */
  activate(node: Node, scope: number, options?: { readonly due?: number | undefined; readonly host?: number | undefined }): number
  /** Makes an event wait as a part of `host`. */
  subscribe(node: Node, scope: number, host: number): void
  /** Ends an instance that got what it waited for, and all that it hosts. */
  complete(instance: number): void
  /** Ends an instance that did not, all that it hosts and everything inside of it. */
  terminate(instance: number): void
  /** Ends everything inside of a scope and drops the tokens on their way in it. */
  terminateInside(scope: number): void

  /** Sends a token on its way. */
  take(flow: Flow, scope: number): void
  /** Sends a token along every outgoing flow. */
  leave(node: Node, scope: number): void
  /** Puts a token on a node that no flow leads to. */
  enter(node: Node, scope: number): void

  raise(code: string, message: string, about: { readonly instance?: number; readonly element?: string }): void
  /** Throws a BPMN error from inside `scope`; `false`: nothing catches it. */
  throwError(code: string, scope: number): boolean

  /** The value, or why there is none. */
  evaluate(
    expression: CompiledExpression,
    scope: number,
  ): { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string }
  setVariables(scope: number, variables: Variables): void
}
