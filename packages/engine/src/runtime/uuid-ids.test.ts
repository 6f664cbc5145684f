import { expect, test } from 'vitest'
import { validate, version } from 'uuid'
import { uuidIds } from './uuid-ids.ts'

test('ids are UUIDs of version 7, each once, in the order of their birth, with the instant of their birth', () => {
  const before = Date.now()
  // More than are drawn at once.
  const ids = Array.from({ length: 1_000 }, () => uuidIds.next())
  for (const id of ids) expect([validate(id), version(id), id]).toEqual([true, 7, id.toLowerCase()])
  expect([...new Set(ids)].sort()).toEqual(ids)
  const born = Number.parseInt((ids[0] ?? '').replaceAll('-', '').slice(0, 12), 16)
  expect(born).toBeGreaterThanOrEqual(before)
  expect(born).toBeLessThanOrEqual(Date.now())
})

test('salts are 32 hexadecimal digits, each once', () => {
  const salts = Array.from({ length: 1_000 }, () => uuidIds.salt())
  for (const salt of salts) expect(salt).toMatch(/^[0-9a-f]{32}$/)
  expect(new Set(salts).size).toBe(salts.length)
})
