/** A token on its way to a node. */
export interface Token {
  readonly node: number
  readonly scope: number
  readonly flow: number
}

/** So many that have gone are kept before room is made. */
const MOST_FORGOTTEN = 1024

/** Tokens on their way, first in first out. It knows in which scopes there are any; of the process itself nobody asks. */
export class TokenQueue {
  #tokens: Token[] = []
  #head = 0
  #inside: Map<number, number> | undefined

  get length(): number {
    return this.#tokens.length - this.#head
  }

  push(token: Token): void {
    this.#tokens.push(token)
    if (token.scope !== 0) this.#count(token.scope, 1)
  }

  shift(): Token | undefined {
    if (this.#head === this.#tokens.length) return undefined
    const token = this.#tokens[this.#head++] as Token
    if (token.scope !== 0) this.#count(token.scope, -1)
    if (this.#head > MOST_FORGOTTEN && this.#head * 2 > this.#tokens.length) this.#forget()
    return token
  }

  /** Whether a token is on its way in a sub-process's scope. */
  has(scope: number): boolean {
    return this.#inside?.has(scope) === true
  }

  /** Tokens of a scope are gone: all of them, or those that a flow has brought. */
  drop(scope: number, which: 'all' | 'byFlows' = 'all'): void {
    if (this.length === 0 || (scope !== 0 && !this.has(scope))) return
    this.#forget()
    const stays = (token: Token) => token.scope !== scope || (which === 'byFlows' && token.flow < 0)
    const left = this.#tokens.filter(stays)
    if (scope !== 0) this.#count(scope, left.length - this.#tokens.length)
    this.#tokens = left
  }

  #forget(): void {
    this.#tokens = this.#tokens.slice(this.#head)
    this.#head = 0
  }

  #count(scope: number, change: number): void {
    this.#inside ??= new Map()
    const count = (this.#inside.get(scope) ?? 0) + change
    if (count === 0) this.#inside.delete(scope)
    else this.#inside.set(scope, count)
  }
}
