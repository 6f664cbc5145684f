import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../runtime/index.ts'
import { holdsOn } from './holds-on.fixture.ts'
import { hostContract } from './host-contract.ts'

describe('an engine on a store in memory', () => {
  it.each(hostContract.laws.map((law) => [law.name, law] as const))('%s', async (_, law) => {
    await expect(holdsOn(memoryStore(), law)).resolves.toBeUndefined()
  })
})
