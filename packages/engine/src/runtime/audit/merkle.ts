import { createHash } from 'node:crypto'

/**
 * Theory of operation
 *
 * The root over any number of leaves needs no more memory than its height: the roots of the perfect trees that the leaves so far make
 * up, the largest first, as the binary digits of their number say. Leaves and nodes are hashed under different prefixes, so that no
 * node can be passed off as a leaf.
 *
 * @law RFC 6962 §2.1
 */
export class MerkleFold {
  readonly #perfect: { readonly height: number; readonly hash: Buffer }[] = []
  #leaves = 0

  get leaves(): number {
    return this.#leaves
  }

  add(leaf: string): void {
    this.#leaves += 1
    let next = { height: 0, hash: hashed(LEAF, Buffer.from(leaf, 'utf8')) }
    for (let last = this.#perfect.at(-1); last?.height === next.height; last = this.#perfect.at(-1)) {
      this.#perfect.pop()
      next = { height: next.height + 1, hash: hashed(NODE, last.hash, next.hash) }
    }
    this.#perfect.push(next)
  }

  /** 64 hexadecimal digits; of no leaves, the hash of nothing. */
  root(): string {
    const hashes = this.#perfect.map(({ hash }) => hash)
    const root = hashes.reduceRight<Buffer | undefined>(
      (right, left) => (right === undefined ? left : hashed(NODE, left, right)),
      undefined,
    )
    return (root ?? createHash('sha256').digest()).toString('hex')
  }
}

const LEAF = Buffer.from([0])
const NODE = Buffer.from([1])

function hashed(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
