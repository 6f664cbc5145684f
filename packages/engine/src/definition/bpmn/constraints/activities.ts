import { attributeOf, type XmlElement } from '../../../xml/index.ts'
import { ACTIVITIES as ACTIVITY_NAMES } from '../activities.ts'
import { childOf, childrenOf } from '../source.ts'
import { isEventSubProcess, label, type Constraint, type Context } from './context.ts'
import { around, RIGHT } from '../example.ts'
import { constraintCode } from './define.ts'

export const QUANTITY = constraintCode('BPMN_QUANTITY', 'error', around('<task id="a" startQuantity="0"/>'), RIGHT)
const multi = (inner: string) =>
  around(`<task id="a"><multiInstanceLoopCharacteristics>${inner}</multiInstanceLoopCharacteristics></task>`)
export const LOOP = constraintCode(
  'BPMN_LOOP',
  'error',
  multi('<loopCardinality>-1</loopCardinality>'),
  multi('<loopCardinality>3</loopCardinality>'),
)
export const LOOP_UNCLEAR = constraintCode(
  'BPMN_LOOP_UNCLEAR',
  'warning',
  multi(''),
  multi('<loopCardinality>3</loopCardinality>'),
)
export const AD_HOC = constraintCode(
  'BPMN_AD_HOC',
  'error',
  around('<adHocSubProcess id="a"/>'),
  around('<adHocSubProcess id="a"><task id="t"/></adHocSubProcess>'),
)
export const ACTIVITY_DETAIL = constraintCode(
  'BPMN_ACTIVITY_DETAIL',
  'warning',
  around('<scriptTask id="a"><script>1</script></scriptTask>'),
  around('<scriptTask id="a" scriptFormat="feel"><script>1</script></scriptTask>'),
)
export const EXPRESSION_EMPTY = constraintCode(
  'BPMN_EXPRESSION_EMPTY',
  'warning',
  multi('<loopCardinality>3</loopCardinality><completionCondition/>'),
  multi('<loopCardinality>3</loopCardinality>'),
)

const calling = (start: string) =>
  `<process id="p"><startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/><callActivity id="a" calledElement="q"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/><endEvent id="e"/></process><process id="q"><startEvent id="t">${start}</startEvent><sequenceFlow id="g" sourceRef="t" targetRef="u"/><endEvent id="u"/></process>`
export const CALLED = constraintCode(
  'BPMN_CALLED',
  'error',
  calling('<timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition>'),
  calling(''),
)

/** @law BPMN 2.0.2 §10.3.1 */
function quantities(context: Context): void {
  for (const activity of context.activities()) {
    for (const attribute of ['startQuantity', 'completionQuantity']) {
      const value = attributeOf(activity, attribute)
      if (value === undefined || Number(value) >= 1) continue
      context.report(QUANTITY, activity, {
        vi: `${attribute} của ${label(activity)} phải từ 1`,
        en: `expected ${attribute} from 1 on, found "${value}" on ${label(activity)}`,
        cureVi: 'ghi 1 hoặc hơn',
        cureEn: 'write 1 or more',
      })
    }
  }
}

