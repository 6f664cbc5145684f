/** BPMN 2.0 XML. */
export { BPMN_CODES } from './codes.ts'
export { readBpmn } from './read.ts'
export type { ReadBpmn } from './read.ts'
