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
  const tree = parser.configure({ top, contextTracker: trackVariables(contextOf(known)) }).parse(asGrammarHasIt(text))
  let error: Span | undefined
  const around: string[] = []
  tree.iterate({
    enter(node) {
      const isWrong = node.type.isError || isStrayOperator(node.name, around)
      around.push(node.name)
      if (around.length > DEEPEST * 2 || isWrong) error ??= { from: node.from, to: node.to }
      return error === undefined ? undefined : false
    },
    leave() {
      around.pop()
    },
  })
  return { root: tree.topNode, error }
}

/** The grammar knows the type `list<…>` but not `range<…>`, which is written in the same way and is as long with a blank. */
function asGrammarHasIt(text: string): string {
  return text.includes('range') ? text.replace(/(\binstance\s+of\s+(?:[A-Za-z]\w*\s*[<:]\s*)*)range(?=\s*<)/g, '$1list ') : text
}

/** By the names in reach, which many expressions have in common; a list of names only grows. */
const CONTEXTS = new WeakMap<object, { readonly size: number; readonly context: Record<string, null> }>()

function contextOf(known: Iterable<string>): Record<string, null> {
  const size = known instanceof Set ? known.size : -1
  const kept = CONTEXTS.get(known)
  if (kept?.size === size && size >= 0) return kept.context
  const context: Record<string, null> = {}
  // A name of letters and digits alone is read as one anyway.
  for (const name of known) if (/[^\p{L}\p{N}_]/u.test(name)) context[name] = null
  if (size >= 0) CONTEXTS.set(known, { size, context })
  return context
}

const OPERATIONS = new Set(['Comparison', 'ArithmeticExpression', 'Conjunction', 'Disjunction', 'SimplePositiveUnaryTest'])

/**
 * Whether an operator stands where an operand should: the grammar takes `= 1` for a test, and so `n == 1` for the question whether `n`
 * is one. Nobody means that, and it is never true. A test in parentheses or after `in` is a value that somebody may compare.
 */
function isStrayOperator(name: string, around: readonly string[]): boolean {
  return name === 'CompareOp' && around.at(-1) === 'SimplePositiveUnaryTest' && OPERATIONS.has(around.at(-2) ?? '')
}

const COMMENTS = new Set(['LineComment', 'BlockComment'])

/** Its parts; a comment, which may stand between any of them, is none. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) if (!COMMENTS.has(child.name)) children.push(child)
  return children
}
