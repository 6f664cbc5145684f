import { defineCode, type Position } from '../../diagnostics/index.ts'
import { exampleFile, SMALLEST_FLOW } from '../example-file.ts'
import { finding, scopesOf, type Rule } from './rule.ts'

const right = exampleFile(SMALLEST_FLOW)

export const START_MISSING = defineCode({
  code: 'START_MISSING',
  severity: 'error',
  what: { vi: '{where} không có sự kiện bắt đầu', en: 'expected a startEvent in {where}, found none' },
  cure: { vi: 'thêm: begin: { startEvent: , next: … }', en: 'add: begin: { startEvent: , next: … }' },
  example: { wrong: exampleFile('flow:\n  done: { endEvent: }'), right },
})

export const START_SEVERAL = defineCode({
  code: 'START_SEVERAL',
  severity: 'error',
  what: {
    vi: '{where} có nhiều sự kiện bắt đầu không chờ gì: {found}',
    en: 'expected one startEvent without an event in {where}, found {found}',
  },
  cure: { vi: 'giữ lại một sự kiện bắt đầu', en: 'keep one of them' },
  example: {
    wrong: exampleFile('flow:\n  a: { startEvent: , next: done }\n  b: { startEvent: , next: done }\n  done: { endEvent: }'),
    right,
  },
})

export const START_WITH_INCOMING = defineCode({
  code: 'START_WITH_INCOMING',
  severity: 'error',
  what: {
    vi: 'có luồng dẫn đến sự kiện bắt đầu "{id}"',
    en: 'expected no flow to the startEvent "{id}", found one from "{source}"',
  },
  cure: { vi: 'cho luồng dẫn đến phần tử ngay sau nó', en: 'lead the flow to the element after it' },
  example: {
    wrong: exampleFile(
      'flow:\n  begin: { startEvent: , next: a }\n  a: { intermediateThrowEvent: , next: [begin, done] }\n  done: { endEvent: }',
    ),
    right,
  },
})

export const END_MISSING = defineCode({
  code: 'END_MISSING',
  severity: 'error',
  what: { vi: '{where} không có sự kiện kết thúc', en: 'expected an endEvent in {where}, found none' },
  cure: { vi: 'thêm: done: { endEvent: }', en: 'add: done: { endEvent: }' },
  example: { wrong: exampleFile('flow:\n  begin: { startEvent: , next: a }\n  a: { intermediateThrowEvent: , next: a }'), right },
})

export const END_WITH_OUTGOING = defineCode({
  code: 'END_WITH_OUTGOING',
  severity: 'error',
  what: {
    vi: 'sự kiện kết thúc "{id}" còn dẫn đến "{target}"',
    en: 'expected nothing after the endEvent "{id}", found "{target}"',
  },
  cure: { vi: 'bỏ next, hoặc dùng intermediateThrowEvent', en: 'remove `next`, or make it an intermediateThrowEvent' },
  example: {
    wrong: exampleFile('flow:\n  begin: { startEvent: , next: a }\n  a: { endEvent: , next: done }\n  done: { endEvent: }'),
    right,
  },
})

const TOP: Position = { line: 1, column: 1, length: 1 }

/** Each process and sub-process begins at start events, one of them plain at most, and ends at an end event. @law BPMN 2.0.2 §10.5.2, §10.5.3 */
export const startAndEnd: Rule = {
  codes: [START_MISSING, START_SEVERAL, START_WITH_INCOMING, END_MISSING, END_WITH_OUTGOING],
  check: (context) =>
    [...scopesOf(context.definition)].flatMap(({ scope, owner }) => {
      // What is in an ad-hoc sub-process begins as people choose; a global task stands alone.
      if (owner?.kind === 'adHocSubProcess' || ('isGlobalTask' in scope && scope.isGlobalTask === true)) return []
      const starts = scope.nodes.filter(({ kind }) => kind === 'startEvent')
      const ends = scope.nodes.filter(({ kind }) => kind === 'endEvent')
      const plain = starts.filter((start) => 'events' in start && start.events.length === 0)
      const begins = starts.length > 0 || scope.nodes.some((node) => 'instantiate' in node && node.instantiate)
      const where = owner === undefined ? 'flow' : `"${owner.id}"`
      const at = owner ?? { position: scope.nodes[0]?.position ?? TOP }
      const found = []
      if (context.isWhole && !begins) found.push(finding(START_MISSING, context, at, { where }))
      const second = plain[1]
      if (second !== undefined) {
        found.push(finding(START_SEVERAL, context, second, { where, found: plain.map(({ id }) => id).join(', ') }))
      }
      if (context.isWhole && ends.length === 0) found.push(finding(END_MISSING, context, at, { where }))
      for (const { source, target, position } of scope.flows) {
        const id = source
        if (starts.some((start) => start.id === target)) {
          found.push(finding(START_WITH_INCOMING, context, { id: target, position }, { id: target, source }))
        }
        if (ends.some((end) => end.id === source))
          found.push(finding(END_WITH_OUTGOING, context, { id, position }, { id, target }))
      }
      return found
    }),
}
