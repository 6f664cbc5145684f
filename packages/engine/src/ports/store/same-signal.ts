import type { Broadcast } from './message.ts'
import { isSameSent } from './same-sent.ts'

/** What of a signal is the same whenever it is sent. */
const FIELDS = ['agency', 'signal', 'actor'] as const

type Sent = Pick<Broadcast, (typeof FIELDS)[number]>

/**
 * Whether what came under one id is one signal. What it says is not compared, as it is not kept for ever.
 *
 * @throws StoreFailure STORE_INPUT_INVALID
 */
export function isSameSignal(one: Sent, other: Sent): boolean {
  return isSameSent('signal', FIELDS, one, other)
}
