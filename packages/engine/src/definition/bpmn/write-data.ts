import { escapeXml } from '../../xml/index.ts'
import type { DataItem } from '../definition.ts'
import { encodeId } from './ids.ts'
import { carriedXml, element } from './xml-text.ts'

/** A data object, a property, or a reference to what holds data. The variable that it is, and its first value, are motcua's. */
export function dataXml(item: DataItem): string {
  const { kind, id, name, variable, isCollection, refersTo, initial } = item
  const reference = kind === 'dataStoreReference' ? 'dataStoreRef' : 'dataObjectRef'
  return element(
    kind,
    {
      id: encodeId(id),
      name: name?.vi,
      'motcua:nameEn': name?.en,
      // Where only an object of its own may say so, by BPMN's schema.
      [kind === 'dataObject' ? 'isCollection' : 'motcua:isCollection']: isCollection ? 'true' : undefined,
      [reference]: refersTo === undefined ? undefined : encodeId(refersTo),
      'motcua:variable': variable,
    },
    carriedXml(item, initial === undefined ? [] : [element('motcua:initial', {}, `=${escapeXml(initial.text)}`)]),
  )
}
