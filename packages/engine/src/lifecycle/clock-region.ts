import { dueAt, restsOnProjection, resumeDueAt, warnAt, type Calendar, type Counting } from '../calendar/index.ts'
import type { ClockMark, Limit, Pause, ProcedureLimit } from '../definition/index.ts'
import type { ClockRules, ClockState, ClockStep, LegalClock } from './state.ts'

/** What may happen to the clock: an author's marks, the two instants that time itself brings, and a calendar that has changed. */
export type ClockEvent = ClockMark | 'warn' | 'expire' | 'recompute'

/** state → event → state. `extend` is also guarded: once is the law's usual "at most". */
export const CLOCK_SUCCESSION: Readonly<Record<ClockState, Readonly<Partial<Record<ClockEvent, ClockState>>>>> = {
  notStarted: { start: 'running', stop: 'stopped' },
  running: {
    pause: 'paused',
    restart: 'running',
    extend: 'extended',
    warn: 'dueSoon',
    expire: 'overdue',
    stop: 'stopped',
    recompute: 'running',
  },
  dueSoon: {
    pause: 'paused',
    restart: 'running',
    extend: 'extended',
    expire: 'overdue',
    stop: 'stopped',
    recompute: 'running',
  },
  overdue: { pause: 'paused', restart: 'running', stop: 'stopped', recompute: 'running' },
  extended: {
    pause: 'paused',
    restart: 'running',
    extend: 'extended',
    warn: 'dueSoon',
    expire: 'overdue',
    stop: 'stopped',
    recompute: 'extended',
  },
  paused: { resume: 'running', restart: 'running', continue: 'running', stop: 'stopped', recompute: 'paused' },
  stopped: {},
}

/** What the clock is reckoned by. `limit`: absent where the law sets none; with the limit of the dossier's own case. */
export interface Reckoning {
  readonly limit: ProcedureLimit | undefined
  readonly rules: ClockRules | null
  readonly calendar: Calendar
}

/** The procedure's limit as it holds for a dossier: `own` is that of its case, where one held when its clock began. */
export function limitFor(limit: ProcedureLimit | undefined, own: Limit | undefined): ProcedureLimit | undefined {
  return limit === undefined || own === undefined ? limit : { ...limit, limit: own }
}

/**
 * The clock's instants after an event that the succession permits. `continue` has been resolved by {@link continuation} before.
 *
 * @param pause  of `pause`: why
 */
export function clockAfter(
  clock: LegalClock,
  event: Exclude<ClockEvent, 'continue'>,
  state: ClockState,
  at: number,
  reckoning: Reckoning,
  pause: Pause | null = null,
): LegalClock {
  switch (event) {
    case 'start':
    case 'restart':
      return dueSet({ ...clock, state }, firstDue(at, reckoning), [{ step: 'start', at }], reckoning)
    case 'pause':
      return { ...clock, state, pausedAt: at, pause, warn: null, steps: stepped(clock, 'pause', at) }
    case 'resume': {
      const due = resumedDue(clock.due, clock.pausedAt, at, reckoning)
      return dueSet({ ...clock, state }, due, stepped(clock, 'resume', at), reckoning)
    }
    case 'extend': {
      const extended = { ...clock, state, extensions: clock.extensions + 1 }
      return dueSet(extended, extendedDue(clock.due, reckoning), stepped(clock, 'extend', at), reckoning)
    }
    case 'recompute':
      return recomputed({ ...clock, state }, reckoning)
    case 'warn':
    case 'expire':
      return { ...clock, state, warn: null }
    case 'stop':
      return { ...clock, state, warn: null, pausedAt: null, pause: null }
  }
}

/**
 * What `continue` means for a clock that stands still: the rules may say that it begins anew when a supplement is complete.
 *
 * @law nghị định 61/2018/NĐ-CP Đ19.4
 */
export function continuation(clock: LegalClock, rules: ClockRules | null): 'resume' | 'restart' {
  return clock.pause?.reason === 'supplement' && rules?.supplement.clock === 'restart' ? 'restart' : 'resume'
}

