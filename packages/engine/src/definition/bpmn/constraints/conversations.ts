import { attributeOf, type XmlElement } from '../../../xml/index.ts'
import { RIGHT } from '../example.ts'
import { childrenOf } from '../source.ts'
import { label, type Constraint, type Context, type Sentence } from './context.ts'
import { constraintCode } from './define.ts'

const talking = (who: string) =>
  `<collaboration id="c"><participant id="A" processRef="p"/><participant id="B"/><conversation id="v">${who}</conversation></collaboration><process id="p">${RIGHT}</process>`
const both = '<participantRef>A</participantRef><participantRef>B</participantRef>'
export const CONVERSATION = constraintCode(
  'BPMN_CONVERSATION',
  'warning',
  talking('<participantRef>A</participantRef>'),
  talking(both),
)
const danced = (initiator: string) =>
  `<choreography id="c"><participant id="A"/><participant id="B"/><choreographyTask id="t" name="Order" initiatingParticipantRef="${initiator}">${both}</choreographyTask></choreography><process id="p">${RIGHT}</process>`
/** Choreographies are never run: that is said of each (`BPMN_NOT_EXECUTABLE`), so that a right one is not without a warning. */
export const CHOREOGRAPHY = constraintCode('BPMN_CHOREOGRAPHY', 'warning', danced('C'), `<process id="p">${RIGHT}</process>`)

const CONVERSATIONS = ['conversation', 'subConversation', 'callConversation']
const CHOREOGRAPHED = ['choreographyTask', 'subChoreography', 'callChoreography']
/** What stands in a choreography beside its own activities. */
const NOT_CHOREOGRAPHED =
  /^(.*[tT]ask|callActivity|subProcess|transaction|adHocSubProcess|dataObject|dataStoreReference|laneSet)$/

/** Who takes part in a conversation, and what links connect. @law BPMN 2.0.2 §9.5 */
function conversations(context: Context): void {
  const warn = (at: XmlElement, sentence: Omit<Sentence, 'cureVi' | 'cureEn'>) =>
    context.report(CONVERSATION, at, { ...sentence, cureVi: 'sửa hội thoại', cureEn: 'mend the conversation' })
  for (const node of context.all(...CONVERSATIONS)) {
    const count = childrenOf(node, 'participantRef').length
    if (count < 2)
      warn(node, {
        vi: `${label(node)} cần ít nhất hai bên`,
        en: `expected two participants or more of ${label(node)}, found ${count}`,
      })
  }
  for (const link of context.all('conversationLink')) {
    const ends = ['sourceRef', 'targetRef'].map((name) => context.named(attributeOf(link, name)))
    if (ends.some((end) => end === undefined)) continue
    const isNode = ends.map((end) => CONVERSATIONS.includes(end?.local ?? ''))
    if (isNode.filter(Boolean).length !== 1)
      warn(link, {
        vi: `${label(link)} phải nối một hội thoại với một bên`,
        en: `expected ${label(link)} between a conversation and a participant, found ${ends.map((end) => end?.local).join(' and ')}`,
      })
  }
}

/** Who acts in a choreography. @law BPMN 2.0.2 §11.4 to §11.6 */
function choreographies(context: Context): void {
  const warn = (at: XmlElement, sentence: Omit<Sentence, 'cureVi' | 'cureEn'>) =>
    context.report(CHOREOGRAPHY, at, { ...sentence, cureVi: 'sửa vũ đạo', cureEn: 'mend the choreography' })
  for (const activity of context.all(...CHOREOGRAPHED)) {
    const taking = childrenOf(activity, 'participantRef').map(({ text }) => text.trim())
    const initiator = attributeOf(activity, 'initiatingParticipantRef')?.trim()
    if (taking.length < 2 || (activity.local === 'choreographyTask' && taking.length > 2))
      warn(activity, {
        vi: `${label(activity)} cần hai bên`,
        en: `expected two participants${activity.local === 'choreographyTask' ? '' : ' or more'} of ${label(activity)}, found ${taking.length}`,
      })
    if (initiator !== undefined && !taking.includes(initiator))
      warn(activity, {
        vi: `bên khởi đầu "${initiator}" không thuộc ${label(activity)}`,
        en: `expected who initiates ${label(activity)} among its participants, found "${initiator}"`,
      })
  }
  for (const scope of context.all('choreography', 'subChoreography')) {
    const wrong = scope.children.find(({ local }) => NOT_CHOREOGRAPHED.test(local) && !CHOREOGRAPHED.includes(local))
    if (wrong !== undefined)
      warn(wrong, {
        vi: `${label(wrong)} không thể nằm trong vũ đạo`,
        en: `expected choreography activities in ${label(scope)}, found ${label(wrong)}`,
      })
  }
}

export const CONVERSATION_CONSTRAINTS: readonly Constraint[] = [
  { codes: [CONVERSATION], check: conversations },
  { codes: [CHOREOGRAPHY], check: choreographies },
]
