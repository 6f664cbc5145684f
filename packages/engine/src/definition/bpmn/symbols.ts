import type { EventDefinition, FlowNode } from '../definition.ts'
import type { DiagramLabel as Box } from './diagram.ts'

/** The drawing of a node without its name. @law BPMN 2.0.2 §7.3, §10 */
export function symbolOf(node: FlowNode, box: Box, isExpanded: boolean): string {
  if (node.kind.endsWith('Gateway')) return gateway(node, box)
  if ('events' in node) return event(node, box)
  const { x, y, width, height } = box
  const isCall = node.kind === 'callActivity'
  const isEvent = node.kind === 'subProcess' && node.triggeredByEvent
  const frame = `<rect class="s${isCall ? ' thick' : ''}${isEvent ? ' dotted' : ''}" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="10"/>`
  const inner =
    node.kind === 'transaction'
      ? `<rect class="m" x="${n(x + 3)}" y="${n(y + 3)}" width="${n(Math.max(0, width - 6))}" height="${n(Math.max(0, height - 6))}" rx="8"/>`
      : ''
  return frame + inner + taskMark(node.kind, x + 6, y + 6) + lowerMarks(node, box, isExpanded)
}

function event(node: FlowNode & { readonly events: readonly EventDefinition[] }, box: Box): string {
  const [x, y, radius] = [box.x + box.width / 2, box.y + box.height / 2, Math.min(box.width, box.height) / 2]
  const goesOn = (node.kind === 'boundaryEvent' && !node.cancelActivity) || (node.kind === 'startEvent' && !node.isInterrupting)
  const dashed = goesOn ? ' dashed' : ''
  const outer = `<circle class="s${node.kind === 'endEvent' ? ' thick' : ''}${dashed}" cx="${n(x)}" cy="${n(y)}" r="${n(radius)}"/>`
  const isBetween = node.kind !== 'startEvent' && node.kind !== 'endEvent'
  const second = isBetween ? `<circle class="m${dashed}" cx="${n(x)}" cy="${n(y)}" r="${n(Math.max(0, radius - 3))}"/>` : ''
  const isThrown = node.kind === 'endEvent' || node.kind === 'intermediateThrowEvent'
  const isParallel = 'isParallelMultiple' in node && node.isParallelMultiple
  const kind = node.events.length > 1 ? (isParallel ? 'parallel' : 'multiple') : node.events[0]?.kind
  return outer + second + (kind === undefined ? '' : placed(EVENT_MARKS[kind], x, y, radius / 18, isThrown))
}

/** Paths around 0 0, for a circle of radius 18; `fill` where they are full even when caught. */
const EVENT_MARKS: Readonly<Record<EventDefinition['kind'] | 'multiple' | 'parallel', string>> = {
  message: 'M-9 -6h18v12h-18zM-9 -6l9 7l9 -7',
  timer: 'M-10 0a10 10 0 1 0 20 0a10 10 0 1 0 -20 0M0 -7V0L5 3',
  signal: 'M0 -9L9 7H-9Z',
  error: 'M-9 8L-4 -8L3 3L9 -9L4 7L-3 -3Z',
  escalation: 'M0 -9L7 8L0 1L-7 8Z',
  conditional: 'M-7 -9h14v18h-14zM-4 -5h8M-4 0h8M-4 5h8',
  link: 'M-10 -4h10v-5l10 9l-10 9v-5h-10z',
  compensation: 'M0 -7v14l-9 -7zM9 -7v14l-9 -7z',
  cancel: 'M-8 -5L-5 -8L0 -3L5 -8L8 -5L3 0L8 5L5 8L0 3L-5 8L-8 5L-3 0Z',
  terminate: 'M-10 0a10 10 0 1 0 20 0a10 10 0 1 0 -20 0',
  multiple: 'M0 -10L10 -2L6 9H-6L-10 -2Z',
  parallel: 'M-3 -10h6v7h7v6h-7v7h-6v-7h-7v-6h7z',
}
/** Lines of a mark that is full would not be seen. */
const NEVER_FULL = new Set([EVENT_MARKS.timer, EVENT_MARKS.conditional])

function placed(path: string, x: number, y: number, scale: number, isFull: boolean): string {
  const full = isFull && !NEVER_FULL.has(path) ? ' full' : ''
  return `<path class="m${full}" transform="translate(${n(x)} ${n(y)}) scale(${n(scale)})" d="${path}"/>`
}

