import type {
  Commit,
  DossierHead,
  NewJob,
  StoredIncident,
  StoredSubscription,
  StoredTask,
  StoredTimer,
} from '@motcua/engine/ports'
import { arrayLiteral, type ArrayWriter } from './arrays.ts'
import { Changes, isHeadKnown, isSameHead, NEVER, type Count, type Place } from './changes.ts'
import { NOTHING_KNOWN, type Knowledge } from './known-dossiers.ts'
import { digestOf, lexemesOf } from './words.ts'

export { NEVER }

/** A commit and its index in the batch that the host gave. */
export interface Placed {
  readonly commit: Commit
  readonly index: number
}

/** `isLooked`: the store looks what stands before it. */
interface Weighed extends Placed {
  readonly isLooked: boolean
}

/** What an element has in the column; `place` is the place of its commit in the call, from 1. */
type Of<T, V> = (item: T, place: number) => V

type Column<T> =
  | readonly [name: string, type: 'texts', of: Of<T, string | null>]
  | readonly [name: string, type: 'bigints', of: Of<T, number | null>]
  | readonly [name: string, type: 'integers', of: Of<T, number>]

const text = 'texts'
const bigint = 'bigints'
const integer = 'integers'
const due = (at: number | null) => at ?? NEVER
const agency = (name: string | null) => name ?? ''

/** The columns of `commit_batch`, in its order; a test compares the names. */
const COMMIT: readonly Column<Weighed>[] = [
  ['c_n', integer, ({ index }) => index],
  ['c_dossier', text, ({ commit }) => commit.dossier],
  ['c_seq', bigint, ({ commit }) => commit.row.seq],
  ['c_at', bigint, ({ commit }) => commit.row.at],
  ['c_actor', text, ({ commit }) => commit.row.actor],
  ['c_command', text, ({ commit }) => commit.row.command],
  ['c_type', text, ({ commit }) => commit.row.type],
  ['c_events', text, ({ commit }) => commit.eventsText ?? JSON.stringify(commit.row.events)],
  ['c_previous', text, ({ commit }) => commit.row.previous],
  ['c_hash', text, ({ commit }) => commit.row.hash],
  ['c_digest', text, ({ commit }) => commit.answer.digest],
  ['c_response', text, ({ commit }) => JSON.stringify(commit.answer.response)],
  ['c_agency', text, ({ commit }) => agency(commit.head.agency)],
  ['c_text', text, ({ commit }) => digestOf(commit.head.search)],
  ['c_suspended_at', bigint, ({ commit }) => commit.head.suspendedAt],
  ['c_looks', integer, ({ isLooked }) => Number(isLooked)],
  ['c_stages', text, ({ commit, isLooked }) => stagesOf(commit, isLooked)],
]

const HEAD: readonly Column<DossierHead>[] = [
  ['h_place', bigint, (_, place) => place],
  ['h_procedure', text, (head) => head.procedure],
  ['h_version', bigint, (head) => head.version],
  ['h_fingerprint', text, (head) => head.fingerprint],
  ['h_code', text, (head) => head.code],
  ['h_status', text, (head) => head.status],
  ['h_standing', text, (head) => head.standing],
  ['h_applicant', text, (head) => head.applicant],
  ['h_title', text, (head) => head.title],
  ['h_opened_at', bigint, (head) => head.openedAt],
  ['h_due', bigint, (head) => due(head.dueAt)],
  ['h_ended_at', bigint, (head) => head.endedAt],
]

const SNAPSHOT: readonly Column<Commit['snapshot']>[] = [
  ['s_seq', bigint, (snapshot) => snapshot?.seq ?? null],
  ['s_kernel', bigint, (snapshot) => snapshot?.kernel ?? null],
  ['s_fingerprint', text, (snapshot) => snapshot?.fingerprint ?? null],
  ['s_state', text, (snapshot) => (snapshot === undefined ? null : (snapshot.text ?? JSON.stringify(snapshot.state)))],
]

const WORDS: readonly Column<string>[] = [
  ['w_place', bigint, (_, place) => place],
  ['w_digest', text, (search) => digestOf(search)],
  ['w_search', text, (search) => search],
  ['w_lexemes', text, (search) => arrayLiteral(lexemesOf(search))],
]

