import type { XmlElement } from '../../xml/index.ts'
import { BPMN_EXTENSION_IGNORED } from './codes.ts'
import { EVENT_DEFINITIONS } from './events.ts'
import { childOf, childrenOf, type Source } from './source.ts'

/** The engines whose words are known here. What other tools write beside BPMN is theirs alone. */
const ENGINES = /camunda|zeebe|activiti|flowable|jboss/i

/** Attributes that are read, and those that change nothing of what is decided: how their engine stores, retries and displays. */
const ATTRIBUTES = new Set([
  ...['topic', 'type', 'delegateExpression', 'class', 'expression', 'formKey', 'formRef', 'candidateGroups', 'assignee'],
  ...['decisionRef', 'resultVariable', 'resultVariableName', 'collection', 'elementVariable'],
  ...['async', 'asyncBefore', 'asyncAfter', 'exclusive', 'jobPriority', 'taskPriority', 'historyTimeToLive', 'versionTag'],
  ...['isStartableInTasklist', 'priority', 'formRefBinding', 'formRefVersion', 'decisionRefBinding', 'decisionRefVersion'],
  ...['decisionRefTenantId', 'calledElementBinding', 'calledElementVersion', 'calledElementTenantId', 'sameDeployment'],
  ...['ruleFlowGroup', 'packageName', 'version', 'adHoc', 'dg', 'selectable', 'dtype'],
  ...['modelerTemplate', 'modelerTemplateVersion', 'modelerTemplateIcon', 'formFieldValidation', 'category', 'tenantId'],
])

/** The same for extension elements. */
const ELEMENTS = new Set([
  ...['taskDefinition', 'formDefinition', 'assignmentDefinition', 'ioMapping', 'inputOutput', 'calledElement', 'calledDecision'],
  ...[
    'script',
    'loopCharacteristics',
    'userTask',
    'userTaskForm',
    'properties',
    'taskHeaders',
    'versionTag',
    'priorityDefinition',
  ],
  ...['exampleData', 'modelerTemplate', 'adHocInfo', 'metaData', 'import', 'global'],
])

/** Names, once for an element, what of its extensions is not run. */
export function reportIgnored(element: XmlElement, source: Source): void {
  const found = new Set<string>()
  const parts = childrenOf(element, ...EVENT_DEFINITIONS, 'multiInstanceLoopCharacteristics', 'standardLoopCharacteristics')
  for (const part of [element, ...parts]) {
    for (const { prefix, local, namespace } of part.attributes) {
      if (ENGINES.test(namespace) && !ATTRIBUTES.has(local)) found.add(`${prefix}:${local}`)
    }
    for (const child of childOf(part, 'extensionElements')?.children ?? []) {
      const { prefix, local, namespace } = child
      if (!ENGINES.test(namespace) || ELEMENTS.has(local)) continue
      const isData = local === 'in' || local === 'out'
      const isKey = child.attributes.some((attribute) => attribute.local === 'businessKey')
      if (!isData) found.add(`${prefix}:${local}`)
      else if (isKey) found.add(`${prefix}:${local} businessKey`)
    }
  }
  const some = [...found].slice(0, 8)
  if (some.length > 0) source.report(BPMN_EXTENSION_IGNORED, element, { found: some.join(', ') })
}
