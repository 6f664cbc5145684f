import { NONE, type Flow, type NodeOf } from '../../compile/index.ts'
import type { Behaviour, Execution } from '../behaviour.ts'

type ExclusiveGateway = NodeOf<'exclusiveGateway'>

/**
 * Exclusive gateway: takes the first flow whose condition is true, in the order written, else the default flow.
 *
 * @law BPMN 2.0.2 §13.4.2
 * @incident CONDITION_INVALID  a condition gave neither true nor false; resolving evaluates again
 * @incident CONDITION_NONE_TRUE  no condition held and there is no default flow
 */
export const exclusiveGateway: Behaviour<ExclusiveGateway> = {
  enter(node, scope, execution) {
    execution.observe('entered', node)
    const choice = choose(node, scope, execution)
    if ('flow' in choice) return go(node, choice.flow, scope, execution)
    hold(node, execution.activate(node, scope), choice, execution)
  },
  awaits: () => ({ kind: 'inside' }),
  retry(node, instance, execution) {
    const scope = execution.state.instances[instance]?.scope ?? 0
    const choice = choose(node, scope, execution)
    if (!('flow' in choice)) return hold(node, instance, choice, execution)
    execution.complete(instance)
    go(node, choice.flow, scope, execution)
  },
}

type Choice = { readonly flow: Flow } | { readonly code: string; readonly message: string }

function choose(node: ExclusiveGateway, scope: number, execution: Execution): Choice {
  for (const index of node.outgoing) {
    const flow = execution.program.flows[index] as Flow
    if (flow.isDefault) continue
    if (flow.condition === undefined) return { flow }
    const result = execution.evaluate(flow.condition, scope)
    if (!result.ok)
      return { code: 'CONDITION_INVALID', message: `expected true or false on "${flow.id}", found: ${result.problem}` }
    if (typeof result.value !== 'boolean') {
      const found = JSON.stringify(result.value)
      return {
        code: 'CONDITION_INVALID',
        message: `expected true or false of "${flow.condition.text}" on "${flow.id}", found ${found}`,
      }
    }
    if (result.value) return { flow }
  }
  if (node.defaultFlow !== NONE) return { flow: execution.program.flows[node.defaultFlow] as Flow }
  return { code: 'CONDITION_NONE_TRUE', message: `expected one branch of "${node.id}" to hold, found none and no default` }
}

function go(node: ExclusiveGateway, flow: Flow, scope: number, execution: Execution): void {
  if (node.outgoing.length > 1) execution.emit({ type: 'branchTaken', element: node.id, flow: flow.id, scope })
  execution.observe('completed', node)
  execution.take(flow, scope)
}

function hold(
  node: ExclusiveGateway,
  instance: number,
  problem: { readonly code: string; readonly message: string },
  execution: Execution,
): void {
  execution.observe('failed', node)
  execution.raise(problem.code, problem.message, { instance, element: node.id })
}