/** @law BPMN 2.0.2 §10.3.8 */
function loops(context: Context): void {
  for (const activity of context.activities()) {
    const found = childrenOf(activity, 'standardLoopCharacteristics', 'multiInstanceLoopCharacteristics')
    if (found.length < 2) continue
    const en = `expected one kind of loop of ${label(activity)}, found ${found.length}`
    wrong(context, activity, `${label(activity)} chỉ có thể lặp theo một cách`, en)
  }
  for (const loop of context.all('multiInstanceLoopCharacteristics')) {
    const activity = context.parent(loop) ?? loop
    const cardinality = childOf(loop, 'loopCardinality')
    const collection = childOf(loop, 'loopDataInputRef')
    const written = cardinality?.text.trim().replace(/^=\s*/, '') ?? ''
    if (/^[+-]?[\d.]+$/.test(written) && (Number(written) < 1 || !Number.isInteger(Number(written)))) {
      wrong(
        context,
        activity,
        `số lần lặp "${written}" không dùng được`,
        `expected a whole number from 1 on, found "${written}" in the loopCardinality of ${label(activity)}`,
      )
    }
    if (/^"[^"]*"$/.test(written))
      unclear(
        context,
        activity,
        `số lần lặp ${written} không phải số`,
        `expected a whole number, found the text ${written} in the loopCardinality of ${label(activity)}`,
      )
    const foreign = [
      ...(childOf(loop, 'extensionElements')?.children ?? []),
      ...loop.attributes.filter(({ prefix }) => prefix !== ''),
    ]
    if (cardinality === undefined && collection === undefined && foreign.length === 0) {
      unclear(
        context,
        activity,
        'không nói chạy bao nhiêu lần',
        `expected a loopCardinality or a loopDataInputRef of ${label(activity)}, found neither: it runs once`,
      )
    }
    if (cardinality !== undefined && collection !== undefined) {
      unclear(
        context,
        activity,
        'vừa có số lần, vừa có danh sách',
        `expected either loopCardinality or loopDataInputRef of ${label(activity)}, found both: the list counts`,
      )
    }
    behaviour(loop, activity, context)
    items(loop, activity, context)
  }
  for (const loop of context.all('standardLoopCharacteristics')) {
    const activity = context.parent(loop) ?? loop
    const maximum = attributeOf(loop, 'loopMaximum')
    if (maximum !== undefined && !(Number(maximum) >= 1))
      wrong(
        context,
        activity,
        'loopMaximum phải từ 1',
        `expected loopMaximum from 1 on, found "${maximum}" on ${label(activity)}`,
      )
    if (childOf(loop, 'loopCondition') === undefined && maximum === undefined) {
      unclear(
        context,
        activity,
        'vòng lặp không có điều kiện nên chỉ chạy một lần',
        `expected a loopCondition of ${label(activity)}, found none: it runs once`,
      )
    }
  }
}

function behaviour(loop: XmlElement, activity: XmlElement, context: Context): void {
  const kind = attributeOf(loop, 'behavior') ?? 'All'
  const needs = { None: 'noneBehaviorEventRef', One: 'oneBehaviorEventRef' }[kind]
  if (needs !== undefined && attributeOf(loop, needs) === undefined) {
    unclear(
      context,
      activity,
      `behavior="${kind}" cần ${needs}`,
      `expected ${needs} beside behavior="${kind}" on ${label(activity)}, found none: the signal without a name is thrown`,
    )
  }
  for (const definition of childrenOf(loop, 'complexBehaviorDefinition')) {
    if (childOf(definition, 'condition') === undefined)
      unclear(
        context,
        activity,
        'complexBehaviorDefinition thiếu condition',
        `expected a condition in the complexBehaviorDefinition of ${label(activity)}, found none`,
      )
  }
  if (kind === 'Complex' && childrenOf(loop, 'complexBehaviorDefinition').length === 0) {
    unclear(
      context,
      activity,
      'behavior="Complex" cần complexBehaviorDefinition',
      `expected a complexBehaviorDefinition beside behavior="Complex" on ${label(activity)}, found none`,
    )
  }
}

/** An item is one of its list. */
function items(loop: XmlElement, activity: XmlElement, context: Context): void {
  for (const [list, item] of [
    ['loopDataInputRef', 'inputDataItem'],
    ['loopDataOutputRef', 'outputDataItem'],
  ] as const) {
    const whole = context.named(childOf(loop, list)?.text)
    const one = childOf(loop, item)
    if (whole === undefined) continue
    const isList = attributeOf(whole, 'isCollection')
    const definition = context.named(attributeOf(whole, 'itemSubjectRef'))
    const isListed = isList === 'true' || (definition !== undefined && attributeOf(definition, 'isCollection') === 'true')
    if (!isListed && (whole.local === 'dataInput' || whole.local === 'dataOutput')) {
      unclear(
        context,
        activity,
        `${label(whole)} không phải danh sách`,
        `expected ${list} to be a collection, found ${label(whole)} that is none`,
      )
    }
    const ofItem = one === undefined ? undefined : context.named(attributeOf(one, 'itemSubjectRef'))
    if (ofItem !== undefined && attributeOf(ofItem, 'isCollection') === 'true') {
      unclear(
        context,
        activity,
        'phần tử lại là danh sách',
        `expected ${item} to be one item, found ${label(ofItem)} that is a collection`,
      )
    }
    const inner = one === undefined ? undefined : context.named(attributeOf(one, 'itemSubjectRef'))
    const [a, b] = [structure(definition), structure(inner)]
    if (a !== undefined && b !== undefined && a !== b) {
      unclear(
        context,
        activity,
        'kiểu của phần tử khác kiểu của danh sách',
        `expected the items of ${label(whole)} to be of its type, found ${b} in ${item}`,
      )
    }
  }
}

