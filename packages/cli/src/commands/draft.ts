import { existsSync, mkdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { formatDiagnostic, loadProcedure, readYaml, type Diagnostic } from '@motcua/engine'
import { draftProcedure, fragmentFiles } from '@motcua/procedures'
import { parseJson, readText, reasonOf, writeOutput } from '../terminal/files.ts'
import { EXIT, type Terminal } from '../terminal/output.ts'
import { paint, printable } from '../terminal/paint.ts'
import { reportDiagnostic } from '../terminal/report.ts'
import { UsageError } from '../terminal/usage-error.ts'

export interface DraftFlags {
  readonly out?: string
  readonly json: boolean
}

interface Drafted {
  readonly file: string
  readonly out: string | null
  readonly procedure: string | null
  /** Whether `motcua check` finds no error in the draft as it is. */
  readonly passes: boolean
  readonly yaml: string | null
  /** What is open in the record. */
  readonly findings: readonly Diagnostic[]
  /** What `check` finds in the draft. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * `motcua draft RECORD.json…`: a definition from each record of the national database.
 *
 * One record goes to the terminal, or to the file `--out`; several go to the folder `--out`. Exit code as `check` has it: 0 every draft
 * passes `check`, 1 one does not, 2 a file cannot be read.
 */
export function draft(files: readonly string[], flags: DraftFlags, terminal: Terminal): number {
  const toFolder = flags.out !== undefined && (files.length > 1 || isFolder(resolve(terminal.cwd, flags.out)))
  if (files.length > 1 && flags.out === undefined && !flags.json) {
    throw new UsageError({
      vi: 'nhiều bản ghi thì cần --out THƯMỤC, hoặc --json',
      en: 'expected --out FOLDER (or --json) for several records, found neither',
    })
  }
  const drafted: Drafted[] = []
  let isUnreadable = false
  const names = new Set<string>()
  for (const [index, file] of files.entries()) {
    if (files.length > 20 && index % 20 === 0) terminal.err(`${index}/${files.length}\n`)
    try {
      const text = readText(file, terminal)
      const record = parseJson(file, text)
      const one = draftOf({ file, record, text }, nameFor(file, names), flags, toFolder, terminal)
      drafted.push(one)
      if (!flags.json) tell(one, text, terminal)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      isUnreadable = true
      terminal.err(`${error.in(terminal.language)}\n`)
    }
  }
  if (flags.json) terminal.out(`${JSON.stringify({ ...counts(drafted), drafts: drafted }, null, 2)}\n`)
  else if (files.length > 1) terminal.err(`${summary(drafted, terminal)}\n`)
  if (isUnreadable) return EXIT.usage
  return drafted.every(({ passes }) => passes) ? EXIT.clean : EXIT.errors
}

function draftOf(
  { file, record, text }: { readonly file: string; readonly record: unknown; readonly text: string },
  name: string,
  { out, json }: DraftFlags,
  toFolder: boolean,
  terminal: Terminal,
): Drafted {
  const { yaml, diagnostics: findings } = draftProcedure(record, { file, text })
  if (yaml === undefined) return { file, out: null, procedure: null, passes: false, yaml: null, findings, diagnostics: [] }
  const target = out === undefined ? undefined : toFolder ? join(out, `${name}.yaml`) : out
  if (target !== undefined) {
    if (toFolder) makeFolder(out ?? '.', terminal)
    writeOutput(target, yaml, terminal)
  } else if (!json) terminal.out(yaml)
  const read = readYaml(yaml, { file: target ?? `${name}.yaml`, fragments: fragmentFiles(terminal.cwd) })
  const loaded = read.definition === undefined ? undefined : loadProcedure(read.definition)
  const diagnostics = [...read.diagnostics, ...(loaded?.diagnostics ?? [])]
  const passes = diagnostics.every(({ severity }) => severity !== 'error')
  return { file, out: target ?? null, procedure: read.definition?.procedure ?? null, passes, yaml, findings, diagnostics }
}

/** Two records of one name in two folders are two drafts. */
function nameFor(file: string, taken: Set<string>): string {
  const base = basename(file).replace(/\.json$/i, '')
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (taken.has(name)) continue
    taken.add(name)
    return name
  }
}

/** @throws UsageError */
function makeFolder(folder: string, { cwd }: Terminal): void {
  try {
    mkdirSync(resolve(cwd, folder), { recursive: true })
  } catch (error) {
    const { vi, en } = reasonOf(error)
    throw new UsageError({ vi: `${folder}: không tạo được thư mục, ${vi}`, en: `${folder}: the folder cannot be made, ${en}` })
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) ? statSync(path).isDirectory() : /[/\\]$/.test(path)
}

/** Findings go to the error stream: the draft itself may go to a pipe. */
function tell({ file, out, passes, findings, diagnostics }: Drafted, source: string, terminal: Terminal): void {
  const colour = paint(terminal)
  for (const finding of findings) terminal.err(`${reportDiagnostic(finding, { source }, terminal)}\n`)
  const errors = diagnostics.filter(({ severity, code }) => severity === 'error' && code !== 'GAP_BLOCKING')
  for (const error of errors) terminal.err(`${colour.red(printable(formatDiagnostic(error, terminal.language)))}\n`)
  const mark = passes ? colour.green('✓') : colour.red('✗')
  const gaps = terminal.language === 'vi' ? `${findings.length} chỗ bỏ ngỏ` : `${findings.length} open`
  terminal.err(`${mark} ${file}${out === null ? '' : ` → ${out}`}  ${gaps}\n`)
}

function counts(drafted: readonly Drafted[]): { records: number; made: number; passing: number; open: number } {
  return {
    records: drafted.length,
    made: drafted.filter(({ yaml }) => yaml !== null).length,
    passing: drafted.filter(({ passes }) => passes).length,
    open: drafted.reduce((sum, { findings }) => sum + findings.length, 0),
  }
}

function summary(drafted: readonly Drafted[], { language }: Terminal): string {
  const { records, made, passing, open } = counts(drafted)
  return language === 'vi'
    ? `${records} bản ghi, ${made} bản nháp, ${passing} qua check, ${open} chỗ bỏ ngỏ`
    : `${records} records, ${made} drafts, ${passing} pass check, ${open} open`
}
