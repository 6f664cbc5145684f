/** Whatever a dossier is in the middle of: what the dry run says of its migration becomes true, in the dossier and in the store's work. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readBpmn } from '../../definition/index.ts'
import { richGraph, xmlOf, type Shape } from '../../kernel/graphs.fixture.ts'
import { loadProcedure } from '../../lifecycle/index.ts'
import type { Store } from '../../ports/index.ts'
import {
  CommandRejected,
  createEngine,
  memoryStore,
  simulatedClock,
  verifyChain,
  type Engine,
  type ProcedureModule,
} from '../index.ts'

const HOUR_MS = 3_600_000
const MANY = 20
const PEOPLE = [
  { id: 'an', name: 'An', roles: ['applicant', 'operator', 'supervisor'] },
  { id: 'binh', name: 'Bình', roles: ['applicant', 'operator', 'supervisor'] },
]

function moduleOf(nodes: readonly Shape[], prefix: string): ProcedureModule {
  const xml = xmlOf({ nodes }, undefined, prefix)
  const { definition, diagnostics } = readBpmn(xml, { file: 'graph.bpmn' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error(JSON.stringify(diagnostics))
  return { procedure }
}

async function hostOf(store: Store, clock: ReturnType<typeof simulatedClock>, module: ProcedureModule) {
  const errors: unknown[] = []
  const engine = createEngine({
    ...{ store, clock, procedures: [module], sealing: null },
    adapters: { identity: { find: (id) => Promise.resolve(PEOPLE.find((one) => one.id === id)) } },
    onError: (error) => errors.push(error),
  })
  await engine.start()
  return { engine, errors }
}

/** Everything that the store would do or show for a dossier. */
async function workOf(store: Store, dossier: string) {
  const tasks = (await store.tasks({ dossier, limit: 1_000 })).items
  const timers = await store.timers({ dossier, limit: 1_000 })
  const incidents = (await store.incidents({ dossier, limit: 1_000 })).items
  return {
    tasks: tasks.map(({ id, element }) => `${id} ${element}`).sort(),
    timers: timers.map(({ id, due }) => `${id} ${due}`).sort(),
    incidents: incidents.map(({ id, element }) => `${id} ${element}`).sort(),
  }
}

/** The same, as the dossier itself says. */
async function awaitedBy(engine: Engine, dossier: string) {
  const { waiting, incidents } = await engine.dossier(dossier, { as: 'an' })
  return {
    tasks: waiting
      .filter(({ kind }) => kind === 'task')
      .map(({ instance, element }) => `${dossier}:${instance} ${element}`)
      .sort(),
    timers: waiting
      .filter(({ kind, due }) => kind === 'timer' && due !== null)
      .map(({ instance, due }) => `${dossier}:${instance} ${due}`)
      .sort(),
    incidents: incidents.map(({ incident, element }) => `${dossier}:${incident} ${element}`).sort(),
  }
}

async function goOn(engine: Engine, clock: ReturnType<typeof simulatedClock>, dossier: string, steps: readonly number[]) {
  for (const step of steps) {
    await engine.settled()
    if (step % 3 === 2) {
      clock.goBy(HOUR_MS)
      continue
    }
    const tasks = (await engine.tasks.list({ as: 'an', all: true, dossier })).items
    // A graph that makes two tokens of each, again and again, says nothing more by more of them.
    if (tasks.length > MANY) return
    const task = tasks[step % Math.max(1, tasks.length)]
    if (task !== undefined) await engine.complete(task.id, {}, { as: 'an' }).catch(rejected)
  }
  await engine.settled()
}

function rejected(error: unknown): CommandRejected {
  if (error instanceof CommandRejected) return error
  throw error
}

const edits = fc.array(
  fc.record({ at: fc.nat(), graph: richGraph }).map(({ at, graph }) => ({ at, node: graph.nodes[0] as Shape })),
  { maxLength: 2 },
)
/** A script that leads back to itself changes something in each of ten million turns before it is refused: nothing of that is looked at here. */
const withoutScripts = ({ kind, next }: Shape): Shape => ({ kind: kind === 'scriptTask' ? 'task' : kind, next })
const walk = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 8 })

