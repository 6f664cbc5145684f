import { describe, expect, it } from 'vitest'
import { readBpmn } from '../definition/index.ts'
import { loadProcedure, type Procedure } from '../lifecycle/index.ts'
import { Catalogue } from './catalogue.ts'
import { memoryStore } from './memory-store.ts'
import type { ProcedureModule } from './procedure-module.ts'

/** Two processes; the second computes in a language that only the embedder knows. */
const file = (more: string) =>
  `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p"><userTask id="a"/></process><process id="q"><startEvent id="s"/><scriptTask id="t" scriptFormat="shout"><script>hello${more}</script></scriptTask><sequenceFlow id="f" sourceRef="s" targetRef="t"/></process></definitions>`
const evaluators = { shout: (text: string) => () => ({ ok: true as const, value: text.toUpperCase() }) }

function procedureOf(xml: string): Procedure {
  const { definition } = readBpmn(xml, { file: 'x.bpmn' })
  if (definition === undefined) throw new Error('expected a definition')
  expect(loadProcedure(definition, 'q').diagnostics.map(({ code }) => code)).toEqual(['EXPRESSION_LANGUAGE'])
  const { procedure } = loadProcedure(definition, { process: 'q', evaluators })
  if (procedure === undefined) throw new Error('expected a procedure')
  return procedure
}

it('a language whose name every object knows is still unknown', () => {
  const { definition } = readBpmn(file('').replace('shout', 'constructor'), { file: 'x.bpmn' })
  if (definition === undefined) throw new Error('expected a definition')
  expect(loadProcedure(definition, { process: 'q', evaluators }).diagnostics.map(({ code }) => code)).toEqual([
    'EXPRESSION_LANGUAGE',
  ])
})

describe('an edition that only the store has', () => {
  it('runs the process that it ran, with the languages that the embedder registered', async () => {
    const store = memoryStore()
    await store.open()
    const module = (procedure: Procedure): ProcedureModule => ({ procedure, jobs: {} })
    const before = await new Catalogue([module(procedureOf(file('')))], store).forNew('p')
    const again = await new Catalogue([module(procedureOf(file(' world')))], store).forDossier(before.fingerprint)
    expect(again.procedure.program.process).toBe('q')
    expect(again.procedure.program.content).toBe(before.procedure.program.content)
    const script = again.procedure.program.nodes.find(({ kind }) => kind === 'scriptTask')
    if (script?.kind !== 'scriptTask') throw new Error('expected the script task')
    expect(script.script?.evaluate(() => undefined, 0)).toEqual({ ok: true, value: 'HELLO' })
  })
})
