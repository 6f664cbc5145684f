import type { BodyNode } from '../../compile/index.ts'
import type { Execution } from '../behaviour.ts'
import type { Value } from '../state.ts'

/** The inside of a sub-process or of a called process begins: its data, its event sub-processes, its starts. */
export function openBody(node: BodyNode, instance: number, x: Execution): void {
  prepareScope(node.body, instance, x)
  for (const start of x.program.scopes[node.body]?.starts ?? []) x.enter(x.node(start), instance)
  x.ended(instance)
}

/** Data that lives with a scope, and the event sub-processes that wait in it. */
export function prepareScope(body: number, scope: number, x: Execution): void {
  const declared = x.program.scopes[body]
  const data: Record<string, Value> = {}
  const given = x.draft.scopes.get(scope)?.variables ?? {}
  for (const { variable, initial } of declared?.data ?? []) {
    if (Object.hasOwn(given, variable)) continue
    const result = initial === undefined ? undefined : x.evaluate(initial, scope)
    data[variable] = result?.ok === true ? result.value : null
  }
  x.setLocal(scope, data)
  for (const handler of declared?.handlers ?? []) {
    const start = x.node(handler)
    x.behaviourOf(start).subscribe?.(start, scope, scope, x)
  }
}
