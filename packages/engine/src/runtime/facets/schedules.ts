import type { Calendar } from '../../calendar/index.ts'
import type { Variables } from '../../kernel/index.ts'
import type { Principal, StoredSchedule } from '../../ports/index.ts'
import { OPERATOR, ownerOf, requireRole } from '../authorisation.ts'
import { EngineError } from '../engine-error.ts'
import { nextOf } from '../recurrence.ts'
import { scheduleEnvelope } from '../deliveries.ts'
import type { Desk } from './desk.ts'

/** What begins dossiers by the clock. */
export interface Schedule {
  readonly id: string
  readonly procedure: string
  /** A cron expression in Vietnam's time, as `0 7 * * 1`, or an ISO 8601 repetition, as `R/2026-01-05T07:00:00+07:00/P7D`. */
  readonly rule: string
  readonly variables?: Variables
  readonly agency?: string
}

export interface Schedules {
  /**
   * Puts it, or puts it anew: from now on by this rule. By the rule that it had, it goes on where it stands, and what fell due meanwhile is made
   * up for. For operators.
   *
   * @throws EngineError SCHEDULE_INVALID, PROCEDURE_UNKNOWN, PROCEDURE_NOT_IN_FORCE, NOT_AUTHORISED
   * @throws CommandRejected  what its first begin would be refused with, as variables that the procedure does not declare
   */
  put(schedule: Schedule, options: { readonly as: string }): Promise<StoredSchedule>
  /** `false`: there was none. */
  drop(id: string, options: { readonly as: string }): Promise<boolean>
  list(options: { readonly as: string }): Promise<readonly StoredSchedule[]>
}

export function schedulesOf(desk: Desk, calendar: Calendar): Schedules {
  const { store, catalogue, dispatcher, rouse } = desk.world
  const operator = async (as: string) => {
    const principal = await desk.world.principal(as)
    requireRole(principal, [OPERATOR], 'schedules')
    return principal
  }
  return {
    async put({ id, procedure, rule, variables = {}, agency: named }, { as }) {
      const principal = await operator(as)
      const agency = ownerOf(principal, named, desk.world.agency)
      const now = await desk.now()
      const next = nextOf(rule, now, calendar)
      // A repetition may be over when a program that always puts it starts again; a cron expression that never comes is a mistake.
      if (next === null && !rule.startsWith('R'))
        throw new EngineError('SCHEDULE_INVALID', `expected a time that comes, found none in "${rule}"`)
      const standing = (await store.schedules()).find((one) => one.id === id)
      const isTheSame = standing?.rule === rule && standing.procedure === procedure && standing.agency === agency
      // Such a program must not lose what fell due while it was down.
      const schedule = { id, agency, procedure, rule, variables, actor: as, due: isTheSame ? standing.due : next }
      const first = next ?? now
      dispatcher.rehearse(await scheduleEnvelope(schedule, first, catalogue), first)
      if (!(await store.putSchedule(schedule, principal.agencies)))
        throw new EngineError('NOT_AUTHORISED', `expected an id that is free or your agency's, found "${id}": name another`)
      rouse()
      return schedule
    },
    drop: async (id, { as }) => store.dropSchedule(id, (await operator(as)).agencies),
    async list({ as }) {
      const principal = await operator(as)
      return (await store.schedules()).filter((schedule) => isOf(principal, schedule))
    },
  }
}

/** Whether it is of an agency that they work for. */
function isOf({ agencies }: Principal, { agency }: StoredSchedule): boolean {
  return agencies === undefined || (agency !== null && agencies.includes(agency))
}
