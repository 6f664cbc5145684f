import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { motcuaIn } from './command.fixture.ts'

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL'
const DMN = 'https://www.omg.org/spec/DMN/20191111/MODEL/'
const roots: string[] = []
let cwd = ''

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'imports-'))
  roots.push(cwd)
})
afterAll(() => roots.forEach((root) => rmSync(root, { recursive: true, force: true })))

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true })
    writeFileSync(join(cwd, name), text)
  }
}

const motcua = (...argv: string[]) => motcuaIn(cwd, ...argv)
const path = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; element?: string; status?: string; code?: string })
    .flatMap((line) =>
      line.event === 'end'
        ? [`${line.status ?? ''} ${line.code ?? ''}`.trim()]
        : line.event === 'completed'
          ? [line.element]
          : [],
    )
const found = (out: string) =>
  (
    JSON.parse(out) as {
      files: { diagnostics: { code: string; severity: string; file: string; position: { line: number; column: number } }[] }[]
    }
  ).files
    .flatMap(({ diagnostics }) => diagnostics)
    .map(({ code, file, position }) => `${file}:${position.line}:${position.column} ${code}`)

const steps = (id: string, step: string, prefix = '') =>
  `<process id="${id}" isExecutable="true"><startEvent id="${prefix}s"/><sequenceFlow id="${prefix}f1" sourceRef="${prefix}s" targetRef="${prefix}a"/>${step}<sequenceFlow id="${prefix}f2" sourceRef="${prefix}a" targetRef="${prefix}e"/><endEvent id="${prefix}e"/></process>`
const bpmn = (namespace: string, body: string, more = '') =>
  `<definitions xmlns="${BPMN}" xmlns:motcua="https://motcua.dev/bpmn" xmlns:b="urn:b" xmlns:c="urn:c" targetNamespace="urn:${namespace}"${more}>\n${body}\n</definitions>`
const imports = (location: string, namespace: string, type = BPMN) =>
  `<import importType="${type}" location="${location}" namespace="urn:${namespace}"/>\n`
const call = (called: string) => `<callActivity id="a" calledElement="${called}"/>`
const script = (text: string, prefix = '') =>
  `<scriptTask id="${prefix}a" scriptFormat="feel" motcua:result="r"><script>${text}</script></scriptTask>`

describe('BPMN files that import others', () => {
  it('call processes of theirs by qualified names, although both use the same ids', async () => {
    write({
      'a.bpmn': bpmn('a', imports('sub/b.bpmn', 'b') + steps('p', call('b:p'))),
      'sub/b.bpmn': bpmn('b', steps('p', script('1 + 1'))),
    })
    const { out, code } = await motcua('trace', 'a.bpmn', '--json', '--auto')
    expect(code).toBe(0)
    expect(path(out)).toEqual(['s', 'b.s', 'b.a', 'b.e', 'a', 'e', 'completed'])
    expect(found((await motcua('check', '--json', 'a.bpmn')).out)).toEqual([])
  })

  it('may import each other', async () => {
    write({
      'a.bpmn': bpmn('a', imports('b.bpmn', 'b') + steps('p', call('b:q'))),
      'b.bpmn': bpmn('b', imports('./a.bpmn', 'a') + steps('q', script('1', 'q'), 'q')),
    })
    const { out } = await motcua('trace', './a.bpmn', '--json', '--auto')
    expect(path(out)).toEqual(['s', 'qs', 'qa', 'qe', 'a', 'e', 'completed'])
    expect(found((await motcua('check', '--json', './a.bpmn', 'b.bpmn')).out)).toEqual([])
  })

  it('send messages to processes of theirs', async () => {
    write({
      'a.bpmn': bpmn(
        'a',
        `${imports('b.bpmn', 'b')}<collaboration id="c"><participant id="A" processRef="p"/><participant id="B" processRef="b:q"/><messageFlow id="m" sourceRef="a" targetRef="b:qs"/></collaboration>${steps('p', '<sendTask id="a"/>')}`,
      ),
      'b.bpmn': bpmn(
        'b',
        steps('q', script('1', 'q'), 'q').replace(
          '<startEvent id="qs"/>',
          '<startEvent id="qs"><messageEventDefinition/></startEvent>',
        ),
      ),
    })
    const { out } = await motcua('trace', 'a.bpmn', '--json', '--auto')
    expect(path(out)).toEqual(['s', 'a', 'e', 'qs', 'qa', 'qe', 'completed'])
  })

  it('report what is wrong in theirs, in their own file', async () => {
    write({
      'a.bpmn': bpmn('a', imports('b.bpmn', 'b') + steps('p', call('b:q'))),
      'b.bpmn': bpmn('b', `\n\n${steps('q', script('1 +', 'q'), 'q')}`),
    })
    const { out, code } = await motcua('check', '--json', 'a.bpmn')
    expect(code).toBe(1)
    expect(found(out)).toEqual([expect.stringMatching(/^b\.bpmn:4:\d+ FEEL_SYNTAX$/)])
    const shown = await motcua('check', 'a.bpmn')
    expect(shown.out).toContain('scriptTask')
  })

  it('use the expression language of the file that an expression stands in', async () => {
    write({
      'a.bpmn': bpmn('a', imports('b.bpmn', 'b') + steps('p', call('b:q')), ' expressionLanguage="http://www.omg.org/spec/FEEL"'),
      'b.bpmn': bpmn(
        'b',
        steps('q', '<exclusiveGateway id="qa"/>', 'q').replace(
          'targetRef="qe"/>',
          'targetRef="qe"><conditionExpression>x</conditionExpression></sequenceFlow>',
        ),
        ' expressionLanguage="http://example.org/groovy"',
      ),
    })
    expect(found((await motcua('check', '--json', 'a.bpmn')).out)).toEqual([
      expect.stringMatching(/^b\.bpmn:2:\d+ EXPRESSION_LANGUAGE$/),
    ])
  })
})

