import { attributeOf, type XmlElement } from '../../../xml/index.ts'
import { childOf, idOf } from '../source.ts'
import { isEventSubProcess, isForCompensation, label, type Constraint, type Context } from './context.ts'
import { around, RIGHT } from '../example.ts'
import { constraintCode } from './define.ts'

export const FLOW_END = constraintCode(
  'BPMN_FLOW_END',
  'error',
  `${RIGHT}<sequenceFlow id="f3" sourceRef="a" targetRef="s"/>`,
  RIGHT,
)
export const FLOW_CONDITION = constraintCode(
  'BPMN_FLOW_CONDITION',
  'warning',
  around('<parallelGateway id="a"/>').replace(
    'targetRef="e"/>',
    'targetRef="e"><conditionExpression>true</conditionExpression></sequenceFlow>',
  ),
  RIGHT,
)
export const FLOW_DEFAULT = constraintCode(
  'BPMN_FLOW_DEFAULT',
  'error',
  around('<exclusiveGateway id="a" default="f1"/>'),
  around('<exclusiveGateway id="a" default="f2"/>'),
)
export const FLOW_LISTS = constraintCode(
  'BPMN_FLOW_LISTS',
  'warning',
  around('<task id="a"><incoming>f2</incoming></task>'),
  RIGHT,
)

const cureEnds = { cureVi: 'nối lại luồng', cureEn: 'connect the flow to another element' }

/** What a sequence flow may come from and lead to. @law BPMN 2.0.2 §8.4.13, Table 7.3 */
function ends(context: Context): void {
  for (const { element, source, target } of context.flows) {
    const from = source === undefined ? undefined : forbiddenSource(source)
    if (source !== undefined && from !== undefined) {
      const en = `expected "${idOf(element)}" to begin elsewhere, found ${label(source)}: ${from.en}`
      context.report(FLOW_END, element, { vi: `luồng không thể đi ra từ ${label(source)}: ${from.vi}`, en, ...cureEnds })
    }
    const to = target === undefined ? undefined : forbiddenTarget(target)
    if (target !== undefined && to !== undefined) {
      const en = `expected "${idOf(element)}" to lead elsewhere, found ${label(target)}: ${to.en}`
      context.report(FLOW_END, element, { vi: `luồng không thể đi vào ${label(target)}: ${to.vi}`, en, ...cureEnds })
    }
  }
}

interface Why {
  readonly vi: string
  readonly en: string
}

function forbiddenSource(source: XmlElement): Why | undefined {
  if (source.local === 'endEvent') return { vi: 'kết thúc không đi tiếp', en: 'an end event has no outgoing flow' }
  if (isEventSubProcess(source)) return { vi: 'tiểu quy trình sự kiện không có luồng', en: 'an event sub-process has no flows' }
  if (isForCompensation(source)) return { vi: 'xử lý bù trừ không có luồng', en: 'a compensation handler has no flows' }
  return undefined
}

function forbiddenTarget(target: XmlElement): Why | undefined {
  if (target.local === 'startEvent') return { vi: 'bắt đầu không có luồng vào', en: 'a start event has no incoming flow' }
  if (target.local === 'boundaryEvent')
    return { vi: 'sự kiện biên không có luồng vào', en: 'a boundary event has no incoming flow' }
  if (isEventSubProcess(target)) return { vi: 'tiểu quy trình sự kiện không có luồng', en: 'an event sub-process has no flows' }
  if (isForCompensation(target)) return { vi: 'xử lý bù trừ không có luồng', en: 'a compensation handler has no flows' }
  if (target.local === 'receiveTask' && attributeOf(target, 'instantiate') === 'true') {
    return { vi: 'tác vụ nhận khởi tạo quy trình', en: 'a receive task that instantiates begins its process' }
  }
  if (target.local === 'eventBasedGateway' && attributeOf(target, 'instantiate') === 'true') {
    return { vi: 'cổng này khởi tạo quy trình', en: 'a gateway that instantiates begins its process' }
  }
  return undefined
}

