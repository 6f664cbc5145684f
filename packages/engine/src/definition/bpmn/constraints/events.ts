import { attributeOf, type XmlElement } from '../../../xml/index.ts'
import { childOf, childrenOf } from '../source.ts'
import { isEventSubProcess, isForCompensation, label, SUB_PROCESSES, type Constraint, type Context } from './context.ts'
import { around, RIGHT } from '../example.ts'
import { constraintCode } from './define.ts'

export const START_END = constraintCode(
  'BPMN_START_END',
  'warning',
  '<task id="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/><endEvent id="e"/>',
  RIGHT,
)
export const EVENT_UNCONNECTED = constraintCode('BPMN_EVENT_UNCONNECTED', 'warning', `${RIGHT}<endEvent id="x"/>`, RIGHT)
const timer = '<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>'
const host = (event: string) => around('<userTask id="a"/>', event)
export const EVENT_KIND = constraintCode(
  'BPMN_EVENT_KIND',
  'error',
  around(`<intermediateThrowEvent id="a">${timer}</intermediateThrowEvent>`),
  around(`<intermediateCatchEvent id="a">${timer}</intermediateCatchEvent>`),
)
export const EVENT_DETAIL = constraintCode(
  'BPMN_EVENT_DETAIL',
  'error',
  around('<intermediateCatchEvent id="a"><timerEventDefinition/></intermediateCatchEvent>'),
  around(`<intermediateCatchEvent id="a">${timer}</intermediateCatchEvent>`),
)
const signal = (named: string) =>
  around(`<intermediateThrowEvent id="a"><signalEventDefinition${named}/></intermediateThrowEvent>`)
export const SIGNAL_UNNAMED = constraintCode(
  'BPMN_SIGNAL_UNNAMED',
  'warning',
  signal(''),
  `<signal id="g" name="g"/><process id="p">${signal(' signalRef="g"')}</process>`,
)
const boundary = (attached: string, inner: string) =>
  host(
    `<boundaryEvent id="b" attachedToRef="${attached}">${inner}</boundaryEvent><endEvent id="e2"/><sequenceFlow id="f3" sourceRef="b" targetRef="e2"/>`,
  )
export const BOUNDARY = constraintCode('BPMN_BOUNDARY', 'error', boundary('a', ''), boundary('a', timer))
const link = (kind: string, id: string) => `<${kind} id="${id}"><linkEventDefinition name="L"/></${kind}>`
export const LINK = constraintCode(
  'BPMN_LINK',
  'error',
  `<startEvent id="s"/>${link('intermediateThrowEvent', 'l')}<sequenceFlow id="f" sourceRef="s" targetRef="l"/>`,
  `<startEvent id="s"/>${link('intermediateThrowEvent', 'l')}<sequenceFlow id="f" sourceRef="s" targetRef="l"/>${link('intermediateCatchEvent', 'm')}<endEvent id="e"/><sequenceFlow id="g" sourceRef="m" targetRef="e"/>`,
)

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  process: ['message', 'timer', 'conditional', 'signal'],
  subProcess: [],
  eventSubProcess: ['message', 'timer', 'conditional', 'signal', 'error', 'escalation', 'compensate'],
  intermediateCatchEvent: ['message', 'timer', 'conditional', 'signal', 'link'],
  intermediateThrowEvent: ['message', 'escalation', 'compensate', 'link', 'signal'],
  boundaryEvent: ['message', 'timer', 'escalation', 'error', 'cancel', 'compensate', 'conditional', 'signal'],
  endEvent: ['message', 'escalation', 'error', 'cancel', 'compensate', 'signal', 'terminate'],
}

function kindOf(definition: XmlElement): string {
  return definition.local.replace('EventDefinition', '')
}

