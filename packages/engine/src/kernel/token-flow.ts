/**
 * Theory of operation
 *
 * A token is either *waiting* (it is an instance, or it is parked at a join; both are in the state) or *on its way* (it is in the
 * queue below, and only while a command is being decided). A command makes one instance complete, which puts tokens on their way;
 * `run` then moves tokens until all of them wait or have ended. When nothing moves any more, scopes in which nothing waits are
 * complete, inner ones first; completing a sub-process puts a token on its way again.
 *
 * Elements change the state by events alone: `emit` records the event and applies it to the draft with the same function that
 * replays a journal. So what was decided and what is replayed cannot differ.
 */
import type { Calendar } from '../calendar/index.ts'
import { NONE, type CompiledExpression, type Flow, type Node, type Program } from '../compile/index.ts'
import type { Awaited, Behaviour, Execution, Happening } from './behaviour.ts'
import type { Variables } from './command.ts'
import type { KernelEvent } from './event.ts'
import { apply, draftOf, type Draft } from './evolve.ts'
import type { Hop, Observer } from './hop.ts'
import type { KernelState } from './state.ts'
import { visibleVariables } from './variables.ts'

/** Tokens move at most so often in one command: the largest procedures have a thousand elements, a circle without a wait has no end. */
export const MOST_STEPS = 20_000

/** Thrown inside a decision and caught by `decide`: the command is rejected. */
export class StepsExceeded extends Error {
  constructor(readonly element: string) {
    super(`expected the process to wait within ${MOST_STEPS} steps, found a circle through "${element}"`)
  }
}

interface Token {
  readonly node: number
  readonly scope: number
  readonly flow: number
}

export class TokenFlow implements Execution {
  readonly events: KernelEvent[] = []
  readonly #draft: Draft
  #queue: Token[] = []

  constructor(
    readonly program: Program,
    state: KernelState,
    readonly at: number,
    readonly calendar: Calendar,
    private readonly behaviourOf: (node: Node) => Behaviour,
    private readonly observer: Observer | undefined,
  ) {
    this.#draft = draftOf(state)
  }

  get state(): KernelState {
    return this.#draft
  }

