/**
 * Theory of operation
 *
 * One journal, two clocks. The *legal* clock is the one that runs: it begins anew where the rules say so, and its due instant is the date
 * that the applicant was last promised. The *metric* clock is the one that agencies are compared by: it starts once, waiting is
 * subtracted whatever the legal clock made of it, and a second request for supplements counts as late. Both are folds over the events,
 * made when somebody asks; neither is stored.
 */
import { dayOf, dueAt, workingTimeBetween, type Calendar } from '../calendar/index.ts'
import type { PauseReason, Standing } from '../definition/index.ts'
import { dueOfSteps, limitFor, type Reckoning } from './clock-region.ts'
import type { DossierEvent } from './dossier.ts'
import type { Procedure } from './procedure.ts'
import { INITIAL_CLOCK, type ClockRules, type ClockStep, type LegalClock } from './state.ts'

/** A span in which the clock stood still. Instants are milliseconds since 1970-01-01T00:00:00Z. */
export interface ClockPause {
  readonly from: number
  /** `null`: it still does. */
  readonly to: number | null
  /** `null`: a journal that does not say. */
  readonly reason: PauseReason | null
  readonly basis?: string
}

/**
 * How a dossier stands to its date: settled on a day before it (`early`, trước hạn), by it (`onTime`, đúng hạn), after it (`late`, quá
 * hạn); not settled yet and before it (`inTime`) or past it (`overdue`). `null`: there is no date.
 */
export type Timeliness = 'early' | 'onTime' | 'late' | 'inTime' | 'overdue' | null

export interface DossierClocks {
  /** When the clock first began; `null`: it has not. */
  readonly startedAt: number | null
  /** When it was settled: the end of processing, else the return, else the stop or refusal. */
  readonly endedAt: number | null
  readonly pauses: readonly ClockPause[]
  /** Requests for supplements, before and after acceptance. */
  readonly supplements: number
  /**
   * Of them, those that came later after acceptance than the one-stop rules have it: a fault of the agency where sector law gives it no
   * more time.
   *
   * @law nghị định 61/2018/NĐ-CP Đ19.4: within 3 working days, "trừ trường hợp pháp luật chuyên ngành có quy định khác"
   */
  readonly lateSupplements: number
  readonly extensions: number
  readonly legal: {
    /** The date that was last promised. */
    readonly due: number | null
    readonly timeliness: Timeliness
  }
  readonly metric: {
    /** The first date, put off by what was waited and by extensions. */
    readonly due: number | null
    /** Working time from the start to the end, or to now, without what was waited. */
    readonly workedMs: number
    /** Working time that was waited. */
    readonly waitedMs: number
    readonly timeliness: Timeliness
  }
}

/**
 * Both clocks of a dossier, from its journal. Pure.
 *
 * @param now  the instant at which a dossier that is not settled yet is judged
 * @law legal clock: nghị định 61/2018/NĐ-CP Đ19.4; metric clock: quyết định 766/QĐ-TTg, thông tư 01/2020/TT-VPCP
 * @example
 * clocksOf(procedure, rows.flatMap(({ events }) => events.map(openEvent)), calendar, now).metric.timeliness   // 'late'
 */
export function clocksOf(procedure: Procedure, events: readonly DossierEvent[], calendar: Calendar, now: number): DossierClocks {
  const story = read(events)
  const { pauses, steps, supplements, clock } = story
  const startedAt = steps[0]?.at ?? null
  const endedAt = story.settledAt ?? story.returnedAt ?? story.stoppedAt
  const until = endedAt ?? now
  const waitedMs = pauses.reduce((sum, { from, to }) => sum + workingTimeBetween(from, Math.max(from, to ?? until), calendar), 0)
  const total = startedAt === null ? 0 : workingTimeBetween(startedAt, Math.max(startedAt, until), calendar)
  const limit = limitFor(procedure.definition.limit, clock.limit)
  const reckoning: Reckoning = { limit, rules: story.rules, calendar }
  const isPaused = steps.at(-1)?.step === 'pause'
  const due = dueOfSteps(isPaused ? [...steps, { step: 'resume', at: until }] : steps, reckoning)
  const isSecond = supplements.length > (story.rules?.supplement.times ?? 1)
  const timeliness = timelinessOf(due, endedAt, now)
  return {
    startedAt,
    endedAt,
    pauses,
    supplements: supplements.length,
    lateSupplements: lateAmong(supplements, startedAt, story.rules, calendar),
    extensions: clock.extensions,
    legal: { due: clock.due, timeliness: timelinessOf(clock.due, endedAt, now) },
    metric: {
      due,
      workedMs: total - waitedMs,
      waitedMs,
      timeliness: isSecond && timeliness !== null ? (endedAt === null ? 'overdue' : 'late') : timeliness,
    },
  }
}

