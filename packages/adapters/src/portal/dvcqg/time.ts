import { portalFailure } from './failure.ts'

/** Asia/Ho_Chi_Minh has been at +07:00 without summer time since 1975; the process's own time zone is never asked. */
const offsetMs = 7 * 60 * 60 * 1000

/**
 * An instant as the portal writes it: `yyyyMMddHHmmss` at +07:00, the fraction of a second dropped. None is the empty string.
 *
 * @throws AdapterFailure PORTAL_INPUT_INVALID  no whole milliseconds, or no year of four digits
 */
export function portalTime(instant: number | undefined, field: string): string {
  if (instant === undefined) return ''
  // Year 9999 at most: 14 digits are the whole format.
  if (!Number.isSafeInteger(instant) || instant < -62_135_596_800_000 || instant + offsetMs >= 253_402_300_800_000) {
    throw portalFailure(
      'PORTAL_INPUT_INVALID',
      `expected whole milliseconds of a year from 1 to 9999 as ${field}, found ${instant}`,
    )
  }
  return new Date(instant + offsetMs).toISOString().slice(0, 19).replaceAll(/\D/g, '')
}
