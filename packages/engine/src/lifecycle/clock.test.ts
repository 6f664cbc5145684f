import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addWorkingTime,
  createCalendar,
  formatInstant,
  parseInstant,
  USUAL_HOURS,
  VIETNAM_YEARS,
  vietnamCalendar,
  workingTimeBetween,
} from '../calendar/index.ts'
import { clockProcedure, Desk, SAY } from './clock.fixture.ts'
import { clocksOf, INITIAL_DOSSIER, LIFECYCLE_EVENT_VERSIONS, readLifecycleEvent, replayDossier } from './index.ts'

const calendar = vietnamCalendar()
const at = (text: string) => parseInstant(text) ?? Number.NaN
const FIVE_DAYS = 'limit: { workingDays: 5, warn: { workingHours: 8 }, extension: { times: 2, workingDays: 3 } }'
const fiveDays = clockProcedure(FIVE_DAYS)
const shown = (instant: number | null) => (instant === null ? null : formatInstant(instant).slice(0, 16))

describe('the rules of the day of lodging', () => {
  it.each([
    ['2025-06-30T16:59', 'nd61-2018'],
    ['2025-07-01T00:00', 'nd118-2025'],
  ])('lodged %s, a dossier follows %s to its end', (lodged, regime) => {
    const desk = new Desk(fiveDays, calendar, lodged)
    desk.say('2025-07-02T09:00', 'ask')
    desk.say('2025-07-08T09:00', 'complete')
    expect(desk.state.lifecycle.rules?.regime).toBe(regime)
    expect(desk.events.filter(({ type }) => type === 'rulesApplied')).toHaveLength(1)
  })

  it('are recorded: a dossier whose rules say "resume" goes on so, whatever the files say today', () => {
    const desk = new Desk(fiveDays, calendar, '2025-09-08T10:00')
    const { rules } = desk.state.lifecycle
    if (rules === null) throw new Error('expected rules')
    desk.state = {
      ...desk.state,
      lifecycle: { ...desk.state.lifecycle, rules: { ...rules, supplement: { ...rules.supplement, clock: 'resume' } } },
    }
    desk.say('2025-09-09T10:00', 'ask')
    desk.say('2025-09-11T10:00', 'complete')
    expect(shown(desk.clock.due)).toBe('2025-09-17T17:00')
  })
})

describe('a pause', () => {
  it('for a supplement starts the clock anew; for the tax authority or a payment it counts on', () => {
    const supplemented = new Desk(fiveDays, calendar, '2025-09-08T10:00')
    expect(shown(supplemented.clock.due)).toBe('2025-09-15T17:00')
    supplemented.say('2025-09-09T10:00', 'ask')
    expect(supplemented.clock).toMatchObject({ state: 'paused', pause: { reason: 'supplement' } })
    supplemented.say('2025-09-11T10:00', 'complete')
    expect(shown(supplemented.clock.due)).toBe('2025-09-18T17:00')
    for (const [pause, go, reason] of [
      ['tax', 'taxDone', 'tax'],
      ['askFee', 'paid', 'payment'],
    ] as const) {
      // prettier-ignore
      const desk = new Desk(fiveDays, calendar, '2025-09-08T10:00')
      desk.say('2025-09-09T10:00', pause)
      expect(desk.clock.pause).toMatchObject({ reason })
      desk.say('2025-09-11T10:00', go)
      expect(shown(desk.clock.due)).toBe('2025-09-17T17:00')
    }
  })

  it('stands in the journal with its reason and its basis', () => {
    const desk = new Desk(fiveDays, calendar, '2025-09-08T10:00')
    desk.say('2025-09-09T10:00', 'tax')
    const changed = desk.events.findLast(({ type }) => type === 'clockChanged')
    expect(changed).toMatchObject({ cause: 'pause', clock: { pause: { reason: 'tax', basis: '101/2024/NĐ-CP' } } })
  })

  it('is refused where none runs, and changes nothing', () => {
    const desk = new Desk(fiveDays, calendar, '2025-09-08T10:00')
    const before = JSON.stringify(desk.state)
    expect(desk.say('2025-09-09T10:00', 'complete')).toMatchObject({ ok: false, rejection: { code: 'LIFECYCLE_REFUSED' } })
    expect(JSON.stringify(desk.state)).toBe(before)
  })
})

