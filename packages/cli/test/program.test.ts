import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { motcuaIn } from './command.fixture.ts'

const cwd = mkdtempSync(join(tmpdir(), 'motcua-cli-'))
const BIRTH = fileURLToPath(new URL('../../procedures/library/civil-status/1.001193-birth-registration.yaml', import.meta.url))

const motcua = (...argv: string[]) => motcuaIn(cwd, ...argv)

function file(name: string, content: string): string {
  writeFileSync(join(cwd, name), content)
  return name
}

const HEAD = 'procedure: "1.000001"\nname: Thử\nroles: { clerk: Cán bộ }\n'
const PARALLEL = `${HEAD}flow:
  begin: { startEvent: , next: split }
  split: { parallelGateway: , next: [a, b] }
  a: { userTask: { role: clerk }, next: join }
  b: { userTask: { role: clerk }, next: join }
  join: { parallelGateway: , next: done }
  done: { endEvent: }
`

describe('motcua check', () => {
  it('is content with a file without mistakes', async () => {
    expect(await motcua('check', BIRTH)).toMatchObject({ code: 0, err: '' })
  })

  it('shows every mistake at file:line:column with the line, a caret and the cure, and exits 1', async () => {
    const name = file(
      'wrong.yaml',
      `${HEAD}variables: { n: number }\nflow:\n  begin: { startEvent: , next: which? }\n  which?: { exclusiveGateway: [{ if: m > 1, next: done }] }\n  done: { endEvent: , next: nowhere }\n`,
    )
    const { code, out } = await motcua('check', name)
    expect(code).toBe(1)
    expect(out).toContain('wrong.yaml:7:3  GATEWAY_NO_DEFAULT')
    expect(out).toContain('FLOW_TARGET_UNKNOWN')
    expect(out).toContain('7 │   which?: { exclusiveGateway')
    expect(out).toMatch(/\n {2}│ {3}\^\^\^\^\^\^/)
    expect(out).toContain('add a last branch without `if`')
  })

  it('speaks Vietnamese', async () => {
    const name = file('vi.yaml', `${HEAD}flow: { a: { startEvent: , next: b } }\n`)
    expect((await motcua('--lang', 'vi', 'check', name)).out).toContain('không có phần tử nào tên như vậy')
  })

  it('gives machines JSON', async () => {
    const name = file('json.yaml', 'name: only\n')
    const { code, out } = await motcua('check', '--json', name, BIRTH)
    expect(code).toBe(1)
    const { files, errors } = JSON.parse(out) as {
      files: { file: string; diagnostics: { code: string; position: { line: number } }[] }[]
      errors: number
    }
    expect(files.map(({ diagnostics }) => diagnostics.length > 0)).toEqual([true, false])
    expect(files[0]?.diagnostics.map(({ code: found }) => found)).toContain('FIELD_MISSING')
    expect(errors).toBe(files[0]?.diagnostics.length)
  })

  it.each([[['check']], [['check', 'nowhere.yaml']], [['check', '.']], [['nothing']], [['check', '--what', BIRTH]]])(
    '%j is wrong usage: exit 2',
    async (argv) => {
      const { code, err } = await motcua(...argv)
      expect(code).toBe(2)
      expect(err).not.toBe('')
      expect(err).not.toMatch(/\n {4}at /)
    },
  )
})

