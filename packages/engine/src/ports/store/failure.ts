/**
 * A store that cannot be used. `code`:
 *
 * - STORE_NEWER        a later release wrote it: use that release
 * - STORE_OLDER        an earlier release wrote it, and only its engine may upgrade it: start that once
 * - STORE_WENT_BACK    while this process was at work it lost what had been committed: start the process anew, and reconcile
 * - STORE_FOREIGN      it is something else's: name another place
 * - STORE_READ_ONLY    it cannot be written to: mend its permissions
 * - STORE_FULL         no room: make some, then send the commands again
 * - STORE_UNREACHABLE  not open, not there, or busy for too long
 * - STORE_UNCERTAIN    the connection was lost while a commit was on its way: whether it was made is known when it is looked up
 * - STORE_CORRUPT      its content is damaged: restore a backup
 * - STORE_INPUT_INVALID  what it was given contradicts itself; nothing was changed
 */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure'
  readonly code: string

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
