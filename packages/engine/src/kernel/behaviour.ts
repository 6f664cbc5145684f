import type { Calendar } from '../calendar/index.ts'
import type { ActivityNode, CompiledExpression, Effort, Flow, Node, Program, Trigger } from '../compile/index.ts'
import type { Variables } from './command.ts'
import type { KernelEvent } from './event.ts'
import type { Hop } from './hop.ts'
import type { Draft } from './draft.ts'
import type { Instance, Value } from './state.ts'

/**
 * What one kind of element answers; the whole of its meaning. A new element is a new file with a new behaviour and one line in
 * `behaviours.ts`. What all activities have in common (loops, mappings, boundary events, compensation, leaving) is in
 * `activity-lifecycle.ts`; an activity's behaviour answers only `pass` or `open` and what follows from it.
 */
export interface Behaviour<N extends Node = Node> {
  /** A token arrives by `flow` ({@link NONE} where it is born). Either it leaves again at once, or an instance is activated. */
  enter(node: N, scope: number, x: Execution, flow: number): void
  /** An activity that needs no waiting does its work; a problem holds it. */
  pass?(node: N, scope: number, x: Execution): Problem | undefined
  /** An instance of an activity begins its work. */
  open?(node: N, instance: number, x: Execution): void
  /** When an instance that begins now should be done. */
  due?(node: N, x: Execution): number | undefined
  /** What an instance of it waits for; absent: it never waits for the outside. */
  awaits?(node: N, instance: Instance): readonly Awaited[]
  /** What it waits for (the position in `awaits`) has happened, and brought values. */
  trigger?(node: N, instance: number, x: Execution, which: number, payload: Variables): void
  /** The incident that held the instance was resolved: try again. */
  retry?(node: N, instance: number, x: Execution): void
  /** Waits as a part of `host`: of the activity that it is attached to, of the event-based gateway before it, of a scope. */
  subscribe?(node: N, scope: number, host: number, x: Execution): void
  /** Nothing is left inside of the instance's scope. */
  scopeEmpty?(node: N, instance: number, x: Execution): void
  /** An activity in the instance's scope was completed, and its tokens have not left: whether nothing begins in it any more. */
  completedInside?(node: N, instance: number, x: Execution): boolean
  /** Nothing moves: whether it can go on with the tokens that wait before it. */
  settle?(node: N, scope: number, x: Execution): boolean
}

/** What an instance waits for. `sets`: the variables that come with it. */
export type Awaited =
  | { readonly kind: 'task'; readonly sets: readonly string[] }
  | { readonly kind: 'job'; readonly sets: readonly string[] }
  | { readonly kind: 'message'; readonly message: string }
  | { readonly kind: 'timer' }
  /** Everybody who waits for the signal hears it. */
  | { readonly kind: 'signal'; readonly signal: string }
  /** A BPMN error thrown inside its host; without a code, every error. */
  | { readonly kind: 'error'; readonly code: string | undefined }
  | { readonly kind: 'escalation'; readonly code: string | undefined }
  /** Data for which the condition holds. */
  | { readonly kind: 'condition'; readonly condition: CompiledExpression }
  /** A transaction's end by cancellation. */
  | { readonly kind: 'cancel' }
  /** Something inside of it. */
  | { readonly kind: 'inside' }

/** Who waits; `which`: the position of what it waits for among all that it does. */
export interface Waiter {
  readonly instance: number
  readonly which: number
  readonly awaited: Awaited
}

/** Nothing from outside. */
export const INSIDE: readonly Awaited[] = Object.freeze([{ kind: 'inside' }])

/** Why an element cannot go on; becomes an incident. */
export interface Problem {
  readonly code: string
  readonly message: string
}

export interface Activation {
  readonly due?: number | undefined
  readonly left?: number | null | undefined
  readonly host?: number | undefined
  readonly isLoop?: true
  readonly counter?: number | undefined
  readonly compensates?: number | undefined
  readonly restores?: number | undefined
}

/** A value, or why there is none. */
export type Outcome = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string }

