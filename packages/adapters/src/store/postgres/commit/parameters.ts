import type {
  Commit,
  DossierHead,
  NewJob,
  StoredIncident,
  StoredSubscription,
  StoredTask,
  StoredTimer,
} from '@motcua/engine/ports'
import { arrayLiteral, bigintArray, integerArray, textArray } from './arrays.ts'
import { digestOf, lexemesOf } from './words.ts'

/** A commit and its index in the batch that the host gave. */
export interface Placed {
  readonly commit: Commit
  readonly index: number
}

type Column<T> = readonly [
  name: string,
  encode: typeof textArray | typeof bigintArray | typeof integerArray,
  of: (item: T) => unknown,
]

/** One thing of a commit: `place` is that commit's place in the call, from 1. */
interface Part<T> {
  readonly place: number
  readonly part: T
}

const text = textArray
const bigint = bigintArray
/** No due instant comes after all that are, in every index. */
export const NEVER = Number.MAX_SAFE_INTEGER
const due = (at: number | null) => at ?? NEVER
const agency = (name: string | null) => name ?? ''

/** The columns of `commit_batch`, in its order; a test compares the names. */
const COMMIT: readonly Column<Placed>[] = [
  ['c_n', integerArray, ({ index }) => index],
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
]

const HEAD: readonly Column<DossierHead>[] = [
  ['h_procedure', text, (head) => head.procedure],
  ['h_version', bigint, (head) => head.version],
  ['h_fingerprint', text, (head) => head.fingerprint],
  ['h_agency', text, (head) => agency(head.agency)],
  ['h_code', text, (head) => head.code],
  ['h_status', text, (head) => head.status],
  ['h_standing', text, (head) => head.standing],
  ['h_stages', text, (head) => arrayLiteral(head.stages)],
  ['h_applicant', text, (head) => head.applicant],
  ['h_title', text, (head) => head.title],
  ['h_digest', text, (head) => digestOf(head.search)],
  ['h_opened_at', bigint, (head) => head.openedAt],
  ['h_due', bigint, (head) => due(head.dueAt)],
  ['h_ended_at', bigint, (head) => head.endedAt],
  ['h_suspended_at', bigint, (head) => head.suspendedAt],
]

const SNAPSHOT: readonly Column<Commit['snapshot']>[] = [
  ['s_seq', bigint, (snapshot) => snapshot?.seq ?? null],
  ['s_kernel', bigint, (snapshot) => snapshot?.kernel ?? null],
  ['s_fingerprint', text, (snapshot) => snapshot?.fingerprint ?? null],
  ['s_state', text, (snapshot) => (snapshot === undefined ? null : (snapshot.text ?? JSON.stringify(snapshot.state)))],
]

const WORDS: readonly Column<Part<string>>[] = [
  ['w_place', bigint, ({ place }) => place],
  ['w_digest', text, ({ part }) => digestOf(part)],
  ['w_search', text, ({ part }) => part],
  ['w_lexemes', text, ({ part }) => arrayLiteral(lexemesOf(part))],
]

const TASK: readonly Column<Part<StoredTask>>[] = [
  ['k_place', bigint, ({ place }) => place],
  ['k_id', text, ({ part }) => part.id],
  ['k_agency', text, ({ part }) => agency(part.agency)],
  ['k_procedure', text, ({ part }) => part.procedure],
  ['k_element', text, ({ part }) => part.element],
  ['k_name', text, ({ part }) => part.name],
  ['k_role', text, ({ part }) => part.role],
  ['k_groups', text, ({ part }) => arrayLiteral(part.groups)],
  ['k_unit', text, ({ part }) => part.unit],
  ['k_assignee', text, ({ part }) => part.assignee],
  ['k_owner', text, ({ part }) => part.owner],
  ['k_excluded', text, ({ part }) => arrayLiteral(part.excluded)],
  ['k_stage', text, ({ part }) => part.stage],
  ['k_form', text, ({ part }) => part.form],
  ['k_code', text, ({ part }) => part.code],
  ['k_title', text, ({ part }) => part.title],
  ['k_digest', text, ({ part }) => digestOf(part.search)],
  ['k_applicant', text, ({ part }) => part.applicant],
  ['k_opened_at', bigint, ({ part }) => part.openedAt],
  ['k_due', bigint, ({ part }) => due(part.dueAt)],
]

/** What closes, clears, finishes, is cancelled or taken: all of them are ids of one kind. */
interface End {
  readonly kind: string
  readonly id: string
}

const END: readonly Column<Part<End>>[] = [
  ['x_place', bigint, ({ place }) => place],
  ['x_kind', text, ({ part }) => part.kind],
  ['x_id', text, ({ part }) => part.id],
]

const TIMER: readonly Column<Part<StoredTimer>>[] = [
  ['t_place', bigint, ({ place }) => place],
  ['t_id', text, ({ part }) => part.id],
  ['t_due', bigint, ({ part }) => part.due],
]

