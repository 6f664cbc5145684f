/**
 * Theory of operation
 *
 * A diagram says where things are, a definition what they are: drawn together they are BPMN's notation, as SVG that needs no script
 * and no font of its own. Pools lie under lanes, these under frames, these under flows, and what is small on top. Shapes of what the
 * definition has not are left out; edges of what it has not are those of data, which it keeps as mappings.
 */
import { mustBeObject } from '../../diagnostics/index.ts'
import { escapeXml } from '../../xml/index.ts'
import {
  isSubProcess,
  type Artifact,
  type DataItem,
  type Definition,
  type FlowNode,
  type FlowScope,
  type Lane,
  type SequenceFlow,
  type Text,
} from '../definition.ts'
import { mustBeDefinition, mustBeDiagram } from '../given.ts'
import type { Diagram, DiagramEdge, DiagramLabel as Box, DiagramShape } from './diagram.ts'
import { n, symbolOf } from './symbols.ts'

type Drawn =
  | { readonly as: 'pool' | 'lane'; readonly name: Text | undefined; readonly isEmpty?: boolean }
  | { readonly as: 'node'; readonly node: FlowNode }
  | { readonly as: 'data'; readonly item: DataItem }
  | { readonly as: 'artifact'; readonly artifact: Artifact }
  | { readonly as: 'flow'; readonly flow: SequenceFlow; readonly from: FlowNode | undefined }
  | { readonly as: 'messageFlow'; readonly name: Text | undefined }

const STYLE = `text{font:11px "Noto Sans","DejaVu Sans",Arial,sans-serif;fill:#111;text-anchor:middle;stroke:#fff;stroke-width:3;stroke-linejoin:round;paint-order:stroke}.l{text-anchor:start}
.s{fill:#fff;stroke:#222;stroke-width:1.5}.m{fill:none;stroke:#222;stroke-width:1.2}.full{fill:#222}.bold{stroke-width:3}.thick{stroke-width:3.5}
.dashed{stroke-dasharray:5 3}.dotted{stroke-dasharray:1 3}.e{fill:none;stroke:#222;stroke-width:1.4}.g{stroke-dasharray:8 3 1 3;fill:none}`
const MARKERS =
  '<defs><marker id="flow" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L10 5L0 10z" fill="#222"/></marker><marker id="message" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="9" markerHeight="9" orient="auto"><path d="M1 1L9 5L1 9z" fill="#fff" stroke="#222"/></marker><marker id="sender" viewBox="0 0 10 10" refX="5" refY="5" markerWidth="7" markerHeight="7"><circle cx="5" cy="5" r="4" fill="#fff" stroke="#222"/></marker><marker id="default" viewBox="-12 -6 14 12" refX="0" refY="0" markerWidth="11" markerHeight="9" orient="auto" overflow="visible"><path d="M6 -5L11 5" stroke="#222"/></marker><marker id="condition" viewBox="0 -6 18 12" refX="0" refY="0" markerWidth="14" markerHeight="9" orient="auto"><path d="M0 0L8 -5L16 0L8 5z" fill="#fff" stroke="#222"/></marker></defs>'

/** Room around everything. */
const MARGIN = 20
/** Where the name of a pool or lane stands, read from below. */
const BAND = 30

/**
 * Draws a definition in BPMN's notation as a standalone SVG.
 *
 * @param diagram           where its elements stand: as read from a file, or laid out
 * @param options.showsIds  what has no name shows its id, as it should where a person chose the ids
 */
