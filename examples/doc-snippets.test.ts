import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sqliteStore } from '@motcua/adapters/sqlite'
import { run } from '@motcua/cli'
import { formatDiagnostic, loadProcedure, readYaml } from '@motcua/engine'
import { fragmentFiles } from '@motcua/procedures'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { AT_HAND, snippetsOf } from './doc-snippets.fixture.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Where a page's programs would stand: beside the tutorial's files, or where an adapter's own dependencies are found. */
const folderOf = (at: string) =>
  `${ROOT}${at.startsWith('packages/adapters') ? 'packages/adapters/src' : 'examples/03-write-a-procedure'}`

describe('programs that the pages show', () => {
  it('are right by their types', () => {
    const texts = new Map(
      snippetsOf('ts').map(({ at, text }, index) => [
        `${folderOf(at)}/snippet-${index}.ts`,
        { at, text: `${text}\nexport {}\n` },
      ]),
    )
    expect(texts.size).toBeGreaterThan(20)
    const faults = typeFaults(new Map([...texts].map(([file, { text }]) => [file, text])))
    expect(faults.map(({ file, line, message }) => `${texts.get(file)?.at ?? file} +${line}: ${message}`)).toEqual([])
  }, 120_000)
})

describe('procedures that the pages show', () => {
  it.each(snippetsOf('yaml').map(({ at, text }) => [at, text] as const))('%s is without a mistake', (_, text) => {
    const { definition, diagnostics } = readYaml(wholeOf(text), { file: 'page.yaml', fragments: fragmentFiles() })
    const loaded = definition === undefined ? undefined : loadProcedure(definition)
    const found = [...diagnostics, ...(loaded?.diagnostics ?? [])].map((one) => formatDiagnostic(one, 'en'))
    expect(found).toEqual([])
    expect(loaded?.procedure).toBeDefined()
  })
})

/** An excerpt in the smallest procedure around it: a section of a file, or what a step is. */
function wholeOf(text: string): string {
  if (/^procedure:/m.test(text)) return text
  const head = 'procedure: "1.000001"\nname: Ví dụ\nopen: true\n'
  const isStep = /^[a-z]+(Task|Event|Gateway|Process|Activity):/.test(text)
  if (!isStep) return `${head}${text}flow: { begin: { startEvent: , next: done }, done: { endEvent: } }\n`
  const step = text.replace(/^/gm, '    ')
  return `${head}flow:\n  begin: { startEvent: , next: step }\n  step:\n${step}\n    next: done\n  done: { endEvent: }\n`
}

describe('commands that the pages show', () => {
  const lines = snippetsOf('console').flatMap(({ at, text }) => commandsIn(text).map((one) => [at, ...one] as const))
  const scripts = Object.keys((JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { scripts: object }).scripts)

  beforeAll(() => makeFiles(cwd))
  afterAll(() => void vi.useRealTimers())

  // Words of npm itself name no script.
  const scripted = lines.filter(([, line]) => /^npm (?!init|pkg|install)/.test(line))
  it.each(scripted)('%s: %s names a script', (_, line) => {
    const script = /^npm (?:run (?:-s )?)?([a-z:]+)/.exec(line)?.[1]
    expect(scripts).toContain(script)
  })

  // Reason to skip: certificates of an office's own; `packages/cli/test` verifies seals with made ones.
  const ours = lines.filter(([, line]) => line.startsWith('motcua ') && !line.includes('--trust'))

  it.each(ours)('%s: %s does what it says', async (at, line, printed) => {
    // The tutorial's have their own test, with its files.
    if (at.startsWith('docs/author/ten-minutes')) return
    vi.useFakeTimers({ now: Date.UTC(2026, 11, 1), toFake: ['Date'] })
    const { code, said } = await motcua(line)
    expect(code, said).toBeLessThan(2)
    if (printed.length > 0) expect(said).toContain(printed.join('\n'))
    else expect(code, said).toBe(0)
    // What was wrong is mended, as its reader would.
    if (line === 'motcua check permit.yaml') writeFileSync(join(cwd, 'permit.yaml'), PERMIT)
  })
})

