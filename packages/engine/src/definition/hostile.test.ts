import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readYaml } from './index.ts'

/** Milliseconds that this process has computed: a machine that is busy with something else does not count. */
const computed = () => process.cpuUsage().user / 1_000

/** Milliseconds that reading may take, whatever the file: the promise that an author is given. */
const WITHIN_MS = 1_000

function codesOf(text: string): string[] {
  let began = computed()
  const { definition, diagnostics } = readYaml(text, { file: 'hostile.yaml' })
  // What is run for the first time is slower, and other tests' rubbish may have been collected meanwhile.
  if (computed() - began > WITHIN_MS) {
    began = computed()
    readYaml(text, { file: 'hostile.yaml' })
  }
  expect(computed() - began).toBeLessThan(WITHIN_MS)
  expect(definition === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
  const lines = text.split('\n').length
  for (const { position, message } of diagnostics) {
    expect(position.line).toBeGreaterThanOrEqual(1)
    expect(position.line).toBeLessThanOrEqual(lines)
    expect(message.en).not.toMatch(/\n {4}at |DEFECT/)
  }
  return diagnostics.map(({ code }) => code)
}

const GOOD = `procedure: "1.000001"
name: { vi: Thử, en: Test }
roles: { clerk: Cán bộ }
variables: { n: number, kind: { type: string, values: [a, b] } }
messages: { answer: { from: [clerk], carries: [n] } }
documents: { paper: { vi: Giấy, class: prior-result } }
limit: { workingDays: 3, cutoff: "15:00", warn: PT4H }
flow:
  begin: { startEvent: , next: work }
  work: { userTask: { role: clerk, sets: [n], limit: PT30M }, stage: receive, next: which? }
  late: { boundaryEvent: { attachedTo: work, timer: { workingDays: 1 } }, next: done }
  which?:
    exclusiveGateway:
      - { if: n > 1, next: wait }
      - { next: done }
  wait: { eventBasedGateway: , next: [answered, expired] }
  answered: { intermediateCatchEvent: { message: answer }, next: part }
  expired: { intermediateCatchEvent: { timer: P1D }, next: done }
  part:
    subProcess:
      flow:
        in: { startEvent: , next: job }
        job: { serviceTask: { job: compute, input: { x: n + 1 }, sets: [n] }, next: out }
        out: { endEvent: }
    next: done
  done: { endEvent: }
rules: [{ precedence: [work, part] }]
`

describe('a hostile file gets a diagnostic within a second', () => {
  const deep = 60_000
  it.each([
    ['brackets without end', '['.repeat(deep), 'YAML_TOO_DEEP'],
    ['braces without end', '{a: '.repeat(deep), 'YAML_TOO_DEEP'],
    ['dashes without end', '- '.repeat(deep), 'YAML_TOO_DEEP'],
    ['indentation without end', Array.from({ length: 600 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'), 'YAML_TOO_DEEP'],
    ['brackets in a real file', GOOD.replace('n > 1', '['.repeat(deep)), 'YAML_TOO_DEEP'],
    ['an alias bomb', `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n${GOOD}`, 'YAML_ALIAS'],
    ['a reference to itself', 'flow: &f { a: *f }', 'YAML_ALIAS'],
    ['a key of every prototype', `${GOOD}__proto__: { polluted: true }\n`, 'YAML_FORBIDDEN_KEY'],
    ['a constructor', GOOD.replace('  begin:', '  constructor: { startEvent: , next: work }\n  begin:'), 'YAML_FORBIDDEN_KEY'],
    ['a file of a gigabyte’s kind', 'x: y\n'.repeat(300_000), 'YAML_TOO_LARGE'],
    ['as many keys as fit', Array.from({ length: 20_000 }, (_, key) => `k${key}: 1`).join('\n'), 'FIELD_UNKNOWN'],
    ['one line as long as fits', `name: ${'a '.repeat(120_000)}`, 'FIELD_MISSING'],
    ['nulls', `${GOOD}\u0000`, 'YAML_ENCODING'],
    ['half a letter', `${GOOD}# \ud800`, 'YAML_ENCODING'],
    ['another encoding', Buffer.from('name: Tên', 'latin1').toString('utf8').concat('\ufffd'), 'YAML_ENCODING'],
    ['tabs', 'procedure:\n\t- x', 'YAML_SYNTAX'],
    ['nothing', '', 'YAML_NOT_A_MAPPING'],
    ['a picture', '\u0089PNG\r\n\u001a\n', 'YAML_ENCODING'],
    ['keys that are no text', '? [a, b]\n: c\n', 'YAML_SYNTAX'],
    ['tags', 'procedure: !!js/function "x"\n', 'FIELD_MISSING'],
  ])('%s', (_, text, code) => {
    expect(codesOf(text)).toContain(code)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

it.each([
  ['permit.yaml', 'một chuỗi', 'a text'],
  ['- a\n- b\n', 'một danh sách', 'a list'],
  ['', 'tệp rỗng', 'nothing'],
])('what %j is, is told in either language', (text, vi, en) => {
  const [found] = readYaml(text, { file: 'a.yaml' }).diagnostics
  expect(found?.message.vi).toMatch(new RegExp(`gặp ${vi}$`))
  expect(found?.message.en).toMatch(new RegExp(`found ${en}$`))
})

describe('whatever the text', () => {
  it('nothing is thrown, and there is a definition or an error inside the file', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void codesOf(text)),
      { numRuns: 300 },
    )
    const words = fc.constantFrom(
      'flow:',
      'procedure: "1"',
      'name: x',
      '  a:',
      '{',
      '}',
      '[',
      ']',
      '- ',
      'next: a',
      'startEvent:',
      ', ',
      ': ',
      '&a',
      '*a',
      '"',
      "'",
      '|',
      '#',
      '\n',
      '\n  ',
      '\t',
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), (parts) => void codesOf(parts.join(''))),
      { numRuns: 500 },
    )
  })

  it('a good file with one line lost, doubled, cut or moved is read or reported', () => {
    expect(codesOf(GOOD)).toEqual([])
    const lines = GOOD.split('\n')
    const change = fc.record({
      at: fc.nat(lines.length - 1),
      how: fc.constantFrom('lose', 'double', 'cut', 'indent', 'swap'),
      where: fc.nat(60),
    })
    let errors = 0
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const mutated = [...lines]
        for (const { at, how, where } of changes) {
          const line = mutated[at] ?? ''
          if (how === 'lose') mutated.splice(at, 1)
          if (how === 'double') mutated.splice(at, 0, line)
          if (how === 'cut') mutated[at] = line.slice(0, where)
          if (how === 'indent') mutated[at] = `  ${line}`
          if (how === 'swap') [mutated[at], mutated[where % mutated.length]] = [mutated[where % mutated.length] ?? '', line]
        }
        if (codesOf(mutated.join('\n')).length > 0) errors++
      }),
      { numRuns: 400 },
    )
    expect(errors).toBeGreaterThan(200)
  })

  it('Windows line ends and a byte order mark change nothing', () => {
    expect(codesOf(GOOD.replaceAll('\n', '\r\n'))).toEqual([])
    expect(codesOf(`\ufeff${GOOD}`)).toEqual([])
  })
})

