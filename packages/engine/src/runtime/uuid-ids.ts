import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'
import type { Ids } from '../ports/index.ts'

/** Bytes of a salt. */
const SALT = 16
/** Salts drawn at once: asking the system costs the same for one and for many. */
const pool = Buffer.alloc(SALT * 256)
let used = pool.length

/** UUID version 7: unique, and sorted by birth. */
export const uuidIds: Ids = {
  next: () => v7(),
  salt() {
    if (used === pool.length) {
      randomFillSync(pool)
      used = 0
    }
    used += SALT
    return pool.toString('hex', used - SALT, used)
  },
}