/** The common way of activities, for what it leads through: loops and compensation. */
export interface Lifecycle {
  begin(node: ActivityNode, scope: number, x: Execution, compensates?: number): void
  runOnce(
    node: ActivityNode,
    scope: number,
    x: Execution,
    options: { readonly counter?: number | undefined; readonly compensates?: number | undefined },
  ): void
  leaveLoop(node: ActivityNode, loop: number, x: Execution): void
  skipActivity(node: ActivityNode, scope: number, x: Execution, compensates: number | undefined): void
  completeActivity(node: ActivityNode, instance: number, x: Execution): void
}

/** One command being decided: what an element may ask and do. Everything that changes the state goes through `emit`. */
export interface Execution {
  readonly program: Program
  /** The state as it is now, with every event so far applied. */
  readonly draft: Draft
  /** The command's instant, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  readonly calendar: Calendar
  readonly life: Lifecycle

  emit(event: KernelEvent): void
  observe(hop: Hop['hop'], node: Node): void
  behaviourOf(node: Node): Behaviour
  node(index: number): Node
  flow(index: number): Flow
  instance(n: number): Instance
  find(n: number): Instance | undefined
  nodeOf(instance: number): Node

  /** Activates an instance, subscribes the boundary events attached to it, and gives its number. */
  activate(node: Node, scope: number, options?: Activation): number
  /** Ends an instance that got what it waited for, and all that it hosts. */
  complete(instance: number): void
  /** Ends an instance that did not, all that it hosts and everything inside of it. */
  terminate(instance: number): void
  /** Ends everything inside of a scope and drops the tokens on their way in it. */
  terminateInside(scope: number): void
  /** Drops the tokens in a scope that flows have brought on their way, or to joins; what runs or begins with the scope goes on. */
  dropTokens(scope: number): void
  /** Ends the event sub-processes' starts that wait in a scope. */
  endHandlers(scope: number): void

  /** Sends a token on its way. */
  take(flow: Flow, scope: number): void
  /** A token has gone along the flow already. */
  passed(flow: Flow): void
  /** Sends a token along every outgoing flow. */
  leave(node: Node, scope: number): void
  /** Puts a token on a node that no flow leads to. */
  enter(node: Node, scope: number): void
  /** A scope was opened, or something in it ended: whoever waits for that looks when all has come to rest. */
  ended(scope: number): void
  /** Has a loop or a compensation go on after what is under way now. */
  proceed(instance: number): void
  /** Whether what the token just did ended its own scope or was interrupted there. */
  isTokenGone(scope: number): boolean

  raise(code: string, message: string, about: { readonly instance?: number; readonly element?: string }): void
  /** Raises an incident that holds an instance. */
  hold(instance: number, problem: Problem): void

  /** What the expressions of this command have taken so far. */
  readonly effort: Effort
  /** The value of an expression as an element in `scope` sees it, with `extra` names. */
  evaluate(expression: CompiledExpression, scope: number, extra?: Variables): Outcome
  /** A variable as an element in `scope` sees it. */
  read(name: string, scope: number): Value | undefined
  /** Sets variables where they live, seen from `scope`. */
  assign(scope: number, variables: Variables): void
  /** Sets variables of this very scope. */
  setLocal(scope: number, variables: Variables): void

  /** Has an instance get what it waits for. */
  trigger(instance: number, which: number, payload: Variables): void
  /** All that live with `host` and wait for something, oldest first. */
  waitersOn(host: number, matches: (awaited: Awaited) => boolean): Waiter[]
  /** Something thrown is heard when everything has come to rest. */
  broadcast(signal: string, payload: Variables): void
  /** The token that threw it is held back in `node` until then, and goes on by `goOn` if it is still there. */
  whenHeard(node: Node, scope: number, goOn: () => void): void
  /** Nodes in which tokens of a scope are held back. */
  heldIn(scope: number): readonly number[]
  /** Throws for whoever is around `from`; `false`: nobody catches it. */
  throwAround(kind: 'error' | 'escalation', code: string | undefined, from: number): boolean
}

export type { Trigger }
