/**
 * Theory of operation
 *
 * The feed of all dossiers goes by page by page, and of each dossier only a trace stays: memory grows with the number of dossiers and not
 * with what they carry. Rows after `asOf` are passed over, so that a report of a past period says today what it said then.
 */
import type { Calendar } from '@motcua/engine'
import type { FeedRow, Store, StoredDossierHead } from '@motcua/engine/ports'
import { isOfAgency } from './agency-scope.ts'
import { factsOf, type DossierFacts } from './dossier-facts.ts'
import { followRow, newTrace, type DossierTrace } from './dossier-trace.ts'
import { measuredProcedure, type MeasuredProcedure } from './measured-procedure.ts'
import { mustBeFunctions, mustBeInstants, mustBeObjects } from '../must-be-given.ts'

export interface ReadFactsOptions {
  readonly calendar: Calendar
  /** The last instant that is looked at, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly asOf: number
  /** Only this agency and those below it. */
  readonly agency?: string
  /** Called after each page, with the rows read so far. */
  readonly onProgress?: (rows: number) => void
}

export interface ReadFacts {
  readonly facts: readonly DossierFacts[]
  /** Dossiers of which nothing can be told: their data was erased, or their definition is of another release. */
  readonly untold: { readonly erased: readonly string[]; readonly unreadable: readonly string[] }
}

type MeasuredStore = Pick<Store, 'feed' | 'dossiers' | 'definition' | 'jobs'>

const ROWS = 500
const HEADS = 1_000
/** A dossier tells the portal of at most this many changes that anybody looks at. */
const SYNCS = 1_000

/** The facts of every dossier that was lodged by `asOf`, in the order in which they were lodged. A code that comes again counts once. */
export async function readFacts(store: MeasuredStore, options: ReadFactsOptions): Promise<ReadFacts> {
  mustBeObjects('readFacts', { store, options })
  const { feed, dossiers, definition, jobs } = store
  mustBeFunctions('readFacts', {
    'store.feed': feed,
    'store.dossiers': dossiers,
    'store.definition': definition,
    'store.jobs': jobs,
  })
  const { calendar, asOf, agency, onProgress } = options
  mustBeObjects('readFacts', { calendar })
  mustBeInstants('readFacts', { asOf })
  const traces = await readTraces(store, asOf, onProgress)
  const procedures = new Map<string, MeasuredProcedure | undefined>()
  const facts: DossierFacts[] = []
  const untold = { erased: [] as string[], unreadable: [] as string[] }
  const codes = new Set<string>()
  const heads = await readHeads(store)
  for (const [dossier, trace] of traces) {
    const head = heads.get(dossier)
    if (head === undefined) continue
    const procedure = await procedureOf(store, head.fingerprint, procedures)
    if (trace.isErased) untold.erased.push(dossier)
    else if (procedure === undefined) untold.unreadable.push(dossier)
    else if (trace.code === null || !codes.has(trace.code)) {
      if (trace.code !== null) codes.add(trace.code)
      const known = { dossier, agency: head.agency, procedure, isSynced: await isSynced(store, dossier) }
      const found = factsOf(trace, known, calendar, asOf)
      if (agency === undefined || isOfAgency(found.agency, agency)) facts.push(found)
    }
  }
  return { facts, untold }
}

async function readTraces(
  store: MeasuredStore,
  asOf: number,
  onProgress: ReadFactsOptions['onProgress'],
): Promise<ReadonlyMap<string, DossierTrace>> {
  const traces = new Map<string, DossierTrace>()
  let [after, rows]: [string | null, number] = [null, 0]
  for (;;) {
    const page: readonly FeedRow[] = await store.feed(after, ROWS)
    for (const { row } of page) {
      if (row.at > asOf) continue
      const trace = traces.get(row.dossier) ?? newTrace(row.at)
      traces.set(row.dossier, trace)
      followRow(trace, row)
    }
    rows += page.length
    onProgress?.(rows)
    if (page.length < ROWS) return traces
    after = page.at(-1)?.cursor ?? null
  }
}

async function readHeads(
  store: MeasuredStore,
): Promise<ReadonlyMap<string, { readonly agency: string | null; readonly fingerprint: string }>> {
  const heads = new Map<string, { agency: string | null; fingerprint: string }>()
  let after: string | null = null
  do {
    const page: { items: readonly StoredDossierHead[]; next: string | null } = await store.dossiers({
      order: 'opened',
      limit: HEADS,
      ...(after === null ? {} : { after }),
    })
    for (const { dossier, head } of page.items) heads.set(dossier, { agency: head.agency, fingerprint: head.fingerprint })
    after = page.next
  } while (after !== null)
  return heads
}

async function procedureOf(
  store: MeasuredStore,
  fingerprint: string,
  known: Map<string, MeasuredProcedure | undefined>,
): Promise<MeasuredProcedure | undefined> {
  if (!known.has(fingerprint)) {
    const stored = await store.definition(fingerprint)
    known.set(fingerprint, stored === undefined ? undefined : measuredProcedure(stored))
  }
  return known.get(fingerprint)
}

/** What the portal is told is no part of the dossier's process: the store's jobs say whether it took it. */
async function isSynced(store: MeasuredStore, dossier: string): Promise<boolean | null> {
  const jobs = await store.jobs({ dossier, type: 'sync-dossier', limit: SYNCS })
  return jobs.length === 0 ? null : jobs.every(({ status }) => status === 'done')
}
