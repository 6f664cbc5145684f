/** The agency that runs the procedures, as its papers and the portal name it. */
export interface Agency {
  /** Identifier on the national axis, as `000.00.01.H22`. */
  readonly code: string
  /** Lines of the letterhead, the superior agency first. */
  readonly letterhead: readonly string[]
  /** Name of the one-stop unit. */
  readonly unit: string
  /** Place for datelines, as `Xã Tân Hội`. */
  readonly place: string
  /** Where applicants ask. */
  readonly contact?: { readonly phone?: string; readonly website?: string }
  /** Head of the one-stop unit, who is told of agencies that keep silent. */
  readonly head?: Correspondent
  /** Other agencies, by the names that procedures have for them (`tax`, `residence`, a role). */
  readonly correspondents?: Readonly<Record<string, Correspondent>>
}

/** Somebody whom the agency writes to. */
export interface Correspondent {
  readonly name: string
  /** Identifier on the national axis. */
  readonly code?: string
  readonly email?: string
  readonly phone?: string
}
