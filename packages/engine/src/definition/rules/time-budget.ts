/**
 * Theory of operation
 *
 * The steps of an internal procedure have times of their own, and together they must fit the legal limit. Asked is for the quickest way from
 * where the clock starts to where the dossier is settled, each step taking all of its time and none while the clock stands still: if even
 * that is longer than the limit, no dossier that uses the published times is settled in time. A sub-process is walked through; of parallel
 * branches one is; days of the calendar are taken for the fewest working days that they can be, and those of the limit for the most. So
 * what is found is wrong in any case, and what is not found is not proved right.
 */
import { defineCode } from '../../diagnostics/index.ts'
import { isSubProcess, type Definition, type FlowNode, type FlowScope } from '../definition.ts'
import { exampleFile } from '../example-file.ts'
import type { Limit } from '../limit.ts'
import { finding, scopesOf, type Rule } from './rule.ts'

const steps = (appraise: number) =>
  exampleFile(`limit: { workingDays: 10 }
roles: { desk: Một cửa, registry: Văn phòng đăng ký }
flow:
  lodged: { startEvent: , next: accept }
  accept: { intermediateThrowEvent: , standing: accepted, clock: start, next: appraise }
  appraise: { userTask: { role: registry, limit: { workingDays: ${appraise} } }, stage: verify, next: approve }
  approve: { userTask: { role: registry, limit: { workingDays: 2 } }, stage: sign, next: done }
  done: { endEvent: , standing: settled, clock: stop }`)

export const TIME_BUDGET_EXCEEDED = defineCode({
  code: 'TIME_BUDGET_EXCEEDED',
  severity: 'warning',
  what: {
    vi: 'các bước cộng lại ít nhất {sum} ngày làm việc ({steps}), vượt thời hạn {limit}',
    en: 'expected steps that fit the limit of {limit} working days, found at least {sum}: {steps}',
  },
  cure: {
    vi: 'rút ngắn thời gian của một bước, hoặc tạm dừng thời hạn (clock: pause) ở nơi luật cho phép',
    en: 'give a step less time, or let the clock stand still (`clock: pause`) where the law does',
  },
  example: { wrong: steps(9), right: steps(8) },
})

/** A larger graph is not one that somebody drew. */
const MOST_NODES = 2_000
const DAY_HOURS = 8
/** Of seven days at least so many are worked, but for holidays; a month has at most so many. */
const WORKED_OF_WEEK = 5 / 7
const MOST_OF_MONTH = 23

/** @law nghị định 61/2018/NĐ-CP Đ19.1; thông tư 01/2018/TT-VPCP Đ8: internal procedures, each step with its time */
export const timeBudget: Rule = {
  codes: [TIME_BUDGET_EXCEEDED],
  check(context) {
    const { limit } = context.definition
    if (limit === undefined || !context.isWhole) return []
    // Each of its limits is one that dossiers are under: the least is held against the steps.
    const allowed = Math.min(...[limit.limit, ...(limit.cases ?? []).map((one) => one.limit)].map(mostOf))
    if (!Number.isFinite(allowed)) return []
    const quickest = quickestWay(context.definition)
    // Half an hour more or less is how people round.
    if (quickest === undefined || quickest.days <= allowed + 0.1) return []
    const taken = quickest.steps.map(({ id, days }) => `${id} ${rounded(days)}`)
    const details = { sum: rounded(quickest.days), limit: rounded(allowed), steps: taken.join(' + ') }
    return [finding(TIME_BUDGET_EXCEEDED, context, { position: limit.position }, details)]
  },
}

interface Step {
  readonly id: string
  readonly days: number
}

/** A node that a token comes to, with the clock running or not, and how long it took. */
interface Arrival {
  readonly node: string
  readonly isPaused: boolean
  readonly days: number
  readonly steps: readonly Step[]
}

