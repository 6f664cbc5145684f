import { mustHaveOptions, mustHold } from '@motcua/engine/ports'
import type { Commit, Json, JournalRow, Snapshot, Store, StoredAnswer, StoredDefinition } from '@motcua/engine/ports'
import type {
  DossierHead,
  Page,
  StoredDossierHead,
  StoredIncident,
  StoredJob,
  StoredSchedule,
  StoredSubscription,
  StoredTask,
  StoredTimer,
} from '@motcua/engine/ports'
import { callServices } from './call-services.ts'
import type { IngressOptions } from './ingress.ts'
import { moveKeptMessages, moveMessages, mustHavePlaceForMessages } from './move-messages.ts'
import { moveSerials } from './move-serials.ts'
import { moveSignalIds, moveSignals } from './move-signals.ts'
import { NAMES, ONLY_KEY } from './wire.ts'

/** A dossier as it leaves one store for a virtual object. */
export interface MovedDossier {
  readonly standing: { readonly seq: number; readonly hash: string; readonly head: DossierHead }
  readonly rows: readonly JournalRow[]
  readonly answers: readonly StoredAnswer[]
  readonly snapshot: Snapshot | null
  readonly tasks: readonly StoredTask[]
  readonly timers: readonly StoredTimer[]
  /** Those that are not over. */
  readonly jobs: readonly StoredJob[]
  readonly incidents: readonly StoredIncident[]
  readonly definition: StoredDefinition
  /** What it was begun with and migrated from: its journal is read with them. Absent: an earlier release moved it. */
  readonly earlier?: readonly StoredDefinition[]
}

export interface MoveReport {
  readonly moved: number
  /** Those that were there already, as a move that was broken off left them. */
  readonly present: number
}

/** What a store of one's own may lack that was made for an earlier release of the port. */
const LISTS = [
  ['messages', 'messages'],
  ['broadcasts', 'signals'],
  ['audience', 'those who hear a signal'],
] as const
/** Read at once. */
const PAGE = 500
/** What is open of one dossier: nothing of it is left behind. */
const ALL = 2 ** 31 - 1

/**
 * Moves every dossier of a store to Restate: journal, answers, tasks, timers, jobs, incidents and what it waits for, with the same ids, sequence numbers and hashes.
 * Before them go the serial numbers: each stays with whom it was given to, and each series goes on above its highest; and the messages: those
 * that are kept wait there for their dossiers, with their time to live, and those that are over are not taken again under their ids; nor are
 * signals. After them go messages that were put meanwhile, signals that were on their way to those who waited for them, and the schedules, which
 * begin what was missed.
 * The engines on the old store must be stopped, for good. A move that was broken off is made again: what is there already is left as it
 * is. The old store is only read: it may be one that nothing can be written to.
 *
 * @throws EngineError PROCEDURE_UNKNOWN  the services there lack the procedure of a dossier or of a schedule; nothing is moved
 * @throws EngineError COMMAND_INVALID  there are schedules or kept messages, and the services have no reading store to keep them in; nothing is moved
 * @throws IngressRefusal  another dossier, message or signal stands in Restate under the same id, or a serial number was given to another there; but for the first no dossier is moved
 * @throws AdapterFailure OPTIONS_INVALID, RESTATE_UNREACHABLE
 * @example
 * const old = sqliteStore('dossiers.db', { access: 'reading' })
 * await old.open()
 * const { moved } = await moveDossiers(old, { url: 'http://localhost:8080' })
 */
export async function moveDossiers(
  from: Store,
  to: IngressOptions,
  onMoved: (dossier: string) => void = () => undefined,
): Promise<MoveReport> {
  mustHaveOptions('moveDossiers', to, 'url')
  mustHold('moveDossiers', 'from', from, 'a store', isStore(from))
  for (const [name, what] of LISTS) {
    const list = Reflect.get(from, name) as unknown
    mustHold('moveDossiers', `from.${name}`, list, `the list of ${what} that \`Store\` asks for`, list !== undefined)
  }
  const schedules = await from.schedules()
  await mustAllBeDeployed(from, to, schedules)
  if (schedules.length > 0) await adopt(to, [])
  await mustHavePlaceForMessages(from, to)
  await moveSerials(from, to)
  await moveMessages(from, to)
  await moveSignalIds(from, to)
  let moved = 0
  let present = 0
  for (let after: string | undefined; ;) {
    const page = await from.dossiers({ limit: PAGE, order: 'opened', ...(after === undefined ? {} : { after }) })
    for (const { dossier } of page.items) {
      const whole = await gather(from, dossier)
      if (whole === undefined) continue
      const isNew = await callServices<boolean>(to, [NAMES.dossier, dossier, 'adopt'], whole as unknown as Json)
      if (isNew) moved += 1
      else present += 1
      onMoved(dossier)
    }
    if (page.next === null) break
    after = page.next
  }
  // A node of the old store that was stopped late may have put some since they were listed.
  await moveKeptMessages(from, to)
  await moveSignals(from, to)
  if (schedules.length > 0) await adopt(to, schedules)
  return { moved, present }
}

