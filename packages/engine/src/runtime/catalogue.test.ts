import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantAt } from '../calendar/index.ts'
import { readBpmn, readYaml } from '../definition/index.ts'
import { loadProcedure, type Procedure } from '../lifecycle/index.ts'
import { Catalogue } from './catalogue.ts'
import { memoryStore } from './memory-store/memory-store.ts'
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

it('a definition is written once for all who begin at one moment, and again where that failed', async () => {
  const store = memoryStore()
  await store.open()
  const put = store.putDefinition.bind(store)
  let writes = 0
  store.putDefinition = async (definition) => {
    writes += 1
    if (writes === 1) throw new Error('no room')
    await put(definition)
  }
  const catalogue = new Catalogue([{ procedure: procedureOf(file('')), jobs: {} }], store)
  const all = () => Promise.allSettled(Array.from({ length: 50 }, () => catalogue.forNew('p', 0)))
  expect((await all()).every(({ status }) => status === 'rejected')).toBe(true)
  expect((await all()).every(({ status }) => status === 'fulfilled')).toBe(true)
  expect((await all()).every(({ status }) => status === 'fulfilled')).toBe(true)
  expect(writes).toBe(2)
})

describe('an edition that only the store has', () => {
  it('runs the process that it ran, with the languages that the embedder registered', async () => {
    const store = memoryStore()
    await store.open()
    const module = (procedure: Procedure): ProcedureModule => ({ procedure, jobs: {} })
    const before = await new Catalogue([module(procedureOf(file('')))], store).forNew('p', 0)
    const again = await new Catalogue([module(procedureOf(file(' world')))], store).forDossier(before.fingerprint)
    expect(again.procedure.program.process).toBe('q')
    expect(again.procedure.program.content).toBe(before.procedure.program.content)
    const script = again.procedure.program.nodes.find(({ kind }) => kind === 'scriptTask')
    if (script?.kind !== 'scriptTask') throw new Error('expected the script task')
    expect(script.script?.evaluate(() => undefined, 0)).toEqual({ ok: true, value: 'HELLO' })
  })
})

describe('the editions of a procedure', () => {
  /** An edition whose version number says which it is. */
  const edition = (version: number, effective: { readonly from: string; readonly to?: string } | undefined): ProcedureModule => {
    const dates = effective === undefined ? '' : `effective: ${JSON.stringify(effective)}\n`
    const yaml = `procedure: "1.000001"\nversion: ${version}\nname: x\n${dates}flow: { a: { startEvent: , next: b }, b: { endEvent: } }\n`
    const { definition } = readYaml(yaml, { file: 'x.yaml' })
    const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
    if (procedure === undefined) throw new Error('expected a procedure')
    return { procedure }
  }
  const store = memoryStore()
  const at = (date: string, time: string) => instantAt(date, time) ?? Number.NaN
  const lodged = async (modules: readonly ProcedureModule[], instant: number) => {
    await store.open()
    return (await new Catalogue(modules, store).forNew('1.000001', instant)).procedure.program.version
  }

  it('change at midnight in Vietnam', async () => {
    const modules = [edition(2, { from: '2026-07-01' }), edition(1, { from: '2025-07-01' })]
    expect(await lodged(modules, at('2026-06-30', '24:00') - 1)).toBe(1)
    expect(await lodged(modules, at('2026-07-01', '00:00'))).toBe(2)
  })

  it('a dossier starts with the latest of those in force, whatever their order; where none is, with none', async () => {
    const DAYS = 400
    const day = (number: number) => new Date(Date.UTC(2026, 0, 1) + number * 86_400_000).toISOString().slice(0, 10)
    const spans = fc.uniqueArray(fc.record({ from: fc.nat(DAYS), length: fc.option(fc.nat(90), { nil: undefined }) }), {
      selector: ({ from }) => from,
      minLength: 1,
      maxLength: 5,
    })
    await fc.assert(
      fc.asyncProperty(spans, fc.nat(DAYS), fc.nat(1_439), async (made, when, minute) => {
        const modules = made.map(({ from, length }, index) =>
          edition(index + 1, { from: day(from), ...(length === undefined ? {} : { to: day(from + length) }) }),
        )
        const held = made
          .map(({ from, length = Infinity }, index) => ({ from, to: from + length, version: index + 1 }))
          .filter(({ from, to }) => from <= when && when <= to)
        const expected = held.reduce((best, one) => (one.from > best.from ? one : best), { from: -1, version: 0 }).version
        const instant = at(day(when), '00:00') + minute * 60_000
        const found = lodged(modules, instant).catch((error: unknown) => (error as { code: string }).code)
        expect(await found).toBe(expected === 0 ? 'PROCEDURE_NOT_IN_FORCE' : expected)
      }),
      { numRuns: 60 },
    )
  })

  it('one without dates is in force since ever, until another is', async () => {
    const modules = [edition(1, undefined), edition(2, { from: '2026-07-01' })]
    expect(await lodged(modules, at('1999-01-01', '10:00'))).toBe(1)
    expect(await lodged(modules, at('2026-08-01', '10:00'))).toBe(2)
  })

  it('two from the same day are refused', () => {
    const twice = [edition(1, { from: '2026-07-01' }), edition(2, { from: '2026-07-01', to: '2026-12-31' })]
    expect(() => new Catalogue(twice, store)).toThrow(expect.objectContaining({ code: 'PROCEDURE_TWICE' }))
  })
})
