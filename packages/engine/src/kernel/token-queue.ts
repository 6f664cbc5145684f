/** A token on its way to a node. */
export interface Token {
  readonly node: number
  readonly scope: number
  readonly flow: number
  /** The one behind it. */
  next: Token | undefined
}

/** Tokens on their way, first in first out. It knows in which scopes there are any; of the process itself nobody asks. */
export class TokenQueue {
  #first: Token | undefined
  #last: Token | undefined
  #length = 0
  #inside: Map<number, number> | undefined

  get length(): number {
    return this.#length
  }

  push(node: number, scope: number, flow: number): void {
    this.#append({ node, scope, flow, next: undefined })
    if (scope !== 0) this.#count(scope, 1)
  }

  shift(): Token | undefined {
    const token = this.#first
    if (token === undefined) return undefined
    this.#first = token.next
    this.#length--
    if (token.scope !== 0) this.#count(token.scope, -1)
    return token
  }

  /** Whether a token is on its way in a sub-process's scope. */
  has(scope: number): boolean {
    return this.#inside?.has(scope) === true
  }

  /** Tokens of a scope are gone: all of them, or those that a flow has brought. */
  drop(scope: number, which: 'all' | 'byFlows' = 'all'): void {
    if (this.#length === 0 || (scope !== 0 && !this.has(scope))) return
    const before = this.#length
    let token = this.#first
    this.#first = undefined
    this.#length = 0
    while (token !== undefined) {
      const behind: Token | undefined = token.next
      if (token.scope !== scope || (which === 'byFlows' && token.flow < 0)) this.#append(token)
      token = behind
    }
    if (scope !== 0) this.#count(scope, this.#length - before)
  }

  #append(token: Token): void {
    token.next = undefined
    if (this.#first === undefined) this.#first = token
    else (this.#last as Token).next = token
    this.#last = token
    this.#length++
  }

  #count(scope: number, change: number): void {
    this.#inside ??= new Map()
    const count = (this.#inside.get(scope) ?? 0) + change
    if (count === 0) this.#inside.delete(scope)
    else this.#inside.set(scope, count)
  }
}
