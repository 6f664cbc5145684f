import type { DossierView, Procedure } from '@motcua/engine'
import type { Paper, RenderedField, RenderedSignature } from '@motcua/engine/ports'
import type { Agency } from '../agency.ts'
import { parseDossierCode } from '../code/dossier-code.ts'
import { applicantOf } from '../dossier-data.ts'
import { formVersion, type FormKind } from './form-version.ts'
import { dateline } from './vietnamese-words.ts'
import { mustBeAgency, mustBeInstants, mustBeObjects, mustBeProcedure, mustBeView } from '../must-be-given.ts'

/** What every form is made from. */
export interface FormSource {
  readonly dossier: DossierView
  readonly procedure: Procedure
  readonly agency: Agency
  /** Instant of issue, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  /** The paper's own number: the agency's serial of the year for this form. */
  readonly number?: number
  /** Who issues it: printed under the signature and as the one to ask. */
  readonly officer?: { readonly name: string; readonly position?: string }
}

/** @throws AdapterFailure OPTIONS_INVALID */
export function mustBeSource(of: string, source: FormSource): void {
  mustBeObjects(of, { source })
  mustBeView(of, 'source.dossier', source.dossier)
  mustBeProcedure(of, source.procedure)
  mustBeAgency(of, source.agency)
  mustBeInstants(of, { 'source.at': source.at })
}

/** A form's frame: its version and title by the dossier's regime, letterhead, number, place and date. */
export function letter(source: FormSource, kind: FormKind) {
  const { dossier, procedure, agency, at } = source
  const { id, title, size } = formVersion(kind, procedure.definition.regime)
  return {
    form: id,
    size,
    agency: agency.letterhead,
    title,
    number: numberOf(source, kind),
    dateline: dateline(agency.place, at),
    at,
    ...(dossier.code === null ? {} : { qr: dossier.code }),
  } satisfies Partial<Paper>
}

/** The paper's own number, and the dossier's code once it has one; a form without any has a place to write a number in. */
function numberOf({ dossier, number }: FormSource, kind: FormKind): string {
  const symbol = kind === 'supplement' ? '/HDHS' : ''
  const own = number === undefined ? [] : [`Số: ${String(number).padStart(2, '0')}${symbol}`]
  const code = dossier.code === null ? [] : [`Mã hồ sơ: ${dossier.code}`]
  return [...own, ...code].join('\n') || `Số: ……${symbol}`
}

/** Quyển số, số thứ tự: the year, and the serial of the day. */
export function bookOf({ dossier, at }: FormSource): string {
  const code = parseDossierCode(dossier.code ?? '')
  const year = new Date(at + 7 * 3_600_000).getUTCFullYear()
  return code.shape === 'opaque' ? `Quyển số: ${year}` : `Quyển số: ${code.date.slice(0, 4)} · Số thứ tự: ${code.serial}`
}

/** Whose dossier it is, whoever hands it in, and what they ask for; what is not known is left out. */
export function owner({ dossier, procedure }: FormSource): RenderedField[] {
  const { name, identifier, kind, address, phone, email, representative, authorised } = applicantOf(dossier)
  return filled([
    ['Chủ hồ sơ', name],
    [kind === 'citizen' ? 'Số định danh cá nhân' : 'Mã số', identifier],
    ['Người đại diện', representative],
    ['Người nộp hồ sơ', authorised === undefined ? undefined : `${authorised.name} (số định danh ${authorised.identifier})`],
    ['Địa chỉ', address],
    ['Số điện thoại', phone === undefined || email === undefined ? phone : `${phone} · E-mail: ${email}`],
    ['E-mail', phone === undefined ? email : undefined],
    ['Nội dung yêu cầu giải quyết', `${procedure.definition.name.vi} (${procedure.program.procedure})`],
  ])
}

export function filled(lines: readonly (readonly [label: string, value: string | undefined])[]): RenderedField[] {
  return lines.flatMap(([label, value]) => (value === undefined || value === '' ? [] : [{ label, value }]))
}

/** Whom to ask. */
export function contact({ agency, officer }: FormSource): string {
  const ways = [agency.contact?.phone, agency.contact?.website].filter((way) => way !== undefined)
  const who = officer === undefined ? agency.unit : `${officer.name}, ${agency.unit}`
  return `Nếu có vướng mắc, ông (bà) liên hệ với ${who}${ways.length > 0 ? ` (${ways.join('; ')})` : ''} để được hướng dẫn.`
}

export function signedBy(caption: string, name?: string): RenderedSignature {
  return { caption: caption.toLocaleUpperCase('vi'), note: '(Ký và ghi rõ họ tên)', ...(name === undefined ? {} : { name }) }
}

/** Whoever stands at the counter: the authorised person, else the applicant. */
export function submitterName({ dossier }: FormSource): string {
  const { name, authorised } = applicantOf(dossier)
  return authorised?.name ?? name
}
