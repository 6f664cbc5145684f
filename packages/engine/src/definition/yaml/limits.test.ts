import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { formatDiagnostic } from '../../diagnostics/index.ts'
import { loadProcedure } from '../../lifecycle/index.ts'
import { readBpmn, readYaml, writeBpmn, writeYaml, type Definition } from '../index.ts'

const head = (limit: string) => `procedure: "1.000001"\nname: x\n${limit}\n`
const FLOW = `flow:
  a: { startEvent: , next: b }
  b: { intermediateThrowEvent: , clock: start, next: c }
  c: { intermediateThrowEvent: , clock: { pause: tax, basis: 101/2024/NĐ-CP }, next: d }
  d: { intermediateThrowEvent: , clock: continue, next: e }
  e: { endEvent: }
`
const read = (yaml: string): Definition => {
  const { definition, diagnostics } = readYaml(yaml, { file: 'x.yaml' })
  if (definition === undefined) throw new Error(JSON.stringify(diagnostics))
  return definition
}
const codes = (yaml: string) => readYaml(yaml, { file: 'x.yaml' }).diagnostics.map(({ code }) => code)

describe('limits and clock marks', () => {
  it.each([
    ['limit: { workingDays: 17.5 }', { unit: 'workingDays', amount: 17.5 }],
    ['limit: { hours: 24 }', { unit: 'hours', amount: 24 }],
    ['limit: { months: 3 }', { unit: 'months', amount: 3 }],
    ['limit: { sameDay: true, cutoff: "15:00" }', { unit: 'sameDay' }],
  ])('%s survives YAML and BPMN', (written, limit) => {
    const definition = read(head(written) + FLOW)
    expect(definition.limit?.limit).toEqual(limit)
    const again = read(writeYaml(definition))
    const { definition: bpmn } = readBpmn(writeBpmn(definition), { file: 'x.bpmn' })
    for (const other of [again, bpmn]) {
      expect(other?.limit?.limit).toEqual(limit)
      expect(other?.limit?.cutoff ?? undefined).toBe(definition.limit?.cutoff)
      const paused = other?.processes[0]?.nodes.find(({ id }) => id === 'c')
      expect(paused).toMatchObject({ clock: 'pause', pause: { reason: 'tax', basis: '101/2024/NĐ-CP' } })
    }
  })

  it.each([
    ['limit: { workingDays: -1 }', 'FIELD_VALUE'],
    ['limit: { workingDays: 3, days: 4 }', 'FIELD_VALUE'],
    ['limit: {}', 'FIELD_MISSING'],
    ['limit: { cutoff: "15:00" }', 'FIELD_MISSING'],
    ['limit: { workingDays: 3, extension: { times: 1 } }', 'FIELD_MISSING'],
    ['limit: { workingDays: 3, extension: { workingDays: 1, hours: 5 } }', 'FIELD_VALUE'],
    ['limit: { months: 1.5 }', 'FIELD_TYPE'],
    ['limit: { sameDay: false }', 'FIELD_VALUE'],
    ['limit: { workingDays: 1, cutoff: "25:00" }', 'FIELD_VALUE'],
    ['regime: nd999-2030', 'FIELD_VALUE'],
    ['effective: { from: 2025-02-30 }', 'EFFECTIVE_INVALID'],
    ['effective: { from: 2026-07-01, to: 2026-06-30 }', 'EFFECTIVE_INVALID'],
  ])('%s is a diagnostic: %s', (written, code) => {
    expect(codes(head(written) + FLOW)).toContain(code)
  })

  it('a unit that is misspelt is said once, with the one that was meant', () => {
    const { diagnostics } = readYaml(head('limit: { workngDays: 3 }') + FLOW, { file: 'x.yaml' })
    expect(diagnostics.map((one) => formatDiagnostic(one, 'vi'))).toEqual([
      'x.yaml:3:10  FIELD_UNKNOWN  không có khóa "workngDays" ở đây — có phải "workingDays"?',
    ])
  })

  it('two spans in one limit are refused where the second stands: which of them holds nobody can know', () => {
    const { diagnostics } = readYaml(head('limit: { workingDays: 3, days: 4 }') + FLOW, { file: 'x.yaml' })
    expect(diagnostics.map((one) => formatDiagnostic(one, 'en'))).toEqual([
      'x.yaml:3:26  FIELD_VALUE  expected one span in "limit", found workingDays, days — write one of them',
    ])
  })

  it('a reason that is none is said with those that are', () => {
    const wrong = FLOW.replace('pause: tax', 'pause: holiday')
    const { diagnostics } = readYaml(head('limit: { workingDays: 1 }') + wrong, { file: 'x.yaml' })
    const [found, ...others] = diagnostics
    expect(others).toEqual([])
    expect(found).toMatchObject({ code: 'FIELD_VALUE', position: { line: 7 } })
    expect(found === undefined ? '' : formatDiagnostic(found, 'en')).toContain('measurement')
  })
})

it('the procedure of docs/author/limits.md reads and runs', () => {
  const page = readFileSync(new URL('../../../../../docs/author/limits.md', import.meta.url), 'utf8')
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? []
  const { procedure, diagnostics } = loadProcedure(read(yaml))
  expect(diagnostics).toEqual([])
  expect(procedure?.definition.limit?.limit).toEqual({ unit: 'workingDays', amount: 7 })
})
