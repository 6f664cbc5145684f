import { COLUMNS_06A, GROUP_NAMES_766, type GroupReport, type MeasureReport } from '@motcua/procedures'
import type { Terminal } from '../terminal/output.ts'
import { paint, printable } from '../terminal/paint.ts'
import { aimText, columnTitle, decimal, figure, groupTitle, metText, momentText, word } from './words.ts'

/** The report as a person reads it in a terminal. */
export function reportText(report: MeasureReport, terminal: Terminal): string {
  const { language } = terminal
  const colour = paint(terminal)
  const [all] = report.groups
  const lines = [
    colour.bold(`${word('title', language)} ${report.period}`),
    `${word('asOf', language)} ${momentText(report.asOf, language)} · ${all?.form[3].count ?? 0} ${word('dossiers', language)}`,
    '',
    colour.bold(word('form', language)),
    ...formTable(report.groups, terminal),
    '',
  ]
  if (all !== undefined) {
    lines.push(colour.bold(word('measures', language)), ...measureTable(all, terminal), '')
    lines.push(colour.bold(word('index', language)), ...indexTable(all, terminal))
  }
  return `${lines.join('\n')}\n`
}

function formTable(groups: readonly GroupReport[], { language }: Terminal): string[] {
  const titles = groups.map((group) => printable(groupTitle(group, language)))
  const width = Math.max(...titles.map((title) => title.length))
  const cell = (value: number | string) => String(value).padStart(6)
  const head = `${' '.repeat(width)} ${COLUMNS_06A.map(({ column }) => cell(`(${column})`)).join('')}`
  const rows = groups.map(({ form }, index) => {
    return `${(titles[index] ?? '').padEnd(width)} ${COLUMNS_06A.map(({ column }) => cell(form[column].count)).join('')}`
  })
  const legend = COLUMNS_06A.map((column) => columnTitle(column, language))
  return [head, ...rows, ...[0, 4, 8].map((from) => `  ${legend.slice(from, from + 4).join(' · ')}`)]
}

function measureTable({ measures }: GroupReport, terminal: Terminal): string[] {
  const { language } = terminal
  const colour = paint(terminal)
  const width = Math.max(...measures.map(({ name }) => name[language].length))
  return measures.map(({ name, value, part, whole, unit, of, target, isMet }) => {
    const counts = unit === 'percent' && value !== null ? `${part.count}/${whole.count} ${of[language]}` : ''
    const aim = target === null ? '–' : aimText(target.aim, unit, language)
    const met = metText(isMet, language)
    const tinted = isMet === null ? met : isMet ? colour.green(met) : colour.red(met)
    return `${name[language].padEnd(width)}  ${figure(value, unit, language).padStart(16)}  ${counts.padEnd(20)}  ${aim.padEnd(9)}  ${tinted}`
  })
}

function indexTable({ index }: GroupReport, { language }: Terminal): string[] {
  const width = Math.max(...index.indicators.map(({ name }) => name[language].length))
  const rows = index.indicators.map(({ group, name, max, score, isVerified }) => {
    const points = score === null ? word('noData', language) : decimal(score, language)
    const note = isVerified ? '' : `  (${word('unverified', language)})`
    return `${GROUP_NAMES_766[group][language].padEnd(24)} ${name[language].padEnd(width)}  ${points.padStart(16)} / ${max}${note}`
  })
  const total = index.score === null ? word('noData', language) : decimal(index.score, language)
  return [...rows, `= ${total} / ${index.outOf} (${word('outOf', language)})`]
}