export function diagramSvg(definition: Definition, diagram: Diagram, options: { readonly showsIds?: boolean } = {}): string {
  mustBeDefinition('diagramSvg', definition)
  mustBeDiagram('diagramSvg', diagram)
  mustBeObject('diagramSvg', 'options', options)
  const all = elementsOf(definition, options.showsIds === true)
  const around = extent(diagram)
  const shapes = diagram.shapes
    .flatMap((shape) => {
      const drawn = all.get(shape.element)
      return drawn === undefined ? [] : [{ shape, drawn, layer: layerOf(drawn, shape) }]
    })
    .sort((a, b) => a.layer - b.layer)
  const under = shapes.filter(({ layer }) => layer < FLOWS)
  const over = shapes.filter(({ layer }) => layer > FLOWS)
  const title = `${definition.procedure} ${definition.name.vi}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${n(around.x)} ${n(around.y)} ${n(around.width)} ${n(around.height)}" width="${n(around.width)}" height="${n(around.height)}" role="img">`,
    `<title>${written(title)}</title>`,
    `<style>${STYLE}</style>${MARKERS}`,
    `<rect x="${n(around.x)}" y="${n(around.y)}" width="${n(around.width)}" height="${n(around.height)}" fill="#fff"/>`,
    ...under.map(({ shape, drawn }) => shapeSvg(shape, drawn)),
    ...diagram.edges.filter(({ points }) => points.length > 1).map((edge) => edgeSvg(edge, all.get(edge.element))),
    ...over.map(({ shape, drawn }) => shapeSvg(shape, drawn)),
    '</svg>\n',
  ].join('\n')
}

/** Flows lie over pools, lanes and frames, and under all else. */
const FLOWS = 3

function layerOf(drawn: Drawn, shape: DiagramShape): number {
  if (drawn.as === 'pool') return 0
  if (drawn.as === 'lane') return 1
  if (drawn.as === 'node' && isSubProcess(drawn.node) && shape.isExpanded !== false) return 2
  return drawn.as === 'node' && drawn.node.kind === 'boundaryEvent' ? 5 : 4
}

function elementsOf({ processes, collaboration }: Definition, showsIds: boolean): ReadonlyMap<string, Drawn> {
  const all = new Map<string, Drawn>()
  const named = <T extends { readonly id: string; readonly name: Text | undefined }>(one: T): T =>
    showsIds && one.name === undefined ? { ...one, name: { vi: one.id } } : one
  const lane = (one: Lane) => {
    const { id, name, lanes } = named(one)
    all.set(id, { as: 'lane', name })
    lanes.forEach(lane)
  }
  const scope = ({ nodes, flows, data, lanes, artifacts }: FlowScope) => {
    const byId = new Map(nodes.map((node) => [node.id, node]))
    for (const node of nodes) all.set(node.id, { as: 'node', node: named(node) })
    for (const flow of flows) all.set(flow.id, { as: 'flow', flow, from: byId.get(flow.source) })
    for (const item of data) all.set(item.id, { as: 'data', item })
    for (const artifact of artifacts) all.set(artifact.id, { as: 'artifact', artifact })
    lanes.forEach(lane)
    nodes.filter(isSubProcess).forEach(scope)
  }
  processes.forEach(scope)
  for (const { id, name, process } of (collaboration?.participants ?? []).map(named)) {
    const isEmpty = !processes.some((one) => one.id === process && one.nodes.length > 0)
    all.set(id, { as: 'pool', name, isEmpty })
  }
  for (const { id, name } of collaboration?.messageFlows ?? []) all.set(id, { as: 'messageFlow', name })
  return all
}

function extent({ shapes, edges }: Diagram): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  const hold = (x: number, y: number) => {
    ;[left, right] = [Math.min(left, x), Math.max(right, x)]
    ;[top, bottom] = [Math.min(top, y), Math.max(bottom, y)]
  }
  // Names of small shapes stand under them.
  const boxes = [
    ...shapes.map((one) => ({ ...one, height: one.height + 24 })),
    ...[...shapes, ...edges].flatMap(({ label }) => label ?? []),
  ]
  for (const { x, y, width, height } of boxes) {
    hold(x, y)
    hold(x + width, y + height)
  }
  for (const { points } of edges) for (const [x, y] of points) hold(x, y)
  if (left > right) return { x: 0, y: 0, width: 100, height: 40 }
  return { x: left - MARGIN, y: top - MARGIN, width: right - left + 2 * MARGIN, height: bottom - top + 2 * MARGIN }
}

function shapeSvg(shape: DiagramShape, drawn: Drawn): string {
  const inner = drawing(shape, drawn)
  return `<g data-element="${written(shape.element)}">${inner}</g>`
}

