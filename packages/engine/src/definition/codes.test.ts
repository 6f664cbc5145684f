import { describe, expect, it } from 'vitest'
import type { ImportRequest } from '../xml/index.ts'
import { DEFINITION_CODES } from './codes.ts'
import { readBpmn, readYaml } from './index.ts'

function read(text: string, { file }: { readonly file: string }, included: Readonly<Record<string, string>> = {}) {
  const fragments = (name: string) => {
    const found = Object.hasOwn(included, name) ? included[name] : undefined
    return found === undefined ? undefined : { file: `${name}.yaml`, text: found }
  }
  const imports = ({ location }: ImportRequest) => {
    if (location.includes(':')) return { refused: { vi: 'mạng', en: 'the network' } }
    const content = Object.hasOwn(included, location) ? included[location] : undefined
    return content === undefined ? undefined : { file: location, content }
  }
  return text.startsWith('<') ? readBpmn(text, { file, imports }) : readYaml(text, { file, fragments })
}

describe.each(DEFINITION_CODES.map((code) => [code.code, code] as const))('%s', (name, code) => {
  it('is provoked by its wrong example', () => {
    const { diagnostics } = read(code.example?.wrong ?? '', { file: 'wrong.yaml' }, code.example?.fragments)
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(name)
  })

  it('is not by its right one, which is right', () => {
    const { definition, diagnostics } = read(code.example?.right ?? '', { file: 'right.yaml' }, code.example?.fragments)
    expect(diagnostics).toEqual([])
    expect(definition).toBeDefined()
  })

  it('fills all of its sentences', () => {
    const { diagnostics } = read(code.example?.wrong ?? '', { file: 'wrong.yaml' }, code.example?.fragments)
    const found = diagnostics.find((diagnostic) => diagnostic.code === name)
    const sentences = [found?.message.vi, found?.message.en, found?.remedy.vi, found?.remedy.en]
    for (const sentence of sentences) expect(sentence).toMatch(/^[^{}]*$|\{ /)
  })
})
