import { escapeXml } from '../../xml/index.ts'
import type { Definition } from '../definition.ts'

/** What the parts of a file that is being written know of the whole. */
export interface Written {
  readonly definition: Definition
  readonly errors: ReadonlyMap<string, string>
  readonly escalations: ReadonlyMap<string, string>
  readonly flowMessages: ReadonlySet<string>
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
  return `<${head}>\n${inner.join('\n').replace(/^(?=.)/gm, '  ')}\n</${name}>`
}