function drawing(shape: DiagramShape, drawn: Drawn): string {
  const { x, y, width, height } = shape
  switch (drawn.as) {
    case 'pool':
    case 'lane':
      // A pool that shows no process has its name in the middle.
      if (drawn.isEmpty === true) return box(shape, 's') + centred(shape, drawn.name?.vi ?? '', y + height / 2 + 4)
      return box(shape, 's') + bandSvg(shape, drawn.name?.vi, drawn.as === 'pool')
    case 'node': {
      const isExpanded = isSubProcess(drawn.node) && shape.isExpanded !== false
      return symbolOf(drawn.node, shape, isExpanded) + nameSvg(drawn.node, shape, isExpanded)
    }
    case 'data': {
      const isStore = drawn.item.kind === 'dataStoreReference' || drawn.item.kind === 'dataStore'
      const fold = Math.min(12, width / 3, height / 3)
      const page = `M${n(x)} ${n(y)}h${n(width - fold)}l${n(fold)} ${n(fold)}v${n(height - fold)}h${n(-width)}zm${n(width - fold)} 0v${n(fold)}h${n(fold)}`
      const [rx, ry] = [width / 2, height / 7]
      const drum = `M${n(x)} ${n(y + ry)}a${n(rx)} ${n(ry)} 0 0 1 ${n(width)} 0v${n(height - 2 * ry)}a${n(rx)} ${n(ry)} 0 0 1 ${n(-width)} 0zm0 0a${n(rx)} ${n(ry)} 0 0 0 ${n(width)} 0`
      const many = drawn.item.isCollection ? `<path class="m" d="M${n(x + rx - 4)} ${n(y + height - 10)}v8m4 -8v8m4 -8v8"/>` : ''
      return `<path class="s" d="${isStore ? drum : page}"/>${many}${under(shape, drawn.item.name?.vi ?? drawn.item.variable)}`
    }
    case 'artifact': {
      const { kind, text } = drawn.artifact
      if (kind === 'group') return box(shape, 'm g') + centred(shape, text ?? '', y + 14)
      const bracket = `<path class="m" d="M${n(x + 10)} ${n(y)}H${n(x)}V${n(y + height)}H${n(x + 10)}"/>`
      const lines = wrapped(text ?? '', width - 10, Math.max(1, Math.floor(height / 13)))
      return bracket + lines.map((line, index) => textSvg(x + 6, y + 13 + index * 13, line, 'l')).join('')
    }
    default:
      return ''
  }
}

function box({ x, y, width, height }: Box, kind: string): string {
  return `<rect class="${kind}" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"/>`
}

/** The name of a pool or lane: along its left side, or over a vertical one. */
function bandSvg(shape: DiagramShape, name: string | undefined, hasLine: boolean): string {
  const { x, y, width, height } = shape
  const isUpright = shape.isHorizontal === false
  const line = isUpright ? `M${n(x)} ${n(y + BAND)}h${n(width)}` : `M${n(x + BAND)} ${n(y)}v${n(height)}`
  const lines = wrapped(name ?? '', (isUpright ? width : height) - 8, 2)
  const texts = lines.map((label, index) => {
    const across = BAND / 2 + 4 + (index - (lines.length - 1) / 2) * 12
    const [cx, cy] = isUpright ? [x + width / 2, y + across] : [x + across, y + height / 2]
    const turned = isUpright ? '' : ` transform="rotate(-90 ${n(cx)} ${n(cy)})"`
    return `<text x="${n(cx)}" y="${n(cy)}"${turned}>${written(label)}</text>`
  })
  return (hasLine ? `<path class="m" d="${line}"/>` : '') + texts.join('')
}

function nameSvg(node: FlowNode, shape: DiagramShape, isExpanded: boolean): string {
  const name = node.name?.vi ?? ''
  if (name === '') return ''
  if ('loop' in node) {
    if (isExpanded) return centred(shape, name, shape.y + 18)
    // The mark of its kind stands in the upper left corner.
    const room = node.kind === 'task' || node.kind === 'callActivity' ? 20 : 34
    const lines = wrapped(name, shape.width - 12, Math.max(1, Math.floor((shape.height - room) / 13)))
    const down = lines.length > 2 && room > 20 ? 8 : 4
    const top = shape.y + shape.height / 2 - ((lines.length - 1) * 13) / 2 + down
    return lines.map((line, index) => textSvg(shape.x + shape.width / 2, top + index * 13, line)).join('')
  }
  if (node.kind !== 'boundaryEvent' || shape.label !== undefined) return under(shape, name)
  // A flow leaves it at its foot: its name stands beside that.
  return wrapped(name, 90, 3)
    .map((line, index) => textSvg(shape.x + shape.width, shape.y + shape.height * 0.5 + 16 + index * 13, line, 'l'))
    .join('')
}

