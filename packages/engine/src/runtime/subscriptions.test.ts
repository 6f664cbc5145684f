import fc from 'fast-check'
import { expect, it } from 'vitest'
import { vietnamCalendar } from '../calendar/index.ts'
import { readBpmn } from '../definition/index.ts'
import { waitingIn } from '../kernel/index.ts'
import { decideDossier, INITIAL_DOSSIER, loadProcedure, type DossierCommand, type DossierState } from '../lifecycle/index.ts'
import { correlationKeyOf, subscriptionsOf } from './subscriptions.ts'

/** A task with a message at its edge, beside an event-based gateway that waits for a message or a signal, again and again. */
const FLOW = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
<message id="stop" name="stop"/><message id="paid" name="paid"/><signal id="sg" name="flood"/><process id="p">
<startEvent id="s"/><parallelGateway id="split"/><sequenceFlow id="f0" sourceRef="s" targetRef="split"/>
<sequenceFlow id="f1" sourceRef="split" targetRef="task"/><sequenceFlow id="f2" sourceRef="split" targetRef="merge"/>
<userTask id="task"/><boundaryEvent id="edge" attachedToRef="task"><messageEventDefinition messageRef="stop"/></boundaryEvent>
<endEvent id="e1"/><endEvent id="e2"/><sequenceFlow id="f3" sourceRef="task" targetRef="e1"/><sequenceFlow id="f4" sourceRef="edge" targetRef="e2"/>
<exclusiveGateway id="merge"/><eventBasedGateway id="wait"/><sequenceFlow id="f5" sourceRef="merge" targetRef="wait"/>
<intermediateCatchEvent id="m"><messageEventDefinition messageRef="paid"/></intermediateCatchEvent>
<intermediateCatchEvent id="g"><signalEventDefinition signalRef="sg"/></intermediateCatchEvent>
<sequenceFlow id="f6" sourceRef="wait" targetRef="m"/><sequenceFlow id="f7" sourceRef="wait" targetRef="g"/>
<sequenceFlow id="f8" sourceRef="m" targetRef="merge"/><sequenceFlow id="f9" sourceRef="g" targetRef="e3"/><endEvent id="e3"/>
</process></definitions>`

it('subscriptions opened and closed step by step are those that the dossier waits for', () => {
  const { definition } = readBpmn(FLOW, { file: 'x.bpmn' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error('expected a procedure')
  const waited = (state: DossierState) =>
    waitingIn(procedure.program, state.kernel)
      .flatMap(({ instance, which, awaited }) =>
        awaited.kind === 'message' || awaited.kind === 'signal' ? [`d:${instance}:${which}`] : [],
      )
      .sort()
  const deeds = ['paid', 'stop', 'flood', 'task'] as const
  let most = 0
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...deeds), { maxLength: 6 }), (list) => {
      const open = new Map<string, string>()
      let state = INITIAL_DOSSIER
      const step = (command: DossierCommand) => {
        const decision = decideDossier(procedure, state, command, { calendar: vietnamCalendar() })
        if (!decision.ok) return
        const change = subscriptionsOf({
          procedure: procedure,
          dossier: 'd',
          head: { agency: null },
          before: state,
          after: decision.state,
          events: decision.events,
        })
        for (const id of change.close) expect(open.delete(id)).toBe(true)
        for (const subscription of change.open) open.set(subscription.id, `${subscription.kind} ${subscription.name}`)
        state = decision.state
        expect([...open.keys()].sort()).toEqual(waited(state))
        most = Math.max(most, open.size)
      }
      step({ type: 'start', at: 1, origin: 'person', variables: {} })
      expect([...open.values()].sort()).toEqual(['message paid', 'message stop', 'signal flood'])
      list.forEach((deed, index) => step(commandOf(deed, state, index + 2, procedure.program)))
    }),
    { numRuns: 60 },
  )
  expect(most).toBe(3)
})

function commandOf(
  deed: 'paid' | 'stop' | 'flood' | 'task',
  state: DossierState,
  at: number,
  program: Parameters<typeof waitingIn>[0],
): DossierCommand {
  if (deed === 'flood') return { type: 'broadcastSignal', at, origin: 'world', signal: 'flood', variables: {} }
  if (deed !== 'task') return { type: 'deliverMessage', at, origin: 'world', message: deed, variables: {} }
  const instance = waitingIn(program, state.kernel).find(({ awaited }) => awaited.kind === 'task')?.instance ?? 0
  return { type: 'completeTask', at, origin: 'person', instance, variables: {} }
}

it('equal correlation values give one key, whatever the order of the keys; none give none', () => {
  expect(correlationKeyOf({ order: [1, 'a'], area: ['H22'] })).toBe(correlationKeyOf({ area: ['H22'], order: [1, 'a'] }))
  expect(correlationKeyOf({ order: [1] })).not.toBe(correlationKeyOf({ order: ['1'] }))
  expect(correlationKeyOf({})).toBeNull()
})
