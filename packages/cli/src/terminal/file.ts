import { readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import {
  compileDecisions,
  decodeText,
  loadProcedure,
  readBpmn,
  readDmn,
  readYaml,
  type CompiledDecisions,
  type Definition,
  type Diagram,
  type Diagnostic,
  type Procedure,
  type LinkOptions,
  type ReadBpmn,
  type SourceFile,
} from '@motcua/engine'
import { fragmentFiles, importFiles } from '@motcua/procedures'
import { readStart } from './files.ts'
import type { Terminal } from './output.ts'
import { UsageError } from './usage-error.ts'

export interface ReadFile {
  readonly source: string
  /** Text of every fragment and file that it includes, by the name that diagnostics give it. */
  readonly sources?: ReadonlyMap<string, string>
  readonly definition?: Definition
  /** Where a BPMN file draws its elements. */
  readonly diagram?: Diagram
  /** Every process that can run, under its id. Absent when one of them that should cannot. */
  readonly procedures?: ReadonlyMap<string, Procedure>
  /** Of a DMN file. */
  readonly decisions?: CompiledDecisions
  readonly diagnostics: readonly Diagnostic[]
}

export interface ReadOptions {
  /** Ids of the processes that are to run. */
  readonly wanted?: readonly string[]
  /** Files that are read together with it; what they define is found though nothing imports them. */
  readonly beside?: readonly string[]
  /** It is only looked at: a language that nothing here evaluates is the author's right, and a warning. Ruling S-68. */
  readonly isOnlyChecked?: boolean
  /** Files that were named, whose folders imports may reach. */
  readonly given?: readonly string[]
}

/**
 * Reads an author's file as far as it goes, with what it imports. What a process that is drawn to be read (`isExecutable="false"`)
 * leaves open is a warning, unless it is among those that are to run.
 *
 * @throws UsageError  it cannot be read at all: a mistake in the call, not in the file
 */
export function readProcedureFile(file: string, terminal: Pick<Terminal, 'cwd'>, options: ReadOptions = {}): ReadFile {
  const { wanted = [], beside = [], given = [], isOnlyChecked = false } = options
  const bytes = readStart(file, terminal)
  const source = textOf(bytes)
  refuseRecord(file, source)
  const others = beside.filter((other) => other !== file).map((other) => readGiven(other, terminal))
  const linked: LinkOptions = { file, imports: importFiles(terminal.cwd, [file, ...given, ...beside]), beside: others }
  if (isDmn(file, source)) return { source, ...readDecisions(bytes, linked) }
  const read: Pick<ReadBpmn, 'definition' | 'diagram' | 'diagnostics' | 'sources'> = isXml(file, source)
    ? readBpmn(bytes, { ...linked, running: wanted })
    : readYaml(source, { file, fragments: fragmentFiles(terminal.cwd) })
  const { diagnostics, sources } = read
  const text = { source, ...(sources === undefined ? {} : { sources }) }
  if (read.definition === undefined) return { ...text, diagnostics }
  const definition = withDecisions(read.definition, file, others, terminal)
  const runnable = definition.processes.filter(({ isGlobalTask }) => !isGlobalTask).map(({ id }) => id)
  const drawings = new Set(definition.processes.filter(({ isExecutable }) => !isExecutable).map(({ id }) => id))
  const found: Diagnostic[] = [...diagnostics]
  const procedures = new Map<string, Procedure>()
  for (const id of new Set([...wanted, ...runnable])) {
    const loaded = loadProcedure(definition, id)
    const isDrawing = drawings.has(id) && !wanted.includes(id)
    if (isDrawing) found.push(...unsaid(loaded.diagnostics, diagnostics).map(asWarning))
    else found.push(...(isOnlyChecked ? withForeign(loaded.diagnostics, diagnostics) : loaded.diagnostics))
    if (loaded.procedure !== undefined) procedures.set(id, loaded.procedure)
  }
  const all = unique(found)
  const hasError = all.some(({ severity }) => severity === 'error')
  const drawn = read.diagram === undefined ? {} : { diagram: read.diagram }
  return { ...text, definition, ...drawn, ...(hasError ? {} : { procedures }), diagnostics: all }
}

/** What cannot be decoded stands as U+FFFD: the reader says where. */
function textOf(content: string | Uint8Array): string {
  return typeof content === 'string' ? content : (decodeText(content) ?? Buffer.from(content).toString('utf8'))
}

function readGiven(file: string, terminal: Pick<Terminal, 'cwd'>): SourceFile {
  return { file, content: readStart(file, terminal) }
}

/** A record of the national database is JSON, and so YAML: every key of it would be told as a mistake. */
function refuseRecord(file: string, source: string): void {
  if (!/^[\ufeff\s]*\{/.test(source) || !/"(?:checklist_raw|processing_cases|legal_basis)"\s*:/.test(source)) return
  throw new UsageError({
    vi: `${file}: cần tệp BPMN, DMN hoặc YAML, gặp bản ghi của cơ sở dữ liệu quốc gia; dùng: motcua draft ${file}`,
    en: `${file}: expected a BPMN, DMN or YAML file, found a record of the national database; use: motcua draft ${file}`,
  })
}

function isDmn(file: string, source: string): boolean {
  return /\.dmn$/i.test(file) || /xmlns(:\w+)?="[^"]*omg\.org\/spec\/DMN\/\d+\/(MODEL|dmn)/i.test(source.slice(0, 2_000))
}

function readDecisions(bytes: Uint8Array, options: LinkOptions): Pick<ReadFile, 'decisions' | 'diagnostics' | 'sources'> {
  const { models = [], diagnostics, sources } = readDmn(bytes, options)
  const compiled = compileDecisions(models)
  const all = [...diagnostics, ...compiled.diagnostics]
  const beside = sources === undefined ? {} : { sources }
  return all.some(({ severity }) => severity === 'error')
    ? { diagnostics: all, ...beside }
    : { decisions: compiled.decisions, diagnostics: all, ...beside }
}

/** Business rule tasks find their decisions in the DMN files that are imported or named; else in those of the same folder. */
function withDecisions(
  definition: Definition,
  file: string,
  given: readonly SourceFile[],
  terminal: Pick<Terminal, 'cwd'>,
): Definition {
  const needs = JSON.stringify(definition.processes, ['nodes', 'kind', 'decision']).includes('"decision"')
  if (!needs || (definition.decisions?.dmn.length ?? 0) > 0) return definition
  const named = given.filter(({ file: other }) => /\.dmn$/i.test(other))
  const folder = dirname(resolve(terminal.cwd, file))
  const names = named.length > 0 ? [] : readdirSync(folder).filter((name) => name.endsWith('.dmn'))
  const found = [...named, ...names.sort().map((name) => readGiven(join(dirname(file), name), terminal))]
  if (found.length === 0) return definition
  const dmn = found.map(({ file: other, content }) => ({ file: other, text: textOf(content) }))
  return { ...definition, decisions: { dmn, yaml: definition.decisions?.yaml } }
}

function isXml(file: string, source: string): boolean {
  return /\.(bpmn|bpmn20\.xml|bpmn2|xml)$/i.test(file) || /^[\ufeff\s]*<[?!a-zA-Z]/.test(source)
}

/** What reading a drawing has not warned of already. */
function unsaid(found: readonly Diagnostic[], said: readonly Diagnostic[]): Diagnostic[] {
  return found.filter(({ code, element }) => !said.some((one) => one.code === code && one.element === element))
}

/** Languages that only an embedder's evaluator knows are warned of, once for a place. */
function withForeign(found: readonly Diagnostic[], said: readonly Diagnostic[]): Diagnostic[] {
  const isSaid = ({ position: { line, column } }: Diagnostic) =>
    said.some(({ code, position }) => code === 'BPMN_EXPRESSION' && position.line === line && position.column === column)
  return found.flatMap((one) => (one.code !== 'EXPRESSION_LANGUAGE' ? [one] : isSaid(one) ? [] : [asWarning(one)]))
}

function asWarning(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: 'warning' }
}

/** What two processes of a file have in common is said once. */
function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  return diagnostics.filter((diagnostic) => {
    const { severity, code, file, position, message } = diagnostic
    const key = `${severity} ${code} ${file} ${position.line}:${position.column} ${message.en}`
    return !seen.has(key) && seen.add(key)
  })
}
