import { attributeOf, type XmlElement } from '../../../xml/index.ts'
import { RIGHT } from '../example.ts'
import { childrenOf } from '../source.ts'
import { label, type Constraint, type Context } from './context.ts'
import { constraintCode } from './define.ts'

const service = (name: string) =>
  `<message id="m"/><interface id="i"${name}><operation id="o" name="o"><inMessageRef>m</inMessageRef></operation></interface><process id="p">${RIGHT}</process>`
export const REQUIRED = constraintCode('BPMN_REQUIRED', 'warning', service(''), service(' name="i"'))

const LINKED = ['sourceRef', 'targetRef']
/** Attributes that the schema requires, where running does not need them: what it needs, reading asks for. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  definitions: ['targetNamespace'],
  import: ['namespace', 'location', 'importType'],
  association: LINKED,
  messageFlow: LINKED,
  conversationLink: LINKED,
  relationship: ['type'],
  interface: ['name'],
  operation: ['name'],
  resource: ['name'],
  ioBinding: ['operationRef', 'inputDataRef', 'outputDataRef'],
  correlationPropertyRetrievalExpression: ['messageRef'],
  correlationPropertyBinding: ['correlationPropertyRef'],
  correlationSubscription: ['correlationKeyRef'],
  resourceParameterBinding: ['parameterRef'],
  choreographyTask: ['initiatingParticipantRef'],
  subChoreography: ['initiatingParticipantRef'],
  callChoreography: ['initiatingParticipantRef'],
  messageFlowAssociation: ['innerMessageFlowRef', 'outerMessageFlowRef'],
  conversationAssociation: ['innerConversationNodeRef', 'outerConversationNodeRef'],
}

/** Children that the schema requires; of several names, one of them. */
const CHILDREN: Readonly<Record<string, readonly (readonly string[])[]>> = {
  assignment: [['from'], ['to']],
  correlationPropertyRetrievalExpression: [['messagePath']],
  correlationPropertyBinding: [['dataPath']],
  resourceParameterBinding: [['formalExpression', 'expression']],
  participantAssociation: [['innerParticipantRef'], ['outerParticipantRef']],
  relationship: [['source'], ['target']],
}

/** @law the XML Schemas of formal/2013-12-09 */
function required(context: Context): void {
  for (const element of context.every()) {
    const missing = [
      ...(ATTRIBUTES[element.local] ?? []).filter((name) => attributeOf(element, name) === undefined),
      ...(CHILDREN[element.local] ?? [])
        .filter((names) => childrenOf(element, ...names).length === 0)
        .map(([name]) => name ?? ''),
    ]
    for (const name of missing) report(element, name, context)
  }
}

function report(element: XmlElement, name: string, context: Context): void {
  const at = label(element)
  context.report(REQUIRED, element, {
    vi: `${at} thiếu ${name}`,
    en: `expected ${name} of ${at}, found none`,
    cureVi: `thêm ${name}: công cụ khác có thể không đọc được`,
    cureEn: `add ${name}: the schema requires it, and other tools may not read the file`,
  })
}

export const REQUIRED_CONSTRAINTS: readonly Constraint[] = [{ codes: [REQUIRED], check: required }]
