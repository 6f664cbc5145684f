import { formatInstant, type Language } from '@motcua/engine'
import { COLUMNS_06A, GROUP_NAMES_766, type Counted, type GroupReport, type MeasureReport } from '@motcua/procedures'
import { charts } from './charts.ts'
import { aimText, decimal, figure, groupTitle, metText, word } from './words.ts'

/** Ids that one number lists on the page; the XLSX file and the JSON have all of them. */
const MOST_LISTED = 200

const STYLE = `body{font:15px/1.45 system-ui,sans-serif;max-width:1100px;margin:2rem auto;padding:0 1rem;color:#1c1c1c}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem;font-variant-numeric:tabular-nums}
th,td{border:1px solid #ccc;padding:.3rem .5rem;text-align:right;vertical-align:top}
th{background:#eef2f6}th:first-child,td:first-child,.text{text-align:left}
.yes{color:#2f7d4f}.no{color:#b5332a}.none{color:#666;font-style:italic}
details summary{cursor:pointer}details ul{margin:.3rem 0;padding-left:1.2rem;text-align:left;font:12px ui-monospace,monospace;word-break:break-all}
svg{max-width:100%;height:auto}@media print{details{display:none}}`

/** The report as one HTML file: charts and tables, each number with its dossiers. It asks nothing of any network. */
export function page(report: MeasureReport, language: Language): string {
  const title = `${word('title', language)} ${report.period}`
  const [all] = report.groups
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${word('asOf', language)} ${formatInstant(report.asOf)} · ${all?.form[3].count ?? 0} ${word('dossiers', language)}</p>
${charts(report, language).join('\n')}
<h2>${word('form', language)}</h2>
${formTable(report.groups, language)}
${report.groups.map((group) => groupSection(group, language)).join('\n')}
</body>
</html>
`
}

function formTable(groups: readonly GroupReport[], language: Language): string {
  const head = COLUMNS_06A.map(({ column, group, name }) => `<th>(${column})<br>${group}: ${name}</th>`).join('')
  const rows = groups.map((group) => {
    const cells = COLUMNS_06A.map(({ column }) => `<td>${number(group.form[column])}</td>`).join('')
    return `<tr><td>${escaped(groupTitle(group, language))}</td>${cells}</tr>`
  })
  return `<table><thead><tr><th>${word('group', language)}</th>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

function groupSection(group: GroupReport, language: Language): string {
  const title = escaped(groupTitle(group, language))
  return `<section>
<h2>${title}</h2>
<h3>${word('measures', language)}</h3>
${measureTable(group, language)}
<h3>${word('index', language)}</h3>
${indexTable(group, language)}
</section>`
}

function measureTable({ measures }: GroupReport, language: Language): string {
  const head = (['measure', 'value', 'part', 'whole', 'unit', 'target', 'met', 'source'] as const)
    .map((name) => `<th>${word(name, language)}</th>`)
    .join('')
  const rows = measures.map(({ name, value, part, whole, unit, of, target, isMet }) => {
    const hasData = value !== null
    const mark = isMet === null ? 'none' : isMet ? 'yes' : 'no'
    return `<tr><td>${name[language]}</td><td${hasData ? '' : ' class="none"'}>${figure(value, unit, language)}</td><td>${
      hasData && unit === 'percent' ? number(part) : ''
    }</td><td>${hasData ? number(whole) : ''}</td><td class="text">${of[language]}</td><td>${
      target === null ? '–' : escaped(aimText(target.aim, unit, language))
    }</td><td class="${mark}">${metText(isMet, language)}</td><td class="text">${
      target === null ? '' : escaped(`${target.source} (${target.from})`)
    }</td></tr>`
  })
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

function indexTable({ index }: GroupReport, language: Language): string {
  const head = (['group', 'measure', 'points', 'most', 'part', 'whole'] as const)
    .map((name) => `<th>${word(name, language)}</th>`)
    .join('')
  const rows = index.indicators.map(({ group, name, score, max, count, isVerified }) => {
    const points = score === null ? `<td class="none">${word('noData', language)}</td>` : `<td>${decimal(score, language)}</td>`
    const note = isVerified ? '' : ` <span class="none">(${word('unverified', language)})</span>`
    const counts = count.value === null ? '<td></td><td></td>' : `<td>${number(count.part)}</td><td>${number(count.whole)}</td>`
    return `<tr><td>${GROUP_NAMES_766[group][language]}</td><td class="text">${name[language]}${note}</td>${points}<td>${max}</td>${counts}</tr>`
  })
  const total = index.score === null ? word('noData', language) : decimal(index.score, language)
  const sum = `<tr><th>=</th><th class="text">${word('outOf', language)}</th><th>${total}</th><th>${index.outOf}</th><th></th><th></th></tr>`
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}${sum}</tbody></table>`
}

/** A number that opens to its dossiers. */
function number({ count, dossiers }: Counted): string {
  if (dossiers.length === 0) return String(count)
  const listed = dossiers.slice(0, MOST_LISTED).map((dossier) => `<li>${escaped(dossier)}</li>`)
  const rest = dossiers.length > MOST_LISTED ? `<li>… +${dossiers.length - MOST_LISTED}</li>` : ''
  return `<details><summary>${count}</summary><ul>${listed.join('')}${rest}</ul></details>`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
