import type { XmlElement } from '../../xml/index.ts'
import type { Definition } from '../definition.ts'
import { childOf, MOTCUA, type Source } from './source.ts'

/** What the law adds, where the file has it: JSON in a motcua element. */
export function procedureOf(plain: Definition, root: XmlElement, _source: Source): Definition {
  const extension = childOf(root, 'extensionElements')?.children.find(
    ({ local, namespace }) => local === 'procedure' && namespace === MOTCUA,
  )
  if (extension === undefined) return plain
  try {
    const added = JSON.parse(extension.text) as Partial<Definition>
    return { ...plain, ...added, file: plain.file, processes: plain.processes }
  } catch {
    return plain
  }
}
