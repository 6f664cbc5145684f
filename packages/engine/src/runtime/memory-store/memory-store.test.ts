import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import type { StoreSubject } from '../../testing/contracts/store.ts'
import { storeContract } from '../../testing/contracts/store.ts'
import { at, commitOf } from '../../testing/contracts/store/fixture.ts'
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

test('what a signal said is kept nowhere once all have heard it', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const store = await subject.open()
  await store.putBroadcast({ id: 'b1', agency: null, signal: 'flood', payload: { level: 3 }, actor: 'system:weather', at })
  const claimed = async () => {
    const [turn] = await store.claimBroadcasts('w', at, 100, 9, 9)
    return new WeakRef(turn?.broadcast.payload ?? {})
  }
  const payload = await claimed()
  await expect
    .poll(() => {
      collect()
      return payload.deref() === undefined
    })
    .toBe(true)
  expect(await store.putBroadcast({ id: 'b1', agency: null, signal: 'flood', payload: {}, actor: 'system:weather', at })).toBe(
    false,
  )
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
