import type { JsonObject } from './json.ts'

/** One file of an archive package. */
export interface ArchiveEntry {
  /** Path inside the package, with `/`; no `..`, no leading `/`. */
  readonly path: string
  readonly bytes: Uint8Array
  readonly mediaType: string
}

export interface ArchiveRequest {
  /** The dossier's code, or its id where it has no code yet: names the package. */
  readonly dossier: string
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  /** Put into the manifest as it is. */
  readonly metadata: JsonObject
  readonly entries: readonly ArchiveEntry[]
}

export interface ArchiveReceipt {
  /** Where the package is: a path or a URL. */
  readonly location: string
  /** SHA-256 of the package file, hexadecimal. */
  readonly digest: string
  readonly size: number
}

/**
 * Electronic archive (lưu trữ điện tử): one package per dossier, with a manifest and the checksum of each file.
 * Archiving the same content twice gives the same package and changes nothing.
 */
export interface Archive {
  store(request: ArchiveRequest): Promise<ArchiveReceipt>
}
