import { parser, trackVariables } from 'lezer-feel'

/** A place inside an expression: offsets from its start, in UTF-16 code units. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What the parser saw: where it is wrong, and the free names that it reads. */
export interface ParsedExpression {
  readonly errors: readonly Span[]
  readonly names: readonly (Span & { readonly name: string })[]
  readonly calls: readonly (Span & { readonly name: string })[]
}

/** Parses FEEL (DMN 1.4 §10.3). `known` are the names in reach: FEEL's grammar depends on them, because names may hold spaces. */
export function parseExpression(text: string, known: Iterable<string>): ParsedExpression {
  const context = Object.fromEntries([...known].map((name) => [name, null]))
  const tree = parser.configure({ top: 'Expression', contextTracker: trackVariables(context) }).parse(text)
  const errors: Span[] = []
  const reads: (Span & { name: string; call: boolean })[] = []
  const bound = new Set<string>(['item', 'partial', '?'])
  let inFilter = 0
  tree.iterate({
    enter(node) {
      const span = { from: node.from, to: node.to }
      if (node.type.isError) errors.push(span)
      if (node.name === 'FilterExpression') inFilter++
      if (node.name === 'Name' || node.name === 'ParameterName') bound.add(text.slice(node.from, node.to))
      // Inside a filter a bare name may be a key of the filtered items: only the evaluation can tell.
      if (node.name === 'VariableName' && inFilter === 0) {
        const call = node.node.parent?.name === 'FunctionInvocation' && node.node.parent.firstChild?.from === node.from
        reads.push({ ...span, name: text.slice(node.from, node.to), call })
      }
      return undefined
    },
    leave(node) {
      if (node.name === 'FilterExpression') inFilter--
    },
  })
  const free = reads.filter(({ name }) => !bound.has(name))
  return {
    errors,
    names: free.filter(({ call }) => !call),
    calls: free.filter(({ call }) => call),
  }
}