/**
 * The last instant at which the date may still be put off; `null`: there is no date. A limit that is not longer than the notice that the
 * rules ask for leaves no day before it: then the applicant must be told before the date itself (ruling S-60).
 *
 * @law nghị định 61/2018/NĐ-CP Đ19.9: at least one day before
 */
export function lastExtensionAt(clock: LegalClock, { rules, calendar }: Reckoning): number | null {
  if (clock.due === null || rules === null) return clock.due
  const latest = warnAt(clock.due, rules.extension.notice, calendar, counting({ rules }))
  const began = clock.steps?.[0]?.at
  return began !== undefined && latest <= began ? clock.due : latest
}

/** The due instant reckoned again from its steps, as after the notice of a year has come; the clock itself where nothing is to reckon. */
export function recomputed(clock: LegalClock, reckoning: Reckoning): LegalClock {
  if (clock.due === null || clock.steps === null) return clock
  const due = dueOfSteps(clock.steps, reckoning)
  if (clock.state !== 'paused') return dueSet(clock, due, clock.steps, reckoning)
  return { ...clock, due, projected: isProjected(clock.steps, due, reckoning) }
}

/** The next instant at which time itself changes the clock; `null`: none. */
export function nextTick(clock: LegalClock): number | null {
  if (clock.due === null || clock.state === 'paused' || clock.state === 'stopped' || clock.state === 'overdue') return null
  return clock.warn !== null && clock.state !== 'dueSoon' ? Math.min(clock.warn, clock.due) : clock.due
}

/** The due instant after these steps. */
export function dueOfSteps(steps: readonly ClockStep[], reckoning: Reckoning): number | null {
  let due: number | null = null
  let pausedAt: number | null = null
  for (const { step, at } of steps) {
    if (step === 'start') due = firstDue(at, reckoning)
    else if (step === 'extend') due = extendedDue(due, reckoning)
    else if (step === 'resume') due = resumedDue(due, pausedAt, at, reckoning)
    pausedAt = step === 'pause' ? at : null
  }
  return due
}

function firstDue(at: number, reckoning: Reckoning): number | null {
  const { limit, calendar } = reckoning
  return limit === undefined ? null : dueAt(at, limit.limit, calendar, counting(reckoning))
}

function resumedDue(due: number | null, pausedAt: number | null, at: number, { limit, calendar }: Reckoning): number | null {
  if (due === null || pausedAt === null || limit === undefined) return due
  return resumeDueAt(due, pausedAt, at, limit.limit.unit, calendar)
}

function extendedDue(due: number | null, { limit, rules, calendar }: Reckoning): number | null {
  const by = limit?.extension?.limit
  return due === null || by === undefined ? due : dueAt(due, by, calendar, { dayHours: rules?.dayHours })
}

/** A running clock with a new due instant. */
function dueSet(clock: LegalClock, due: number | null, steps: readonly ClockStep[] | null, reckoning: Reckoning): LegalClock {
  const { limit, calendar } = reckoning
  const warn = due === null || limit?.warn === undefined ? null : warnAt(due, limit.warn, calendar, counting(reckoning))
  return { ...clock, due, warn, pausedAt: null, pause: null, projected: isProjected(steps, due, reckoning), steps }
}

function isProjected(steps: readonly ClockStep[] | null, due: number | null, { limit, calendar }: Reckoning): boolean {
  const began = steps?.[0]?.at ?? due
  return due !== null && began !== null && limit !== undefined && restsOnProjection(began, due, limit.limit, calendar)
}

function stepped(clock: LegalClock, step: ClockStep['step'], at: number): readonly ClockStep[] | null {
  return clock.steps === null ? null : [...clock.steps, { step, at }]
}

/** The limit's own cut-off; where a same-day limit names none, the agency's, and then that of the rules. */
function counting({ limit, rules, calendar }: Pick<Reckoning, 'rules'> & Partial<Reckoning>): Counting {
  const usual = limit?.limit.unit === 'sameDay' ? (calendar?.cutoff ?? rules?.cutoff) : undefined
  return { cutoff: limit?.cutoff ?? usual, dayHours: rules?.dayHours }
}
