import type { ObjectContext } from '@restatedev/restate-sdk'
import { send } from './send.ts'
import { NAMES, ONLY_KEY } from './wire.ts'

/**
 * A process that ends between the claim of something in the reading store and the word of it leaves what nobody knows to be claimed. It is free
 * again after so long; where it is then done twice, the command's id makes one of both.
 */
export const LEASE_MS = 30_000
/** By then a lease that was cut off is over. */
export const AFTER_LEASE_MS = LEASE_MS + 1_000

/** Has what waits done now, and once more when the lease of one that was cut off is over. */
export function sendSurely(context: ObjectContext, to: Parameters<typeof send>[1]): void {
  send(context, to, null)
  send(context, to, null, AFTER_LEASE_MS)
}

/** Has kept messages delivered. */
export function deliverSoon(context: ObjectContext): void {
  sendSurely(context, { service: NAMES.messages, key: ONLY_KEY, method: 'deliver' })
}
