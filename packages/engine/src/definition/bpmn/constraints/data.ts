import { attributeOf, type XmlElement } from '../../../xml/index.ts'
import { childOf, childrenOf, idOf } from '../source.ts'
import { structure } from './activities.ts'
import { label, type Constraint, type Context } from './context.ts'
import { around, RIGHT } from '../example.ts'
import { constraintCode } from './define.ts'

const io = (sets: string) =>
  around(`<task id="a"><ioSpecification><dataInput id="di"/>${sets}<outputSet/></ioSpecification></task>`)
export const DATA = constraintCode(
  'BPMN_DATA',
  'warning',
  io('<inputSet><dataInputRefs>di</dataInputRefs><optionalInputRefs>none</optionalInputRefs></inputSet>'),
  io('<inputSet><dataInputRefs>di</dataInputRefs></inputSet>'),
)
export const SERVICE = constraintCode(
  'BPMN_SERVICE',
  'warning',
  `<interface id="i" name="i"><operation id="o" name="o"/></interface><process id="p">${RIGHT}</process>`,
  RIGHT,
)

function report(context: Context, at: XmlElement, vi: string, en: string): void {
  context.report(DATA, at, {
    vi,
    en,
    cureVi: 'sửa phần dữ liệu',
    cureEn: 'mend the data: what runs here reads associations only',
  })
}

function ids(element: XmlElement, local: string): string[] {
  return childrenOf(element, local).map(({ text }) => text.trim().slice(text.trim().indexOf(':') + 1))
}

/** Input and output sets list what they call optional, and each other. @law BPMN 2.0.2 §10.4.1 */
function specifications(context: Context): void {
  for (const specification of context.all('ioSpecification')) {
    const owner = context.parent(specification) ?? specification
    const sets = childrenOf(specification, 'inputSet', 'outputSet')
    for (const [local, en] of [
      ['inputSet', 'an inputSet'],
      ['outputSet', 'an outputSet'],
    ] as const) {
      if (!sets.some((set) => set.local === local))
        report(
          context,
          owner,
          `${label(owner)} thiếu ${local}`,
          `expected ${en} in the ioSpecification of ${label(owner)}, found none`,
        )
    }
    const own = new Set(childrenOf(specification, 'dataInput', 'dataOutput').map(idOf))
    for (const set of sets) {
      const kind = set.local === 'inputSet' ? 'dataInput' : 'dataOutput'
      const fitting = new Set(childrenOf(specification, kind).map(idOf))
      const [all, optional, executing, others, back] =
        set.local === 'inputSet'
          ? (['dataInputRefs', 'optionalInputRefs', 'whileExecutingInputRefs', 'outputSetRefs', 'inputSetRefs'] as const)
          : (['dataOutputRefs', 'optionalOutputRefs', 'whileExecutingOutputRefs', 'inputSetRefs', 'outputSetRefs'] as const)
      const listed = new Set(ids(set, all))
      for (const id of listed)
        if (!fitting.has(id))
          report(context, owner, `${all} "${id}" không có`, `expected ${all} of ${label(owner)} to name its data, found "${id}"`)
      for (const id of [...ids(set, optional), ...ids(set, executing)]) {
        if (!listed.has(id))
          report(
            context,
            owner,
            `"${id}" không có trong ${all}`,
            `expected "${id}" among the ${all} of ${label(owner)}, found it only as optional or while executing`,
          )
      }
      for (const id of ids(set, others)) {
        const other = sets.find((one) => idOf(one) === id)
        if (other !== undefined && ids(other, back).includes(idOf(set))) continue
        report(
          context,
          owner,
          `${others} và ${back} không khớp nhau`,
          `expected the sets of ${label(owner)} to refer to each other, found ${others} "${id}" alone`,
        )
      }
    }
    const inSets = new Set(sets.flatMap((set) => [...ids(set, 'dataInputRefs'), ...ids(set, 'dataOutputRefs')]))
    for (const id of own)
      if (sets.length > 0 && !inSets.has(id))
        report(
          context,
          owner,
          `"${id}" không thuộc tập nào`,
          `expected "${id}" of ${label(owner)} in one of its sets, found it in none`,
        )
  }
}

