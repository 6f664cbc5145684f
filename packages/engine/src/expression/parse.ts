import { parser, trackVariables } from 'lezer-feel'

/** A node of the parser's tree. */
export interface SyntaxNode {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly firstChild: SyntaxNode | null
  readonly nextSibling: SyntaxNode | null
}

/** A place inside an expression: offsets from its start, in UTF-16 code units. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Deeper nesting than this is refused: every walk over an expression stays bounded. */
const DEEPEST = 150

/** Parses FEEL (DMN 1.4 §10.3). `known` are the names in reach: FEEL's grammar depends on them, because names may hold spaces. */
export function parseFeel(
  text: string,
  known: Iterable<string>,
  top: 'Expression' | 'UnaryTests',
): { readonly root: SyntaxNode; readonly error: Span | undefined } {
  const context: Record<string, null> = {}
  // A name of letters and digits alone is read as one anyway.
  for (const name of known) if (/[^\p{L}\p{N}_]/u.test(name)) context[name] = null
  const tree = parser.configure({ top, contextTracker: trackVariables(context) }).parse(text)
  let error: Span | undefined
  let depth = 0
  tree.iterate({
    enter(node) {
      if (++depth > DEEPEST * 2 || node.type.isError) error ??= { from: node.from, to: node.to }
      return error === undefined ? undefined : false
    },
    leave() {
      depth--
    },
  })
  return { root: tree.topNode, error }
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child)
  return children
}
