import type { DossierEvent, Procedure } from '@motcua/engine'
import { EVENT_VERSIONS } from '@motcua/engine/kernel'
import { contentOf, LIFECYCLE_EVENT_VERSIONS } from '@motcua/engine/lifecycle'
import type { FeedRow, JournalRow, JsonObject, Store, StoredJob } from '@motcua/engine/ports'
import fc from 'fast-check'
import { moves, walk, type Move } from './walk.fixture.ts'

/** One dossier of a generated store: its journal as events, each with whom the row was of. */
export interface Written {
  readonly id: string
  readonly procedure: Procedure
  readonly agency: string | null
  readonly rows: readonly { readonly at: number; readonly actor: string; readonly events: readonly DossierEvent[] }[]
  /** States of what the portal was to be told. */
  readonly syncs: readonly StoredJob['status'][]
}

export interface Seed {
  readonly made: readonly Move[]
  /** Hours by which its whole life is later. */
  readonly later: number
  readonly extra: number
}

export const seeds = (most: number): fc.Arbitrary<Seed[]> =>
  fc.array(fc.record({ made: moves(90), later: fc.nat(24 * 60), extra: fc.nat(1_000) }), { maxLength: most, size: 'max' })

const AGENCIES = ['000.00.01.H22', '000.01.01.H22', '000.00.02.H22', null] as const
const HOUR_MS = 3_600_000

/** Dossiers that random people lived, at random times of autumn 2025. */
export function written(procedures: readonly Procedure[], made: readonly Seed[]): Written[] {
  return made.map(({ made: life, later, extra }, index) => {
    const procedure = procedures[extra % procedures.length] as Procedure
    const rows: { at: number; actor: string; events: DossierEvent[] }[] = []
    walk(procedure, life, ({ events, command }) => {
      if (events.length === 0) return
      const at = command.at + later * HOUR_MS
      const moved = events.map((event) => shifted(event, later * HOUR_MS))
      const first = rows.length === 0 ? [...moved, said(at, extra)] : moved
      rows.push({ at, actor: command.origin === 'person' ? 'binh' : 'system:payment', events: first })
    })
    const lastAt = rows.at(-1)?.at
    if (lastAt !== undefined) rows.push(...noted(lastAt, extra))
    const syncs = (['done', 'parked', 'queued'] as const).slice(0, extra % 4)
    return { id: `d${index}`, procedure, agency: AGENCIES[extra % AGENCIES.length] ?? null, rows, syncs }
  })
}

/** What a queue system and an applicant add to a journal, now and then. */
function said(at: number, extra: number): DossierEvent {
  return {
    type: 'variablesSet',
    at,
    scope: 0,
    variables: {
      ...(extra % 3 === 0 ? { counterWaitMinutes: extra % 60 } : {}),
      ...(extra % 5 === 0 ? { satisfied: extra % 2 === 0 } : {}),
      ...(extra % 7 === 0 ? { paymentChannel: extra % 2 === 0 ? 'online' : 'cash' } : {}),
      ...(extra % 4 === 0 ? { found: [{ id: 'birth-notice', reused: { source: 'citizen-store', consent: true } }] } : {}),
      ...(extra % 11 === 0 ? { result: { digest: 'a'.repeat(64), mediaType: 'application/pdf' } } : {}),
    },
  }
}

/** What the desk notes of the service, weeks after the last step. */
function noted(lastAt: number, extra: number): { at: number; actor: string; events: DossierEvent[] }[] {
  if (extra % 4 !== 1) return []
  const at = lastAt + (extra % 70) * 24 * HOUR_MS
  const wait = extra % 8 === 1 ? { counterWaitMinutes: extra % 45 } : {}
  return [{ at, actor: 'binh', events: [{ type: 'serviceRecorded', at, ...wait, satisfied: extra % 3 !== 0 }] }]
}

/** The same event, later: every instant that the clocks look at. */
function shifted(event: DossierEvent, by: number): DossierEvent {
  const at = event.at + by
  if (event.type !== 'clockChanged') return { ...event, at }
  const { clock } = event
  const later = (instant: number | null) => (instant === null ? null : instant + by)
  return { ...event, at, clock: { ...clock, due: later(clock.due), warn: later(clock.warn), pausedAt: later(clock.pausedAt) } }
}

/** A store of them that only reads; its rows come in the order of their instants, dossiers mixed. */
export function storeOf(dossiers: readonly Written[]): Pick<Store, 'feed' | 'dossiers' | 'definition' | 'jobs'> {
  const feed: FeedRow[] = dossiers
    .flatMap(({ id, rows }) => rows.map((row, index): JournalRow => sealed(id, index + 1, row)))
    .sort((a, b) => a.at - b.at || a.seq - b.seq)
    .map((row, index) => ({ cursor: String(index), row }))
  return {
    feed: (after, limit) => Promise.resolve(feed.slice(after === null ? 0 : Number(after) + 1).slice(0, limit)),
    dossiers: ({ after, limit }) => {
      const from = after === undefined ? 0 : Number(after)
      const items = dossiers.slice(from, from + Math.min(limit, 3)).map(({ id, agency, procedure, rows }) => ({
        dossier: id,
        seq: rows.length,
        head: { agency, fingerprint: procedure.program.content } as never,
      }))
      return Promise.resolve({ items, next: from + items.length < dossiers.length ? String(from + items.length) : null })
    },
    definition: (fingerprint) => {
      const found = dossiers.find(({ procedure }) => procedure.program.content === fingerprint)?.procedure
      return Promise.resolve(
        found && {
          fingerprint,
          procedure: found.program.procedure,
          version: found.program.version,
          definition: JSON.parse(contentOf(found.definition)) as JsonObject,
        },
      )
    },
    jobs: ({ dossier }) => {
      const syncs = dossiers.find(({ id }) => id === dossier)?.syncs ?? []
      return Promise.resolve(syncs.map((status) => ({ status }) as StoredJob))
    },
  }
}

function sealed(dossier: string, seq: number, { at, actor, events }: Written['rows'][number]): JournalRow {
  const versions: Readonly<Record<string, number>> = { ...EVENT_VERSIONS, ...LIFECYCLE_EVENT_VERSIONS }
  return {
    dossier,
    seq,
    at,
    actor,
    command: `${dossier}/${seq}`,
    type: 'any',
    events: events.map(({ type, ...data }) => ({
      type,
      version: versions[type] ?? 1,
      data: JSON.parse(JSON.stringify(data)) as JsonObject,
      salt: null,
      digest: '',
    })),
    previous: '',
    hash: '',
  }
}
