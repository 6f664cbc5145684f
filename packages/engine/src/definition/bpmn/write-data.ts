import { escapeXml } from '../../xml/index.ts'
import type { DataItem } from '../definition.ts'
import { encodeId } from './ids.ts'
import { element } from './xml-text.ts'

/** A data object, a property, or a reference to what holds data. The variable that it is, and its first value, are motcua's. */
export function dataXml({ kind, id, name, variable, isCollection, refersTo, initial }: DataItem): string {
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
    initial === undefined
      ? []
      : [element('extensionElements', {}, [element('motcua:initial', {}, `=${escapeXml(initial.text)}`)])],
  )
}
