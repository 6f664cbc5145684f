import { expect, it } from 'vitest'
import { vietnamCalendar } from '../calendar/index.ts'
import { readBpmn } from '../definition/index.ts'
import { decideDossier, INITIAL_DOSSIER, loadProcedure } from '../lifecycle/index.ts'
import { effectsOf } from './effects.ts'

it('what a dossier throws leaves it as jobs that an adapter does at least once', () => {
  const { definition } = readBpmn(
    `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><message id="m" name="m"/><signal id="sg" name="loud"/><process id="p"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="t"/><intermediateThrowEvent id="t"><messageEventDefinition messageRef="m"/></intermediateThrowEvent><sequenceFlow id="g" sourceRef="t" targetRef="e"/><endEvent id="e"><signalEventDefinition signalRef="sg"/></endEvent></process></definitions>`,
    { file: 'x.bpmn' },
  )
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error('expected a procedure')
  const command = { type: 'start', at: 1, origin: 'person', variables: {} } as const
  const decision = decideDossier(procedure, INITIAL_DOSSIER, command, { calendar: vietnamCalendar() })
  if (!decision.ok) throw new Error(decision.rejection.message)
  const { jobs } = effectsOf({
    ...{ procedure, dossier: 'd', seq: 1, at: 1, before: INITIAL_DOSSIER, after: decision.state, events: decision.events },
    head: { agency: null, procedure: 'p', code: null, title: '', search: '', applicant: 'an' },
  })
  expect(jobs.add).toMatchObject([
    { id: 'd:1:out0', type: 'send-message', instance: null, input: { message: 'm', element: 't', payload: {} } },
    { id: 'd:1:out1', type: 'broadcast-signal', instance: null, input: { signal: 'loud', element: 'e' } },
  ])
})
