/** What test suites need: contracts for adapters, a clock that obeys. */
export { archiveContract } from './contracts/archive.ts'
export type { ArchiveSubject } from './contracts/archive.ts'
export { failureOf, law } from './contracts/contract.ts'
export type { Contract, Law, Must } from './contracts/contract.ts'
export { documentStoreContract } from './contracts/document-store.ts'
export type { DocumentStoreSubject } from './contracts/document-store.ts'
export { sectorDatabaseContract } from './contracts/sector-database.ts'
export type { SectorDatabaseSubject } from './contracts/sector-database.ts'
export { sectorRegisterContract } from './contracts/sector-register.ts'
export { paperStoreContract } from './contracts/paper-store.ts'
export { fullPortalDossier, portalContract, portalDossier, portalProgress } from './contracts/portal.ts'
export type { PortalSubject } from './contracts/portal.ts'
export { rendererContract } from './contracts/renderer.ts'
export { signerContract } from './contracts/signer.ts'
export type { SignerSubject } from './contracts/signer.ts'
export { storeContract } from './contracts/store.ts'
export type { StoreSubject } from './contracts/store.ts'
export { hostContract } from './host/host-contract.ts'
export type { AnyHost, HostSubject } from './host/host-contract.ts'
export { operationsContract } from './host/operations/operations-contract.ts'
export type { OperationsSubject } from './host/operations/nodes.ts'
export { officeModules, people } from './host/office.ts'
export { checkWorld, Dice, Peer, planOf, simulate, USUAL_INVARIANTS, WorldFailure } from './world/index.ts'
export type {
  CheckWorldOptions,
  Deed,
  Effect,
  Failure,
  Fault,
  Invariant,
  Plan,
  PlanShape,
  RestingWorld,
  Run,
  World,
} from './world/index.ts'
export { simulatedClock } from '../runtime/simulated-clock.ts'
export type { SimulatedClock } from '../runtime/simulated-clock.ts'