it('the dry run’s yes is the real run’s yes, and its no the real run’s no', async () => {
  const seen = { yes: 0, no: 0, suspended: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        shape: richGraph,
        edits,
        before: walk,
        after: walk,
        isSuspended: fc.boolean(),
        isRenamed: fc.boolean(),
        n: fc.constantFrom(0, null),
        timers: fc.constantFrom('keep' as const, 'recompute' as const),
      }),
      async ({ shape, edits: changes, before, after, isSuspended, isRenamed, n, timers }) => {
        const given = shape.nodes.map(withoutScripts)
        const nodes = [...given]
        for (const { at, node } of changes) {
          const next = node.next.map((target) => Math.min(target, nodes.length))
          nodes[at % nodes.length] = withoutScripts({ kind: node.kind, next })
        }
        const clock = simulatedClock(Date.UTC(2026, 10, 23, 1))
        const store = memoryStore()
        const from = moduleOf(given, '')
        const old = await hostOf(store, clock, from)
        const code = from.procedure.program.procedure
        const lodged = await old.engine.lodge(code, n === null ? {} : { n }, { as: 'an' }).catch(rejected)
        if (lodged instanceof CommandRejected) return old.engine.stop()
        const { id } = lodged
        await goOn(old.engine, clock, id, before)
        if ((await old.engine.dossier(id, { as: 'an' })).status !== 'running') return old.engine.stop()
        if (isSuspended) {
          await old.engine.dossiers.suspend(id, { as: 'an', reason: 'x' })
          clock.goBy(HOUR_MS)
          await old.engine.settled()
        }
        await old.engine.stop()
        const to = moduleOf(nodes, isRenamed ? 'q_' : '')
        const names = (ids: Iterable<string>) => Object.fromEntries([...ids].map((one) => [one, `q_${one}`]))
        const { nodeById, flowById } = from.procedure.program
        const plan = { timers, ...(isRenamed ? { elements: names(nodeById.keys()), flows: names(flowById.keys()) } : {}) }
        const { engine, errors } = await hostOf(store, clock, to)
        const [work, view] = [await workOf(store, id), await engine.dossier(id, { as: 'an' })]
        const dry = await engine.dossiers.checkMigration(id, { plan }, { as: 'an' }).then(
          (obstacles) => (obstacles.length === 0 ? 'yes' : JSON.stringify(obstacles)),
          (error: unknown) => rejected(error).rejection.code,
        )
        const many = await engine.dossiers.migrateAll({ procedure: code, plan, dryRun: true }, { as: 'an', reason: 'x' })
        expect([await workOf(store, id), await engine.dossier(id, { as: 'an' })]).toEqual([work, view])
        const real = await engine.dossiers.migrate(id, { plan }, { as: 'an', reason: 'x' }).then(
          () => 'yes',
          (error: unknown) => {
            const { rejection } = rejected(error)
            return 'obstacles' in rejection ? JSON.stringify(rejection.obstacles) : rejection.code
          },
        )
        expect(real).toBe(dry)
        // Of many, those that run this very edition already are not looked at.
        const isAnother = from.procedure.program.content !== to.procedure.program.content
        expect(many.migrated.includes(id)).toBe(real === 'yes' && isAnother)
        if (real === 'yes') {
          seen.yes += 1
          if (isSuspended) seen.suspended += 1
        } else {
          seen.no += 1
          expect([await workOf(store, id), await engine.dossier(id, { as: 'an' })]).toEqual([work, view])
        }
        expect(await workOf(store, id)).toEqual(await awaitedBy(engine, id))
        // The journal says the same as what is in memory.
        const load = store.load.bind(store)
        store.load = async (dossier) => {
          const stored = await load(dossier)
          return stored && { ...stored, snapshot: null }
        }
        const other = await hostOf(store, clock, to)
        expect(await other.engine.dossier(id, { as: 'an' })).toEqual(await engine.dossier(id, { as: 'an' }))
        if (isSuspended) await engine.dossiers.resume(id, { as: 'an', reason: 'x' })
        await goOn(engine, clock, id, after)
        expect(await workOf(store, id)).toEqual(await awaitedBy(engine, id))
        expect(errors).toEqual([])
        expect(verifyChain(await engine.journal(id, { as: 'an' }))).toBeUndefined()
        await engine.stop()
      },
    ),
    { numRuns: 80 },
  )
  expect(Math.min(seen.yes, seen.no, seen.suspended)).toBeGreaterThan(0)
}, 120_000)
