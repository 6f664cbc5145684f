import { KERNEL_VERSION } from '../kernel/index.ts'
import { INITIAL_DOSSIER, LIFECYCLE_VERSION, replayDossier, type DossierEvent, type DossierState } from '../lifecycle/index.ts'
import { sha256 } from './canonical.ts'
import type { TraceParent } from './telemetry.ts'
import type { DossierHead, JournalEvent, JournalRow, Json, LookedUp, Store, StoredDossier } from '../ports/index.ts'
import type { Catalogue, Edition } from './catalogue.ts'
import { EngineError } from './engine-error.ts'
import { fields, record, text, whole } from '../diagnostics/index.ts'
import { GENESIS, openEvent } from './journal-chain.ts'
import type { LookUps } from './look-ups.ts'

/** Version of a snapshot's shape: either of its halves may move it. */
export const STATE_VERSION = KERNEL_VERSION * 1000 + LIFECYCLE_VERSION

/** A dossier in memory, as of its last committed command. */
export interface LoadedDossier {
  readonly id: string
  readonly seq: number
  readonly hash: string
  /** Instant of the last command, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  readonly edition: Edition
  readonly state: DossierState
  readonly head: DossierHead
  /** Where the span of its last command is, where somebody traces. */
  readonly trace?: TraceParent
  /** Length of the events' payloads since the last snapshot. */
  readonly unsaved: number
  /** Length of the last snapshot that fits; 0: there is none. */
  readonly saved: number
}

/** Rows read at once while a state is rebuilt. */
export const PAGE = 500

/**
 * Reads a dossier: its snapshot if it fits, and the journal after it; or the journal alone. Rows before an erasure say nothing any
 * more; the erasure itself says what is left. It is as of the command that it stood at when it was asked for: what others add meanwhile does not
 * count, and where they erase what was being read, it is read again.
 *
 * @param lookedUp  the dossier, where it has just been asked for
 */
export async function loadDossier(
  { store, catalogue, lookUps }: { readonly store: Store; readonly catalogue: Catalogue; readonly lookUps: LookUps },
  id: string,
  lookedUp?: LookedUp,
): Promise<LoadedDossier | undefined> {
  for (let before = 0, next = lookedUp; ; next = undefined) {
    const { stored, rows } = next ?? (await lookUps.ask({ dossier: id, rows: PAGE }))
    if (stored === undefined) return undefined
    const read = await loadedOf(store, catalogue, stored, rows)
    if (!read.isErased || stored.seq === before) return read.loaded
    before = stored.seq
  }
}

/** `isErased`: payloads were missing that no erasure up to there explains. */
async function loadedOf(store: Store, catalogue: Catalogue, stored: StoredDossier, known: readonly JournalRow[]) {
  const { snapshot, dossier: id } = stored
  const rowsAfter = (seq: number) =>
    known[0]?.seq === seq + 1 ? known : store.journal(id, seq, Math.min(PAGE, stored.seq - seq))
  if (snapshot !== null && snapshot.kernel > STATE_VERSION) {
    const found = `expected a snapshot of version ${STATE_VERSION} or older, found ${snapshot.kernel}: use the release that wrote it, or a later one`
    throw new EngineError('SNAPSHOT_NEWER', found, id)
  }
  const fits = snapshot?.kernel === STATE_VERSION && isWhole(snapshot.state)
  const kept = fits ? (snapshot.state as unknown as DossierState & { readonly at: number }) : undefined
  const first = fits ? snapshot.fingerprint : await firstFingerprint(rowsAfter, stored)
  let edition = await catalogue.forDossier(first)
  let state: DossierState = kept === undefined ? INITIAL_DOSSIER : stateIn(kept)
  let seq = fits ? snapshot.seq : 0
  let at = kept?.at ?? 0
  let unsaved = 0
  let isErased = false
  while (seq < stored.seq) {
    const rows = await rowsAfter(seq)
    if (rows.length === 0) break
    for (const row of rows) {
      const events = row.events.flatMap((sealed) => (sealed.data === null ? [] : [eventIn(id, sealed)]))
      if (events.length < row.events.length) isErased = true
      if (events.some(({ type }) => type === 'dossierErased')) isErased = false
      const moved = events.find((event) => event.type === 'processMigrated')
      const next = moved === undefined ? undefined : await catalogue.forDossier(moved.to)
      state = replayDossier(edition.procedure, state, events, next?.procedure)
      edition = next ?? edition
      for (const { data } of row.events) unsaved += sizeOf(data)
      at = Math.max(at, row.at)
      seq = row.seq
    }
  }
  const { hash, head } = stored
  const saved = kept === undefined ? 0 : sizeOf(snapshot?.state ?? null)
  return { loaded: { id, seq: stored.seq, hash, at, edition, state, head, unsaved, saved }, isErased }
}

/** An event of a dossier's journal. @throws EngineError SNAPSHOT_NEWER  only a newer release knows it */
export function eventIn(dossier: string, sealed: JournalEvent): DossierEvent {
  try {
    return openEvent(sealed)
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('EVENT_UNKNOWN: '))) throw error
    const message = `${error.message.slice('EVENT_UNKNOWN: '.length)}: use the release that wrote it, or a later one`
    throw new EngineError('SNAPSHOT_NEWER', message, dossier)
  }
}

const ofSnapshot = fields({ kernel: fields({ status: text }), lifecycle: record, at: whole })

/** A snapshot that is damaged does not fit: the journal says the same. */
function isWhole(state: unknown): boolean {
  return ofSnapshot(state, 'state') === undefined
}

/** The id of the dossier that a command begins: sent again, it finds the same dossier. */
export function dossierIdOf(actor: string, command: string): string {
  return sha256(`lodge\n${actor}\n${command}`).slice(0, 32)
}

function stateIn({ at: _, ...state }: DossierState & { readonly at: number }): DossierState {
  return state
}

/** The edition that a dossier was started with: what its first migration came from, or what it runs now. */
async function firstFingerprint(
  rowsAfter: (seq: number) => readonly JournalRow[] | Promise<readonly JournalRow[]>,
  { seq, head }: StoredDossier,
): Promise<string> {
  for (let after = 0; after < seq;) {
    const rows = await rowsAfter(after)
    if (rows.length === 0) break
    for (const { events } of rows) {
      const moved = events.find(({ type, data }) => type === 'processMigrated' && data !== null)
      if (typeof moved?.data?.from === 'string') return moved.data.from
    }
    after = rows.at(-1)?.seq ?? seq
  }
  return head.fingerprint
}

export function newDossier(
  id: string,
  edition: Edition,
  applicant: string,
  at: number,
  agency: string | null = null,
): LoadedDossier {
  const { program } = edition.procedure
  const head: DossierHead = {
    procedure: program.procedure,
    version: program.version,
    fingerprint: edition.fingerprint,
    agency,
    code: null,
    status: 'created',
    standing: 'registered',
    stages: [],
    applicant,
    title: '',
    search: '',
    openedAt: at,
    dueAt: null,
    endedAt: null,
    suspendedAt: null,
  }
  return { id, seq: 0, hash: GENESIS, at, edition, state: INITIAL_DOSSIER, head, unsaved: 0, saved: 0 }
}

export function sizeOf(value: Json): number {
  return JSON.stringify(value).length
}
