import { diagnose, type Diagnostic, type Sentence } from '../diagnostics/index.ts'
import {
  checkSpecification,
  isActivity,
  nodesIn,
  type Definition,
  type EventDefinition,
  type FlowNode,
  type Process,
} from '../definition/index.ts'
import { reachedFrom } from './calls.ts'
import { ELEMENT_INCOMPLETE } from './codes.ts'

/**
 * What a process that was drawn to be read (`isExecutable="false"`) leaves open, and running would need; and else what in it is not as the
 * specification has it, which was only warned about when it was read.
 */
export function incompleteIn(process: Process, definition: Definition): readonly Diagnostic[] {
  const reached = reachedFrom(process, definition)
  const open = openIn(reached, definition)
  if (open.length > 0 || reached.every(({ isExecutable }) => isExecutable)) return open
  const processes = reached.map((one) => ({ ...one, isExecutable: true }))
  return checkSpecification({ ...definition, processes, collaboration: undefined }).filter(({ severity }) => severity === 'error')
}

function openIn(reached: readonly Process[], definition: Definition): Diagnostic[] {
  return reached.flatMap((one) =>
    nodesIn(one).flatMap((node) =>
      lacking(node).map((what) =>
        diagnose(ELEMENT_INCOMPLETE, {
          file: definition.file,
          position: node.position,
          element: node.id,
          details: { element: node.id, vi: what.vi, en: what.en },
        }),
      ),
    ),
  )
}

function lacking(node: FlowNode): Sentence[] {
  if (node.kind === 'callActivity' && node.calledElement === '') return [{ vi: 'quy trình được gọi', en: 'a called element' }]
  if (node.kind === 'subProcess' && node.triggeredByEvent) {
    const hasStart = node.nodes.some(({ kind }) => kind === 'startEvent')
    return hasStart ? [] : [{ vi: 'sự kiện bắt đầu', en: 'a start event' }]
  }
  if (node.kind === 'adHocSubProcess') {
    return node.nodes.some(isActivity) ? [] : [{ vi: 'hoạt động', en: 'an activity' }]
  }
  if (!('events' in node)) return []
  const waits = node.kind === 'intermediateCatchEvent' || node.kind === 'boundaryEvent'
  if (waits && node.events.length === 0) return [{ vi: 'loại sự kiện', en: 'an event definition' }]
  return node.events.flatMap((event) => lackingIn(event, node))
}

function lackingIn(event: EventDefinition, node: FlowNode): Sentence[] {
  switch (event.kind) {
    case 'timer': {
      const isOpen = 'expression' in event.timer && event.timer.expression.text === ''
      return isOpen ? [{ vi: 'thời gian', en: 'a time' }] : []
    }
    case 'conditional':
      return event.condition.text === '' ? [{ vi: 'điều kiện', en: 'a condition' }] : []
    case 'link':
      return event.name === '' ? [{ vi: 'tên liên kết', en: 'a name of the link' }] : []
    case 'error':
      return event.code === undefined && node.kind === 'endEvent' ? [{ vi: 'lỗi', en: 'an error' }] : []
    default:
      return []
  }
}
