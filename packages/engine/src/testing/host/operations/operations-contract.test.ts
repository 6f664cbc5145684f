import { describe, expect, it } from 'vitest'
import { memoryStore, simulatedClock } from '../../../runtime/index.ts'
import { operationsContract } from './operations-contract.ts'

const MONDAY = Date.UTC(2025, 8, 8, 1)

describe('engines on one store in memory', () => {
  it.each(operationsContract.laws.map((law) => [law.name, law] as const))('%s', async (_, law) => {
    const store = memoryStore()
    await expect(law.check({ open: () => store, clock: simulatedClock(MONDAY) })).resolves.toBeUndefined()
  })
})
