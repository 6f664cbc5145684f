import type { FeedRow } from '../../../ports/index.ts'
import { at, commitOf, jobOf, messageOf, sealOf, timerOf, waitOf } from './fixture.ts'
import { same, storeLaw } from './law.ts'

/** What several nodes ask for at one moment: whoever looks first and writes afterwards is told here that another was between. */
const NODES = ['u', 'v', 'w', 'x', 'y', 'z']

/** Calls that are all on their way before the first is answered. */
export const atOnceLaws = [
  storeLaw('of commits to one dossier at one moment one is first; the others are conflicts, and leave nothing', async (store) => {
    const sent = NODES.map((node) => commitOf('a', 1, { command: node, row: { actor: node }, add: [jobOf('a', `j-${node}`)] }))
    const outcomes = (await atOnce(sent, (commit) => store.commit([commit]))).flat()
    const others = outcomes.filter(({ status }) => status !== 'committed')
    same('the others', others, Array(NODES.length - 1).fill({ status: 'conflict', seq: 1 }))
    const first = sent[outcomes.findIndex(({ status }) => status === 'committed')]
    same('the first', await store.journal('a', 0, 10), [first?.row])
    same('in the feed', rowsOf(await store.feed(null, 10)), ['a/1'])
    const answers = await atOnce(NODES, async (node) => (await store.answer('a', node)) ?? null)
    same(
      'answers',
      answers,
      sent.map((commit) => (commit === first ? commit.answer : null)),
    )
    const jobs = await atOnce(NODES, (node) => store.job(`j-${node}`))
    same('jobs', jobs.filter((job) => job !== undefined).length, 1)
  }),

  storeLaw(
    'a command that comes to several nodes at one moment is committed once, and answered to all of them',
    async (store) => {
      const sent = commitOf('a', 1, { command: 'c' })
      const outcomes = (await atOnce(NODES, () => store.commit([sent]))).flat()
      const others = outcomes.filter(({ status }) => status !== 'committed')
      same('the others', others, Array(NODES.length - 1).fill({ status: 'duplicate', answer: sent.answer }))
      same('journal', await store.journal('a', 0, 10), [sent.row])
    },
  ),

  storeLaw('commits to different dossiers at one moment are all made, and each is in the feed once', async (store) => {
    const seqs = [1, 2, 3]
    const outcomes = await atOnce(NODES, async (dossier) => {
      const found: string[] = []
      for (const seq of seqs) found.push(...(await store.commit([commitOf(dossier, seq)])).map(({ status }) => status))
      return found
    })
    same(
      'outcomes',
      outcomes,
      NODES.map(() => seqs.map(() => 'committed')),
    )
    const expected = NODES.flatMap((dossier) => seqs.map((seq) => `${dossier}/${seq}`))
    same('feed', [...rowsOf(await store.feed(null, 100))].sort(), expected)
  }),

  storeLaw('a job that several workers claim at one moment is leased to one', async (store) => {
    const ids = Array.from({ length: 9 }, (_, index) => `j${index}`)
    await store.commit([commitOf('a', 1, { add: ids.map((id) => jobOf('a', id)) })])
    const claimed = await claimedBy((worker) => store.claimJobs(worker, at, 100, 4))
    same('each once', claimed, ids)
    same('tries', [...new Set((await store.jobs({ dossier: 'a', limit: 10 })).map(({ tries }) => tries))], [1])
  }),

  storeLaw('the jobs of a lane go to one worker, one after another, though several claim at one moment', async (store) => {
    await store.commit([commitOf('a', 1, { add: ['j1', 'j2'].map((id) => jobOf('a', id, { lane: 'l' })) })])
    same('the first alone', await claimedBy((worker) => store.claimJobs(worker, at, 100, 4)), ['j1'])
  }),

  storeLaw('a timer that several workers claim at one moment is leased to one', async (store) => {
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    await store.commit([commitOf('a', 1, { set: numbers.map((number) => timerOf('a', number, at)) })])
    const claimed = await claimedBy((worker) => store.claimTimers(worker, at, 100, 4))
    same(
      'each once',
      claimed,
      numbers.map((number) => `a:${number}`),
    )
  }),

  storeLaw('a message that is put several times at one moment is kept once', async (store) => {
    same('kept', countOf(await atOnce(NODES, () => store.putMessage(messageOf('m1')))), 1)
    same('there', (await store.messages({ limit: 10 })).items.length, 1)
  }),

  storeLaw('a message that several dossiers take at one moment goes to one', async (store) => {
    await store.putMessage(messageOf('m1'))
    await store.commit(NODES.map((dossier) => commitOf(dossier, 1, { subscriptions: { open: [waitOf(dossier, 1)], close: [] } })))
    const takers = NODES.map((dossier) => commitOf(dossier, 2, { takes: ['m1'] }))
    const outcomes = (await atOnce(takers, (commit) => store.commit([commit]))).flat()
    same('taken', countOf(outcomes.map(({ status }) => status === 'committed')), 1)
    same('the others', countOf(outcomes.map(({ status }) => status === 'conflict')), NODES.length - 1)
  }),

  storeLaw('a message that several nodes claim at one moment is leased to one', async (store) => {
    await store.putMessage(messageOf('m1'))
    await store.commit([commitOf('a', 1, { subscriptions: { open: [waitOf('a', 1)], close: [] } })])
    const claimed = (await atOnce(NODES, (worker) => store.claimMatches(worker, at, 100, 4))).flat()
    same(
      'once',
      claimed.map(({ message }) => message.id),
      ['m1'],
    )
  }),

  storeLaw('a signal, a begin of a schedule and a seal are one node’s, of several at one moment', async (store) => {
    const flood = { id: 'b1', agency: null, signal: 'flood', payload: {}, actor: 'system:weather', at }
    same('put', countOf(await atOnce(NODES, () => store.putBroadcast(flood))), 1)
    same('told by', (await atOnce(NODES, (worker) => store.claimBroadcasts(worker, at, 100, 4, 9))).flat().length, 1)
    const schedule = { id: 's1', agency: null, procedure: '1.001193', rule: 'R3/PT1H', variables: {}, actor: 'chi', due: at }
    await store.putSchedule(schedule)
    same('begun by', (await atOnce(NODES, (worker) => store.claimSchedules(worker, at, 100, 4))).flat(), [schedule])
    same('sealed by', countOf(await atOnce(NODES, () => store.putSeal(sealOf(1)))), 1)
    same('seals', (await store.seals(0, 10)).length, 1)
  }),
] as const

function atOnce<T, R>(all: readonly T[], call: (one: T) => Promise<R>): Promise<readonly R[]> {
  return Promise.all(all.map(call))
}

/** What all workers got at one moment, and what one of them gets afterwards: a store may leave alone what another is looking at. */
async function claimedBy(claim: (worker: string) => Promise<readonly { readonly id: string }[]>): Promise<readonly string[]> {
  const first = await atOnce(NODES, claim)
  const rest = [await claim('late'), await claim('late'), await claim('late')]
  return [...first, ...rest]
    .flat()
    .map(({ id }) => id)
    .sort()
}

function rowsOf(feed: readonly FeedRow[]): readonly string[] {
  return feed.map(({ row }) => `${row.dossier}/${row.seq}`)
}

function countOf(answers: readonly boolean[]): number {
  return answers.filter((isTrue) => isTrue).length
}
