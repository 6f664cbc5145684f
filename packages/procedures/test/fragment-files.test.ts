import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readYaml } from '@motcua/engine'
import { afterAll, describe, expect, it } from 'vitest'
import { fragmentFiles } from '../src/index.ts'

const root = mkdtempSync(join(tmpdir(), 'motcua-fragments-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const FRAGMENT = 'fragment: step\nname: Bước\nentry: a\nexits: { out: }\nflow: { a: { task: , next: out } }\n'
mkdirSync(join(root, 'procedures/steps'), { recursive: true })
writeFileSync(join(root, 'outside.yaml'), FRAGMENT)
writeFileSync(join(root, 'procedures/steps/step.yaml'), FRAGMENT)
symlinkSync(join(root, 'outside.yaml'), join(root, 'procedures/link.yaml'))

const including = (reference: string) => `procedure: "1.000001"
name: x
include: { step: "${reference}" }
flow:
  begin: { startEvent: , next: first }
  first: { use: step, next: done }
  done: { endEvent: }
`
const read = (reference: string) =>
  readYaml(including(reference), { file: 'procedures/case.yaml', fragments: fragmentFiles(root) }).diagnostics.map(
    ({ code }) => code,
  )

describe('a fragment of the author', () => {
  it('is found beside the procedure and below', () => {
    expect(read('./steps/step.yaml')).toEqual([])
  })

  it.each([
    ['../outside.yaml', 'INCLUDE_PATH'],
    ['./steps/../../outside.yaml', 'INCLUDE_PATH'],
    [join(root, 'outside.yaml'), 'INCLUDE_PATH'],
    ['./link.yaml', 'INCLUDE_NOT_FOUND'],
    ['./steps', 'INCLUDE_PATH'],
    ['./steps/none.yaml', 'INCLUDE_NOT_FOUND'],
    ['nobody-wrote-this', 'INCLUDE_NOT_FOUND'],
  ])('is not found at %s', (reference, code) => {
    expect(read(reference)).toContain(code)
  })
})
