/** What an analyst writes: its types, its JSON Schema, its readers. */
export { diagramSvg, layoutDiagram, readBpmn, writeBpmn } from './bpmn/index.ts'
export type { Diagram, DiagramEdge, DiagramShape, ReadBpmn } from './bpmn/index.ts'
export { DEFINITION_CODES } from './codes.ts'
export * from './definition.ts'
export { procedureSchema } from './validate.ts'
export { readYaml } from './yaml/read.ts'
export type { ReadDefinition } from './yaml/read.ts'
export { writeYaml } from './yaml/write.ts'
