import { attributeOf, type XmlElement } from '../../../xml/index.ts'
import { around, RIGHT } from '../example.ts'
import { childOf, childrenOf, idOf } from '../source.ts'
import { isEventSubProcess, isForCompensation, label, type Constraint, type Context } from './context.ts'
import { constraintCode } from './define.ts'

export const UNCONNECTED = constraintCode('BPMN_UNCONNECTED', 'warning', `${RIGHT}<task id="x"/>`, RIGHT)
export const MESSAGE_MISSING = constraintCode(
  'BPMN_MESSAGE_MISSING',
  'warning',
  around('<receiveTask id="a"/>'),
  `<message id="m"/><process id="p">${around('<receiveTask id="a" messageRef="m"/>')}</process>`,
)
const split = (condition: string) =>
  around('<exclusiveGateway id="a" default="f2"/>') +
  `<endEvent id="e2"/><sequenceFlow id="f3" sourceRef="a" targetRef="e2">${condition}</sequenceFlow>`
export const UNREACHED = constraintCode(
  'BPMN_UNREACHED',
  'warning',
  split(''),
  split('<conditionExpression>=n &gt; 1</conditionExpression>'),
)
export const IGNORED = constraintCode(
  'BPMN_IGNORED',
  'warning',
  RIGHT.replace('<startEvent id="s"', '<startEvent id="s" isInterrupting="false"'),
  RIGHT,
)

/** Beside start and end events every element lies on a way from one to another. @law BPMN 2.0.2 §10.5.2, §10.5.3 */
function connected(context: Context): void {
  for (const scope of context.scopes()) {
    if (scope.local === 'adHocSubProcess') continue
    const nodes = context.nodesIn(scope)
    const hasStart = nodes.some(({ local }) => local === 'startEvent')
    const hasEnd = nodes.some(({ local }) => local === 'endEvent')
    for (const node of nodes) {
      if (node.local.endsWith('Event') || isEventSubProcess(node) || isForCompensation(node)) continue
      const lacks = (direction: string, vi: string, beside: string) =>
        context.report(UNCONNECTED, node, {
          vi: `${label(node)} không có luồng ${vi}`,
          en: `expected an ${direction} flow of ${label(node)} beside ${beside}, found none`,
          cureVi: 'nối phần tử này',
          cureEn: 'connect it',
        })
      const begins = attributeOf(node, 'instantiate') === 'true'
      if (hasStart && !begins && context.incoming(node).length === 0) lacks('incoming', 'vào', 'a start event')
      else if (hasEnd && context.outgoing(node).length === 0) lacks('outgoing', 'ra', 'an end event')
    }
  }
  const handlers = new Set(context.all('association').map((one) => context.named(attributeOf(one, 'targetRef'))))
  for (const handler of context.activities().filter((one) => isForCompensation(one))) {
    if (handlers.has(handler)) continue
    context.report(UNCONNECTED, handler, {
      vi: `${label(handler)} không xử lý bù trừ cho hoạt động nào`,
      en: `expected an association from a compensation event to ${label(handler)}, found none: it never runs`,
      cureVi: 'vẽ liên kết từ sự kiện bù trừ',
      cureEn: 'draw an association from a compensation boundary event',
    })
  }
}

/** Who sends or receives says what, or a message flow does. @law BPMN 2.0.2 §10.3.3, Table 10.96 */
function messages(context: Context): void {
  const ends = new Set(
    context
      .all('messageFlow')
      .flatMap((flow) => [context.named(attributeOf(flow, 'sourceRef')), context.named(attributeOf(flow, 'targetRef'))]),
  )
  const owners = [
    ...context.all('sendTask', 'receiveTask').map((task) => [task, task] as const),
    ...context.all('messageEventDefinition').map((one) => [one, context.parent(one) ?? one] as const),
  ]
  for (const [said, owner] of owners) {
    const isSaid = ['messageRef', 'operationRef'].some(
      (name) => attributeOf(said, name) !== undefined || childOf(said, name) !== undefined,
    )
    const others = [said, owner].some(
      (one) => one.attributes.some(({ prefix }) => prefix !== '') || childOf(one, 'extensionElements') !== undefined,
    )
    if (isSaid || others || ends.has(owner) || ends.has(poolOf(owner, context)) || context.isOpenEnded(owner)) continue
    context.report(MESSAGE_MISSING, owner, {
      vi: `${label(owner)} không nói thông điệp nào`,
      en: `expected a messageRef or a message flow of ${label(owner)}, found neither`,
      cureVi: 'thêm messageRef',
      cureEn: 'add messageRef, and declare the message',
    })
  }
}

