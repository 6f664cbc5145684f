import { formatInstant, type Language } from '@motcua/engine'
import { COLUMNS_06A, GROUP_NAMES_766, type Counted, type GroupReport, type MeasureReport } from '@motcua/procedures'
import { charts } from './charts.ts'
import { PAGE_STYLE } from './page-style.ts'
import { aimText, columnHeading, decimal, figure, groupTitle, metText, momentText, word } from './words.ts'

/** Ids that one number lists on the page; the XLSX file and the JSON have all of them. */
const MOST_LISTED = 200

/** The report as one HTML file: charts and tables, each number with its dossiers. It asks nothing of any network. */
export function page(report: MeasureReport, language: Language): string {
  const title = `${word('title', language)} ${report.period}`
  const [all] = report.groups
  const dossiers = decimal(all?.form[3].count ?? 0, language)
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${word('asOf', language)} <time datetime="${formatInstant(report.asOf)}">${momentText(report.asOf, language)}</time> · ${dossiers} ${word('dossiers', language)}</p>
${contents(report.groups, language)}
${charts(report, language)
  .map(({ title: name, svg }) => `<figure tabindex="0">${labelled(svg, name)}</figure>`)
  .join('\n')}
<h2 id="form">${word('form', language)}</h2>
${formTable(report.groups, language)}
${report.groups.map((group, index) => groupSection(group, index, language)).join('\n')}
</main>
</body>
</html>
`
}

function contents(groups: readonly GroupReport[], language: Language): string {
  const links = groups.map((group, index) => `<li><a href="#g${index}">${escaped(groupTitle(group, language))}</a></li>`)
  return `<nav aria-label="${word('contents', language)}"><ul><li><a href="#form">II.06a</a></li>${links.join('')}</ul></nav>`
}

/** A chart is a picture with a name; what it shows stands in the tables as well. */
function labelled(svg: string, name: string): string {
  return svg.replace('<svg ', `<svg role="img" aria-label="${escaped(name)}" `)
}

/** A table that scrolls by itself where the screen is narrower, by keyboard too. */
function scrolling(caption: string, table: string): string {
  return `<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table aria-label="${caption}">${table}</table></div>`
}

function formTable(groups: readonly GroupReport[], language: Language): string {
  const spans = new Map<string, number>()
  for (const column of COLUMNS_06A) {
    const group = columnHeading(column, 'group', language)
    spans.set(group, (spans.get(group) ?? 0) + 1)
  }
  const top = [...spans].map(([group, width]) => `<th scope="colgroup" colspan="${width}">${group}</th>`).join('')
  const names = COLUMNS_06A.map((column) => `<th scope="col">${columnHeading(column, 'name', language)}</th>`).join('')
  const numbers = COLUMNS_06A.map(({ column }) => `<th scope="col">(${column})</th>`).join('')
  const rows = groups.map((group) => {
    const cells = COLUMNS_06A.map(({ column }) => `<td>${number(group.form[column], language)}</td>`).join('')
    return `<tr><th scope="row" class="text">${escaped(groupTitle(group, language))}</th>${cells}</tr>`
  })
  return scrolling(
    word('form', language),
    `<thead><tr><th scope="col" rowspan="3">${word('group', language)}</th>${top}</tr><tr>${names}</tr><tr>${numbers}</tr></thead><tbody>${rows.join('\n')}</tbody>`,
  )
}

function groupSection(group: GroupReport, index: number, language: Language): string {
  return `<section aria-labelledby="g${index}">
<h2 id="g${index}">${escaped(groupTitle(group, language))}</h2>
<h3>${word('measures', language)}</h3>
${measureTable(group, language)}
<h3>${word('index', language)}</h3>
${indexTable(group, language)}
</section>`
}

function heads(names: readonly Parameters<typeof word>[0][], language: Language): string {
  return `<thead><tr>${names.map((name) => `<th scope="col">${word(name, language)}</th>`).join('')}</tr></thead>`
}

function measureTable(group: GroupReport, language: Language): string {
  const rows = group.measures.map(({ name, value, part, whole, unit, of, target, isMet }) => {
    const hasData = value !== null
    const mark = isMet === null ? 'none' : isMet ? 'yes' : 'no'
    return `<tr><th scope="row" class="text">${name[language]}</th><td class="short${hasData ? '' : ' none'}">${figure(value, unit, language)}</td><td>${
      hasData && unit === 'percent' ? number(part, language) : ''
    }</td><td>${hasData ? number(whole, language) : ''}</td><td class="text">${of[language]}</td><td class="short">${
      target === null ? '–' : escaped(aimText(target.aim, unit, language))
    }</td><td class="short ${mark}">${metText(isMet, language)}</td><td class="source">${
      target === null ? '' : escaped(`${target.source} (${target.from})`)
    }</td></tr>`
  })
  return scrolling(
    `${word('measures', language)}: ${escaped(groupTitle(group, language))}`,
    `${heads(['measure', 'value', 'part', 'whole', 'unit', 'target', 'met', 'source'], language)}<tbody>${rows.join('\n')}</tbody>`,
  )
}

function indexTable(of: GroupReport, language: Language): string {
  const { index } = of
  const rows = index.indicators.map(({ group, name, score, max, count, isVerified }) => {
    const points =
      score === null ? `<td class="short none">${word('noData', language)}</td>` : `<td>${decimal(score, language)}</td>`
    const note = isVerified ? '' : ` <span class="none">(${word('unverified', language)})</span>`
    const counts =
      count.value === null
        ? '<td></td><td></td>'
        : `<td>${number(count.part, language)}</td><td>${number(count.whole, language)}</td>`
    return `<tr><td class="text">${GROUP_NAMES_766[group][language]}</td><th scope="row" class="text">${name[language]}${note}</th>${points}<td>${max}</td>${counts}</tr>`
  })
  const total = index.score === null ? word('noData', language) : decimal(index.score, language)
  const sum = `<tr><th scope="row" colspan="2" class="text">= ${word('outOf', language)}</th><td>${total}</td><td>${index.outOf}</td><td colspan="2"></td></tr>`
  return scrolling(
    `${word('index', language)}: ${escaped(groupTitle(of, language))}`,
    `${heads(['group', 'measure', 'points', 'most', 'part', 'whole'], language)}<tbody>${rows.join('\n')}</tbody><tfoot>${sum}</tfoot>`,
  )
}

/** A number that opens to its dossiers. */
function number({ count, dossiers }: Counted, language: Language): string {
  const shown = decimal(count, language)
  if (dossiers.length === 0) return shown
  const listed = dossiers.slice(0, MOST_LISTED).map((dossier) => `<li>${escaped(dossier)}</li>`)
  const rest = dossiers.length > MOST_LISTED ? `<li>… +${decimal(dossiers.length - MOST_LISTED, language)}</li>` : ''
  return `<details><summary>${shown}</summary><ul>${listed.join('')}${rest}</ul></details>`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
