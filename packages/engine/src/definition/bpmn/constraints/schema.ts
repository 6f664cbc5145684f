import { attributeOf, type XmlElement } from '../../../xml/index.ts'
import { ACTIVITIES } from '../activities.ts'
import { EVENT_DEFINITIONS } from '../events.ts'
import { around, RIGHT } from '../example.ts'
import { FLOW_NODES } from '../flow-elements.ts'
import { BPMN } from '../source.ts'
import { label, type Constraint, type Context } from './context.ts'
import { constraintCode } from './define.ts'

export const SCHEMA = constraintCode(
  'BPMN_SCHEMA',
  'warning',
  around('<exclusiveGateway id="a" gatewayDirection="Sideways"/>'),
  around('<task id="a"/>'),
)
export const PLACE = constraintCode(
  'BPMN_PLACE',
  'error',
  around('<task id="a"><dataObject id="o"/></task>'),
  `<dataObject id="o"/>${RIGHT}`,
)

/** Values of attributes that nothing here reads. @law the XML Schemas of formal/2013-12-09 */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  gatewayDirection: ['Unspecified', 'Converging', 'Diverging', 'Mixed'],
  associationDirection: ['None', 'One', 'Both'],
  direction: ['None', 'Forward', 'Backward', 'Both'],
  processType: ['None', 'Public', 'Private'],
  isUnlimited: ['true', 'false', '1', '0'],
  isImmediate: ['true', 'false', '1', '0'],
  isRequired: ['true', 'false', '1', '0'],
  loopType: ['None', 'Standard', 'MultiInstanceSequential', 'MultiInstanceParallel'],
}

const METHODS = ['##Compensate', '##Image', '##Store']

const SCOPES = [
  'process',
  'subProcess',
  'transaction',
  'adHocSubProcess',
  'choreography',
  'subChoreography',
  'globalChoreographyTask',
]
/** What stands in a process or sub-process alone. */
const INSIDE = new Set([...FLOW_NODES, 'sequenceFlow', 'dataObject', 'dataObjectReference', 'dataStoreReference', 'laneSet'])

const ROLES = ['resourceRole', 'performer', 'humanPerformer', 'potentialOwner']
const ARTIFACTS = ['textAnnotation', 'group', 'association']
const ELEMENTS = [...FLOW_NODES, 'sequenceFlow', 'dataObject', 'dataObjectReference', 'dataStoreReference']
const LOOPS = ['standardLoopCharacteristics', 'multiInstanceLoopCharacteristics']
const BASE = [['documentation'], ['extensionElements']]
const NODE = [...BASE, ['auditing'], ['monitoring'], ['categoryValueRef'], ['incoming'], ['outgoing']]

type Order = readonly (readonly string[])[] | undefined
interface Places {
  readonly order: Order
  readonly foreign: readonly string[]
}

/** The order of children, by kind of their parent; those that are not named stand anywhere. */
function orderOf(local: string): Order {
  if (local === 'definitions') return [...BASE, ['import'], ['extension']]
  if (local === 'process') {
    const head = [['supportedInterfaceRef'], ['ioSpecification'], ['ioBinding'], ['auditing'], ['monitoring']]
    const tail = [ARTIFACTS, ROLES, ['correlationSubscription'], ['supports']]
    return [...BASE, ...head, ['property'], ['laneSet'], ELEMENTS, ...tail]
  }
  if (ACTIVITIES.includes(local)) {
    const data = [['ioSpecification'], ['property'], ['dataInputAssociation'], ['dataOutputAssociation']]
    return [...NODE, ...data, ROLES, LOOPS, ['laneSet'], ELEMENTS, ARTIFACTS, ['completionCondition']]
  }
  if (local.endsWith('Event')) {
    const data = [['property'], ['dataInput', 'dataOutput'], ['dataInputAssociation', 'dataOutputAssociation']]
    return [...NODE, ...data, ['inputSet', 'outputSet'], EVENT_DEFINITIONS, ['eventDefinitionRef']]
  }
  if (local.endsWith('Gateway')) return NODE
  if (local === 'ioSpecification') return [...BASE, ['dataInput'], ['dataOutput'], ['inputSet'], ['outputSet']]
  return local === 'sequenceFlow'
    ? [...BASE, ['auditing'], ['monitoring'], ['categoryValueRef'], ['conditionExpression']]
    : undefined
}

const CATCHING = ['startEvent', 'intermediateCatchEvent', 'boundaryEvent']
const OF_INPUT = ['dataInput', 'inputSet', 'dataInputAssociation']
const OF_OUTPUT = ['dataOutput', 'outputSet', 'dataOutputAssociation']

/** Children that are of BPMN and stand elsewhere: what catches gives data, what throws takes it, and an activity has both in its ioSpecification. */
function foreignTo(local: string): readonly string[] {
  if (CATCHING.includes(local)) return [...OF_INPUT, ...LOOPS, 'ioSpecification']
  if (local.endsWith('Event')) return [...OF_OUTPUT, ...LOOPS, 'ioSpecification']
  if (local.endsWith('Gateway')) return [...OF_INPUT, ...OF_OUTPUT, ...EVENT_DEFINITIONS, ...LOOPS, 'ioSpecification', 'property']
  if (local === 'sequenceFlow') return [...EVENT_DEFINITIONS, 'incoming', 'outgoing']
  if (!ACTIVITIES.includes(local)) return []
  const always = ['dataInput', 'inputSet', 'dataOutput', 'outputSet', ...EVENT_DEFINITIONS]
  return local === 'adHocSubProcess' ? always : [...always, 'completionCondition']
}

