import { defineCode, suggestion } from '../../diagnostics/index.ts'
import { exampleFile } from '../example-file.ts'
import { finding, scopesOf, type Rule } from './rule.ts'

const flow = (target: string) => exampleFile(`flow:\n  begin: { startEvent: , next: ${target} }\n  done: { endEvent: }`)
const nested = (next: string) =>
  exampleFile(`flow:
  begin: { startEvent: , next: part }
  part: { subProcess: { flow: { in: { startEvent: , next: ${next} }, out: { endEvent: } } }, next: done }
  done: { endEvent: }`)

export const FLOW_TARGET_UNKNOWN = defineCode({
  code: 'FLOW_TARGET_UNKNOWN',
  severity: 'error',
  what: {
    vi: '"{source}" dẫn đến "{target}", không có phần tử nào tên như vậy',
    en: 'expected an element after "{source}", found "{target}", which is none',
  },
  cure: { vi: '{hintVi}', en: '{hintEn}' },
  example: { wrong: flow('don'), right: flow('done') },
})

export const FLOW_CROSSES_SCOPE = defineCode({
  code: 'FLOW_CROSSES_SCOPE',
  severity: 'error',
  what: {
    vi: 'luồng từ "{source}" đến "{target}" đi qua ranh giới tiểu quy trình',
    en: 'expected a flow within one process, found one from "{source}" to "{target}" across the border of a sub-process',
  },
  cure: {
    vi: 'kết thúc tiểu quy trình bằng endEvent rồi đặt next trên chính tiểu quy trình',
    en: 'end the sub-process with an endEvent, and put `next` on the sub-process itself',
  },
  example: { wrong: nested('done'), right: nested('out') },
})

/** A sequence flow leads to an element of its own process or sub-process. @law BPMN 2.0.2 §7.6.1 */
export const flowTargets: Rule = {
  codes: [FLOW_TARGET_UNKNOWN, FLOW_CROSSES_SCOPE],
  check: (context) =>
    [...scopesOf(context.definition)].flatMap(({ scope }) => {
      const inside = new Set(scope.nodes.map(({ id }) => id))
      const elsewhere = new Set([...scopesOf(context.definition)].flatMap((other) => other.scope.nodes.map(({ id }) => id)))
      return scope.flows.flatMap((flow) => {
        const { source, target, position } = flow
        if (inside.has(target)) return []
        if (elsewhere.has(target)) return [finding(FLOW_CROSSES_SCOPE, context, { id: source, position }, { source, target })]
        if (context.knownIds.has(target)) return []
        // Elements with mistakes of their own are still what somebody may have meant.
        const known = context.isWhole ? inside : context.knownIds
        // Elements of a fragment have the id of its use and a dot before their own: authors lead to the use.
        const meant = new Set([...known].flatMap((one) => (one.includes('.') ? [one.slice(0, one.indexOf('.')), one] : [one])))
        return [finding(FLOW_TARGET_UNKNOWN, context, { id: source, position }, { source, target, ...suggestion(target, meant) })]
      })
    }),
}