/** What an item definition stands for. */
export function structure(definition: XmlElement | undefined): string | undefined {
  return definition === undefined ? undefined : attributeOf(definition, 'structureRef')
}

function wrong(context: Context, at: XmlElement, vi: string, en: string): void {
  context.reportForRunning(LOOP, at, { vi, en, cureVi: 'sửa vòng lặp', cureEn: 'mend the loop' })
}

function unclear(context: Context, at: XmlElement, vi: string, en: string): void {
  context.report(LOOP_UNCLEAR, at, { vi: `${label(at)}: ${vi}`, en, cureVi: 'ghi rõ hơn', cureEn: 'say which' })
}

/** @law BPMN 2.0.2 §10.3.5 (ad-hoc) */
function adHoc(context: Context): void {
  for (const scope of context.all('adHocSubProcess')) {
    const cure = {
      cureVi: 'thêm hoạt động, bỏ sự kiện bắt đầu và kết thúc',
      cureEn: 'put activities into it, and neither start nor end events',
    }
    if (childrenOf(scope, ...ACTIVITY_NAMES).length === 0) {
      const en = `expected an activity in ${label(scope)}, found none`
      context.reportForRunning(AD_HOC, scope, { vi: `${label(scope)} không có hoạt động nào`, en, ...cure })
    }
    if (childrenOf(scope, 'startEvent', 'endEvent').length > 0) {
      const en = `expected neither start nor end event in ${label(scope)}, found one`
      context.reportForRunning(AD_HOC, scope, { vi: `${label(scope)} không có bắt đầu hay kết thúc`, en, ...cure })
    }
  }
}

const ROLES = ['resourceRole', 'performer', 'humanPerformer', 'potentialOwner']

/** @law BPMN 2.0.2 §10.3.3 */
function tasks(context: Context): void {
  const warn = (at: XmlElement, vi: string, en: string, cureEn: string) =>
    context.report(ACTIVITY_DETAIL, at, { vi: `${label(at)}: ${vi}`, en, cureVi: 'sửa tác vụ', cureEn })
  for (const task of context.all('scriptTask', 'globalScriptTask')) {
    const [script, format] = [
      childOf(task, 'script'),
      attributeOf(task, task.local === 'scriptTask' ? 'scriptFormat' : 'scriptLanguage'),
    ]
    if (script !== undefined && format === undefined)
      warn(
        task,
        'không nói ngôn ngữ',
        `expected scriptFormat beside the script of ${label(task)}, found none: it is read as FEEL`,
        'add scriptFormat="feel"',
      )
    if (script === undefined && format !== undefined)
      warn(
        task,
        'không có nội dung',
        `expected a script beside scriptFormat on ${label(task)}, found none: it does nothing`,
        'add a script',
      )
  }
  for (const element of context.all(
    'conditionExpression',
    'condition',
    'completionCondition',
    'loopCondition',
    'activationCondition',
    'messagePath',
    'dataPath',
    'transformation',
    'loopCardinality',
    'from',
    'to',
    'timeDate',
    'timeDuration',
    'timeCycle',
    'formalExpression',
  )) {
    if (element.text.trim() !== '' || element.children.length > 0) continue
    context.report(EXPRESSION_EMPTY, element, {
      vi: `${element.local} không có nội dung`,
      en: `expected an expression in ${element.local}, found nothing`,
      cureVi: 'viết biểu thức, hoặc xóa',
      cureEn: 'write the expression, or delete the element',
    })
  }
  for (const role of context.all(...ROLES)) {
    if (childOf(role, 'resourceRef') === undefined || childOf(role, 'resourceAssignmentExpression') === undefined) continue
    const at = context.parent(role) ?? role
    const en = `expected either resourceRef or resourceAssignmentExpression in a role of ${label(at)}, found both`
    warn(at, 'vai trò nêu cả resourceRef lẫn biểu thức', en, 'keep one of them')
  }
  for (const role of context.all(...ROLES)) {
    const resource = context.named(childOf(role, 'resourceRef')?.text)
    const bound = childrenOf(role, 'resourceParameterBinding').map((one) => context.named(attributeOf(one, 'parameterRef')))
    for (const parameter of resource === undefined ? [] : childrenOf(resource, 'resourceParameter')) {
      if (attributeOf(parameter, 'isRequired') !== 'true' || bound.includes(parameter)) continue
      const at = context.parent(role) ?? role
      const en = `expected a value of ${label(parameter)} in a role of ${label(at)}, found none: the resource requires it`
      warn(at, `vai trò thiếu tham số "${attributeOf(parameter, 'name') ?? ''}"`, en, 'bind the parameter')
    }
  }
  for (const binding of context.all('resourceParameterBinding')) {
    const role = context.parent(binding) ?? binding
    if (childOf(role, 'resourceRef') !== undefined) continue
    const at = context.parent(role) ?? role
    const en = `expected a resourceRef beside the parameters of a role of ${label(at)}, found none`
    warn(at, 'tham số của vai trò cần resourceRef', en, 'add resourceRef, or delete the parameters')
  }
  for (const event of context.all('subProcess').filter((one) => isEventSubProcess(one))) {
    if (context.scopeOf(event) !== undefined) continue
    warn(event, 'không nằm trong quy trình', `expected ${label(event)} inside of a process`, 'move it')
  }
}