describe('the command line itself', () => {
  it.each([
    [['chekc', '--lang', 'vi'], "lỗi: không có lệnh 'chekc'"],
    [['check', '--lang=vi'], "lỗi: thiếu tham số 'file'"],
    [['--lang', 'vi', 'check', '--jsn', BIRTH], "lỗi: không có tùy chọn '--jsn'"],
    [['report', 'x.db', '--lang', 'vi'], "lỗi: thiếu tùy chọn bắt buộc '--period <period>'"],
    [['convert', BIRTH, '--to', 'pdf', '--lang', 'vi'], 'Chọn một trong: bpmn, yaml, svg.'],
    [['check', '.', '--lang', 'vi'], '.: không đọc được, đây là thư mục'],
    [['report', '.', '--period', '2025', '--lang', 'vi'], 'gặp thư mục'],
    [['trace', BIRTH, '--vars', '[1]', '--lang', 'vi'], 'cần một đối tượng JSON'],
    [['trace', BIRTH, '--vars', '{"chanel": "online"}', '--lang', 'vi'], 'cần biến đã khai báo trong variables, gặp chanel'],
    [['trace', BIRTH, '--vars', '{"chanel": "online"}'], 'expected variables that the file declares, found chanel'],
    [['convert', BIRTH, '--out', 'no/where.bpmn', '--lang', 'vi'], 'không ghi được'],
    [['demo', '--dir', BIRTH, '--lang', 'vi'], 'gặp một tệp'],
    [['report', 'postgres://u:secret@127.0.0.1:1/x', '--period', '2025', '--lang', 'vi'], 'không kết nối được'],
  ])('%j is answered in its language, exit 2', async (argv, words) => {
    const { code, err } = await motcua(...argv)
    expect(code).toBe(2)
    expect(err).toContain(words)
    expect(err).not.toContain('secret')
  })

  it('is explained in both languages, with its exit codes', async () => {
    expect((await motcua('--help')).out).toContain('Exit codes: 0')
    expect((await motcua('--help', '--lang', 'vi')).out).toMatch(/Cách dùng: motcua[\s\S]*Mã thoát: 0/)
    for (const command of ['check', 'draft', 'trace', 'convert', 'demo', 'report', 'journal'])
      expect((await motcua(command, '--help', '--lang', 'vi')).out, command).toMatch(/^Cách dùng: /)
  })

  it('sends a record of the national database to draft', async () => {
    const { code, err } = await motcua('check', file('1.000001.json', '{ "code": "1.000001", "checklist_raw": [] }'))
    expect([code, err.includes('use: motcua draft 1.000001.json')]).toEqual([2, true])
  })
})

describe('motcua trace', () => {
  const lines = (out: string) =>
    out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)

  it('waits where people must act', async () => {
    const { code, out } = await motcua('trace', file('parallel.yaml', PARALLEL), '--json')
    expect(code).toBe(0)
    expect(lines(out).at(-1)).toEqual({ event: 'end', status: 'waiting', waiting: ['a', 'b'] })
    expect(lines(out)[0]).toEqual({ event: 'entered', element: 'begin', type: 'startEvent' })
  })

  it('runs to the end by itself with --auto', async () => {
    const { out } = await motcua('trace', file('parallel.yaml', PARALLEL), '--json', '--auto')
    const seen = lines(out)
    expect(seen.at(-1)).toEqual({ event: 'end', status: 'completed', waiting: [] })
    expect(seen.filter(({ event, element }) => event === 'completed' && element === 'join')).toHaveLength(1)
    expect(seen.filter(({ event }) => event === 'taken').map(({ element }) => element)).toContain('a->join')
  })

  it('takes values for variables, and time forward only when nothing else moves', async () => {
    const name = file(
      'timed.yaml',
      `${HEAD}variables: { n: number }
flow:
  begin: { startEvent: , next: which? }
  which?: { exclusiveGateway: [{ if: n > 1, next: wait }, { next: done }] }
  wait: { intermediateCatchEvent: { timer: P30D }, next: work }
  work: { userTask: { role: clerk }, next: done }
  late: { boundaryEvent: { attachedTo: work, timer: PT1H }, next: done }
  done: { endEvent: }
`,
    )
    const { out } = await motcua('trace', name, '--json', '--auto', '--vars', '{"n": 2}')
    const caught = lines(out).filter(({ event }) => event === 'caught')
    expect(caught.map(({ element }) => element)).toEqual(['wait'])
    expect(lines(out).at(-1)).toMatchObject({ status: 'completed' })
  })

  it('ends as failed or terminated where the process does', async () => {
    const ending = (end: string) =>
      file('ending.yaml', `${HEAD}flow: { begin: { startEvent: , next: done }, done: { endEvent: ${end} } }\n`)
    expect(lines((await motcua('trace', ending('{ error: X }'), '--json')).out).at(-1)).toMatchObject({ status: 'failed' })
    expect(lines((await motcua('trace', ending('{ terminate: true }'), '--json')).out).at(-1)).toMatchObject({
      status: 'terminated',
    })
  })

  it('goes through the whole birth registration', async () => {
    const { out } = await motcua('trace', BIRTH, '--auto', '--json')
    const completed = lines(out)
      .filter(({ event }) => event === 'completed')
      .map(({ element }) => element)
    expect(completed).toEqual(expect.arrayContaining(['accept-dossier', 'transferred', 'examination', 'sign-result', 'archived']))
    expect(lines(out).at(-1)).toMatchObject({ status: 'completed' })
  })

  it('refuses wrong values and wrong files with the right exit code', async () => {
    expect((await motcua('trace', BIRTH, '--vars', '[1]')).code).toBe(2)
    expect((await motcua('trace', BIRTH, '--vars', '{')).code).toBe(2)
    expect((await motcua('trace', 'nowhere.yaml')).code).toBe(2)
    expect(await motcua('trace', file('broken.yaml', 'a: ['))).toMatchObject({ code: 1, out: '' })
    const unknown = await motcua('trace', BIRTH, '--process', 'p-other')
    expect(unknown.code).toBe(1)
    expect(unknown.err).toContain('PROCESS_UNKNOWN')
  })
})

