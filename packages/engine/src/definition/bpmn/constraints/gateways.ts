import { attributeOf, type XmlElement } from '../../../xml/index.ts'
import { childrenOf } from '../source.ts'
import { label, type Constraint, type Context } from './context.ts'
import { around, RIGHT } from '../example.ts'
import { constraintCode } from './define.ts'

export const GATEWAY_DIRECTION = constraintCode(
  'BPMN_GATEWAY_DIRECTION',
  'warning',
  around(
    '<exclusiveGateway id="a" gatewayDirection="Converging"/><endEvent id="e2"/><sequenceFlow id="f3" sourceRef="a" targetRef="e2"/>',
  ),
  RIGHT,
)
const after = (target: string) =>
  `<startEvent id="s"/><eventBasedGateway id="g"/>${target}<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="g"/><sequenceFlow id="f2" sourceRef="g" targetRef="a"/><sequenceFlow id="f3" sourceRef="g" targetRef="t"/><sequenceFlow id="f4" sourceRef="a" targetRef="e"/><sequenceFlow id="f5" sourceRef="t" targetRef="e"/>`
export const EVENT_GATEWAY = constraintCode(
  'BPMN_EVENT_GATEWAY',
  'error',
  after('<task id="a"/>'),
  after(
    '<intermediateCatchEvent id="a"><conditionalEventDefinition><condition>=n &gt; 1</condition></conditionalEventDefinition></intermediateCatchEvent>',
  ),
)

/** What a gateway says of its direction holds. @law BPMN 2.0.2 §8.4.9, §10.6.1 */
function directions(context: Context): void {
  for (const gateway of context.all(
    'exclusiveGateway',
    'inclusiveGateway',
    'parallelGateway',
    'complexGateway',
    'eventBasedGateway',
  )) {
    const [incoming, outgoing] = [context.incoming(gateway).length, context.outgoing(gateway).length]
    const direction = attributeOf(gateway, 'gatewayDirection') ?? 'Unspecified'
    const warn = (vi: string, expected: string) =>
      context.report(GATEWAY_DIRECTION, gateway, {
        vi: `${label(gateway)} ${vi}`,
        en: `expected ${expected} of ${label(gateway)}, found ${incoming} incoming and ${outgoing} outgoing`,
        cureVi: 'sửa luồng, hoặc gatewayDirection',
        cureEn: 'mend the flows, or gatewayDirection',
      })
    if (direction === 'Converging' && outgoing > 1)
      warn('hội tụ mà có nhiều luồng ra', 'one outgoing flow of the converging gateway')
    if (direction === 'Diverging' && incoming > 1)
      warn('phân nhánh mà có nhiều luồng vào', 'one incoming flow of the diverging gateway')
    if (direction === 'Converging' && incoming < 2)
      warn('hội tụ mà chỉ có một luồng vào', 'several incoming flows of the converging gateway')
    if (direction === 'Diverging' && outgoing < 2)
      warn('phân nhánh mà chỉ có một luồng ra', 'several outgoing flows of the diverging gateway')
    if (direction === 'Mixed' && (incoming < 2 || outgoing < 2))
      warn('hỗn hợp cần nhiều luồng vào và ra', 'several incoming and outgoing flows of the mixed gateway')
    if (outgoing === 0 && incoming <= 1) warn('không dẫn đến đâu', 'several incoming flows, or an outgoing one,')
  }
}

/** What may follow an event-based gateway. @law BPMN 2.0.2 §10.6.6 */
function eventGateways(context: Context): void {
  for (const gateway of context.all('eventBasedGateway')) {
    const report = (at: XmlElement, vi: string, en: string) =>
      context.reportForRunning(EVENT_GATEWAY, at, {
        vi,
        en,
        cureVi: 'sửa những gì theo sau cổng',
        cureEn: 'mend what follows the gateway',
      })
    const flows = context.outgoing(gateway)
    if (flows.length < 2)
      report(
        gateway,
        `${label(gateway)} cần ít nhất hai luồng ra`,
        `expected two outgoing flows or more of ${label(gateway)}, found ${flows.length}`,
      )
    const isInstantiating = attributeOf(gateway, 'instantiate') === 'true'
    if (attributeOf(gateway, 'eventGatewayType') === 'Parallel' && !isInstantiating) {
      report(
        gateway,
        'cổng song song chỉ dùng để khởi tạo',
        `expected eventGatewayType="Parallel" only on a gateway that instantiates, found ${label(gateway)}`,
      )
    }
    const isJoint = isInstantiating && attributeOf(gateway, 'eventGatewayType') === 'Parallel'
    const kinds = new Set<string>()
    for (const { element, target } of flows) {
      if (childrenOf(element, 'conditionExpression').length > 0)
        report(element, 'luồng sau cổng sự kiện không có điều kiện', `expected no condition after ${label(gateway)}, found one`)
      if (target === undefined) continue
      const definitions = context.definitionsOf(target).map(({ local }) => local)
      const isEvent = target.local === 'intermediateCatchEvent' && !definitions.includes('linkEventDefinition')
      const isReceive = target.local === 'receiveTask'
      if (!isEvent && !isReceive)
        report(
          target,
          `${label(target)} không thể theo sau cổng sự kiện`,
          `expected a catching event or a receive task after ${label(gateway)}, found ${label(target)}`,
        )
      if (context.incoming(target).length > 1)
        report(
          target,
          `${label(target)} còn có luồng vào khác`,
          `expected no other flow into ${label(target)} after ${label(gateway)}, found ${context.incoming(target).length}`,
        )
      if (
        isReceive &&
        context.all('boundaryEvent').some((event) => context.named(attributeOf(event, 'attachedToRef')) === target)
      ) {
        report(
          target,
          `${label(target)} sau cổng sự kiện không có sự kiện biên`,
          `expected no boundary event on ${label(target)} after ${label(gateway)}, found one`,
        )
      }
      if (isJoint && isEvent && !definitions.includes('messageEventDefinition'))
        report(
          target,
          `${label(target)} không chờ thông điệp`,
          `expected messages alone after ${label(gateway)}, which begins a process by several, found ${label(target)}`,
        )
      if (isReceive) kinds.add('receiveTask')
      if (definitions.includes('messageEventDefinition')) kinds.add('message')
    }
    if (kinds.size > 1)
      report(
        gateway,
        'không trộn tác vụ nhận với sự kiện thông điệp',
        `expected either receive tasks or message events after ${label(gateway)}, found both`,
      )
  }
}

export const GATEWAYS: readonly Constraint[] = [
  { codes: [GATEWAY_DIRECTION], check: directions },
  { codes: [EVENT_GATEWAY], check: eventGateways },
]
