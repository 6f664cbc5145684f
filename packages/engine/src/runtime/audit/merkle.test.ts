import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MerkleFold } from './merkle.ts'

/** RFC 6962 §2.1, as it is written: slow and recursive. */
function rootOf(leaves: readonly string[]): Buffer {
  const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return sha256(Buffer.from([0]), Buffer.from(leaves[0] as string, 'utf8'))
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return sha256(Buffer.from([1]), rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)))
}

function folded(leaves: readonly string[]): string {
  const fold = new MerkleFold()
  for (const leaf of leaves) fold.add(leaf)
  return fold.root()
}

describe('a Merkle root', () => {
  it('is the one that RFC 6962 defines', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 70 }), (leaves) => {
        expect(folded(leaves)).toBe(rootOf(leaves).toString('hex'))
      }),
    )
  })

  it('is another one when a leaf is changed, lost, doubled or moved', () => {
    const leaves = fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(leaves, fc.nat(), (all, pick) => {
        const at = pick % all.length
        const [leaf = ''] = all.slice(at, at + 1)
        const others = all.filter((_, index) => index !== at)
        const changed = [
          all.with(at, `${leaf}x`),
          others,
          [...all.slice(0, at), leaf, ...all.slice(at)],
          at === 0 ? [...others, leaf] : [leaf, ...others],
        ]
        for (const one of changed) expect(folded(one)).not.toBe(folded(all))
      }),
    )
  })

  it('of the empty log is the one that certificate transparency publishes', () => {
    expect(folded([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })
})
