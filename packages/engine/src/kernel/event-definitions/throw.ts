import type { CompiledMapping, Node, Trigger } from '../../compile/index.ts'
import type { Execution } from '../behaviour.ts'
import type { Variables } from '../command.ts'
import type { Value } from '../state.ts'

/** What a thrown message or signal carries. An expression without a value gives `null`: throwing does not fail. */
export function payloadOf(mappings: readonly CompiledMapping[], scope: number, x: Execution): Variables {
  const payload: Record<string, Value> = {}
  for (const { target, expression } of mappings) {
    const result = x.evaluate(expression, scope)
    payload[target] = result.ok ? result.value : null
  }
  return payload
}

/**
 * Throws a message, signal, error or escalation for others to catch. What ends or compensates is the throwing event's own matter.
 *
 * @law BPMN 2.0.2 §10.5.1, §13.5.4
 */
export function throwTrigger(node: Node, trigger: Trigger, scope: number, x: Execution, payload: Variables): void {
  switch (trigger.kind) {
    case 'message': {
      const keys = keysOf(trigger.message, scope, x, payload)
      if (keys !== undefined) x.emit({ type: 'keysSet', keys, at: x.at })
      const { message, job } = trigger
      x.emit({
        type: 'messageThrown',
        element: node.id,
        message,
        payload,
        ...(job === undefined ? {} : { job }),
        ...(keys === undefined ? {} : { keys }),
        at: x.at,
      })
      return
    }
    case 'signal':
      x.emit({ type: 'signalThrown', element: node.id, signal: trigger.signal, payload, at: x.at })
      x.broadcast(trigger.signal, payload)
      return
    case 'escalation':
      x.throwAround('escalation', trigger.code, scope)
      return
    case 'error':
      x.throwAround('error', trigger.code, scope)
      return
    default:
      return
  }
}

/** The conversation's values: those that it has already, else those that the payload and the process's data give. */
function keysOf(message: string, scope: number, x: Execution, payload: Variables): Record<string, readonly Value[]> | undefined {
  const keys: Record<string, readonly Value[]> = {}
  for (const { id, byMessage } of x.program.correlations) {
    const expressions = byMessage.get(message)
    if (expressions === undefined) continue
    keys[id] = expressions.map((expression) => {
      const result = x.evaluate(expression, scope, payload)
      return result.ok ? result.value : null
    })
  }
  return Object.keys(keys).length === 0 ? undefined : keys
}
