import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile, contentOf } from '../../compile/index.ts'
import { formatDiagnostic } from '../../diagnostics/index.ts'
import { readBpmn, readYaml, writeBpmn } from '../index.ts'
import type { FragmentResolver } from './index.ts'
import { isSafeReference } from './reference-path.ts'

const SUPPLEMENT = `fragment: supplement
name: Bổ sung
basis: [118/2025/NĐ-CP]
parameters:
  role: { type: string, default: counter }
  within: { type: limit, example: { days: 30 } }
  form: { type: string, default: null }
entry: ask
exits: { complete: , lapsed: }
roles: { counter: Một cửa }
variables: { missing: list }
messages: { supplement-sent: { from: [counter] } }
flow:
  ask: { userTask: { role: "\${role}", form: "\${form}" }, next: wait }
  wait: { eventBasedGateway: , next: [received, overdue] }
  received: { intermediateCatchEvent: { message: supplement-sent }, next: enough? }
  overdue: { intermediateCatchEvent: { timer: "\${within}" }, next: lapsed }
  enough?:
    exclusiveGateway:
      - { if: count(missing) > 0, next: ask }
      - { next: complete }
rules: [ { precedence: [ask, received] } ]
`
const files: Record<string, string> = { supplement: SUPPLEMENT }
const resolverOf =
  (given: Record<string, string>): FragmentResolver =>
  (name) =>
    given[name] === undefined ? undefined : { file: `fragments/${name}.yaml`, text: given[name] }

const CASE = `procedure: "1.000001"
name: Ví dụ
include: [supplement]
flow:
  begin: { startEvent: , next: first }
  first: { use: supplement, with: { within: { days: 30 } }, exits: { complete: second, lapsed: refused } }
  second: { use: supplement, prefix: again-, with: { within: { workingDays: 5 }, form: more }, exits: { complete: done, lapsed: refused } }
  done: { endEvent: }
  refused: { endEvent: }
`

/** The same, written by hand. */
const BY_HAND = `procedure: "1.000001"
name: Ví dụ
basis: [118/2025/NĐ-CP]
roles: { counter: Một cửa }
variables: { missing: list }
messages: { supplement-sent: { from: [counter] } }
flow:
  begin: { startEvent: , next: first.ask }
  first.ask: { userTask: { role: counter }, next: first.wait }
  first.wait: { eventBasedGateway: , next: [first.received, first.overdue] }
  first.received: { intermediateCatchEvent: { message: supplement-sent }, next: first.enough? }
  first.overdue: { intermediateCatchEvent: { timer: { days: 30 } }, next: refused }
  first.enough?: { exclusiveGateway: [{ if: count(missing) > 0, next: first.ask }, { next: again-ask }] }
  again-ask: { userTask: { role: counter, form: more }, next: again-wait }
  again-wait: { eventBasedGateway: , next: [again-received, again-overdue] }
  again-received: { intermediateCatchEvent: { message: supplement-sent }, next: again-enough? }
  again-overdue: { intermediateCatchEvent: { timer: { workingDays: 5 } }, next: refused }
  again-enough?: { exclusiveGateway: [{ if: count(missing) > 0, next: again-ask }, { next: done }] }
  done: { endEvent: }
  refused: { endEvent: }
rules: [ { precedence: [first.ask, first.received] }, { precedence: [again-ask, again-received] } ]
`

const read = (text: string, given = files) => readYaml(text, { file: 'case.yaml', fragments: resolverOf(given) })

