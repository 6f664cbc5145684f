import { isValue } from '../../kernel/index.ts'
import { STAGES, STANDINGS } from '../../definition/index.ts'
import type { Engine } from '../engine.ts'
import {
  atLeastOne,
  eachOf,
  flag,
  listOf,
  notNegative,
  oneOf,
  only,
  optional,
  orNull,
  record,
  text,
  that,
  whole,
  wholeLetters,
  words,
  type Check,
} from '../../diagnostics/index.ts'

/** The arguments of an operation by name, in their order. */
export type Arguments = Readonly<Record<string, Check>>

/** Every operation of `T`, and of its facets. */
export type OperationsOf<T> = {
  readonly [K in keyof T]: T[K] extends (...given: never[]) => unknown ? Arguments : OperationsOf<T[K]>
}

const [mayText, mayWhole] = [optional(text), optional(whole)]
/**
 * Three bytes each in UTF-8, two such texts fit into an entry of PostgreSQL’s indexes (2,704 bytes). The same for every store: a
 * program that moves to another one must not be refused what it always sent.
 */
const LONGEST_LABEL = 400
/** A text that is kept to be looked up by. */
const label: Check = (value, argument) =>
  text(value, argument) ??
  ((value as string).length <= LONGEST_LABEL
    ? undefined
    : `expected ${argument} to be a text of at most ${LONGEST_LABEL} letters, found ${(value as string).length}`)
const mayLabel = optional(label)
/** Of a stage that there is not, nothing would be found. */
const mayStage = optional(oneOf(...STAGES))
/** What a person fills in is looked at by the procedure, which names the field that is wrong. */
const filledIn: Check = () => undefined
/** Commands are decided on by the kernel, which says itself what is wrong with each value. */
const variables = record
/** Values that are kept before anybody decides on them. */
const values = optional(
  that('JSON without half of a surrogate pair', (value) => record(value, '') === undefined && isValue(value)),
)

const lists = optional(eachOf(listOf(() => undefined)))
/** Correlation values by key: a value that stands by itself would be waited for by nobody. */
const keys: Check = (value, name) => values(value, name) ?? lists(value, name)

const plain = that('a text, a number, true, false or null', (value) => {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
})
const scalar: Check = (value, name) => plain(value, name) ?? wholeLetters(value, name)
const own = optional(listOf(only({ sql: text, params: listOf(scalar) })))
/** A reason is asked for where it is known whether one is needed. */
const acting = { as: text, command: mayLabel, own, reason: wholeLetters }
const options = only(acting)
const aborting = that('an AbortSignal', (value) => value instanceof AbortSignal)
const reading = only({ as: text, reason: wholeLetters })
const sender = only({ system: label, id: label })

const page = { as: text, after: mayText, limit: optional(atLeastOne), agency: mayText }
const tasks = only({
  ...{ ...page, role: mayText, group: mayText, unit: mayText, stage: mayStage, procedure: mayText, element: mayText },
  ...{ dossier: mayText, text: optional(words), whose: optional(oneOf('me', 'nobody')), all: optional(flag) },
  ...{ isOverdue: optional(flag), dueBefore: mayWhole, dueFrom: mayWhole },
})
const dossiers = only({
  ...{ ...page, procedure: mayText, applicant: mayText, code: mayText, standing: optional(oneOf(...STANDINGS)), stage: mayStage },
  ...{ isOpen: optional(flag), isSuspended: optional(flag), hasApplicant: optional(flag) },
  ...{ text: optional(words), order: optional(oneOf('due', 'opened')) },
  ...{ dueBefore: mayWhole, openedFrom: mayWhole, openedBefore: mayWhole, endedFrom: mayWhole, endedBefore: mayWhole },
})

const tasksBy = oneOf('stage', 'role', 'unit', 'assignee', 'element', 'procedure')
const dossiersBy = oneOf('stage', 'standing', 'procedure', 'agency')

const scoped = { scope: mayWhole }
const place = only({ ...scoped, element: mayText, flow: mayText, position: optional(oneOf('before', 'at', 'after')) })
const beginning: Check = (value, name) =>
  place(value, name) ??
  that('an element or a flow', (one) => Object.hasOwn(one as object, 'element') || Object.hasOwn(one as object, 'flow'))(
    value,
    name,
  )
