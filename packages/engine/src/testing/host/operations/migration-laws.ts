import { verifyChain } from '../../../runtime/index.ts'
import { law, type Must } from '../../contracts/contract.ts'
import { codeOf, Nodes, type OperationsSubject } from './nodes.ts'
import { BOUNDARY, EACH, INCLUSIVE, operated, PARALLEL } from './procedures.ts'

const PLAN = { elements: { examine: 'appraise' } }
const renamed = (flow: string) => flow.replaceAll('examine', 'appraise')

/** A dossier in a place of the old edition that is hard to leave, and what must be possible in the new one. */
interface Case {
  readonly name: string
  readonly procedure: string
  readonly n: number
  readonly bring: (nodes: Nodes, dossier: string) => Promise<unknown>
  readonly goOn: (nodes: Nodes, dossier: string, must: Must) => Promise<unknown>
}

const CASES: readonly Case[] = [
  {
    name: 'waits at a parallel join',
    procedure: PARALLEL,
    n: 0,
    bring: (nodes, id) => nodes.complete(id, 'examine', 'an'),
    async goOn(nodes, id, must) {
      await nodes.any.report(id, { message: 'answer', variables: { n: 1 } }, { system: 'gate' })
      await nodes.settled()
      // Who examined under the old name is still kept from checking.
      const refused = await codeOf(nodes.complete(id, 'check', 'an'))
      must(refused === 'FOUR_EYES', 'FOUR_EYES', refused)
    },
  },
  {
    name: 'waits at an inclusive join',
    procedure: INCLUSIVE,
    n: 2,
    bring: (nodes, id) => nodes.complete(id, 'other', 'an'),
    goOn: (nodes, id) => nodes.complete(id, 'appraise', 'an'),
  },
  {
    name: 'is inside of a scope with a boundary event',
    procedure: BOUNDARY,
    n: 0,
    bring: () => Promise.resolve(),
    async goOn(nodes, id, must) {
      must((await nodes.waiting(id)).includes('appraise'), 'appraise', await nodes.waiting(id))
      await nodes.any.report(id, { message: 'answer', variables: { n: 1 } }, { system: 'gate' })
    },
  },
  {
    name: 'has done one of three instances of a multi-instance',
    procedure: EACH,
    n: 0,
    bring: (nodes, id) => nodes.complete(id, 'examine', 'an'),
    async goOn(nodes, id) {
      await nodes.complete(id, 'appraise', 'an')
      await nodes.complete(id, 'appraise', 'binh')
    },
  },
]

