import type { FlowNode, FlowScope } from '@motcua/engine'

/** Drawn as a frame around its inside. */
export function isFrame(node: FlowNode): node is FlowNode & FlowScope {
  return 'nodes' in node
}

/** Drawn as a box with its name inside. */
export function isBox(node: FlowNode): boolean {
  return /task$/i.test(node.kind) || node.kind === 'callActivity'
}
