import type { FlowScope, Lane, SequenceFlow } from '../definition.ts'
import { escapeXml } from '../../xml/index.ts'
import { encodeId } from './ids.ts'
import { nodeXml } from './write-node.ts'
import { dataXml } from './write-data.ts'
import { carriedXml, element, expressionXml, type Written } from './xml-text.ts'

function by(flows: readonly SequenceFlow[], end: 'source' | 'target'): ReadonlyMap<string, SequenceFlow[]> {
  const found = new Map<string, SequenceFlow[]>()
  for (const flow of flows) {
    const known = found.get(flow[end])
    if (known === undefined) found.set(flow[end], [flow])
    else known.push(flow)
  }
  return found
}

/** The inside of a process or sub-process. */
export function scopeXml(scope: FlowScope, written: Written): string[] {
  const properties = scope.data.filter(({ kind }) => kind === 'property')
  const data = scope.data.filter(({ kind }) => kind !== 'property' && kind !== 'dataStore')
  const handlers = new Map(
    scope.nodes.flatMap((node) =>
      node.kind === 'boundaryEvent'
        ? node.events.flatMap((event) =>
            event.kind === 'compensation' && event.handler !== undefined ? [[node.id, event.handler] as const] : [],
          )
        : [],
    ),
  )
  const associations = scope.artifacts.filter(({ kind, source }) => kind === 'association' && handlers.has(source ?? ''))
  const missing = [...handlers].filter(([from]) => !associations.some(({ source }) => source === from))
  const [incoming, outgoing] = [by(scope.flows, 'target'), by(scope.flows, 'source')]
  const ends = (id: string) => ({ incoming: incoming.get(id) ?? [], outgoing: outgoing.get(id) ?? [] })
  return [
    ...properties.map(dataXml),
    ...(scope.lanes.length === 0
      ? []
      : [
          element(
            'laneSet',
            { id: written.fresh('lanes') },
            scope.lanes.map((lane) => laneXml(lane, written)),
          ),
        ]),
    ...data.map(dataXml),
    ...scope.nodes.map((node) => nodeXml(node, ends(node.id), written, (inner) => scopeXml(inner, written))),
    ...scope.flows.map((flow) =>
      element(
        'sequenceFlow',
        {
          id: encodeId(flow.id),
          name: flow.name?.vi,
          'motcua:nameEn': flow.name?.en,
          sourceRef: encodeId(flow.source),
          targetRef: encodeId(flow.target),
        },
        [...carriedXml(flow), ...(flow.condition === undefined ? [] : [expressionXml('conditionExpression', flow.condition)])],
      ),
    ),
    ...scope.artifacts.map((artifact) =>
      artifact.kind === 'association'
        ? element(
            'association',
            { id: encodeId(artifact.id), sourceRef: ref(artifact.source), targetRef: ref(artifact.target) },
            carriedXml(artifact),
          )
        : artifact.kind === 'group'
          ? element('group', { id: encodeId(artifact.id), 'motcua:text': artifact.text }, carriedXml(artifact))
          : element('textAnnotation', { id: encodeId(artifact.id) }, [
              ...carriedXml(artifact),
              ...(artifact.text === undefined ? [] : [element('text', {}, escapeXml(artifact.text))]),
            ]),
    ),
    ...missing.map(([from, to]) =>
      element(
        'association',
        {
          id: written.fresh(`compensation-${from}`),
          sourceRef: encodeId(from),
          targetRef: encodeId(to),
          associationDirection: 'One',
          'motcua:isImplied': 'true',
        },
        [],
      ),
    ),
  ]
}

function ref(id: string | undefined): string | undefined {
  return id === undefined ? undefined : encodeId(id)
}

function laneXml(lane: Lane, written: Written): string {
  const inner = lane.lanes.map((one) => laneXml(one, written))
  return element('lane', { id: encodeId(lane.id), name: lane.name?.vi, 'motcua:nameEn': lane.name?.en }, [
    ...carriedXml(lane),
    ...lane.nodes.map((node) => element('flowNodeRef', {}, encodeId(node))),
    ...(inner.length === 0 ? [] : [element('childLaneSet', { id: written.fresh('lanes') }, inner)]),
  ])
}
