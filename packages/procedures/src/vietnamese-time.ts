import { formatInstant } from '@motcua/engine'

/** `15 giờ 10 phút, ngày 29/08/2025`, local time. */
export function timeInWords(instant: number): string {
  const text = formatInstant(instant)
  return `${text.slice(11, 13)} giờ ${text.slice(14, 16)} phút, ${dayInWords(instant)}`
}

/** `ngày 29/08/2025`. */
export function dayInWords(instant: number): string {
  const text = formatInstant(instant)
  return `ngày ${text.slice(8, 10)}/${text.slice(5, 7)}/${text.slice(0, 4)}`
}

/** `Xã Tân Hội, ngày 29 tháng 08 năm 2025`. */
export function dateline(place: string, instant: number): string {
  const text = formatInstant(instant)
  return `${place}, ngày ${text.slice(8, 10)} tháng ${text.slice(5, 7)} năm ${text.slice(0, 4)}`
}