describe('imports that lead nowhere', () => {
  it.each([
    ['a file that is not there', 'none.bpmn', 'IMPORT_NOT_FOUND'],
    ['a URL', 'https://example.org/b.bpmn', 'IMPORT_REFUSED'],
    ['a file URL', 'file:///etc/passwd', 'IMPORT_REFUSED'],
    ['a path out of the folder', '../outside.bpmn', 'IMPORT_REFUSED'],
    ['an absolute path', '/etc/passwd', 'IMPORT_REFUSED'],
    ['a symbolic link out of the folder', 'link.bpmn', 'IMPORT_REFUSED'],
    ['a folder', '.', 'IMPORT_REFUSED'],
  ])('are reported where they stand: %s', async (_, location, code) => {
    write({
      'in/a.bpmn': bpmn('a', `  ${imports(location, 'b')}${steps('p', '<task id="a"/>')}`),
      'outside.bpmn': bpmn('b', steps('q', '<task id="a"/>')),
    })
    symlinkSync(join(cwd, 'outside.bpmn'), join(cwd, 'in/link.bpmn'))
    const checked = await motcua('check', '--json', 'in/a.bpmn')
    expect(checked.code).toBe(0)
    expect(found(checked.out)).toEqual([`in/a.bpmn:2:4 ${code}`])
  })

  it('refuse what names something of theirs, even where an own element has that id', async () => {
    write({ 'a.bpmn': bpmn('a', imports('none.bpmn', 'b') + steps('p', call('b:q')) + steps('q', script('1', 'q'), 'q')) })
    const { out, code } = await motcua('check', '--json', 'a.bpmn')
    expect(code).toBe(1)
    expect(found(out).map((line) => line.replace(/^.* /, ''))).toEqual(['IMPORT_NOT_FOUND', 'CALLED_ELEMENT_UNKNOWN'])
  })

  it('say that the namespace is another, and what kind is not read', async () => {
    write({
      'a.bpmn': bpmn(
        'a',
        imports('b.bpmn', 'c') + imports('x.xsd', 'x', 'http://www.w3.org/2001/XMLSchema') + steps('p', '<task id="a"/>'),
      ),
      'b.bpmn': bpmn('b', steps('q', '<task id="a"/>')),
    })
    expect(found((await motcua('check', '--json', 'a.bpmn')).out)).toEqual([
      'a.bpmn:2:2 IMPORT_NAMESPACE',
      'a.bpmn:3:2 IMPORT_UNREAD',
    ])
  })

  it('end, however many files import more', async () => {
    const next = (n: number) =>
      bpmn(`n${n}`, imports(`f${n + 1}.bpmn`, `n${n + 1}`) + steps(`p${n}`, `<task id="x${n}a"/>`, `x${n}`))
    write(Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`f${n}.bpmn`, next(n)])))
    const { out } = await motcua('check', '--json', 'f0.bpmn')
    expect(found(out)).toEqual(['f99.bpmn:2:2 IMPORT_REFUSED'])
  })
})

