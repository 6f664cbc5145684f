import type { Json, JsonObject } from '../json.ts'

/** One accepted command. `hash` covers `previous` and the digests, not the payloads: erasing a payload leaves the chain provable. */
export interface JournalRow {
  readonly dossier: string
  /** 1, 2, 3 … within the dossier. */
  readonly seq: number
  readonly at: number
  /** Who: an actor's id, or `system:…` for what the world reports. */
  readonly actor: string
  readonly command: string
  /** What the command was, without its variables. */
  readonly type: string
  readonly events: readonly JournalEvent[]
  /** 64 hexadecimal digits; 64 zeros in the first row. */
  readonly previous: string
  readonly hash: string
}

/**
 * An event as the store sees it. `data` is `null` once it was erased; `digest` stays. Where there is no `digest`, the one of an event before
 * it in its row covers it too.
 */
export interface JournalEvent {
  readonly type: string
  /** Version of the event's shape. */
  readonly version: number
  readonly data: JsonObject | null
  /** 32 hexadecimal digits; erased together with `data`. */
  readonly salt?: string | null
  /**
   * SHA-256 over the salt and, each preceded by a line feed, the type, the version and the canonical data of every event that it covers: 64
   * hexadecimal digits.
   */
  readonly digest?: string | null
}

/** A journal row and where it stands in the feed of all dossiers. */
export interface FeedRow {
  /** Opaque; at most 64 characters. Stays the same for ever. */
  readonly cursor: string
  readonly row: JournalRow
}

export interface JournalLink {
  readonly cursor: string
  readonly dossier: string
  readonly seq: number
  readonly hash: string
}

/** What was answered to the command of a row, under the row's cursor. */
export interface FeedAnswer {
  readonly cursor: string
  readonly response: Json
}

export interface StoredAnswer {
  readonly command: string
  /**
   * SHA-256 of the canonical request: the same id with another digest is another request. Empty where the engine chose the id: nobody can
   * send that request again.
   */
  readonly digest: string
  readonly response: Json
}

/** A procedure as it was when a dossier was started with it. */
export interface StoredDefinition {
  readonly fingerprint: string
  readonly procedure: string
  readonly version: number
  /** The definition as data, enough to compile it again. */
  readonly definition: Json
}
