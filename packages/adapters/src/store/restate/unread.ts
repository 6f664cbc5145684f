import type { ObjectContext } from '@restatedev/restate-sdk'
import { delayUnasked, USUAL_RETRY } from '@motcua/engine/host'
import type { UnaskedTries } from '@motcua/engine/ports'
import type { ServicesOptions } from './services-options.ts'

/** How often services that lacked the procedure have met it, and since when. */
export type Unread = UnaskedTries

/**
 * When services that cannot read a dossier look at it again: after seconds at first, as while a version is deployed, after some minutes in the end, and
 * never for the last time. Told in the services' log, where whoever waits for it looks.
 *
 * @param unread  `undefined`: it is met for the first time
 */
export async function againAfter(
  context: ObjectContext,
  { code }: { readonly code: string },
  { unread, key }: { readonly unread: Unread | undefined; readonly key: string },
  { retry = USUAL_RETRY }: ServicesOptions,
): Promise<{ readonly unread: Unread; readonly delayMs: number }> {
  const now = await context.date.now()
  const next = { times: (unread?.times ?? 0) + 1, since: unread?.since ?? now }
  const policy = { ...retry, unaskedMs: Infinity }
  context.console.warn(`${code}: ${context.key} waits until services have what it needs`)
  return { unread: next, delayMs: delayUnasked(next, { now, askedMs: 0, key }, policy) ?? retry.mostMs }
}
