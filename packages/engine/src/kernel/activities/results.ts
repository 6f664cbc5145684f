import type { ActivityNode } from '../../compile/index.ts'
import type { Execution } from '../behaviour.ts'
import type { Variables } from '../command.ts'

/** What an activity's work gave: kept inside where output mappings say what gets out, else set where its variables live. */
export function give(node: ActivityNode, scope: number, values: Variables, x: Execution): void {
  const isInside = node.output.length > 0 && x.find(scope)?.node === node.index && x.find(scope)?.loop === undefined
  if (isInside) x.setLocal(scope, values)
  else x.assign(scope, values)
}
