/**
 * Theory of operation
 *
 * A token is either *waiting* (it is an instance, or it is parked before a join; both are in the state) or *on its way* (it is in
 * the queue, and only while a command is being decided). A command makes one instance complete, which puts tokens on their way;
 * `run` then moves them step by step until all of them wait or have ended. After each step, scopes in which nothing is left are
 * complete, and conditions on data that the step changed happen. What depends on tokens that could still come is decided only when
 * nothing moves any more, and then in this order: inclusive and complex merges look, a signal is heard, the process is complete.
 * Each of these may put tokens on their way again. So no order of a file's elements, and none in which parallel branches happen to
 * run, changes what merges see and who hears a signal.
 *
 * A program's lists are frozen, and V8 makes two objects for each look into a frozen list by `for … of`: what every token passes is
 * walked by index.
 *
 * Elements change the state by events alone: `emit` records the event and applies it to the draft with the same function that
 * replays a journal. So what was decided and what is replayed cannot differ.
 */
import type { Calendar } from '../calendar/index.ts'
import { NONE, type CompiledExpression, type Effort, type Flow, type Node, type Program } from '../compile/index.ts'
import {
  INSIDE,
  type Activation,
  type Awaited,
  type Behaviour,
  type Execution,
  type Lifecycle,
  type Outcome,
  type Problem,
  type Waiter,
} from './behaviour.ts'
import { activation } from './activation.ts'
import type { Variables } from './command.ts'
import type { KernelEvent } from './event.ts'
import { Draft } from './draft.ts'
import { apply } from './evolve.ts'
import type { Hop } from './hop.ts'
import { listenersTo } from './listeners.ts'
import { Signals } from './signals.ts'
import type { Instance, KernelState, Value } from './state.ts'
import type { Surroundings } from './surroundings.ts'
import { TokenQueue, type Token } from './token-queue.ts'
import { waitsInside } from './trigger.ts'
import { homeOf, isHomeless, readVariable } from './variables.ts'
import { Watch } from './watch.ts'

/** Tokens move at most so often in one command. */
export const MOST_STEPS = 10_000_000
/** A circle in which a token takes so many steps that change no data goes on for ever. */
export const MOST_IDLE_STEPS = 100_000
/** So many steps of expressions may come on each that a token may take. */
const STEPS_OF_EXPRESSIONS = 100
/** What one command leaves behind has to fit into memory. */
const MOST_EVENTS = 5_000_000
const MOST_TOKENS = 1_000_000

/** Thrown inside a decision and caught by `decide`: the command is rejected. */
export class StepsExceeded extends Error {
  constructor(
    readonly element: string,
    most: number,
  ) {
    super(`expected the process to wait within ${most} steps, found none or more tokens than anybody can count, at "${element}"`)
  }
}

const NOBODY: readonly number[] = Object.freeze([])

/** In place of a flow: not a token that moves, but a loop or a compensation that goes on. */
const PROCEED = -2

export class TokenFlow implements Execution {
  readonly events: KernelEvent[] = []
  readonly draft: Draft
  readonly #queue = new TokenQueue()
  #signals: Signals | undefined
  /** Only where some element waits for a condition. */
  readonly #watch: Watch | undefined
  /** Scopes of sub-processes that may be complete, and scopes in which a merge may go on. */
  #quiet: number[] | undefined
  #touched: Set<number> | undefined
  readonly #mostSteps: number
  readonly effort: Effort = { steps: 0 }
  #idle = 0
  #looks = 0
  /** The scope of the token that is being moved, and whether that token is gone. */
  #inHand: number = NONE
  #isGone = false

  constructor(
    readonly program: Program,
    state: KernelState,
    readonly at: number,
    private readonly surroundings: Surroundings,
    private readonly behaviours: readonly Behaviour[],
    readonly life: Lifecycle,
    /** Has a loop or a compensation go on. */
    private readonly goOn: (instance: number, x: Execution) => void,
  ) {
    this.#mostSteps = surroundings.mostSteps ?? MOST_STEPS
    this.draft = new Draft(state)
    this.#watch = program.watchesData ? new Watch(program) : undefined
  }

