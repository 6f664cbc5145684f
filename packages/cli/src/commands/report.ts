import { vietnamCalendar, type Store } from '@motcua/engine'
import {
  measureReport,
  parsePeriod,
  readFacts,
  statementFaults,
  type MeasureReport,
  type Period,
  type ReadFacts,
  type Statements,
} from '@motcua/procedures'
import { reportText } from '../report/text.ts'
import { withStore } from '../terminal/database.ts'
import { parseJson, readText, writeOutput } from '../terminal/files.ts'
import { EXIT, type Terminal } from '../terminal/output.ts'
import { UsageError } from '../terminal/usage-error.ts'

export interface ReportFlags {
  /** `2026`, `2026-Q4` or `2026-11`. */
  readonly period: string
  /** Only this agency and those below it. */
  readonly agency?: string
  /** The wait at the counter that the place decided on, in minutes. */
  readonly wait?: number
  /** A JSON file of what no journal knows. */
  readonly statements?: string
  readonly json: boolean
  readonly xlsx?: string
  readonly html?: string
}

/** Rows between two words of progress. */
const TELL_EVERY = 50_000

/**
 * `motcua report DB --period 2026-Q4`: what the journals of a store say of the period, held against the targets of its last day. Exit 0,
 * or 2 where the store cannot be read or the call is wrong.
 *
 * With `--json`, one object: the report, and `untold`, the dossiers that nothing can be told of. Every number has its dossiers beside it.
 */
export async function report(database: string, flags: ReportFlags, terminal: Terminal, now = Date.now()): Promise<number> {
  const period = parsePeriod(flags.period)
  if (period === undefined || period.from > now) {
    const found = JSON.stringify(flags.period)
    throw new UsageError({
      vi: `--period: cần một năm, quý hoặc tháng đã bắt đầu, như 2026, 2026-Q4, 2026-11, nhưng nhận được ${found}`,
      en: `--period: expected a year, quarter or month that has begun, as 2026, 2026-Q4, 2026-11, found ${found}`,
    })
  }
  const statements = statementsOf(flags.statements, terminal)
  return withStore(database, terminal, async (store) => {
    const asOf = Math.min(period.to - 1, now)
    const read = await factsIn(store, asOf, flags.agency, terminal)
    const made = measureReport(read.facts, { period, asOf, statements, ...waitOf(flags) })
    await write(made, read, flags, terminal)
    terminal.out(flags.json ? `${JSON.stringify({ ...made, untold: read.untold })}\n` : reportText(made, terminal))
    if (!flags.json) terminal.err(notes(read, period, now, terminal))
    return EXIT.clean
  })
}

function waitOf({ wait }: ReportFlags): { counterWaitMinutes?: number } {
  return wait === undefined ? {} : { counterWaitMinutes: wait }
}

function factsIn(store: Store, asOf: number, agency: string | undefined, terminal: Terminal): Promise<ReadFacts> {
  let told = 0
  return readFacts(store, {
    calendar: vietnamCalendar(),
    asOf,
    ...(agency === undefined ? {} : { agency }),
    onProgress: (rows) => {
      if (rows < told + TELL_EVERY) return
      told = rows
      terminal.err(terminal.language === 'vi' ? `đã đọc ${rows} dòng …\n` : `${rows} rows read …\n`)
    },
  })
}

/** @throws UsageError */
function statementsOf(file: string | undefined, terminal: Terminal): Statements {
  if (file === undefined) return {}
  const read = parseJson(file, readText(file, terminal))
  const faults = statementFaults(read)
  if (faults.length === 0) return read as Statements
  const told = faults.map((fault) => `${file}: ${fault}`).join('\n')
  throw new UsageError({ vi: told, en: told })
}

/** The files that were asked for. @throws UsageError  one cannot be written */
async function write(made: MeasureReport, { facts }: ReadFacts, flags: ReportFlags, terminal: Terminal): Promise<void> {
  const { xlsx, html } = flags
  // Loaded here: a report in the terminal needs neither a spreadsheet nor charts.
  if (xlsx !== undefined) {
    const { workbook } = await import('../report/workbook.ts')
    writeOutput(xlsx, await workbook(made, facts, terminal.language), terminal)
  }
  if (html !== undefined) {
    const { page } = await import('../report/page.ts')
    writeOutput(html, page(made, terminal.language), terminal)
  }
}

function notes({ untold }: ReadFacts, { to }: Period, now: number, { language }: Terminal): string {
  const vi = language === 'vi'
  const lines: string[] = []
  if (now < to) lines.push(vi ? 'Kỳ báo cáo chưa kết thúc.' : 'The period is not over yet.')
  const { erased, unreadable } = untold
  if (erased.length > 0)
    lines.push(
      vi ? `${erased.length} hồ sơ đã xóa dữ liệu, không tính được.` : `${erased.length} dossiers were erased and count nowhere.`,
    )
  if (unreadable.length > 0)
    lines.push(
      vi
        ? `${unreadable.length} hồ sơ có định nghĩa mà bản này không đọc được: ${unreadable.join(', ')}`
        : `${unreadable.length} dossiers have a definition that this release cannot read: ${unreadable.join(', ')}`,
    )
  return lines.map((line) => `${line}\n`).join('')
}
