import { inputInvalid } from './check.ts'
import type { Broadcast } from './message.ts'

/** What of a signal is the same whenever it is sent. */
const FIELDS = ['agency', 'signal', 'actor'] as const

type Sent = Pick<Broadcast, (typeof FIELDS)[number]>

/**
 * Whether what came under one id is one signal. What it says is not compared, as it is not kept for ever.
 *
 * @throws StoreFailure STORE_INPUT_INVALID
 */
export function isSameSignal(one: Sent, other: Sent): boolean {
  mustBeSignal(one)
  mustBeSignal(other)
  return FIELDS.every((field) => one[field] === other[field])
}

function mustBeSignal(signal: unknown): void {
  if (typeof signal !== 'object' || signal === null)
    throw inputInvalid(`expected a signal to compare, found ${signal === null ? 'none' : typeof signal}`)
}
