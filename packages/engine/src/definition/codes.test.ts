import { describe, expect, it } from 'vitest'
import { DEFINITION_CODES } from './codes.ts'
import { readBpmn, readYaml } from './index.ts'

function read(text: string, options: { readonly file: string }) {
  return text.startsWith('<') ? readBpmn(text, options) : readYaml(text, options)
}

describe.each(DEFINITION_CODES.map((code) => [code.code, code] as const))('%s', (name, code) => {
  it('is provoked by its wrong example', () => {
    const { diagnostics } = read(code.example?.wrong ?? '', { file: 'wrong.yaml' })
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(name)
  })

  it('is not by its right one, which is right', () => {
    const { definition, diagnostics } = read(code.example?.right ?? '', { file: 'right.yaml' })
    expect(diagnostics).toEqual([])
    expect(definition).toBeDefined()
  })

  it('fills all of its sentences', () => {
    const { diagnostics } = read(code.example?.wrong ?? '', { file: 'wrong.yaml' })
    const found = diagnostics.find((diagnostic) => diagnostic.code === name)
    const sentences = [found?.message.vi, found?.message.en, found?.remedy.vi, found?.remedy.en]
    for (const sentence of sentences) expect(sentence).toMatch(/^[^{}]*$|\{ /)
  })
})
