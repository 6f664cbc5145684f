import type { Text } from '../definition.ts'

/** A mapping of a file whose keys are not known yet. */
export type Data = Readonly<Record<string, unknown>>

export function text(value: unknown): Text | undefined {
  if (typeof value === 'string') return { vi: value }
  const { vi, en } = record(value)
  return typeof vi === 'string' ? { vi, ...(typeof en === 'string' ? { en } : {}) } : undefined
}

export function record(value: unknown): Data {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Data) : {}
}

export function entries(value: unknown): [string, unknown][] {
  return Object.entries(record(value))
}

export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : []
}

export function optional(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
