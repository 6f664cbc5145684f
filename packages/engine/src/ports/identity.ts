/** What the identity system says of an actor. */
export interface Principal {
  readonly id: string
  readonly name: string
  /**
   * The personal identifier or enterprise code that this account is linked to. What is lodged in that name is theirs, whoever
   * lodged it; absent: the account's id is it.
   */
  readonly identifier?: string
  /** Role names as procedures declare them, as `counter`, `registrar`. An applicant has the role `applicant`. */
  readonly roles: readonly string[]
  /** The groups they belong to, as the identity system names them and user tasks do under `groups`. Absent: none. */
  readonly groups?: readonly string[]
  /** Chức danh. */
  readonly position?: string
  /**
   * The agencies whose dossiers they may see and work on, where several share a store; others' are not there for them. Absent: all. Of an
   * applicant: none, beside their own dossiers.
   */
  readonly agencies?: readonly string[]
  /** The unit the actor works in. */
  readonly unit?: string
}

/** Who is acting. Roles come from here, never from the caller. */
export interface Identity {
  /** `undefined`: nobody is known by that id. */
  find(actor: string): Promise<Principal | undefined>
}
