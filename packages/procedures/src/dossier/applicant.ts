import type { Sex } from '../code/personal-identifier.ts'

/** Whose dossier it is (chủ hồ sơ), as the start of a one-stop procedure carries it: `schemas/applicant.json`. */
export interface ApplicantData {
  readonly name: string
  /** Personal identifier, enterprise code, or agency code; for a household business its owner's identifier. */
  readonly identifier: string
  readonly kind: 'citizen' | 'organisation' | 'household-business'
  readonly sex?: Sex
  readonly birthDate?: string
  readonly address?: string
  /** Agency code of the province of residence or seat: decides on competence, never on reception. */
  readonly province?: string
  readonly email?: string
  readonly phone?: string
  /** Người đại diện theo pháp luật. */
  readonly representative?: string
  /** They consent to their electronic papers being reused for this dossier. */
  readonly consent?: boolean
  readonly authorised?: AuthorisedPerson
}

/** Whoever hands in and receives for the applicant (người được ủy quyền). */
export interface AuthorisedPerson {
  readonly name: string
  readonly identifier: string
  readonly phone?: string
  readonly relation?: string
  readonly powerOfAttorney?: {
    readonly number?: string
    readonly signedOn: string
    readonly validTo?: string
    readonly certifiedBy?: string
    /** Id of the component that it is. */
    readonly component?: string
  }
}
