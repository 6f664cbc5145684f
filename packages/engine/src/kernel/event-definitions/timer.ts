import { dueAt, parseInstant } from '../../calendar/index.ts'
import type { CompiledTimer, Node } from '../../compile/index.ts'
import type { Execution } from '../behaviour.ts'

/** When a timer that is set now fires, or why that cannot be said. */
export type Due = { readonly ok: true; readonly instant: number } | { readonly ok: false; readonly problem: string }

export function dueOfTimer(timer: CompiledTimer, scope: number, execution: Execution): Due {
  if (timer.kind === 'after') return { ok: true, instant: dueAt(execution.at, timer.limit, execution.calendar) }
  const result = execution.evaluate(timer.expression, scope)
  if (!result.ok) return result
  const instant = typeof result.value === 'string' ? parseInstant(result.value) : undefined
  if (instant === undefined) return { ok: false, problem: `"${timer.expression.text}" gives no date and time` }
  return { ok: true, instant }
}

/**
 * Sets the timer of an instance that has none yet.
 *
 * @incident TIMER_INVALID  the expression gives no instant; resolving computes it again
 */
export function armTimer(node: Node, instance: number, timer: CompiledTimer, execution: Execution): void {
  const scope = execution.state.instances[instance]?.scope ?? 0
  const due = dueOfTimer(timer, scope, execution)
  if (due.ok) return execution.emit({ type: 'timerSet', instance, element: node.id, due: due.instant })
  execution.observe('failed', node)
  execution.raise('TIMER_INVALID', `expected a date and time, found: ${due.problem}`, { instance, element: node.id })
}
