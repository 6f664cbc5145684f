import { formatInstant, type Language } from '@motcua/engine'
import { COLUMNS_06A, GROUP_NAMES_766, type Counted, type DossierFacts, type MeasureReport } from '@motcua/procedures'
import writeExcelFile, { type SheetData } from 'write-excel-file/node'
import { aimText, columnTitle, groupTitle, metText, timelinessText, word } from './words.ts'

/** Rows of a sheet; Excel has 1,048,576. */
const MOST_ROWS = 1_000_000

/** The report as an XLSX file: form II.06a, measures, index, the dossiers behind each number, and the dossiers themselves. */
export async function workbook(report: MeasureReport, facts: readonly DossierFacts[], language: Language): Promise<Buffer> {
  const sheets = [
    sheet('II.06a', formRows(report, language), [44, ...COLUMNS_06A.map(() => 12)]),
    sheet(word('measures', language), measureRows(report, language), [34, 60, 14, 10, 10, 16, 14, 14, 70]),
    sheet('QĐ 766', indexRows(report, language), [34, 28, 44, 10, 10, 14, 26]),
    sheet(word('behind', language).slice(0, 31), behindRows(report, language).slice(0, MOST_ROWS), [34, 60, 10, 36]),
    sheet(word('dossier', language), dossierRows(facts, language).slice(0, MOST_ROWS), [36, 32, 24, 44, 26, 26, 26]),
  ]
  return writeExcelFile(sheets).toBuffer()
}

function sheet(name: string, data: SheetData, widths: readonly number[]) {
  return { sheet: name, data, columns: widths.map((width) => ({ width })), stickyRowsCount: 1 }
}

type Cell = string | number | null

function rows(head: readonly Cell[], body: readonly (readonly Cell[])[]): SheetData {
  return [
    head.map((value) => (value === null ? null : { value, fontWeight: 'bold' as const, wrap: true })),
    ...body.map((row) => row.map((value) => (value === null ? null : { value }))),
  ]
}

function formRows({ groups }: MeasureReport, language: Language): SheetData {
  return rows(
    [word('group', language), ...COLUMNS_06A.map((column) => columnTitle(column, language))],
    groups.map((group) => [groupTitle(group, language), ...COLUMNS_06A.map(({ column }) => group.form[column].count)]),
  )
}

/** An empty cell is a figure that is not known; the column beside it says so in words. */
function measureRows({ groups }: MeasureReport, language: Language): SheetData {
  const head = (['group', 'measure', 'value', 'part', 'whole', 'unit', 'target', 'met', 'source'] as const).map((name) =>
    word(name, language),
  )
  const body = groups.flatMap((group) =>
    group.measures.map(({ name, value, part, whole, unit, of, target, isMet }) => [
      groupTitle(group, language),
      `${name[language]} (${unit === 'percent' ? '%' : word('minutes', language)})`,
      value,
      value === null ? null : part.count,
      value === null ? null : whole.count,
      value === null ? word('noData', language) : of[language],
      target === null ? null : aimText(target.aim, unit, language),
      metText(isMet, language),
      target === null ? null : `${target.source} (${target.from})${target.note === undefined ? '' : `: ${target.note}`}`,
    ]),
  )
  return rows(head, body)
}

function indexRows({ groups }: MeasureReport, language: Language): SheetData {
  const head = [word('group', language), word('index', language), word('measure', language), word('points', language)]
  const body = groups.flatMap((group) => [
    ...group.index.indicators.map(({ group: of, name, score, max, count, isVerified }) => [
      groupTitle(group, language),
      GROUP_NAMES_766[of][language],
      name[language],
      score,
      max,
      count.value,
      score === null ? word('noData', language) : isVerified ? null : word('unverified', language),
    ]),
    [groupTitle(group, language), '=', null, group.index.score, group.index.outOf, null, word('outOf', language)],
  ])
  return rows([...head, word('most', language), '%', null], body)
}

function behindRows({ groups }: MeasureReport, language: Language): SheetData {
  const body = groups.flatMap((group) => {
    const title = groupTitle(group, language)
    const numbers: (readonly [string, Counted])[] = [
      ...COLUMNS_06A.map(({ column }) => [`II.06a (${column})`, group.form[column]] as const),
      ...group.measures.flatMap(({ name, part, whole }) => [
        [`${name[language]}: ${word('part', language)}`, part] as const,
        [`${name[language]}: ${word('whole', language)}`, whole] as const,
      ]),
    ]
    return numbers.flatMap(([name, { count, dossiers }]) => dossiers.map((dossier) => [title, name, count, dossier]))
  })
  const head = (['group', 'measure', 'number', 'dossier'] as const).map((name) => word(name, language))
  return rows(head, body)
}

function dossierRows(facts: readonly DossierFacts[], language: Language): SheetData {
  const head = (['dossier', 'code', 'agency', 'procedure', 'received', 'ended', 'timeliness'] as const).map((name) =>
    word(name, language),
  )
  const instant = (at: number | null) => (at === null ? null : formatInstant(at))
  return rows(
    head,
    facts.map(({ dossier, code, agency, procedure, receivedAt, endedAt, timeliness }) => [
      dossier,
      code,
      agency,
      `${procedure.code} ${procedure.name[language]}`,
      instant(receivedAt),
      instant(endedAt),
      timelinessText(timeliness, language),
    ]),
  )
}
