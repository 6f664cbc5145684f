import { closest, type Code, defineCode, type Diagnostic } from '../../diagnostics/index.ts'
import type { Definition, EventDefinition, FlowNode, Lane } from '../definition.ts'
import { exampleFile, SMALLEST_FLOW } from '../example-file.ts'
import { FIELD_MISSING } from '../field-codes.ts'
import { allNodes, finding, scopesOf, type Rule, type RuleContext } from './rule.ts'

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
const signalled = (signal: string) =>
  exampleFile(`signals: { alarm: Báo động }
flow:
  begin: { startEvent: , next: done }
  done: { endEvent: { signal: ${signal} } }`)
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

export const SIGNAL_UNKNOWN = defineCode({
  code: 'SIGNAL_UNKNOWN',
  severity: 'error',
  what: { vi: 'tín hiệu "{name}" chưa được khai báo', en: 'expected a declared signal, found "{name}"' },
  cure: { vi: 'khai báo dưới signals; đã có: {known}', en: 'declare it under `signals`; known: {known}' },
  example: { wrong: signalled('alrm'), right: signalled('alarm') },
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

const checked = (by: string) =>
  exampleFile(`roles: { clerk: Cán bộ }
flow:
  begin: { startEvent: , next: work }
  work: { userTask: { role: clerk }, next: check }
  check: { userTask: { role: clerk, fourEyes: ${by} }, next: done }
  done: { endEvent: }`)

export const FOUR_EYES_UNKNOWN = defineCode({
  code: 'FOUR_EYES_UNKNOWN',
  severity: 'error',
  what: {
    vi: 'fourEyes nói đến "{name}", không phải việc của người (userTask) nào khác trong quy trình',
    en: 'expected another user task in `fourEyes`, found "{name}"',
  },
  cure: { vi: 'dùng tên một userTask khác; gần nhất: {known}', en: 'use the id of another user task; nearest: {known}' },
  example: { wrong: checked('wrok'), right: checked('work') },
})

/** What an element names is declared. In an open file roles and variables need not be. */
export const references: Rule = {
  codes: [ROLE_UNKNOWN, MESSAGE_UNKNOWN, SIGNAL_UNKNOWN, VARIABLE_UNKNOWN, RULE_ELEMENT_UNKNOWN, FOUR_EYES_UNKNOWN],
  check(context) {
    const { definition } = context
    const { roles, messages, signals, variables, rules, isOpen } = definition
    const known = {
      roles: new Set(roles.map(({ id }) => id)),
      messages: new Set(messages.map(({ id }) => id)),
      signals: new Set(signals.map(({ id }) => id)),
      variables: new Set([...variables.map(({ id }) => id), ...dataOf(definition)]),
    }
    const top = { position: { line: 1, column: 1, length: 1 } }
    const inLanes = new Set(definition.processes.flatMap((process) => process.lanes.flatMap(membersOf)))
    const roleAndSets = (node: FlowNode) => {
      if (isOpen) return []
      const role = node.kind === 'userTask' ? node.role : undefined
      const isMissing = node.kind === 'userTask' && role === undefined && node.groups === undefined && !inLanes.has(node.id)
      const expected = [...known.roles].slice(0, 12).join(' | ') || '…'
      return [
        ...(isMissing ? [finding(FIELD_MISSING, context, node, { field: 'role', expected })] : []),
        ...unknown(ROLE_UNKNOWN, context, node, role === undefined ? [] : [role], known.roles),
        ...unknown(VARIABLE_UNKNOWN, context, node, 'sets' in node ? node.sets : [], known.variables),
      ]
    }
    const people = new Set([...allNodes(definition)].flatMap(({ kind, id }) => (kind === 'userTask' ? [id] : [])))
    const fourEyes = (node: FlowNode) => {
      const others = new Set([...people].filter((id) => id !== node.id))
      return unknown(FOUR_EYES_UNKNOWN, context, node, (node.kind === 'userTask' ? node.fourEyes : undefined) ?? [], others)
    }
    return [
      ...[...allNodes(definition)].flatMap((node) => [
        ...roleAndSets(node),
        ...fourEyes(node),
        ...unknown(MESSAGE_UNKNOWN, context, node, messagesOf(node), known.messages),
        ...unknown(SIGNAL_UNKNOWN, context, node, signalsOf(node), known.signals),
      ]),
      ...messages.flatMap((message) => {
        const at = context.messagePlaces.get(message.id) ?? top
        return [
          ...unknown(ROLE_UNKNOWN, context, at, message.from, known.roles),
          ...unknown(VARIABLE_UNKNOWN, context, at, isOpen ? [] : message.carries, known.variables),
        ]
      }),
      ...rules.flatMap(({ first, second, position }) =>
        unknown(RULE_ELEMENT_UNKNOWN, context, { position }, [first, second], context.knownIds),
      ),
    ]
  },
}

/** Data objects, stores and properties are variables too. */
function dataOf(definition: Definition): string[] {
  return [...scopesOf(definition)].flatMap(({ scope }) => [
    ...scope.data.map(({ variable }) => variable),
    ...scope.nodes.flatMap((node) => ('properties' in node ? node.properties.map(({ variable }) => variable) : [])),
  ])
}

function membersOf({ nodes, lanes }: Lane): string[] {
  return [...nodes, ...lanes.flatMap(membersOf)]
}

function messagesOf(node: FlowNode): string[] {
  const named = node.kind === 'receiveTask' || node.kind === 'sendTask' ? [node.message] : []
  const events = eventsOf(node).map((event) => (event.kind === 'message' ? event.message : undefined))
  return [...named, ...events].filter((name) => name !== undefined)
}

function signalsOf(node: FlowNode): string[] {
  return eventsOf(node).flatMap((event) => (event.kind === 'signal' && event.signal !== undefined ? [event.signal] : []))
}

/** What it waits for or throws, also at the border of its loop. */
function eventsOf(node: FlowNode): EventDefinition[] {
  if ('events' in node) return [...node.events]
  const loop = 'loop' in node ? node.loop : undefined
  if (loop?.kind !== 'multiInstance') return []
  return [...(loop.throws === undefined ? [] : [loop.throws]), ...loop.complex.map(({ event }) => event)]
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
