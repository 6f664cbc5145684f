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
    // Written where its random part is, and read off there.
    v7({ random, msecs: last.msecs, seq: last.seq }, pool, from)
    return textAt(from)
  },
  salt() {
    const from = draw()
    return pool.toString('hex', from, from + LENGTH)
  },
}

/** A UUID's text is written here, digit by digit, and then made at once: of many pieces, it costs twice as much and stays in pieces. */
const written = Buffer.alloc(36, '-')
/** Where the two digits of each byte stand. */
const PLACES = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34)
const DIGITS = Buffer.from('0123456789abcdef')

function textAt(from: number): string {
  for (let at = 0; at < LENGTH; at += 1) {
    const byte = pool[from + at] as number
    const place = PLACES[at] as number
    written[place] = DIGITS[byte >> 4] as number
    written[place + 1] = DIGITS[byte & 15] as number
  }
  return written.toString('latin1')
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
