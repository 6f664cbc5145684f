import { escapeXml } from '../../xml/index.ts'
import type { Definition, Expression } from '../definition.ts'

/** What the parts of a file that is being written know of the whole. */
export interface Written {
  readonly definition: Definition
  /** Messages that stand for a message flow: reading makes them again. */
  readonly flowMessages: ReadonlySet<string>
  /** Codes that events name without a declaration, and the ids that they get. */
  readonly undeclared: (kind: 'error' | 'escalation') => ReadonlyMap<string, string>
  /** An id for something that has none, which nothing else has. */
  readonly fresh: (like: string) => string
}

export type Attributes = Readonly<Record<string, string | undefined>>

export function attributes(all: Attributes): string {
  return Object.entries(all)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeXml(value)}"`))
    .join('')
}

/** An element around text (escaped already) or around other elements. */
export function element(name: string, own: Attributes, inside: string | readonly string[]): string {
  const head = `${name}${attributes(own)}`
  if (typeof inside === 'string') return `<${head}>${inside}</${name}>`
  const inner = inside.filter((child) => child !== '')
  if (inner.length === 0) return `<${head}/>`
  return `<${head}>\n${indent(inner.join('\n'))}\n</${name}>`
}

/** What an element carries for readers, and the foreign XML that was kept, beside extension elements of ours. */
export function carriedXml(
  { documentation, extension }: { readonly documentation?: string | undefined; readonly extension?: string | undefined },
  own: readonly string[] = [],
): string[] {
  const kept = extension === undefined ? own : [...own, `<motcua:kept xmlns="">${extension}</motcua:kept>`]
  return [
    ...(documentation === undefined ? [] : [element('documentation', {}, escapeXml(documentation))]),
    ...(kept.length === 0 ? [] : [element('extensionElements', {}, kept)]),
  ]
}

/** An element of motcua; what has several lines stands in an element of its own, for attributes have one line. */
export function carrier(name: string, own: Attributes): string {
  const lines = Object.entries(own).filter(([, value]) => value !== undefined && /[\t\n]/.test(value))
  const rest = Object.fromEntries(Object.entries(own).filter(([key]) => lines.every(([other]) => other !== key)))
  return element(
    name,
    rest,
    lines.map(([key, value]) => element(`motcua:${key}`, {}, escapeXml(value ?? ''))),
  )
}

/** Line breaks within texts are written as entities: every line is an element's. */
export function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}

/** An expression: FEEL begins with `=`, as Zeebe writes it. */
export function expressionXml(name: string, expression: Expression | undefined): string {
  if (expression === undefined) return ''
  const text = expression.language === undefined ? `=${expression.text}` : expression.text
  return element(name, { 'xsi:type': 'tFormalExpression', language: expression.language }, escapeXml(text))
}
