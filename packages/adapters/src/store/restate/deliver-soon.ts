import type { ObjectContext } from '@restatedev/restate-sdk'
import { send } from './send.ts'
import { ONLY_KEY, NAMES } from './wire.ts'

/**
 * A process that ends between the claim of a match and the word of it leaves one that nobody knows to be claimed. It is free again after so
 * long, and a delivery comes just after; where both deliver it, the command's id makes them one.
 */
export const LEASE_MS = 30_000

/** Has kept messages delivered now, and once more when the lease of a delivery that was cut off is over. */
export function deliverSoon(context: ObjectContext): void {
  const to = { service: NAMES.messages, key: ONLY_KEY, method: 'deliver' }
  send(context, to, null)
  send(context, to, null, LEASE_MS + 1_000)
}