const TASK: readonly Column<StoredTask>[] = [
  ['k_place', bigint, (_, place) => place],
  ['k_id', text, (task) => task.id],
  ['k_agency', text, (task) => agency(task.agency)],
  ['k_procedure', text, (task) => task.procedure],
  ['k_element', text, (task) => task.element],
  ['k_name', text, (task) => task.name],
  ['k_role', text, (task) => task.role],
  ['k_groups', text, (task) => arrayLiteral(task.groups)],
  ['k_unit', text, (task) => task.unit],
  ['k_assignee', text, (task) => task.assignee],
  ['k_owner', text, (task) => task.owner],
  ['k_excluded', text, (task) => arrayLiteral(task.excluded)],
  ['k_stage', text, (task) => task.stage],
  ['k_form', text, (task) => task.form],
  ['k_code', text, (task) => task.code],
  ['k_title', text, (task) => task.title],
  ['k_digest', text, (task) => digestOf(task.search)],
  ['k_applicant', text, (task) => task.applicant],
  ['k_opened_at', bigint, (task) => task.openedAt],
  ['k_due', bigint, (task) => due(task.dueAt)],
]

/** What closes, clears, finishes, is cancelled or taken: all of them are ids of one kind. */
interface End {
  readonly kind: string
  readonly id: string
}

const END: readonly Column<End>[] = [
  ['x_place', bigint, (_, place) => place],
  ['x_kind', text, (end) => end.kind],
  ['x_id', text, (end) => end.id],
]

const TIMER: readonly Column<StoredTimer>[] = [
  ['t_place', bigint, (_, place) => place],
  ['t_id', text, (timer) => timer.id],
  ['t_due', bigint, (timer) => timer.due],
]

const JOB: readonly Column<NewJob>[] = [
  ['j_place', bigint, (_, place) => place],
  ['j_id', text, (job) => job.id],
  ['j_type', text, (job) => job.type],
  ['j_lane', text, (job) => job.lane],
  ['j_instance', bigint, (job) => job.instance],
  ['j_key', text, (job) => job.key],
  ['j_input', text, (job) => JSON.stringify(job.input)],
  ['j_at', bigint, (job) => job.at],
]

const SUBSCRIPTION: readonly Column<StoredSubscription>[] = [
  ['b_place', bigint, (_, place) => place],
  ['b_id', text, (subscription) => subscription.id],
  ['b_agency', text, (subscription) => subscription.agency],
  ['b_kind', text, (subscription) => subscription.kind],
  ['b_name', text, (subscription) => subscription.name],
  ['b_key', text, (subscription) => subscription.key],
]

const INCIDENT: readonly Column<StoredIncident>[] = [
  ['i_place', bigint, (_, place) => place],
  ['i_id', text, (incident) => incident.id],
  ['i_agency', text, (incident) => agency(incident.agency)],
  ['i_procedure', text, (incident) => incident.procedure],
  ['i_element', text, (incident) => incident.element],
  ['i_code', text, (incident) => incident.code],
  ['i_message', text, (incident) => incident.message],
  ['i_raised_at', bigint, (incident) => incident.raisedAt],
]

const ERASURE: readonly Column<{ readonly upTo: number }>[] = [
  ['e_place', bigint, (_, place) => place],
  ['e_up_to', bigint, (erasure) => erasure.upTo],
]

const PLACE: readonly Column<Place>[] = [
  ['p_agency', text, (place) => place.agency],
  ['p_stage', text, (place) => place.stage],
  ['p_due', bigint, (place) => place.due],
  ['p_dossier', text, (place) => place.dossier],
  ['p_n', bigint, (place) => place.n],
]

const COUNT: readonly Column<Count>[] = [
  ['d_kind', text, (count) => count.kind],
  ['d_agency', text, (count) => count.agency],
  ['d_procedure', text, (count) => count.procedure],
  ['d_key', text, (count) => count.key],
  ['d_stage', text, (count) => count.stage],
  ['d_role', text, (count) => count.role],
  ['d_n', bigint, (count) => count.n],
]

/** The names of all arguments, in order. */
export const PARAMETERS: readonly string[] = [
  ...[COMMIT, HEAD, SNAPSHOT, WORDS, TASK, END, TIMER, JOB, SUBSCRIPTION, INCIDENT, ERASURE, PLACE, COUNT].flatMap(
    (columns: readonly Column<never>[]) => columns.map(([name]) => name),
  ),
]

/**
 * The arguments of one call.
 *
 * @param placed  of different dossiers
 * @param knowledge  what the node knows of the dossiers in the store
 * @param writer  whose memory the arguments are in until it is used again
 */
