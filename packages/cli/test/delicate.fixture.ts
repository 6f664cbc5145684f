import { describe, expect, it } from 'vitest'
import type { Variables } from '@motcua/engine'
import { bpmn, run } from './bpmn.fixture.ts'

/** A process, and its walk: elements as they complete, `-` terminated, `~` compensated, `!` failed; then how it ends. */
export type Walk = readonly [name: string, body: string, expected: string, vars?: Variables]

const SIGNS: Readonly<Record<string, (element: string) => string>> = {
  completed: (element) => element,
  terminated: (element) => `-${element}`,
  compensated: (element) => `~${element}`,
  failed: (element) => `${element}!`,
}

/** Runs each. Of branches that run beside each other no order is promised: such walks say so in their name. */
export function walks(topic: string, all: readonly Walk[]): void {
  describe(topic, () => {
    it.each(all.map(([name, body, expected, vars = {}]) => ({ name, body, expected, vars })))(
      '$name',
      ({ name, body, expected, vars }) => {
        const { lines, end } = run(bpmn(body, ROOTS), { vars })
        const hops = lines.flatMap(({ event, element }) => SIGNS[event]?.(element) ?? [])
        const [steps = '', outcome] = expected.split(' | ')
        const inOrder = (list: string[]) => (name.endsWith('in any order') ? list.sort() : list).join(' ')
        expect(inOrder(hops)).toBe(inOrder(steps.split(' ')))
        expect([end.status, end.code, end.waiting.join(',')].filter(Boolean).join(' ')).toBe(outcome)
      },
    )
  })
}

export const START = '<startEvent id="s"/>'
export const END = '<endEvent id="e"/>'
export const gateway = (kind: string, id: string, more = '', inner = '') =>
  `<${kind}Gateway id="${id}" ${more}>${inner}</${kind}Gateway>`
export const inclusive = (id: string, more = '') => gateway('inclusive', id, more)
export const parallel = (id: string) => gateway('parallel', id)
export const exclusive = (id: string, more = '') => gateway('exclusive', id, more)
export const tasks = (...ids: string[]) => ids.map((id) => `<task id="${id}"/>`).join('')
export const userTasks = (...ids: string[]) => ids.map((id) => `<userTask id="${id}"/>`).join('')
export const script = (id: string, text: string) =>
  `<scriptTask id="${id}" scriptFormat="feel"><script>${text}</script></scriptTask>`
export const end = (id: string, def = '') => `<endEvent id="${id}">${def}</endEvent>`
export const start = (id: string, def = '', more = '') => `<startEvent id="${id}" ${more}>${def}</startEvent>`
export const throwing = (id: string, def: string) => `<intermediateThrowEvent id="${id}">${def}</intermediateThrowEvent>`
export const catching = (id: string, def: string, more = '') =>
  `<intermediateCatchEvent id="${id}" ${more}>${def}</intermediateCatchEvent>`
export const boundary = (id: string, on: string, def: string, more = '') =>
  `<boundaryEvent id="${id}" attachedToRef="${on}" ${more}>${def}</boundaryEvent>`
export const BESIDE = 'cancelActivity="false"'
export const START_BESIDE = 'isInterrupting="false"'
export const signal = (r = 'sg') => `<signalEventDefinition signalRef="${r}"/>`
export const escalation = (r?: string) => `<escalationEventDefinition ${r ? `escalationRef="${r}"` : ''}/>`
export const error = (r?: string) => `<errorEventDefinition ${r ? `errorRef="${r}"` : ''}/>`
export const timer = (d: string) => `<timerEventDefinition><timeDuration>${d}</timeDuration></timerEventDefinition>`
export const cycle = (d: string) => `<timerEventDefinition><timeCycle>${d}</timeCycle></timerEventDefinition>`
export const compensation = (ref?: string, wait?: boolean) =>
  `<compensateEventDefinition ${ref ? `activityRef="${ref}"` : ''} ${wait === false ? 'waitForCompletion="false"' : ''}/>`
export const conditional = (c: string) => `<conditionalEventDefinition><condition>${c}</condition></conditionalEventDefinition>`
export const TERMINATE = '<terminateEventDefinition/>'
export const subProcess = (id: string, body: string, more = '') => `<subProcess id="${id}" ${more}>${body}</subProcess>`
export const handler = (id: string, body: string) => subProcess(id, body, 'triggeredByEvent="true"')
export const undoable = (on: string, b = `b_${on}`) =>
  `${boundary(b, on, compensation())}<task id="u_${on}" isForCompensation="true"/><association id="as_${on}" associationDirection="One" sourceRef="${b}" targetRef="u_${on}"/>`
export const instances = (n: number, more = '', inner = '') =>
  `<multiInstanceLoopCharacteristics ${more}><loopCardinality>${n}</loopCardinality>${inner}</multiInstanceLoopCharacteristics>`
export const ROOTS =
  '<signal id="sg" name="sig"/><signal id="sh" name="sih"/><escalation id="es" name="es" escalationCode="E1"/><escalation id="es2" name="es2" escalationCode="E2"/><error id="er" name="er" errorCode="X1"/><error id="er2" name="er2" errorCode="X2"/><message id="m1" name="m1"/><message id="m2" name="m2"/><signalEventDefinition id="sd" signalRef="sg"/>'
export const processes = (...bodies: readonly (readonly [id: string, body: string])[]) =>
  bodies.map(([id, b]) => `<process id="${id}" isExecutable="true">${b}</process>`).join('')
export const complexOfTwo = (more = '') =>
  `<complexGateway id="g" ${more}><activationCondition>activationCount &gt;= 2</activationCondition></complexGateway>`
export const transaction = (body: string) => `<transaction id="q">${body}</transaction>`
export const CANCEL = '<cancelEventDefinition/>'
