/** XML as a tree with places: what BPMN and DMN files are read from. */
export { XML_CODES } from './codes.ts'
export { decode } from './decode.ts'
export { attributeOf, escapeXml } from './element.ts'
export type { XmlAttribute, XmlElement } from './element.ts'
export { readLinked } from './linked.ts'
export type { ImportRequest, ImportResolver, LinkedFile, LinkOptions, ReadLinked, SourceFile } from './linked.ts'
export { readXml } from './read.ts'
export type { ReadXml } from './read.ts'
