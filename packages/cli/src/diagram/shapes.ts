import type { FlowNode } from '@motcua/engine'
import { isBox, isFrame } from './kinds.ts'
import type { Box } from './layout.ts'

/** BPMN's shape of a node. @law BPMN 2.0.2 §7.3, §10 */
export function shape(node: FlowNode, box: Box): string {
  const { x, y, width, height } = box
  const [cx, cy] = [x + width / 2, y + height / 2]
  if (isBox(node))
    return `<rect class="s${node.kind === 'callActivity' ? ' end' : ''}" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>${taskMarker(node, box)}${repeatMarker(node, box)}`
  if (isFrame(node)) {
    const dashed = node.kind === 'subProcess' && node.triggeredByEvent ? ' stroke-dasharray="4 3"' : ''
    const frame = `<rect class="s sub"${dashed} x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>`
    const second = `<rect class="i" x="${x + 4}" y="${y + 4}" width="${width - 8}" height="${height - 8}" rx="8"/>`
    return `${frame}${node.kind === 'transaction' ? second : ''}${repeatMarker(node, box)}`
  }
  if (node.kind.endsWith('Gateway')) {
    return `<path class="s" d="M${cx} ${y}L${x + width} ${cy}L${cx} ${y + height}L${x} ${cy}Z"/>${gatewayMarker(node, cx, cy)}`
  }
  const radius = width / 2
  // What does not interrupt is dashed.
  const isFirm = (node.kind !== 'boundaryEvent' || node.cancelActivity) && (node.kind !== 'startEvent' || node.isInterrupting)
  const dashed = isFirm ? '' : ' stroke-dasharray="4 2.5"'
  const ring = `<circle${dashed} class="s${node.kind === 'endEvent' ? ' end' : ''}" cx="${cx}" cy="${cy}" r="${radius - 1}"/>`
  const isDouble =
    node.kind === 'intermediateCatchEvent' || node.kind === 'intermediateThrowEvent' || node.kind === 'boundaryEvent'
  const inner = isDouble ? `<circle${dashed} class="i" cx="${cx}" cy="${cy}" r="${radius - 4}"/>` : ''
  return `${ring}${inner}${eventMarker(node, cx, cy)}`
}

function eventMarker(node: FlowNode, x: number, y: number): string {
  const kind = 'events' in node ? (node.events[0]?.kind ?? 'none') : 'none'
  switch (kind) {
    case 'message':
      return `<path class="m" d="M${x - 8} ${y - 5}h16v11h-16zM${x - 8} ${y - 5}l8 6l8 -6"/>`
    case 'timer':
      return `<circle class="m" cx="${x}" cy="${y}" r="8"/><path class="m" d="M${x} ${y - 5}V${y}L${x + 4} ${y + 3}"/>`
    case 'error':
      return `<path class="m" d="M${x - 7} ${y + 7}L${x - 2} ${y - 6}L${x + 2} ${y + 2}L${x + 7} ${y - 7}"/>`
    case 'signal':
      return `<path class="m" d="M${x} ${y - 8}L${x + 8} ${y + 6}H${x - 8}Z"/>`
    case 'escalation':
      return `<path class="m" d="M${x} ${y - 8}L${x + 6} ${y + 7}L${x} ${y + 1}L${x - 6} ${y + 7}Z"/>`
    case 'conditional':
      return `<path class="m" d="M${x - 6} ${y - 8}h12v16h-12zM${x - 4} ${y - 4}h8M${x - 4} ${y}h8M${x - 4} ${y + 4}h8"/>`
    case 'link':
      return `<path class="m" d="M${x - 8} ${y - 3}h8v-4l8 7l-8 7v-4h-8z"/>`
    case 'compensation':
      return `<path class="m" d="M${x} ${y - 6}v12l-8 -6zM${x + 8} ${y - 6}v12l-8 -6z"/>`
    case 'cancel':
      return `<path class="m b" d="M${x - 6} ${y - 6}L${x + 6} ${y + 6}M${x + 6} ${y - 6}L${x - 6} ${y + 6}"/>`
    case 'terminate':
      return `<circle class="f" cx="${x}" cy="${y}" r="8"/>`
    default:
      return ''
  }
}

function gatewayMarker({ kind }: FlowNode, x: number, y: number): string {
  if (kind === 'exclusiveGateway')
    return `<path class="m b" d="M${x - 6} ${y - 7}L${x + 6} ${y + 7}M${x + 6} ${y - 7}L${x - 6} ${y + 7}"/>`
  if (kind === 'parallelGateway') return `<path class="m b" d="M${x} ${y - 9}V${y + 9}M${x - 9} ${y}H${x + 9}"/>`
  if (kind === 'inclusiveGateway') return `<circle class="m b" cx="${x}" cy="${y}" r="10"/>`
  if (kind === 'complexGateway') {
    const diagonals = `M${x - 7} ${y - 7}L${x + 7} ${y + 7}M${x + 7} ${y - 7}L${x - 7} ${y + 7}`
    return `<path class="m b" d="M${x} ${y - 10}V${y + 10}M${x - 10} ${y}H${x + 10}${diagonals}"/>`
  }
  const points = [0, 1, 2, 3, 4].map((corner) => {
    const angle = (corner * 2 * Math.PI) / 5 - Math.PI / 2
    return `${(x + 7 * Math.cos(angle)).toFixed(1)} ${(y + 7 * Math.sin(angle)).toFixed(1)}`
  })
  return `<circle class="m" cx="${x}" cy="${y}" r="11"/><path class="m" d="M${points.join('L')}Z"/>`
}

function taskMarker({ kind }: FlowNode, { x, y }: Box): string {
  const [left, top] = [x + 7, y + 6]
  switch (kind) {
    case 'userTask':
      return `<circle class="m" cx="${left + 5}" cy="${top + 3}" r="3"/><path class="m" d="M${left} ${top + 12}a5 5 0 0 1 10 0z"/>`
    case 'serviceTask':
      return `<circle class="m" cx="${left + 6}" cy="${top + 6}" r="5"/><circle class="m" cx="${left + 6}" cy="${top + 6}" r="2"/>`
    case 'sendTask':
      return `<path class="m f" d="M${left} ${top + 1}h12v9h-12z"/>`
    case 'receiveTask':
      return `<path class="m" d="M${left} ${top + 1}h12v9h-12zM${left} ${top + 1}l6 5l6 -5"/>`
    default:
      return ''
  }
}

/** At the lower border: how often it runs, and whether it compensates. */
function repeatMarker(node: FlowNode, { x, y, width, height }: Box): string {
  const [cx, bottom] = [x + width / 2, y + height - 4]
  const marks: string[] = []
  const loop = 'loop' in node ? node.loop : undefined
  if (loop?.kind === 'standard') marks.push(`<path class="m" d="M${cx - 3} ${bottom}a5 5 0 1 1 6 0"/>`)
  if (loop?.kind === 'multiInstance') {
    const lines = loop.isSequential ? `M${cx - 5} ${bottom - 8}h10m-10 4h10m-10 4h10` : `M${cx - 4} ${bottom - 8}v8m4 -8v8m4 -8v8`
    marks.push(`<path class="m" d="${lines}"/>`)
  }
  if ('isForCompensation' in node && node.isForCompensation) {
    marks.push(`<path class="m" d="M${cx + 12} ${bottom - 8}v8l-5 -4zM${cx + 17} ${bottom - 8}v8l-5 -4z"/>`)
  }
  if (node.kind === 'adHocSubProcess') marks.push(`<path class="m" d="M${cx - 8} ${bottom - 2}q4 -6 8 -2t8 -2"/>`)
  return marks.join('')
}
