import { law } from '../../contracts/contract.ts'
import { codeOf, Nodes, type OperationsSubject } from './nodes.ts'
import { EACH, HUE, operated, PARALLEL } from './procedures.ts'

/** Longer than any lease. */
const LEASES_END_MS = 300_000

export const nodeLaws = [
  law<OperationsSubject>(
    'of two nodes that complete one task at once, one is first and the other is told',
    async (subject, must) => {
      const nodes = await Nodes.start(subject, [operated(PARALLEL)])
      for (let round = 0; round < 5; round++) {
        const { id } = await nodes.lodge(PARALLEL)
        const task = await nodes.taskId(id, 'examine')
        // Both have the dossier in memory.
        for (const engine of nodes.engines) await engine.dossier(id, { as: 'chi' })
        const outcomes = await Promise.all(nodes.engines.map((engine) => codeOf(engine.complete(task, {}, { as: 'an' }))))
        must([...outcomes].sort().join() === 'TASK_NOT_ACTIVE,done', 'one of each', outcomes)
        must((await nodes.any.journal(id, { as: 'chi' })).length === 2, 'two rows', 'others')
      }
      await nodes.stop()
    },
  ),

  law<OperationsSubject>(
    'nodes that act on one dossier at once are all right where their deeds go together',
    async (subject, must) => {
      const nodes = await Nodes.start(subject, [operated(EACH)], { count: 3 })
      const { id } = await nodes.lodge(EACH)
      const { items } = await nodes.any.tasks.list({ as: 'chi', all: true, dossier: id })
      must(items.length === 3, 'three tasks', items)
      for (const engine of nodes.engines) await engine.dossier(id, { as: 'chi' })
      const outcomes = await Promise.all(
        nodes.engines.map((engine, index) => codeOf(engine.complete(items[index]?.id ?? '', {}, { as: 'an' }))),
      )
      must(outcomes.join() === 'done,done,done', 'all done', outcomes)
      must((await nodes.waiting(id)) === 'check', 'check', await nodes.waiting(id))
      must((await nodes.any.journal(id, { as: 'chi' })).length === 4, 'four rows', 'others')
      await nodes.stop()
    },
  ),

  law<OperationsSubject>('the same command at two nodes at once is done once, and both are answered', async (subject, must) => {
    const nodes = await Nodes.start(subject, [operated(PARALLEL)])
    const lodged = await Promise.all(
      nodes.engines.map((engine) => engine.lodge(PARALLEL, { n: 1 }, { as: 'dan', agency: HUE, command: 'lodge-1' })),
    )
    must(new Set(lodged.map(({ id }) => id)).size === 1, 'one dossier', lodged)
    const id = lodged[0]?.id ?? ''
    const task = await nodes.taskId(id, 'examine')
    const options = { as: 'an', command: 'examine-1' }
    const done = await Promise.all(nodes.engines.map((engine) => codeOf(engine.complete(task, {}, options))))
    must(done.join() === 'done,done', 'both answered', done)
    must((await nodes.any.journal(id, { as: 'chi' })).length === 2, 'two rows', 'others')
    await nodes.stop()
  }),

  law<OperationsSubject>(
    'what a silent node had leased passes on, and its late report changes nothing',
    async (subject, must) => {
      const module = operated(PARALLEL)
      const calls: string[] = []
      let speak: () => void = () => undefined
      const silence = new Promise<void>((resolve) => (speak = resolve))
      const post = async ({ key }: { readonly key: string }) => {
        calls.push(key)
        if (calls.length === 1) await silence
        return {}
      }
      const nodes = await Nodes.start(subject, [{ ...module, jobs: { post } }])
      const { id } = await nodes.lodge(PARALLEL)
      await nodes.complete(id, 'examine', 'an')
      await nodes.any.report(id, { message: 'answer' }, { system: 'gate' })
      await soon(() => calls.length === 1)
      nodes.clock.goBy(LEASES_END_MS)
      await soon(() => calls.length === 2)
      must(calls.length === 2 && calls[0] === calls[1], 'twice under one key', calls)
      for (let look = 0; look < 200 && (await nodes.waiting(id)) !== 'check'; look++) await pause()
      must((await nodes.waiting(id)) === 'check', 'check', await nodes.waiting(id))
      speak()
      await nodes.settled()
      const reports = (await nodes.any.journal(id, { as: 'chi' })).filter(({ type }) => type === 'completeJob').length
      must(reports === 1, 'one report', reports)
      const { incidents } = await nodes.any.dossier(id, { as: 'chi' })
      must(incidents.length === 0, 'no incident', incidents)
      await nodes.stop()
    },
  ),
]

/** Until it is so, or ten seconds are over. */
async function soon(isSo: () => boolean): Promise<void> {
  for (let look = 0; look < 500 && !isSo(); look++) await pause()
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20))
}