function adopt(to: IngressOptions, schedules: readonly StoredSchedule[]): Promise<null> {
  return callServices(to, [NAMES.schedules, ONLY_KEY, 'adopt'], schedules as unknown as Json)
}

function isStore(from: unknown): boolean {
  return (
    typeof from === 'object' &&
    from !== null &&
    ['dossiers', 'serials'].every((name) => typeof Reflect.get(from, name) === 'function')
  )
}

/** Those that are ended too: they are read there. @throws EngineError PROCEDURE_UNKNOWN */
async function mustAllBeDeployed(from: Store, to: IngressOptions, schedules: readonly StoredSchedule[]): Promise<void> {
  const procedures = new Set(schedules.filter(({ due }) => due !== null).map(({ procedure }) => procedure))
  for (let after: string | null | undefined; after !== null;) {
    const page: Page<StoredDossierHead> = await from.dossiers({
      ...{ limit: PAGE, order: 'opened' },
      ...(after === undefined ? {} : { after }),
    })
    for (const { head } of page.items) procedures.add(head.procedure)
    after = page.next
  }
  await callServices(to, [NAMES.counter, 'deployed'], [...procedures].sort())
}

async function gather(from: Store, dossier: string): Promise<MovedDossier | undefined> {
  const stored = await from.load(dossier)
  const definition = stored === undefined ? undefined : await from.definition(stored.head.fingerprint)
  if (stored === undefined || definition === undefined) return undefined
  const rows: JournalRow[] = []
  for (;;) {
    const page = await from.journal(dossier, rows.length, PAGE)
    rows.push(...page)
    if (page.length < PAGE) break
  }
  const earlier = await Promise.all(fingerprintsIn(rows).map((fingerprint) => from.definition(fingerprint)))
  const answers = await Promise.all(rows.map(({ command }) => from.answer(dossier, command)))
  return {
    standing: { seq: stored.seq, hash: stored.hash, head: stored.head },
    rows,
    answers: answers.filter((answer) => answer !== undefined),
    snapshot: stored.snapshot,
    tasks: await allOf((page) => from.tasks({ dossier, limit: PAGE, ...page })),
    timers: await from.timers({ dossier, limit: ALL }),
    jobs: await from.jobs({ dossier, isUnfinished: true, limit: ALL }),
    incidents: await allOf((page) => from.incidents({ dossier, limit: PAGE, ...page })),
    definition,
    earlier: earlier.filter((one) => one !== undefined),
  }
}

/** Those that a journal was written by, where it was more than one. */
function fingerprintsIn(rows: readonly JournalRow[]): readonly string[] {
  const migrations = rows.flatMap(({ events }) => events.filter(({ type }) => type === 'processMigrated'))
  const named = migrations.flatMap(({ data }) => [data?.from, data?.to]).filter((one) => typeof one === 'string')
  return [...new Set(named)]
}

async function allOf<T>(read: (page: { readonly after?: string }) => Promise<Page<T>>): Promise<readonly T[]> {
  const found: T[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page: Page<T> = await read(after === undefined ? {} : { after })
    found.push(...page.items)
    after = page.next
  }
  return found
}

/** A moved dossier as commits, for those who only read: the last one has what is open. */
export function commitsOf(
  dossier: string,
  { standing, rows, answers, tasks, incidents }: MovedDossier,
  subscriptions: readonly StoredSubscription[],
): Commit[] {
  const nothing = { timers: { set: [], clear: [] }, jobs: { add: [], finish: [], cancel: [] } }
  const atLast = <T>(row: JournalRow, open: readonly T[]) => ({ open: row.seq === standing.seq ? open : [], close: [] })
  return rows.map((row) => ({
    ...nothing,
    dossier,
    row,
    head: standing.head,
    tasks: atLast(row, tasks),
    subscriptions: atLast(row, subscriptions),
    incidents: atLast(row, incidents),
    answer: answers.find(({ command }) => command === row.command) ?? { command: row.command, digest: '', response: null },
  }))
}
