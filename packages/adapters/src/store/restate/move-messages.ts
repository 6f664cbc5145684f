import type { Json, MessageQuery, MessageStanding, Page, Store } from '@motcua/engine/ports'
import { callServices } from './call-services.ts'
import { CONFLICT, IngressRefusal, type IngressOptions } from './ingress.ts'
import { NAMES, ONLY_KEY } from './wire.ts'

/** Handed over at once of those that are over, of which nothing is kept but who sent what to whom. */
const OVER_AT_ONCE = 500
/** Of those that are kept, which go with all that they say. */
const KEPT_AT_ONCE = 100

/**
 * Finds out whether there is a place for the messages that a store keeps.
 *
 * @throws EngineError COMMAND_INVALID  it keeps some, and the services have no reading store for them
 */
export async function mustHavePlaceForMessages(from: Store, to: IngressOptions): Promise<void> {
  const { items } = await from.messages({ status: 'kept', limit: 1 })
  if (items.length > 0) await hand(to, [])
}

/**
 * Hands every message over, as it stands. What was handed over before stays.
 *
 * Those that are over go first: from then on one of them that is sent again is refused. One that was sent again there earlier, and that
 * nobody has taken since, is over then.
 *
 * @throws IngressRefusal  another message is there under the same id
 */
export async function moveMessages(from: Store, to: IngressOptions): Promise<void> {
  for await (const page of pagesOf(from, { limit: OVER_AT_ONCE })) {
    const over = page.filter(({ status }) => status !== 'kept')
    if (over.length > 0) await hand(to, over)
  }
  await moveKeptMessages(from, to)
}

/** Hands those over that wait for their dossier, in the order they were put: so they will be delivered. @throws IngressRefusal */
export async function moveKeptMessages(from: Store, to: IngressOptions): Promise<void> {
  for await (const page of pagesOf(from, { status: 'kept', order: 'put', limit: KEPT_AT_ONCE })) await hand(to, page)
}

async function* pagesOf(from: Store, query: MessageQuery): AsyncGenerator<readonly MessageStanding[]> {
  for (let after: string | null | undefined; after !== null;) {
    const page: Page<MessageStanding> = await from.messages({ ...query, ...(after === undefined ? {} : { after }) })
    if (page.items.length > 0) yield page.items
    after = page.next
  }
}

async function hand(to: IngressOptions, moved: readonly MessageStanding[]): Promise<void> {
  const path = [NAMES.messages, ONLY_KEY, 'adopt']
  const [other] = await callServices<readonly string[]>(to, path, moved as unknown as Json)
  if (other === undefined) return
  const message = `expected no other message there under the id "${other}", found one of another sender, agency, name or keys`
  throw new IngressRefusal(CONFLICT, message)
}
