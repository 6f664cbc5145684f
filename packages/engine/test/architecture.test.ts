import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** Who may import whom; type imports count. `third`: packages from npm and of Node. The table is not to be weakened without an ADR. */
interface Row {
  readonly may: readonly string[]
  readonly third: readonly string[]
  readonly pure?: true
}
const ENGINE: Readonly<Record<string, Row>> = {
  diagnostics: { may: [], third: [], pure: true },
  ports: { may: [], third: [], pure: true },
  calendar: { may: [], third: ['date-fns'], pure: true },
  expression: { may: ['diagnostics', 'calendar'], third: ['lezer-feel', 'decimal.js', 'temporal-polyfill'], pure: true },
  decision: { may: ['diagnostics', 'expression', 'xml'], third: [], pure: true },
  xml: { may: ['diagnostics'], third: ['fast-xml-parser'], pure: true },
  definition: { may: ['diagnostics', 'xml'], third: ['yaml', 'ajv', 'fast-xml-parser', 'elkjs'], pure: true },
  compile: { may: ['definition', 'decision', 'expression', 'calendar', 'diagnostics'], third: [], pure: true },
  kernel: { may: ['compile', 'calendar', 'diagnostics'], third: [], pure: true },
  lifecycle: { may: ['definition', 'compile', 'kernel', 'calendar', 'diagnostics'], third: ['xstate'], pure: true },
  actor: { may: ['lifecycle', 'kernel', 'compile', 'calendar'], third: ['xstate'], pure: true },
  runtime: {
    may: ['lifecycle', 'kernel', 'compile', 'definition', 'ports', 'calendar', 'diagnostics'],
    third: ['node:crypto', 'uuid', 'ajv', '@opentelemetry/api', 'croner'],
  },
  'testing/contracts': { may: ['ports'], third: [] },
  testing: {
    may: [
      'diagnostics',
      'ports',
      'calendar',
      'expression',
      'xml',
      'decision',
      'definition',
      'compile',
      'kernel',
      'lifecycle',
      'actor',
      'runtime',
      'testing/contracts',
    ],
    third: ['fast-check', 'node:fs', 'node:path'],
  },
}

/** What the other packages may import of ours. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  procedures: /^@motcua\/engine(\/|$)/,
  adapters: /^@motcua\/engine\/(ports|testing)$/,
  cli: /^@motcua\/(engine|procedures|adapters)(\/|$)/,
}

/** A host is the engine on other ground: such folders may import the engine itself. */
const HOSTS: readonly { readonly folder: string; readonly may: RegExp }[] = [
  { folder: 'store/restate/', may: /^@motcua\/engine(\/(ports|host))?$/ },
]

/** Clocks, randomness and timers, which a pure folder may not touch. `new Date(instant)` is arithmetic. */
const AMBIENT = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'crypto',
])

interface Source {
  /** Relative to the folder that is looked at. */
  readonly path: string
  readonly imports: readonly string[]
  readonly ambient: readonly string[]
}

function parse(path: string, text: string): Source {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)
  const imports: string[] = []
  const ambient: string[] = []
  const visit = (node: ts.Node): void => {
    const isModule = ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
    if (isModule && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier))
      imports.push(node.moduleSpecifier.text)
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      imports.push(node.argument.literal.text)
    }
    if (ts.isCallExpression(node)) {
      const [first] = node.arguments
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword && first !== undefined && ts.isStringLiteral(first))
        imports.push(first.text)
      const name = node.expression.getText(file)
      if (AMBIENT.has(name) || name.startsWith('crypto.')) ambient.push(name)
      if (name === 'Date') ambient.push('Date()')
    }
    if (ts.isNewExpression(node) && node.expression.getText(file) === 'Date' && (node.arguments?.length ?? 0) === 0)
      ambient.push('new Date()')
    if (
      ts.isIdentifier(node) &&
      node.text === 'process' &&
      ts.isPropertyAccessExpression(node.parent) &&
      node.parent.expression === node
    ) {
      const isGlobal = /^process\.(env|cwd|argv|hrtime|nextTick|exit)/.test(node.parent.getText(file))
      if (isGlobal) ambient.push(node.parent.getText(file))
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return { path, imports, ambient }
}

function sourcesIn(folder: string): Source[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/\.(test|fixture|d)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => parse(relative(folder, path), readFileSync(path, 'utf8')))
}

/** The row that a file of the engine stands under: the longest folder of the table that it is in. */
function rowOf(path: string): string {
  const rows = Object.keys(ENGINE).filter((row) => path.startsWith(`${row}/`))
  return rows.sort((a, b) => b.length - a.length)[0] ?? '.'
}

