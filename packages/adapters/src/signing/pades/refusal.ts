import { AdapterFailure } from '@motcua/engine/ports'

/** A failure that another try will not heal. */
export function refuse(code: string, message: string, cause?: unknown): AdapterFailure {
  return new AdapterFailure(code, message, { retry: false, cause })
}
