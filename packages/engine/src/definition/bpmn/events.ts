import { attributeOf, type XmlElement } from '../../xml/index.ts'
import type { EventDefinition, Expression, Timer } from '../definition.ts'
import { BPMN_ATTRIBUTE_VALUE } from './codes.ts'
import { DURATION, limitOf } from './marks.ts'
import { childOf, childrenOf, idOf, type Source } from './source.ts'
import { jobOf } from './vendor.ts'

const DEFINITIONS: Readonly<Record<string, EventDefinition['kind']>> = {
  messageEventDefinition: 'message',
  timerEventDefinition: 'timer',
  signalEventDefinition: 'signal',
  errorEventDefinition: 'error',
  escalationEventDefinition: 'escalation',
  conditionalEventDefinition: 'conditional',
  linkEventDefinition: 'link',
  compensateEventDefinition: 'compensation',
  cancelEventDefinition: 'cancel',
  terminateEventDefinition: 'terminate',
}
export const EVENT_DEFINITIONS = Object.keys(DEFINITIONS)

/** What an event catches or throws: its own definitions, and those that it refers to. */
export function eventDefinitionsOf(event: XmlElement, source: Source, flowMessage: string | undefined): EventDefinition[] {
  const shared = source.references(event, 'eventDefinitionRef', EVENT_DEFINITIONS).flatMap((id) => source.byId.get(id) ?? [])
  return [...childrenOf(event, ...EVENT_DEFINITIONS), ...shared].flatMap(
    (definition) => eventDefinition(definition, event, source, flowMessage) ?? [],
  )
}

export function eventDefinition(
  element: XmlElement,
  event: XmlElement,
  source: Source,
  flowMessage: string | undefined,
): EventDefinition | undefined {
  switch (DEFINITIONS[element.local]) {
    case 'message': {
      const message = source.reference(element, 'messageRef', ['message']) ?? flowMessage
      const job = jobOf(element) ?? jobOf(event)
      return { kind: 'message', message, ...(job === undefined ? {} : { job }) }
    }
    case 'signal':
      return { kind: 'signal', signal: source.reference(element, 'signalRef', ['signal']) }
    case 'error': {
      const error = source.byId.get(source.reference(element, 'errorRef', ['error']) ?? '')
      return { kind: 'error', code: error === undefined ? undefined : codeOf(error, 'errorCode') }
    }
    case 'escalation': {
      const escalation = source.byId.get(source.reference(element, 'escalationRef', ['escalation']) ?? '')
      return { kind: 'escalation', code: escalation === undefined ? undefined : codeOf(escalation, 'escalationCode') }
    }
    case 'conditional': {
      const condition = source.expression(childOf(element, 'condition')) ?? unwritten(element)
      return { kind: 'conditional', condition }
    }
    case 'link':
      return { kind: 'link', name: attributeOf(element, 'name') ?? '' }
    case 'compensation': {
      const handler = event.local === 'boundaryEvent' ? source.associated(idOf(event)) : undefined
      return {
        kind: 'compensation',
        activity: source.reference(element, 'activityRef', undefined),
        waitForCompletion: source.boolean(element, 'waitForCompletion', true),
        handler,
      }
    }
    case 'timer':
      return { kind: 'timer', timer: timerOf(element, source) ?? { kind: 'afterExpression', expression: unwritten(element) } }
    case 'cancel':
      return { kind: 'cancel' }
    case 'terminate':
      return { kind: 'terminate' }
    default:
      return undefined
  }
}

/** The code of an error or escalation; without one, what it is called. */
export function codeOf(element: XmlElement, attribute: 'errorCode' | 'escalationCode'): string {
  const code = attributeOf(element, attribute)?.trim()
  if (code !== undefined && code !== '') return code.replace(/^=\s*"(.*)"$/, '$1')
  return attributeOf(element, 'name')?.trim() ?? idOf(element)
}

/** What a drawing leaves open: it stands empty, and does not run. */
function unwritten(element: XmlElement): Expression {
  return { text: '', position: element.position }
}

function timerOf(element: XmlElement, source: Source): Timer | undefined {
  const [date, duration, cycle] = [childOf(element, 'timeDate'), childOf(element, 'timeDuration'), childOf(element, 'timeCycle')]
  if (date !== undefined) {
    if (WORDS.test(date.text.trim())) wrong(date, date.text.trim(), 'an ISO 8601 date and time as 2025-09-08T08:00:00Z', source)
    const expression = literalOr(date, /^\d{4}-/, source)
    return expression === undefined ? undefined : { kind: 'at', expression }
  }
  if (duration !== undefined) {
    const limit = limitOf(element, source)
    if (limit !== undefined) return { kind: 'after', limit }
    const text = duration.text.trim()
    if (/^P[\dT]/.test(text)) {
      if (DURATION.test(text)) return { kind: 'after', limit: { unit: 'elapsed', duration: text } }
      wrong(duration, text, 'an ISO 8601 duration as PT10M', source)
      return { kind: 'afterExpression', expression: { text, position: duration.position } }
    }
    if (WORDS.test(text)) {
      wrong(duration, text, 'an ISO 8601 duration as PT10M', source)
      return { kind: 'afterExpression', expression: { text, position: duration.position } }
    }
    const expression = source.expression(duration)
    return expression === undefined ? undefined : { kind: 'afterExpression', expression }
  }
  if (cycle === undefined) return undefined
  const text = cycle.text.trim()
  if (/^R\d*\//.test(text) && !REPETITION.test(text)) {
    wrong(cycle, text, 'an ISO 8601 repetition as R3/PT10M', source)
    return { kind: 'cycle', expression: { text, position: cycle.position } }
  }
  if (CRON.test(text)) {
    wrong(cycle, text, 'an ISO 8601 repetition as R/P1D (cron is not ISO 8601)', source)
    return { kind: 'cycle', expression: { text, position: cycle.position } }
  }
  const expression = literalOr(cycle, /^R\d*\/|^P[\dT]/, source)
  return expression === undefined ? undefined : { kind: 'cycle', expression }
}

/** Five to seven fields, as `0 0/5 * * * ?`. */
const CRON = /^@\w+$|^(?:[\d*?,/LW#A-Z-]+\s+){4,6}[\d*?,/LW#A-Z-]+$/
/** Several words and nothing that FEEL would do with them: a note of whoever drew it. */
const WORDS = /^(?!(?:if|for|some|every|not|function)\b)[\p{L}\d]+(?: [\p{L}\d]+)+[.!]?$/u
const REPETITION = /^R\d*\/\S+$/

function wrong(element: XmlElement, found: string, expected: string, source: Source): void {
  source.reportForRunning(BPMN_ATTRIBUTE_VALUE, element, { attribute: element.local, found: found.slice(0, 60), expected })
}

/** ISO 8601 as it stands is a text; anything else is an expression. */
function literalOr(element: XmlElement, literal: RegExp, source: Source): Expression | undefined {
  const text = element.text.trim()
  if (!literal.test(text)) return source.expression(element)
  const iso = text.startsWith('P') ? `R/${text}` : text
  return { text: JSON.stringify(iso), position: element.position }
}