/** Which event definitions an event may have. @law BPMN 2.0.2 Table 10.93 */
function kinds(context: Context): void {
  for (const event of context.all(
    'startEvent',
    'intermediateCatchEvent',
    'intermediateThrowEvent',
    'boundaryEvent',
    'endEvent',
  )) {
    const scope = context.scopeOf(event)
    if (scope === undefined) continue
    const place =
      event.local !== 'startEvent'
        ? event.local
        : scope.local === 'process'
          ? 'process'
          : isEventSubProcess(scope)
            ? 'eventSubProcess'
            : 'subProcess'
    const allowed = ALLOWED[place] ?? []
    const definitions = context.definitionsOf(event)
    for (const definition of definitions) {
      if (allowed.includes(kindOf(definition))) continue
      const where = place === 'subProcess' ? 'a sub-process that is not triggered by an event' : place
      context.reportForRunning(EVENT_KIND, event, {
        vi: `${label(event)} không thể có ${definition.local} ở đây`,
        en: `expected ${allowed.join(', ') || 'no event definition'} for the events of ${where}, found ${definition.local} on ${label(event)}`,
        cureVi: 'chọn loại sự kiện khác',
        cureEn: 'choose another kind of event',
      })
    }
    const isEmpty = definitions.length === 0
    if (isEmpty && (event.local === 'intermediateCatchEvent' || event.local === 'boundaryEvent')) {
      context.reportForRunning(event.local === 'boundaryEvent' ? BOUNDARY : EVENT_KIND, event, {
        vi: `${label(event)} không nói chờ gì`,
        en: `expected ${label(event)} to wait for something, found no event definition`,
        cureVi: 'thêm message, timer, signal hoặc điều kiện',
        cureEn: 'add a message, timer, signal or condition',
      })
    }
    const isMixed = definitions.length > 1 && definitions.some((one) => ['link', 'cancel', 'terminate'].includes(kindOf(one)))
    if (isMixed && event.local !== 'endEvent') {
      context.reportForRunning(EVENT_KIND, event, {
        vi: `${label(event)} không thể kết hợp nhiều loại như vậy`,
        en: `expected one event definition beside a link or cancel, found ${definitions.length} on ${label(event)}`,
        cureVi: 'tách thành nhiều sự kiện',
        cureEn: 'draw separate events',
      })
    }
  }
}

/** What each event definition needs. @law BPMN 2.0.2 §10.5.5 */
function details(context: Context): void {
  const missing = (at: XmlElement, vi: string, expected: string) =>
    context.reportForRunning(EVENT_DETAIL, at, {
      vi: `${vi} ở ${label(owner(at, context))}`,
      en: `expected ${expected}, found ${label(owner(at, context))} without`,
      cureVi: `thêm ${expected}`,
      cureEn: `add ${expected}`,
    })
  for (const timer of context.all('timerEventDefinition')) {
    const given = childrenOf(timer, 'timeDate', 'timeDuration', 'timeCycle')
    if (given.length !== 1 || given[0]?.text.trim() === '')
      missing(timer, 'thiếu thời gian, hoặc thừa', 'exactly one of timeDate, timeDuration and timeCycle')
  }
  for (const conditional of context.all('conditionalEventDefinition')) {
    if ((childOf(conditional, 'condition')?.text.trim() ?? '') === '') missing(conditional, 'thiếu điều kiện', 'a condition')
  }
  for (const definition of context.all('errorEventDefinition', 'escalationEventDefinition')) {
    const event = owner(definition, context)
    if (event.local !== 'endEvent' && event.local !== 'intermediateThrowEvent') continue
    const attribute = definition.local === 'errorEventDefinition' ? 'error' : 'escalation'
    const named = context.named(attributeOf(definition, `${attribute}Ref`))
    if (named === undefined && attribute === 'error') missing(definition, 'không nói ném gì', `${attribute}Ref`)
    else if (named === undefined && !context.isOpenEnded(event)) {
      context.report(START_END, definition, {
        vi: `${label(event)} không nói ném gì`,
        en: `expected escalationRef on what ${label(event)} throws, found none`,
        cureVi: 'thêm escalationRef',
        cureEn: 'add escalationRef',
      })
    } else if (named !== undefined && attributeOf(named, `${attribute}Code`) === undefined) {
      context.report(START_END, definition, {
        vi: `${label(named)} không có mã`,
        en: `expected ${attribute}Code on what is thrown, found none on ${label(named)}`,
        cureVi: `thêm ${attribute}Code`,
        cureEn: `add ${attribute}Code`,
      })
    }
  }
  const handled = new Set(
    context
      .all('boundaryEvent')
      .filter((one) => context.definitionsOf(one).some(({ local }) => local === 'compensateEventDefinition'))
      .map((one) => context.named(attributeOf(one, 'attachedToRef'))),
  )
  for (const definition of context.all('compensateEventDefinition')) compensated(definition, handled, context)
  for (const definition of context.all('signalEventDefinition')) {
    if (attributeOf(definition, 'signalRef') !== undefined) continue
    context.report(SIGNAL_UNNAMED, definition, {
      vi: `${label(owner(definition, context))} không nói tín hiệu nào: mọi tín hiệu không tên là một`,
      en: `expected signalRef, found none in ${label(owner(definition, context))}: all signals without a name are one`,
      cureVi: 'khai báo tín hiệu và ghi signalRef',
      cureEn: 'declare the signal and name it by signalRef',
    })
  }
  for (const definition of context.all('linkEventDefinition')) {
    if ((attributeOf(definition, 'name') ?? '') === '') missing(definition, 'liên kết không có tên', 'a name of the link')
  }
}