const change = only({
  end: optional(listOf(whole)),
  drop: optional(listOf(only({ ...scoped, flow: text }))),
  set: optional(listOf(only({ ...scoped, variables }))),
  begin: optional(listOf(beginning)),
})

const service = only({ counterWaitMinutes: optional(that('a number', Number.isFinite)), satisfied: optional(flag) })

const plan = only({
  elements: optional(record),
  flows: optional(record),
  timers: optional(oneOf('keep', 'recompute')),
  accept: optional(listOf(text)),
})
const target = { version: mayWhole, plan: optional(plan), variables: values }

const message = { name: label, keys, variables: values, agency: mayLabel }
const command = only({ type: text, message: mayText, instance: mayWhole, incident: mayWhole, variables: filledIn })

/** What each operation of the engine must be given. Whether it names something, and who may, is decided where that is known. */
export const OPERATIONS: OperationsOf<Engine> = {
  start: {},
  stop: {},
  health: {},
  settled: {},
  lodge: { procedure: text, variables: filledIn, options: only({ ...acting, agency: mayLabel }) },
  complete: { task: text, variables: filledIn, options },
  dispatch: { dossier: text, command, options },
  report: {
    dossier: text,
    message: only({ message: text, instance: mayWhole, variables: optional(variables) }),
    options: only({ system: label, command: mayLabel }),
  },
  worklist: { query: tasks },
  dossier: { id: text, options: reading },
  journal: { id: text, options: reading },
  events: { query: only({ as: text, dossier: mayText, agency: mayText, after: mayText, signal: optional(aborting) }) },
  parkedJobs: { options: reading },
  recalculateDueDates: { options: reading },
  retryJob: { job: text, options: only({ as: text, reason: optional(words) }) },
  skipJob: { job: text, options: reading },
  reconcile: { options: reading },
  seal: { options: reading },
  tasks: {
    list: { query: tasks },
    count: { query: only({ as: text, by: tasksBy, agency: mayText, keys: optional(listOf(text)) }) },
    claim: { task: text, options },
    unclaim: { task: text, options },
    delegate: { task: text, options: only({ ...acting, to: text }) },
    reassign: {
      task: text,
      options: only({ ...acting, assignee: optional(orNull(text)), unit: optional(orNull(label)) }),
    },
  },
  dossiers: {
    list: { query: dossiers },
    count: { query: only({ as: text, by: dossiersBy, agency: mayText, procedure: mayText }) },
    suspend: { dossier: text, options },
    resume: { dossier: text, options },
    cancel: { dossier: text, options },
    erase: { dossier: text, options },
    modify: { dossier: text, change, options },
    checkMigration: { dossier: text, target: only(target), options: reading },
    migrate: { dossier: text, target: only(target), options },
    migrateAll: {
      request: only({
        ...{ ...target, procedure: text, fromVersion: mayWhole, dryRun: optional(flag) },
        ...{ agency: mayText, limit: optional(atLeastOne), after: mayText },
      }),
      options,
    },
    recordService: { dossier: text, record: service, options },
    eraseEnded: { query: only({ before: whole, procedure: mayText, agency: mayText, limit: optional(atLeastOne) }), options },
  },
  incidents: {
    list: { query: only({ ...page, dossier: mayText, procedure: mayText, code: mayText }) },
    resolve: { incident: text, options: only({ ...acting, variables: optional(variables) }) },
    skip: { incident: text, options: only({ ...acting, variables: optional(variables), flows: optional(listOf(text)) }) },
  },
  messages: {
    publish: { message: only({ ...message, ttlMs: optional(notNegative) }), options: sender },
    begin: { procedure: text, message: only(message), options: sender },
    status: { id: text },
  },
  signals: { broadcast: { signal: only({ name: label, variables: values, agency: mayLabel }), options: sender } },
  schedules: {
    put: {
      schedule: only({ id: label, procedure: text, rule: text, variables: values, agency: mayLabel }),
      options: reading,
    },
    drop: { id: text, options: reading },
    list: { options: reading },
  },
}
