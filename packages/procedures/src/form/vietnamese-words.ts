import { formatInstant, type Procedure } from '@motcua/engine'

/** A limit as a definition has it. */
export type Limit = NonNullable<Procedure['definition']['limit']>['limit']

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

/**
 * `Xã Tân Hội, ngày 29 tháng 8 năm 2025`. Days under ten and the months January and February have a zero before them.
 *
 * @law nghị định 30/2020/NĐ-CP, annex I
 */
export function dateline(place: string, instant: number): string {
  const text = formatInstant(instant)
  const month = text.slice(5, 7)
  return `${place}, ngày ${text.slice(8, 10)} tháng ${month > '02' ? Number(month) : month} năm ${text.slice(0, 4)}`
}

/** `8.000 đồng`. */
export function amountInWords(amountVnd: number): string {
  return `${amountVnd.toLocaleString('vi-VN', { maximumFractionDigits: 0 })} đồng`
}

/** `03 ngày làm việc`; numbers under ten have a zero before them, as papers write them. */
export function limitInWords(limit: Limit): string {
  switch (limit.unit) {
    case 'workingDays':
      return `${amount(limit.amount)} ngày làm việc`
    case 'workingHours':
      return `${amount(limit.amount)} giờ làm việc`
    case 'days':
      return `${amount(limit.amount)} ngày`
    case 'hours':
      return `${amount(limit.amount)} giờ`
    case 'months':
      return `${amount(limit.amount)} tháng`
    case 'sameDay':
      return 'trong ngày làm việc'
    case 'elapsed':
      return limit.duration
  }
}

function amount(value: number): string {
  const text = value.toLocaleString('vi-VN')
  return Number.isInteger(value) && value >= 0 && value < 10 ? `0${text}` : text
}
