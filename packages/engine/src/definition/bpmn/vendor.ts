/**
 * Theory of operation
 *
 * What other engines write into a BPMN file beside BPMN: Camunda (and its ancestors Activiti and Flowable, whose words are the same)
 * as attributes and elements, Zeebe as elements. Names are matched by their local part within those namespaces; what means the same
 * here is read, what would run otherwise is reported by name, and what never runs (a modeler's own notes) is passed over. jBPM hands
 * a task what it works with (its group, its decision) as data inputs of fixed names.
 */
import { attributeOf, type XmlElement } from '../../xml/index.ts'
import type { Mapping } from '../definition.ts'
import { BPMN_EXTENSION_IGNORED } from './codes.ts'
import { carried, childOf, childrenOf, idOf, MOTCUA, type Source } from './source.ts'

const ENGINES = /camunda|zeebe|activiti|flowable|jboss|motcua/i

/** An attribute of one of the engines; an empty one says nothing. */
export function vendorAttribute(element: XmlElement, local: string): string | undefined {
  const found = element.attributes.find((attribute) => attribute.local === local && ENGINES.test(attribute.namespace))?.value
  return found?.trim() === '' ? undefined : found
}

/** Extension elements of one of the engines, wherever below `extensionElements`. */
export function vendorElements(element: XmlElement, local: string): XmlElement[] {
  const found: XmlElement[] = []
  const open = [...(childOf(element, 'extensionElements')?.children ?? [])]
  for (let at = 0; at < open.length; at++) {
    const next = open[at] as XmlElement
    if (next.namespace === MOTCUA && next.local === 'kept') continue
    if (ENGINES.test(next.namespace) && next.local === local) found.push(next)
    for (const child of next.children) open.push(child)
  }
  return found
}

export function vendorElement(element: XmlElement, local: string): XmlElement | undefined {
  return vendorElements(element, local)[0]
}

/** The job that does a task. */
export function jobOf(task: XmlElement): string | undefined {
  const definition = vendorElement(task, 'taskDefinition')
  const type = definition === undefined ? undefined : attributeOf(definition, 'type')
  const named =
    (type?.trim() === '' ? undefined : type) ??
    vendorAttribute(task, 'topic') ??
    vendorAttribute(task, 'ruleFlowGroup') ??
    vendorAttribute(task, 'delegateExpression') ??
    vendorAttribute(task, 'class') ??
    vendorAttribute(task, 'expression')
  const job = named
    ?.replace(/^=\s*/, '')
    .replace(/^"(.*)"$/, '$1')
    .replace(/^[$#]\{(.*)\}$/, '$1')
  return job === '' ? undefined : job
}

/** The variable in which the result of a job is put. */
export function resultOf(task: XmlElement): string | undefined {
  return vendorAttribute(task, 'resultVariable') ?? vendorAttribute(task, 'resultVariableName')
}

/** Who does a user task: the first group, or where there is none the person that is named. */
export function roleOf(task: XmlElement): string | undefined {
  const assignment = vendorElement(task, 'assignmentDefinition')
  const groups =
    vendorAttribute(task, 'candidateGroups') ??
    (assignment === undefined ? undefined : attributeOf(assignment, 'candidateGroups')) ??
    vendorAttribute(task, 'assignee') ??
    (assignment === undefined ? undefined : attributeOf(assignment, 'assignee')) ??
    constantInput(task, 'GroupId') ??
    constantInput(task, 'ActorId')
  const named = groups
    ?.split(',')[0]
    ?.trim()
    .replace(/^=?\s*"([^"]*)"$/, '$1')
  return named === undefined || named === '' || /[${}=]/.test(named) ? undefined : named
}

/** Whether jBPM, or Kogito, wrote the file. */
export function isOfJbpm(root: XmlElement): boolean {
  return root.attributes.some(({ prefix, value }) => prefix === 'xmlns' && JBPM.test(value))
}

const JBPM = /^http:\/\/www\.jboss\.org\/drools/

/** What jBPM gives the data input of this name: a text as it stands. */
export function constantInput(task: XmlElement, name: string): string | undefined {
  const specification = childOf(task, 'ioSpecification')
  const input = (specification === undefined ? [] : childrenOf(specification, 'dataInput')).find(
    (one) => attributeOf(one, 'name') === name,
  )
  if (input === undefined) return undefined
  const given = childrenOf(task, 'dataInputAssociation').find(
    (association) => childOf(association, 'targetRef')?.text.trim() === idOf(input),
  )
  const assignment = given === undefined ? undefined : childOf(given, 'assignment')
  const text = (assignment === undefined ? undefined : childOf(assignment, 'from'))?.text.trim()
  return text === undefined || text === '' || text.includes('#{') ? undefined : text
}

export function formOf(task: XmlElement): string | undefined {
  const definition = vendorElement(task, 'formDefinition')
  const own = definition === undefined ? undefined : (attributeOf(definition, 'formKey') ?? attributeOf(definition, 'formId'))
  return own ?? vendorAttribute(task, 'formKey') ?? vendorAttribute(task, 'formRef')
}

/** Input and output mappings of an activity or event. */
export function mappingsOf(element: XmlElement, source: Source): { input: Mapping[]; output: Mapping[] } {
  const zeebe = (local: string) =>
    vendorElements(element, local).flatMap((mapping): Mapping[] => {
      const [from, target] = [carried(mapping, 'source'), attributeOf(mapping, 'target')]
      if (from === undefined || target === undefined) return []
      const expression = from.trim().startsWith('=')
        ? source.expressionOf(from, mapping, 'feel')
        : attributeOf(mapping, 'language') !== undefined
          ? source.expressionOf(from, mapping, attributeOf(mapping, 'language'))
          : { text: JSON.stringify(from), position: mapping.position }
      return expression === undefined ? [] : [{ target, source: expression }]
    })
  const camunda = (local: string) =>
    vendorElements(element, local).flatMap((parameter): Mapping[] => {
      const target = attributeOf(parameter, 'name')
      if (target === undefined) return []
      if (parameter.children.length > 0) {
        source.report(BPMN_EXTENSION_IGNORED, element, { found: `${local} ${target}` })
        return []
      }
      const text = parameter.text.trim()
      const expression = /^[$#]\{/.test(text)
        ? source.expressionOf(text, parameter)
        : { text: JSON.stringify(text), position: parameter.position }
      return expression === undefined ? [] : [{ target, source: expression }]
    })
  return { input: [...zeebe('input'), ...camunda('inputParameter')], output: [...zeebe('output'), ...camunda('outputParameter')] }
}

/** Data that a Camunda call activity hands over. */
export function callMappings(call: XmlElement, source: Source): { input: Mapping[]; output: Mapping[]; all: boolean } {
  let all = false
  const read = (local: string) =>
    vendorElements(call, local).flatMap((element): Mapping[] => {
      if (attributeOf(element, 'variables') === 'all') all = true
      const target = attributeOf(element, 'target')
      const from = attributeOf(element, 'source')
      const written = attributeOf(element, 'sourceExpression')
      const expression =
        from !== undefined
          ? { text: from, position: element.position }
          : written === undefined
            ? undefined
            : source.expressionOf(written, element)
      return target === undefined || expression === undefined ? [] : [{ target, source: expression }]
    })
  return { input: read('in'), output: read('out'), all }
}
