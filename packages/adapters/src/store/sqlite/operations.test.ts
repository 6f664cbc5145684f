import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createEngine, simulatedClock } from '../../../../engine/src/runtime/index.ts'
import { hostContract } from '../../../../engine/src/testing/host/host-contract.ts'
import { officeModules, people } from '../../../../engine/src/testing/host/office.ts'
import { operationsContract } from '../../../../engine/src/testing/host/operations/operations-contract.ts'
import { sqliteStore } from './index.ts'

const MONDAY = Date.UTC(2025, 8, 8, 1)
const folder = mkdtempSync(join(tmpdir(), 'motcua-operations-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('engines on one SQLite file', () => {
  it.each(operationsContract.laws.map((law, index) => [law.name, law, index] as const))('%s', async (_, law, index) => {
    const open = () => sqliteStore(join(folder, `${index}.db`))
    await expect(law.check({ open, clock: simulatedClock(MONDAY) })).resolves.toBeUndefined()
  })
})

describe('an engine on SQLite', () => {
  it.each(hostContract.laws.map((law, index) => [law.name, law, index] as const))('%s', async (_, law, index) => {
    const host = createEngine({
      store: sqliteStore(join(folder, `host-${index}.db`)),
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
