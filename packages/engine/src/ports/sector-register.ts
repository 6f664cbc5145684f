import type { JsonObject } from './json.ts'

/** A change that an agency makes in a national or sector database, as its decision says. */
export interface RegisterChange {
  /** Stable over every try: the database takes the change once. */
  readonly key: string
  /** What is done, as `lock`, `publish`, `cancel`. */
  readonly act: string
  /** Whose record it is: identifier of the person, the enterprise, the parcel. */
  readonly subject: string
  readonly data: JsonObject
  /** The dossier that it rests on. */
  readonly dossier: string
  /** Agency that makes it, by its code. */
  readonly agency: string
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
}

/** A change as the database has it: its own number, by which anybody finds it again. */
export interface RecordedChange extends RegisterChange {
  readonly reference: string
}

/**
 * The side of a national or sector database (cơ sở dữ liệu chuyên ngành) that takes changes: civil status, residence, business
 * registration, land. The same key with the same change again gives the same number and changes nothing.
 *
 * Throws AdapterFailure: `REGISTER_UNREACHABLE` (worth a retry), `REGISTER_REFUSED` (final): a change without a subject or an act, or
 * another one under a key that was used.
 */
export interface SectorRegister {
  record(change: RegisterChange): Promise<{ readonly reference: string }>
  /** The changes of a subject's record, the oldest first. */
  changes(subject: string): Promise<readonly RecordedChange[]>
}