describe('an extension', () => {
  it.each([
    ['2025-09-14T17:00', true, 'a day before'],
    ['2025-09-14T17:01', false, 'a minute later'],
    ['2025-09-15T16:59', false, 'before the date, but not a day before'],
  ])('told %s: %s, %s', (told, ok) => {
    const desk = new Desk(fiveDays, calendar, '2025-09-08T10:00')
    const decision = desk.say(told, 'extend')
    expect(decision.ok).toBe(ok)
    if (!decision.ok) expect(decision.rejection).toMatchObject({ code: 'EXTENSION_TOO_LATE', message: expect.stringContaining('cần báo') as string }) // prettier-ignore
    expect(shown(desk.clock.due)).toBe(ok ? '2025-09-18T17:00' : '2025-09-15T17:00')
  })

  it('comes at most once by the rules, though the procedure would allow two', () => {
    const desk = new Desk(fiveDays, calendar, '2025-09-08T10:00')
    expect(desk.say('2025-09-09T10:00', 'extend').ok).toBe(true)
    expect(desk.say('2025-09-10T10:00', 'extend')).toMatchObject({ ok: false, rejection: { code: 'LIFECYCLE_REFUSED' } })
  })

  it('of a limit that is no longer than the notice may be told until the date', () => {
    const oneDay = clockProcedure('limit: { sameDay: true, extension: { times: 1, workingDays: 2 } }')
    const desk = new Desk(oneDay, calendar, '2025-09-08T14:00')
    expect(shown(desk.clock.due)).toBe('2025-09-08T17:00')
    expect(desk.say('2025-09-08T16:00', 'extend').ok).toBe(true)
    expect(shown(desk.clock.due)).toBe('2025-09-10T17:00')
    const late = new Desk(oneDay, calendar, '2025-09-08T15:30')
    expect(shown(late.clock.due)).toBe('2025-09-09T17:00')
  })
})

/** The year 2027 as a notice might give it: a day of Tết less than projected, and a swap. */
const NOTICE = {
  year: 2027,
  source: 'thông báo nghỉ lễ năm 2027',
  projected: false,
  holidays: ['2027-01-01', '2027-02-04', '2027-02-05', '2027-02-08', '2027-02-09', '2027-04-16'],
  workedDays: ['2027-01-30'],
}
const announced = vietnamCalendar({ years: [NOTICE] })

describe('a notice that comes', () => {
  it('moves an open due instant, says why in the journal, and makes it certain', () => {
    const desk = new Desk(fiveDays, calendar, '2027-02-01T10:00')
    expect(shown(desk.clock.due)).toBe('2027-02-15T17:00')
    expect(desk.clock.projected).toBe(true)
    desk.calendar = announced
    expect(desk.recompute('2027-02-01T11:00', 'thông báo nghỉ lễ năm 2027').ok).toBe(true)
    expect(desk.events.at(-1)).toMatchObject({
      type: 'clockChanged',
      cause: 'recompute',
      reason: 'thông báo nghỉ lễ năm 2027',
      dueBefore: at('2027-02-15T17:00'),
      clock: { due: at('2027-02-12T17:00'), projected: false },
    })
  })

  it('changes nothing where the date stays and was certain; asked again it is no news', () => {
    const desk = new Desk(fiveDays, calendar, '2026-09-07T10:00')
    desk.calendar = announced
    expect(desk.recompute('2026-09-07T11:00', 'x')).toMatchObject({ ok: true, events: [] })
    const open = new Desk(fiveDays, calendar, '2027-02-01T10:00')
    open.calendar = announced
    expect(open.recompute('2027-02-01T11:00', 'x')).toMatchObject({ ok: true, events: [{ cause: 'recompute' }] })
    expect(open.recompute('2027-02-01T11:00', 'x')).toMatchObject({ ok: true, events: [] })
  })

  it('gives the date that the dossier would have, had the notice come first, whatever has happened to it', () => {
    const story = fc.array(fc.record({ say: fc.constantFrom(...SAY), hours: fc.nat(30) }), { maxLength: 12 })
    fc.assert(
      fc.property(fc.integer({ min: at('2026-12-20'), max: at('2027-02-20') }), story, (lodged, steps) => {
        const [before, after] = [new Desk(fiveDays, calendar, lodged), new Desk(fiveDays, announced, lodged)]
        let now = lodged
        for (const { say, hours } of steps) {
          now += hours * 3_600_000
          const [one, two] = [before.say(now, say), after.say(now, say)]
          // Where the two calendars disagree on what is still in time, the stories part.
          if (one.ok !== two.ok) return
        }
        before.calendar = announced
        before.recompute(now, 'x')
        if (before.clock.state === 'stopped') return
        expect(before.clock.due).toBe(after.clock.due)
        expect(before.clock.projected).toBe(after.clock.projected)
      }),
    )
  })

  it('brings an overdue dossier back in time where the new date is later, and the other way round', () => {
    const desk = new Desk(fiveDays, announced, '2027-01-25T10:00')
    expect(shown(desk.clock.due)).toBe('2027-01-30T17:00')
    desk.tick('2027-01-31T08:00')
    expect(desk.clock.state).toBe('overdue')
    desk.calendar = calendar
    desk.recompute('2027-01-31T08:00', 'sửa lịch')
    // The warning comes on Monday morning: on Sunday it runs.
    expect(desk.clock).toMatchObject({ state: 'running', due: at('2027-02-01T17:00') })
    desk.calendar = announced
    desk.recompute('2027-01-31T09:00', 'sửa lịch')
    expect(desk.clock).toMatchObject({ state: 'overdue', due: at('2027-01-30T17:00') })
  })

  it('a year that no calendar knows is a rejection in both languages, and nothing changes', () => {
    const until2026 = createCalendar({
      week: { 1: USUAL_HOURS, 2: USUAL_HOURS, 3: USUAL_HOURS, 4: USUAL_HOURS, 5: USUAL_HOURS },
      makeUpHours: USUAL_HOURS,
      years: VIETNAM_YEARS.filter(({ year }) => year <= 2026),
    })
    const late = new Desk(fiveDays, until2026, '2026-12-22T10:00')
    late.say('2026-12-23T10:00', 'tax')
    const paused = JSON.stringify(late.state)
    expect(late.say('2026-12-31T10:00', 'taxDone')).toMatchObject({
      ok: false,
      rejection: {
        code: 'CALENDAR_YEAR_MISSING',
        message: expect.stringMatching(/expected holidays for 2027.*cần lịch nghỉ/) as string,
      },
    })
    expect(JSON.stringify(late.state)).toBe(paused)
  })
})

