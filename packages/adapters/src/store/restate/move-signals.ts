import type { Broadcast, Json, Store } from '@motcua/engine/ports'
import { callServices } from './call-services.ts'
import type { IngressOptions } from './ingress.ts'
import { NAMES } from './wire.ts'

const WORKER = 'moveDossiers'
const AT_ONCE = 20
/** Dossiers that one turn tells. */
const AUDIENCE = 100
/** A node that was stopped may have left leases, which end by then: nobody is at work there. */
const AFTER_LEASES_MS = 86_400_000
/** Nobody else works there, so none has to be kept off for long. */
const LEASE_MS = 1

/**
 * Tells the signals that were on their way in the old store to those who waited there for them, where they are now. How far it came the old
 * store keeps, as it does for its own nodes; a dossier that is told twice hears it once.
 *
 * @throws StoreFailure  nothing can be written there
 */
export async function moveSignals(from: Store, to: IngressOptions): Promise<void> {
  for (;;) {
    const now = ((await from.now()) ?? Date.now()) + AFTER_LEASES_MS
    const turns = await from.claimBroadcasts(WORKER, now, LEASE_MS, AT_ONCE, AUDIENCE)
    if (turns.length === 0) return
    for (const { broadcast, dossiers, turn } of turns) {
      await Promise.all(dossiers.map((dossier) => hear(to, dossier, broadcast)))
      await from.advanceBroadcast(broadcast.id, WORKER, turn)
    }
  }
}

function hear(to: IngressOptions, dossier: string, broadcast: Broadcast): Promise<null> {
  return callServices<null>(to, [NAMES.dossier, dossier, 'hear'], broadcast as unknown as Json)
}
