import type { Definition, FlowNode, Language, SequenceFlow, Stage } from '@motcua/engine'
import { isBox, isFrame } from './kinds.ts'
import { CAPTION_WIDTH, layoutOf, type Layout, type Line, type Placed } from './layout.ts'
import { shape } from './shapes.ts'
import { escapeXml, wrap } from './text.ts'

export interface DiagramOptions {
  readonly process?: string
  readonly language?: Language
  /** Where a dossier has been; drawn bold, the rest pale. */
  readonly taken?: {
    readonly nodes: ReadonlySet<string>
    readonly flows: ReadonlySet<string>
    readonly current?: ReadonlySet<string>
  }
}

/** Quiet fills on which black text stays readable; print keeps them apart. */
const STAGE_COLOURS: Readonly<Record<Stage, { readonly fill: string; readonly vi: string; readonly en: string }>> = {
  receive: { fill: '#dbeafe', vi: '1 Tiếp nhận', en: '1 Receive' },
  digitize: { fill: '#e0e7ff', vi: '2 Số hóa', en: '2 Digitize' },
  transfer: { fill: '#ede9fe', vi: '3 Chuyển hồ sơ', en: '3 Transfer' },
  verify: { fill: '#fef3c7', vi: '4 Giải quyết', en: '4 Verify' },
  sign: { fill: '#fce7f3', vi: '5 Ký số', en: '5 Sign' },
  return: { fill: '#dcfce7', vi: '6 Trả kết quả', en: '6 Return' },
  archive: { fill: '#e5e7eb', vi: '7 Lưu trữ', en: '7 Archive' },
}
const LEGEND = 40

const STYLE = `
text{font:10px "Noto Sans","DejaVu Sans",Arial,sans-serif;fill:#111;text-anchor:middle}
.h{font-size:15px;font-weight:bold;text-anchor:start}.l{text-anchor:start}.t{font-size:11px}
.s{fill:#fff;stroke:#333;stroke-width:1.4}.sub{fill:#fffef7}.end{stroke-width:3.4}.i{fill:none;stroke:#333}
.m{fill:none;stroke:#333;stroke-width:1.2}.b{stroke-width:2.4}.f{fill:#333}
.e{fill:none;stroke:#555;stroke-width:1.3}.n{fill:#444;stroke:#fff;stroke-width:3;paint-order:stroke}
.pale{opacity:.38}.taken .s,.taken .e{stroke:#0b5394;stroke-width:2.6}.current .s{stroke:#b45309;stroke-width:3.4}
`

/** A procedure's diagram as a standalone SVG: BPMN's shapes, a colour for each stage, and the path that a dossier took. */
export async function diagramSvg(definition: Definition, options: DiagramOptions = {}): Promise<string> {
  const process = definition.processes.find(({ id }) => options.process === undefined || id === options.process)
  if (process === undefined)
    throw new Error(`expected one of the processes ${definition.processes.map(({ id }) => id).join(', ')}`)
  const language = options.language ?? 'vi'
  const nameOf = (named: FlowNode | SequenceFlow) =>
    (language === 'en' ? named.name?.en : undefined) ?? named.name?.vi ?? ('kind' in named ? named.id : '')
  const layout = await layoutOf(process, nameOf)
  const stages = stagesOf(layout.nodes)
  const title = `${definition.procedure} ${(language === 'en' ? definition.name.en : undefined) ?? definition.name.vi}`
  const [width, height] = [Math.ceil(Math.max(layout.width, 900)), Math.ceil(layout.height + LEGEND + 12)]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t d">`,
    `<title id="t">${escapeXml(title)}</title><desc id="d">${escapeXml(description(layout, language))}</desc>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="#444"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    legend(title, stages, language),
    `<g transform="translate(0 ${LEGEND})">`,
    ...layout.nodes.filter(({ node }) => isFrame(node)).map((placed) => drawNode(placed, nameOf, stages, options)),
    ...layout.lines.map((line) => drawLine(line, nameOf(line.flow), options)),
    ...layout.nodes.filter(({ node }) => !isFrame(node)).map((placed) => drawNode(placed, nameOf, stages, options)),
    '</g></svg>\n',
  ].join('\n')
}

/** The stage of each node that has one, its own or that of the sub-process around it. */
function stagesOf(nodes: readonly Placed[]): ReadonlyMap<string, Stage> {
  const stages = new Map<string, Stage>()
  for (const { node } of nodes) {
    const stage = node.stage ?? stages.get(node.id)
    if (stage === undefined) continue
    stages.set(node.id, stage)
    if (isFrame(node)) for (const inner of node.nodes) stages.set(inner.id, inner.stage ?? stage)
  }
  return stages
}

function drawNode(
  placed: Placed,
  nameOf: (node: FlowNode) => string,
  stages: ReadonlyMap<string, Stage>,
  { taken }: DiagramOptions,
): string {
  const { node } = placed
  const { box } = placed
  const stage = stages.get(node.id)
  const drawn = shape(node, rounded(box))
  const tinted =
    stage === undefined || isFrame(node) ? drawn : drawn.replace('class="s', `style="fill:${STAGE_COLOURS[stage].fill}" class="s`)
  return `<g class="${classOf(node.id, taken?.nodes, taken?.current)}" data-element="${escapeXml(node.id)}">${tinted}${caption(placed, nameOf(node))}</g>`
}

