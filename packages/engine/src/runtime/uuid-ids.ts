import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'
import type { Ids } from '../ports/index.ts'

/** Bytes of a salt, and of a UUID. */
const LENGTH = 16
/** Drawn for so many at once: asking the system costs the same for one and for many. */
const pool = Buffer.alloc(LENGTH * 256)
let used = pool.length
/** The last UUID's instant and its number within: the next one of the same instant gets the next number. */
const last = { msecs: 0, seq: 0 }

/** UUID version 7: unique, and sorted by birth. */
export const uuidIds: Ids = {
  next() {
    const from = draw()
    const random = pool.subarray(from, from + LENGTH)
    const now = Date.now()
    if (now > last.msecs) {
      last.msecs = now
      last.seq = random.readUInt32BE(6) >>> 1
    } else {
      last.seq = (last.seq + 1) >>> 0
      if (last.seq === 0) last.msecs += 1
    }
    // Written where its random part is, and read off there as one text.
    v7({ random, msecs: last.msecs, seq: last.seq }, pool, from)
    const hex = pool.toString('hex', from, from + LENGTH)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  },
  salt() {
    const from = draw()
    return pool.toString('hex', from, from + LENGTH)
  },
}

/** Where the next random bytes are. */
function draw(): number {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += LENGTH
  return used - LENGTH
}
