import {
  addWorkingTime,
  dayOf,
  startOfDay,
  subtractWorkingTime,
  vietnamCalendar,
  workingTimeBetween,
  type Calendar,
} from '../src/calendar/index.ts'

const START = Date.UTC(2026, 0, 14, 3)
const DAY = 8 * 3_600_000
const ROUNDS = 20_000

/** Working time reckoned beside a loop that walks from day to day; a span of ten years beside one of ten days. */
export function run() {
  const calendar = vietnamCalendar()
  const spans = [
    { name: '10 days', ms: 10 * DAY, loops: 4_000 },
    { name: '10 years', ms: 2_500 * DAY, loops: 40 },
  ].map((span) => ({ ...span, end: addWorkingTime(START, span.ms, calendar) }))
  for (const { ms, end } of spans) if (walk(START, ms, calendar) !== end) throw new Error('expected both to agree')
  const reckon = (ms: number, end: number) => {
    addWorkingTime(START, ms, calendar)
    subtractWorkingTime(end, ms, calendar)
    workingTimeBetween(START, end, calendar)
  }
  const [short, long] = spans.map(({ ms, end }) => rate(ROUNDS, () => reckon(ms, end)))
  const beside = spans.map(({ name, ms, loops }) => {
    const ours = rate(ROUNDS, () => addWorkingTime(START, ms, calendar))
    const peer = rate(loops, () => walk(START, ms, calendar))
    return { name: `adding ${name} beside a day-by-day loop`, ours, peer, ratio: ours / peer, unit: 'sums/s' }
  })
  return [
    ...beside,
    {
      name: 'ten years beside ten days: add, subtract, measure',
      ours: long ?? 0,
      peer: short ?? 0,
      ratio: (long ?? 0) / (short ?? 1),
      unit: 'rounds/s',
    },
  ]
}

/** What one writes first. */
function walk(from: number, ms: number, calendar: Calendar): number {
  let left = ms
  for (let day = dayOf(from); ; day++) {
    for (const [start, end] of calendar.spansOf(day)) {
      const begin = Math.max(startOfDay(day) + start, from)
      const here = startOfDay(day) + end - begin
      if (here <= 0) continue
      if (left <= here) return begin + left
      left -= here
    }
  }
}

function rate(rounds: number, work: () => void): number {
  for (let warm = 0; warm < rounds / 10; warm++) work()
  const began = performance.now()
  for (let round = 0; round < rounds; round++) work()
  return rounds / ((performance.now() - began) / 1000)
}
