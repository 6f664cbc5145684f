/** What the world must offer. Plain JSON crosses these lines, so that an adapter needs no kernel. */
export type { Archive, ArchiveEntry, ArchiveReceipt, ArchiveRequest } from './archive.ts'
export type { Clock } from './clock.ts'
export type { DocumentStore, StoredDocument } from './document-store.ts'
export { AdapterFailure } from './failure.ts'
export type { Identity, Principal } from './identity.ts'
export type { Ids } from './ids.ts'
export type { Json, JsonObject } from './json.ts'
export type { Logger, LogFields } from './logger.ts'
export type { Notification, Notifier } from './notifier.ts'
export { mustHaveOptions, mustHold, mustKnowNames } from './options.ts'
export type { PaperStore, StoredPaper } from './paper-store.ts'
export type { NationalStatus, Portal, PortalDossier, PortalProgress } from './portal.ts'
export type { Paper, RenderedColumn, RenderedField, RenderedSignature, RenderedTable, Renderer } from './renderer.ts'
export type { CheckedSignature, SignatureChecker } from './signature-checker.ts'
export type { FoundData, SectorDatabase } from './sector-database.ts'
export type { RecordedChange, RegisterChange, SectorRegister } from './sector-register.ts'
export type { SignedBytes, Signer, SigningRequest } from './signer.ts'
export {
  cursorOf,
  inputInvalid,
  isFoundBy,
  isSameMessage,
  isSameSignal,
  mustBeConsistent,
  mustBeLimit,
  mustBePageSize,
  mustBeWhole,
  placeOf,
  StoreFailure,
  unmarked,
  wordsOf,
} from './store/index.ts'
export type * from './store/index.ts'
export type { Timestamper } from './timestamper.ts'
export type {
  Testimony,
  Witness,
  WitnessedCommit,
  WitnessedReconciliation,
  WitnessedSerial,
  WitnessedTry,
  WitnessStanding,
} from './witness.ts'
