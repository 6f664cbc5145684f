import type { Commit, CommitOutcome, FeedRow, Store } from '../../../ports/index.ts'
import { at, commitOf, incidentOf, jobOf, taskOf, timerOf, waitOf } from './fixture.ts'
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

  storeLaw('a commit that follows from another journal than there is, as after a restore, is a conflict', async (store) => {
    await store.commit([commitOf('a', 1), commitOf('a', 2), commitOf('b', 1)])
    const before = await everything(store)
    const row = { previous: 'f'.repeat(64) }
    const gone = commitOf('a', 3, { row, open: [taskOf('a', 1)], set: [timerOf('a', 2, 1)], add: [jobOf('a', 'j1')] })
    same('alone', await store.commit([gone]), [{ status: 'conflict', seq: 2 }])
    same('everything', await everything(store), before)
    const neighbour = commitOf('b', 2)
    same('beside one that fits', await store.commit([gone, neighbour]), [{ status: 'conflict', seq: 2 }, { status: 'committed' }])
    same('the one that fits', (await store.load('b'))?.hash, neighbour.row.hash)
    same('the right one', await store.commit([commitOf('a', 3)]), [{ status: 'committed' }])
  }),

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
    same('tasks', open.items.map((task) => task.id).sort(), ['a:3', 'b:1', 'c:1'])
  }),

  storeLaw('two commits of one dossier in a batch apply in the order given', async (store) => {
    const batch = [
      commitOf('a', 1, { open: [taskOf('a', 1)], head: { standing: 'registered' } }),
      commitOf('a', 2, { close: ['a:1'], open: [taskOf('a', 2)], head: { standing: 'accepted' } }),
    ]
    same('outcomes', statuses(await store.commit(batch)), ['committed', 'committed'])
    same('standing', (await store.load('a'))?.head.standing, 'accepted')
    same('tasks', (await store.tasks({ limit: 10 })).items, [taskOf('a', 2)])
    const wrongWay = await store.commit([commitOf('b', 2), commitOf('b', 1)])
    same('the wrong way round', statuses(wrongWay), ['conflict', 'committed'])
    const twice = await store.commit([commitOf('c', 1, { command: 'x' }), commitOf('c', 1, { command: 'x' })])
    same('the same command twice', statuses(twice), ['committed', 'duplicate'])
  }),

  storeLaw('an empty batch is nothing', async (store) => {
    same('outcomes', await store.commit([]), [])
    same('feed', await store.feed(null, 10), [])
  }),

  storeLaw('the feed has every row once, in one order that stays', async (store, { reopen }) => {
    await store.commit([commitOf('a', 1), commitOf('b', 1), commitOf('a', 2)])
    await store.commit([commitOf('a', 1), commitOf('b', 7)])
    const before = await store.feed(null, 100)
    const opened = await reopen(store)
    await opened.commit([commitOf('b', 2), commitOf('c', 1)])
    const feed = await opened.feed(null, 100)
    same('what was there stays', feed.slice(0, 3), before)
    const rows = feed.map(({ row }) => `${row.dossier}:${row.seq}`)
    same('every row once', [...rows].sort(), ['a:1', 'a:2', 'b:1', 'b:2', 'c:1'])
    same(
      'those of a in order',
      rows.filter((row) => row.startsWith('a')),
      ['a:1', 'a:2'],
    )
    same('cursors differ', new Set(feed.map(({ cursor }) => cursor)).size, 5)
    same(
      'cursors are short',
      feed.every(({ cursor }) => cursor.length <= 64),
      true,
    )
    same('page', await opened.feed(feed[1]?.cursor ?? '', 2), feed.slice(2, 4))
    same('end', await opened.feed(feed[4]?.cursor ?? '', 2), [])
    await fails('STORE_INPUT_INVALID', () => opened.feed('no cursor', 1))
  }),

  storeLaw('answers are given under the cursors of the rows that they were given for', async (store) => {
    const commits = [commitOf('a', 1), commitOf('b', 1), commitOf('a', 2, { answer: { response: 'other' } }), commitOf('c', 1)]
    await store.commit(commits)
    const feed = await store.feed(null, 100)
    const given = (dossier: string, seq: number) =>
      commits.find(({ row }) => row.dossier === dossier && row.seq === seq)?.answer.response
    const answers = feed.map(({ cursor, row }) => ({ cursor, response: given(row.dossier, row.seq) }))
    same('answers', await store.answers(null, 100), answers)
    same('a page of answers', await store.answers(feed[0]?.cursor ?? '', 2), answers.slice(1, 3))
    await fails('STORE_INPUT_INVALID', () => store.answers('no cursor', 1))
  }),

  storeLaw('links are the rows of the feed without what they say, under the same cursors', async (store) => {
    await store.commit([commitOf('a', 1), commitOf('b', 1), commitOf('a', 2), commitOf('c', 1)])
    const feed = await store.feed(null, 100)
    const links = feed.map(({ cursor, row: { dossier, seq, hash } }) => ({ cursor, dossier, seq, hash }))
    same('links', await store.links(null, 100), links)
    same('a page of links', await store.links(feed[0]?.cursor ?? '', 2), links.slice(1, 3))
    await fails('STORE_INPUT_INVALID', () => store.links('no cursor', 1))
  }),

  storeLaw('the feed of one agency has the rows of its dossiers alone, under the same cursors', async (store) => {
    const of = await fedByTwo(store)
    same('agency', await store.feed(null, 100, { agency: 'H22.1' }), of('a', 'c'))
    same('a page of it', await store.feed(of('a', 'c')[0]?.cursor ?? '', 1, { agency: 'H22.1' }), of('a', 'c').slice(1, 2))
    same('another agency', await store.feed(null, 100, { agency: 'H22.2' }), [])
  }),

  storeLaw('the feed of one dossier has its rows alone, under the same cursors', async (store) => {
    const of = await fedByTwo(store)
    same('dossier', await store.feed(null, 100, { dossier: 'a' }), of('a'))
    same('its second', await store.feed(of('a')[0]?.cursor ?? '', 100, { dossier: 'a' }), of('a').slice(1))
    same('and agency', await store.feed(null, 100, { agency: 'H22.1', dossier: 'c' }), of('c'))
    same('of another agency', await store.feed(null, 100, { agency: 'H22.1', dossier: 'b' }), [])
  }),

  storeLaw(
    'a commit that contradicts itself is refused with those of its dossier beside it, and nothing remains',
    async (store) => {
      await store.commit([commitOf('a', 1, { add: [jobOf('a', 'j1')] })])
      const before = await everything(store)
      for (const commit of wrong(2)) {
        await fails('STORE_INPUT_INVALID', () => store.commit([commitOf('b', 1, { add: [jobOf('b', 'j3')] }), commit]))
      }
      same('everything', await everything(store), before)
      same('none of b', await store.load('b'), undefined)
      same('then', statuses(await store.commit([commitOf('b', 1, { add: [jobOf('b', 'j3')] })])), ['committed'])
    },
  ),

  storeLaw('a commit that contradicts itself is refused with its whole batch, whatever dossiers are in it', async (store) => {
    await store.commit([commitOf('a', 1)])
    const before = await everything(store)
    for (const commit of wrong(1)) {
      await fails('STORE_INPUT_INVALID', () => store.commit([commitOf('c', 1, { add: [jobOf('c', 'j3')] }), commit]))
    }
    same('everything', await everything(store), before)
    same('none of c', await store.load('c'), undefined)
    same('then', statuses(await store.commit([commitOf('c', 1, { add: [jobOf('c', 'j3')] })])), ['committed'])
  }),

  storeLaw('the id of a job is used once: a commit that adds it again is refused, and nothing remains', async (store) => {
    await store.commit([commitOf('a', 1, { add: [jobOf('a', 'j1'), jobOf('a', 'j2')] }), commitOf('a', 2, { finish: ['j2'] })])
    const before = await everything(store)
    for (const add of [[jobOf('b', 'j1')], [jobOf('b', 'j2')], [jobOf('b', 'j3'), jobOf('b', 'j3')]])
      await fails('STORE_INPUT_INVALID', () => store.commit([commitOf('b', 1, { add })]))
    await fails('STORE_INPUT_INVALID', () => store.commit([commitOf('a', 3, { add: [jobOf('a', 'j1')] })]))
    await fails('STORE_INPUT_INVALID', () =>
      store.commit([commitOf('b', 1, { add: [jobOf('b', 'j3')] }), commitOf('c', 1, { add: [jobOf('c', 'j3')] })]),
    )
    same('everything', await everything(store), before)
    same('none of b', await store.load('b'), undefined)
  }),
] as const

