import type { CompiledDecisions, Definition, Variables } from '@motcua/engine'
import { vietnamCalendar } from '@motcua/engine/calendar'
import { readProcedureFile } from '../terminal/file.ts'
import { EXIT, type Terminal } from '../terminal/output.ts'
import { paint, printable } from '../terminal/paint.ts'
import { reportDiagnostic } from '../terminal/report.ts'
import { UsageError } from '../terminal/usage-error.ts'
import { trace as run, type TraceLine } from '../trace/trace.ts'

export interface TraceFlags {
  readonly process: readonly string[]
  readonly vars?: string
  readonly auto: boolean
  readonly json: boolean
}

/** Monday 2025-09-08, 08:00 in Vietnam: simulated time begins at the same instant every time, in working hours. */
const BEGINNING = Date.UTC(2025, 8, 8, 1)

/**
 * `motcua trace FILE…`: runs in memory, in simulated time, one line per element event. What runs is the first file that holds processes;
 * those of the others can be called, start by `--process`, and are begun by messages.
 */
export function trace(files: readonly string[], flags: TraceFlags, terminal: Terminal): number {
  const variables = parseVariables(flags.vars)
  const file = files.find((name) => !/\.dmn$/i.test(name)) ?? files[0] ?? ''
  const beside = files.filter((name) => name !== file)
  let read = readProcedureFile(file, terminal, { wanted: flags.process, beside })
  // A file of drawings alone: what keeps the one that runs from running is said as the mistake that it is.
  const processes = read.definition?.processes ?? []
  if (flags.process.length === 0 && processes.length > 0 && processes.every(({ isExecutable }) => !isExecutable)) {
    const loaded = processes.find(({ id }) => read.procedures?.has(id))
    const wanted = loaded === undefined ? processes.map(({ id }) => id) : [loaded.id]
    read = readProcedureFile(file, terminal, { wanted, beside })
  }
  for (const diagnostic of read.diagnostics.filter(({ severity }) => severity === 'error' || !flags.json))
    terminal.err(`${reportDiagnostic(diagnostic, read, terminal)}\n\n`)
  if (read.decisions !== undefined) return decide(read.decisions, variables, flags.json, terminal)
  if (read.procedures === undefined || read.definition === undefined) return EXIT.errors
  mustBeDeclared(Object.keys(variables), read.definition)
  const colour = paint(terminal)
  const tell = (line: TraceLine): void => {
    const text = flags.json
      ? JSON.stringify(line)
      : `${line.event.padEnd(11)} ${printable(line.element)} ${colour.dim(line.type)}`
    terminal.out(`${text}\n`)
  }
  const options = { variables, processes: flags.process, auto: flags.auto, at: BEGINNING, calendar: vietnamCalendar() }
  const end = run(read.definition, read.procedures, options, tell)
  if ('rejection' in end) {
    terminal.err(`${end.rejection.code}  ${printable(end.rejection.message)}\n`)
    return EXIT.errors
  }
  const waiting = end.waiting.length === 0 ? '' : `: ${end.waiting.join(', ')}`
  const code = end.code === undefined ? '' : ` ${end.code}`
  terminal.out(
    flags.json ? `${JSON.stringify(end)}\n` : `${colour.bold('end')}         ${end.status}${printable(code + waiting)}\n`,
  )
  return EXIT.clean
}

/** Every decision of a DMN file, evaluated with the given values. */
function decide(decisions: CompiledDecisions, variables: Variables, isJson: boolean, terminal: Terminal): number {
  let code: string | undefined
  for (const element of decisions.ids) {
    const found = decisions.evaluate(element, (name) => variables[name], BEGINNING)
    if (!found.ok) code ??= 'DECISION_INVALID'
    const line = {
      event: found.ok ? 'completed' : 'failed',
      element,
      type: 'decision',
      ...(found.ok ? { value: found.value } : {}),
    }
    const shown = found.ok ? JSON.stringify(found.value) : found.problem
    terminal.out(isJson ? `${JSON.stringify(line)}\n` : `${line.event.padEnd(11)} ${printable(element)} ${printable(shown)}\n`)
  }
  const status = code === undefined ? 'completed' : 'failed'
  const end = { event: 'end', status, ...(code === undefined ? {} : { code }), waiting: [] }
  terminal.out(isJson ? `${JSON.stringify(end)}\n` : `end         ${status}\n`)
  return EXIT.clean
}

/** A name that the file does not declare is a slip of the pen: nothing would read it. @throws UsageError */
function mustBeDeclared(names: readonly string[], { isOpen, variables, processes }: Definition): void {
  if (isOpen) return
  const known = [...variables.map(({ id }) => id), ...processes.flatMap(({ data }) => data.map(({ variable }) => variable))]
  const unknown = names.filter((name) => !known.includes(name)).map(printable)
  if (unknown.length === 0) return
  const listed = known.length === 0 ? '–' : known.map(printable).join(', ')
  throw new UsageError({
    vi: `--vars: cần biến đã khai báo trong variables, gặp ${unknown.join(', ')} — dùng trong số: ${listed}`,
    en: `--vars: expected variables that the file declares, found ${unknown.join(', ')} — use some of: ${listed}`,
  })
}

/** @throws UsageError */
function parseVariables(text: string | undefined): Variables {
  if (text === undefined) return {}
  try {
    const value: unknown = JSON.parse(text)
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Variables
  } catch {
    // Told below.
  }
  const found = printable(text)
  throw new UsageError({
    vi: `--vars: cần một đối tượng JSON, như '{"amount": 3}', gặp ${found}`,
    en: `--vars: expected a JSON object, as '{"amount": 3}', found ${found}`,
  })
}