/** Children that an element has once at most. */
const ONCE = new Set([
  ...['extensionElements', 'ioSpecification', 'conditionExpression', 'loopCardinality', 'completionCondition', 'loopCondition'],
  ...['activationCondition', 'script', 'participantMultiplicity', 'dataState', 'condition', 'transformation'],
])

/** What the schema says of every element: the first of each kind of mistake is told, with how many there are. */
function schema(context: Context): void {
  const places = new Map<string, Places>()
  const found = new Map<string, { at: XmlElement; vi: string; en: string; count: number }>()
  const note = (kind: string, at: XmlElement, vi: string, en: string) => {
    const known = found.get(kind)
    if (known === undefined) found.set(kind, { at, vi, en, count: 1 })
    else known.count++
  }
  for (const element of context.every()) {
    const id = attributeOf(element, 'id')
    if (id !== undefined && !/^[\p{L}_][\p{L}\p{N}\p{M}._·-]*$/u.test(id.trim()))
      note(
        'id',
        element,
        `id "${id}" không đúng dạng NCName`,
        `expected an id that begins with a letter and has no blanks, found "${id}"`,
      )
    for (const { namespace, local: attribute, value: written } of element.attributes) {
      const values = namespace === '' && Object.hasOwn(VALUES, attribute) ? VALUES[attribute] : undefined
      const value = written.trim()
      if (values?.includes(value) === false)
        note(
          attribute,
          element,
          `${attribute}="${value}" không có trong BPMN`,
          `expected ${values.join(' | ')} in ${attribute} of ${label(element)}, found "${value}"`,
        )
    }
    const capacity = attributeOf(element, 'capacity')?.trim()
    if (capacity !== undefined && !/^[+-]?\d+$/.test(capacity))
      note(
        'capacity',
        element,
        `capacity="${capacity}" không phải số nguyên`,
        `expected a whole number in capacity, found "${capacity}"`,
      )
    const method = element.local === 'transaction' ? attributeOf(element, 'method')?.trim() : undefined
    if (method?.startsWith('##') === true && !METHODS.includes(method))
      note(
        'method',
        element,
        `method="${method}" không có trong BPMN`,
        `expected ${METHODS.join(' | ')} in method of ${label(element)}, found "${method}"`,
      )
    children(element, note, context, places)
  }
  for (const { at, vi, en, count } of found.values()) {
    const more = count > 1 ? { vi: ` (và ${count - 1} chỗ khác)`, en: ` (and ${count - 1} more)` } : { vi: '', en: '' }
    context.report(SCHEMA, at, {
      vi: vi + more.vi,
      en: en + more.en,
      cureVi: 'sửa cho đúng lược đồ XML của BPMN: công cụ khác có thể không đọc được',
      cureEn: 'write it as the schema has it: other tools may not read it',
    })
  }
}

function children(
  element: XmlElement,
  note: (kind: string, at: XmlElement, vi: string, en: string) => void,
  context: Context,
  places: Map<string, Places>,
): void {
  const known = places.get(element.local)
  const { order, foreign } = known ?? { order: orderOf(element.local), foreign: foreignTo(element.local) }
  if (known === undefined) places.set(element.local, { order, foreign })
  let last = -1
  const seen = new Set<string>()
  for (const child of element.children) {
    if (child.namespace !== BPMN) continue
    if (ONCE.has(child.local)) {
      if (seen.has(child.local))
        note('twice', child, `${child.local} chỉ được có một`, `expected one ${child.local} in ${label(element)}, found another`)
      seen.add(child.local)
    }
    if (foreign.includes(child.local))
      note(
        'foreign',
        child,
        `${label(element)} không thể có ${child.local}`,
        `expected no ${child.local} in ${label(element)}, found one: it has no meaning there`,
      )
    const rank = order?.findIndex((kinds) => kinds.includes(child.local)) ?? -1
    if (rank >= 0 && rank < last)
      note(
        'order',
        child,
        `${child.local} đứng sai thứ tự`,
        `expected ${child.local} earlier in ${label(element)}, found it late`,
      )
    last = Math.max(last, rank)
    if (INSIDE.has(child.local) && !SCOPES.includes(element.local) && element.local !== 'definitions') {
      context.report(PLACE, child, {
        vi: `${child.local} không thể nằm trong ${label(element)}`,
        en: `expected ${child.local} in a process or sub-process, found it in ${label(element)}`,
        cureVi: 'đặt nó trong quy trình',
        cureEn: 'move it to the process',
      })
    }
  }
}

export const SCHEMA_CONSTRAINTS: readonly Constraint[] = [{ codes: [SCHEMA, PLACE], check: schema }]