/** Commits of dossier b, each of which says two things that cannot both be. */
function wrong(seq: number): readonly Commit[] {
  return [
    commitOf('b', seq, { row: { dossier: 'a' } }),
    commitOf('b', seq, { open: [taskOf('a', 9)] }),
    commitOf('b', seq, { set: [timerOf('a', 9, 1)] }),
    commitOf('b', seq, { add: [jobOf('a', 'j9')] }),
    commitOf('b', seq, { answer: { command: 'another' } }),
    commitOf('b', seq, { row: { at: 0.5 } }),
    commitOf('b', seq, { set: [timerOf('b', 1, NaN)] }),
    commitOf('b', seq, { open: [taskOf('b', 1, { dueAt: Infinity })] }),
    commitOf('b', seq, { add: [jobOf('b', 'j2', { at: 2 ** 60 })] }),
    commitOf('b', seq, { subscriptions: { open: [waitOf('a', 1)], close: [] } }),
    commitOf('b', seq, { incidents: { open: [incidentOf('a', 1)], close: [] } }),
    commitOf('b', seq, { incidents: { open: [incidentOf('b', 1, { raisedAt: 0.5 })], close: [] } }),
    commitOf('b', seq, { head: { dueAt: NaN } }),
    commitOf('b', seq, { head: { suspendedAt: 0.5 } }),
    commitOf('b', seq, { head: { openedAt: at, endedAt: at - 1 } }),
    commitOf('b', seq, { erase: { upTo: 0.5 } }),
  ]
}

/** Rows of two agencies; gives those of some dossiers, as the feed has them. */
async function fedByTwo(store: Store): Promise<(...dossiers: readonly string[]) => readonly FeedRow[]> {
  const huyen = { head: { agency: 'H22.1' } }
  await store.commit([commitOf('a', 1, huyen), commitOf('b', 1), commitOf('c', 1, huyen), commitOf('a', 2, huyen)])
  const all = await store.feed(null, 100)
  same('all', all.length, 4)
  return (...dossiers) => all.filter(({ row }) => dossiers.includes(row.dossier))
}

function statuses(outcomes: readonly CommitOutcome[]): readonly string[] {
  return outcomes.map((outcome) => outcome.status)
}

/** All that a commit could have changed. */
async function everything(store: Store): Promise<unknown> {
  const [feed, tasks, timers, jobs] = [
    await store.feed(null, 1_000),
    await store.tasks({ limit: 1_000 }),
    await Promise.all(['a', 'b', 'c'].map((dossier) => store.timers({ dossier, limit: 1_000 }))),
    await store.jobs({ limit: 1_000 }),
  ]
  const dossiers = await Promise.all(['a', 'b', 'c'].map((dossier) => store.load(dossier)))
  return { feed, tasks, timers, jobs, dossiers }
}
