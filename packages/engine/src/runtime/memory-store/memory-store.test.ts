import { describe, expect, test } from 'vitest'
import type { StoreSubject } from '../../testing/contracts/store.ts'
import { storeContract } from '../../testing/contracts/store.ts'
import { commitOf } from '../../testing/contracts/store/fixture.ts'
import { memoryStore } from './memory-store.ts'

const subject: StoreSubject = {
  async open() {
    const store = memoryStore()
    await store.open()
    return store
  },
  async reopen(store) {
    await store.close()
    await store.open()
    return store
  },
}

describe('the memory store keeps the contract', () => {
  test.each(storeContract.laws)('$name', async (law) => {
    await expect(law.check(subject)).resolves.toBeUndefined()
  })
})

test('what the memory store hands out is frozen through and through', async () => {
  const store = await subject.open()
  await store.commit([commitOf('a', 1)])
  const [row] = await store.journal('a', 0, 1)
  expect(row?.events[0]?.data).toEqual({ seq: 1 })
  expect([row, row?.events, row?.events[0], row?.events[0]?.data].every(Object.isFrozen)).toBe(true)
})

test('a series may have more numbers than a call has arguments', async () => {
  const store = await subject.open()
  for (let number = 1; number <= 150_000; number += 1) await store.serial('receipts', `key-${number}`)
  expect(await store.serial('receipts', 'one more')).toBe(150_001)
})

test('two memory stores know nothing of each other', async () => {
  const [one, other] = [await subject.open(), await subject.open()]
  await one.commit([commitOf('a', 1)])
  expect(await other.load('a')).toBeUndefined()
})