/** Line and column of the first place where a text stands. */
function placeOf(part: string, text: string): string {
  const before = text.slice(0, text.indexOf(part)).split('\n')
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`
}

describe('a procedure that includes a fragment', () => {
  it('is the procedure that an author could have written by hand', () => {
    const { definition, diagnostics } = read(CASE)
    expect(diagnostics).toEqual([])
    const { definition: plain } = readYaml(BY_HAND, { file: 'by-hand.yaml' })
    expect(contentOf(definition as NonNullable<typeof definition>)).toBe(contentOf(plain as NonNullable<typeof plain>))
  })

  it('is plain BPMN: written as XML and read again it is the same', () => {
    const { definition } = read(CASE)
    if (definition === undefined) throw new Error('expected a definition')
    const again = readBpmn(writeBpmn(definition), { file: 'case.bpmn' }).definition
    expect(again === undefined ? '' : contentOf(again)).toBe(contentOf(definition))
  })

  it('lets a fragment include another, and hands values on', () => {
    const around = `fragment: around
name: Quanh
include: { inner: supplement }
parameters: { days: { type: number, example: 3 } }
entry: begin
exits: { out: }
flow:
  begin: { task: , next: part }
  part: { use: inner, with: { within: { days: "\${days}" } }, exits: { complete: out, lapsed: out } }
`
    const text = CASE.replace('[supplement]', '[around]')
      .replace(/ {2}first:.*\n {2}second:.*\n/, '  first: { use: around, with: { days: 7 }, next: done }\n')
      .replace('  refused: { endEvent: }\n', '')
    const { definition, diagnostics } = read(text, { ...files, around })
    expect(diagnostics).toEqual([])
    const node = definition?.processes[0]?.nodes.find(({ id }) => id === 'first.part.overdue')
    expect(node).toMatchObject({ events: [{ timer: { limit: { unit: 'days', amount: 7 } } }] })
  })

  it('stands inside of a sub-process too, where boundary events reach it', () => {
    const text = `procedure: "1.000001"
name: Ví dụ
include: [supplement]
messages: { withdrawn: { from: [counter] } }
flow:
  begin: { startEvent: , next: part }
  part:
    subProcess:
      flow:
        in: { startEvent: , next: first }
        first: { use: supplement, with: { within: { days: 30 } }, exits: { complete: out, lapsed: out } }
        out: { endEvent: }
    next: done
  off: { boundaryEvent: { attachedTo: part, message: withdrawn }, next: done }
  done: { endEvent: }
`
    expect(read(text).diagnostics).toEqual([])
  })
})

describe('a mistake', () => {
  it('in a fragment is told at its line there, and at the line that includes it', () => {
    const wrong = SUPPLEMENT.replace('next: wait }', 'next: wiat }')
    const { diagnostics } = read(CASE, { supplement: wrong })
    const there = `fragments/supplement.yaml:${placeOf('wiat', wrong)}`
    expect(diagnostics.map((found) => formatDiagnostic(found, 'en').split('  ').slice(0, 2))).toEqual([
      [`${there} (included at case.yaml:${placeOf('supplement, with: { within: { days', CASE)})`, 'FLOW_TARGET_UNKNOWN'],
      [`${there} (included at case.yaml:${placeOf('supplement, prefix', CASE)})`, 'FLOW_TARGET_UNKNOWN'],
    ])
  })

  it('in a condition of a fragment is told at its column', () => {
    const { definition } = read(CASE, { supplement: SUPPLEMENT.replace('count(missing)', 'count(mising)') })
    const { diagnostics } = compile(definition as NonNullable<typeof definition>)
    expect(diagnostics[0]).toMatchObject({
      code: 'FEEL_NAME_UNKNOWN',
      file: 'fragments/supplement.yaml',
      position: { line: 20, column: 21, length: 6 },
      includedAt: [{ file: 'case.yaml', position: { line: 6, column: 17 } }],
    })
  })

  it('in a value is told where the fragment uses it, and where it was given', () => {
    const text = CASE.replace('{ workingDays: 5 }', 'five days')
    const { diagnostics } = read(text)
    const [there, given] = [placeOf('"${within}"', SUPPLEMENT), placeOf('five days', text)]
    expect(diagnostics.map((found) => formatDiagnostic(found, 'en').split('  ').slice(0, 2))).toEqual([
      [`fragments/supplement.yaml:${there} (included at case.yaml:${given})`, 'DURATION_INVALID'],
    ])
  })

  it('in where a fragment leads is told where that was written, and the use of another fragment is suggested', () => {
    const text = CASE.replace('complete: done', 'complete: frist')
    expect(read(text).diagnostics.map((found) => formatDiagnostic(found, 'en'))).toEqual([
      `case.yaml:${placeOf('frist', text)}  FLOW_TARGET_UNKNOWN  expected an element after "again-enough?", found "frist", which is none — did you mean "first"?`,
    ])
  })

  it('in the syntax of a fragment is told there', () => {
    const { diagnostics } = read(CASE, { supplement: 'fragment: [\n' })
    expect(diagnostics[0]).toMatchObject({
      code: 'YAML_SYNTAX',
      file: 'fragments/supplement.yaml',
      includedAt: [{ file: 'case.yaml', position: { line: 3 } }],
    })
  })

  it('is found by a fragment’s own check', () => {
    const alone = (text: string) => readYaml(text, { file: 'supplement.yaml' })
    expect(alone(SUPPLEMENT).diagnostics).toEqual([])
    expect(alone(SUPPLEMENT).definition?.processes).toHaveLength(1)
    expect(alone(SUPPLEMENT.replace('next: ask }', 'next: aks }')).diagnostics).toMatchObject([
      { code: 'FLOW_TARGET_UNKNOWN', file: 'supplement.yaml', position: { line: 20 } },
    ])
  })
})

it('no reference that leads out of the folder is safe', () => {
  const escapes = [
    '../x.yaml',
    './../x.yaml',
    './a/../../x.yaml',
    '/etc/passwd',
    'C:\\x.yaml',
    '..',
    './',
    'a//b',
    'http://a/b.yaml',
    '~/x.yaml',
    './.env',
    './a.txt',
    'a\u0000',
    '\\\\host\\x',
    './a%2f..%2fb.yaml ',
  ]
  expect(escapes.filter(isSafeReference)).toEqual([])
  expect(['supplement', 'one-stop/supplement', './kiểm-tra.yaml', './a/b.yml'].filter(isSafeReference)).toHaveLength(4)
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('.', '/', 'a', '\\', ':', '~', ' ', '\u0000') }), (reference) => {
      if (!isSafeReference(reference)) return
      expect(
        reference
          .replace(/^\.\//, '')
          .split('/')
          .every((part) => /^a[a.]*$/.test(part)),
      ).toBe(true)
    }),
  )
})

it('whatever an include holds, reading ends with diagnostics and never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (include, use) => {
      const text = `procedure: "1.000001"\nname: x\ninclude: ${JSON.stringify(include)}\nflow: { a: ${JSON.stringify(use)}, b: { use: ${JSON.stringify(use)} } }\n`
      const { definition, diagnostics } = read(text)
      expect(definition === undefined || diagnostics.every(({ severity }) => severity !== 'error')).toBe(true)
    }),
    { numRuns: 200 },
  )
})