export function parametersOf(placed: readonly Placed[], knowledge: Knowledge, writer: ArrayWriter): Buffer[] {
  const given: Buffer[] = []
  const write = <T>(columns: readonly Column<T>[], items: readonly T[], places: readonly number[]) => {
    for (const column of columns) given.push(written(writer, column, items, places))
  }
  const each = <T>(columns: readonly Column<T>[], of: (commit: Commit, index: number) => readonly T[]) => {
    const [items, places]: [T[], number[]] = [[], []]
    placed.forEach(({ commit }, index) => {
      for (const item of of(commit, index)) {
        items.push(item)
        places.push(index + 1)
      }
    })
    write(columns, items, places)
  }
  const all = placed.map((_, index) => index + 1)
  const changes = new Changes()
  const weighed = placed.map(({ commit, index }) => ({ commit, index, isLooked: !isHeadKnown(commit, knowledge) }))
  for (const { commit, isLooked } of weighed) if (!isLooked) changes.head(commit.dossier, headBefore(commit), commit.head)
  write(COMMIT, weighed, all)
  const changed = all.filter((place) => weighed[place - 1]?.isLooked === true || isHeadChanged(placed[place - 1] as Placed))
  write(
    HEAD,
    changed.map((place) => (placed[place - 1] as Placed).commit.head),
    changed,
  )
  write(
    SNAPSHOT,
    placed.map(({ commit }) => commit.snapshot),
    all,
  )
  each(WORDS, (commit) => textsOf(commit, knowledge))
  each(TASK, ({ tasks }) => {
    const open = lastOfEach(tasks.open)
    for (const task of open) changes.task(task, 1)
    return open
  })
  // Where the store looks, it does not compare the hash: what the tasks were is not proved.
  each(END, (commit, index) => endsOf(commit, weighed[index]?.isLooked === true ? NOTHING_KNOWN : knowledge, changes))
  each(TIMER, ({ timers }) => lastOfEach(timers.set))
  each(JOB, ({ jobs }) => jobs.add)
  each(SUBSCRIPTION, ({ subscriptions }) => lastOfEach(subscriptions?.open ?? NONE))
  each(INCIDENT, ({ incidents }) => lastOfEach(incidents?.open ?? NONE))
  each(ERASURE, ({ erase }) => (erase === undefined ? NONE : [erase]))
  write(PLACE, changes.places, NONE)
  write(COUNT, changes.counts, NONE)
  return given
}

/** Stages stand with the dossier: of most steps they are all that changes of a head. */
function isHeadChanged({ commit }: Placed): boolean {
  const before = headBefore(commit)
  return before === undefined || !isSameHead(before, commit.head)
}

/** `null`: those that it has. */
function stagesOf(commit: Commit, isLooked: boolean): string | null {
  const { stages } = commit.head
  const before = isLooked ? undefined : headBefore(commit)?.stages
  return before !== undefined && isSameList(before, stages) ? null : arrayLiteral(stages)
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one === other || (one.length === other.length && one.every((each, index) => each === other[index]))
}

function headBefore(commit: Commit): DossierHead | undefined {
  return commit.row.seq === 1 ? undefined : commit.headBefore
}

type Write = (count: number, value: (index: number) => unknown) => Buffer

const NONE: readonly never[] = []

function written<T>(writer: ArrayWriter, column: Column<T>, items: readonly T[], places: readonly number[]): Buffer {
  const [, type, of] = column
  const value = (index: number) => of(items[index] as T, places[index] as number)
  return (writer[type] as Write).call(writer, items.length, value)
}

/** One statement may write a row only once. */
function lastOfEach<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return items.length < 2 ? items : [...new Map(items.map((item) => [item.id, item])).values()]
}

function textsOf(commit: Commit, knowledge: Knowledge): string[] {
  const { head, tasks } = commit
  const isTextKnown = knowledge.hasText(commit, digestOf(head.search))
  const texts: string[] = []
  const add = (search: string) => {
    if (search !== '' && !(isTextKnown && search === head.search) && !texts.includes(search)) texts.push(search)
  }
  add(head.search)
  for (const { search } of tasks.open) add(search)
  return texts
}

function endsOf(commit: Commit, knowledge: Knowledge, changes: Changes): End[] {
  const { tasks, timers, jobs, subscriptions, incidents, takes } = commit
  const ends: End[] = []
  const add = (kind: string, ids: readonly string[]) => {
    for (const id of ids.length < 2 ? ids : new Set(ids)) ends.push({ kind, id })
  }
  for (const id of tasks.close.length < 2 ? tasks.close : new Set(tasks.close)) {
    const task = knowledge.taskBefore(commit, id)
    // Rows of groups go with a task that has some: the store finds them.
    const isCounted = task !== undefined && task.groups.length === 0
    if (isCounted) changes.task(task, -1)
    ends.push({ kind: isCounted ? 'counted' : 'task', id })
  }
  add('timer', timers.clear)
  add('finish', jobs.finish)
  if (jobs.cancel.length > 0)
    add(
      'cancel',
      jobs.cancel.filter((id) => !jobs.finish.includes(id)),
    )
  if (subscriptions !== undefined) add('subscription', subscriptions.close)
  if (incidents !== undefined) add('incident', incidents.close)
  if (takes !== undefined) add('take', takes)
  return ends
}
