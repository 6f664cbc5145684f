import { dueAt, type Calendar, type TimeLimit } from '../calendar/index.ts'
import { all, type DueMoved } from '../kernel/index.ts'
import type { Node } from '../compile/index.ts'
import type { DossierState } from './dossier.ts'
import type { Procedure } from './procedure.ts'

/**
 * The steps and timers of a dossier whose time is another one under the calendar as it is now. A step's time counts from the instant at
 * which it began, a timer's from the one at which it was set.
 *
 * @param began  those instants, by instance number, as the journal has them; an instance that is not among them stays as it is
 */
export function movedSteps(
  { program }: Procedure,
  { kernel }: DossierState,
  began: Readonly<Record<number, number>>,
  { at, reason }: { readonly at: number; readonly reason: string },
  calendar: Calendar,
): DueMoved[] {
  const moved: DueMoved[] = []
  for (const { n, node: index, due, left } of all(kernel.instances)) {
    const node = program.nodes[index]
    const since = began[n]
    const limit = node === undefined ? undefined : timeOf(node)
    // What repeats is set anew each time that it fires.
    if (node === undefined || due === null || left !== undefined || since === undefined || limit === undefined) continue
    const now = dueAt(since, limit, calendar)
    if (now !== due) moved.push({ type: 'dueMoved', at, instance: n, element: node.id, due: now, dueBefore: due, reason })
  }
  return moved
}

/** The time that is fixed in the definition; what an expression says was said once. */
function timeOf(node: Node): TimeLimit | undefined {
  if (node.kind === 'userTask') return node.limit
  const triggers = 'triggers' in node ? node.triggers : []
  const [timer, another] = triggers.flatMap((trigger) => (trigger.kind === 'timer' ? [trigger.timer] : []))
  return another === undefined && timer?.kind === 'after' ? timer.limit : undefined
}
