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

/** @throws CalendarError CALENDAR_INVALID */
export function mustBeObject(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw invalid({ vi: 'một đối tượng tùy chọn', en: 'an object of options' }, options)
}

/** `expected`: in Vietnamese and English, without "expected". */
export function invalid(expected: { readonly vi: string; readonly en: string }, found: unknown): CalendarError {
  const shown = typeof found === 'string' ? JSON.stringify(found) : String(found)
  return new CalendarError('CALENDAR_INVALID', {
    vi: `cần ${expected.vi}, nhưng nhận được ${shown}`,
    en: `expected ${expected.en}, found ${shown}`,
  })
}
