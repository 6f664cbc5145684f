import type { JsonObject } from './json.ts'

/** A paper in the electronic data store of a citizen or organisation: it is worth the original, and spares its owner handing it in. */
export interface StoredPaper {
  /** `<owner's identifier>.<paper type code>`. */
  readonly code: string
  readonly owner: string
  readonly type: string
  /** SHA-256 of the file in the document store. */
  readonly digest: string
  readonly mediaType: string
  /** The dossier that it came with, or that it is the result of. */
  readonly dossier: string
  /** Agency that keeps it, by its code. */
  readonly agency: string
  /** Distinguished name of whose signature makes it a legal copy, or a result. */
  readonly signedBy?: string
  /** Last local date on which it holds, as `2027-08-29`; absent: it has no end. */
  readonly validTo?: string
  /** From when on it may be reused: the success of its dossier. Milliseconds since 1970-01-01T00:00:00Z. */
  readonly reusableFrom: number
  /** What was read from it. */
  readonly data?: JsonObject
}

/**
 * Electronic data store of citizens and organisations (kho quản lý dữ liệu điện tử). Adding the same file under the same code again
 * changes nothing.
 *
 * Throws AdapterFailure: `PAPER_STORE_UNREACHABLE` (worth a retry), `PAPER_INVALID` (final): a paper whose code is not made of its owner
 * and type.
 */
export interface PaperStore {
  add(paper: StoredPaper): Promise<void>
  /** An owner's papers of a type: the latest first, by `reusableFrom`. */
  find(owner: string, type: string): Promise<readonly StoredPaper[]>
}
