import { law, type Must } from '../../contracts/contract.ts'
import { AdapterFailure } from '../../../ports/index.ts'
import type { JobContext } from '../../../runtime/index.ts'
import { codeOf, Nodes, type OperationsSubject } from './nodes.ts'
import { EACH, HUE, operated, PARALLEL, PASSES } from './procedures.ts'

/** Longer than a lease, and not by much. */
const LEASE_ENDS_MS = 31_000
/** Well before a lease ends. */
const STEP_MS = 10_000

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
    'a dossier that another node moves or erases while it is read is shown as it was before or after, and nothing between',
    async (subject, must) => {
      const nodes = await Nodes.start(subject, [operated(PARALLEL), operated(PASSES)])
      const [mover, reader] = [nodes.engines[0] ?? nodes.any, nodes.engines.at(-1) ?? nodes.any]
      const lodge = (procedure: string) => mover.lodge(procedure, { n: 1 }, { as: 'dan', agency: HUE })
      const { id } = await lodge(PARALLEL)
      const task = await nodes.taskId(id, 'examine')
      nodes.beforeJournal(() => mover.complete(task, {}, { as: 'an' }))
      const { seq, waiting } = await reader.dossier(id, { as: 'chi' })
      const found = waiting.map(({ element }) => element).sort()
      must(found.join() === (seq === 1 ? 'examine,wait' : 'wait'), 'what its last command left', [seq, found])

      const { id: ended } = await lodge(PASSES)
      nodes.beforeJournal(() => mover.dossiers.erase(ended, { as: 'chi', reason: 'five years' }))
      const view = await reader.dossier(ended, { as: 'chi' })
      must(view.status === 'completed', 'completed', view)
      must((view.variables['n'] === 1) === (view.seq === 1), 'its data until it was erased', view)
      must((await reader.dossier(ended, { as: 'chi' })).seq <= 2, 'read again', view)
      await nodes.stop()
    },
  ),

  law<OperationsSubject>(
    'what a silent node had leased passes on, and its late report changes nothing',
    async (subject, must) => {
      const module = operated(PARALLEL)
      const calls: JobContext[] = []
      let speak: () => void = () => undefined
      const silence = new Promise<void>((resolve) => (speak = resolve))
      const post = async (job: JobContext) => {
        calls.push(job)
        if (calls.length === 1) await silence
        return {}
      }
      const nodes = await Nodes.start(subject, [{ ...module, jobs: { post } }])
      const { id } = await nodes.lodge(PARALLEL)
      await nodes.complete(id, 'examine', 'an')
      await nodes.any.report(id, { message: 'answer' }, { system: 'gate' })
      await soon(() => calls.length === 1)
      const reconnect = nodes.silenceTheBusy()
      nodes.clock.goBy(LEASE_ENDS_MS)
      await soon(() => calls.length === 2)
      must(calls.length === 2 && calls[0]?.key === calls[1]?.key, 'twice under one key', calls.length)
      must(calls[1]?.earlier === 'unknown', 'told that nobody knows of the first', calls[1]?.earlier)
      await soon(async () => (await nodes.waiting(id)) === 'check')
      must((await nodes.waiting(id)) === 'check', 'check', await nodes.waiting(id))
      reconnect()
      await soon(() => calls[0]?.signal.aborted === true)
      must(calls[0]?.signal.aborted === true, 'the silent one told that it no longer counts', calls[0]?.signal.aborted)
      speak()
      await nodes.settled()
      const reports = (await nodes.any.journal(id, { as: 'chi' })).filter(({ type }) => type === 'completeJob').length
      must(reports === 1, 'one report', reports)
      const { incidents } = await nodes.any.dossier(id, { as: 'chi' })
      must(incidents.length === 0, 'no incident', incidents)
      await nodes.stop()
    },
  ),

  law<OperationsSubject>(
    'a job that passed on to another node is that node’s to speak of: what it failed with at the silent one ends nothing',
    async (subject, must) => {
      let calls = 0
      let [fail, end] = [() => {}, () => {}]
      const [failure, done] = [new Promise<void>((resolve) => (fail = resolve)), new Promise<void>((resolve) => (end = resolve))]
      const post = async () => {
        calls += 1
        if (calls > 1) return done.then(() => ({}))
        await failure
        throw new AdapterFailure('PEER_SAYS_NO', 'for good', { retry: false })
      }
      const nodes = await Nodes.start(subject, [{ ...operated(PARALLEL), jobs: { post } }])
      const { id } = await nodes.lodge(PARALLEL)
      await nodes.complete(id, 'examine', 'an')
      await nodes.any.report(id, { message: 'answer' }, { system: 'gate' })
      await soon(() => calls === 1)
      const reconnect = nodes.silenceTheBusy()
      nodes.clock.goBy(LEASE_ENDS_MS)
      await soon(() => calls === 2)
      must(calls === 2, 'taken over', calls)
      reconnect()
      fail()
      await soon(() => nodes.told.some(({ error }) => error?.code === 'PEER_SAYS_NO'))
      const { incidents } = await nodes.any.dossier(id, { as: 'chi' })
      must(incidents.length === 0, 'no incident while another is at it', incidents)
      end()
      await nodes.settled()
      must((await nodes.waiting(id)) === 'check', 'check', await nodes.waiting(id))
      await nodes.stop()
    },
  ),

  law<OperationsSubject>(
    'a node that is slow but alive holds what it is doing: no other node begins it, however long it takes',
    async (subject, must) => {
      let calls = 0
      let end: () => void = () => undefined
      const slow = new Promise<void>((resolve) => (end = resolve))
      const post = async () => {
        calls += 1
        await slow
        return {}
      }
      const nodes = await Nodes.start(subject, [{ ...operated(PARALLEL), jobs: { post } }])
      const { id } = await nodes.lodge(PARALLEL)
      await nodes.complete(id, 'examine', 'an')
      await nodes.any.report(id, { message: 'answer' }, { system: 'gate' })
      await soon(() => calls === 1)
      await heldFor(nodes, id, 300_000, must)
      must(calls === 1, 'once', calls)
      end()
      await nodes.settled()
      must((await nodes.waiting(id)) === 'check' && calls === 1, 'done by the first', calls)
      await nodes.stop()
    },
  ),

  law<OperationsSubject>(
    'a handler that never ends is given up, and its try counts as one whose end nobody knows',
    async (subject, must) => {
      const earlier: string[] = []
      const post = async (job: JobContext) => {
        earlier.push(job.earlier)
        if (earlier.length === 1) await new Promise(() => undefined)
        return {}
      }
      const retry = { tries: 2, firstMs: 1, mostMs: 1 }
      const nodes = await Nodes.start(subject, [{ ...operated(PARALLEL), jobs: { post } }], { retry, jobLimitMs: 60_000 })
      const { id } = await nodes.lodge(PARALLEL)
      await nodes.complete(id, 'examine', 'an')
      await nodes.any.report(id, { message: 'answer' }, { system: 'gate' })
      await soon(() => earlier.length === 1)
      await heldFor(nodes, id, 50_000, must)
      nodes.clock.goBy(STEP_MS)
      await soon(() => {
        nodes.clock.goBy(1)
        return earlier.length === 2
      })
      await nodes.settled()
      must(earlier.join() === 'none,unknown', 'tried again, in doubt', earlier)
      must((await nodes.waiting(id)) === 'check', 'check', await nodes.waiting(id))
      await nodes.stop()
    },
  ),
]

/** Time passes, and the lease of the dossier's job is renewed. */
async function heldFor(nodes: Nodes, dossier: string, ms: number, must: Must): Promise<void> {
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    nodes.clock.goBy(STEP_MS)
    const isRenewed = async () => (await nodes.leasedUntil(dossier)) > nodes.clock.now() + STEP_MS
    await soon(isRenewed)
    must(await isRenewed(), 'a lease that was renewed', await nodes.leasedUntil(dossier))
  }
}

/** Until it is so, or ten seconds are over. */
async function soon(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let look = 0; look < 500 && !(await isSo()); look++) await pause()
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20))
}
