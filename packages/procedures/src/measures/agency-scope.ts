import { parseAgencyCode } from '../code/agency-code.ts'

/** Whether `agency` is `scope` or stands below it. Codes of neither national scheme are compared as they are. */
export function isOfAgency(agency: string | null, scope: string): boolean {
  if (agency === null) return false
  const [own, above] = [parseAgencyCode(agency)?.levels, parseAgencyCode(scope)?.levels]
  if (own === undefined || above === undefined) return agency === scope
  return above.every((level, index) => own[index] === level)
}
