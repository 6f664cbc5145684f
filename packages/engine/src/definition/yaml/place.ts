import type { Position } from '../../diagnostics/index.ts'
import type { Tree } from './tree.ts'

/** Where a pointer was written; the nearest part around it that was. */
export function place(tree: Tree, pointer: string, part: 'key' | 'value'): Position {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = tree.places.get(at)
    if (found !== undefined) return part === 'key' || at !== pointer ? found.key : found.value
  }
  return { line: 1, column: 1, length: 1 }
}
