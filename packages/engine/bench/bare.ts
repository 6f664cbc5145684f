/**
 * The limit: what a kernel costs that knows these flows alone. It does what any event-sourced kernel must for a command — find what
 * the command means in the state, refuse what is not there, say as events what happens, and evolve an immutable state by each event —
 * and nothing else: no scopes, loops, incidents, compensation, declared variables, expressions that can fail, or budgets. It is written
 * as such loops are, with spreads, and does what theirs do (about 700,000 tasks in sequence a second). It is not what a processor can do:
 * with every record written out field by field these four flows run at three to nine million a second.
 */
import { CHILDREN, TASKS, TURNS } from './flows.ts'

type Variables = Readonly<Record<string, number>>
interface BareNode {
  readonly kind: 'task' | 'choice' | 'fork' | 'join' | 'many' | 'end'
  readonly next: readonly number[]
  readonly holds?: (variables: Variables) => boolean
  readonly incoming?: number
}
interface BareState {
  readonly status: 'running' | 'completed'
  readonly next: number
  readonly tokens: number
  readonly variables: Variables
  readonly instances: Readonly<Record<number, { readonly n: number; readonly node: number; readonly at: number }>>
  readonly parked: Readonly<Record<number, number>>
}
type BareEvent =
  | { readonly type: 'activated'; readonly n: number; readonly node: number; readonly at: number }
  | { readonly type: 'completed'; readonly n: number; readonly node: number; readonly at: number }
  | { readonly type: 'moved'; readonly by: number; readonly at: number }
  | { readonly type: 'parked'; readonly node: number; readonly by: number; readonly at: number }
  | { readonly type: 'set'; readonly values: Variables; readonly at: number }
interface Decision {
  readonly events: readonly BareEvent[]
  readonly state: BareState
}

function evolve(state: BareState, event: BareEvent): BareState {
  switch (event.type) {
    case 'activated': {
      const { n, node, at } = event
      return { ...state, next: n + 1, instances: { ...state.instances, [n]: { n, node, at } } }
    }
    case 'completed': {
      const instances = { ...state.instances }
      delete (instances as Record<number, unknown>)[event.n]
      return { ...state, instances }
    }
    case 'moved': {
      const tokens = state.tokens + event.by
      return { ...state, tokens, status: tokens === 0 ? 'completed' : 'running' }
    }
    case 'parked':
      return { ...state, parked: { ...state.parked, [event.node]: (state.parked[event.node] ?? 0) + event.by } }
    case 'set':
      return { ...state, variables: { ...state.variables, ...event.values } }
  }
}

function run(graph: readonly BareNode[], from: BareState, first: BareEvent[], ready: number[], at: number): Decision {
  const events: BareEvent[] = []
  let state = from
  const emit = (event: BareEvent) => {
    events.push(event)
    state = evolve(state, event)
  }
  first.forEach(emit)
  for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
    const node = graph[index]
    if (node === undefined) throw new Error('expected a node')
    if (node.kind === 'task') emit({ type: 'activated', n: state.next, node: index, at })
    else if (node.kind === 'many') {
      emit({ type: 'moved', by: CHILDREN - 1, at })
      for (let child = 0; child < CHILDREN; child++) emit({ type: 'activated', n: state.next, node: index, at })
    } else if (node.kind === 'choice') ready.push(node.next[node.holds?.(state.variables) === true ? 0 : 1] ?? 0)
    else if (node.kind === 'fork') {
      emit({ type: 'moved', by: node.next.length - 1, at })
      ready.push(...node.next)
    } else if (node.kind === 'join') {
      emit({ type: 'parked', node: index, by: 1, at })
      if ((state.parked[index] ?? 0) < (node.incoming ?? 1)) continue
      emit({ type: 'parked', node: index, by: -(node.incoming ?? 1), at })
      emit({ type: 'moved', by: 1 - (node.incoming ?? 1), at })
      ready.push(...node.next)
    } else emit({ type: 'moved', by: -1, at })
  }
  return { events, state }
}

const NOTHING: BareState = { status: 'running', next: 1, tokens: 1, variables: { n: 1 }, instances: {}, parked: {} }

function complete(
  graph: readonly BareNode[],
  state: BareState,
  command: { readonly instance: number; readonly at: number; readonly variables: Variables },
): Decision {
  const instance = state.instances[command.instance]
  if (instance === undefined || state.status !== 'running') throw new Error('expected a task that is open')
  const { n, node } = instance
  const first: BareEvent[] = [{ type: 'completed', n, node, at: command.at }]
  for (const key in command.variables) {
    if (Number.isNaN(command.variables[key])) throw new Error('expected a number')
    first.push({ type: 'set', values: command.variables, at: command.at })
    break
  }
  const many = graph[node]?.kind === 'many'
  const isLast = many && Object.keys(state.instances).length === 1
  if (many && !isLast) first.push({ type: 'moved', by: -1, at: command.at })
  return run(graph, state, first, many && !isLast ? [] : [...(graph[node]?.next ?? [])], command.at)
}

/** From the start to the end, a command for each task. */
export function walkBare(graph: readonly BareNode[], at: number, variablesOf: (turn: number) => Variables): void {
  let turn = 0
  let { state } = run(graph, NOTHING, [], [0], at)
  while (state.status === 'running') {
    let instance = 0
    for (const key in state.instances) {
      instance = Number(key)
      break
    }
    state = complete(graph, state, { instance, at, variables: variablesOf(++turn) }).state
  }
}

export const BARE: Readonly<Record<'sequence' | 'parallel' | 'loop' | 'many', readonly BareNode[]>> = {
  sequence: [
    ...Array.from({ length: TASKS }, (_, index): BareNode => ({ kind: 'task', next: [index + 1] })),
    { kind: 'end', next: [] },
  ],
  parallel: [
    { kind: 'fork', next: [1, 2, 3] },
    { kind: 'task', next: [4] },
    { kind: 'task', next: [4] },
    { kind: 'task', next: [4] },
    { kind: 'join', next: [5], incoming: 3 },
    { kind: 'choice', next: [6, 7], holds: ({ n = 0 }) => n > 0 },
    { kind: 'task', next: [7] },
    { kind: 'end', next: [] },
  ],
  loop: [
    { kind: 'task', next: [1] },
    { kind: 'choice', next: [0, 2], holds: ({ n = 0 }) => n < TURNS },
    { kind: 'end', next: [] },
  ],
  many: [
    { kind: 'many', next: [1] },
    { kind: 'end', next: [] },
  ],
}
