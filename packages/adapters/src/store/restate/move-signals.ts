import type { Broadcast, BroadcastQuery, Json, Page, Store } from '@motcua/engine/ports'
import { callServices } from './call-services.ts'
import { CONFLICT, IngressRefusal, type IngressOptions } from './ingress.ts'
import { NAMES, ONLY_KEY } from './wire.ts'

/** Handed over at once. */
const AT_ONCE = 500
/** Dossiers that are told at once. */
const AUDIENCE = 100

/**
 * Hands over the ids of all signals, with who sent which and when: one that is sent there again is the same.
 *
 * @throws IngressRefusal  another signal is there under the same id
 */
export async function moveSignalIds(from: Store, to: IngressOptions): Promise<void> {
  for await (const page of pagesOf(from, {})) await handIds(to, page)
}

/**
 * Tells the signals that were on their way in the old store to those who waited there for them, where they are now; a dossier that is told twice
 * hears it once.
 *
 * @throws IngressRefusal  another signal is there under the same id
 */
export async function moveSignals(from: Store, to: IngressOptions): Promise<void> {
  const underWay: Broadcast[] = []
  for await (const page of pagesOf(from, { isUnderWay: true })) {
    // A node of the old store that was stopped late may have put some since the ids were handed over.
    await handIds(to, page)
    underWay.push(...page)
  }
  for (const broadcast of underWay.sort((one, other) => one.at - other.at))
    for (let after: string | null | undefined; after !== null;) {
      const query = { broadcast: broadcast.id, limit: AUDIENCE, ...(after === undefined ? {} : { after }) }
      const page: Page<string> = await from.audience(query)
      await Promise.all([...new Set(page.items)].map((dossier) => hear(to, dossier, broadcast)))
      after = page.next
    }
}

async function* pagesOf(from: Store, query: Pick<BroadcastQuery, 'isUnderWay'>): AsyncGenerator<readonly Broadcast[]> {
  for (let after: string | null | undefined; after !== null;) {
    const page: Page<Broadcast> = await from.broadcasts({ ...query, limit: AT_ONCE, ...(after === undefined ? {} : { after }) })
    if (page.items.length > 0) yield page.items
    after = page.next
  }
}

async function handIds(to: IngressOptions, signals: readonly Broadcast[]): Promise<void> {
  const path = [NAMES.signals, ONLY_KEY, 'adopt']
  const moved = signals.map((signal) => ({ ...signal, payload: {} }))
  const [other] = await callServices<readonly string[]>(to, path, moved)
  if (other === undefined) return
  const message = `expected no other signal there under the id "${other}", found one of another sender, agency or name`
  throw new IngressRefusal(CONFLICT, message)
}

function hear(to: IngressOptions, dossier: string, broadcast: Broadcast): Promise<null> {
  return callServices<null>(to, [NAMES.dossier, dossier, 'hear'], broadcast as unknown as Json)
}