/** A task that is to be compensated has a handler: a sub-process or call may have some inside. */
function compensated(definition: XmlElement, handled: ReadonlySet<XmlElement | undefined>, context: Context): void {
  const target = context.named(attributeOf(definition, 'activityRef'))
  const event = owner(definition, context)
  if (target?.local === undefined || !/task$/i.test(target.local) || !/^(end|intermediateThrow)Event$/.test(event.local)) return
  if (handled.has(target)) return
  context.report(EVENT_UNCONNECTED, event, {
    vi: `${label(target)} không có xử lý bù trừ, nên ${label(event)} không làm gì`,
    en: `expected a compensation event on ${label(target)}, which ${label(event)} compensates, found none: it does nothing`,
    cureVi: 'gắn sự kiện bù trừ vào hoạt động đó, và nối nó với xử lý bù trừ',
    cureEn: 'attach a compensation event to it, associated with a handler',
  })
}

function owner(definition: XmlElement, context: Context): XmlElement {
  const parent = context.parent(definition)
  return parent === undefined || parent.local === 'definitions' ? definition : parent
}

/** Start and end events. @law BPMN 2.0.2 §10.5.2, §10.5.3 */
function startsAndEnds(context: Context): void {
  for (const scope of context.scopes()) {
    const nodes = context.nodesIn(scope)
    const starts = nodes.filter(({ local }) => local === 'startEvent')
    const ends = nodes.filter(({ local }) => local === 'endEvent')
    const begins = starts.length > 0 || nodes.some((node) => attributeOf(node, 'instantiate') === 'true')
    const warn = (at: XmlElement, vi: string, en: string, cure: readonly [string, string]) =>
      context.report(START_END, at, { vi, en, cureVi: cure[0], cureEn: cure[1] })
    if (ends.length > 0 && !begins && scope.local !== 'adHocSubProcess') {
      warn(
        ends[0] ?? scope,
        `${label(scope)} có kết thúc mà không có bắt đầu`,
        `expected a start event beside the end event, found none in ${label(scope)}`,
        ['thêm sự kiện bắt đầu', 'add a start event'],
      )
    }
    if (starts.length > 0 && ends.length === 0) {
      warn(
        starts[0] ?? scope,
        `${label(scope)} có bắt đầu mà không có kết thúc`,
        `expected an end event beside the start event, found none in ${label(scope)}`,
        ['thêm sự kiện kết thúc', 'add an end event'],
      )
    }
    if (SUB_PROCESSES.includes(scope.local)) subProcessStarts(scope, starts, context)
    const unconnected = (node: XmlElement, direction: string) =>
      context.report(EVENT_UNCONNECTED, node, {
        vi: `${label(node)} không nối với gì`,
        en: `expected an ${direction} flow of ${label(node)}, found none`,
        cureVi: 'nối sự kiện này',
        cureEn: 'connect it',
      })
    if (scope.local !== 'adHocSubProcess') {
      for (const node of nodes.filter(({ local }) => local.startsWith('intermediate'))) {
        const isLink = context.definitionsOf(node).some(({ local }) => local === 'linkEventDefinition')
        const [catches, throws] = [node.local === 'intermediateCatchEvent', node.local === 'intermediateThrowEvent']
        if (!(isLink && catches) && context.incoming(node).length === 0) unconnected(node, 'incoming')
        if (!(isLink && throws) && context.outgoing(node).length === 0) unconnected(node, 'outgoing')
      }
    }
    for (const start of starts) if (context.outgoing(start).length === 0) unconnected(start, 'outgoing')
    for (const end of ends) if (context.incoming(end).length === 0) unconnected(end, 'incoming')
  }
}