/** A receive task that instantiates begins the process itself. @law BPMN 2.0.2 §10.3.3.4 */
function called(context: Context): void {
  for (const call of context.all('callActivity')) {
    const target = context.named(attributeOf(call, 'calledElement'))
    if (target === undefined) continue
    const starts = target.local === 'process' ? childrenOf(target, 'startEvent') : []
    if (starts.length > 0 && starts.every((start) => context.definitionsOf(start).length > 0)) {
      context.reportForRunning(CALLED, call, {
        vi: `${label(target)} chỉ bắt đầu khi có sự kiện, nên không thể được gọi`,
        en: `expected a start event without an event in ${label(target)}, which ${label(call)} calls, found none`,
        cureVi: 'thêm một sự kiện bắt đầu thường',
        cureEn: 'add a none start event to it',
      })
    }
    const plain = starts.filter((start) => context.definitionsOf(start).length === 0)
    if (plain.length > 1) {
      context.reportForRunning(CALLED, call, {
        vi: `${label(target)} có ${plain.length} sự kiện bắt đầu thường, không rõ bắt đầu ở đâu khi được gọi`,
        en: `expected one start event without an event in ${label(target)}, which ${label(call)} calls, found ${plain.length}`,
        cureVi: 'để lại một sự kiện bắt đầu thường',
        cureEn: 'leave one of them, because a call begins at one',
      })
    }
    if (target.local === 'process' || target.local.startsWith('global')) {
      handedOver(call, target, context)
      continue
    }
    context.reportForRunning(CALLED, call, {
      vi: `${label(call)} chỉ có thể gọi quy trình hoặc tác vụ dùng chung`,
      en: `expected calledElement to be a process or a global task, found ${label(target)}`,
      cureVi: 'gọi một quy trình hoặc tác vụ dùng chung',
      cureEn: 'call a process or a global task',
    })
  }
}

/** What a call hands over is what the called element takes. @law BPMN 2.0.2 §10.3.6, §10.4.1 */
function handedOver(call: XmlElement, target: XmlElement, context: Context): void {
  const [own, theirs] = [childOf(call, 'ioSpecification'), childOf(target, 'ioSpecification')]
  if (theirs === undefined) return
  for (const local of ['dataInput', 'dataOutput']) {
    const types = (specification: XmlElement | undefined) =>
      (specification === undefined ? [] : childrenOf(specification, local))
        .map((item) => structure(context.named(attributeOf(item, 'itemSubjectRef'))) ?? attributeOf(item, 'itemSubjectRef') ?? '')
        .sort()
        .join(' ')
    if (types(own) === types(theirs)) continue
    context.report(ACTIVITY_DETAIL, call, {
      vi: `${label(call)}: ${local} khác với ${label(target)}`,
      en: `expected each ${local} of ${label(call)} as ${label(target)} has it, found others`,
      cureVi: 'sửa ioSpecification của hoạt động gọi',
      cureEn: 'mend the ioSpecification of the call',
    })
  }
}

export const ACTIVITIES: readonly Constraint[] = [
  { codes: [QUANTITY], check: quantities },
  { codes: [LOOP, LOOP_UNCLEAR], check: loops },
  { codes: [AD_HOC], check: adHoc },
  { codes: [ACTIVITY_DETAIL, EXPRESSION_EMPTY], check: tasks },
  { codes: [CALLED], check: called },
]
