import type { CompiledExpression, Program } from '../compile/index.ts'
import { behaviourOf } from './behaviours.ts'
import { INSIDE, type Awaited } from './behaviour.ts'
import { Instances, nodesIn } from './instances.ts'
import { all, find } from './ledger.ts'
import { listenersTo } from './listeners.ts'
import { readVariable, recordsOf } from './variables.ts'
import type { Instance, KernelState, Value } from './state.ts'

/** Something that a dossier waits for. An instance with several triggers is there once for each. */
export interface Waiting {
  readonly instance: number
  readonly element: string
  readonly awaited: Awaited
  /** Position of the trigger among the instance's. */
  readonly which: number
  /** When its timer fires or its task should be done, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly due: number | null
}

/** Everything that waits, oldest first. */
export function waitingIn(program: Program, state: KernelState): Waiting[] {
  const waiting: Waiting[] = []
  for (const run of state.instances) for (const instance of run) waiting.push(...awaitedOf(program, instance))
  return waiting
}

/** What one instance waits for. */
export function awaitedOf(program: Program, instance: Instance): Waiting[] {
  const node = program.nodes[instance.node]
  if (node === undefined) return []
  const list = waitsInside(instance) ? INSIDE : (behaviourOf(node).awaits?.(node, instance) ?? [])
  return list.map((awaited, which) => ({ instance: instance.n, element: node.id, awaited, which, due: instance.due }))
}

/** A loop, or an instance that has others compensated: it waits for these, not for what its element would wait for. */
export function waitsInside({ loop, pending }: Instance): boolean {
  return loop !== undefined || pending !== undefined
}

/** Nodes in which a token stands. */
export function occupiedNodes(state: KernelState): Iterable<number> {
  return nodesIn(state.instances)
}

/** Live instances, oldest first. */
export function instancesIn(state: KernelState): Instance[] {
  return [...all(state.instances)]
}

/**
 * The instance that gets a message: the oldest that waits for it, in a process whose conversation it belongs to. Rulings S-04 and
 * S-34 in `docs/semantics.md`.
 */
export function receiverOf(
  program: Program,
  state: KernelState,
  message: string,
  instance?: number,
  keys?: { readonly [key: string]: readonly Value[] },
): Waiting | undefined {
  if (!belongs(program, state, message, keys)) return undefined
  const named = instance ?? new Instances(state.instances).at(listenersTo(program, `message ${message}`))
  for (const n of typeof named === 'number' ? [named] : named) {
    const found = find(state.instances, n)
    const waiting = found === undefined ? [] : awaitedOf(program, found)
    const receiver = waiting.find(({ awaited }) => awaited.kind === 'message' && awaited.message === message)
    if (receiver !== undefined) return receiver
  }
  return undefined
}

/**
 * Whether a message's correlation values are those of the conversation that the process is in, as far as it is in one; or, where the
 * process subscribes to the key, those that its own data give now.
 *
 * @law BPMN 2.0.2 §8.4.2
 */
function belongs(
  program: Program,
  state: KernelState,
  message: string,
  keys: { readonly [key: string]: readonly Value[] } | undefined,
): boolean {
  return Object.entries(keys ?? {}).every(([key, values]) => {
    const own = conversationOf(program, state, message, key)
    return own === undefined || JSON.stringify(own) === JSON.stringify(values)
  })
}

/** The values of a correlation key that a message must bring to be for this process; `undefined`: the process is in no conversation. */
export function conversationOf(
  program: Program,
  state: KernelState,
  message: string,
  key: string,
): readonly (Value | undefined)[] | undefined {
  const context = program.correlations.find(({ id }) => id === key)?.context?.get(message)
  if (context !== undefined) return context.map((expression) => contextValue(expression, program, state))
  const { keys = {} } = state
  return Object.hasOwn(keys, key) ? keys[key] : undefined
}

function contextValue(expression: CompiledExpression, program: Program, state: KernelState): Value | undefined {
  const records = recordsOf(state)
  const result = expression.evaluate((name) => readVariable(program, records, 0, name), state.at)
  return result.ok ? result.value : undefined
}