function poolOf(element: XmlElement, context: Context): XmlElement | undefined {
  const process = context.processOf(element)
  return context.all('participant').find((pool) => context.named(attributeOf(pool, 'processRef')) === process)
}

/** Where several flows leave an exclusive gateway, each but the default has a condition. @law BPMN 2.0.2 §10.6.2 */
function conditions(context: Context): void {
  for (const gateway of context.all('exclusiveGateway', 'inclusiveGateway')) {
    const flows = context.outgoing(gateway)
    if (flows.length < 2 || context.isOpenEnded(gateway)) continue
    const chosen = attributeOf(gateway, 'default')
    const plain = flows.filter(({ element }) => childOf(element, 'conditionExpression') === undefined && idOf(element) !== chosen)
    const [first] = plain
    if (first === undefined) continue
    // One alone, the last, is what other tools write for a default.
    if (chosen === undefined && plain.length === 1 && first === flows.at(-1)) continue
    context.report(UNREACHED, first.element, {
      vi: `luồng "${idOf(first.element)}" ra từ ${label(gateway)} không có điều kiện`,
      en: `expected a condition on "${idOf(first.element)}" after ${label(gateway)}, found none: it is always true`,
      cureVi: 'thêm điều kiện, hoặc đặt làm luồng mặc định',
      cureEn: 'add a condition, or make it the default flow',
    })
  }
}

/** What the specification says is ignored, or asks for only once. @law BPMN 2.0.2 §10.5.2, §10.5.4, §10.6.5 */
function ignored(context: Context): void {
  const warn = (at: XmlElement, vi: string, en: string) =>
    context.report(IGNORED, at, { vi, en, cureVi: 'xóa, hoặc sửa', cureEn: 'delete or mend it' })
  for (const start of context.all('startEvent')) {
    const scope = context.scopeOf(start)
    if (attributeOf(start, 'isInterrupting') === 'false' && scope !== undefined && !isEventSubProcess(scope))
      warn(
        start,
        'isInterrupting chỉ dùng trong tiểu quy trình sự kiện',
        `expected isInterrupting="false" in an event sub-process alone, found it on ${label(start)}: it is ignored`,
      )
  }
  for (const event of context.all('startEvent', 'intermediateCatchEvent', 'boundaryEvent')) {
    if (attributeOf(event, 'parallelMultiple') === 'true' && context.definitionsOf(event).length < 2)
      warn(
        event,
        'parallelMultiple cần nhiều loại sự kiện',
        `expected several event definitions beside parallelMultiple on ${label(event)}, found ${context.definitionsOf(event).length}: it is ignored`,
      )
  }
  for (const transaction of context.all('transaction')) {
    const cancels = context
      .all('boundaryEvent')
      .filter((event) => context.named(attributeOf(event, 'attachedToRef')) === transaction)
      .filter((event) => context.definitionsOf(event).some(({ local }) => local === 'cancelEventDefinition'))
    const second = cancels[1]
    if (second !== undefined)
      warn(
        second,
        'giao dịch chỉ có một sự kiện hủy',
        `expected one cancel event on ${label(transaction)}, found ${label(second)} beside it`,
      )
  }
  for (const gateway of context.all('complexGateway')) {
    if (context.incoming(gateway).length > 1 && childOf(gateway, 'activationCondition') === undefined)
      warn(
        gateway,
        'cổng phức hợp thiếu activationCondition',
        `expected an activationCondition of ${label(gateway)}, found none: the first token activates it`,
      )
  }
  for (const link of context.all('linkEventDefinition')) {
    for (const end of [...childrenOf(link, 'source'), ...childrenOf(link, 'target')]) {
      const other = context.named(end.text)
      const isSame = other?.local === 'linkEventDefinition' && attributeOf(other, 'name') === attributeOf(link, 'name')
      if (!isSame)
        warn(
          context.parent(link) ?? link,
          `${end.local} của liên kết không khớp`,
          `expected ${end.local} of the link to name a link of the same name, found "${end.text.trim()}": names count`,
        )
    }
  }
}

export const UNMEANT: readonly Constraint[] = [
  { codes: [UNCONNECTED], check: connected },
  { codes: [MESSAGE_MISSING], check: messages },
  { codes: [UNREACHED], check: conditions },
  { codes: [IGNORED], check: ignored },
]
