import { loadProcedure, readBpmn, readYaml, writeBpmn, writeYaml, type Definition } from '@motcua/engine'
import { contentOf } from '@motcua/engine/lifecycle'
import { describe, expect, it } from 'vitest'
import { LIBRARY, libraryProcedure } from '../src/index.ts'

describe.each(Object.keys(LIBRARY))('%s', (code) => {
  it.each([
    ['BPMN', (definition: Definition) => readBpmn(writeBpmn(definition), { file: 'again.bpmn' })],
    ['YAML', (definition: Definition) => readYaml(writeYaml(definition), { file: 'again.yaml' })],
  ])('written as %s and read again, is the same procedure', (_, written) => {
    const { definition, program } = libraryProcedure(code as keyof typeof LIBRARY)
    const { definition: again, diagnostics } = written(definition)
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(again === undefined ? '' : contentOf(again)).toBe(contentOf(definition))
    const loaded = again === undefined ? undefined : loadProcedure(again).procedure
    expect(loaded?.program.content).toBe(program.content)
  })
})