function npmName(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function breaches(source: Source): string[] {
  const row = rowOf(source.path)
  if (row === '.') return source.path === 'index.ts' ? [] : [`${source.path} stands in no folder of the table`]
  const { may, third, pure } = ENGINE[row] as Row
  const found: string[] = []
  for (const specifier of source.imports) {
    if (specifier.startsWith('.')) {
      const target = rowOf(join(dirname(source.path), specifier))
      if (target !== row && !may.includes(target)) found.push(`${source.path} imports ${target}`)
    } else if (!third.includes(npmName(specifier))) found.push(`${source.path} imports ${specifier}`)
  }
  if (specifierOf(source, 'xstate') && row === 'lifecycle' && source.path !== 'lifecycle/machine.ts')
    found.push(`${source.path} imports xstate`)
  if (pure === true) found.push(...source.ambient.map((call) => `${source.path} uses ${call}`))
  return found
}

function specifierOf(source: Source, name: string): boolean {
  return source.imports.some((specifier) => npmName(specifier) === name)
}

/** A cycle of imports between files, type imports included; `undefined`: none. */
function cycleIn(sources: readonly Source[]): string[] | undefined {
  const edges = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter((specifier) => specifier.startsWith('.')).map((specifier) => join(dirname(path), specifier)),
    ]),
  )
  const state = new Map<string, 'open' | 'closed'>()
  const trail: string[] = []
  const visit = (path: string): string[] | undefined => {
    if (state.get(path) === 'closed') return undefined
    if (state.get(path) === 'open') return [...trail.slice(trail.indexOf(path)), path]
    state.set(path, 'open')
    trail.push(path)
    for (const next of edges.get(path) ?? []) {
      const found = visit(next)
      if (found !== undefined) return found
    }
    trail.pop()
    state.set(path, 'closed')
    return undefined
  }
  for (const path of edges.keys()) {
    const found = visit(path)
    if (found !== undefined) return found
  }
  return undefined
}

const engine = sourcesIn(join(ROOT, 'packages/engine/src'))

describe('the engine', () => {
  it('imports one way, and what is pure knows no clock, no randomness, no Node', () => {
    expect(engine.length).toBeGreaterThan(100)
    expect(engine.flatMap(breaches)).toEqual([])
  })

  it('has no cycle of imports', () => {
    expect(cycleIn(engine)).toBeUndefined()
  })
})

describe.each(Object.entries(PACKAGES))('%s', (name, allowed) => {
  const sources = sourcesIn(join(ROOT, 'packages', name, 'src'))
  const mayImport = (path: string) =>
    (name === 'adapters' ? HOSTS.find(({ folder }) => path.startsWith(folder))?.may : undefined) ?? allowed

  it('imports of ours only what it may, and by published names', () => {
    expect(sources.length).toBeGreaterThan(5)
    const ours = sources.flatMap(({ path, imports }) =>
      imports
        .filter((specifier) => specifier.startsWith('@motcua/') && !mayImport(path).test(specifier))
        .map((specifier) => `${path}: ${specifier}`),
    )
    expect(ours).toEqual([])
    const outside = sources.flatMap(({ path, imports }) =>
      imports
        .filter((specifier) => specifier.startsWith('.') && relative('.', join(dirname(path), specifier)).startsWith('..'))
        .map((specifier) => `${path}: ${specifier}`),
    )
    expect(outside).toEqual([])
  })

  it('has no cycle of imports', () => {
    expect(cycleIn(sources)).toBeUndefined()
  })
})

describe('these rules', () => {
  const breach = (path: string, text: string) => breaches(parse(path, text))

  it.each([
    ['a wrong way', 'kernel/x.ts', "import { a } from '../lifecycle/index.ts'"],
    ['a wrong way by type', 'kernel/x.ts', "import type { A } from '../definition/index.ts'"],
    ['a wrong way by re-export', 'compile/x.ts', "export * from '../kernel/index.ts'"],
    ['a package that is not named', 'kernel/x.ts', "import { v7 } from 'uuid'"],
    ['Node in a pure folder', 'compile/x.ts', "import { createHash } from 'node:crypto'"],
    ['xstate beside the machine', 'lifecycle/table.ts', "import { setup } from 'xstate'"],
    ['the clock', 'kernel/x.ts', 'const at = Date.now()'],
    ['the clock by a date', 'calendar/x.ts', 'const at = new Date()'],
    ['chance', 'lifecycle/x.ts', 'const chance = Math.random()'],
    ['a timer', 'kernel/x.ts', 'setTimeout(() => undefined, 1)'],
    ['the environment', 'definition/x.ts', 'const path = process.env.PATH'],
    ['a folder of its own', 'utils/x.ts', 'export {}'],
  ])('notice %s', (_, path, text) => {
    expect(breach(path, text)).not.toEqual([])
  })

  it('let pass what is allowed', () => {
    expect(breach('kernel/x.ts', "import { b } from '../compile/index.ts'\nconst day = new Date(5)")).toEqual([])
    expect(breach('lifecycle/machine.ts', "import { setup } from 'xstate'")).toEqual([])
  })

  it('notice a cycle, through types too', () => {
    const a = parse('kernel/a.ts', "import type { B } from './b.ts'")
    const b = parse('kernel/b.ts', "import { a } from './a.ts'")
    expect(cycleIn([a, b])).toEqual(['kernel/a.ts', 'kernel/b.ts', 'kernel/a.ts'])
  })
})

describe('the documents', () => {
  it('number each decision once', () => {
    const folder = resolve(ROOT, 'docs/decisions')
    const numbers = readdirSync(folder).map((name) => name.slice(0, 4))
    expect(numbers.length).toBeGreaterThan(2)
    expect(new Set(numbers).size).toBe(numbers.length)
    for (const number of numbers) expect(number).toMatch(/^\d{4}$/)
  })

  it('link to files that exist', () => {
    const pages = [
      'README.md',
      'CONTRIBUTING.md',
      ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.md'))
        .map((name) => join('docs', name)),
    ]
    const broken = pages.flatMap((page) => {
      const text = readFileSync(join(ROOT, page), 'utf8')
      const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? '')
      return links.filter((link) => !existsSync(join(ROOT, dirname(page), link))).map((link) => `${page}: ${link}`)
    })
    expect(broken).toEqual([])
  })
})