function subProcessStarts(scope: XmlElement, starts: readonly XmlElement[], context: Context): void {
  const cure = { cureVi: 'sửa sự kiện bắt đầu', cureEn: 'mend the start event' }
  const wrong = (at: XmlElement, vi: string, en: string) => context.reportForRunning(EVENT_KIND, at, { vi, en, ...cure })
  if (isEventSubProcess(scope)) {
    if (starts.length !== 1) {
      wrong(
        scope,
        `${label(scope)} cần đúng một sự kiện bắt đầu`,
        `expected exactly one start event in the event sub-process, found ${starts.length} in ${label(scope)}`,
      )
    }
    for (const start of starts) {
      if (context.definitionsOf(start).length === 0)
        wrong(
          start,
          `${label(start)} cần một loại sự kiện`,
          `expected the start of an event sub-process to wait for something, found ${label(start)} without an event definition`,
        )
      const mustInterrupt = context.definitionsOf(start).some(({ local }) => /^(error|compensate)EventDefinition$/.test(local))
      if (mustInterrupt && attributeOf(start, 'isInterrupting') === 'false')
        wrong(
          start,
          'lỗi và bù trừ luôn làm gián đoạn',
          `expected an error or compensation to interrupt, found isInterrupting="false" on ${label(start)}`,
        )
    }
    return
  }
  if (starts.length > 1)
    wrong(
      scope,
      `${label(scope)} có nhiều sự kiện bắt đầu`,
      `expected at most one start event in a sub-process, found ${starts.length} in ${label(scope)}`,
    )
}

/** Boundary events. @law BPMN 2.0.2 §10.5.4 */
function boundaries(context: Context): void {
  for (const event of context.all('boundaryEvent')) {
    const attached = context.named(attributeOf(event, 'attachedToRef'))
    const definitions = context.definitionsOf(event).map(kindOf)
    const wrong = (vi: string, en: string) =>
      context.reportForRunning(BOUNDARY, event, { vi, en, cureVi: 'sửa sự kiện biên', cureEn: 'mend the boundary event' })
    if (attached !== undefined && context.scopeOf(attached) !== context.scopeOf(event)) {
      wrong(
        `${label(event)} không cùng tầng với ${label(attached)}`,
        `expected ${label(event)} on the level of its activity, found ${label(attached)} on another`,
      )
    }
    if (attached !== undefined && isEventSubProcess(attached)) {
      wrong(
        'tiểu quy trình sự kiện không có sự kiện biên',
        `expected no boundary event on an event sub-process, found ${label(event)}`,
      )
    }
    if (definitions.includes('cancel') && attached !== undefined && attached.local !== 'transaction') {
      wrong('hủy chỉ dùng ở giao dịch', `expected a cancel event on a transaction, found it on ${label(attached)}`)
    }
    const isFirm = definitions.some((kind) => kind === 'error' || kind === 'cancel')
    if (isFirm && attributeOf(event, 'cancelActivity') === 'false') {
      wrong(
        'lỗi và hủy luôn làm gián đoạn',
        `expected an error or cancel event to interrupt, found cancelActivity="false" on ${label(event)}`,
      )
    }
    compensationBoundary(event, definitions, context)
  }
  for (const end of context.all('endEvent')) {
    if (!context.definitionsOf(end).some(({ local }) => local === 'cancelEventDefinition')) continue
    let at = context.scopeOf(end)
    while (at !== undefined && at.local !== 'transaction') at = context.scopeOf(at)
    if (at !== undefined) continue
    context.reportForRunning(EVENT_KIND, end, {
      vi: 'kết thúc hủy phải nằm trong giao dịch',
      en: `expected a cancel end event inside of a transaction, found ${label(end)} outside`,
      cureVi: 'đặt nó trong giao dịch (transaction)',
      cureEn: 'draw it inside of a transaction',
    })
  }
}

