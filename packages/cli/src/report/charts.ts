import type { Language } from '@motcua/engine'
import { GROUP_NAMES_766, GROUPS_766, type GroupReport, type MeasureReport } from '@motcua/procedures'
import * as echarts from 'echarts'
import { groupTitle, word } from './words.ts'

/** Names of groups on an axis; more of them would not be read. */
const MOST_BARS = 20
const WIDTH = 1_000
const GREEN = '#2f7d4f'
const RED = '#b5332a'
const BLUE = '#28588c'
const GREY = '#c9c9c9'

/** Widths are reckoned without the reader's font, which may be a quarter wider: what must not meet stands that much apart. */
const LEGEND = { bottom: 0, itemGap: 40 }
const BROKEN = { overflow: 'break', lineHeight: 17 }

export interface Chart {
  readonly title: string
  readonly svg: string
}

/** Charts as SVG texts, drawn without a browser and without a network. */
export function charts(report: MeasureReport, language: Language): readonly Chart[] {
  const [all] = report.groups
  if (all === undefined) return []
  return [
    { title: word('months', language), svg: monthChart(report, language) },
    { title: word('ended', language), svg: onTimeChart(report, language) },
    { title: word('measures', language), svg: targetChart(all, language) },
    { title: word('index', language), svg: indexChart(all, language) },
  ]
}

function draw(height: number, option: echarts.EChartsCoreOption): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height })
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'sans-serif' }, ...option })
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

function monthChart({ months }: MeasureReport, language: Language): string {
  return draw(320, {
    title: { text: word('months', language) },
    legend: LEGEND,
    xAxis: { type: 'category', data: months.map(({ month }) => month) },
    yAxis: { type: 'value', minInterval: 1 },
    series: [
      { type: 'bar', name: word('received', language), color: BLUE, data: months.map(({ received }) => received) },
      { type: 'bar', name: word('ended', language), color: GREEN, data: months.map(({ settled }) => settled) },
      { type: 'bar', name: word('late', language), color: RED, data: months.map(({ late }) => late) },
    ],
  })
}

function onTimeChart({ groups }: MeasureReport, language: Language): string {
  const shown = groups.slice(0, MOST_BARS).toReversed()
  const stacked = (name: string, color: string, of: (group: GroupReport) => number) => ({
    type: 'bar',
    stack: 'all',
    name,
    color,
    data: shown.map(of),
  })
  return draw(120 + shown.length * 32, {
    title: { text: word('ended', language) },
    legend: LEGEND,
    grid: { left: 310 },
    xAxis: { type: 'value', minInterval: 1 },
    yAxis: {
      type: 'category',
      data: shown.map((group) => groupTitle(group, language)),
      axisLabel: { width: 240, overflow: 'truncate' },
    },
    series: [
      stacked(word('inGoodTime', language), GREEN, ({ form }) => form[8].count + form[9].count),
      stacked(word('late', language), RED, ({ form }) => form[10].count),
    ],
  })
}

/** Percentages beside their targets; what has no data has no bar and says so in its name. */
function targetChart({ measures }: GroupReport, language: Language): string {
  const shown = measures.filter(({ unit }) => unit === 'percent').toReversed()
  const aimOf = ({ target }: (typeof shown)[number]) => {
    if (target === null) return null
    const { aim } = target
    return 'atLeast' in aim ? aim.atLeast : 'moreThan' in aim ? aim.moreThan : aim.atMost
  }
  const barOf = (name: string, color: string, isMet: boolean | null) => ({
    type: 'bar',
    stack: 'value',
    name,
    color,
    data: shown.map((one) => (one.isMet === isMet ? one.value : null)),
  })
  return draw(140 + shown.length * 34, {
    title: { text: word('measures', language) },
    legend: LEGEND,
    grid: { left: 460 },
    xAxis: { type: 'value', max: 100, axisLabel: { formatter: '{value} %' } },
    yAxis: {
      type: 'category',
      data: shown.map(({ name, value }) => (value === null ? `${name[language]} (${word('noData', language)})` : name[language])),
      axisLabel: { ...BROKEN, width: 340 },
    },
    series: [
      barOf(word('yes', language), GREEN, true),
      barOf(word('no', language), RED, false),
      barOf(word('noTarget', language), BLUE, null),
      { type: 'scatter', name: word('target', language), symbol: 'diamond', color: '#222', data: shown.map(aimOf) },
    ],
  })
}

function indexChart({ index }: GroupReport, language: Language): string {
  const points = GROUPS_766.map((group) => {
    const known = index.indicators.filter((indicator) => indicator.group === group && indicator.score !== null)
    return { score: known.length === 0 ? null : known.reduce((sum, { score }) => sum + (score ?? 0), 0), group }
  })
  return draw(400, {
    title: { text: word('index', language), textStyle: { fontSize: 15 } },
    legend: LEGEND,
    // A name of four lines ends above the legend.
    grid: { bottom: 110 },
    xAxis: {
      type: 'category',
      data: points.map(({ group, score }) => {
        const name = GROUP_NAMES_766[group][language]
        return score === null ? `${name} (${word('noData', language)})` : name
      }),
      axisLabel: { ...BROKEN, width: 95, interval: 0 },
    },
    yAxis: { type: 'value' },
    series: [
      { type: 'bar', name: word('points', language), color: BLUE, data: points.map(({ score }) => score) },
      { type: 'bar', name: word('most', language), color: GREY, data: GROUPS_766.map((group) => GROUP_NAMES_766[group].points) },
    ],
  })
}
