export interface StoredTimer {
  /** `<dossier>:<instance>`. */
  readonly id: string
  readonly dossier: string
  readonly due: number
}
