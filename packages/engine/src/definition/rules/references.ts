import { defineCode, type Code, type Diagnostic } from '../../diagnostics/index.ts'
import { closest } from '../closest.ts'
import type { FlowNode } from '../definition.ts'
import { exampleFile, SMALLEST_FLOW } from '../example-file.ts'
import { allNodes, finding, type Rule, type RuleContext } from './rule.ts'

const task = (inside: string) =>
  exampleFile(`roles: { clerk: Cán bộ }
variables: { note: string }
flow:
  begin: { startEvent: , next: work }
  work: { userTask: { ${inside} }, next: done }
  done: { endEvent: }`)
const receive = (message: string) =>
  exampleFile(`messages: { answer: }
flow:
  begin: { startEvent: , next: wait }
  wait: { receiveTask: { message: ${message} }, next: done }
  done: { endEvent: }`)
const ruled = (second: string) => exampleFile(`${SMALLEST_FLOW}\nrules: [ { precedence: [begin, ${second}] } ]`)

export const ROLE_UNKNOWN = defineCode({
  code: 'ROLE_UNKNOWN',
  severity: 'error',
  what: { vi: 'vai trò "{name}" chưa được khai báo', en: 'expected a declared role, found "{name}"' },
  cure: { vi: 'khai báo dưới roles; đã có: {known}', en: 'declare it under `roles`; known: {known}' },
  example: { wrong: task('role: clrk'), right: task('role: clerk') },
})

export const MESSAGE_UNKNOWN = defineCode({
  code: 'MESSAGE_UNKNOWN',
  severity: 'error',
  what: { vi: 'thông điệp "{name}" chưa được khai báo', en: 'expected a declared message, found "{name}"' },
  cure: { vi: 'khai báo dưới messages; đã có: {known}', en: 'declare it under `messages`; known: {known}' },
  example: { wrong: receive('anser'), right: receive('answer') },
})

export const VARIABLE_UNKNOWN = defineCode({
  code: 'VARIABLE_UNKNOWN',
  severity: 'error',
  what: { vi: 'biến "{name}" chưa được khai báo', en: 'expected a declared variable, found "{name}"' },
  cure: { vi: 'khai báo dưới variables; đã có: {known}', en: 'declare it under `variables`; known: {known}' },
  example: { wrong: task('role: clerk, sets: [nte]'), right: task('role: clerk, sets: [note]') },
})

export const RULE_ELEMENT_UNKNOWN = defineCode({
  code: 'RULE_ELEMENT_UNKNOWN',
  severity: 'error',
  what: {
    vi: 'quy tắc nói đến "{name}", không có phần tử nào tên như vậy',
    en: 'expected a rule about elements, found "{name}", which is none',
  },
  cure: { vi: 'dùng tên một phần tử; gần nhất: {known}', en: 'use the id of an element; nearest: {known}' },
  example: { wrong: ruled('don'), right: ruled('done') },
})

/** What an element names is declared. */
export const references: Rule = {
  codes: [ROLE_UNKNOWN, MESSAGE_UNKNOWN, VARIABLE_UNKNOWN, RULE_ELEMENT_UNKNOWN],
  check(context) {
    const { roles, messages, variables, rules } = context.definition
    const known = {
      roles: new Set(roles.map(({ id }) => id)),
      messages: new Set(messages.map(({ id }) => id)),
      variables: new Set(variables.map(({ id }) => id)),
    }
    const top = { position: { line: 1, column: 1, length: 1 } }
    return [
      ...[...allNodes(context.definition)].flatMap((node) => [
        ...unknown(
          ROLE_UNKNOWN,
          context,
          node,
          node.kind === 'userTask' && node.role !== undefined ? [node.role] : [],
          known.roles,
        ),
        ...unknown(MESSAGE_UNKNOWN, context, node, messagesOf(node), known.messages),
        ...unknown(VARIABLE_UNKNOWN, context, node, 'sets' in node ? node.sets : [], known.variables),
      ]),
      ...messages.flatMap((message) => [
        ...unknown(ROLE_UNKNOWN, context, context.messagePlaces.get(message.id) ?? top, message.from, known.roles),
        ...unknown(VARIABLE_UNKNOWN, context, context.messagePlaces.get(message.id) ?? top, message.carries, known.variables),
      ]),
      ...rules.flatMap(({ first, second, position }) =>
        unknown(RULE_ELEMENT_UNKNOWN, context, { position }, [first, second], context.knownIds),
      ),
    ]
  },
}

function messagesOf(node: FlowNode): string[] {
  const named = node.kind === 'receiveTask' || node.kind === 'sendTask' ? [node.message] : []
  const events = 'events' in node ? node.events.map((event) => (event.kind === 'message' ? event.message : undefined)) : []
  return [...named, ...events].filter((name) => name !== undefined)
}

function unknown(
  code: Code,
  context: RuleContext,
  at: Parameters<typeof finding>[2],
  names: readonly string[],
  known: ReadonlySet<string>,
): Diagnostic[] {
  return names
    .filter((name) => !known.has(name))
    .map((name) => {
      const near = closest(name, known)
      return finding(code, context, at, { name, known: near ?? ([...known].slice(0, 12).join(', ') || '–') })
    })
}
