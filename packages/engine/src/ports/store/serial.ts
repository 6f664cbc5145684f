/** A number that was given out. */
export interface StoredSerial {
  readonly series: string
  /** Whose it is. */
  readonly key: string
  readonly serial: number
}

export interface SerialQuery {
  readonly after?: string
  /** 1 to 1,000. */
  readonly limit: number
}
