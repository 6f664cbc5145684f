import { defineCode } from '../../diagnostics/index.ts'
import { exampleFile } from '../example-file.ts'
import { finding, scopesOf, type Rule } from './rule.ts'

const decision = (branches: string) =>
  exampleFile(`variables: { n: number }
flow:
  begin: { startEvent: , next: which? }
  which?: { exclusiveGateway: ${branches} }
  a: { endEvent: }
  b: { endEvent: }`)
const right = decision('[{ if: n > 1, next: a }, { next: b }]')

export const GATEWAY_NO_DEFAULT = defineCode({
  code: 'GATEWAY_NO_DEFAULT',
  severity: 'error',
  what: {
    vi: '"{id}" có thể không khớp nhánh nào',
    en: 'expected "{id}" to have a default branch, found none: it may match no branch',
  },
  cure: { vi: 'thêm nhánh cuối không có if; đó là nhánh mặc định', en: 'add a last branch without `if`; it becomes the default' },
  example: { wrong: decision('[{ if: n > 1, next: a }, { if: n < 1, next: b }]'), right },
})

export const GATEWAY_DEFAULT_NOT_LAST = defineCode({
  code: 'GATEWAY_DEFAULT_NOT_LAST',
  severity: 'error',
  what: {
    vi: 'nhánh không có if của "{id}" phải đứng cuối và chỉ có một',
    en: 'expected one branch of "{id}" without `if`, as the last, found it elsewhere',
  },
  cure: { vi: 'chuyển nhánh này xuống cuối, hoặc thêm if', en: 'move this branch to the end, or give it an `if`' },
  example: { wrong: decision('[{ next: b }, { if: n > 1, next: a }]'), right },
})

export const GATEWAY_ONE_BRANCH = defineCode({
  code: 'GATEWAY_ONE_BRANCH',
  severity: 'warning',
  what: {
    vi: '"{id}" chỉ có một nhánh và một luồng đến',
    en: 'expected "{id}" to decide or to merge, found one way in and one way out',
  },
  cure: { vi: 'thêm nhánh, hoặc bỏ cổng này', en: 'add a branch, or remove the gateway' },
  example: {
    wrong: exampleFile('flow:\n  begin: { startEvent: , next: g }\n  g: { exclusiveGateway: [{ next: a }] }\n  a: { endEvent: }'),
    right,
  },
})

export const GATEWAY_NEXT_OUTSIDE = defineCode({
  code: 'GATEWAY_NEXT_OUTSIDE',
  severity: 'error',
  what: { vi: 'cổng "{id}" có next ở ngoài các nhánh', en: 'expected `next` in the branches of "{id}", found it beside them' },
  cure: { vi: 'bỏ next này; mỗi nhánh đã có next riêng', en: 'remove this `next`; each branch has its own' },
  example: {
    wrong: exampleFile(`variables: { n: number }
flow:
  begin: { startEvent: , next: which? }
  which?: { exclusiveGateway: [{ if: n > 1, next: a }, { next: b }], next: b }
  a: { endEvent: }
  b: { endEvent: }`),
    right,
  },
})

/** An exclusive gateway always finds its way. @law BPMN 2.0.2 §10.6.2, §13.4.2 */
export const gateways: Rule = {
  codes: [GATEWAY_NO_DEFAULT, GATEWAY_DEFAULT_NOT_LAST, GATEWAY_ONE_BRANCH, GATEWAY_NEXT_OUTSIDE],
  check: (context) =>
    [...scopesOf(context.definition)].flatMap(({ scope }) =>
      scope.nodes.flatMap((node) => {
        if (node.kind !== 'exclusiveGateway' && node.kind !== 'inclusiveGateway') return []
        const { id } = node
        const branches = scope.flows.filter(({ source }) => source === id)
        const plain = branches.filter(({ condition, isDefault }) => condition === undefined || isDefault)
        const stray = context.stray.get(id)
        const incoming = scope.flows.filter(({ target }) => target === id)
        if (context.nextBeside.has(id)) return [finding(GATEWAY_NEXT_OUTSIDE, context, node, { id })]
        if (branches.length > 0 && plain.length === 0) return [finding(GATEWAY_NO_DEFAULT, context, node, { id })]
        if (stray !== undefined) return [finding(GATEWAY_DEFAULT_NOT_LAST, context, { id, position: stray }, { id })]
        if (branches.length === 1 && incoming.length <= 1) return [finding(GATEWAY_ONE_BRANCH, context, node, { id })]
        return []
      }),
    ),
}