describe('files that are named together', () => {
  it('find what they call in each other, without any import', async () => {
    write({ 'a.bpmn': bpmn('a', steps('p', call('q'))), 'far/b.bpmn': bpmn('b', steps('q', script('1', 'q'), 'q')) })
    expect((await motcua('check', 'a.bpmn')).code).toBe(1)
    expect(await motcua('check', 'a.bpmn', 'far/b.bpmn')).toMatchObject({ code: 0 })
    expect(path((await motcua('trace', 'a.bpmn', 'far/b.bpmn', '--json', '--auto')).out)).toEqual([
      's',
      'qs',
      'qa',
      'qe',
      'a',
      'e',
      'completed',
    ])
    const both = await motcua('trace', 'a.bpmn', 'far/b.bpmn', '--json', '--auto', '--process', 'q')
    expect(path(both.out)).toEqual(['qs', 'qa', 'qe', 'completed'])
  })

  it('say what is wrong in each once', async () => {
    write({ 'a.bpmn': bpmn('a', steps('p', call('q'))), 'b.bpmn': bpmn('b', steps('q', script('1 +', 'q'), 'q')) })
    expect(found((await motcua('check', '--json', 'a.bpmn', 'b.bpmn')).out)).toEqual([
      expect.stringMatching(/^b\.bpmn.* FEEL_SYNTAX/),
    ])
  })
})

describe('decisions of other files', () => {
  const decision = (text: string, more = '', namespace = 'd') =>
    `<definitions xmlns="${DMN}" name="d" namespace="urn:${namespace}">\n${more}<decision id="fee" name="fee"><variable name="fee" typeRef="number"/><literalExpression><text>${text}</text></literalExpression></decision></definitions>`
  const deciding = '<businessRuleTask id="a" motcua:decision="fee" motcua:result="r"/>'

  it('are evaluated where the file is imported, or named, or lies in the same folder', async () => {
    write({
      'x/a.bpmn': bpmn('a', imports('dmn/d.dmn', 'd', DMN) + steps('p', deciding)),
      'x/dmn/d.dmn': decision('2 * 21'),
      'y/a.bpmn': bpmn('a', steps('p', deciding)),
    })
    expect(path((await motcua('trace', 'x/a.bpmn', '--json', '--auto')).out)).toEqual(['s', 'a', 'e', 'completed'])
    expect(found((await motcua('check', '--json', 'y/a.bpmn')).out)).toEqual([expect.stringMatching(/DECISION_UNKNOWN$/)])
    expect(found((await motcua('check', '--json', 'y/a.bpmn', 'x/dmn/d.dmn')).out)).toEqual([])
    expect(path((await motcua('trace', 'x/dmn/d.dmn', 'y/a.bpmn', '--json', '--auto')).out)).toEqual(['s', 'a', 'e', 'completed'])
  })

  it('may import others, by their locations', async () => {
    const lib = `<import name="lib" namespace="urn:lib" importType="${DMN}" locationURI="./lib.dmn"/>`
    const requires = '<informationRequirement><requiredDecision href="urn:lib#fee"/></informationRequirement>'
    const main = decision('lib.fee + 1', lib).replace('<literal', `${requires}<literal`)
    write({
      'a.bpmn': bpmn('a', imports('d.dmn', 'd', DMN) + steps('p', deciding)),
      'd.dmn': main,
      'lib.dmn': decision('41', '', 'lib'),
    })
    expect(path((await motcua('trace', 'a.bpmn', '--json', '--auto')).out)).toEqual(['s', 'a', 'e', 'completed'])
    const { out } = await motcua('trace', 'd.dmn', '--json')
    expect(out).toContain('"element":"fee","type":"decision","value":42')
    expect(found((await motcua('check', '--json', 'd.dmn')).out)).toEqual([])
  })

  it('give an incident when what they decide is of another type than they say', async () => {
    write({ 'a.bpmn': bpmn('a', steps('p', deciding)), 'd.dmn': decision('"x"') })
    expect(path((await motcua('trace', 'a.bpmn', '--json', '--auto')).out)).toEqual(['s', 'failed DECISION_INVALID'])
  })
})
