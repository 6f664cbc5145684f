import { defineCode, suggestion } from '../../diagnostics/index.ts'
import { exampleFile } from '../example-file.ts'
import { isActivity } from '../definition.ts'
import { finding, scopesOf, type Rule } from './rule.ts'

const flow = (attachedTo: string, next = 'done') =>
  exampleFile(`roles: { clerk: Cán bộ }
flow:
  begin: { startEvent: , next: work }
  work: { userTask: { role: clerk }, next: ${next} }
  late: { boundaryEvent: { attachedTo: ${attachedTo}, timer: P1D }, next: done }
  done: { endEvent: }`)
const right = flow('work')

export const BOUNDARY_HOST_UNKNOWN = defineCode({
  code: 'BOUNDARY_HOST_UNKNOWN',
  severity: 'error',
  what: {
    vi: '"{id}" gắn vào "{host}", không có phần tử nào tên như vậy ở đây',
    en: 'expected "{id}" to be attached to an activity beside it, found "{host}", which is none',
  },
  cure: { vi: '{hintVi}', en: '{hintEn}' },
  example: { wrong: flow('wrk'), right },
})

export const BOUNDARY_HOST_NOT_ACTIVITY = defineCode({
  code: 'BOUNDARY_HOST_NOT_ACTIVITY',
  severity: 'error',
  what: {
    vi: '"{id}" gắn vào "{host}", đó không phải là hoạt động',
    en: 'expected "{id}" to be attached to an activity, found "{host}", a {kind}',
  },
  cure: { vi: 'gắn vào một nhiệm vụ hoặc tiểu quy trình', en: 'attach it to a task or a sub-process' },
  example: { wrong: flow('begin'), right },
})

export const BOUNDARY_WITH_INCOMING = defineCode({
  code: 'BOUNDARY_WITH_INCOMING',
  severity: 'error',
  what: {
    vi: 'có luồng dẫn đến sự kiện biên "{id}"',
    en: 'expected no flow to the boundary event "{id}", found one from "{source}"',
  },
  cure: { vi: 'bỏ luồng này; sự kiện biên tự xảy ra', en: 'remove the flow; a boundary event happens by itself' },
  example: { wrong: flow('work', '[late, done]'), right },
})

export const BOUNDARY_ERROR_INTERRUPTS = defineCode({
  code: 'BOUNDARY_ERROR_INTERRUPTS',
  severity: 'error',
  what: {
    vi: 'sự kiện lỗi "{id}" luôn kết thúc hoạt động',
    en: 'expected the error event "{id}" to end its activity, found cancelActivity: false',
  },
  cure: { vi: 'bỏ cancelActivity', en: 'remove `cancelActivity`' },
  example: {
    wrong: right.replace('timer: P1D', 'error: LOST, cancelActivity: false'),
    right: right.replace('timer: P1D', 'error: LOST'),
  },
})

/** A boundary event belongs to an activity of the same scope and is entered by no flow. @law BPMN 2.0.2 §10.5.4 */
export const boundaryEvents: Rule = {
  codes: [BOUNDARY_HOST_UNKNOWN, BOUNDARY_HOST_NOT_ACTIVITY, BOUNDARY_WITH_INCOMING, BOUNDARY_ERROR_INTERRUPTS],
  check: (context) =>
    [...scopesOf(context.definition)].flatMap(({ scope }) =>
      scope.nodes.flatMap((node) => {
        if (node.kind !== 'boundaryEvent') return []
        const { id, attachedTo } = node
        const host = scope.nodes.find((other) => other.id === attachedTo)
        const incoming = scope.flows.find(({ target }) => target === id)
        if (incoming !== undefined) {
          const { source, position } = incoming
          return [finding(BOUNDARY_WITH_INCOMING, context, { id, position }, { id, source })]
        }
        if (node.events.some(({ kind }) => kind === 'error') && !node.cancelActivity)
          return [finding(BOUNDARY_ERROR_INTERRUPTS, context, node, { id })]
        if (host !== undefined) {
          const details = { id, host: attachedTo, kind: host.kind }
          return isActivity(host) ? [] : [finding(BOUNDARY_HOST_NOT_ACTIVITY, context, node, details)]
        }
        if (context.knownIds.has(attachedTo) && !context.isWhole) return []
        const activities = scope.nodes.filter(isActivity).map((other) => other.id)
        return [finding(BOUNDARY_HOST_UNKNOWN, context, node, { id, host: attachedTo, ...suggestion(attachedTo, activities) })]
      }),
    ),
}