function caption(placed: Placed, name: string): string {
  const { node, box, on } = placed
  const x = box.x + box.width / 2
  if (isBox(node)) {
    const lines = wrap(name, box.width - 14, 11, 3)
    const top = box.y + box.height / 2 - ((lines.length - 1) * 13) / 2 + 6
    return lines
      .map((line, index) => `<text class="t" x="${at(x)}" y="${at(top + index * 13)}">${escapeXml(line)}</text>`)
      .join('')
  }
  if (isFrame(node)) return `<text class="t" x="${at(x)}" y="${at(box.y + 18)}">${escapeXml(name)}</text>`
  const lines = wrap(name, CAPTION_WIDTH, 10)
  // A line leaves a boundary event at its foot: its name stands beside it.
  const [kind, left, top] =
    on === undefined ? ['', x, box.y + box.height + 12] : [' class="l"', box.x + box.width + 3, box.y + 30]
  return lines.map((line, index) => `<text${kind} x="${at(left)}" y="${at(top + index * 12)}">${escapeXml(line)}</text>`).join('')
}

function drawLine({ flow, points: path, label: place }: Line, name: string, { taken }: DiagramOptions): string {
  const d = path.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('')
  const [line] = wrap(name, 180, 10, 1)
  const label =
    place === undefined || line === undefined
      ? ''
      : `<text class="n l" x="${at(place[0])}" y="${at(place[1])}">${escapeXml(line)}</text>`
  const [from] = path
  const slash = flow.isDefault && from !== undefined ? `<path class="m" d="M${at(from[0] + 6)} ${at(from[1] + 5)}l6 -10"/>` : ''
  return `<g class="${classOf(flow.id, taken?.flows, undefined)}" data-element="${escapeXml(flow.id)}"><path class="e" marker-end="url(#a)" d="${d}"/>${slash}${label}</g>`
}

function legend(title: string, stages: ReadonlyMap<string, Stage>, language: Language): string {
  const used = (Object.keys(STAGE_COLOURS) as Stage[]).filter((stage) => [...stages.values()].includes(stage))
  const entries = used.map((stage, index) => {
    const { fill, [language]: name } = STAGE_COLOURS[stage]
    const x = 24 + index * 118
    return `<rect x="${x}" y="28" width="12" height="12" rx="3" fill="${fill}" stroke="#333"/><text class="l" x="${x + 17}" y="38">${escapeXml(name)}</text>`
  })
  return `<text class="h" x="24" y="20">${escapeXml(title)}</text>${entries.join('')}`
}

function description({ nodes, lines }: Layout, language: Language): string {
  return language === 'vi'
    ? `Sơ đồ BPMN: ${nodes.length} phần tử, ${lines.length} luồng`
    : `BPMN diagram: ${nodes.length} elements, ${lines.length} flows`
}

function classOf(id: string, taken: ReadonlySet<string> | undefined, current: ReadonlySet<string> | undefined): string {
  if (taken === undefined) return 'node'
  if (current?.has(id) === true) return 'node current'
  return taken.has(id) ? 'node taken' : 'node pale'
}

function rounded({ x, y, width, height }: Placed['box']): Placed['box'] {
  return { x: at(x), y: at(y), width: at(width), height: at(height) }
}

function at(value: number): number {
  return Math.round(value * 10) / 10
}
