/**
 * Theory of operation
 *
 * The payloads of a row are digested together with a random salt; a row's hash covers the hash before it, the row's own fields and
 * the digest, but no payload. Erasing the payloads (and the salt, without which a short payload could be guessed) leaves every hash
 * provable: the chain then says that something stood there, when and by whom, and no longer what. A digest stands at the first of the events
 * that it covers. It covers all that follow until the next one: rows of earlier releases have one at each event.
 */
import { EVENT_VERSIONS, readEvent } from '../kernel/index.ts'
import { isLifecycleEvent, LIFECYCLE_EVENT_VERSIONS, readLifecycleEvent, type DossierEvent } from '../lifecycle/index.ts'
import type { JournalEvent, JournalRow, Json } from '../ports/index.ts'
import { canonical, sha256, sortedKeys } from './canonical.ts'

/** What stands before the first row. */
export const GENESIS = '0'.repeat(64)

/** Events as the journal holds them. */
export interface SealedEvents {
  readonly sealed: readonly JournalEvent[]
  /** `sealed` as JSON. */
  readonly text: string
  /** Length of the payloads' texts. */
  readonly weight: number
}

/** The events' values are not copied: nobody may change them any more. */
export function sealEvents(events: readonly DossierEvent[], salt: string): SealedEvents {
  const sealed: JournalEvent[] = events.map(bareEvent)
  const texts = sealed.map(({ data }) => canonical(data))
  let digested = salt
  sealed.forEach(({ type, version }, index) => (digested += digestedText(type, version, texts[index] ?? '')))
  const digest = sha256(digested)
  let [text, weight] = ['', 0]
  sealed.forEach((bare, index) => {
    const { type, version } = bare
    const data = texts[index] ?? ''
    weight += data.length
    text += `${index === 0 ? '' : ','}{"type":"${type}","version":${version},"data":${data}`
    text += index === 0 ? `,"salt":"${salt}","digest":"${digest}"}` : '}'
    if (index === 0) sealed[0] = { ...bare, salt, digest }
  })
  return { sealed, text: `[${text}]`, weight }
}

/** Keys are sorted, as in its text. */
function bareEvent(event: DossierEvent): JournalEvent {
  const { type } = event
  const version = isLifecycleEvent(event) ? LIFECYCLE_EVENT_VERSIONS[event.type] : EVENT_VERSIONS[event.type]
  const record = event as unknown as Readonly<Record<string, Json | undefined>>
  const data: Record<string, Json> = {}
  for (const key of sortedKeys(event)) {
    const entry = record[key]
    if (key !== 'type' && entry !== undefined) data[key] = entry
  }
  return { type, version, data }
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
  return areAsDigested(row.events) ? undefined : 'digest'
}

function areAsDigested(events: readonly JournalEvent[]): boolean {
  for (let from = 0; from < events.length;) {
    let to = from + 1
    while (to < events.length && !hasDigest(events[to])) to += 1
    if (!isAsDigested(events.slice(from, to))) return false
    from = to
  }
  return true
}

function hasDigest(event: JournalEvent | undefined): boolean {
  return typeof event?.digest === 'string'
}

/** @param events  the first has the digest of them all */
function isAsDigested(events: readonly JournalEvent[]): boolean {
  const { salt, digest } = events[0] ?? {}
  const left = events.filter(({ data }) => data !== null)
  // Payloads under one digest are erased together.
  if (left.length === 0) return true
  if (typeof salt !== 'string' || left.length < events.length) return false
  let digested = salt
  for (const { type, version, data } of left) digested += digestedText(type, version, canonical(data))
  return digest === sha256(digested)
}

/** No line break stands in it but those here: canonical JSON has none. */
function digestedText(type: string, version: number, data: string): string {
  return `\n${type}\n${version}\n${data}`
}

function hashOf(row: Omit<JournalRow, 'hash'>): string {
  const { previous, dossier, seq, at, actor, command, type, events } = row
  const digests = events.map(({ digest }) => digest ?? '')
  return sha256(JSON.stringify([previous, dossier, seq, at, actor, command, type, digests]))
}
