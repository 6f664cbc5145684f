import type { JsonObject } from '@motcua/engine/ports'

/** A paper that was handed in, or the file that it came as (thành phần hồ sơ): `schemas/component.json`. */
export interface ComponentData {
  /** Id of the component in the definition. */
  readonly id: string
  /** Bản chính, bản chứng thực, bản photo. */
  readonly originals?: number
  readonly certifiedCopies?: number
  readonly copies?: number
  readonly form?: 'paper' | 'file' | 'e-form'
  /** `present`: shown for comparison and given back at once. */
  readonly handling?: 'submit' | 'present'
  /** The applicant asks for a paper to be digitized that need not be, and pays. */
  readonly digitize?: boolean
  /** SHA-256 of the file in the document store; absent: on paper only. */
  readonly digest?: string
  readonly mediaType?: string
  readonly name?: string
  /** Bytes. */
  readonly size?: number
  readonly pages?: number
  /** `<owner's identifier>.<paper type>`, once it is digitized. */
  readonly code?: string
  /** Distinguished name of whose signature makes the scan a legal copy. */
  readonly signedBy?: string
  /** SHA-256 of the detached signature over it, in the document store. */
  readonly signature?: string
  /** Whose paper it is, where that is not the applicant. */
  readonly owner?: string
  /** Last local date on which it holds. */
  readonly validTo?: string
  /** What was read from it. */
  readonly data?: JsonObject
  /** It was not handed in but found. */
  readonly reused?: {
    /** The store or database that had it. */
    readonly source: string
    readonly dossier?: string
    readonly validTo?: string
    readonly consent: boolean
    readonly digest?: string
  }
}