  emit(happening: Happening): void {
    const event: KernelEvent = { ...happening, at: this.at }
    this.events.push(event)
    apply(this.program, this.#draft, event)
  }

  observe(hop: Hop['hop'], node: Node): void {
    this.observer?.({ hop, element: node.id, index: node.index })
  }

  observeFlow(flow: Flow): void {
    this.observer?.({ hop: 'taken', element: flow.id, index: flow.index })
  }

  /** Moves tokens until all wait. @throws StepsExceeded */
  run(): void {
    let steps = 0
    do {
      for (let token = this.#queue.shift(); token !== undefined; token = this.#queue.shift()) {
        const node = this.node(token.node)
        if (++steps > MOST_STEPS) throw new StepsExceeded(node.id)
        if (this.#draft.status !== 'running' || this.#draft.scopes[token.scope] === undefined) continue
        this.behaviourOf(node).enter(node, token.scope, this, token.flow)
      }
    } while (this.#completeEmptyScope())
  }

  #completeEmptyScope(): boolean {
    if (this.#draft.status !== 'running') return false
    const numbers = Object.keys(this.#draft.scopes).map(Number)
    const empty = numbers.sort((a, b) => b - a).find((number) => this.#draft.scopes[number]?.live === 0)
    if (empty === undefined) return false
    if (empty === 0) {
      this.emit({ type: 'processCompleted' })
      return false
    }
    const node = this.nodeOf(empty)
    this.behaviourOf(node).scopeEmpty?.(node, empty, this)
    return true
  }

  activate(node: Node, scope: number, options: { due?: number | undefined; host?: number | undefined } = {}): number {
    const instance = this.#draft.next
    const { due, host } = options
    this.emit({
      type: 'elementActivated',
      instance,
      element: node.id,
      scope,
      ...(host === undefined ? {} : { host }),
      ...(due === undefined ? {} : { due }),
    })
    for (const boundary of node.boundary) this.subscribe(this.node(boundary), scope, instance)
    return instance
  }

  subscribe(node: Node, scope: number, host: number): void {
    this.behaviourOf(node).subscribe?.(node, scope, host, this)
  }

  complete(instance: number): void {
    const node = this.nodeOf(instance)
    const hosted = this.#hostedBy(instance)
    this.emit({ type: 'elementCompleted', instance, element: node.id })
    for (const dependent of hosted) this.#end(dependent)
  }

  terminate(instance: number): void {
    const node = this.nodeOf(instance)
    this.terminateInside(instance)
    const hosted = this.#hostedBy(instance)
    this.observe('terminated', node)
    this.emit({ type: 'elementTerminated', instance, element: node.id })
    for (const dependent of hosted) this.#end(dependent)
  }

  terminateInside(scope: number): void {
    this.#queue = this.#queue.filter((token) => token.scope !== scope)
    for (const key of Object.keys(this.#draft.instances)) {
      const instance = this.#draft.instances[Number(key)]
      if (instance?.scope === scope && instance.host === null && Number(key) !== scope) this.terminate(Number(key))
    }
  }

  /** Ends an instance that goes with its host; no token was in it, so no hop is seen. */
  #end(instance: number): void {
    if (this.#draft.instances[instance] === undefined) return
    this.emit({ type: 'elementTerminated', instance, element: this.nodeOf(instance).id })
  }

  #hostedBy(host: number): number[] {
    const all = Object.keys(this.#draft.instances).map(Number)
    return all.filter((number) => this.#draft.instances[number]?.host === host)
  }

  take(flow: Flow, scope: number): void {
    this.observeFlow(flow)
    this.#queue.push({ node: flow.target, scope, flow: flow.index })
  }

  leave(node: Node, scope: number): void {
    for (const flow of node.outgoing) this.take(this.program.flows[flow] as Flow, scope)
  }

  enter(node: Node, scope: number): void {
    this.#queue.push({ node: node.index, scope, flow: NONE })
  }

  raise(code: string, message: string, about: { readonly instance?: number; readonly element?: string }): void {
    this.emit({ type: 'incidentRaised', incident: this.#draft.next, code, message, ...about })
  }

  throwError(code: string, scope: number): boolean {
    for (let inside = scope; inside !== 0; inside = this.#draft.instances[inside]?.scope ?? 0) {
      if (this.catchError(code, inside)) return true
    }
    return false
  }

  /** Whether a boundary event of this very instance catches the error; if so, it has been triggered. */
  catchError(code: string, host: number): boolean {
    const matches = this.#hostedBy(host).flatMap((number) => {
      const awaited = this.awaited(number)
      return awaited?.kind === 'error' && (awaited.code === undefined || awaited.code === code) ? [{ number, awaited }] : []
    })
    const found = matches.find(({ awaited }) => awaited.code === code) ?? matches[0]
    if (found === undefined) return false
    this.trigger(found.number)
    return true
  }

  evaluate(expression: CompiledExpression, scope: number): ReturnType<CompiledExpression['evaluate']> {
    return expression.evaluate(visibleVariables(this.program, this.#draft, scope), this.at)
  }

  setVariables(scope: number, variables: Variables): void {
    if (Object.keys(variables).length > 0) this.emit({ type: 'variablesSet', scope, variables })
  }

  trigger(instance: number): void {
    const node = this.nodeOf(instance)
    this.behaviourOf(node).trigger?.(node, instance, this)
  }

  retry(instance: number): void {
    const node = this.nodeOf(instance)
    this.behaviourOf(node).retry?.(node, instance, this)
  }

  /** What a live instance waits for; `undefined`: there is no such instance, or it waits for nothing from outside. */
  awaited(instance: number): Awaited | undefined {
    if (this.#draft.instances[instance] === undefined) return undefined
    const node = this.nodeOf(instance)
    return this.behaviourOf(node).awaits?.(node)
  }

  node(index: number): Node {
    return this.program.nodes[index] as Node
  }

  nodeOf(instance: number): Node {
    const found = this.#draft.instances[instance]
    if (found === undefined) throw new Error(`DEFECT_INSTANCE_GONE: expected a live instance ${instance}, please report this`)
    return this.node(found.node)
  }
}