/** Data of events, references and associations. @law BPMN 2.0.2 §10.4.1, §10.4.2 */
function associations(context: Context): void {
  for (const event of context.all(
    'startEvent',
    'intermediateCatchEvent',
    'boundaryEvent',
    'intermediateThrowEvent',
    'endEvent',
  )) {
    const data = childrenOf(event, 'dataInput', 'dataOutput').length
    const definitions = context
      .definitionsOf(event)
      .filter(({ local }) => /^(message|signal|escalation|error)/.test(local)).length
    if (data > 0 && data < definitions) {
      report(
        context,
        event,
        `${label(event)} có ít dữ liệu hơn sự kiện`,
        `expected a data item for each event definition of ${label(event)}, found ${data} for ${definitions}`,
      )
    }
  }
  for (const one of context.all('subProcess', 'transaction', 'adHocSubProcess')) {
    if (childOf(one, 'ioSpecification') === undefined) continue
    const en = `expected data of ${label(one)} from around it, found an ioSpecification: a sub-process has none`
    report(context, one, `${label(one)} không có ioSpecification riêng`, en)
  }
  for (const one of context.all('dataObject')) {
    if (childOf(one, 'dataState') === undefined) continue
    const en = `expected the state of data on a reference to it, found it on ${label(one)}`
    report(context, one, `trạng thái phải ở tham chiếu, không ở ${label(one)}`, en)
  }
  for (const reference of context.all('dataObjectReference')) {
    if (attributeOf(reference, 'itemSubjectRef') !== undefined) {
      const en = `expected the type of data on the data object, found it on ${label(reference)}`
      report(context, reference, `kiểu dữ liệu phải ở đối tượng, không ở ${label(reference)}`, en)
    }
    if (attributeOf(reference, 'dataObjectRef') === undefined)
      report(
        context,
        reference,
        `${label(reference)} không chỉ đến dữ liệu nào`,
        `expected dataObjectRef on ${label(reference)}, found none`,
      )
  }
  for (const association of context.all('dataInputAssociation', 'dataOutputAssociation')) {
    reached(association, context)
    if (childOf(association, 'targetRef') === undefined)
      report(context, association, 'liên kết dữ liệu thiếu targetRef', `expected a targetRef in ${association.local}, found none`)
    const several = childrenOf(association, 'sourceRef').length
    if (several === 0 && childOf(association, 'transformation', 'assignment') === undefined)
      report(
        context,
        association,
        'liên kết dữ liệu không có nguồn',
        `expected a sourceRef, transformation or assignment in ${association.local}, found none`,
      )
    if (several === 1 && childOf(association, 'transformation', 'assignment') === undefined) moved(association, context)
    if (several > 1 && childOf(association, 'transformation') === undefined)
      report(
        context,
        association,
        'nhiều nguồn cần transformation',
        `expected a transformation of ${several} sources, found none`,
      )
  }
  for (const definition of context.all('itemDefinition')) {
    const kind = attributeOf(definition, 'itemKind')
    if (kind !== undefined && kind !== 'Information' && kind !== 'Physical')
      report(context, definition, 'itemKind sai', `expected itemKind Information or Physical, found "${kind}"`)
  }
}

/** Both ends are within reach: inputs and outputs are the element's own, data those of the scopes around it. @law BPMN 2.0.2 §10.4.2 */
function reached(association: XmlElement, context: Context): void {
  const own = context.parent(association) ?? association
  const isInput = association.local === 'dataInputAssociation'
  for (const end of childrenOf(association, 'sourceRef', 'targetRef')) {
    const data = context.named(end.text)
    if (data === undefined) continue
    const holder = holderOf(data, context)
    const isOwnSide = isInput === (end.local === 'targetRef')
    const isParameter = data.local === 'dataInput' || data.local === 'dataOutput'
    const isAround = isIn(association, holder, context) || holder === undefined || holder.local === 'definitions'
    const expected = isInput ? 'dataInput' : 'dataOutput'
    if (isOwnSide && isParameter && (holder !== own || data.local !== expected)) {
      const en = `expected ${end.local} of ${association.local} to be a ${expected} of ${label(own)}, found ${label(data)} of ${label(holder ?? data)}`
      report(context, association, `${end.local} phải là ${expected} của ${label(own)}`, en)
    } else if (!isAround) {
      const en = `expected data that ${label(own)} can reach in ${association.local}, found ${label(data)} of ${label(holder)}`
      report(context, association, `${label(own)} không với tới ${label(data)}`, en)
    }
  }
}

