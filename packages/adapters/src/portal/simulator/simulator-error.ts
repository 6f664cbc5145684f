/**
 * A simulator that cannot run. `code`:
 *
 * - SIMULATOR_NOT_BUILT         the program file is not there: build the package, or give `entry`
 * - SIMULATOR_NOT_STARTED       the process ended or said nothing before it listened
 * - SIMULATOR_JOURNAL_UNUSABLE  the journal cannot be opened or is not one
 * - SIMULATOR_HOST_REFUSED      the address is open to others and was not asked for expressly
 * - SIMULATOR_CONTROL_REFUSED   a control call was refused: the message says why
 */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError'
  readonly code: string

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