function gateway(node: FlowNode, box: Box): string {
  const { x, y, width, height } = box
  const [cx, cy] = [x + width / 2, y + height / 2]
  const diamond = `<path class="s" d="M${n(cx)} ${n(y)}L${n(x + width)} ${n(cy)}L${n(cx)} ${n(y + height)}L${n(x)} ${n(cy)}Z"/>`
  const isParallel = node.kind === 'eventBasedGateway' && node.gatewayType === 'Parallel'
  const isStart = node.kind === 'eventBasedGateway' && node.instantiate
  const path = isParallel ? GATEWAY_MARKS.parallelEvents : (GATEWAY_MARKS[node.kind] ?? '')
  const rings = node.kind === 'eventBasedGateway' ? (isStart ? RING : RING + INNER_RING) : ''
  return `${diamond}<path class="m${node.kind === 'eventBasedGateway' ? '' : ' bold'}" transform="translate(${n(cx)} ${n(cy)}) scale(${n(width / 50)})" d="${rings}${path}"/>`
}

const RING = 'M-14 0a14 14 0 1 0 28 0a14 14 0 1 0 -28 0'
const INNER_RING = 'M-11 0a11 11 0 1 0 22 0a11 11 0 1 0 -22 0'
const GATEWAY_MARKS: Readonly<Record<string, string>> = {
  exclusiveGateway: 'M-7 -9L7 9M7 -9L-7 9',
  inclusiveGateway: 'M-11 0a11 11 0 1 0 22 0a11 11 0 1 0 -22 0',
  parallelGateway: 'M0 -12V12M-12 0H12',
  complexGateway: 'M0 -12V12M-12 0H12M-8 -8L8 8M8 -8L-8 8',
  eventBasedGateway: 'M0 -8L8 -2L5 7H-5L-8 -2Z',
  parallelEvents: 'M-3 -8h6v5h5v6h-5v5h-6v-5h-5v-6h5z',
}

function taskMark(kind: FlowNode['kind'], x: number, y: number): string {
  const path = TASK_MARKS[kind]
  if (path === undefined) return ''
  return `<path class="m${kind === 'sendTask' ? ' full' : ''}" transform="translate(${n(x)} ${n(y)})" d="${path}"/>`
}

const TASK_MARKS: Readonly<Partial<Record<FlowNode['kind'], string>>> = {
  userTask: 'M4 4a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M0 16a8 8 0 0 1 16 0z',
  serviceTask: 'M4 8a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M8 0v4M8 12v4M0 8h4M12 8h4M2 2l3 3M11 11l3 3M14 2l-3 3M5 11l-3 3',
  sendTask: 'M0 2h18v12h-18z',
  receiveTask: 'M0 2h18v12h-18zM0 2l9 7l9 -7',
  scriptTask: 'M4 0h12q-5 4 0 8t0 8h-12q5 -4 0 -8t0 -8M6 4h6M7 8h6M8 12h6',
  businessRuleTask: 'M0 1h16v13h-16zM0 5h16M5 5v9M0 9h16',
  manualTask: 'M0 6l4 -4h5l-2 3h9v2h-6h7v2h-7h6v2h-6h5v2h-9q-4 0 -6 -3z',
}

/** At the lower border: how often, compensation, ad hoc, and that there is more inside. */
function lowerMarks(node: FlowNode, box: Box, isExpanded: boolean): string {
  if (!('loop' in node)) return ''
  const marks: string[] = []
  if (node.loop?.kind === 'standard') marks.push('M-3 5a6 6 0 1 1 5 0M-3 5v-4M-3 5h-4')
  if (node.loop?.kind === 'multiInstance')
    marks.push(node.loop.isSequential ? 'M-6 -5h12M-6 0h12M-6 5h12' : 'M-5 -6v12M0 -6v12M5 -6v12')
  if (node.isForCompensation) marks.push('M0 -5v10l-6 -5zM6 -5v10l-6 -5z')
  if ('nodes' in node && !isExpanded) marks.push('M-6 -6h12v12h-12zM0 -4V4M-4 0H4')
  if (node.kind === 'adHocSubProcess') marks.push('M-7 1q3 -5 7 -1t7 -1')
  const left = box.x + box.width / 2 - (marks.length - 1) * 9
  return marks.map((path, index) => placed(path, left + index * 18, box.y + box.height - 10, 1, false)).join('')
}

/** A number as it stands in SVG. */
export function n(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '0'
}
