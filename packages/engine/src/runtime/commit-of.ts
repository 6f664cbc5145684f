/**
 * Theory of operation
 *
 * What was decided becomes one commit: the events sealed into a journal row, the dossier as lists show it, and the tasks, timers and jobs
 * that follow. Few commands need to know more than the dossier itself says (which other tasks are open, which jobs are under way): only for
 * those is the store asked in between, and all others are ready without waiting for anybody.
 */
import { nationalStatus, type DossierEvent, type DossierState } from '../lifecycle/index.ts'
import type {
  Commit,
  DossierHead,
  Ids,
  JournalRow,
  Json,
  NewJob,
  OwnStatement,
  Page,
  Snapshot,
  Store,
  StoredIncident,
  StoredTask,
} from '../ports/index.ts'
import { answerTo } from './answer.ts'
import type { Edition } from './catalogue.ts'
import { STATE_VERSION, type LoadedDossier } from './dossiers.ts'
import { effectsOf, type Effects } from './effects.ts'
import { erasedHead, headOf, isShownOtherwise } from './head.ts'
import { sideJobId } from './job-id.ts'
import { sealEvents, sealRow } from './journal-chain.ts'
import { NOTHING } from './opened-and-closed.ts'
import type { AcceptedCommand, Adapters } from './procedure-module.ts'
import { changedTasks, mayChangeTasks } from './shown-task.ts'
import type { TraceParent } from './telemetry.ts'
import { viewOf } from './view.ts'

/** Events of so much text are read and folded faster than the page of a snapshot is written. */
const READ_AT_ONCE = 4_096

/** As many jobs as there are: one that was left out would be done for an instance that is gone. */
const ALL = 2 ** 31 - 1

/** A command that was decided. */
export interface Decided {
  readonly dossier: LoadedDossier
  /** The procedure that the dossier runs from now on. */
  readonly edition: Edition
  /** It led from another one to that. */
  readonly isMigration: boolean
  readonly actor: string
  readonly command: string
  /** What the command was, without its variables. */
  readonly type: string
  readonly at: number
  readonly events: readonly DossierEvent[]
  readonly state: DossierState
  /** The leased job that it reports on. */
  readonly job: string | undefined
}

/** What follows from a decision without asking anybody. */
export interface Sealed {
  readonly decided: Decided
  readonly row: JournalRow
  /** `row.events` as JSON. */
  readonly eventsText: string
  /** Length of the events' payloads. */
  readonly weight: number
  readonly head: DossierHead
  readonly isErased: boolean
  readonly effects: Effects
  /** Tasks that stay open may show something else. */
  readonly mayShowOtherwise: boolean
}

/** What only the store can tell. */
export interface Asked {
  /** Tasks that were open before and stay so, as they show their dossier now. */
  readonly shown: readonly StoredTask[]
  /** Incidents that were open before and stay so, under what a migration calls their elements. */
  readonly renamed: readonly StoredIncident[]
  /** Ids of the unfinished jobs that ended instances were waiting for. */
  readonly cancelled: readonly string[]
}

const UNASKED: Asked = Object.freeze({ shown: NOTHING, renamed: NOTHING, cancelled: NOTHING })

export function sealDecision(decided: Decided, ids: Pick<Ids, 'salt'>): Sealed {
  const { dossier, edition, actor, command, type, at, events, state } = decided
  const seq = dossier.seq + 1
  const { sealed, text, weight } = sealEvents(events, ids.salt())
  const row = sealRow({
    dossier: dossier.id,
    seq,
    at,
    actor,
    command,
    type,
    events: sealed,
    previous: dossier.hash,
  })
  const isErased = events.some((event) => event.type === 'dossierErased')
  const isFirst = dossier.seq === 0
  const shownHead = headOf(decided)
  const head = isErased ? erasedHead(shownHead) : shownHead
  const effects = effectsOf({
    procedure: edition.procedure,
    was: decided.isMigration ? dossier.edition.procedure : undefined,
    dossier: dossier.id,
    seq,
    at,
    before: dossier.state,
    after: state,
    events,
    head,
  })
  const mayShowOtherwise = !isFirst && (isShownOtherwise(dossier.head, head) || mayChangeTasks(events))
  return { decided, row, eventsText: text, weight, head, isErased, effects, mayShowOtherwise }
}

/** `undefined`: there is nothing to ask. */
export function askStore(store: Store, sealed: Sealed): Promise<Asked> | undefined {
  const { effects, mayShowOtherwise } = sealed
  return mayShowOtherwise || effects.cancelledInstances.length > 0 ? asked(store, sealed) : undefined
}

async function asked(store: Store, sealed: Sealed): Promise<Asked> {
  const { decided, head, effects, mayShowOtherwise } = sealed
  const { dossier, edition, state, job } = decided
  const open = mayShowOtherwise ? await openTasksOf(store, dossier.id) : []
  const gone = new Set([...effects.tasks.open.map(({ id }) => id), ...effects.tasks.close])
  const staying = open.filter(({ id }) => !gone.has(id))
  return {
    shown: changedTasks(staying, edition.procedure, state, head),
    renamed: decided.isMigration ? await renamedIncidents(store, decided) : NOTHING,
    cancelled: await unfinishedJobsOf(store, dossier.id, effects.cancelledInstances, job),
  }
}

/** What goes with a commit besides what was decided. */
export interface Accompanying {
  /** SHA-256 of the request; empty under an id that the engine chose, which nobody can send again. */
  readonly digest: string
  readonly trace: TraceParent | undefined
  readonly takes: readonly string[] | undefined
  readonly own: readonly OwnStatement[] | undefined
  readonly adapters: Adapters
  /** The job under the key by which its peer is to know it. */
  readonly keyed: (job: NewJob) => NewJob
}

