import { formatInstant } from '@motcua/engine'
import { dayExists } from '../data/day.ts'
import { mustBeFunctions, mustBeInstants, mustBeTexts } from '../must-be-given.ts'

/** Four digits by the circular; a day with more gets more digits, never the same code twice. */
const DIGITS = 4

/**
 * Mã hồ sơ: agency, date of reception, serial of the day, as `000.00.01.H22-250829-0007`. The serial comes from a counter that the
 * store keeps for the agency and the local date, so that two nodes never give the same; asked again under the same key, it is the same.
 *
 * @param at  instant of reception, in milliseconds since 1970-01-01T00:00:00Z
 * @law thông tư 01/2018/TT-VPCP Đ19; nghị định 61/2018/NĐ-CP Đ17, Đ26
 */
export async function dossierCode(
  agency: string,
  at: number,
  key: string,
  serial: (series: string, key: string) => Promise<number>,
): Promise<string> {
  mustBeTexts('dossierCode', { agency, key })
  mustBeInstants('dossierCode', { at })
  mustBeFunctions('dossierCode', { serial })
  const day = formatInstant(at).slice(2, 10).replaceAll('-', '')
  const number = await serial(`dossier-code:${agency}:${day}`, key)
  return `${agency}-${day}-${String(number).padStart(DIGITS, '0')}`
}

/** What a dossier's code says. A code from outside that has neither shape is taken as it is. */
export type DossierCode =
  | {
      /** `tt01-2018`: two-digit year, serial from 4 digits; `gateway-2026`: four-digit year, 7 digits. */
      readonly shape: 'tt01-2018' | 'gateway-2026'
      readonly code: string
      readonly agency: string
      /** Local date of reception, as `2025-08-29`. */
      readonly date: string
      readonly serial: number
    }
  | { readonly shape: 'opaque'; readonly code: string }

/**
 * Reads a dossier's code, never refusing one.
 *
 * @example
 * parseDossierCode('G09.20-20260609-0092637') // { shape: 'gateway-2026', agency: 'G09.20', date: '2026-06-09', serial: 92637, … }
 */
export function parseDossierCode(code: string): DossierCode {
  const [, agency = '', digits = '', serial = ''] = /^([0-9A-Z.]+)-(\d{6}|\d{8})-(\d{4,})$/.exec(code) ?? []
  const year = digits.length === 6 ? `20${digits.slice(0, 2)}` : digits.slice(0, 4)
  const date = `${year}-${digits.slice(-4, -2)}-${digits.slice(-2)}`
  const isLong = digits.length === 8
  if (digits === '' || !dayExists(date) || (isLong && serial.length !== 7)) return { shape: 'opaque', code }
  return { shape: isLong ? 'gateway-2026' : 'tt01-2018', code, agency, date, serial: Number(serial) }
}
