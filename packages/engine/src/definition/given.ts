import { ArgumentError, fields, listOf, optional, record, text, that, words } from '../diagnostics/index.ts'

const list = that('a list', Array.isArray)
const node = fields({ id: text, kind: text, position: record })

const DEFINITION = fields({
  file: words,
  procedure: words,
  name: record,
  roles: listOf(record),
  documents: listOf(record),
  results: listOf(record),
  variables: listOf(record),
  messages: listOf(record),
  signals: listOf(record),
  errors: listOf(record),
  escalations: listOf(record),
  correlations: listOf(record),
  rules: listOf(record),
  processes: listOf(
    fields({
      id: text,
      nodes: listOf(node),
      flows: listOf(record),
      data: listOf(record),
      lanes: listOf(record),
      artifacts: optional(listOf(record)),
    }),
  ),
})

/** A definition as it is read or was stored, which leaves drawings out; not a part of one. @throws ArgumentError OPTIONS_INVALID */
export function mustBeDefinition(of: string, definition: unknown): void {
  const fault = DEFINITION(definition, 'definition')
  if (fault !== undefined) throw new ArgumentError(of, fault)
}

const DIAGRAM = fields({
  shapes: listOf(fields({ element: words })),
  edges: listOf(fields({ element: words, points: listOf(list) })),
})

/** @throws ArgumentError OPTIONS_INVALID */
export function mustBeDiagram(of: string, diagram: unknown): void {
  const fault = DIAGRAM(diagram, 'diagram')
  if (fault !== undefined) throw new ArgumentError(of, fault)
}
