import type { Program } from '../compile/index.ts'
import { behaviourOf } from './behaviours.ts'
import type { Awaited } from './behaviour.ts'
import type { KernelState } from './state.ts'

/** Something that a dossier waits for. */
export interface Waiting {
  readonly instance: number
  readonly element: string
  readonly awaited: Awaited
  /** When its timer fires or its task should be done, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly due: number | null
}

/** Everything that waits, oldest first. */
export function waitingIn(program: Program, state: KernelState): Waiting[] {
  return Object.keys(state.instances)
    .map(Number)
    .sort((a, b) => a - b)
    .flatMap((number) => {
      const instance = state.instances[number]
      const node = instance === undefined ? undefined : program.nodes[instance.node]
      if (instance === undefined || node === undefined) return []
      const awaited = behaviourOf(node).awaits?.(node)
      return awaited === undefined ? [] : [{ instance: number, element: node.id, awaited, due: instance.due }]
    })
}

/** The instance that gets a message: the oldest that waits for it. Ruling S-04 in `docs/semantics.md`. */
export function receiverOf(program: Program, state: KernelState, message: string, instance?: number): Waiting | undefined {
  return waitingIn(program, state).find(
    (waiting) =>
      waiting.awaited.kind === 'message' &&
      waiting.awaited.message === message &&
      (instance === undefined || waiting.instance === instance),
  )
}
