/** BPMN 2.0 XML. */
import type { Code } from '../../diagnostics/index.ts'
import { BPMN_CODES as READER_CODES } from './codes.ts'
import { CONSTRAINT_CODES } from './constraints/index.ts'

/** Everything that reading BPMN may report. */
export const BPMN_CODES: readonly Code[] = [...READER_CODES, ...CONSTRAINT_CODES]
export type { Diagram, DiagramEdge, DiagramLabel, DiagramShape } from './diagram.ts'
export { diagramSvg } from './diagram-svg.ts'
export { layoutDiagram } from './layout.ts'
export { checkSpecification } from './specification.ts'
export { readBpmn } from './read.ts'
export type { ReadBpmn, ReadBpmnOptions } from './read.ts'
export { writeBpmn } from './write.ts'
