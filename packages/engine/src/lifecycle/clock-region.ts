import { dueAt, resumeDueAt, warnAt, type Calendar } from '../calendar/index.ts'
import type { ClockMark, ProcedureLimit } from '../definition/index.ts'
import type { ClockState, LegalClock } from './state.ts'

/** What may happen to the clock: an author's marks, and the two instants that time itself brings. */
export type ClockEvent = ClockMark | 'warn' | 'expire'

/** state → event → state. `extend` is also guarded: once is the law's usual "at most". */
export const CLOCK_SUCCESSION: Readonly<Record<ClockState, Readonly<Partial<Record<ClockEvent, ClockState>>>>> = {
  notStarted: { start: 'running', stop: 'stopped' },
  running: { pause: 'paused', restart: 'running', extend: 'extended', warn: 'dueSoon', expire: 'overdue', stop: 'stopped' },
  dueSoon: { pause: 'paused', restart: 'running', extend: 'extended', expire: 'overdue', stop: 'stopped' },
  overdue: { pause: 'paused', restart: 'running', stop: 'stopped' },
  extended: { pause: 'paused', restart: 'running', extend: 'extended', warn: 'dueSoon', expire: 'overdue', stop: 'stopped' },
  paused: { resume: 'running', restart: 'running', continue: 'running', stop: 'stopped' },
  stopped: {},
}

/** The clock's instants after an event that the succession permits. `limit`: absent where the law sets none. */
export function clockAfter(
  clock: LegalClock,
  event: ClockEvent,
  state: ClockState,
  at: number,
  limit: ProcedureLimit | undefined,
  calendar: Calendar,
): LegalClock {
  const withDue = (due: number | null, extensions = clock.extensions): LegalClock => {
    const warn = due === null || limit?.warn === undefined ? null : warnAt(due, limit.warn, calendar)
    return { state, due, warn, pausedAt: null, extensions }
  }
  switch (event) {
    case 'start':
    case 'restart':
      return withDue(limit === undefined ? null : dueAt(at, limit.limit, calendar, { cutoff: limit.cutoff }))
    case 'pause':
      return { ...clock, state, pausedAt: at, warn: null }
    case 'resume':
    case 'continue': {
      if (clock.due === null || clock.pausedAt === null || limit === undefined) return withDue(clock.due)
      return withDue(resumeDueAt(clock.due, clock.pausedAt, at, limit.limit.unit, calendar))
    }
    case 'extend': {
      const by = limit?.extension?.limit
      return withDue(clock.due === null || by === undefined ? clock.due : dueAt(clock.due, by, calendar), clock.extensions + 1)
    }
    case 'warn':
      return { ...clock, state, warn: null }
    case 'expire':
      return { ...clock, state, warn: null }
    case 'stop':
      return { ...clock, state, due: clock.due, warn: null, pausedAt: null }
  }
}

/** The next instant at which time itself changes the clock; `null`: none. */
export function nextTick(clock: LegalClock): number | null {
  if (clock.due === null || clock.state === 'paused' || clock.state === 'stopped' || clock.state === 'overdue') return null
  return clock.warn !== null && clock.state !== 'dueSoon' ? Math.min(clock.warn, clock.due) : clock.due
}
