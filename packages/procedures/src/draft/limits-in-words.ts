/** A limit as a procedure's file writes it. */
export type WrittenLimit = Readonly<Record<string, number | true>>

/** What one place of the record says. */
export interface Said {
  /** Absent: words that give no limit, as a range, or a number of no unit. */
  readonly limit: WrittenLimit | undefined
  readonly amount: number | undefined
  readonly words: string
}

const UNIT = String.raw`(ngày làm việc|giờ làm việc|ngày|giờ|tháng|tuần|phút|năm)(?![\p{L}\d])`
/** `05 (năm) ngày làm việc`, `16,5 ngày`. */
const ONE = new RegExp(String.raw`(?<![\d.,/])(\d{1,4}(?:[.,]\d)?)\s*(?:\([^)]{1,20}\)\s*)?${UNIT}`, 'giu')
/** `từ 3 đến 5 ngày`, `03 - 05 ngày làm việc`. */
const RANGE = new RegExp(String.raw`(?<![\d.,/])(\d{1,4})\s*(?:ngày\s*)?(?:đến|tới|-|–|—)\s*(\d{1,4})\s*${UNIT}`, 'giu')
const SAME_DAY =
  /(?:ngay\s+)?trong\s+ngày(?!\s+\d|\s+thứ)(?:\s+(?:tiếp nhận|làm việc|nhận|nộp))?(?!\s+(?:làm việc\s+)?tiếp theo)/giu
/** `sau 15 giờ`, `từ 07 giờ 30 phút`: an hour of the day. */
const TIME_OF_DAY = /(?:sau|trước|lúc|từ|đến|hồi|vào)\s*$/iu
/** How long something must last that is no limit of the procedure: dates, ages, validity. */
const NO_LIMIT = /(?:tháng|ngày)\s*$/iu
const LONGEST_NOTE = 20_000

const UNITS: Readonly<Record<string, string>> = {
  'ngày làm việc': 'workingDays',
  'giờ làm việc': 'workingHours',
  ngày: 'days',
  giờ: 'hours',
  tháng: 'months',
}

/** Limits that a note has: they cannot be told from other spans in it, but they can contradict. */
export function limitsInWords(note: string): Said[] {
  let rest = note.slice(0, LONGEST_NOTE)
  const said: Said[] = []
  rest = rest.replace(RANGE, (words: string, from: string, to: string, unit: string, at: number) => {
    if (isHour(unit) && TIME_OF_DAY.test(rest.slice(0, at))) return ' '
    said.push({ limit: undefined, amount: Number.NaN, words })
    return ' '
  })
  for (const match of rest.matchAll(ONE)) {
    const [words, number = '', unit = ''] = match
    const before = rest.slice(Math.max(0, match.index - 30), match.index)
    const after = rest.slice(match.index + words.length, match.index + words.length + 12)
    if (isHour(unit) && (TIME_OF_DAY.test(before) || /^\s*\d/.test(after))) continue
    if (NO_LIMIT.test(before)) continue
    const key = UNITS[unit.toLowerCase()]
    const amount = Number(number.replace(',', '.'))
    if (key !== undefined && amount > 0) said.push({ limit: { [key]: amount }, amount, words })
  }
  for (const [words] of rest.matchAll(SAME_DAY)) said.push({ limit: { sameDay: true }, amount: undefined, words })
  return said
}

function isHour(unit: string): boolean {
  return unit.toLowerCase() === 'giờ'
}
