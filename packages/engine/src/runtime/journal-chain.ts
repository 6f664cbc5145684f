/**
 * Theory of operation
 *
 * Each event's payload is digested together with a random salt; a row's hash covers the hash before it, the row's own fields and
 * the digests, but no payload. Erasing a payload (and its salt, without which a short payload could be guessed) leaves every hash
 * provable: the chain then says that something stood there, when and by whom, and no longer what.
 */
import { EVENT_VERSIONS, readEvent } from '../kernel/index.ts'
import { isLifecycleEvent, LIFECYCLE_EVENT_VERSIONS, readLifecycleEvent, type DossierEvent } from '../lifecycle/index.ts'
import type { JournalEvent, JournalRow, Json, JsonObject } from '../ports/index.ts'
import { canonical, sha256, sortedKeys } from './canonical.ts'

/** What stands before the first row. */
export const GENESIS = '0'.repeat(64)

/** An event as the journal holds it. */
export interface SealedEvent {
  readonly sealed: JournalEvent
  /** `sealed` as JSON. */
  readonly text: string
  /** Length of the payload's text. */
  readonly weight: number
}

/** The event's values are not copied: nobody may change them any more. */
export function sealEvent(event: DossierEvent, salt: string): SealedEvent {
  const { type } = event
  const version = isLifecycleEvent(event) ? LIFECYCLE_EVENT_VERSIONS[event.type] : EVENT_VERSIONS[event.type]
  const record = event as unknown as Readonly<Record<string, Json | undefined>>
  const data: Record<string, Json> = {}
  for (const key of sortedKeys(event)) {
    const entry = record[key]
    if (key !== 'type' && entry !== undefined) data[key] = entry
  }
  const text = canonical(data)
  const digest = digestOfText(salt, type, version, text)
  return {
    sealed: { type, version, data, salt, digest },
    text: `{"type":"${type}","version":${version},"data":${text},"salt":"${salt}","digest":"${digest}"}`,
    weight: text.length,
  }
}

export function sealRow(row: Omit<JournalRow, 'hash'>): JournalRow {
  const { dossier, seq, at, actor, command, type, events, previous } = row
  return { dossier, seq, at, actor, command, type, events, previous, hash: hashOf(row) }
}

/** The event that a journal holds. @throws Error EVENT_ERASED, EVENT_UNKNOWN */
export function openEvent(sealed: JournalEvent): DossierEvent {
  if (sealed.data === null) throw new Error(`EVENT_ERASED: expected the data of ${sealed.type}, found it erased`)
  const { type, version, data } = sealed
  return readLifecycleEvent(type, version, data) ?? readEvent(type, version, data)
}

/** A row that does not fit its chain. */
export interface ChainBreak {
  readonly seq: number
  readonly problem: 'sequence' | 'previous' | 'hash' | 'digest'
}

/** Proves a dossier's journal from its first row on; `undefined`: whole. Erased payloads do not break it. */
export function verifyChain(rows: readonly JournalRow[]): ChainBreak | undefined {
  let previous = GENESIS
  for (const [index, row] of rows.entries()) {
    const problem = checkRow(row, { seq: index + 1, previous })
    if (problem !== undefined) return { seq: row.seq, problem }
    previous = row.hash
  }
  return undefined
}

/** Whether a row stands where it should and says what its hash says. */
export function checkRow(
  row: JournalRow,
  expected: { readonly seq: number; readonly previous: string },
): ChainBreak['problem'] | undefined {
  if (row.seq !== expected.seq) return 'sequence'
  if (row.previous !== expected.previous) return 'previous'
  if (row.hash !== hashOf(row)) return 'hash'
  return row.events.every(isAsDigested) ? undefined : 'digest'
}

function isAsDigested({ type, version, data, salt, digest }: JournalEvent): boolean {
  return data === null || salt === null || digest === digestOf(salt, type, version, data)
}

function digestOf(salt: string, type: string, version: number, data: JsonObject): string {
  return digestOfText(salt, type, version, canonical(data))
}

function digestOfText(salt: string, type: string, version: number, text: string): string {
  return sha256(`${salt}\n${type}\n${version}\n${text}`)
}

function hashOf(row: Omit<JournalRow, 'hash'>): string {
  const { previous, dossier, seq, at, actor, command, type, events } = row
  return sha256(JSON.stringify([previous, dossier, seq, at, actor, command, type, events.map(({ digest }) => digest)]))
}
