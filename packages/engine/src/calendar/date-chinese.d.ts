/** The library has types that its package does not lead to; these are what a test needs. */
declare module 'date-chinese' {
  export class CalendarVietnamese {
    constructor(cycle?: number, year?: number, month?: number, leap?: boolean, day?: number)
    get(): readonly number[]
    fromJDE(day: number): this
    newYear(year: number): number
    toGregorian(): { readonly year: number; readonly month: number; readonly day: number }
  }
}