describe('two clocks of one journal', () => {
  it('are equal where nothing was waited for', () => {
    const desk = new Desk(fiveDays, calendar, '2025-09-08T10:00')
    desk.say('2025-09-12T10:00', 'settle')
    expect(clocksOf(fiveDays, desk.events, calendar, at('2025-09-30'))).toEqual({
      startedAt: at('2025-09-08T10:00'),
      endedAt: at('2025-09-12T10:00'),
      pauses: [],
      supplements: 0,
      lateSupplements: 0,
      extensions: 0,
      legal: { due: at('2025-09-15T17:00'), timeliness: 'early' },
      metric: { due: at('2025-09-15T17:00'), workedMs: 32 * 3_600_000, waitedMs: 0, timeliness: 'early' },
    })
  })

  it('part after a supplement: the legal clock begins anew, the metric one goes on', () => {
    const desk = new Desk(fiveDays, calendar, '2025-09-08T10:00')
    desk.say('2025-09-12T10:00', 'ask')
    desk.say('2025-09-17T10:00', 'complete')
    desk.say('2025-09-23T10:00', 'settle')
    const clocks = clocksOf(fiveDays, desk.events, calendar, at('2025-09-30'))
    expect(clocks.pauses).toEqual([{ from: at('2025-09-12T10:00'), to: at('2025-09-17T10:00'), reason: 'supplement' }])
    expect(clocks.legal).toEqual({ due: at('2025-09-24T17:00'), timeliness: 'early' })
    expect(clocks.metric).toMatchObject({ due: at('2025-09-18T17:00'), waitedMs: 24 * 3_600_000, timeliness: 'late' })
  })

  it('a second request for supplements counts as late, by the metric clock alone', () => {
    const desk = new Desk(fiveDays, calendar, '2025-09-08T10:00')
    for (const day of ['09', '10']) {
      desk.say(`2025-09-${day}T08:00`, 'ask')
      desk.say(`2025-09-${day}T10:00`, 'complete')
    }
    const open = clocksOf(fiveDays, desk.events, calendar, at('2025-09-11'))
    expect([open.supplements, open.legal.timeliness, open.metric.timeliness]).toEqual([2, 'inTime', 'overdue'])
    desk.say('2025-09-11T10:00', 'settle')
    const settled = clocksOf(fiveDays, desk.events, calendar, at('2025-09-30'))
    expect([settled.legal.timeliness, settled.metric.timeliness]).toEqual(['early', 'late'])
  })

  it.each([
    ['2025-09-11T17:00', 0, 'by the end of the third working day'],
    ['2025-09-11T17:01', 1, 'a minute later'],
    ['2025-09-15T08:00', 1, 'after the weekend'],
  ])('a supplement asked for %s is late %d times: %s', (asked, late) => {
    const desk = new Desk(fiveDays, calendar, '2025-09-08T10:00')
    desk.say(asked, 'ask')
    const { supplements, lateSupplements } = clocksOf(fiveDays, desk.events, calendar, at('2025-09-16'))
    expect([supplements, lateSupplements]).toEqual([1, late])
  })

  it('count as a walk over the minutes would, whatever happened', () => {
    const story = fc.array(fc.record({ say: fc.constantFrom(...SAY), minutes: fc.nat(1_500) }), { maxLength: 8 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), story, (later, steps) => {
        const lodged = at('2025-08-25T08:00') + later * 60_000
        const desk = new Desk(fiveDays, calendar, lodged)
        let now = lodged
        /** The clock of each span, as the walk sees it. */
        const spans: { from: number; to: number; paused: boolean }[] = []
        for (const { say, minutes } of steps) {
          const paused = desk.clock.state === 'paused'
          const isOver = desk.clock.state === 'stopped'
          if (!isOver) spans.push({ from: now, to: now + minutes * 60_000, paused })
          now += minutes * 60_000
          desk.say(now, say)
        }
        let [worked, waited] = [0, 0]
        for (const { from, to, paused } of spans) {
          for (let minute = from; minute < to; minute += 60_000) {
            if (workingTimeBetween(minute, minute + 60_000, calendar) === 0) continue
            if (paused) waited += 60_000
            else worked += 60_000
          }
        }
        const clocks = clocksOf(fiveDays, desk.events, calendar, now)
        expect(clocks.metric).toMatchObject({ workedMs: worked, waitedMs: waited })
        expect(clocks.legal.due).toBe(desk.clock.due)
      }),
      { numRuns: 60 },
    )
  })

  it('the metric date lies as much working time after the start as the first one, the waiting and the extensions give', () => {
    const story = fc.array(fc.record({ say: fc.constantFrom(...SAY), minutes: fc.nat(1_500) }), { maxLength: 8 })
    fc.assert(
      fc.property(story, (steps) => {
        const desk = new Desk(fiveDays, calendar, '2025-08-25T08:00')
        const first = desk.clock.due ?? 0
        let now = at('2025-08-25T08:00')
        for (const { say, minutes } of steps) desk.say((now += minutes * 60_000), say)
        const { metric, extensions } = clocksOf(fiveDays, desk.events, calendar, now)
        // What was waited after the date had passed puts nothing off.
        if (extensions > 0 || now > first) return
        expect(metric.due).toBe(addWorkingTime(first, metric.waitedMs, calendar))
      }),
    )
  })
})

