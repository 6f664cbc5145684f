import type { ActivityNode } from '../compile/index.ts'
import type { Execution } from './behaviour.ts'
import { afterCompensation, nextCompensation } from './compensation.ts'
import { goOnLoop } from './loops/loop.ts'

/** A loop takes its next turn; who throws compensation has the next activity compensated, or is done with it. */
export function proceed(n: number, x: Execution): void {
  const instance = x.instance(n)
  const node = x.nodeOf(n)
  if (instance.loop !== undefined) return goOnLoop(node as ActivityNode, n, x)
  if (instance.pending === undefined || nextCompensation(n, x)) return
  const { scope, compensates, isDetached } = instance
  if (node.kind === 'transaction' && instance.isCancelling === true) return leaveCancelled(n, x)
  if (isDetached !== true && (node.kind === 'intermediateThrowEvent' || node.kind === 'endEvent')) x.observe('completed', node)
  x.complete(n)
  if (node.kind === 'intermediateThrowEvent' && isDetached !== true) x.leave(node, scope)
  if (compensates !== undefined) afterCompensation(compensates, x)
}

/** The cancelled transaction is left by its cancel boundary event; one of many ends the others with it. */
function leaveCancelled(n: number, x: Execution): void {
  const { scope, node } = x.instance(n)
  const around = scope === 0 ? undefined : x.find(scope)
  const whole = around?.loop !== undefined && around.node === node ? scope : n
  const caught = x.waitersOn(whole, ({ kind }) => kind === 'cancel')[0]
  if (caught === undefined) x.terminate(whole)
  else x.trigger(caught.instance, caught.which, {})
}