/** `undefined`: no clock starts, or nothing is ever settled. */
function quickestWay(definition: Definition): { readonly days: number; readonly steps: readonly Step[] } | undefined {
  const { nodes, next, awaited } = graphOf(definition)
  const starts = [...nodes.values()].filter(({ clock }) => clock === 'start')
  if (starts.length === 0 || nodes.size > MOST_NODES) return undefined
  const open = new Map<string, Arrival>(starts.map(({ id }) => [id, { node: id, isPaused: false, days: 0, steps: [] }]))
  const done = new Set<string>()
  for (let nearest = takeNearest(open); nearest !== undefined; nearest = takeNearest(open)) {
    const [key, { node: id, isPaused, days, steps: before }] = nearest
    const node = nodes.get(id)
    done.add(key)
    if (node === undefined) continue
    if (node.standing === 'settled') return { days, steps: before }
    const paused = node.clock === 'pause' || (isPaused && !GOES_ON.has(node.clock ?? ''))
    // What an event-based gateway waits for is entered when it comes: till then the clock is as it was.
    const own = (awaited.has(id) ? isPaused : paused) ? 0 : leastOf(node)
    for (const { to, isInterrupted } of next.get(id) ?? []) {
      const more = isInterrupted ? 0 : own
      const then = `${to} ${paused}`
      const known = open.get(then)
      if (done.has(then) || (known !== undefined && known.days <= days + more)) continue
      const taken = more === 0 ? before : [...before, { id, days: more }]
      open.set(then, { node: to, isPaused: paused, days: days + more, steps: taken })
    }
  }
  return undefined
}

const GOES_ON: ReadonlySet<string> = new Set(['resume', 'continue', 'restart', 'start'])

function takeNearest(open: Map<string, Arrival>): readonly [string, Arrival] | undefined {
  let nearest: readonly [string, Arrival] | undefined
  for (const one of open) if (nearest === undefined || one[1].days < nearest[1].days) nearest = one
  if (nearest !== undefined) open.delete(nearest[0])
  return nearest
}

/** `isInterrupted`: the node is left before it is done. */
interface Way {
  readonly to: string
  readonly isInterrupted: boolean
}

/** Every scope in one graph: a sub-process leads into itself, and its ends to what follows it. */
function graphOf(definition: Definition): {
  readonly nodes: ReadonlyMap<string, FlowNode>
  readonly next: ReadonlyMap<string, readonly Way[]>
  /** Events behind an event-based gateway. */
  readonly awaited: ReadonlySet<string>
} {
  const nodes = new Map<string, FlowNode>()
  const next = new Map<string, Way[]>()
  const connect = (from: string, to: string, isInterrupted = false) => {
    next.set(from, [...(next.get(from) ?? []), { to, isInterrupted }])
  }
  for (const { scope } of scopesOf(definition)) {
    for (const node of scope.nodes) {
      nodes.set(node.id, node)
      if (node.kind === 'boundaryEvent') connect(node.attachedTo, node.id, true)
      if (isSubProcess(node)) for (const { id } of firstIn(node)) connect(node.id, id)
    }
    const inner = new Map(scope.nodes.filter(isSubProcess).map((node) => [node.id, lastIn(node)]))
    for (const { source, target } of scope.flows) {
      const ends = inner.get(source) ?? []
      if (ends.length === 0) connect(source, target)
      for (const { id } of ends) connect(id, target)
    }
  }
  const gateways = [...nodes.values()].filter(({ kind }) => kind === 'eventBasedGateway')
  const awaited = new Set(gateways.flatMap(({ id }) => (next.get(id) ?? []).map(({ to }) => to)))
  return { nodes, next, awaited }
}

function firstIn({ nodes }: FlowScope): readonly FlowNode[] {
  return nodes.filter(({ kind }) => kind === 'startEvent')
}

function lastIn({ nodes }: FlowScope): readonly FlowNode[] {
  return nodes.filter(({ kind }) => kind === 'endEvent')
}

/** The fewest working days that a step takes which uses all of its time. */
function leastOf(node: FlowNode): number {
  if (node.kind === 'userTask') return node.limit === undefined ? 0 : inDays(node.limit, WORKED_OF_WEEK)
  if (node.kind !== 'intermediateCatchEvent') return 0
  const [event] = node.events
  return event?.kind === 'timer' && event.timer.kind === 'after' ? inDays(event.timer.limit, WORKED_OF_WEEK) : 0
}

/** The most working days that a limit can be. */
function mostOf(limit: Limit): number {
  // Hours by the clock and ISO durations are no internal time: nobody adds steps up against them.
  return limit.unit === 'hours' || limit.unit === 'elapsed' ? Infinity : inDays(limit, 1)
}

function inDays(limit: Limit, ofCalendar: number): number {
  switch (limit.unit) {
    case 'workingDays':
      return limit.amount
    case 'workingHours':
      return limit.amount / DAY_HOURS
    case 'days':
      return Math.floor(limit.amount * ofCalendar)
    case 'months':
      return Math.floor(limit.amount * MOST_OF_MONTH * ofCalendar)
    case 'sameDay':
      return 1
    case 'hours':
    case 'elapsed':
      return 0
  }
}

function rounded(days: number): string {
  return String(Math.round(days * 100) / 100)
}
