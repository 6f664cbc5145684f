import type { Position } from '../../diagnostics/index.ts'
import { escapePointer, type Place, type Tree } from '../yaml/tree.ts'

/** A piece of a YAML file that carries where it was written, so that it can be moved into another file. */
export interface Part {
  readonly place: Place
  readonly content: Content
}

export type Entries = ReadonlyMap<string, Part>
export type Content = Entries | readonly Part[] | Scalar
export type Scalar = string | number | boolean | bigint | null

export function partOf({ data, places }: Pick<Tree, 'data' | 'places'>): Part {
  const top = { line: 1, column: 1, length: 1 }
  return part(data ?? {}, '', { key: top, value: top }, places)
}

function part(value: unknown, pointer: string, around: Place, places: Tree['places']): Part {
  const place = places.get(pointer) ?? around
  if (Array.isArray(value)) {
    return { place, content: value.map((item: unknown, index) => part(item, `${pointer}/${index}`, place, places)) }
  }
  if (value === null || typeof value !== 'object') return { place, content: (value ?? null) as Scalar }
  const entries = Object.entries(value).map(([key, inner]): [string, Part] => [
    key,
    part(inner, `${pointer}/${escapePointer(key)}`, place, places),
  ])
  return { place, content: new Map(entries) }
}

/** The plain data of a part, as the file's reader would give it. */
export function plainOf({ content }: Part): unknown {
  if (isEntries(content)) return Object.fromEntries([...content].map(([key, inner]) => [key, plainOf(inner)]))
  return isItems(content) ? content.map(plainOf) : content
}

export function treeOf(root: Part): Pick<Tree, 'places'> & { data: Readonly<Record<string, unknown>> } {
  const places = new Map<string, Place>()
  const visit = ({ content, place }: Part, pointer: string): void => {
    if (pointer !== '') places.set(pointer, place)
    if (isEntries(content)) for (const [key, inner] of content) visit(inner, `${pointer}/${escapePointer(key)}`)
    else if (isItems(content)) content.forEach((inner, index) => visit(inner, `${pointer}/${index}`))
  }
  visit(root, '')
  return { data: plainOf(root) as Readonly<Record<string, unknown>>, places }
}

/** The same part with every position changed. */
export function placedBy(whole: Part, change: (position: Position) => Position): Part {
  const place = { key: change(whole.place.key), value: change(whole.place.value) }
  const { content } = whole
  if (isEntries(content)) {
    return { place, content: new Map([...content].map(([key, inner]) => [key, placedBy(inner, change)])) }
  }
  return { place, content: isItems(content) ? content.map((inner) => placedBy(inner, change)) : content }
}

export function isEntries(content: Content | undefined): content is Entries {
  return content instanceof Map
}

export function isItems(content: Content | undefined): content is readonly Part[] {
  return Array.isArray(content)
}

export function entriesOf(whole: Part | undefined): Entries {
  return isEntries(whole?.content) ? whole.content : new Map<string, Part>()
}

export function entry(whole: Part | undefined, key: string): Part | undefined {
  return entriesOf(whole).get(key)
}

export function textOf(whole: Part | undefined): string | undefined {
  return typeof whole?.content === 'string' ? whole.content : undefined
}