describe('a journal of the first version', () => {
  it('is read: its clock has no steps, so its date stays when a notice comes', () => {
    expect(LIFECYCLE_EVENT_VERSIONS.clockChanged).toBe(2)
    const clock = { state: 'running', due: at('2027-02-15T17:00'), warn: null, pausedAt: null, extensions: 0 }
    const event = readLifecycleEvent('clockChanged', 1, { at: 1, clock })
    if (event === undefined) throw new Error('expected an event')
    expect(event).toEqual({ type: 'clockChanged', at: 1, clock: { ...clock, pause: null, projected: false, steps: null } })
    const desk = new Desk(fiveDays, announced, '2027-02-01T10:00')
    desk.state = replayDossier(fiveDays, desk.state, [event])
    expect(desk.recompute('2027-02-01T11:00', 'x')).toMatchObject({ ok: true, events: [] })
    expect(readLifecycleEvent('clockChanged', 99, {})).toBeUndefined()
  })

  it('replay gives the state that deciding gave', () => {
    const desk = new Desk(fiveDays, calendar, '2025-09-08T10:00')
    for (const say of ['ask', 'complete', 'extend', 'tax', 'taxDone', 'settle'] as const) desk.say('2025-09-09T10:00', say)
    expect(replayDossier(fiveDays, INITIAL_DOSSIER, desk.events)).toEqual(desk.state)
  })
})
