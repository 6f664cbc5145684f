export { diagramSvg } from './diagram-svg.ts'
export type { DiagramOptions } from './diagram-svg.ts'
