import type { Database } from 'better-sqlite3'
import { mustBeLimit } from '@motcua/engine/ports'
import type { StoredSeal } from '@motcua/engine/ports'

export interface Seals {
  put(seal: StoredSeal): boolean
  list(after: number, limit: number): readonly StoredSeal[]
}

export function prepareSeals(db: Database): Seals {
  const put = db.prepare(
    `INSERT INTO seal (number, cursor, links, root, previous, at, signature, timestamp)
     SELECT @number, @cursor, @links, @root, @previous, @at, @signature, @timestamp
     WHERE @number = (SELECT ifnull(max(number), 0) + 1 FROM seal)`,
  )
  const list = db.prepare<[number, number], StoredSeal>('SELECT * FROM seal WHERE number > ? ORDER BY number LIMIT ?')
  return {
    put: (seal) => put.run(seal).changes > 0,
    list: (after, limit) => list.all(after, mustBeLimit(limit)),
  }
}
