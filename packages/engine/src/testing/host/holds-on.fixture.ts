import type { Store } from '../../ports/index.ts'
import { createEngine } from '../../runtime/index.ts'
import type { hostContract } from './host-contract.ts'
import { officeModules, people } from './office.ts'

/** Holds an engine on a store to one law of a host. @throws whatever the law does not find as it should be */
export async function holdsOn(store: Store, law: (typeof hostContract.laws)[number]): Promise<void> {
  const host = createEngine({
    store,
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
}
