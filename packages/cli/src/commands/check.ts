import type { Diagnostic } from '@motcua/engine'
import { EXIT, type Terminal } from '../terminal/output.ts'
import { Besides } from '../terminal/beside.ts'
import { readProcedureFile, type ReadFile } from '../terminal/file.ts'
import { paint } from '../terminal/paint.ts'
import { reportDiagnostic } from '../terminal/report.ts'
import { UsageError } from '../terminal/usage-error.ts'

/**
 * `motcua check FILE…`: every mistake of every file in one go.
 *
 * Files that are named together may name each other's processes and decisions. With `--json`, one object: `{ files: [{ file, procedure, diagnostics }], errors, warnings }`.
 */
export function check(files: readonly string[], options: { readonly json: boolean }, terminal: Terminal): number {
  const results: { file: string; procedure: string | null; diagnostics: readonly Diagnostic[]; read: ReadFile }[] = []
  const besides = new Besides(files, terminal)
  const given = new Set(files)
  let isUnreadable = false
  for (const file of files) {
    try {
      const read = readProcedureFile(file, terminal, { beside: besides.neededBy(file), given: files, isOnlyChecked: true })
      // What is wrong in a file that is checked as well is said there.
      const diagnostics = read.diagnostics.filter((one) => one.file === file || !given.has(one.file))
      results.push({ file, procedure: read.definition?.procedure ?? null, diagnostics, read })
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      isUnreadable = true
      terminal.err(`${error.in(terminal.language)}\n`)
    }
  }
  const all = results.flatMap(({ diagnostics }) => diagnostics)
  const errors = all.filter(({ severity }) => severity === 'error').length
  const warnings = all.length - errors
  if (options.json) {
    const shown = results.map(({ file, procedure, diagnostics }) => ({ file, procedure, diagnostics }))
    terminal.out(`${JSON.stringify({ files: shown, errors, warnings }, null, 2)}\n`)
  } else {
    const colour = paint(terminal)
    for (const { file, procedure, diagnostics, read } of results) {
      for (const diagnostic of shownOf(diagnostics)) terminal.out(`${reportDiagnostic(diagnostic, read, terminal)}\n\n`)
      if (diagnostics.length > MOST_SHOWN) terminal.out(`${more(diagnostics.length - MOST_SHOWN, file, terminal)}\n\n`)
      if (diagnostics.length === 0) terminal.out(`${colour.green('✓')} ${file}  ${procedure ?? ''}\n`)
    }
    if (errors + warnings > 0) terminal.out(`${summary(errors, warnings, terminal)}\n`)
  }
  if (isUnreadable) return EXIT.usage
  return errors > 0 ? EXIT.errors : EXIT.clean
}

/** More of one file than anybody mends before checking again. `--json` has more. */
const MOST_SHOWN = 100

/** The errors, and warnings as far as there is room; in reading order. */
function shownOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= MOST_SHOWN) return diagnostics
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const warnings = diagnostics.filter(({ severity }) => severity !== 'error')
  const chosen = new Set([...errors, ...warnings].slice(0, MOST_SHOWN))
  return diagnostics.filter((diagnostic) => chosen.has(diagnostic))
}

function more(count: number, file: string, { language }: Terminal): string {
  return language === 'vi'
    ? `${file}: … và ${count} chỗ khác (--json cho thấy thêm)`
    : `${file}: … and ${count} more (--json shows more)`
}

function summary(errors: number, warnings: number, { language }: Terminal): string {
  return language === 'vi'
    ? `${errors} lỗi, ${warnings} cảnh báo`
    : `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`
}
