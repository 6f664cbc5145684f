import { defineCode } from '../../diagnostics/index.ts'
import { exampleFile } from '../example-file.ts'
import { finding, scopesOf, type Rule } from './rule.ts'

const flow = (next: string) =>
  exampleFile(`messages: { answer: }
flow:
  begin: { startEvent: , next: wait }
  wait: { eventBasedGateway: , next: ${next} }
  answered: { intermediateCatchEvent: { message: answer }, next: done }
  late: { intermediateCatchEvent: { timer: P1D }, next: done }
  done: { endEvent: }`)
const right = flow('[answered, late]')

export const EVENT_GATEWAY_TARGET = defineCode({
  code: 'EVENT_GATEWAY_TARGET',
  severity: 'error',
  what: {
    vi: 'sau cổng sự kiện "{id}" chỉ được là sự kiện chờ; "{target}" không phải',
    en: 'expected a catching event after the event-based gateway "{id}", found "{target}"',
  },
  cure: {
    vi: 'đặt intermediateCatchEvent hoặc receiveTask ngay sau cổng, chỉ với một luồng đến',
    en: 'put an intermediateCatchEvent or a receiveTask there, with this one flow to it',
  },
  example: { wrong: flow('[answered, late, done]'), right },
})

export const EVENT_GATEWAY_ONE_EVENT = defineCode({
  code: 'EVENT_GATEWAY_ONE_EVENT',
  severity: 'error',
  what: {
    vi: 'cổng sự kiện "{id}" phải chờ ít nhất hai sự kiện',
    en: 'expected "{id}" to wait for at least two events, found {count}',
  },
  cure: { vi: 'thêm một sự kiện, ví dụ thời hạn, hoặc bỏ cổng', en: 'add an event, as a deadline, or remove the gateway' },
  example: {
    wrong: exampleFile(`messages: { answer: }
flow:
  begin: { startEvent: , next: wait }
  wait: { eventBasedGateway: , next: answered }
  answered: { intermediateCatchEvent: { message: answer }, next: done }
  done: { endEvent: }`),
    right,
  },
})

const CATCHING: ReadonlySet<string> = new Set(['intermediateCatchEvent', 'receiveTask'])

/** After an event-based gateway come events alone, each entered from there alone. @law BPMN 2.0.2 §10.6.6 */
export const eventGateways: Rule = {
  codes: [EVENT_GATEWAY_TARGET, EVENT_GATEWAY_ONE_EVENT],
  check: (context) =>
    [...scopesOf(context.definition)].flatMap(({ scope }) =>
      scope.nodes.flatMap((node) => {
        if (node.kind !== 'eventBasedGateway') return []
        const { id } = node
        const flows = scope.flows.filter(({ source }) => source === id)
        if (flows.length === 1) return [finding(EVENT_GATEWAY_ONE_EVENT, context, node, { id, count: 1 })]
        return flows.flatMap(({ target, position }) => {
          const event = scope.nodes.find((other) => other.id === target)
          if (event === undefined) return []
          const incoming = scope.flows.filter((flow) => flow.target === target)
          const isRight = CATCHING.has(event.kind) && incoming.length === 1
          return isRight ? [] : [finding(EVENT_GATEWAY_TARGET, context, { id, position }, { id, target })]
        })
      }),
    ),
}
