import type { Diagnostic, Position } from '../../diagnostics/index.ts'
import { readXml } from '../../xml/index.ts'
import { isSubProcess, type Definition, type FlowScope } from '../definition.ts'
import { checkConstraints } from './constraints/index.ts'
import { decodeIds } from './ids.ts'
import { plainXml } from './write.ts'

/** Holds a definition that was not read from BPMN against the specification, as if it had been. */
export function checkSpecification(definition: Definition): readonly Diagnostic[] {
  const { file } = definition
  const { root } = readXml(plainXml(definition), { file })
  if (root === undefined) return []
  const places = new Map<string, Position>()
  definition.processes.forEach((process) => note(process, places))
  const top = { line: 1, column: 1, length: 1 }
  return checkConstraints(decodeIds(root), { file }).map((found) => ({
    ...found,
    position: places.get(found.element ?? '') ?? top,
  }))
}

function note({ nodes, flows }: FlowScope, places: Map<string, Position>): void {
  for (const { id, position } of [...nodes, ...flows]) places.set(id, position)
  for (const node of nodes) if (isSubProcess(node)) note(node, places)
}
