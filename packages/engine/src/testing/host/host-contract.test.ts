import { describe, it } from 'vitest'
import { createEngine, memoryStore } from '../../runtime/index.ts'
import { hostContract } from './host-contract.ts'
import { officeModules, people } from './office.ts'

describe('an engine on a store in memory', () => {
  it.each(hostContract.laws.map((law) => [law.name, law] as const))('%s', async (_, law) => {
    const host = createEngine({
      store: memoryStore(),
      procedures: officeModules(),
      adapters: { identity: people },
      retry: { tries: 5, firstMs: 50, mostMs: 100 },
    })
    await host.start()
    try {
      await law.check({ host, pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) })
    } finally {
      await host.stop()
    }
  })
})
