import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEngine, simulatedClock } from '../../../../engine/src/runtime/index.ts'
import { hostContract } from '../../../../engine/src/testing/host/host-contract.ts'
import { officeModules, people } from '../../../../engine/src/testing/host/office.ts'
import { operationsContract } from '../../../../engine/src/testing/host/operations/operations-contract.ts'
import { empty } from './empty.fixture.ts'
import { postgresStore } from './index.ts'
import { startServer, type PostgresServer } from './server.fixture.ts'

const MONDAY = Date.UTC(2025, 8, 8, 1)

let server: PostgresServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.remove())

/** Nodes with connections of their own, on a schema without anything in it. */
async function emptied(schema: string) {
  const open = () => postgresStore({ connectionString: server.url(), schema, max: 3 })
  const first = open()
  await first.open()
  await first.close()
  await empty(server, 'postgres', schema)
  return open
}

describe('engines on one PostgreSQL database', () => {
  it.each(operationsContract.laws.map((law) => [law.name, law] as const))('%s', async (_, law) => {
    const open = await emptied('operations')
    await expect(law.check({ open, clock: simulatedClock(MONDAY) })).resolves.toBeUndefined()
  })
})

describe('an engine on PostgreSQL', () => {
  it.each(hostContract.laws.map((law) => [law.name, law] as const))('%s', async (_, law) => {
    const host = createEngine({
      store: (await emptied('host'))(),
      procedures: officeModules(),
      adapters: { identity: people },
      retry: { tries: 5, firstMs: 50, mostMs: 100 },
    })
    await host.start()
    try {
      const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
      await expect(law.check({ host, pass })).resolves.toBeUndefined()
    } finally {
      await host.stop()
    }
  })
})
