import { attributeOf, type XmlElement } from '../../../xml/index.ts'
import { childOf, childrenOf, idOf } from '../source.ts'
import { label, type Constraint, type Context } from './context.ts'
import { RIGHT } from '../example.ts'
import { constraintCode } from './define.ts'

const pools = (flow: string) =>
  `<collaboration id="c"><participant id="P" processRef="p"/><participant id="Q" processRef="q"/>${flow}</collaboration><process id="p">${RIGHT}</process><process id="q"><startEvent id="s2"/><sequenceFlow id="g1" sourceRef="s2" targetRef="b"/><task id="b"/><sequenceFlow id="g2" sourceRef="b" targetRef="e2"/><endEvent id="e2"/></process>`
export const MESSAGE_FLOW = constraintCode(
  'BPMN_MESSAGE_FLOW',
  'warning',
  pools('<messageFlow id="m" sourceRef="a" targetRef="e"/>'),
  pools('<messageFlow id="m" sourceRef="a" targetRef="b"/>'),
)
export const COLLABORATION = constraintCode(
  'BPMN_COLLABORATION',
  'warning',
  pools('<participant id="R"><participantMultiplicity minimum="3" maximum="2"/></participant>'),
  pools(''),
)
const extended = (must: boolean) => `<extension definition="x:rule" mustUnderstand="${must}"/><process id="p">${RIGHT}</process>`
export const MUST_UNDERSTAND = constraintCode('BPMN_MUST_UNDERSTAND', 'error', extended(true), extended(false))

/** @law BPMN 2.0.2 §9.4 */
function messageFlows(context: Context): void {
  for (const flow of context.all('messageFlow')) {
    const warn = (vi: string, en: string) =>
      context.report(MESSAGE_FLOW, flow, {
        vi,
        en,
        cureVi: 'nối lại luồng thông điệp',
        cureEn: 'connect the message flow otherwise',
      })
    const [source, target] = [context.named(attributeOf(flow, 'sourceRef')), context.named(attributeOf(flow, 'targetRef'))]
    const [from, to] = [poolOf(source, context), poolOf(target, context)]
    if (from !== undefined && from === to)
      warn('luồng thông điệp phải nối hai bên khác nhau', `expected ${label(flow)} between two pools, found both ends in one`)
    for (const [end, isSource] of [
      [source, true],
      [target, false],
    ] as const) {
      if (end === undefined) continue
      const allowed = isSource
        ? /^(participant|endEvent|intermediateThrowEvent|.*[tT]ask|callActivity|subProcess|transaction|adHocSubProcess)$/
        : /^(participant|startEvent|intermediateCatchEvent|boundaryEvent|.*[tT]ask|callActivity|subProcess|transaction|adHocSubProcess)$/
      if (!allowed.test(end.local))
        warn(
          `${label(end)} không ${isSource ? 'gửi' : 'nhận'} thông điệp`,
          `expected something that ${isSource ? 'sends' : 'receives'} messages, found ${label(end)}`,
        )
      const isEvent = end.local.endsWith('Event')
      if (isEvent && !context.definitionsOf(end).some(({ local }) => local === 'messageEventDefinition')) {
        warn(
          `${label(end)} không phải sự kiện thông điệp`,
          `expected a message event at an end of ${label(flow)}, found ${label(end)}`,
        )
      }
    }
  }
}

function poolOf(element: XmlElement | undefined, context: Context): string | undefined {
  if (element === undefined) return undefined
  if (element.local === 'participant') return attributeOf(element, 'processRef')?.replace(/^.*:/, '') ?? `pool ${idOf(element)}`
  const process = context.processOf(element)
  return process === undefined ? undefined : idOf(process)
}

function warning(context: Context): (at: XmlElement, vi: string, en: string) => void {
  return (at, vi, en) =>
    context.report(COLLABORATION, at, { vi, en, cureVi: 'sửa phần cộng tác', cureEn: 'mend the collaboration' })
}