/** The element that has data: the process or sub-process around it, or who takes or gives it. */
function holderOf(data: XmlElement, context: Context): XmlElement | undefined {
  let at = context.parent(data)
  while (at?.local === 'ioSpecification' || at?.local === 'multiInstanceLoopCharacteristics') at = context.parent(at)
  return at
}

function isIn(element: XmlElement, holder: XmlElement | undefined, context: Context): boolean {
  let at: XmlElement | undefined = element
  while (at !== undefined && at !== holder) at = context.parent(at)
  return at !== undefined
}

/** What is moved as it is has one type on both ends, as far as both are known. */
function moved(association: XmlElement, context: Context): void {
  const type = (local: string) => {
    const end = context.named(childOf(association, local)?.text)
    const data = end?.local === 'dataObjectReference' ? context.named(attributeOf(end, 'dataObjectRef')) : end
    return structure(context.named(data === undefined ? undefined : attributeOf(data, 'itemSubjectRef')))
  }
  const [from, to] = [type('sourceRef'), type('targetRef')]
  if (from === undefined || to === undefined || from === to) return
  const en = `expected one type on both ends of ${association.local}, found ${from} and ${to}`
  report(context, association, 'hai đầu của liên kết dữ liệu khác kiểu', en)
}

/** What is sent or received has the type of its message or signal. @law BPMN 2.0.2 §10.3.3, §10.4.1 */
function carried(context: Context): void {
  for (const task of context.all('sendTask', 'receiveTask')) {
    const message = context.named(attributeOf(task, 'messageRef'))
    const specification = childOf(task, 'ioSpecification')
    if (message === undefined || specification === undefined) continue
    const local = task.local === 'sendTask' ? 'dataInput' : 'dataOutput'
    const items = childrenOf(specification, local)
    if (items.length > 1)
      report(
        context,
        task,
        `${label(task)} chỉ cần một ${local}`,
        `expected one ${local} of ${label(task)} for its message, found ${items.length}`,
      )
    for (const item of items) likeItsType(item, attributeOf(message, 'itemRef'), task, context)
  }
  for (const event of context.all(
    'startEvent',
    'intermediateCatchEvent',
    'boundaryEvent',
    'intermediateThrowEvent',
    'endEvent',
  )) {
    const definitions = context.definitionsOf(event)
    const [only] = definitions
    const [item] = childrenOf(event, 'dataInput', 'dataOutput')
    if (definitions.length !== 1 || only === undefined || item === undefined) continue
    const named = ['messageRef', 'signalRef', 'errorRef', 'escalationRef'].flatMap(
      (name) => context.named(attributeOf(only, name)) ?? [],
    )[0]
    if (named !== undefined)
      likeItsType(item, attributeOf(named, 'itemRef') ?? attributeOf(named, 'structureRef'), event, context)
  }
}

function likeItsType(item: XmlElement, type: string | undefined, at: XmlElement, context: Context): void {
  const [own, theirs] = [context.named(attributeOf(item, 'itemSubjectRef')), context.named(type)]
  if (own === undefined || theirs === undefined || own === theirs || structure(own) === structure(theirs)) return
  const en = `expected ${label(item)} of ${label(at)} to be of the type of what it carries, found another`
  report(context, at, `kiểu dữ liệu của ${label(at)} khác kiểu được gửi`, en)
}