interface Story {
  readonly pauses: readonly ClockPause[]
  /** Of the metric clock: where the legal one began anew, this one goes on. */
  readonly steps: readonly ClockStep[]
  /** When each was asked for. */
  readonly supplements: readonly number[]
  readonly clock: LegalClock
  readonly rules: ClockRules | null
  readonly settledAt: number | null
  readonly returnedAt: number | null
  readonly stoppedAt: number | null
}

/** Which standing ends a dossier, and which of several says when: 9 before 10 before 8 and 3. */
const ENDS: Readonly<Partial<Record<Standing, 'settledAt' | 'returnedAt' | 'stoppedAt'>>> = {
  settled: 'settledAt',
  returned: 'returnedAt',
  stopped: 'stoppedAt',
  refused: 'stoppedAt',
  withdrawn: 'stoppedAt',
}

function read(events: readonly DossierEvent[]): Story {
  const pauses: ClockPause[] = []
  const steps: ClockStep[] = []
  let story: Omit<Story, 'pauses' | 'steps'> = {
    supplements: [],
    clock: INITIAL_CLOCK,
    rules: null,
    settledAt: null,
    returnedAt: null,
    stoppedAt: null,
  }
  for (const event of events) {
    if (event.type === 'rulesApplied') story = { ...story, rules: event.rules }
    else if (event.type === 'standingChanged') {
      const end = ENDS[event.standing]
      const asked = event.standing === 'supplementAsked' ? [event.at] : []
      story = { ...story, supplements: [...story.supplements, ...asked], ...(end === undefined ? {} : { [end]: event.at }) }
    } else if (event.type === 'clockChanged') {
      follow(story.clock, event.clock, event.at, pauses, steps)
      story = { ...story, clock: event.clock }
    }
  }
  return { ...story, pauses, steps }
}

function lateAmong(asked: readonly number[], accepted: number | null, rules: ClockRules | null, calendar: Calendar): number {
  if (accepted === null || rules === null) return 0
  const latest = dueAt(accepted, rules.supplement.deadline, calendar, { dayHours: rules.dayHours })
  return asked.filter((at) => at > latest).length
}

/** What a change of the clock's state says, whether or not the event names its cause. */
function follow(before: LegalClock, after: LegalClock, at: number, pauses: ClockPause[], steps: ClockStep[]): void {
  const last = pauses.at(-1)
  if (before.state === 'paused' && after.state !== 'paused') {
    if (last !== undefined) pauses[pauses.length - 1] = { ...last, to: at }
    steps.push({ step: 'resume', at })
  }
  if (after.state === 'paused' && before.state !== 'paused') {
    const { reason, basis } = after.pause ?? { reason: null }
    pauses.push({ from: at, to: null, reason, ...(basis === undefined ? {} : { basis }) })
    steps.push({ step: 'pause', at })
  }
  if (before.state === 'notStarted' && after.state === 'running') steps.push({ step: 'start', at })
  if (after.extensions > before.extensions) steps.push({ step: 'extend', at })
}

function timelinessOf(due: number | null, endedAt: number | null, now: number): Timeliness {
  if (due === null) return null
  if (endedAt === null) return now <= due ? 'inTime' : 'overdue'
  if (endedAt > due) return 'late'
  return dayOf(endedAt) < dayOf(due - 1) ? 'early' : 'onTime'
}
