import type { DataItem, FlowScope, Lane } from '../definition.ts'
import { escapeXml } from '../../xml/index.ts'
import { encodeId } from './ids.ts'
import { nodeXml } from './write-node.ts'
import { element, type Written } from './xml-text.ts'

/** The inside of a process or sub-process. */
export function scopeXml(scope: FlowScope, written: Written): string[] {
  const properties = scope.data.filter(({ kind }) => kind === 'property')
  const data = scope.data.filter(({ kind }) => kind !== 'property')
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
  return [
    ...properties.map(dataXml),
    ...(scope.lanes.length === 0
      ? []
      : [element('laneSet', { id: `lanes-${encodeId(scope.lanes[0]?.id ?? '')}` }, scope.lanes.map(laneXml))]),
    ...data.map(dataXml),
    ...scope.nodes.map((node) => nodeXml(node, scope, written, (inner) => scopeXml(inner, written))),
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
        flow.condition === undefined
          ? []
          : [
              element(
                'conditionExpression',
                { 'xsi:type': 'tFormalExpression', language: flow.condition.language },
                conditionText(flow.condition),
              ),
            ],
      ),
    ),
    ...scope.artifacts.map((artifact) =>
      artifact.kind === 'association'
        ? element(
            'association',
            { id: encodeId(artifact.id), sourceRef: ref(artifact.source), targetRef: ref(artifact.target) },
            [],
          )
        : element(
            artifact.kind,
            { id: encodeId(artifact.id) },
            artifact.text === undefined ? [] : [element('text', {}, escapeXml(artifact.text))],
          ),
    ),
    ...missing.map(([from, to]) =>
      element(
        'association',
        { id: encodeId(`compensation-${from}`), sourceRef: encodeId(from), targetRef: encodeId(to), associationDirection: 'One' },
        [],
      ),
    ),
  ]
}

function ref(id: string | undefined): string | undefined {
  return id === undefined ? undefined : encodeId(id)
}

export function conditionText({ text, language }: { readonly text: string; readonly language?: string }): string {
  return language === undefined ? `=${escapeXml(text)}` : escapeXml(text)
}

export function dataXml(item: DataItem): string {
  const reference = item.kind === 'dataStoreReference' ? 'dataStoreRef' : 'dataObjectRef'
  return element(
    item.kind,
    {
      id: encodeId(item.id),
      name: item.name?.vi ?? (item.variable === item.id ? undefined : item.variable),
      'motcua:variable': item.variable,
      isCollection: item.isCollection ? 'true' : undefined,
      [reference]: item.refersTo === undefined ? undefined : encodeId(item.refersTo),
    },
    [],
  )
}

function laneXml(lane: Lane): string {
  return element('lane', { id: encodeId(lane.id), name: lane.name?.vi }, [
    ...lane.nodes.map((node) => element('flowNodeRef', {}, encodeId(node))),
    ...(lane.lanes.length === 0 ? [] : [element('childLaneSet', { id: `lanes-${encodeId(lane.id)}` }, lane.lanes.map(laneXml))]),
  ])
}
