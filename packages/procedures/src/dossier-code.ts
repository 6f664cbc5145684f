import { formatInstant } from '@motcua/engine'

/** Four digits by the circular; a day with more gets more digits, never the same code twice. */
const DIGITS = 4

/**
 * Mã hồ sơ: agency, date of reception, serial of the day, as `000.00.01.H22-250829-0007`.
 *
 * @param at  instant of reception, in milliseconds since 1970-01-01T00:00:00Z
 * @law thông tư 01/2018/TT-VPCP Đ19
 */
export async function dossierCode(
  agency: string,
  at: number,
  key: string,
  serial: (series: string, key: string) => Promise<number>,
): Promise<string> {
  const day = formatInstant(at).slice(2, 10).replaceAll('-', '')
  const number = await serial(`dossier-code:${agency}:${day}`, key)
  return `${agency}-${day}-${String(number).padStart(DIGITS, '0')}`
}
