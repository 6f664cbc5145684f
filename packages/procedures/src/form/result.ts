import type { Paper } from '@motcua/engine/ports'
import { owner, type FormSource } from './letter.ts'
import { dateline } from './vietnamese-words.ts'

/**
 * The result of a procedure without a form of its own here: named as the definition names it, for whom and on what basis. An embedder with
 * the sector's own form gives a `prepare-result` of their own.
 */
export function resultPaper(source: FormSource): Paper {
  const { dossier, procedure, agency, at } = source
  const { definition } = procedure
  const name = resultName(source)
  return {
    form: `ket-qua/${procedure.program.procedure}`,
    size: 'A4',
    agency: agency.letterhead,
    title: name.toLocaleUpperCase('vi'),
    dateline: dateline(agency.place, at),
    at,
    number: `Mã hồ sơ: ${dossier.code ?? dossier.id}`,
    fields: [
      ...owner(source),
      ...(definition.basis.length === 0 ? [] : [{ label: 'Căn cứ', value: definition.basis.join('; ') }]),
    ],
    qr: dossier.code ?? dossier.id,
    signatures: [{ caption: 'NGƯỜI CÓ THẨM QUYỀN', note: '(Ký, ghi rõ họ tên, chức vụ và đóng dấu)' }],
  }
}

/** As the definition names its first result. */
export function resultName({ procedure }: FormSource): string {
  return procedure.definition.results[0]?.name.vi ?? procedure.definition.name.vi
}
