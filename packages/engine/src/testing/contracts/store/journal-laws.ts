import type { CommitOutcome, Store } from '../../../ports/index.ts'
import { commitOf, jobOf, taskOf, timerOf } from './fixture.ts'
import { fails, same, storeLaw } from './law.ts'

/** Sequence numbers, conflicts, duplicates, batches and the feed. */
export const journalLaws = [
  storeLaw('a dossier begins at sequence number 1 and its journal gives back every row', async (store) => {
    const rows = [commitOf('a', 1), commitOf('a', 2), commitOf('a', 3)]
    same('outcomes', statuses(await store.commit(rows)), ['committed', 'committed', 'committed'])
    const expected = rows.map((commit) => commit.row)
    same('journal', await store.journal('a', 0, 10), expected)
    same('journal after 1', await store.journal('a', 1, 10), expected.slice(1))
    same('journal, one row', await store.journal('a', 1, 1), expected.slice(1, 2))
    same('journal of nobody', await store.journal('b', 0, 10), [])
  }),

  storeLaw('a dossier stands where its last commit left it', async (store) => {
    same('before', await store.load('a'), undefined)
    const last = commitOf('a', 2, { head: { standing: 'accepted', code: 'H22.01', dueAt: 5 } })
    await store.commit([commitOf('a', 1), last])
    same('after', await store.load('a'), { dossier: 'a', seq: 2, hash: last.row.hash, head: last.head, snapshot: null })
  }),

  storeLaw(
    'a commit that another was quicker than is a conflict, names where the dossier stands and changes nothing',
    async (store) => {
      await store.commit([commitOf('a', 1), commitOf('a', 2)])
      const before = await everything(store)
      const late = { command: 'late', open: [taskOf('a', 1)], set: [timerOf('a', 2, 1)], add: [jobOf('a', 'j1')] }
      for (const seq of [0, 1, 2, 4]) {
        same(`seq ${seq}`, await store.commit([commitOf('a', seq, late)]), [{ status: 'conflict', seq: 2 }])
      }
      same('a dossier that is not there', await store.commit([commitOf('new', 2)]), [{ status: 'conflict', seq: 0 }])
      same('everything', await everything(store), before)
      same('answer', await store.answer('a', 'late'), undefined)
      same('no such dossier', await store.load('new'), undefined)
    },
  ),

  storeLaw('a command that comes again gets the first answer and changes nothing', async (store) => {
    const first = commitOf('a', 1, { command: 'c', add: [jobOf('a', 'j1')] })
    await store.commit([first])
    const before = await everything(store)
    const again = { command: 'c', answer: { digest: 'other', response: 'other' }, open: [taskOf('a', 1)] }
    for (const seq of [1, 2, 9]) {
      same(`seq ${seq}`, await store.commit([commitOf('a', seq, again)]), [{ status: 'duplicate', answer: first.answer }])
    }
    same('everything', await everything(store), before)
    same('answer', await store.answer('a', 'c'), first.answer)
  }),

  storeLaw('a command id belongs to its dossier: another dossier may use the same', async (store) => {
    const batch = [commitOf('a', 1, { command: 'c' }), commitOf('b', 1, { command: 'c', answer: { response: 'b' } })]
    same('outcomes', statuses(await store.commit(batch)), ['committed', 'committed'])
    same('answer of a', await store.answer('a', 'c'), batch[0]?.answer)
    same('answer of b', await store.answer('b', 'c'), batch[1]?.answer)
  }),

  storeLaw('in a batch each commit stands alone: conflicts and duplicates do not touch their neighbours', async (store) => {
    await store.commit([commitOf('a', 1, { command: 'c' })])
    const batch = [
      commitOf('b', 1, { open: [taskOf('b', 1)] }),
      commitOf('a', 5, { open: [taskOf('a', 1)] }),
      commitOf('a', 2, { command: 'c', open: [taskOf('a', 2)] }),
      commitOf('a', 2, { open: [taskOf('a', 3)] }),
      commitOf('c', 1, { open: [taskOf('c', 1)] }),
    ]
    const outcomes = await store.commit(batch)
    same('outcomes', statuses(outcomes), ['committed', 'conflict', 'duplicate', 'committed', 'committed'])
    const open = await store.tasks({ limit: 10 })
    same('tasks', open.map((task) => task.id).sort(), ['a:3', 'b:1', 'c:1'])
  }),

  storeLaw('two commits of one dossier in a batch apply in the order given', async (store) => {
    const batch = [
      commitOf('a', 1, { open: [taskOf('a', 1)], head: { standing: 'registered' } }),
      commitOf('a', 2, { close: ['a:1'], open: [taskOf('a', 2)], head: { standing: 'accepted' } }),
    ]
    same('outcomes', statuses(await store.commit(batch)), ['committed', 'committed'])
    same('standing', (await store.load('a'))?.head.standing, 'accepted')
    same('tasks', await store.tasks({ limit: 10 }), [taskOf('a', 2)])
    const wrongWay = await store.commit([commitOf('b', 2), commitOf('b', 1)])
    same('the wrong way round', statuses(wrongWay), ['conflict', 'committed'])
    const twice = await store.commit([commitOf('c', 1, { command: 'x' }), commitOf('c', 1, { command: 'x' })])
    same('the same command twice', statuses(twice), ['committed', 'duplicate'])
  }),

  storeLaw('an empty batch is nothing', async (store) => {
    same('outcomes', await store.commit([]), [])
    same('feed', await store.feed(0, 10), [])
  }),

  storeLaw('the feed has every row once, positions ascend and are never used again', async (store, reopen) => {
    const first = await store.commit([commitOf('a', 1), commitOf('b', 1), commitOf('a', 2)])
    await store.commit([commitOf('a', 1), commitOf('b', 7)])
    const opened = await reopen(store)
    const second = await opened.commit([commitOf('b', 2), commitOf('c', 1)])
    const feed = await opened.feed(0, 100)
    const given = [...first, ...second].map((outcome) => (outcome.status === 'committed' ? outcome.position : NaN))
    same(
      'positions',
      feed.map((entry) => entry.position),
      given,
    )
    same(
      'ascending',
      given.every((position, index) => position > (given[index - 1] ?? 0)),
      true,
    )
    const rows = ['a:1', 'b:1', 'a:2', 'b:2', 'c:1']
    same(
      'rows',
      feed.map(({ row }) => `${row.dossier}:${row.seq}`),
      rows,
    )
    same('page', await opened.feed(given[1] ?? NaN, 2), feed.slice(2, 4))
    same('end', await opened.feed(given[4] ?? NaN, 2), [])
  }),

  storeLaw('a commit that contradicts itself is refused with its whole batch, and nothing remains', async (store) => {
    await store.commit([commitOf('a', 1, { add: [jobOf('a', 'j1')] })])
    const before = await everything(store)
    const wrong = [
      commitOf('b', 1, { row: { dossier: 'a' } }),
      commitOf('b', 1, { open: [taskOf('a', 9)] }),
      commitOf('b', 1, { set: [timerOf('a', 9, 1)] }),
      commitOf('b', 1, { add: [jobOf('a', 'j9')] }),
      commitOf('b', 1, { add: [jobOf('b', 'j1')] }),
      commitOf('b', 1, { add: [jobOf('b', 'j2'), jobOf('b', 'j2')] }),
      commitOf('b', 1, { answer: { command: 'another' } }),
      commitOf('b', 1, { row: { at: 0.5 } }),
      commitOf('b', 1, { set: [timerOf('b', 1, NaN)] }),
      commitOf('b', 1, { open: [taskOf('b', 1, { dueAt: Infinity })] }),
      commitOf('b', 1, { add: [jobOf('b', 'j2', { at: 2 ** 60 })] }),
    ]
    for (const commit of wrong) {
      await fails('STORE_INPUT_INVALID', () => store.commit([commitOf('c', 1, { add: [jobOf('c', 'j3')] }), commit]))
    }
    same('everything', await everything(store), before)
    same('none of c', await store.load('c'), undefined)
    same('then', statuses(await store.commit([commitOf('c', 1, { add: [jobOf('c', 'j3')] })])), ['committed'])
  }),
] as const

function statuses(outcomes: readonly CommitOutcome[]): readonly string[] {
  return outcomes.map((outcome) => outcome.status)
}

/** All that a commit could have changed. */
async function everything(store: Store): Promise<unknown> {
  const [feed, tasks, timers, jobs] = [
    await store.feed(0, 1_000),
    await store.tasks({ limit: 1_000 }),
    await store.dueTimers(Number.MAX_SAFE_INTEGER, 1_000),
    await store.jobs({ limit: 1_000 }),
  ]
  const dossiers = await Promise.all(['a', 'b', 'c'].map((dossier) => store.load(dossier)))
  return { feed, tasks, timers, jobs, dossiers }
}
