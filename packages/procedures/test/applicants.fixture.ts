import fc from 'fast-check'
import { enterpriseCheckDigit, type ApplicantData } from '../src/index.ts'

const digits = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })

/** Personal identifiers of people born from 1900 to 2020, with what they say. */
export const personalIdentifiers = fc
  .record({
    place: fc.integer({ min: 1, max: 350 }),
    sex: fc.constantFrom('male' as const, 'female' as const),
    birthYear: fc.integer({ min: 1900, max: 2020 }),
    tail: digits(6),
  })
  .map(({ place, sex, birthYear, tail }) => {
    const digit = Math.floor((birthYear - 1900) / 100) * 2 + (sex === 'female' ? 1 : 0)
    const year = String(birthYear % 100).padStart(2, '0')
    return { identifier: `${String(place).padStart(3, '0')}${digit}${year}${tail}`, sex, birthYear }
  })

/** Enterprise codes: ten digits, sometimes with the number of a dependent unit. */
export const enterpriseCodes = fc
  .record({ nine: digits(9), unit: fc.option(fc.integer({ min: 1, max: 999 }), { nil: undefined }), isPlain: fc.boolean() })
  .filter(({ nine }) => enterpriseCheckDigit(nine) !== undefined)
  .map(({ nine, unit, isPlain }) => {
    const ten = `${nine}${enterpriseCheckDigit(nine)}`
    return unit === undefined ? ten : `${ten}${isPlain ? '' : '-'}${String(unit).padStart(3, '0')}`
  })

const NAMES = [
  'Nguyễn Thị Ngọc Diễm',
  'Trần Văn Đức',
  'Hoàng Ưng',
  'Y Thương Niê Kđăm',
  'Søren Müller',
  "Seán O'Connor",
  'João Leão',
]

/** Applicants of every kind whom nothing is wrong with. */
export const applicants: fc.Arbitrary<ApplicantData> = fc.oneof(
  fc
    .record({ who: personalIdentifiers, name: fc.constantFrom(...NAMES), isDeclared: fc.boolean() })
    .map(({ who, name, isDeclared }): ApplicantData => ({
      kind: 'citizen',
      name,
      identifier: who.identifier,
      ...(isDeclared ? { sex: who.sex, birthDate: `${who.birthYear}-03-14` } : {}),
    })),
  enterpriseCodes.map((identifier): ApplicantData => ({ kind: 'organisation', name: 'Công ty TNHH Mía Đường', identifier })),
  personalIdentifiers.map(({ identifier }): ApplicantData => ({
    kind: 'household-business',
    name: 'Hộ kinh doanh Tư Béo',
    identifier,
  })),
)
