/** Vietnamese always, English where it was written. */
export interface Text {
  readonly vi: string
  readonly en?: string
}
