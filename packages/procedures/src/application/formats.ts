import { parseInstant } from '@motcua/engine'
import { parseAgencyCode } from '../code/agency-code.ts'
import { enterpriseCodeFault, type CheckValueTen } from '../code/enterprise-code.ts'
import { personalIdentifierFault } from '../code/personal-identifier.ts'
import type { Fault } from '../data/data-code.ts'
import { readDay, readPastDay } from '../data/day.ts'

export interface FormatSurroundings {
  /** Local date, as `2025-08-29`. */
  readonly today: string
  readonly checkValueTen: CheckValueTen
}

/** The `format`s that our schemas use beside the standard's, each with what is wrong with a value. */
export const FORMATS: Readonly<Record<string, (value: string | number, surroundings: FormatSurroundings) => Fault | undefined>> =
  {
    'personal-identifier': (value, { today }) => personalIdentifierFault(String(value), { thisYear: Number(today.slice(0, 4)) }),
    'enterprise-code': (value, { checkValueTen }) => enterpriseCodeFault(String(value), checkValueTen),
    'agency-code': (value) => (parseAgencyCode(String(value)) === undefined ? { code: 'AGENCY_CODE_FORM' } : undefined),
    day: (value) => faultOf(readDay(String(value))),
    'past-day': (value, { today }) => faultOf(readPastDay(String(value), today)),
    'date-time': (value) =>
      parseInstant(String(value)) === undefined
        ? {
            code: 'DATA_FORMAT',
            fill: { form: { vi: 'ngày giờ như 2025-08-29T15:10:00+07:00', en: 'an instant as 2025-08-29T15:10:00+07:00' } },
          }
        : undefined,
    email: (value) =>
      /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(String(value))
        ? undefined
        : {
            code: 'DATA_FORMAT',
            fill: { form: { vi: 'địa chỉ e-mail như an@example.vn', en: 'an e-mail address as an@example.vn' } },
          },
    vnd: (value) =>
      Number(value) < 0 ? { code: 'FEE_NEGATIVE' } : Number.isSafeInteger(Number(value)) ? undefined : { code: 'FEE_FRACTION' },
  }

function faultOf(day: string | Fault): Fault | undefined {
  return typeof day === 'string' ? undefined : day
}