/** The commit, and the dossier once it is on the disk. */
export function commitOf(
  sealed: Sealed,
  { shown, renamed, cancelled }: Asked = UNASKED,
  { digest, trace, takes, own, adapters, keyed }: Accompanying,
): { readonly commit: Commit; readonly after: LoadedDossier } {
  const { decided, row, eventsText, head, isErased, effects } = sealed
  const { dossier, edition, state, at, command, job } = decided
  const { id } = dossier
  const { seq } = row
  const unsaved = dossier.unsaved + sealed.weight
  // A snapshot is replaced when the journal since the last one outweighs it: reading stays cheap, and so does writing.
  const isDue = isErased || decided.isMigration || unsaved >= Math.max(dossier.saved, READ_AT_ONCE)
  const snapshot = isDue ? snapshotOf(edition, state, seq, at) : undefined
  const commit: { -readonly [Part in keyof Commit]: Commit[Part] } = {
    dossier: id,
    row,
    eventsText,
    head,
    tasks: shown.length === 0 ? effects.tasks : { open: [...shown, ...effects.tasks.open], close: effects.tasks.close },
    timers: effects.timers,
    subscriptions: effects.subscriptions,
    incidents:
      renamed.length === 0
        ? effects.incidents
        : { open: [...renamed, ...effects.incidents.open], close: effects.incidents.close },
    jobs: { add: jobsOf(sealed, adapters, keyed), finish: job === undefined ? NOTHING : [job], cancel: cancelled },
    answer: { command, digest, response: answerTo(row, trace) },
  }
  // What few commits have is absent in the others.
  if (seq !== 1) commit.headBefore = dossier.head
  if (snapshot !== undefined) commit.snapshot = snapshot
  if (isErased) commit.erase = { upTo: seq - 1 }
  if (takes !== undefined) commit.takes = takes
  if (own !== undefined) commit.own = own
  const [sinceSaved, saved] = snapshot === undefined ? [unsaved, dossier.saved] : [0, snapshot.text.length]
  const after: LoadedDossier = { id, seq, hash: row.hash, at, edition, state, head, unsaved: sinceSaved, saved }
  return { commit, after: trace === undefined ? after : { ...after, trace } }
}

function jobsOf(sealed: Sealed, adapters: Adapters, keyed: Accompanying['keyed']): readonly NewJob[] {
  const { add } = sealed.effects.jobs
  const side = sideJobs(sealed, adapters)
  return add.length + side.length === 0 ? NOTHING : [...add, ...side].map(keyed)
}

function sideJobs({ decided, row, head }: Sealed, adapters: Adapters): readonly NewJob[] {
  const { dossier, edition, events, state, at, actor } = decided
  const { module, procedure } = edition
  if (module.reactions === undefined) return NOTHING
  const { id: of } = dossier
  const told: AcceptedCommand = {
    events,
    nationalStatusBefore: nationalStatus(dossier.state.lifecycle.standing).code,
    dossier: viewOf(of, row.seq, procedure, state, head),
    ...{ seq: row.seq, at, actor, adapters },
  }
  return module.reactions(told).map(({ type, lane, input }, index) => {
    const key = sideJobId(of, row.seq, index + 1)
    return { id: key, dossier: of, type, lane, instance: null, key, input, at }
  })
}

async function openTasksOf(store: Store, dossier: string): Promise<readonly StoredTask[]> {
  return everyOf((page) => store.tasks({ dossier, ...page }))
}

async function everyOf<T>(list: (page: { limit: number; after?: string }) => Promise<Page<T>>): Promise<readonly T[]> {
  const found: T[] = []
  let after: string | null | undefined
  while (after !== null) {
    const page = await list({ limit: 1_000, ...(after === undefined ? {} : { after }) })
    found.push(...page.items)
    after = page.next
  }
  return found
}

/** When each was raised is known to the store alone. */
async function renamedIncidents(store: Store, { dossier, state }: Decided): Promise<readonly StoredIncident[]> {
  const [old, now] = [dossier.state.kernel.incidents, state.kernel.incidents]
  const elements = new Map(
    Object.entries(now).flatMap(([number, { element }]): [string, string | null][] =>
      number in old && old[Number(number)]?.element !== element ? [[`${dossier.id}:${number}`, element]] : [],
    ),
  )
  if (elements.size === 0) return NOTHING
  const open = await everyOf((page) => store.incidents({ dossier: dossier.id, ...page }))
  return open.flatMap((incident) => {
    const element = elements.get(incident.id)
    return element === undefined ? [] : [{ ...incident, element }]
  })
}

async function unfinishedJobsOf(
  store: Store,
  dossier: string,
  instances: readonly number[],
  reported: string | undefined,
): Promise<readonly string[]> {
  if (instances.length === 0) return []
  const ended = new Set(instances)
  const jobs = await store.jobs({ dossier, isUnfinished: true, limit: ALL })
  return jobs.filter(({ id, instance }) => id !== reported && instance !== null && ended.has(instance)).map(({ id }) => id)
}

/** The store copies it: the state of a dossier is plain JSON and never changes. */
function snapshotOf({ fingerprint }: Edition, state: DossierState, seq: number, at: number) {
  const kept = { ...state, at } as unknown as Json
  return { seq, kernel: STATE_VERSION, fingerprint, state: kept, text: JSON.stringify(kept) } satisfies Snapshot
}
