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
import type { JournalEvent, JournalRow, Json } from '../ports/index.ts'
import { canonical, sha256 } from './canonical.ts'
import { listOf, record } from '../diagnostics/index.ts'
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

/**
 * The events' values are not copied: nobody may change them any more.
 *
 * Each payload is written once, into the text that is digested; the journal's text takes it from there.
 */
export function sealEvents(events: readonly DossierEvent[], salt: string): SealedEvents {
  if (events.length === 0) return { sealed: [], text: '[]', weight: 0 }
  const sealed: JournalEvent[] = []
  const payloads: Payload[] = []
  let [digested, weight] = [salt, 0]
  for (const event of events) {
    const form = formOf(event)
    const data: Record<string, Json> = {}
    digested += form.digested
    const from = digested.length
    digested = withPayload(digested, event, form, data)
    weight += digested.length - from
    payloads.push({ form, from, to: digested.length })
    sealed.push({ type: event.type, version: form.version, data })
  }
  const digest = sha256(digested)
  const { type, version, data } = sealed[0] as JournalEvent
  sealed[0] = { type, version, data, salt, digest }
  return { sealed, text: journalText(digested, payloads, salt, digest), weight }
}

/** Where a payload stands in the text that is digested. */
interface Payload {
  readonly form: EventForm
  readonly from: number
  readonly to: number
}

/**
 * The text and, after it, the event's payload as {@link canonical} writes it.
 *
 * @param data  gets what the payload holds; its keys are sorted, as in the text
 */
function withPayload(text: string, event: DossierEvent, { keys, labels }: EventForm, data: Record<string, Json>): string {
  const record = event as unknown as Readonly<Record<string, Json | undefined>>
  let written = text
  let isFirst = true
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as string
    const entry = record[key]
    if (entry === undefined) continue
    data[key] = entry
    written += isFirst ? '{' : ','
    written += labels[at]
    written += canonical(entry)
    isFirst = false
  }
  return written + (isFirst ? '{}' : '}')
}

function journalText(digested: string, payloads: readonly Payload[], salt: string, digest: string): string {
  let text = '['
  for (let at = 0; at < payloads.length; at += 1) {
    const { form, from, to } = payloads[at] as Payload
    text += at === 0 ? form.opening : form.following
    text += digested.slice(from, to)
    if (at === 0) text += `,"salt":"${salt}","digest":"${digest}"`
  }
  return `${text}}]`
}

export function sealRow(row: Omit<JournalRow, 'hash'>): JournalRow {
  const { dossier, seq, at, actor, command, type, events, previous } = row
  return { dossier, seq, at, actor, command, type, events, previous, hash: hashOf(row) }
}

/** The event that a journal holds. @throws Error EVENT_ERASED, EVENT_UNKNOWN */
export function openEvent(sealed: JournalEvent): DossierEvent {
  if (typeof sealed !== 'object' || sealed === null || Array.isArray(sealed))
    mustTake('openEvent', { sealed: record }, { sealed })
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

/** Over the JSON of a list: each of its texts and numbers as it stands there. A row to be proved may hold anything in their places. */
function hashOf({ previous, dossier, seq, at, actor, command, type, events }: Omit<JournalRow, 'hash'>): string {
  let text = `[${canonical(previous)},${canonical(dossier)},${canonical(seq)},${canonical(at)},`
  text += `${canonical(actor)},${canonical(command)},${canonical(type)},[`
  for (let index = 0; index < events.length; index += 1) {
    const digest = events[index]?.digest ?? ''
    if (index > 0) text += ','
    text += digest === '' ? '""' : canonical(digest)
  }
  return sha256(`${text}]]`)
}
