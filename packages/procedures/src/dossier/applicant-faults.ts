import { canonicalEnterpriseCode, enterpriseCodeFault, householdCodeFault, type CheckValueTen } from '../code/enterprise-code.ts'
import { parseAgencyCode } from '../code/agency-code.ts'
import { personalIdentifierFault, type Declared, type Sex } from '../code/personal-identifier.ts'
import type { Fault } from '../data/data-code.ts'
import { inVietnamese, readDay } from '../data/day.ts'
import type { ApplicantData } from './applicant.ts'

interface Known {
  readonly sex?: Sex
  /** As people write it. */
  readonly birthDate?: string
  /** Local date, as `2025-08-29`. */
  readonly today: string
  readonly checkValueTen?: CheckValueTen
}

/** What is wrong with an identifier of this kind of applicant, held against what is declared of them. */
export function identifierFault(kind: ApplicantData['kind'], identifier: string, known: Known): Fault | undefined {
  const day = known.birthDate === undefined ? undefined : readDay(known.birthDate)
  const declared: Declared = {
    thisYear: Number(known.today.slice(0, 4)),
    ...(known.sex === undefined ? {} : { sex: known.sex }),
    ...(typeof day === 'string' ? { birthYear: Number(day.slice(0, 4)) } : {}),
  }
  switch (kind) {
    case 'citizen':
      return personalIdentifierFault(identifier, declared)
    case 'household-business':
      return householdCodeFault(identifier, declared, known.checkValueTen)
    case 'organisation': {
      // Agencies apply too, under their own code; its letter tells the two apart.
      const isAgency = parseAgencyCode(identifier) !== undefined
      return isAgency ? undefined : enterpriseCodeFault(identifier, known.checkValueTen)
    }
  }
}

/** One way to write an identifier. */
export function canonicalIdentifier(kind: ApplicantData['kind'], identifier: string): string {
  return kind === 'citizen' ? identifier : canonicalEnterpriseCode(identifier)
}

/** Whoever hands in for the applicant needs a power of attorney that is in force. */
export function authorisationFault(applicant: ApplicantData, today: string): Fault | undefined {
  const { authorised } = applicant
  if (authorised === undefined) return undefined
  const power = authorised.powerOfAttorney
  if (power === undefined) return { code: 'AUTHORISATION_MISSING' }
  const validTo = power.validTo === undefined ? undefined : readDay(power.validTo)
  if (typeof validTo === 'string' && validTo < today)
    return { code: 'AUTHORISATION_EXPIRED', fill: { today: inVietnamese(today) } }
  return undefined
}
