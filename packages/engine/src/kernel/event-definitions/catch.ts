import type { IntermediateCatchEventNode, ReceiveTaskNode } from '../../compile/index.ts'
import type { Execution } from '../behaviour.ts'
import { armTimer, dueOfTimer } from './timer.ts'

type Catching = IntermediateCatchEventNode | ReceiveTaskNode

/** A token arrives and waits here. */
export function catchAlone(node: Catching, scope: number, execution: Execution): void {
  execution.observe('entered', node)
  subscribe(node, scope, undefined, execution)
}

/** An event-based gateway waits here; no token has come yet. */
export function catchUnder(node: Catching, scope: number, host: number, execution: Execution): void {
  subscribe(node, scope, host, execution)
}

/** What it waited for has come: the gateway before it, if there is one, is decided, and the token goes on from here. */
export function caught(node: Catching, instance: number, execution: Execution): void {
  const { scope, host } = execution.state.instances[instance] ?? { scope: 0, host: null }
  if (host !== null) {
    const gateway = execution.program.nodes[execution.state.instances[host]?.node ?? 0]
    const flow = gateway?.outgoing
      .map((index) => execution.program.flows[index])
      .find((candidate) => candidate?.target === node.index)
    if (gateway !== undefined && flow !== undefined) {
      execution.observe('completed', gateway)
      execution.emit({ type: 'branchTaken', element: gateway.id, flow: flow.id, scope })
      execution.observeFlow(flow)
    }
    execution.observe('entered', node)
  }
  execution.observe('caught', node)
  execution.observe('completed', node)
  execution.complete(instance)
  if (host !== null) execution.complete(host)
  execution.leave(node, scope)
}

function subscribe(node: Catching, scope: number, host: number | undefined, execution: Execution): void {
  if (node.kind === 'receiveTask' || node.trigger.kind === 'message') {
    execution.activate(node, scope, { host })
    return
  }
  const due = dueOfTimer(node.trigger.timer, scope, execution)
  const instance = execution.activate(node, scope, { host, due: due.ok ? due.instant : undefined })
  if (!due.ok) armTimer(node, instance, node.trigger.timer, execution)
}
