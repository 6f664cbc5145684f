import type { Store } from '@motcua/engine/ports'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { storeContract } from '../../../../engine/src/testing/contracts/store.ts'
import type { StoreSubject } from '../../../../engine/src/testing/contracts/store/law.ts'
import { empty } from '../postgres/empty.fixture.ts'
import { holds } from '../postgres/holds.fixture.ts'
import { postgresStore } from '../postgres/index.ts'
import { EXCUSED } from './excused-laws.fixture.ts'
import { lawStore, type LawStore } from './law-store.fixture.ts'
import { isSupported, useReadHost } from './used-host.fixture.ts'

/** At this law the services are killed; at others the store that is read is closed, the rest being Restate's own all the time. */
const KILLS = 'what was committed is there when the store is opened again'
const SCHEMA = 'law'
/** For one law, on a machine with much else to do. */
const PATIENCE_MS = 120_000

const { laws } = storeContract
const held = laws.filter(({ name }) => !(name in EXCUSED))
const excused = laws.filter(({ name }) => name in EXCUSED)

it('excuses no law that there is not, and less than half of those that there are', () => {
  const names = laws.map(({ name }) => name)
  expect(Object.keys(EXCUSED).filter((name) => !names.includes(name))).toEqual([])
  expect(held.map(({ name }) => name)).toContain(KILLS)
  expect(held.length).toBeGreaterThan(excused.length)
})

// Reason to skip: npm has no Restate server for this machine.
describe.skipIf(!isSupported)('what a host on Restate keeps', () => {
  const { server, restate } = useReadHost({ program: 'law-services.fixture.ts' })
  /** As the laws read it; the services have theirs. */
  let reading: Store
  let last: LawStore | undefined
  let opened = 0
  beforeAll(async () => {
    reading = postgresStore({ connectionString: server.url(), schema: SCHEMA, max: 2 })
    await readAnew()
  })
  afterAll(() => reading.close())
  beforeEach(() => empty(server, 'postgres', SCHEMA))
  /** What one law has sent must not arrive in the next. */
  afterEach(async () => last?.arrived())

  const readAnew = async () => {
    await reading.close()
    await reading.open()
    await restate.change({ definitions: [], schema: SCHEMA })
  }
  const subject = (isKilled: boolean): StoreSubject => ({
    async open() {
      opened += 1
      const ingress = { url: restate.ingress, timeoutMs: PATIENCE_MS }
      last = lawStore({ ingress, law: `law-${opened}`, reading, before: last?.rows() ?? 0, quiet: () => restate.quiet() })
      return last.store
    },
    async reopen(store: Store) {
      await last?.arrived()
      if (isKilled) await restate.restartServices()
      await readAnew()
      return store
    },
    holds: (_store, text) => holds(server, 'postgres', SCHEMA, text),
  })

  describe('is held to', () => {
    it.each(held.map((law) => [law.name, law] as const))(
      '%s',
      async (name, law) => {
        await expect(law.check(subject(name === KILLS))).resolves.toBeUndefined()
        const copies = (await last?.dossiers()) ?? []
        for (const { dossier, kept, read } of copies) expect(read, `dossier ${dossier} where it is read`).toEqual(kept)
      },
      PATIENCE_MS,
    )
  })

  describe('is excused from', () => {
    it.each(excused.map((law) => [law.name, law] as const))(
      '%s',
      async (name, law) => {
        const { fails } = EXCUSED[name] ?? { fails: '' }
        await expect(law.check(subject(false))).rejects.toThrow(fails)
      },
      PATIENCE_MS,
    )
  })
})
