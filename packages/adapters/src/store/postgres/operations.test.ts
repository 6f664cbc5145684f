import { describe, expect, it } from 'vitest'
import { simulatedClock } from '../../../../engine/src/runtime/index.ts'
import { hostContract } from '../../../../engine/src/testing/host/host-contract.ts'
import { operationsContract } from '../../../../engine/src/testing/host/operations/operations-contract.ts'
import { empty } from './empty.fixture.ts'
import { postgresStore } from './index.ts'
import { useServer } from './used-server.fixture.ts'
import { holdsOn } from '../../../../engine/src/testing/host/holds-on.fixture.ts'

const MONDAY = Date.UTC(2025, 8, 8, 1)

const server = useServer()

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
    await expect(holdsOn((await emptied('host'))(), law)).resolves.toBeUndefined()
  })
})
