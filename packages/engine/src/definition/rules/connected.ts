import { defineCode } from '../../diagnostics/index.ts'
import type { FlowNode, FlowScope } from '../definition.ts'
import { exampleFile, SMALLEST_FLOW } from '../example-file.ts'
import { finding, scopesOf, type Rule } from './rule.ts'

const right = exampleFile(SMALLEST_FLOW)

export const NODE_UNREACHABLE = defineCode({
  code: 'NODE_UNREACHABLE',
  severity: 'error',
  what: { vi: 'không có đường nào từ điểm bắt đầu đến "{id}"', en: 'expected a path from the start to "{id}", found none' },
  cure: {
    vi: 'thêm next: {id} vào phần tử đứng trước, hoặc xóa "{id}"',
    en: 'put `next: {id}` on the element before it, or remove it',
  },
  example: { wrong: `${right}  lonely: { intermediateThrowEvent: , next: done }\n`, right },
})

export const NODE_WITHOUT_NEXT = defineCode({
  code: 'NODE_WITHOUT_NEXT',
  severity: 'error',
  what: { vi: 'sau "{id}" không có gì', en: 'expected something after "{id}", found nothing' },
  cure: { vi: 'thêm next: …', en: 'add `next: …`' },
  example: {
    wrong: exampleFile(
      'flow:\n  begin: { startEvent: , next: [a, done] }\n  a: { intermediateThrowEvent: }\n  done: { endEvent: }',
    ),
    right,
  },
})

/** Every element lies on a path from the start, and every path goes on to an end. */
export const connected: Rule = {
  codes: [NODE_UNREACHABLE, NODE_WITHOUT_NEXT],
  check: (context) =>
    [...scopesOf(context.definition)].flatMap(({ scope, owner }) => {
      // What is in an ad-hoc sub-process begins and ends as people choose; a global task stands alone.
      if (owner?.kind === 'adHocSubProcess' || ('isGlobalTask' in scope && scope.isGlobalTask === true)) return []
      const reached = reachable(scope)
      const sources = new Set(scope.flows.map(({ source }) => source))
      return scope.nodes.flatMap((node) => {
        if (goesOn(node) && !sources.has(node.id)) return [finding(NODE_WITHOUT_NEXT, context, node, { id: node.id })]
        const isLost = context.isWhole && reached.size > 0 && !reached.has(node.id)
        return isLost ? [finding(NODE_UNREACHABLE, context, node, { id: node.id })] : []
      })
    }),
}

/** Whether a flow must lead out of it. */
function goesOn(node: FlowNode): boolean {
  if (node.kind === 'endEvent' || happensByItself(node)) return false
  if (node.kind === 'intermediateThrowEvent') return node.events[0]?.kind !== 'link'
  return node.kind !== 'boundaryEvent' || node.events[0]?.kind !== 'compensation'
}

/** Event sub-processes and compensation handlers: no flow leads to them or from them. */
function happensByItself(node: FlowNode): boolean {
  return (node.kind === 'subProcess' && node.triggeredByEvent) || ('isForCompensation' in node && node.isForCompensation)
}

function begins(node: FlowNode): boolean {
  return node.kind === 'startEvent' || ('instantiate' in node && node.instantiate) || happensByItself(node)
}

function linkOf(node: FlowNode, kind: FlowNode['kind']): string | undefined {
  const event = node.kind === kind && 'events' in node ? node.events[0] : undefined
  return event?.kind === 'link' ? event.name : undefined
}

function reachable(scope: FlowScope): ReadonlySet<string> {
  const next = new Map<string, string[]>()
  const connect = (from: string, to: string) => {
    const known = next.get(from)
    if (known === undefined) next.set(from, [to])
    else known.push(to)
  }
  for (const { source, target } of scope.flows) connect(source, target)
  for (const node of scope.nodes) {
    if (node.kind === 'boundaryEvent') connect(node.attachedTo, node.id)
    const name = linkOf(node, 'intermediateThrowEvent')
    if (name === undefined) continue
    for (const other of scope.nodes) if (linkOf(other, 'intermediateCatchEvent') === name) connect(node.id, other.id)
  }
  const reached = new Set<string>()
  const open = scope.nodes.filter(begins).map(({ id }) => id)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue
    reached.add(id)
    open.push(...(next.get(id) ?? []))
  }
  return reached
}