/** Operations and the data of those who call them. @law BPMN 2.0.2 §8.4.3, §10.3.3 */
function services(context: Context): void {
  const warn = (at: XmlElement, vi: string, en: string) =>
    context.report(SERVICE, at, {
      vi,
      en,
      cureVi: 'sửa thao tác dịch vụ',
      cureEn: 'mend the operation: it is not what runs here',
    })
  for (const operation of context.all('operation')) {
    if (childOf(operation, 'inMessageRef') === undefined)
      warn(operation, `${label(operation)} thiếu inMessageRef`, `expected inMessageRef in ${label(operation)}, found none`)
  }
  for (const one of context.all('interface')) {
    if (childOf(one, 'operation') === undefined)
      warn(one, `${label(one)} không có thao tác`, `expected an operation in ${label(one)}, found none`)
  }
  for (const task of context.all('serviceTask', 'sendTask', 'receiveTask')) {
    const operation = context.named(attributeOf(task, 'operationRef'))
    if (operation === undefined) continue
    const specification = childOf(task, 'ioSpecification')
    const sides = [
      ['inMessageRef', 'dataInput', 'one data input'],
      ['outMessageRef', 'dataOutput', 'one data output'],
    ] as const
    for (const [side, local, expected] of sides) {
      const message = context.named(childOf(operation, side)?.text)
      const items = specification === undefined ? [] : childrenOf(specification, local)
      if (message === undefined || specification === undefined) continue
      if (task.local === 'sendTask' && local === 'dataOutput') continue
      if (task.local === 'receiveTask' && local === 'dataInput') continue
      if (items.length !== 1)
        warn(
          task,
          `${label(task)} cần đúng một ${local}`,
          `expected ${expected} of ${label(task)} for its operation, found ${items.length}`,
        )
      const [item, sent] = [
        context.named(attributeOf(items[0] ?? task, 'itemSubjectRef')),
        context.named(attributeOf(message, 'itemRef')),
      ]
      if (
        items.length > 0 &&
        sent !== undefined &&
        item !== sent &&
        (structure(item) === undefined || structure(item) !== structure(sent))
      ) {
        warn(
          task,
          `kiểu của ${local} khác kiểu của thông điệp`,
          `expected the ${local} of ${label(task)} to be of the message's type, found another`,
        )
      }
    }
  }
  for (const one of context.all('sendTask', 'receiveTask', 'messageEventDefinition')) {
    const operation = context.named(attributeOf(one, 'operationRef') ?? childOf(one, 'operationRef')?.text)
    const message = context.named(attributeOf(one, 'messageRef'))
    if (operation === undefined || message === undefined) continue
    const sent = ['inMessageRef', 'outMessageRef'].map((side) => context.named(childOf(operation, side)?.text))
    if (sent.includes(message)) continue
    const at = one.local === 'messageEventDefinition' ? (context.parent(one) ?? one) : one
    const en = `expected the message of ${label(at)} to be one of its ${label(operation)}, found ${label(message)}`
    warn(at, `thông điệp của ${label(at)} không thuộc thao tác của nó`, en)
  }
  for (const binding of context.all('ioBinding')) {
    const owner = context.parent(binding) ?? binding
    const specification = childOf(owner, 'ioSpecification')
    const has = (local: string, attribute: string) => {
      const named = attributeOf(binding, attribute)?.replace(/^.*:/, '')
      return specification !== undefined && childrenOf(specification, local).some((one) => idOf(one) === named)
    }
    const data = (attribute: string, local: string) => {
      const named = attributeOf(binding, attribute)?.replace(/^.*:/, '')
      return specification === undefined ? undefined : childrenOf(specification, local).find((one) => idOf(one) === named)
    }
    const operation = context.named(attributeOf(binding, 'operationRef'))
    const [input, output] = [data('inputDataRef', 'dataInput'), data('outputDataRef', 'dataOutput')]
    const inputs = has('inputSet', 'inputDataRef') || (input !== undefined && fits(input, 'inMessageRef', operation, context))
    const outputs =
      has('outputSet', 'outputDataRef') || (output !== undefined && fits(output, 'outMessageRef', operation, context))
    if (!inputs || !outputs || operation?.local !== 'operation') {
      warn(
        owner,
        `ioBinding của ${label(owner)} không khớp`,
        `expected the ioBinding of ${label(owner)} to name an operation and its own input and output, found another`,
      )
    }
  }
}

/** Whether data are of the type of an operation's message, as far as both are known. */
function fits(item: XmlElement, side: string, operation: XmlElement | undefined, context: Context): boolean {
  const message = context.named(operation === undefined ? undefined : childOf(operation, side)?.text)
  const [own, sent] = [
    context.named(attributeOf(item, 'itemSubjectRef')),
    context.named(message === undefined ? undefined : attributeOf(message, 'itemRef')),
  ]
  return own === undefined || sent === undefined || own === sent || structure(own) === structure(sent)
}

export const DATA_CONSTRAINTS: readonly Constraint[] = [
  { codes: [DATA], check: specifications },
  { codes: [], check: associations },
  { codes: [], check: carried },
  { codes: [SERVICE], check: services },
]