/** Each command, and what the page says that it prints. */
function commandsIn(text: string): (readonly [line: string, printed: readonly string[]])[] {
  return text.split(/^\$ /m).flatMap((part) => {
    const [line = '', ...printed] = part.trimEnd().split('\n')
    return line === '' ? [] : [[line.replace(/\s+# .*$/, ''), printed] as const]
  })
}

const cwd = mkdtempSync(join(tmpdir(), 'motcua-pages-'))

async function motcua(line: string): Promise<{ readonly code: number; readonly said: string }> {
  let said = ''
  const argv = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '').slice(1)
  const tell = (text: string) => void (said += text)
  const code = await run(argv, { out: tell, err: tell, colour: false, language: 'en', cwd }, '0.0.0')
  return { code, said }
}

/** What the commands of the pages are given; the permit has its mistake where the README shows it. */
const PERMIT = `procedure: '1.000001'
name: Cấp giấy phép
level: commune
limit: { workingDays: 3 }
roles:
  clerk: { vi: Cán bộ, en: Clerk }
variables:
  missing: { type: list, optional: true }
flow:
  begin: { startEvent: , next: check }
  check:
    userTask: { role: clerk, sets: [missing] }
    next: complete?
  complete?:
    exclusiveGateway:
      - { if: missing != null and count(missing) > 0, next: check }
      - { next: done }
  done: { endEvent: }
`

async function makeFiles(folder: string): Promise<void> {
  const write = (name: string, text: string) => void writeFileSync(join(folder, name), text)
  write('permit.yaml', PERMIT.replace('      - { next: done }\n', ''))
  write(
    '1.000656.json',
    JSON.stringify({ code: '1.000656', name: 'Đăng ký khai tử', executing_agency: 'Ủy ban nhân dân cấp xã' }),
  )
  write('shared.bpmn', bpmn('shared', '<startEvent id="s"/>'))
  write(
    'permit.bpmn',
    bpmn(
      'permit',
      '<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="c"/><callActivity id="c" calledElement="shared"/>',
    ),
  )
  write('fees.dmn', '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="fees" namespace="x"/>')
  const store = sqliteStore(join(folder, 'dossiers.db'))
  await store.open()
  await store.close()
}

const bpmn = (process: string, flow: string) =>
  `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="${process}" isExecutable="true">${flow}</process></definitions>`

interface TypeFault {
  readonly file: string
  readonly line: number
  readonly message: string
}

/** What TypeScript says of files that are nowhere on the disk. */
function typeFaults(files: ReadonlyMap<string, string>): TypeFault[] {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, (path) => ts.sys.readFile(path)) as { config: object }
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT)
  const prelude = `${ROOT}examples/snippet-at-hand.d.ts`
  const all = new Map([...files, [prelude, AT_HAND]])
  const settings = { ...options, noEmit: true, incremental: false, noUncheckedIndexedAccess: false, isolatedModules: false }
  delete settings.tsBuildInfoFile
  const host = ts.createCompilerHost(settings)
  const disk = { ...host }
  host.fileExists = (path) => all.has(path) || disk.fileExists(path)
  host.readFile = (path) => all.get(path) ?? disk.readFile(path)
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const text = all.get(path)
    return text === undefined
      ? disk.getSourceFile(path, languageVersion, ...rest)
      : ts.createSourceFile(path, text, languageVersion)
  }
  const program = ts.createProgram([...all.keys()], settings, host)
  return [...all.keys()].flatMap((path) => {
    const source = program.getSourceFile(path)
    const found =
      source === undefined ? [] : [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return found.map(({ start = 0, messageText }) => ({
      file: path,
      line: source?.getLineAndCharacterOfPosition(start).line ?? 0,
      message: ts.flattenDiagnosticMessageText(messageText, ' '),
    }))
  })
}
