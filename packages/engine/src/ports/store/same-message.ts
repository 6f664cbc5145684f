import type { BufferedMessage } from './message.ts'
import { isSameSent } from './same-sent.ts'

/** What of a message is the same whenever it is sent. */
const FIELDS = ['agency', 'name', 'key', 'actor'] as const

type Sent = Pick<BufferedMessage, (typeof FIELDS)[number]>

/**
 * Whether what came under one id is one message. What it says is not compared, as it is not kept for ever.
 *
 * @throws StoreFailure STORE_INPUT_INVALID
 */
export function isSameMessage(one: Sent, other: Sent): boolean {
  return isSameSent('message', FIELDS, one, other)
}
