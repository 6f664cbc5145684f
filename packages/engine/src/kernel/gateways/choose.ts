import { NONE, type Flow, type Node } from '../../compile/index.ts'
import type { Execution, Problem } from '../behaviour.ts'
import type { Variables } from '../command.ts'

/** The flows that are taken, or why that cannot be said. */
export type Choice = readonly Flow[] | Problem

/**
 * Which outgoing flows of an activity or of an inclusive or complex gateway are taken: those without a condition, those whose
 * condition holds, and if no condition holds the default flow.
 *
 * @law BPMN 2.0.2 §10.3.1 (conditional flows), §13.3.2, §13.4.3
 */
export function chooseFlows(node: Node, scope: number, x: Execution, extra?: Variables): Choice {
  if (!node.isConditional && node.defaultFlow === NONE) return node.outgoingFlows
  const flows: Flow[] = []
  let hasUnconditional = false
  let holds = false
  for (const flow of node.outgoingFlows) {
    if (flow.isDefault) continue
    if (flow.condition === undefined) {
      hasUnconditional = true
      flows.push(flow)
      continue
    }
    const result = holdsOn(flow, scope, x, extra)
    if (typeof result !== 'boolean') return result
    if (result) flows.push(flow)
    holds ||= result
  }
  if (!holds && node.defaultFlow !== NONE) return [...flows, x.flow(node.defaultFlow)]
  if (!holds && !hasUnconditional) return noneHolds(node)
  return flows
}

/** Whether the condition of a flow holds. */
export function holdsOn(flow: Flow, scope: number, x: Execution, extra?: Variables): boolean | Problem {
  if (flow.condition === undefined) return true
  const result = x.evaluate(flow.condition, scope, extra)
  if (!result.ok) {
    return { code: 'CONDITION_INVALID', message: `expected true or false on "${flow.id}", found: ${result.problem}` }
  }
  if (typeof result.value === 'boolean') return result.value
  const found = JSON.stringify(result.value)
  return {
    code: 'CONDITION_INVALID',
    message: `expected true or false of "${flow.condition.text}" on "${flow.id}", found ${found}`,
  }
}

export function noneHolds(node: Node): Problem {
  return { code: 'CONDITION_NONE_TRUE', message: `expected one branch of "${node.id}" to hold, found none and no default` }
}

/** Takes them; where there was a choice, it is recorded. */
export function takeChosen(node: Node, flows: readonly Flow[], scope: number, x: Execution): void {
  const hadChoice = node.isConditional || node.defaultFlow !== NONE
  for (let index = 0; index < flows.length; index++) {
    const flow = flows[index] as Flow
    if (hadChoice) x.emit({ type: 'branchTaken', element: node.id, flow: flow.id, scope, at: x.at })
    x.take(flow, scope)
  }
}
