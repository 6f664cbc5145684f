import type { FlowNode, FlowScope } from '../definition/index.ts'

/** The link events of one level: who throws a link, and where it comes out. */
export interface Links {
  /** By name: the catching event; of several the first, which is refused before it runs. */
  readonly catching: ReadonlyMap<string, string>
  /** By name: the throwing events. */
  readonly throwing: ReadonlyMap<string, readonly string[]>
}

export function linksOf(scope: FlowScope): Links {
  const catching = new Map<string, string>()
  const throwing = new Map<string, string[]>()
  for (const node of scope.nodes) {
    const name = linkName(node)
    if (name === undefined) continue
    if (node.kind === 'intermediateCatchEvent') catching.set(name, catching.get(name) ?? node.id)
    else if (throwing.get(name)?.push(node.id) === undefined) throwing.set(name, [node.id])
  }
  return { catching, throwing }
}

/** The name of the link that an event throws or catches. */
export function linkName(node: FlowNode): string | undefined {
  if (node.kind !== 'intermediateCatchEvent' && node.kind !== 'intermediateThrowEvent') return undefined
  const link = node.events.find(({ kind }) => kind === 'link')
  return link?.kind === 'link' ? link.name : undefined
}
