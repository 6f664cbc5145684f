import type { JsonObject } from './json.ts'

/** What a database knows in place of a paper. */
export interface FoundData {
  readonly data: JsonObject
  /** Last local date on which it holds, as `2027-08-29`; absent: it has no end. */
  readonly validTo?: string
  /** Where the file is, in the document store, if the database gives one. */
  readonly digest?: string
  readonly mediaType?: string
}

/**
 * A national or sector database (population, social insurance, land…) that spares papers.
 *
 * Throws AdapterFailure with `retry: true` while it does not answer.
 */
export interface SectorDatabase {
  /** `undefined`: it knows nothing of the kind about this owner. */
  find(owner: string, type: string): Promise<FoundData | undefined>
}