describe('positions', () => {
  it('point at what is wrong, all mistakes in one go', () => {
    const wrong = GOOD.replace('role: clerk,', 'role: clrk,')
      .replace('stage: receive', 'stage: recieve')
      .replace('timer: P1D', 'timer: one day')
      .replace('next: [answered, expired]', 'next: [answerd, expired]')
    const { diagnostics } = readYaml(wrong, { file: 'x.yaml' })
    const seen = diagnostics.map(({ code, position }) => `${code} ${position.line}:${position.column}`)
    const columnOf = (line: number, text: string) => (wrong.split('\n')[line - 1] ?? '').indexOf(text) + 1
    expect(seen).toContain(`FIELD_VALUE 10:${columnOf(10, 'recieve')}`)
    expect(seen).toContain(`DURATION_INVALID 18:${columnOf(18, 'one day')}`)
    expect(seen).toContain(`FLOW_TARGET_UNKNOWN 16:${columnOf(16, 'answerd')}`)
  })

  it('an unquoted code is told to be quoted', () => {
    const { diagnostics } = readYaml(GOOD.replace('"1.000001"', '1.001193'), { file: 'x.yaml' })
    expect(diagnostics).toMatchObject([{ code: 'FIELD_TYPE', position: { line: 1, column: 12, length: 8 } }])
    expect(diagnostics[0]?.remedy.en).toContain('"1.001193"')
  })
})
