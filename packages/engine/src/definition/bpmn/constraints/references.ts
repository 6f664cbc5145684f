import type { XmlElement } from '../../../xml/index.ts'
import { ACTIVITIES } from '../activities.ts'
import { around, RIGHT } from '../example.ts'
import { FLOW_NODES } from '../flow-elements.ts'
import { BPMN } from '../source.ts'
import { label, type Constraint, type Context } from './context.ts'
import { constraintCode } from './define.ts'

export const REFERENCE = constraintCode(
  'BPMN_REFERENCE',
  'warning',
  `<dataObject id="d" itemSubjectRef="none"/>${RIGHT}`,
  around('<task id="a"/>'),
)

const CONVERSATION_NODES = ['conversation', 'subConversation', 'callConversation']
/** What a conversation link may lead to: who takes part, and what of them talks. */
const CONVERSATION_ENDS = ['participant', ...FLOW_NODES]

/** References that running does not follow: where they stand, and what they name (none: anything of the file). */
const REFERENCES: readonly { readonly on?: readonly string[]; readonly name: string; readonly to: readonly string[] }[] = [
  { name: 'itemSubjectRef', to: ['itemDefinition'] },
  { name: 'itemRef', to: ['itemDefinition'] },
  { on: ['signal', 'error', 'escalation'], name: 'structureRef', to: ['itemDefinition'] },
  { name: 'operationRef', to: ['operation'] },
  { name: 'inMessageRef', to: ['message'] },
  { name: 'outMessageRef', to: ['message'] },
  { on: ['operation'], name: 'errorRef', to: ['error'] },
  { on: ['association'], name: 'sourceRef', to: [] },
  { on: ['association'], name: 'targetRef', to: [] },
  { name: 'categoryValueRef', to: ['categoryValue'] },
  { name: 'resourceRef', to: ['resource'] },
  { on: ['resourceParameterBinding'], name: 'parameterRef', to: ['resourceParameter'] },
  { name: 'supportedInterfaceRef', to: ['interface'] },
  { name: 'supports', to: ['process'] },
  { name: 'definitionalCollaborationRef', to: ['collaboration', 'choreography', 'globalChoreographyTask', 'globalConversation'] },
  { name: 'choreographyRef', to: ['choreography', 'globalChoreographyTask'] },
  { on: ['callChoreography'], name: 'calledChoreographyRef', to: ['choreography', 'globalChoreographyTask'] },
  { on: ['callConversation'], name: 'calledCollaborationRef', to: ['collaboration', 'globalConversation'] },
  { name: 'interfaceRef', to: ['interface'] },
  { name: 'endPointRef', to: ['endPoint'] },
  { name: 'participantRef', to: ['participant'] },
  { name: 'initiatingParticipantRef', to: ['participant'] },
  { name: 'innerParticipantRef', to: ['participant'] },
  { name: 'outerParticipantRef', to: ['participant'] },
  { name: 'messageFlowRef', to: ['messageFlow'] },
  { name: 'innerMessageFlowRef', to: ['messageFlow'] },
  { name: 'outerMessageFlowRef', to: ['messageFlow'] },
  { name: 'innerConversationNodeRef', to: CONVERSATION_NODES },
  { name: 'outerConversationNodeRef', to: CONVERSATION_NODES },
  { on: ['conversationLink'], name: 'sourceRef', to: [...CONVERSATION_ENDS, ...CONVERSATION_NODES] },
  { on: ['conversationLink'], name: 'targetRef', to: [...CONVERSATION_ENDS, ...CONVERSATION_NODES] },
  { name: 'correlationKeyRef', to: ['correlationKey'] },
  { on: ['compensateEventDefinition'], name: 'activityRef', to: ACTIVITIES },
  { name: 'flowNodeRef', to: FLOW_NODES },
  { name: 'partitionElementRef', to: [] },
]

/** References name what is there. A name with a prefix may be another file's. @law BPMN 2.0.2 §8.1.3 */
function references(context: Context): void {
  for (const element of context.every()) {
    for (const { namespace, local, value } of element.attributes) if (namespace === '') checkNamed(element, local, value, context)
    for (const { namespace, local, text } of element.children) {
      if (namespace === BPMN) checkNamed(element, local, text.trim(), context)
    }
  }
}

const BY_NAME = new Map(REFERENCES.map(({ name }) => [name, REFERENCES.filter((one) => one.name === name)]))

function checkNamed(element: XmlElement, name: string, named: string, context: Context): void {
  if (named === '') return
  for (const { on, to } of BY_NAME.get(name) ?? []) {
    if (on === undefined || on.includes(element.local)) check(element, name, named, to, context)
  }
}

function check(element: XmlElement, name: string, named: string, to: readonly string[], context: Context): void {
  const target = context.named(named)
  if (target === undefined && named.includes(':')) return
  // A reference that reading itself follows is an error there.
  const isDrawn = target === undefined && context.isDrawn(named)
  if (isDrawn || (target !== undefined && (to.length === 0 || to.includes(target.local)))) return
  if (target === undefined && name === 'flowNodeRef') return
  const expected = to.length === 0 ? 'an element of this file' : to.slice(0, 4).join(', ')
  context.report(REFERENCE, element, {
    vi: `${name} của ${label(element)} chỉ đến "${named}", không có hoặc không đúng loại`,
    en: `expected ${name} of ${label(element)} to name ${expected}, found "${named}"`,
    cureVi: 'ghi id của phần tử có thật, hoặc xóa',
    cureEn: 'name the id of an element that is there, or delete it',
  })
}

export const REFERENCE_CONSTRAINTS: readonly Constraint[] = [{ codes: [REFERENCE], check: references }]
