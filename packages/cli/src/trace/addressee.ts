import type { Procedure } from '@motcua/engine'
import { receiverOf, waitingIn, type KernelState, type Waiting } from '@motcua/engine/kernel'
import type { Letter } from './post.ts'

/**
 * Who of a running process gets a letter: the element that its message flow leads to; else who waits for its message; and of a
 * letter to a pool as a whole also who names no message.
 */
export function addresseeIn({ program }: Procedure, state: KernelState, letter: Letter): Waiting | undefined {
  const { to, keys } = letter
  const named = (message: string, instance?: number) => receiverOf(program, state, message, instance, keys)
  if (to?.element !== undefined && catches(program, to.element)) {
    return waitingIn(program, state)
      .filter(({ element }) => element === to.element)
      .flatMap(({ awaited, instance }) => (awaited.kind === 'message' ? (named(awaited.message, instance) ?? []) : []))[0]
  }
  return (letter.message === '' ? undefined : named(letter.message)) ?? (to === undefined ? undefined : named(''))
}

/** Whether the element itself waits for a message; a message flow may also lead to a task or a sub-process that does not. */
export function catches({ nodes, nodeById }: Procedure['program'], element: string): boolean {
  const node = nodes[nodeById.get(element) ?? -1]
  if (node === undefined) return false
  if (node.kind === 'receiveTask') return true
  const isCatching = node.kind === 'startEvent' || node.kind === 'intermediateCatchEvent' || node.kind === 'boundaryEvent'
  return isCatching && node.triggers.some(({ kind }) => kind === 'message')
}
