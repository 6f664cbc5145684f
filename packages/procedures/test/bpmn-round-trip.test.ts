import { loadProcedure, readBpmn, writeBpmn } from '@motcua/engine'
import { contentOf } from '@motcua/engine/lifecycle'
import { describe, expect, it } from 'vitest'
import { LIBRARY, libraryProcedure } from '../src/index.ts'

describe.each(Object.keys(LIBRARY))('%s', (code) => {
  it('written as BPMN and read again, is the same procedure', () => {
    const { definition, program } = libraryProcedure(code as keyof typeof LIBRARY)
    const { definition: again, diagnostics } = readBpmn(writeBpmn(definition), { file: 'again.bpmn' })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(again === undefined ? '' : contentOf(again)).toBe(contentOf(definition))
    const loaded = again === undefined ? undefined : loadProcedure(again).procedure
    expect(loaded?.program.content).toBe(program.content)
  })
})