describe('motcua', () => {
  it('a file that is larger than any procedure is refused with a code, not as a wrong call', async () => {
    writeFileSync(join(cwd, 'large.bpmn'), `<definitions>${' '.repeat(12 * 1024 * 1024)}</definitions>`)
    const { code, out } = await motcua('check', 'large.bpmn')
    expect([code, out]).toEqual([1, expect.stringContaining('large.bpmn:1:1  XML_TOO_LARGE')])
  })

  it('explains itself', async () => {
    const { code, out } = await motcua('--help')
    expect(code).toBe(0)
    for (const command of ['check', 'trace', 'demo']) expect(out).toContain(command)
    expect((await motcua('--version')).out.trim()).toBe('0.0.0')
  })
})

describe('DMN and BPMN files', () => {
  const DMN = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="n" namespace="x"><decision id="fee" name="fee"><decisionTable hitPolicy="FIRST"><input><inputExpression><text>age</text></inputExpression></input><output name="fee"/><rule><inputEntry><text>&lt; 16</text></inputEntry><outputEntry><text>0</text></outputEntry></rule><rule><inputEntry><text>-</text></inputEntry><outputEntry><text>8000</text></outputEntry></rule></decisionTable></decision></definitions>`
  const BPMN = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="x"><process id="p" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="d"/><businessRuleTask id="d"><extensionElements><zeebe:calledDecision decisionId="fee" resultVariable="due"/></extensionElements></businessRuleTask><sequenceFlow id="f2" sourceRef="d" targetRef="x"/><exclusiveGateway id="x" default="f4"/><sequenceFlow id="f3" sourceRef="x" targetRef="free"><conditionExpression>=due = 0</conditionExpression></sequenceFlow><sequenceFlow id="f4" sourceRef="x" targetRef="paid"/><endEvent id="free"/><endEvent id="paid"/></process></definitions>`

  it('a business rule task decides by the DMN file beside its process', async () => {
    file('fees.dmn', DMN)
    const name = file('fees.bpmn', BPMN)
    expect(await motcua('check', name)).toMatchObject({ code: 0 })
    for (const [age, end] of [
      [3, 'free'],
      [30, 'paid'],
    ]) {
      const { out } = await motcua('trace', name, '--json', '--auto', '--vars', JSON.stringify({ age }))
      expect(out).toContain(`{"event":"completed","element":"${String(end)}","type":"endEvent"}`)
    }
  })

  it('a DMN file is checked, and its decisions are traced', async () => {
    const name = file('fees.dmn', DMN)
    expect(await motcua('check', name)).toMatchObject({ code: 0 })
    const { out } = await motcua('trace', name, '--json', '--vars', '{"age": 3}')
    expect(out).toBe(
      '{"event":"completed","element":"fee","type":"decision","value":0}\n{"event":"end","status":"completed","waiting":[]}\n',
    )
    const wrong = await motcua('check', file('wrong.dmn', DMN.replace('&lt; 16', '&lt;')))
    expect(wrong.code).toBe(1)
    expect(wrong.out).toContain('FEEL_SYNTAX')
  })

  const foreign = (executable: string, script: string) =>
    `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p"${executable}><startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/><scriptTask id="a" ${script}</scriptTask><sequenceFlow id="f2" sourceRef="a" targetRef="e"/><endEvent id="e"/></process></definitions>`

  it.each([
    ['that says it is executed', ' isExecutable="true"'],
    ['that does not say whether it is', ''],
    ['that is drawn to be read', ' isExecutable="false"'],
  ])(
    'a script in another language is a warning in a process %s, and does not run without its evaluator',
    async (_, executable) => {
      const name = file('groovy.bpmn', foreign(executable, 'scriptFormat="groovy"><script>println 1</script>'))
      const checked = await motcua('check', name)
      expect(checked).toMatchObject({ code: 0 })
      expect(checked.out).toMatch(/EXPRESSION_LANGUAGE {2}expected FEEL, found "groovy"/)
      const traced = await motcua('trace', name, '--auto')
      expect(traced).toMatchObject({ code: 1, out: '' })
      expect(traced.err).toContain('EXPRESSION_LANGUAGE')
    },
  )

  it('an expression without a FEEL equivalent keeps a process from running, and a process that says nothing only from that', async () => {
    const script =
      'scriptFormat="feel"><standardLoopCharacteristics><loopCondition>${a.b()}</loopCondition></standardLoopCharacteristics><script>1</script>'
    for (const [executable, code] of [
      [' isExecutable="true"', 1],
      ['', 0],
    ] as const) {
      const name = file('juel.bpmn', foreign(executable, script))
      const checked = await motcua('check', name)
      expect(checked.code).toBe(code)
      expect(checked.out.match(/BPMN_EXPRESSION|EXPRESSION_LANGUAGE/g)).toEqual(['BPMN_EXPRESSION'])
      expect(await motcua('trace', name, '--auto')).toMatchObject({ code: 1, out: '' })
    }
  })

  it('files in UTF-16 are read, in which Windows programs save them', async () => {
    for (const [name, text] of [
      ['wide.yaml', PARALLEL],
      ['wide.bpmn', `<?xml version="1.0" encoding="UTF-16"?>${foreign('', 'scriptFormat="feel"><script>1</script>')}`],
    ] as const) {
      writeFileSync(join(cwd, name), Buffer.from(`\ufeff${text}`, 'utf16le'))
      expect(await motcua('check', name)).toMatchObject({ code: 0 })
    }
  })

  it('a file in an encoding that it does not say is refused with how to save it', async () => {
    writeFileSync(join(cwd, 'narrow.yaml'), Buffer.from(PARALLEL.replace('Thử', 'Th\u00ed'), 'latin1'))
    expect((await motcua('check', 'narrow.yaml')).out).toMatch(/YAML_ENCODING.*save the file again as UTF-8/)
  })

  it('a process that does not say whether it is executed runs', async () => {
    const name = file('silent.bpmn', foreign('', 'scriptFormat="feel"><script>1</script>'))
    expect((await motcua('trace', name, '--auto')).out).toContain('end         completed')
  })

  it('a file is converted, and the conversion checks and runs the same', async () => {
    const { code, out } = await motcua('convert', BIRTH)
    expect(code).toBe(0)
    const name = file('birth.bpmn', out)
    expect(await motcua('check', name)).toMatchObject({ code: 0 })
    const [before, after] = [await motcua('trace', BIRTH, '--auto', '--json'), await motcua('trace', name, '--auto', '--json')]
    expect(after.out).toBe(before.out)
    expect((await motcua('convert', name, '--to', 'svg')).out).toMatch(/^<svg /)
    const yaml = file('birth.yaml', (await motcua('convert', name, '--to', 'yaml')).out)
    expect(await motcua('check', yaml)).toMatchObject({ code: 0 })
    expect((await motcua('trace', yaml, '--auto', '--json')).out).toBe(before.out)
  })
})
