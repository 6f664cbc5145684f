import type { RenderedTable } from '@motcua/engine/ports'
import { componentsOf } from '../dossier-data.ts'
import type { ComponentData } from '../dossier/component.ts'
import type { FormSource } from './letter.ts'

const QUANTITIES = ['Bản chính', 'Bản chứng thực', 'Bản photo', 'Tệp điện tử'] as const

/** The components that were handed in, with how many of each kind. */
export function componentTable(source: FormSource, title: string): RenderedTable {
  const { dossier } = source
  return rowsOf(source, title, componentsOf(dossier.variables.components))
}

/** Components that are asked for: by id where the procedure lists them, else in the officer's words. */
export function missingTable(source: FormSource, title: string, missing: readonly string[]): RenderedTable {
  return rowsOf(
    source,
    title,
    missing.map((id) => ({ id })),
  )
}

function rowsOf({ procedure }: FormSource, title: string, components: readonly ComponentData[]): RenderedTable {
  const documents = new Map(procedure.definition.documents.map((document) => [document.id, document]))
  return {
    title,
    columns: [
      { title: 'TT', align: 'center', weight: 7 },
      { title: 'Tên thành phần hồ sơ', weight: 49 },
      ...QUANTITIES.map((quantity) => ({ title: quantity, group: 'Số lượng', align: 'center' as const, weight: 11 })),
    ],
    rows: components.map((component, index) => {
      const document = documents.get(component.id)
      const isPresented = component.handling === 'present' ? ' (xuất trình)' : ''
      const counts = countsOf(component, document)
      return [
        String(index + 1),
        `${document?.name.vi ?? component.id}${isPresented}`,
        ...counts.map((count) => (count === 0 ? '' : String(count))),
      ]
    }),
  }
}

/** What was counted; where nothing was, what the procedure asks for, or the file that it came as. */
function countsOf(
  component: ComponentData,
  document: { readonly originals: number; readonly copies: number } | undefined,
): readonly number[] {
  const { originals = 0, certifiedCopies = 0, copies = 0, digest, form } = component
  const isFile = digest !== undefined || form === 'file' || form === 'e-form'
  if (originals + certifiedCopies + copies > 0 || isFile) return [originals, certifiedCopies, copies, isFile ? 1 : 0]
  return [document?.originals ?? 0, 0, document?.copies ?? 0, 0]
}