function compensationBoundary(event: XmlElement, definitions: readonly string[], context: Context): void {
  const flows = context.outgoing(event)
  const report = (code: typeof BOUNDARY, vi: string, en: string, cureEn: string) =>
    context.reportForRunning(code, event, { vi, en, cureVi: 'sửa cách nối', cureEn })
  if (!definitions.includes('compensate')) {
    if (flows.length === 0)
      report(
        EVENT_UNCONNECTED,
        `${label(event)} không dẫn đến đâu`,
        `expected a flow out of ${label(event)}, found none`,
        'connect it',
      )
    return
  }
  if (flows.length > 0)
    report(
      BOUNDARY,
      'bù trừ dùng liên kết, không dùng luồng',
      `expected an association to the handler, found a sequence flow out of ${label(event)}`,
      'draw an association to the handler instead',
    )
  const handlers = context
    .all('association')
    .filter((one) => context.named(attributeOf(one, 'sourceRef')) === event)
    .flatMap((one) => context.named(attributeOf(one, 'targetRef')) ?? [])
  const handler = handlers.find((one) => isForCompensation(one))
  if (handler === undefined) {
    report(
      EVENT_UNCONNECTED,
      `${label(event)} không có xử lý bù trừ`,
      `expected an association from ${label(event)} to an activity that isForCompensation, found none`,
      'draw the association, and set isForCompensation="true" on the handler',
    )
  }
}

/** Links come in pairs on one level. @law BPMN 2.0.2 §10.5.4 (link) */
function links(context: Context): void {
  const report = (at: XmlElement, vi: string, en: string) =>
    context.reportForRunning(LINK, at, { vi, en, cureVi: 'sửa cặp liên kết', cureEn: 'mend the pair of links' })
  for (const scope of context.scopes()) {
    const of = (local: string) =>
      context.nodesIn(scope).flatMap((event) => {
        const definition =
          event.local === local ? context.definitionsOf(event).find((one) => one.local === 'linkEventDefinition') : undefined
        return definition === undefined ? [] : [{ event, name: attributeOf(definition, 'name') ?? '' }]
      })
    const [throwing, catching] = [of('intermediateThrowEvent'), of('intermediateCatchEvent')]
    const thrown = new Set(throwing.map(({ name }) => name))
    const firstCatching = new Map(catching.toReversed().map(({ event, name }) => [name, event]))
    for (const { event, name } of throwing) {
      if (!firstCatching.has(name))
        report(
          event,
          `không có chỗ đến của liên kết "${name}"`,
          `expected a catching link "${name}" on the same level, found none for ${label(event)}`,
        )
      if (context.outgoing(event).length > 0)
        report(
          event,
          'liên kết ném không có luồng ra',
          `expected no flow out of a throwing link, found one out of ${label(event)}`,
        )
    }
    for (const { event, name } of catching) {
      if (firstCatching.get(name) !== event)
        report(
          event,
          `có hai chỗ đến của liên kết "${name}"`,
          `expected one catching link "${name}", found ${label(event)} beside another`,
        )
      if (context.incoming(event).length > 0)
        report(event, 'liên kết bắt không có luồng vào', `expected no flow into a catching link, found one into ${label(event)}`)
      if (!thrown.has(name)) {
        context.report(EVENT_UNCONNECTED, event, {
          vi: `không ai ném liên kết "${name}"`,
          en: `expected a throwing link "${name}" on the same level, found none for ${label(event)}`,
          cureVi: 'thêm liên kết ném, hoặc xóa',
          cureEn: 'add the throwing link, or delete this one',
        })
      }
    }
  }
}

export const EVENTS: readonly Constraint[] = [
  { codes: [EVENT_KIND], check: kinds },
  { codes: [EVENT_DETAIL, SIGNAL_UNNAMED], check: details },
  { codes: [START_END, EVENT_UNCONNECTED], check: startsAndEnds },
  { codes: [BOUNDARY], check: boundaries },
  { codes: [LINK], check: links },
]
