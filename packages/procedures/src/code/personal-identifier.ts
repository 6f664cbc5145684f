import type { Fault } from '../data/data-code.ts'

export type Sex = 'male' | 'female'

/** What the 12 digits of a personal identifier say (số định danh cá nhân). There is no check digit. */
export interface PersonalIdentifier {
  readonly text: string
  /** Three digits: the province of birth registration, 001 to 096, or the country. */
  readonly place: string
  readonly isForeign: boolean
  readonly sex: Sex
  readonly birthYear: number
}

/** What is known of the person from elsewhere. */
export interface Declared {
  readonly sex?: Sex
  readonly birthYear?: number
  /** Nobody is born after it. */
  readonly thisYear?: number
}

const LAST_PROVINCE = 96
/** Digit 4 counts centuries from the twentieth, two values each: even for men, odd for women. */
const FIRST_CENTURY = 1900

export function parsePersonalIdentifier(text: string): PersonalIdentifier | Fault {
  if (!/^\d{12}$/.test(text)) return { code: /^\d{9}$/.test(text) ? 'PERSONAL_IDENTIFIER_OLD' : 'PERSONAL_IDENTIFIER_FORM' }
  const place = text.slice(0, 3)
  if (place === '000') return { code: 'PERSONAL_IDENTIFIER_PLACE' }
  const digit = Number(text[3])
  return {
    text,
    place,
    isForeign: Number(place) > LAST_PROVINCE,
    sex: digit % 2 === 0 ? 'male' : 'female',
    birthYear: FIRST_CENTURY + Math.floor(digit / 2) * 100 + Number(text.slice(4, 6)),
  }
}

/**
 * Whether an identifier is one by its structure, and fits what is declared of the person.
 *
 * @law nghị định 70/2024/NĐ-CP (structure of the personal identifier)
 * @example
 * personalIdentifierFault('027085000017', { sex: 'female' })?.code // 'PERSONAL_IDENTIFIER_SEX'
 */
export function personalIdentifierFault(text: string, declared: Declared = {}): Fault | undefined {
  const parsed = parsePersonalIdentifier(text)
  if ('code' in parsed) return parsed
  const { thisYear, sex, birthYear } = declared
  if (thisYear !== undefined && parsed.birthYear > thisYear) {
    return { code: 'PERSONAL_IDENTIFIER_FUTURE', fill: { year: String(thisYear) } }
  }
  if (sex !== undefined && parsed.sex !== sex) return { code: 'PERSONAL_IDENTIFIER_SEX', fill: { declared: SEXES[sex] } }
  if (birthYear !== undefined && parsed.birthYear !== birthYear) {
    return { code: 'PERSONAL_IDENTIFIER_BIRTH_YEAR', fill: { declared: String(birthYear) } }
  }
  return undefined
}

const SEXES = { male: { vi: 'nam', en: 'male' }, female: { vi: 'nữ', en: 'female' } } as const
