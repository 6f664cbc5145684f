import type { Calendar } from '../../calendar/index.ts'
import type { Variables } from '../../kernel/index.ts'
import type { StoredSchedule } from '../../ports/index.ts'
import { OPERATOR, ownerOf, requireRole } from '../authorisation.ts'
import { nextOf } from '../recurrence.ts'
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
  /** Puts it, or puts it anew: from now on by this rule. For operators. @throws EngineError SCHEDULE_INVALID, PROCEDURE_UNKNOWN */
  put(schedule: Schedule, options: { readonly as: string }): Promise<StoredSchedule>
  /** `false`: there was none. */
  drop(id: string, options: { readonly as: string }): Promise<boolean>
  list(options: { readonly as: string }): Promise<readonly StoredSchedule[]>
}

export function schedulesOf(desk: Desk, calendar: Calendar): Schedules {
  const { store, clock, catalogue, rouse } = desk.world
  const operator = async (as: string) => {
    const principal = await desk.world.principal(as)
    requireRole(principal, [OPERATOR], 'schedules')
    return { agencies: principal.agencies, principal }
  }
  const ours = async (as: string) => {
    const { agencies } = await operator(as)
    const all = await store.schedules()
    return agencies === undefined ? all : all.filter(({ agency }) => agency !== null && agencies.includes(agency))
  }
  return {
    async put({ id, procedure, rule, variables = {}, agency: named }, { as }) {
      const { principal } = await operator(as)
      const agency = ownerOf(principal, named, desk.world.agency)
      await catalogue.forNew(procedure, clock.now())
      const due = nextOf(rule, clock.now(), calendar)
      const schedule = { id, agency, procedure, rule, variables: variables, actor: as, due }
      await store.putSchedule(schedule)
      rouse()
      return schedule
    },
    async drop(id, { as }) {
      const isOurs = (await ours(as)).some((schedule) => schedule.id === id)
      return isOurs && store.dropSchedule(id)
    },
    list: ({ as }) => ours(as),
  }
}
