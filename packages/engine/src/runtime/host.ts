/** For hosts that have timers and jobs of their own: what `@motcua/engine/host` publishes. */
import { EngineHost } from './engine.ts'
import type { Deeds } from './facets/dossiers.ts'
import { mustHaveParts, type EngineOptions } from './engine-options.ts'
import type { Store } from '../ports/index.ts'
import { guardFace as guard } from './face/face.ts'

export {
  agencyOf,
  delayUnasked,
  dossierIdOf,
  dossierOfMessage,
  dossierOfSchedule,
  guardFace,
  isApplicantAlone,
  knownOfTries,
  nextOf,
  principalOf,
  requireRole,
} from './door.ts'
export type { Deeds } from './facets/dossiers.ts'
export { mustHaveReason } from './facets/given.ts'
export { isElsewhere } from './elsewhere.ts'
export { failureOf, mayRetry, UnreadableHere } from './jobs.ts'
export type { JobFailure, JobOutcome } from './jobs.ts'
export { USUAL_RETRY } from './retry.ts'

/** As much of a store as a host that works on one dossier at a time has. What it has not is never asked for. */
export type HostStore = Pick<Store, 'open' | 'close' | 'load' | 'journal'> & Partial<Store>

export type Host = EngineHost

/** The engine without a loop of its own. @throws EngineError OPTIONS_INVALID */
export function createHost(
  options: Omit<EngineOptions, 'store' | 'background'> & { readonly store: HostStore; readonly deeds?: Deeds },
): Host {
  mustHaveParts(options)
  return guard(new EngineHost({ ...options, store: options.store as Store, background: 'elsewhere' }))
}
