/** What test suites need: contracts for adapters, a clock that obeys. */
export { failureOf, law } from './contracts/contract.ts'
export type { Contract, Law, Must } from './contracts/contract.ts'
export { fullPortalDossier, portalContract, portalDossier, portalProgress } from './contracts/portal.ts'
export type { PortalSubject } from './contracts/portal.ts'
export { storeContract } from './contracts/store.ts'
export type { StoreSubject } from './contracts/store.ts'
export { simulatedClock } from '../runtime/simulated-clock.ts'
export type { SimulatedClock } from '../runtime/simulated-clock.ts'
