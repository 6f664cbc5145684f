import { NO_POSITION } from '../diagnostics/index.ts'
import type { Definition } from '../definition/index.ts'

/**
 * The definition as canonical JSON: keys sorted, places and the file's name left out. Two files that say the same give the same
 * text, whatever their layout; the host's fingerprint is the SHA-256 of it.
 */
export function contentOf(definition: Definition): string {
  return canonical({ ...definition, file: undefined }, new Set(['position', 'file']))
}

/** A definition from its content: the same procedure, without the places in a file that diagnostics would name. */
export function definitionOf(content: string, file: string): Definition {
  const plain = JSON.parse(content) as Record<string, unknown>
  return { ...(withPositions(plain) as Definition), file }
}

function canonical(value: unknown, without: ReadonlySet<string>): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, without)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([key, entry]) => entry !== undefined && !without.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry, without)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

function withPositions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPositions)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, entry]) => [key, withPositions(entry)] as const)
  return { ...Object.fromEntries(entries), position: NO_POSITION }
}
