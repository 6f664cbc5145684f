import type { Position } from '../diagnostics/index.ts'
import type { Limit } from './limit.ts'
import type { Text } from './text.ts'

/** What a procedure's publication says beside what runs, with where each figure is from, and what nobody could read from it. */
export interface Published {
  readonly fees: readonly PublishedFee[]
  readonly times: readonly PublishedTime[]
  readonly figures: readonly Figure[]
  readonly gaps: readonly Gap[]
}

/** One row of fees (phí, lệ phí), in đồng. */
export interface PublishedFee {
  readonly name: Text
  readonly kind: 'fee' | 'charge'
  /** Absent where the text leaves it to somebody, whom `setBy` names. */
  readonly amountVnd: number | undefined
  /** What it is paid for. */
  readonly per: 'dossier' | 'copy' | 'page' | 'case'
  /** Of the first so many, each at its own price; the last without `to`. */
  readonly tiers: readonly { readonly to: number | undefined; readonly amountVnd: number }[]
  readonly atMostVnd: number | undefined
  readonly setBy: Text | undefined
  readonly channel: PublishedChannel | undefined
  readonly case: string | undefined
  /** In the publication's words: whom it is for. */
  readonly when: Text | undefined
  readonly source: string | undefined
}

export const PUBLISHED_CHANNELS = ['counter', 'online', 'post'] as const
export type PublishedChannel = (typeof PUBLISHED_CHANNELS)[number]

/** A time limit that holds for a channel or a case. */
export interface PublishedTime {
  readonly limit: Limit
  readonly channel: PublishedChannel | undefined
  readonly case: string | undefined
  readonly when: Text | undefined
  readonly source: string | undefined
}

/** Where a figure is from: `at` names it (`limit`, `flow.examination.limit`); without `source` no text fixes it, or none was found. */
export interface Figure {
  readonly at: string
  readonly source: string | undefined
}

/** What is open: the publication contradicts itself there or cannot be read, and nobody guessed. */
export interface Gap {
  /** The part of the file that is missing or doubtful, as `limit` or `documents.birth-notice`. */
  readonly at: string
  readonly code: string
  readonly what: Text
  /** What the publication says. */
  readonly found: readonly string[]
  /** `true`: without it the procedure cannot be run lawfully. */
  readonly blocks: boolean
  readonly position: Position
}
