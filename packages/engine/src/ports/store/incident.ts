/** Something in a dossier that waits for a person. */
export interface StoredIncident {
  /** `<dossier>:<incident>`. */
  readonly id: string
  readonly dossier: string
  readonly agency: string | null
  readonly procedure: string
  readonly element: string | null
  readonly code: string
  readonly message: string
  readonly raisedAt: number
}

export interface IncidentQuery {
  readonly agency?: string
  readonly dossier?: string
  readonly procedure?: string
  readonly code?: string
  readonly after?: string
  /** 1 to 1,000. */
  readonly limit: number
}
