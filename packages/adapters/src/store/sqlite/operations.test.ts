import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { simulatedClock } from '../../../../engine/src/runtime/index.ts'
import { hostContract } from '../../../../engine/src/testing/host/host-contract.ts'
import { operationsContract } from '../../../../engine/src/testing/host/operations/operations-contract.ts'
import { sqliteStore } from './index.ts'
import { holdsOn } from '../../../../engine/src/testing/host/holds-on.fixture.ts'

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
    await expect(holdsOn(sqliteStore(join(folder, `host-${index}.db`)), law)).resolves.toBeUndefined()
  })
})