  get calendar(): Calendar {
    return this.surroundings.calendar
  }

  emit(event: KernelEvent): void {
    this.events.push(event)
    apply(this.program, this.draft, event)
  }

  behaviourOf(node: Node): Behaviour {
    return this.behaviours[node.index] as Behaviour
  }

  observe(hop: Hop['hop'], node: Node): void {
    const { observe, entered } = this.surroundings
    if (hop === 'entered') entered?.push(node.index)
    observe?.({ hop, element: node.id, index: node.index })
  }

  /** Moves tokens until all wait. @throws StepsExceeded */
  run(): void {
    let steps = 0
    do {
      for (;;) {
        while (this.#completeScope() || this.#meetCondition());
        if (this.draft.status !== 'running') return
        const token = this.#queue.shift()
        if (token === undefined) break
        const isTooMuch = this.#isTooMuch() || this.events.length > MOST_EVENTS || this.#queue.length > MOST_TOKENS
        // Of many tokens each has its steps.
        this.#idle += 1 / (this.#queue.length + 1)
        if (++steps > this.#mostSteps || this.#idle > MOST_IDLE_STEPS || isTooMuch)
          throw new StepsExceeded(this.node(token.node).id, this.#mostSteps)
        this.#move(token)
      }
    } while (this.#settle())
  }

  /** Few scripts may take as long as many tokens. */
  #isTooMuch(): boolean {
    return this.effort.steps > this.#mostSteps * STEPS_OF_EXPRESSIONS
  }

  #move(token: Token): void {
    this.#inHand = token.scope
    this.#isGone = false
    this.ended(token.scope)
    if (token.flow === PROCEED) this.#proceed(token.scope)
    else if (this.draft.scopes.get(token.scope) !== undefined) {
      const node = this.node(token.node)
      this.behaviourOf(node).enter(node, token.scope, this, token.flow)
    }
    this.#inHand = NONE
  }

  /** Nothing moves: what now? `false`: nothing. */
  #settle(): boolean {
    return this.#merge() || this.#hearSignal() || this.#completeProcess()
  }

  #hearSignal(): boolean {
    if (this.#signals === undefined) return false
    return this.#signals.hearNext(({ signal, payload }) => {
      const isMeant = (awaited: Awaited) => awaited.kind === 'signal' && awaited.signal === signal
      const waiters: Waiter[] = []
      for (const n of this.draft.instances.at(listenersTo(this.program, `signal ${signal}`)))
        this.#addWaiting(n, isMeant, waiters)
      for (const { instance, which } of waiters) this.trigger(instance, which, payload)
    })
  }

  /** A condition that holds now; one at a time, because what it does may end the others. */
  #meetCondition(): boolean {
    if (this.#watch?.isDue !== true) return false
    for (const n of this.#watch.waiting(this.draft.instances)) {
      // Each that waits looks at each change: many of both are as much as a circle.
      if (++this.#looks > this.#mostSteps || this.#isTooMuch()) throw new StepsExceeded(this.program.process, this.#mostSteps)
      if (this.find(n) === undefined) this.#watch.gone(n)
      const which = this.awaitedBy(n).findIndex((awaited) => awaited.kind === 'condition' && this.#happens(n, awaited.condition))
      if (which < 0) continue
      this.trigger(n, which, {})
      return true
    }
    this.#watch.isDue = false
    return false
  }

  /** Whether the condition has become true; one that was true when it last happened has to become false first. */
  #happens(n: number, condition: CompiledExpression): boolean {
    const { host, scope, isSpent } = this.instance(n)
    const result = this.evaluate(condition, host !== null && host !== 0 ? host : scope)
    const holds = result.ok && result.value === true
    if (!holds && isSpent === true) {
      this.emit({ type: 'conditionSpent', instance: n, element: this.nodeOf(n).id, isSpent: false, at: this.at })
    }
    return holds && isSpent !== true
  }

  /** Merges of the scopes in which something moved; one at a time, because it may bring tokens to the others. */
  #merge(): boolean {
    if (this.#touched === undefined) return false
    for (const scope of this.#touched) {
      const record = this.draft.scopes.get(scope)
      const nodes = new Set<number>()
      for (const flow in record?.parked) nodes.add(this.flow(Number(flow)).target)
      for (const node in record?.resets) nodes.add(Number(node))
      // By their ids: the order of a file means nothing.
      for (const node of [...nodes].map((index) => this.node(index)).sort((a, b) => (a.id < b.id ? -1 : 1))) {
        if (this.behaviourOf(node).settle?.(node, scope, this) === true) return true
      }
      this.#touched.delete(scope)
    }
    return false
  }

  /** A scope in which nothing is left, the inner before the outer: inner scopes have the larger numbers. */
  #completeScope(): boolean {
    if (this.#quiet === undefined) return false
    while (this.#quiet.length > 0) {
      const scope = this.#quiet.pop() as number
      const isEmpty = this.draft.scopes.get(scope)?.live === 0 && !this.#queue.has(scope)
      if (!isEmpty || this.heldIn(scope).length > 0 || this.instance(scope).loop !== undefined) continue
      const node = this.nodeOf(scope)
      this.behaviourOf(node).scopeEmpty?.(node, scope, this)
      return true
    }
    return false
  }

  #completeProcess(): false {
    if (this.draft.status === 'running' && this.draft.scopes.get(0)?.live === 0) {
      this.endHandlers(0)
      this.emit({ type: 'processCompleted', at: this.at })
    }
    return false
  }

  ended(scope: number): void {
    if (scope !== 0) this.#addQuiet(scope)
    if (this.program.hasMerges) (this.#touched ??= new Set()).add(scope)
  }

  /** Kept by growing number; mostly there is one. */
  #addQuiet(scope: number): void {
    const quiet = (this.#quiet ??= [])
    const last = quiet.at(-1)
    if (last === undefined || last < scope) quiet.push(scope)
    else if (last > scope && !quiet.includes(scope)) {
      quiet.push(scope)
      quiet.sort((a, b) => a - b)
    }
  }

  activate(node: Node, scope: number, options?: Activation): number {
    const instance = this.draft.next
    this.emit(
      options === undefined
        ? { type: 'elementActivated', instance, element: node.id, scope, at: this.at }
        : activation(instance, node.id, scope, this.at, options),
    )
    const host = options?.host
    const around = scope === 0 ? undefined : this.find(scope)
    const isTurn = around?.loop !== undefined && around.node === node.index
    if (host === undefined && !isTurn) {
      const { boundary } = node
      for (let index = 0; index < boundary.length; index++) {
        const event = this.node(boundary[index] as number)
        this.behaviourOf(event).subscribe?.(event, scope, instance, this)
      }
    }
    this.#watch?.add(node, instance)
    return instance
  }

  complete(n: number): void {
    const { scope, host, hosted, node } = this.instance(n)
    if (hosted !== undefined) for (const dependent of hosted) this.#end(dependent)
    this.emit({ type: 'elementCompleted', instance: n, element: this.node(node).id, at: this.at })
    if (host === null) this.ended(scope)
  }

  terminate(n: number): void {
    const instance = this.find(n)
    if (instance === undefined) return
    const node = this.nodeOf(n)
    if (this.draft.scopes.get(n) !== undefined) this.terminateInside(n)
    for (const dependent of this.instance(n).hosted ?? []) this.#end(dependent)
    if (instance.loop === undefined && instance.host === null) this.observe('terminated', node)
    this.emit({ type: 'elementTerminated', instance: n, element: node.id, at: this.at })
    if (instance.host === null) this.ended(instance.scope)
  }

  terminateInside(scope: number): void {
    if (this.#inHand === scope) this.#isGone = true
    this.#signals?.drop(scope)
    for (const child of this.draft.instances.inside(scope)) this.terminate(child)
    this.#queue.drop(scope)
    this.#dropParked(scope)
  }

  dropTokens(scope: number): void {
    this.#queue.drop(scope, 'byFlows')
    this.#dropParked(scope)
  }

  #dropParked(scope: number): void {
    const record = this.draft.scopes.get(scope)
    if (record !== undefined && Object.keys(record.parked).length > 0) this.emit({ type: 'tokensDropped', scope, at: this.at })
    this.ended(scope)
  }

  endHandlers(scope: number): void {
    const hosted = scope === 0 ? this.draft.scopes.get(0)?.hosted : this.find(scope)?.hosted
    for (const n of hosted ?? []) if (this.nodeOf(n).kind === 'startEvent') this.#end(n)
  }

  /** Ends an instance that goes with its host; no token was in it, so no hop is seen. */
  #end(n: number): void {
    if (this.find(n) === undefined) return
    this.emit({ type: 'elementTerminated', instance: n, element: this.nodeOf(n).id, at: this.at })
  }

  passed(flow: Flow): void {
    this.surroundings.observe?.({ hop: 'taken', element: flow.id, index: flow.index })
  }

  take(flow: Flow, scope: number): void {
    this.passed(flow)
    this.#queue.push(flow.target, scope, flow.index)
  }

  leave(node: Node, scope: number): void {
    const { outgoingFlows } = node
    for (let index = 0; index < outgoingFlows.length; index++) this.take(outgoingFlows[index] as Flow, scope)
  }

  enter(node: Node, scope: number): void {
    this.#queue.push(node.index, scope, NONE)
  }

  proceed(instance: number): void {
    this.#queue.push(this.instance(instance).node, instance, PROCEED)
  }

  #proceed(n: number): void {
    const instance = this.find(n)
    if (instance === undefined) return
    // A loop that counts comes to its end.
    if ((instance.loop?.total ?? null) !== null) this.#idle = 0
    this.goOn(n, this)
  }

  isTokenGone(scope: number): boolean {
    return (
      (this.#inHand === scope && this.#isGone) || this.draft.scopes.get(scope) === undefined || this.draft.status !== 'running'
    )
  }

  raise(code: string, message: string, about: { readonly instance?: number; readonly element?: string }): void {
    this.emit({ type: 'incidentRaised', incident: this.draft.next, code, message, ...about, at: this.at })
  }

  hold(instance: number, { code, message }: Problem): void {
    const node = this.nodeOf(instance)
    this.observe('failed', node)
    this.raise(code, message, { instance, element: node.id })
  }

  throwAround(kind: 'error' | 'escalation', code: string | undefined, from: number): boolean {
    for (let n = from; ;) {
      const found = this.#catcherAt(n, kind, code)
      if (found !== undefined) {
        this.trigger(found.instance, found.which, code === undefined ? {} : { code })
        return true
      }
      if (n === 0) return false
      n = this.find(n)?.scope ?? 0
    }
  }

  /** Who of what `host` hosts catches it: one for this very code before one for all. Event sub-processes before boundary events. */
  #catcherAt(host: number, kind: 'error' | 'escalation', code: string | undefined) {
    const hosted = host === 0 ? this.draft.scopes.get(0)?.hosted : this.find(host)?.hosted
    const found = (hosted ?? []).flatMap((instance) =>
      this.awaitedBy(instance).flatMap((awaited, which) =>
        awaited.kind === kind && (awaited.code === undefined || awaited.code === code)
          ? [
              {
                instance,
                which,
                rank: (this.nodeOf(instance).kind === 'startEvent' ? 0 : 2) + (awaited.code === undefined ? 1 : 0),
              },
            ]
          : [],
      ),
    )
    return found.sort((a, b) => a.rank - b.rank)[0]
  }

  waitersOn(host: number, matches: (awaited: Awaited) => boolean): Waiter[] {
    const found: Waiter[] = []
    for (const n of this.find(host)?.hosted ?? []) this.#addWaiting(n, matches, found)
    return found
  }

  #addWaiting(instance: number, matches: (awaited: Awaited) => boolean, found: Waiter[]): void {
    const list = this.awaitedBy(instance)
    for (let which = 0; which < list.length; which++) {
      const awaited = list[which] as Awaited
      if (matches(awaited)) found.push({ instance, which, awaited })
    }
  }

  /** What a live instance waits for; empty: there is no such instance, or it waits for nothing from outside. */
  awaitedBy(n: number): readonly Awaited[] {
    const instance = this.find(n)
    if (instance === undefined) return []
    const node = this.node(instance.node)
    if (waitsInside(instance)) return INSIDE
    return this.behaviourOf(node).awaits?.(node, instance) ?? []
  }

  evaluate(expression: CompiledExpression, scope: number, extra?: Variables): Outcome {
    const read =
      extra === undefined
        ? (name: string) => readVariable(this.program, this.draft, scope, name)
        : (name: string) => (Object.hasOwn(extra, name) ? extra[name] : readVariable(this.program, this.draft, scope, name))
    return expression.evaluate(read, this.at, this.effort)
  }

  read(name: string, scope: number): Value | undefined {
    return readVariable(this.program, this.draft, scope, name)
  }

  assign(scope: number, variables: Variables): void {
    if (isEmpty(variables)) return
    if (isHomeless(this.program, this.draft, scope)) return this.setLocal(0, variables)
    const homes = new Map<number, Record<string, Value>>()
    for (const name in variables) {
      const home = homeOf(this.program, this.draft, scope, name)
      const values = homes.get(home) ?? {}
      values[name] = variables[name] as Value
      homes.set(home, values)
    }
    for (const [home, values] of homes) this.setLocal(home, values)
  }

  setLocal(scope: number, variables: Variables): void {
    let isNew = false
    const known = this.draft.scopes.get(scope)?.variables
    for (const name in variables) {
      isNew = true
      const before = known?.[name]
      if (before !== variables[name] || typeof before === 'object') this.#idle = 0
    }
    if (!isNew) return
    this.#watch?.dataChanged()
    this.emit({ type: 'variablesSet', scope, variables, at: this.at })
  }

  broadcast(signal: string, payload: Variables): void {
    this.#heard().throw(signal, payload)
  }

  /** Most commands throw nothing. */
  #heard(): Signals {
    return (this.#signals ??= new Signals())
  }

  whenHeard(node: Node, scope: number, goOn: () => void): void {
    this.#heard().hold(node.index, scope, goOn)
  }

  heldIn(scope: number): readonly number[] {
    return this.#signals?.heldIn(scope) ?? NOBODY
  }

  trigger(instance: number, which: number, payload: Variables): void {
    if (this.find(instance) === undefined || this.draft.status !== 'running') return
    const node = this.nodeOf(instance)
    this.behaviourOf(node).trigger?.(node, instance, this, which, payload)
  }

  retry(instance: number): void {
    const node = this.nodeOf(instance)
    this.behaviourOf(node).retry?.(node, instance, this)
  }

  node(index: number): Node {
    return this.program.nodes[index] as Node
  }

  flow(index: number): Flow {
    return this.program.flows[index] as Flow
  }

  find(n: number): Instance | undefined {
    return this.draft.instances.get(n)
  }

  instance(n: number): Instance {
    const found = this.draft.instances.get(n)
    if (found === undefined) throw new Error(`DEFECT_INSTANCE_GONE: expected a live instance ${n}, please report this`)
    return found
  }

  nodeOf(instance: number): Node {
    return this.node(this.instance(instance).node)
  }
}

function isEmpty(variables: Variables): boolean {
  for (const _ in variables) return false
  return true
}
