import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import type { Ids } from '../ports/index.ts'

/** UUID version 7: unique, and sorted by birth. */
export const uuidIds: Ids = {
  next: () => v7(),
  salt: () => randomBytes(16).toString('hex'),
}
