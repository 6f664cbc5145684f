import { formatInstant, type DossierView, type Procedure } from '@motcua/engine'
import { mustHold, type JournalRow, type Paper } from '@motcua/engine/ports'
import type { Agency } from '../agency.ts'
import { applicantOf, text } from '../dossier-data.ts'
import { standingInstants } from '../dossier/instants.ts'
import { FORM_SETS, type FormSet } from './form-version.ts'
import { dateline } from './vietnamese-words.ts'
import {
  mustBeAgency,
  mustBeFunctions,
  mustBeInstants,
  mustBeListsOfObjects,
  mustBeObjects,
  mustBeProcedure,
  mustBeRows,
  mustBeView,
} from '../must-be-given.ts'

/** One dossier in the register. Instants are milliseconds since 1970-01-01T00:00:00Z. */
export interface RegisterEntry {
  readonly code: string
  readonly request: string
  /** Bộ. */
  readonly sets: number
  readonly owner: string
  readonly address: string
  readonly phone: string
  readonly receivedAt: number
  readonly dueAt: number | null
  readonly returnedAt: number | null
  readonly handedBy: string
  readonly receivedBy: string
  readonly note: string
}

/**
 * What the register says of a dossier; `undefined`: it was not accepted, and has no line.
 *
 * @param nameOf  the name of whoever bears an account: the book has people's names; without it, or where it knows none, the account stands
 */
export function registerEntry(
  dossier: DossierView,
  procedure: Procedure,
  rows: readonly JournalRow[],
  nameOf: (account: string) => string | undefined = () => undefined,
): RegisterEntry | undefined {
  mustBeView('registerEntry', 'dossier', dossier)
  mustBeProcedure('registerEntry', procedure)
  mustBeRows('registerEntry', rows)
  mustBeFunctions('registerEntry', { nameOf })
  const instants = standingInstants(rows)
  if (dossier.code === null || instants.accepted === undefined) return undefined
  const { name, address = '', phone = '' } = applicantOf(dossier)
  const returning = rows.find(({ events }) => standingInstants([{ events }]).returned !== undefined)
  return {
    code: dossier.code,
    request: procedure.definition.name.vi,
    sets: 1,
    owner: name,
    address,
    phone,
    receivedAt: instants.accepted,
    dueAt: dossier.clock.due ?? instants.due ?? null,
    returnedAt: instants.returned ?? null,
    handedBy: returning === undefined ? '' : (nameOf(returning.actor) ?? returning.actor),
    receivedBy: text(dossier.variables.receivedBy),
    note: NOTES[dossier.standing] ?? '',
  }
}

const NOTES: Readonly<Record<string, string>> = {
  withdrawn: 'Rút hồ sơ',
  stopped: 'Dừng giải quyết',
  supplementAsked: 'Chờ bổ sung',
  paymentAsked: 'Chờ nộp phí, lệ phí',
}

/**
 * Sổ theo dõi hồ sơ: opened each year, numbered through from 01 to the year's end over all its books.
 *
 * @law thông tư 01/2018/TT-VPCP Đ10, form 06; thông tư 03/2025/TT-VPCP, form 07
 */
export function registerForm(
  entries: readonly RegisterEntry[],
  options: {
    readonly agency: Agency
    readonly year: number
    readonly forms: FormSet
    /** Instant of printing, in milliseconds since 1970-01-01T00:00:00Z. */
    readonly at: number
    /** Number of the first entry; 1 in the year's first book. */
    readonly first?: number
  },
): Paper {
  mustBeListsOfObjects('registerForm', { entries })
  mustBeObjects('registerForm', { options })
  const { agency, year, forms, at, first = 1 } = options
  mustBeAgency('registerForm', agency)
  mustHold('registerForm', 'forms', forms, `one of ${SETS.join(', ')}`, SETS.includes(forms))
  mustBeInstants('registerForm', { at })
  const { id, title, size } = FORM_SETS[forms].forms.register
  return {
    form: id,
    size,
    orientation: 'landscape',
    agency: agency.letterhead,
    title,
    subtitle: `${agency.unit} - Năm ${year}`,
    dateline: dateline(agency.place, at),
    at,
    fields: [],
    table: {
      columns: [
        { title: 'STT', align: 'center', weight: 5 },
        { title: 'Mã hồ sơ', weight: 21 },
        { title: 'Nội dung hồ sơ', weight: 16 },
        { title: 'Số lượng (bộ)', align: 'center', weight: 6 },
        { title: 'Họ và tên chủ hồ sơ', weight: 15 },
        { title: 'Địa chỉ', weight: 15 },
        { title: 'Số điện thoại', weight: 12 },
        { title: 'Nhận hồ sơ', group: 'Ngày, tháng, năm', align: 'center', weight: 11 },
        { title: 'Hẹn trả kết quả', group: 'Ngày, tháng, năm', align: 'center', weight: 11 },
        { title: 'Ngày nhận kết quả', group: 'Trả kết quả', align: 'center', weight: 11 },
        { title: 'Bên giao', group: 'Trả kết quả', weight: 11 },
        { title: 'Bên nhận', group: 'Trả kết quả', weight: 12 },
        { title: 'Ghi chú', weight: 9 },
      ],
      rows: entries.map((entry, index) => [
        String(first + index).padStart(2, '0'),
        entry.code,
        entry.request,
        String(entry.sets).padStart(2, '0'),
        entry.owner,
        entry.address,
        entry.phone,
        day(entry.receivedAt),
        day(entry.dueAt),
        day(entry.returnedAt),
        entry.handedBy,
        entry.receivedBy,
        entry.note,
      ]),
    },
    signatures: [{ caption: 'NGƯỜI LẬP SỔ', note: '(Ký và ghi rõ họ tên)' }],
  }
}

const SETS = Object.keys(FORM_SETS)

function day(instant: number | null): string {
  if (instant === null) return ''
  const text = formatInstant(instant)
  return `${text.slice(8, 10)}/${text.slice(5, 7)}/${text.slice(0, 4)}`
}
