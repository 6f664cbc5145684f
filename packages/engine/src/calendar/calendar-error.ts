/**
 * A calendar, an amount or an instant that makes no sense; nothing was changed.
 *
 * - `CALENDAR_YEAR_MISSING`: no holidays are known for a year that the reckoning comes to.
 * - `CALENDAR_INVALID`: hours, dates, an instant or an amount that cannot be.
 *
 * `message` says it in both languages; `vi` and `en` hold each alone.
 */
export class CalendarError extends Error {
  override readonly name = 'CalendarError'
  readonly vi: string
  readonly en: string
  constructor(
    readonly code: 'CALENDAR_YEAR_MISSING' | 'CALENDAR_INVALID',
    text: { readonly vi: string; readonly en: string },
  ) {
    super(`${text.en} — ${text.vi}`)
    this.vi = text.vi
    this.en = text.en
  }
}

/** @param name  where it is a part of something  @throws CalendarError CALENDAR_INVALID */
export function mustBeObject(value: unknown, name?: string): void {
  if (isObject(value)) return
  if (name === undefined) throw invalid({ vi: 'một đối tượng tùy chọn', en: 'an object of options' }, value)
  throw invalid({ vi: `${name} là một đối tượng`, en: `${name} to be an object` }, value)
}

/** Hours under a misspelt name would never be worked. @throws CalendarError CALENDAR_INVALID */
export function mustKnowNames(options: object, known: Readonly<Record<string, true>>): void {
  const strange = Object.entries(options).find(([name, value]) => value !== undefined && !Object.hasOwn(known, name))
  if (strange === undefined) return
  const names = Object.keys(known).join(', ')
  throw invalid({ vi: `một trong các tùy chọn ${names}`, en: `options of these names: ${names}` }, strange[0])
}

/** @throws CalendarError CALENDAR_INVALID */
export function mustBeCalendar(calendar: unknown): void {
  if (typeof (calendar as { readonly totalsOf?: unknown } | null | undefined)?.totalsOf !== 'function')
    throw invalid(
      { vi: 'lịch do vietnamCalendar hoặc createCalendar tạo', en: 'a calendar of vietnamCalendar or createCalendar' },
      calendar,
    )
}

/** @throws CalendarError CALENDAR_INVALID */
export function mustBeLimit(limit: unknown): void {
  if (!isObject(limit)) throw invalid({ vi: 'thời hạn với unit', en: 'a limit with a unit' }, limit)
  mustBeUnit((limit as { readonly unit?: unknown }).unit)
}

/** @throws CalendarError CALENDAR_INVALID */
export function mustBeUnit(unit: unknown): void {
  if (UNITS.includes(unit as string)) return
  const units = UNITS.join(', ')
  throw invalid({ vi: `đơn vị thời hạn là một trong ${units}`, en: `one of ${units} as the unit of a limit` }, unit)
}

const UNITS: readonly string[] = ['workingDays', 'workingHours', 'days', 'hours', 'months', 'sameDay', 'elapsed']

/** @throws CalendarError CALENDAR_INVALID */
export function mustBeList(name: string, value: unknown): void {
  if (!Array.isArray(value)) throw invalid({ vi: `${name} là một danh sách`, en: `${name} to be a list` }, value)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `expected`: in Vietnamese and English, without "expected". */
export function invalid(expected: { readonly vi: string; readonly en: string }, found: unknown): CalendarError {
  const [vi, en] = shown(found)
  return new CalendarError('CALENDAR_INVALID', {
    vi: `cần ${expected.vi}, nhưng nhận được ${vi}`,
    en: `expected ${expected.en}, found ${en}`,
  })
}

function shown(found: unknown): readonly [vi: string, en: string] {
  if (typeof found === 'function') return ['một hàm', 'a function']
  if (Array.isArray(found)) return ['một danh sách', 'a list']
  if (typeof found === 'object' && found !== null) return ['một đối tượng', 'an object']
  const text = typeof found === 'string' ? JSON.stringify(found) : String(found)
  return [text, text]
}
