/** What the lifecycle's functions take, as far as callers without types can be told that it is none of it. */
import {
  ArgumentError,
  fields,
  listOf,
  oneOf,
  optional,
  record,
  that,
  whole,
  words,
  type Check,
  type Fields,
} from '../diagnostics/index.ts'
import { calendar, COMMANDS, commandOf, isRecord, program, state as kernel } from '../kernel/shape.ts'
import { STANDINGS } from '../definition/index.ts'
import { REGIONS } from './machine.ts'

/** Its machine and its table are made when somebody asks: nobody does here. */
export const procedure: Check = that('a procedure of loadProcedure', (value) => {
  if (!isRecord(value)) return false
  const { definition, program: own, marks, fourEyes } = value
  return isRecord(definition) && program(own, 'program') === undefined && Array.isArray(marks) && fourEyes instanceof Map
})

export const clock: Check = that('a clock of a lifecycle', (value) => {
  return isRecord(value) && typeof value.state === 'string' && value.due !== undefined && value.warn !== undefined
})

export const lifecycle: Check = that('a state of a lifecycle', (value) => {
  if (!isRecord(value)) return false
  return isRecord(value.stages) && typeof value.standing === 'string' && clock(value.clock, 'clock') === undefined
})

export const tasks: Check = fields({ assigned: record, doneBy: record })

export const dossier: Check = that('a state that the lifecycle gave', (value) => {
  if (!isRecord(value)) return false
  const isHeld = value.suspension === undefined || (isRecord(value.suspension) && Array.isArray(value.suspension.held))
  const isAssigned = value.tasks === undefined || tasks(value.tasks, 'tasks') === undefined
  return (
    kernel(value.kernel, 'kernel') === undefined && lifecycle(value.lifecycle, 'lifecycle') === undefined && isHeld && isAssigned
  )
})

const REASON: Fields = { reason: words }

export const command: Check = commandOf({
  ...COMMANDS,
  tickClock: {},
  recomputeDue: { reason: words, began: optional(record) },
  claimTask: { instance: whole },
  unclaimTask: { instance: whole },
  delegateTask: { instance: whole, to: words },
  reassignTask: { instance: whole, reason: words },
  suspendDossier: REASON,
  resumeDossier: REASON,
  cancelDossier: REASON,
  eraseDossier: REASON,
  recordService: {},
})

/** Who hosts a procedure by itself gives it and, where it has one, a calendar. @throws ArgumentError OPTIONS_INVALID */
export function mustBeHosted(of: string, hosted: unknown, options: unknown): void {
  const fault = procedure(hosted, 'procedure') ?? fields({ calendar: optional(calendar) })(options, 'options')
  if (fault !== undefined) throw new ArgumentError(of, fault)
}

export const standing: Check = oneOf(...STANDINGS)

export const region: Check = oneOf(...REGIONS)

export const facts: Check = fields({
  id: words,
  facts: listOf(fields({ key: words, from: words, to: optional(words) })),
  effective: optional(fields({ from: words, to: optional(words) })),
})

export const machine: Check = that(
  'a machine of a procedure',
  (value) => isRecord(value) && isRecord(value.root) && isRecord(value.root.states),
)

export const table: Check = that('a table of a procedure', (value) => value instanceof Map)

export const definition: Check = fields({ processes: listOf(fields({ nodes: listOf(record), flows: listOf(record) })) })

/** What `contentOf` gave. */
export const content: Check = that('the content of a definition', (value) => {
  if (typeof value !== 'string') return false
  try {
    return definition(JSON.parse(value), 'content') === undefined
  } catch {
    return false
  }
})