export const migrationLaws = [
  ...CASES.map(({ name, procedure, n, bring, goOn }) =>
    law<OperationsSubject>(`a dossier that ${name} goes on in another version`, async (subject, must) => {
      const old = await Nodes.start(subject, [operated(procedure)])
      const { id } = await old.lodge(procedure, { n })
      await bring(old, id)
      await old.stop()
      const nodes = await Nodes.start(subject, [operated(procedure, { version: 2, change: renamed })])
      const before = await nodes.waiting(id)
      const unplanned = await nodes.any.dossiers.checkMigration(id, { version: 2 }, { as: 'chi' })
      must(procedure === PARALLEL || unplanned.some(({ code }) => code === 'ELEMENT_GONE'), 'ELEMENT_GONE', unplanned)
      const possible = await nodes.any.dossiers.checkMigration(id, { version: 2, plan: PLAN }, { as: 'chi' })
      must(possible.length === 0, 'nothing in the way', possible)
      must((await nodes.waiting(id)) === before, 'a check that changes nothing', await nodes.waiting(id))
      await nodes.any.dossiers.migrate(id, { version: 2, plan: PLAN }, { as: 'chi', reason: 'bản mới' })
      await goOn(nodes, id, must)
      must((await nodes.waiting(id)) === 'check', 'check', await nodes.waiting(id))
      const done = await nodes.complete(id, 'check', 'binh')
      must(done.status === 'completed' && done.procedure.version === 2, 'completed in version 2', done.status)
      const rows = await nodes.any.journal(id, { as: 'chi' })
      must(verifyChain(rows) === undefined, 'a whole chain', verifyChain(rows))
      await nodes.stop()
    }),
  ),

  law<OperationsSubject>(
    'a dossier with an incident goes on in another version, and its incident is resolved there',
    async (subject, must) => {
      const peer = { isDown: true }
      const old = await Nodes.start(subject, [operated(PARALLEL, { peer })])
      const { id } = await old.lodge(PARALLEL)
      await old.complete(id, 'examine', 'an')
      await old.any.report(id, { message: 'answer' }, { system: 'gate' })
      await old.settled()
      const [raised] = (await old.any.incidents.list({ as: 'chi', dossier: id })).items
      must(raised?.element === 'post', 'the incident of the job', raised)
      const raisedAt = raised?.raisedAt
      await old.stop()
      peer.isDown = false
      subject.clock.goBy(1_000)
      const change = (flow: string) => renamed(flow).replaceAll('post:', 'deliver:').replaceAll('next: post', 'next: deliver')
      const nodes = await Nodes.start(subject, [operated(PARALLEL, { version: 2, change, peer })])
      const plan = { elements: { ...PLAN.elements, post: 'deliver' } }
      await nodes.any.dossiers.migrate(id, { version: 2, plan }, { as: 'chi', reason: 'bản mới' })
      const [incident] = (await nodes.any.incidents.list({ as: 'chi', dossier: id })).items
      must(incident?.element === 'deliver', 'the incident of the job, under its new name', incident)
      must(incident?.raisedAt === raisedAt, 'raised when it was', incident?.raisedAt)
      await nodes.any.incidents.resolve(incident?.id ?? '', { as: 'chi' })
      await nodes.settled()
      must((await nodes.waiting(id)) === 'check', 'check', await nodes.waiting(id))
      await nodes.stop()
    },
  ),

  law<OperationsSubject>(
    'all dossiers are migrated in batches after a dry run; who cannot go on holds up nobody',
    async (subject, must) => {
      const old = await Nodes.start(subject, [operated(EACH)])
      const ids: string[] = []
      for (let index = 0; index < 5; index++) {
        ids.push((await old.lodge(EACH)).id)
        subject.clock.goBy(1)
      }
      await old.any.dossiers.suspend(ids[1] ?? '', { as: 'chi', reason: 'chờ bản mới' })
      const ahead = ids[2] ?? ''
      for (const as of ['an', 'binh', 'an']) await old.complete(ahead, 'examine', as)
      await old.stop()
      const change = (flow: string) => renamed(flow).replaceAll('check', 'confirm')
      const nodes = await Nodes.start(subject, [operated(EACH, { version: 2, change })])
      const request = { procedure: EACH, version: 2, plan: PLAN, limit: 2 }
      const dry = await batches(nodes, { ...request, dryRun: true })
      const rest = ids.filter((id) => id !== ahead)
      must(dry.migrated.join() === [...rest].sort().join() && dry.obstructed.join() === ahead, 'one obstructed', dry)
      must(
        (await nodes.any.dossiers.list({ as: 'chi' })).items.every(({ head }) => head.version === 1),
        'nothing changed',
        'a change',
      )
      const done = await batches(nodes, request)
      must(done.migrated.join() === dry.migrated.join() && done.obstructed.join() === ahead, 'as the dry run said', done)
      const again = await batches(nodes, { ...request, plan: { elements: { ...PLAN.elements, check: 'confirm' } } })
      must(again.migrated.join() === ahead && again.obstructed.length === 0, 'the last one, with a better plan', again)
      await nodes.stop()
      const next = await Nodes.start(subject, [operated(EACH, { version: 2, change })])
      must((await next.waiting(ahead)) === 'confirm', 'confirm', await next.waiting(ahead))
      const left = (await next.any.tasks.list({ as: 'chi', all: true, element: 'appraise', dossier: ids[0] ?? '' })).items
      must(left.length === 3, 'three tasks of the new name', left)
      await next.stop()
    },
  ),
]

type Request = Parameters<Nodes['any']['dossiers']['migrateAll']>[0]

async function batches(nodes: Nodes, request: Request) {
  const all = { migrated: [] as string[], obstructed: [] as string[] }
  for (let after: string | null | undefined; after !== null;) {
    const going = after === undefined ? {} : { after }
    const report = await nodes.any.dossiers.migrateAll({ ...request, ...going }, { as: 'chi', reason: 'bản mới' })
    all.migrated.push(...report.migrated)
    all.obstructed.push(...report.obstructed.map(({ dossier }) => dossier))
    after = report.next
  }
  return { migrated: all.migrated.sort(), obstructed: all.obstructed }
}
