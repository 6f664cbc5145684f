import type { DossierView, Engine, ProcedureModule } from '@motcua/engine'
import type { Store } from '@motcua/engine/ports'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { NodeOptions } from '../../../../engine/src/testing/host/operations/nodes.ts'
import { operationsContract } from '../../../../engine/src/testing/host/operations/operations-contract.ts'
import { empty } from '../postgres/empty.fixture.ts'
import { postgresStore } from '../postgres/index.ts'
import { restateEngine } from './index.ts'
import { isSupported, useReadHost } from './used-host.fixture.ts'

const SCHEMA = 'law'

const REAL_TIME = 'time there is Restate’s own and cannot be made to pass: reading.test.ts waits for real instants'
const HANDLERS = 'its handlers live in the process of the law, jobs there are done by the services: hostContract holds them'
const LEASES = 'nothing is leased there: Restate itself knows who is at a job'

/** Laws that this host is not held to, each with the reason. */
const NOT_HERE: Readonly<Record<string, string>> = {
  'a message waits for its catcher, is delivered once, and expires where nobody comes': REAL_TIME,
  'of many who wait for a message, the one who waited longest gets it': REAL_TIME,
  'the clock begins dossiers: one at each tick whatever nodes there are, none lost over a stop': REAL_TIME,
  'incidents of all dossiers are resolved with corrected values, or skipped with a reason': HANDLERS,
  'a dossier with an incident goes on in another version, and its incident is resolved there': HANDLERS,
  'what a silent node had leased passes on, and its late report changes nothing': LEASES,
  'a job that passed on to another node is that node’s to speak of: what it failed with at the silent one ends nothing': LEASES,
  'a node that is slow but alive holds what it is doing: no other node begins it, however long it takes': LEASES,
  'a handler that never ends is given up, and its try counts as one whose end nobody knows': LEASES,
}

const names = operationsContract.laws.map(({ name }) => name)

it('names no law that there is not', () => {
  expect(Object.keys(NOT_HERE).filter((name) => !names.includes(name))).toEqual([])
  expect(names.length - Object.keys(NOT_HERE).length).toBeGreaterThan(Object.keys(NOT_HERE).length)
})

// Reason to skip: npm has no Restate server for this machine.
describe.skipIf(!isSupported)('engines on one Restate', () => {
  const { server, restate } = useReadHost()
  let reading: Store
  beforeAll(async () => {
    reading = postgresStore({ connectionString: server.url(), schema: SCHEMA })
    await reading.open()
  })
  beforeEach(() => empty(server, 'postgres', SCHEMA))
  afterAll(() => reading.close())

  /** Engines that see what the one before has done: what is sent has arrived when a call ends. */
  const engines = async (procedures: readonly ProcedureModule[], own: NodeOptions, count: number) => {
    const definitions = procedures.map(({ procedure }) => procedure.program.content)
    await restate.change({ definitions, schema: SCHEMA, ...(own.agency === undefined ? {} : { agency: own.agency }) })
    return Promise.all(
      Array.from({ length: count }, async () => {
        const engine = restateEngine({ url: restate.ingress })
        await engine.start()
        return patient(engine, async (done) => {
          await restate.quiet()
          if (isView(done))
            await expect.poll(async () => (await reading.load(done.id))?.seq ?? 0).toBeGreaterThanOrEqual(done.seq)
        })
      }),
    )
  }
  const clock = { now: Date.now, wake: () => () => undefined, goTo: () => undefined, goBy: () => undefined }
  const open = () => {
    throw new Error('DEFECT: expected engines, found a law that asks for a store')
  }

  it.each(operationsContract.laws.filter(({ name }) => !(name in NOT_HERE)).map((law) => [law.name, law] as const))(
    '%s',
    async (_, law) => {
      await expect(law.check({ open, clock, engines })).resolves.toBeUndefined()
    },
    60_000,
  )
})

/** A dossier as a command left it. */
function isView(done: unknown): done is Pick<DossierView, 'id' | 'seq'> {
  return typeof done === 'object' && done !== null && 'id' in done && 'seq' in done && typeof done.seq === 'number'
}

/** What only looks has nothing sent that could be waited for. */
const LOOKS: ReadonlySet<string> = new Set(['dossier', 'journal', 'worklist', 'list', 'count', 'status', 'checkMigration'])

function patient(engine: Engine, arrived: (done: unknown) => Promise<void>): Engine {
  const waiting = (target: object): object =>
    new Proxy(target, {
      get(of, name) {
        if (name === 'settled') return arrived
        const found: unknown = Reflect.get(of, name, of)
        if (typeof found === 'object' && found !== null) return waiting(found)
        if (typeof found !== 'function') return found
        if (LOOKS.has(String(name))) return found.bind(of) as unknown
        return async (...given: unknown[]) => {
          let done: unknown
          try {
            done = await (Reflect.apply(found, of, given) as unknown)
            return done
          } finally {
            await arrived(done)
          }
        }
      },
    })
  return waiting(engine) as Engine
}
