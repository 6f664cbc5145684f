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
}