/** Conditions that are never asked, and defaults that are none. @law BPMN 2.0.2 §10.3.1, §10.6 */
function conditions(context: Context): void {
  for (const { element, source } of context.flows) {
    const condition = childOf(element, 'conditionExpression')
    if (source === undefined || condition === undefined) continue
    const warn = (vi: string, en: string) =>
      context.report(FLOW_CONDITION, element, {
        vi,
        en,
        cureVi: 'xóa điều kiện, hoặc dùng cổng khác',
        cureEn: 'delete the condition, or use another gateway',
      })
    if (source.local === 'parallelGateway' || source.local === 'eventBasedGateway') {
      warn(`điều kiện sau ${label(source)} bị bỏ qua`, `expected no condition after ${label(source)}, found one: it is ignored`)
    } else if (source.local.endsWith('Event')) {
      warn(
        `điều kiện sau ${label(source)} bị bỏ qua`,
        `expected no condition after an event, found one after ${label(source)}: it is ignored`,
      )
    } else if (attributeOf(source, 'default') === idOf(element)) {
      warn(
        'điều kiện của luồng mặc định bị bỏ qua',
        `expected no condition on the default flow "${idOf(element)}", found one: it is ignored`,
      )
    } else if (!source.local.endsWith('Gateway') && context.outgoing(source).length === 1) {
      warn(
        `${label(source)} chỉ có một luồng ra, lại có điều kiện`,
        `expected another flow out of ${label(source)} beside the conditional one, found none: it may lead nowhere`,
      )
    }
  }
  for (const element of [...context.activities(), ...context.all('exclusiveGateway', 'inclusiveGateway', 'complexGateway')]) {
    const named = attributeOf(element, 'default')
    if (named === undefined || named.trim() === '' || context.outgoing(element).some((flow) => idOf(flow.element) === named))
      continue
    context.reportForRunning(FLOW_DEFAULT, element, {
      vi: `luồng mặc định "${named}" không đi ra từ ${label(element)}`,
      en: `expected the default of ${label(element)} to be one of its own outgoing flows, found "${named}"`,
      cureVi: 'chọn một luồng ra của chính nó',
      cureEn: 'name one of its outgoing flows',
    })
  }
}

/** The lists of flows in a node say the same as the flows themselves. */
function lists(context: Context): void {
  // A file that lists flows nowhere lists them rightly: they are redundant.
  const isListing = context.all('incoming', 'outgoing').length > 0
  for (const scope of context.scopes()) {
    const silent: XmlElement[] = []
    for (const node of context.nodesIn(scope)) {
      const misses = (local: string, flows: readonly unknown[]) =>
        isListing && flows.length > 0 && !node.children.some((child) => child.local === local)
      if (misses('incoming', context.incoming(node)) || misses('outgoing', context.outgoing(node))) silent.push(node)
      for (const child of node.children) {
        if (child.local !== 'incoming' && child.local !== 'outgoing') continue
        const flows = child.local === 'incoming' ? context.incoming(node) : context.outgoing(node)
        const named = child.text.trim()
        const id = named.slice(named.indexOf(':') + 1)
        if (flows.some((flow) => idOf(flow.element) === named || idOf(flow.element) === id)) continue
        context.report(FLOW_LISTS, child, {
          vi: `${label(node)} ghi ${child.local} "${named}", nhưng luồng đó không nối với nó`,
          en: `expected ${child.local} of ${label(node)} to name a flow that it has, found "${named}"`,
          cureVi: 'sửa sourceRef và targetRef của luồng, hoặc xóa dòng này',
          cureEn: 'mend the flow, or delete the line: the flows themselves count',
        })
      }
    }
    const [first] = silent
    if (first !== undefined) {
      context.report(FLOW_LISTS, first, {
        vi: `${silent.length} phần tử có luồng mà không ghi incoming hoặc outgoing, đầu tiên là ${label(first)}`,
        en: `expected incoming and outgoing in every element as in some, found ${silent.length} without, the first ${label(first)}`,
        cureVi: 'thêm incoming và outgoing',
        cureEn: 'add them: the flows themselves count',
      })
    }
  }
}

export const FLOWS: readonly Constraint[] = [
  { codes: [FLOW_END], check: ends },
  { codes: [FLOW_CONDITION, FLOW_DEFAULT], check: conditions },
  { codes: [FLOW_LISTS], check: lists },
]
