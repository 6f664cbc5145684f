import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { compile } from '../src/compile/index.ts'
import { DEFINITION_CODES, readBpmn, readYaml } from '../src/definition/index.ts'
import { errorsPage } from './errors-page.ts'

const PAGE = fileURLToPath(new URL('../../../docs/errors.md', import.meta.url))

it('docs/errors.md says what the codes say (UPDATE_DOCS=1 writes it)', () => {
  if (process.env.UPDATE_DOCS !== undefined) writeFileSync(PAGE, errorsPage())
  expect(readFileSync(PAGE, 'utf8')).toBe(errorsPage())
})

it('lists every code that a source of any package names', () => {
  const page = errorsPage()
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const sources = ['engine', 'procedures', 'adapters', 'cli'].flatMap((name) =>
    readdirSync(join(root, name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
      .map((file) => readFileSync(join(root, name, 'src', file), 'utf8')),
  )
  const family =
    /'((?:PORTAL|SIGNER|TIMESTAMP|RESTATE|DOCUMENT|ARCHIVE|RENDER|NOTIFIER|STORE|DIRECTORY|SIMULATOR|ADAPTER|YAML|FIELD|FEEL|GATEWAY|BOUNDARY)_[A-Z0-9_]+)'/g
  const named = new Set(sources.flatMap((text) => [...text.matchAll(family)].map(([, code = '']) => code)))
  expect(named.size).toBeGreaterThan(50)
  expect([...named].filter((code) => !page.includes(code))).toEqual([])
})

it('no code is listed twice', () => {
  const codes = DEFINITION_CODES.map(({ code }) => code)
  expect(new Set(codes).size).toBe(codes.length)
})

it.each([
  ['FEEL_SYNTAX', '1 +'],
  ['FEEL_NAME_UNKNOWN', 'm > 1'],
  ['FEEL_FUNCTION_UNKNOWN', 'cuont(list) > 1'],
])('%s is provoked by the condition %j, at its place', (code, condition) => {
  const text = `procedure: "1.000001"
name: Ví dụ
variables: { n: number, list: list }
flow:
  begin: { startEvent: , next: which? }
  which?:
    exclusiveGateway:
      - { if: ${condition}, next: a }
      - { next: a }
  a: { endEvent: }
`
  const { definition } = readYaml(text, { file: 'x.yaml' })
  if (definition === undefined) throw new Error('expected a definition')
  const { diagnostics, program } = compile(definition)
  expect(program).toBeUndefined()
  expect(diagnostics.map((found) => found.code)).toEqual([code])
  expect(diagnostics[0]?.position).toMatchObject({ line: 8 })
  const right = readYaml(text.replace(condition, 'count(list) > n'), { file: 'x.yaml' }).definition
  expect(right === undefined ? [] : compile(right).diagnostics).toEqual([])
})

it('CALLS_TOO_DEEP is provoked by processes that call one another seventy levels deep', () => {
  const process = (n: number) =>
    `<process id="p${n}" isExecutable="true"><callActivity id="c${n}" calledElement="p${n + 1}"/></process>`
  const all = Array.from({ length: 70 }, (_, n) => process(n)).join('') + '<process id="p70"><task id="t"/></process>'
  const file = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">${all}</definitions>`
  const { definition } = readBpmn(file, { file: 'deep.bpmn' })
  if (definition === undefined) throw new Error('expected a definition')
  expect(compile(definition, 'p0').diagnostics).toMatchObject([{ code: 'CALLS_TOO_DEEP', element: 'c63' }])
  expect(compile(definition, 'p10').program).toBeDefined()
})

it('PROCESS_UNKNOWN is provoked by another process id', () => {
  const { definition } = readYaml('procedure: "1.000001"\nname: x\nflow: { a: { startEvent: , next: b }, b: { endEvent: } }\n', {
    file: 'x',
  })
  if (definition === undefined) throw new Error('expected a definition')
  expect(compile(definition, 'other').diagnostics.map(({ code }) => code)).toEqual(['PROCESS_UNKNOWN'])
})

it('the procedures of the authors’ guide are without mistakes', () => {
  const guide = readFileSync(fileURLToPath(new URL('../../../docs/author/first-procedure.md', import.meta.url)), 'utf8')
  const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, example = '']) => example)
  expect(examples).toHaveLength(2)
  for (const example of examples) {
    const { definition, diagnostics } = readYaml(example, { file: 'guide.yaml' })
    expect(diagnostics).toEqual([])
    const processes = definition?.processes.filter(({ isGlobalTask }) => !isGlobalTask) ?? []
    for (const { id } of processes) expect(definition === undefined ? [] : compile(definition, id).diagnostics).toEqual([])
  }
})