/** @law BPMN 2.0.2 §9.2, §9.3 */
function collaborations(context: Context): void {
  const warn = warning(context)
  for (const multiplicity of context.all('participantMultiplicity')) {
    const pool = context.parent(multiplicity) ?? multiplicity
    const [minimum, maximum] = [
      Number(attributeOf(multiplicity, 'minimum') ?? 0),
      Number(attributeOf(multiplicity, 'maximum') ?? 1),
    ]
    if (!(minimum >= 0)) warn(pool, 'minimum không được âm', `expected minimum from 0 on, found ${minimum} on ${label(pool)}`)
    if (!(maximum >= 1)) warn(pool, 'maximum phải từ 1', `expected maximum from 1 on, found ${maximum} on ${label(pool)}`)
    if (maximum < minimum)
      warn(pool, 'maximum nhỏ hơn minimum', `expected maximum from ${minimum} on, found ${maximum} on ${label(pool)}`)
  }
  for (const collaboration of context.all('collaboration')) {
    for (const reference of childrenOf(collaboration, 'choreographyRef')) {
      const other = context.named(reference.text)
      if (other === undefined) continue
      if ((attributeOf(other, 'isClosed') ?? 'false') !== (attributeOf(collaboration, 'isClosed') ?? 'false')) {
        warn(
          collaboration,
          'isClosed phải giống nhau',
          `expected isClosed as on ${label(other)}, found another on ${label(collaboration)}`,
        )
      }
    }
  }
  for (const process of context.all('process')) {
    const definitional = context.named(attributeOf(process, 'definitionalCollaborationRef'))
    if (
      definitional !== undefined &&
      !childrenOf(definitional, 'participant').some((pool) => context.named(attributeOf(pool, 'processRef')) === process)
    ) {
      warn(
        process,
        'quy trình không thuộc cộng tác này',
        `expected ${label(process)} among the participants of ${label(definitional)}, found it not`,
      )
    }
    if (attributeOf(process, 'isExecutable') === 'true' && attributeOf(process, 'processType') === 'Public') {
      warn(
        process,
        'quy trình công khai không chạy',
        `expected a private process that is executable, found ${label(process)} public`,
      )
    }
  }
}

/** Keys, and what processes bind of them. @law BPMN 2.0.2 §8.4.2 */
function correlations(context: Context): void {
  const warn = warning(context)
  for (const property of context.all('correlationProperty')) {
    if (childOf(property, 'correlationPropertyRetrievalExpression') === undefined)
      warn(
        property,
        'thiếu biểu thức tương quan',
        `expected a correlationPropertyRetrievalExpression in ${label(property)}, found none`,
      )
  }
  for (const subscription of context.all('correlationSubscription')) {
    const key = context.named(attributeOf(subscription, 'correlationKeyRef'))
    const wanted =
      key === undefined ? [] : childrenOf(key, 'correlationPropertyRef').map(({ text }) => text.trim().replace(/^.*:/, ''))
    const bound = childrenOf(subscription, 'correlationPropertyBinding').map((one) =>
      attributeOf(one, 'correlationPropertyRef')?.replace(/^.*:/, ''),
    )
    for (const id of wanted)
      if (!bound.includes(id))
        warn(subscription, `thiếu ràng buộc cho "${id}"`, `expected a binding for "${id}" in ${label(subscription)}, found none`)
  }
  for (const subscription of context.all('correlationSubscription')) {
    const key = context.named(attributeOf(subscription, 'correlationKeyRef'))
    if (key === undefined) continue
    const own = childrenOf(key, 'correlationPropertyRef').map(({ text }) => context.named(text))
    for (const binding of childrenOf(subscription, 'correlationPropertyBinding')) {
      const property = context.named(attributeOf(binding, 'correlationPropertyRef'))
      if (property === undefined || own.includes(property)) continue
      const en = `expected a binding of a property of ${label(key)} in ${label(subscription)}, found ${label(property)}`
      warn(subscription, `${label(property)} không thuộc ${label(key)}`, en)
    }
  }
}

/** Lanes divide the elements of their process. @law BPMN 2.0.2 §10.8 */
function lanes(context: Context): void {
  const warn = warning(context)
  const seen = new Map<string, XmlElement>()
  for (const lane of context.all('lane')) {
    if (childOf(lane, 'childLaneSet') !== undefined) continue
    for (const reference of childrenOf(lane, 'flowNodeRef')) {
      const id = reference.text.trim()
      const node = context.named(id)
      if (node !== undefined && context.processOf(node) !== context.processOf(lane) && node.local !== 'process') {
        const en = `expected ${label(lane)} to hold elements of its own process, found ${label(node)}`
        warn(lane, `${label(node)} thuộc quy trình khác`, en)
      }
      const other = seen.get(id)
      if (other !== undefined && context.parent(other) === context.parent(lane))
        warn(lane, `"${id}" thuộc hai làn`, `expected "${id}" in one lane, found it in ${label(other)} and ${label(lane)}`)
      seen.set(id, lane)
    }
  }
}

/** An extension that must be understood is one that nothing here understands. @law BPMN 2.0.2 §8.3.3 */
function extensions(context: Context): void {
  for (const extension of context.all('extension')) {
    if (attributeOf(extension, 'mustUnderstand') !== 'true') continue
    const named = attributeOf(extension, 'definition') ?? '?'
    context.report(MUST_UNDERSTAND, extension, {
      vi: `phần mở rộng "${named}" là bắt buộc phải hiểu, nhưng ở đây không hiểu`,
      en: `expected no extension that must be understood, found "${named}"`,
      cureVi: 'bỏ phần mở rộng, hoặc mustUnderstand="false"',
      cureEn: 'remove the extension, or write mustUnderstand="false"',
    })
  }
}

export const COLLABORATIONS: readonly Constraint[] = [
  { codes: [MESSAGE_FLOW], check: messageFlows },
  { codes: [COLLABORATION], check: collaborations },
  { codes: [], check: correlations },
  { codes: [], check: lanes },
  { codes: [MUST_UNDERSTAND], check: extensions },
]
