/**
 * Theory of operation
 *
 * The payloads of a row are digested together with a random salt; a row's hash covers the hash before it, the row's own fields and
 * the digest, but no payload. Erasing the payloads (and the salt, without which a short payload could be guessed) leaves every hash
 * provable: the chain then says that something stood there, when and by whom, and no longer what. A digest stands at the first of the events
 * that it covers. It covers all that follow until the next one: rows of earlier releases have one at each event.
 */
import { readEvent } from '../kernel/index.ts'
import { readLifecycleEvent, type DossierEvent } from '../lifecycle/index.ts'
import type { JournalEvent, JournalRow, Json, JsonObject } from '../ports/index.ts'
import { canonical, sha256 } from './canonical.ts'
import { listOf, record } from './face/check.ts'
import { mustTake } from './face/must-take.ts'
import { digestedOpening, formOf, type EventForm } from './event-form.ts'

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
  const sealed: JournalEvent[] = []
  let [digested, first, others, weight] = [salt, '', '', 0]
  for (const event of events) {
    const form = formOf(event)
    const data = payloadText(event, form)
    digested += form.digested + data
    weight += data.length
    if (sealed.length === 0) first = form.opening + data
    else others += `,${form.opening}${data}}`
    sealed.push({ type: event.type, version: form.version, data: payloadOf(event, form) })
  }
  const [bare] = sealed
  if (bare === undefined) return { sealed, text: '[]', weight }
  const digest = sha256(digested)
  const { type, version, data } = bare
  sealed[0] = { type, version, data, salt, digest }
  return { sealed, text: `[${first},"salt":"${salt}","digest":"${digest}"}${others}]`, weight }
}

/** As {@link canonical} writes {@link payloadOf}. */
function payloadText(event: DossierEvent, { keys, labels }: EventForm): string {
  const record = event as unknown as Readonly<Record<string, unknown>>
  let text = ''
  for (let at = 0; at < keys.length; at += 1) {
    const entry = record[keys[at] as string]
    if (entry !== undefined) text += `${text === '' ? '{' : ','}${labels[at]}${canonical(entry)}`
  }
  return text === '' ? '{}' : `${text}}`
}

/** Keys are sorted, as in its text. */
function payloadOf(event: DossierEvent, { keys }: EventForm): JsonObject {
  const record = event as unknown as Readonly<Record<string, Json | undefined>>
  const data: Record<string, Json> = {}
  for (const key of keys) {
    const entry = record[key]
    if (entry !== undefined) data[key] = entry
  }
  return data
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
  mustTake('verifyChain', { rows: listOf(record) }, { rows })
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
  for (const { type, version, data } of left) digested += digestedOpening(type, version) + canonical(data)
  return digest === sha256(digested)
}

/** Over the JSON of a list: each of its texts and numbers as it stands there. */
function hashOf(row: Omit<JournalRow, 'hash'>): string {
  const { previous, dossier, seq, at, actor, command, type, events } = row
  let text = `[${canonical(previous)},${canonical(dossier)},${canonical(seq)},${canonical(at)}`
  text += `,${canonical(actor)},${canonical(command)},${canonical(type)},[`
  for (let at = 0; at < events.length; at += 1) text += `${at === 0 ? '' : ','}${canonical(events[at]?.digest ?? '')}`
  return sha256(`${text}]]`)
}