const JOB: readonly Column<Part<NewJob>>[] = [
  ['j_place', bigint, ({ place }) => place],
  ['j_id', text, ({ part }) => part.id],
  ['j_type', text, ({ part }) => part.type],
  ['j_lane', text, ({ part }) => part.lane],
  ['j_instance', bigint, ({ part }) => part.instance],
  ['j_key', text, ({ part }) => part.key],
  ['j_input', text, ({ part }) => JSON.stringify(part.input)],
  ['j_at', bigint, ({ part }) => part.at],
]

const SUBSCRIPTION: readonly Column<Part<StoredSubscription>>[] = [
  ['b_place', bigint, ({ place }) => place],
  ['b_id', text, ({ part }) => part.id],
  ['b_agency', text, ({ part }) => part.agency],
  ['b_kind', text, ({ part }) => part.kind],
  ['b_name', text, ({ part }) => part.name],
  ['b_key', text, ({ part }) => part.key],
]

const INCIDENT: readonly Column<Part<StoredIncident>>[] = [
  ['i_place', bigint, ({ place }) => place],
  ['i_id', text, ({ part }) => part.id],
  ['i_agency', text, ({ part }) => agency(part.agency)],
  ['i_procedure', text, ({ part }) => part.procedure],
  ['i_element', text, ({ part }) => part.element],
  ['i_code', text, ({ part }) => part.code],
  ['i_message', text, ({ part }) => part.message],
  ['i_raised_at', bigint, ({ part }) => part.raisedAt],
]

const ERASURE: readonly Column<Part<{ readonly upTo: number }>>[] = [
  ['e_place', bigint, ({ place }) => place],
  ['e_up_to', bigint, ({ part }) => part.upTo],
]

/** The names of all arguments, in order. */
export const PARAMETERS: readonly string[] = [
  ...[COMMIT, HEAD, SNAPSHOT, WORDS, TASK, END, TIMER, JOB, SUBSCRIPTION, INCIDENT, ERASURE].flatMap(
    (columns: readonly Column<never>[]) => columns.map(([name]) => name),
  ),
]

/**
 * The arguments of one call.
 *
 * @param placed  of different dossiers
 * @param isKnown  whether the store has this text of this dossier already, as far as this node knows
 */
export function parametersOf(placed: readonly Placed[], isKnown: (dossier: string, digest: string) => boolean): Buffer[] {
  const commits = placed.map(({ commit }) => commit)
  const each = <T>(of: (commit: Commit) => readonly T[]): Part<T>[] =>
    commits.flatMap((commit, index) => of(commit).map((part) => ({ place: index + 1, part })))
  return [
    ...encoded(COMMIT, placed),
    ...encoded(
      HEAD,
      commits.map(({ head }) => head),
    ),
    ...encoded(
      SNAPSHOT,
      commits.map(({ snapshot }) => snapshot),
    ),
    ...encoded(
      WORDS,
      each((commit) => textsOf(commit, isKnown)),
    ),
    ...encoded(
      TASK,
      each(({ tasks }) => lastOfEach(tasks.open)),
    ),
    ...encoded(END, each(endsOf)),
    ...encoded(
      TIMER,
      each(({ timers }) => lastOfEach(timers.set)),
    ),
    ...encoded(
      JOB,
      each(({ jobs }) => jobs.add),
    ),
    ...encoded(
      SUBSCRIPTION,
      each(({ subscriptions }) => lastOfEach(subscriptions?.open ?? [])),
    ),
    ...encoded(
      INCIDENT,
      each(({ incidents }) => lastOfEach(incidents?.open ?? [])),
    ),
    ...encoded(
      ERASURE,
      each(({ erase }) => (erase === undefined ? [] : [erase])),
    ),
  ]
}

function encoded<T>(columns: readonly Column<T>[], items: readonly T[]): Buffer[] {
  return columns.map(([, encode, of]) => (encode as (values: readonly unknown[]) => Buffer)(items.map(of)))
}

/** One statement may write a row only once. */
function lastOfEach<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return items.length < 2 ? items : [...new Map(items.map((item) => [item.id, item])).values()]
}

function textsOf({ dossier, head, tasks }: Commit, isKnown: (dossier: string, digest: string) => boolean): string[] {
  const texts = new Set([head.search, ...tasks.open.map((task) => task.search)])
  return [...texts].filter((search) => search !== '' && !(search === head.search && isKnown(dossier, digestOf(search))))
}

function endsOf({ tasks, timers, jobs, subscriptions, incidents, takes }: Commit): End[] {
  const ends = (kind: string, ids: readonly string[]) => [...new Set(ids)].map((id) => ({ kind, id }))
  return [
    ...ends('task', tasks.close),
    ...ends('timer', timers.clear),
    ...ends('finish', jobs.finish),
    ...ends(
      'cancel',
      jobs.cancel.filter((id) => !jobs.finish.includes(id)),
    ),
    ...ends('subscription', subscriptions?.close ?? []),
    ...ends('incident', incidents?.close ?? []),
    ...ends('take', takes ?? []),
  ]
}
