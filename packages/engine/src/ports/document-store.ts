/** A file that the document store holds, named by its content. */
export interface StoredDocument {
  /** SHA-256 of the bytes, 64 hexadecimal digits, lower case: the file's name in the store. */
  readonly digest: string
  /** In bytes. */
  readonly size: number
  /** IANA media type, as `application/pdf`. */
  readonly mediaType: string
}

/**
 * Holds files by their content: the same bytes are stored once, and storing twice changes nothing.
 * A file whose bytes no longer match its digest is never handed out (`DOCUMENT_CORRUPT`, `retry: false`).
 */
export interface DocumentStore {
  put(bytes: Uint8Array, mediaType: string): Promise<StoredDocument>
  /**
   * Stores a file as it comes in, never whole in memory. What the source throws is thrown on, and nothing of the file is kept. A store
   * that has no way to do so leaves it out.
   */
  putStream?(source: AsyncIterable<Uint8Array>, mediaType: string): Promise<StoredDocument>
  /** @throws AdapterFailure DOCUMENT_NOT_FOUND (final), DOCUMENT_CORRUPT (final) */
  get(digest: string): Promise<Uint8Array>
  has(digest: string): Promise<boolean>
}