function centred(shape: Box, text: string, y: number): string {
  const [line = ''] = wrapped(text, shape.width - 12, 1)
  return textSvg(shape.x + shape.width / 2, y, line)
}

/** At the label where there is one, else under the shape. */
function under(shape: DiagramShape, text: string): string {
  const { label } = shape
  const [x, top] =
    label === undefined ? [shape.x + shape.width / 2, shape.y + shape.height + 14] : [label.x + label.width / 2, label.y + 11]
  return wrapped(text, Math.max(90, label?.width ?? 0), 3)
    .map((line, index) => textSvg(x, top + index * 13, line))
    .join('')
}

function edgeSvg(edge: DiagramEdge, drawn: Drawn | undefined): string {
  const line = edge.points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${n(x)} ${n(y)}`).join('')
  const name = drawn?.as === 'flow' ? drawn.flow.name?.vi : drawn?.as === 'messageFlow' ? drawn.name?.vi : undefined
  const path = `<path class="e${edgeClass(drawn)}" d="${line}"${edgeEnds(drawn)}/>`
  return `<g data-element="${written(edge.element)}">${path}${name === undefined ? '' : edgeName(edge, name)}</g>`
}

function edgeClass(drawn: Drawn | undefined): string {
  if (drawn?.as === 'messageFlow') return ' dashed'
  return drawn?.as === 'flow' ? '' : ' dotted'
}

function edgeEnds(drawn: Drawn | undefined): string {
  if (drawn?.as === 'messageFlow') return ' marker-start="url(#sender)" marker-end="url(#message)"'
  if (drawn?.as !== 'flow') return ''
  const { flow, from } = drawn
  // At a gateway conditions are a matter of course.
  const isConditional = flow.condition !== undefined && from !== undefined && 'loop' in from
  const start = flow.isDefault ? ' marker-start="url(#default)"' : isConditional ? ' marker-start="url(#condition)"' : ''
  return `${start} marker-end="url(#flow)"`
}

function edgeName({ points, label }: DiagramEdge, name: string): string {
  // On the longest level part, where there is room; else in the middle.
  const level = points.map(([x, y], index) => (points[index + 1]?.[1] === y ? Math.abs((points[index + 1]?.[0] ?? x) - x) : 0))
  const longest = Math.max(...level)
  const middle = longest >= 60 ? level.indexOf(longest) : Math.floor((points.length - 1) / 2)
  const [[x1, y1], [x2, y2]] = [points[middle] ?? [0, 0], points[middle + 1] ?? [0, 0]]
  const lines = wrapped(name, Math.max(90, label?.width ?? longest - 20), 3)
  const above = longest >= 60 ? (lines.length - 1) * 13 : 0
  const [x, top] = label === undefined ? [(x1 + x2) / 2, (y1 + y2) / 2 - 5 - above] : [label.x + label.width / 2, label.y + 11]
  return lines.map((line, index) => textSvg(x, top + index * 13, line)).join('')
}

function textSvg(x: number, y: number, text: string, kind?: string): string {
  return `<text${kind === undefined ? '' : ` class="${kind}"`} x="${n(x)}" y="${n(y)}">${written(text)}</text>`
}

/** Width of a letter: a little more than common fonts need at 11 pixels, so that nothing runs over. */
const LETTER = 6.6
/** A name may be as long as a file; nobody reads more of it in a picture. */
const LONGEST = 400

/** A text in lines that fit; a word that does not is cut. */
function wrapped(text: string, width: number, most: number): string[] {
  const letters = Math.max(4, Math.floor(width / LETTER))
  const lines: string[] = []
  for (const word of text.slice(0, LONGEST).trim().split(/\s+/u).filter(Boolean)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word.length > letters ? `${word.slice(0, letters - 1)}…` : word)
  }
  if (lines.length <= most) return lines
  return [...lines.slice(0, most - 1), `${(lines[most - 1] ?? '').slice(0, letters - 1)}…`]
}

function written(text: string): string {
  return escapeXml(text.normalize('NFC'))
}
