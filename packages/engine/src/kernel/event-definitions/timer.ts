import { dueAt, parseInstant } from '../../calendar/index.ts'
import type { CompiledTimer, Node } from '../../compile/index.ts'
import type { Execution } from '../behaviour.ts'

/** When a timer that is set now fires, or why that cannot be said. `left`: how often it fires after that; `null`: without end. */
export type Due =
  | { readonly ok: true; readonly instant: number; readonly left?: number | null }
  | { readonly ok: false; readonly problem: string }

export function dueOfTimer(timer: CompiledTimer, scope: number, x: Execution): Due {
  if (timer.kind === 'after') return { ok: true, instant: dueAt(x.at, timer.limit, x.calendar) }
  const result = x.evaluate(timer.expression, scope)
  if (!result.ok) return result
  const text = typeof result.value === 'string' ? result.value.trim() : ''
  const nothing = (expected: string): Due => ({ ok: false, problem: `"${timer.expression.text}" gives no ${expected}` })
  switch (timer.kind) {
    case 'at': {
      const instant = parseInstant(text)
      return instant === undefined ? nothing('date and time') : { ok: true, instant }
    }
    case 'afterExpression': {
      const instant = later(x.at, text, x)
      return instant === undefined ? nothing('duration') : { ok: true, instant }
    }
    case 'cycle':
      return cycle(text, x) ?? nothing('repetition as R3/PT10M')
  }
}

/** `Rn/start/duration`, `Rn/duration`, `Rn/duration/end` of ISO 8601. */
function cycle(text: string, x: Execution): Due | undefined {
  const [repeat = '', ...parts] = text.split('/')
  const times = /^R(\d*)$/.exec(repeat)
  const span = parts.find((part) => part.startsWith('P'))
  if (times === null || span === undefined || times[1] === '0') return undefined
  const left = times[1] === '' ? null : Number(times[1]) - 1
  const start = parts[0] === span ? undefined : parseInstant(parts[0] ?? '')
  if (parts[0] !== span && start === undefined) return undefined
  const first = start !== undefined && start > x.at ? start : later(x.at, span, x)
  return first === undefined ? undefined : { ok: true, instant: first, left }
}

function later(at: number, duration: string, x: Execution): number | undefined {
  try {
    return dueAt(at, { unit: 'elapsed', duration }, x.calendar)
  } catch {
    return undefined
  }
}

/** When a timer that has just fired fires again; `undefined`: never. */
export function nextDue(timer: CompiledTimer, scope: number, x: Execution, left: number | null | undefined): Due | undefined {
  if (timer.kind !== 'cycle' || left === undefined || left === 0) return undefined
  const due = dueOfTimer(timer, scope, x)
  return due.ok ? { ...due, left: left === null ? null : left - 1 } : due
}

/** Says why an instance has no timer. @incident TIMER_INVALID  the expression gives no instant; resolving computes it again */
export function holdTimer(node: Node, instance: number, problem: string, x: Execution): void {
  x.observe('failed', node)
  x.raise('TIMER_INVALID', `expected a date and time, found: ${problem}`, { instance, element: node.id })
}
