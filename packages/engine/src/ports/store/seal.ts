/**
 * A signed word on everything that was committed up to a place in the feed: the Merkle root over the links since the last seal, chained
 * to that seal. Who changes a journal afterwards has to forge the signature and the time stamp too.
 */
export interface StoredSeal {
  /** 1, 2, 3 … */
  readonly number: number
  /** The last cursor that it covers. */
  readonly cursor: string
  /** How many links it covers since the seal before. */
  readonly links: number
  /** 64 hexadecimal digits. */
  readonly root: string
  /** Digest of the seal before; 64 zeros in the first. */
  readonly previous: string
  readonly at: number
  /** Detached CMS over the seal's canonical text, DER in base64; `null`: not signed. */
  readonly signature: string | null
  /** RFC 3161 time stamp of the same, DER in base64; `null`: none. */
  readonly timestamp: string | null
}
