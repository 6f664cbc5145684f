import { inputInvalid } from './check.ts'
import type { BufferedMessage } from './message.ts'

/** What of a message is the same whenever it is sent. */
const FIELDS = ['agency', 'name', 'key', 'actor'] as const

type Sent = Pick<BufferedMessage, (typeof FIELDS)[number]>

/**
 * Whether what came under one id is one message. What it says is not compared, as it is not kept for ever.
 *
 * @throws StoreFailure STORE_INPUT_INVALID
 */
export function isSameMessage(one: Sent, other: Sent): boolean {
  mustBeMessage(one)
  mustBeMessage(other)
  return FIELDS.every((field) => one[field] === other[field])
}

function mustBeMessage(message: unknown): void {
  if (typeof message !== 'object' || message === null)
    throw inputInvalid(`expected a message to compare, found ${message === null ? 'none' : typeof message}`)
}
