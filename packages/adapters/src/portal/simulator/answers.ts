/**
 * What the simulator answers. `00`, and the number 0 at login, are the portal's own; its other codes are published nowhere, so those
 * below are the simulator's. The text names what is wrong.
 */
export const errorCodes = {
  done: '00',
  sessionRefused: '01',
  agencyRefused: '02',
  dataInvalid: '03',
  dossierExists: '04',
  dossierUnknown: '05',
  successionRefused: '06',
  serviceUnknown: '07',
  busy: '99',
} as const

export type Outcome = keyof typeof errorCodes

/** An answer to a service call. `result` is what `TraCuuHoSo` found. */
export interface Answer {
  readonly outcome: Outcome
  readonly message: string
  readonly result?: readonly unknown[]
}

/** As it goes over the wire, with HTTP status 200 whatever the outcome. */
export function wireAnswer({ outcome, message, result }: Answer): Record<string, unknown> {
  return { error_code: errorCodes[outcome], message, ...(result === undefined ? {} : { result }) }
}

/** Login answers with numbers, unlike every service. */
export const loginCodes = { accepted: 0, refused: 1 } as const
