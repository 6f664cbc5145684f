/** For hosts that have timers and jobs of their own: what `@motcua/engine/host` publishes. */
import { EngineHost } from './engine.ts'
import type { Deeds } from './facets/dossiers.ts'
import type { EngineOptions } from './engine-options.ts'
import type { Store } from '../ports/index.ts'
import { guardFace } from './face/face.ts'

export { agencyOf, isApplicantAlone, principalOf, requireRole } from './authorisation.ts'
export { dossierOfSchedule } from './deliveries.ts'
export { dossierIdOf } from './dossiers.ts'
export { guardFace } from './face/face.ts'
export type { Deeds } from './facets/dossiers.ts'
export { dossierOfMessage } from './facets/messages.ts'
export { mustHaveReason } from './facets/given.ts'
export { failureOf, mayRetry } from './jobs.ts'
export type { JobFailure, JobOutcome } from './jobs.ts'
export { nextOf } from './recurrence.ts'
export { USUAL_RETRY } from './retry.ts'

/** As much of a store as a host that works on one dossier at a time has. What it has not is never asked for. */
export type HostStore = Pick<Store, 'open' | 'close' | 'load' | 'journal'> & Partial<Store>

export type Host = EngineHost

/** The engine without a loop of its own. */
export function createHost(
  options: Omit<EngineOptions, 'store' | 'background'> & { readonly store: HostStore; readonly deeds?: Deeds },
): Host {
  return guardFace(new EngineHost({ ...options, store: options.store as Store, background: 'elsewhere' }))
}
