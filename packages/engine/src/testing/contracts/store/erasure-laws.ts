import { at, commitOf, jobOf } from './fixture.ts'
import { same, storeLaw } from './law.ts'

const error = { code: 'PORTAL_BUSY', message: 'Nguyễn Thị Bưởi không có trên cổng' }
const snapshot = (seq: number) => ({ seq, kernel: 1, fingerprint: 'f', state: { name: 'Nguyễn Thị Bưởi' } })

/** Personal data goes for ever; that something stood there stays provable. */
export const erasureLaws = [
  storeLaw(
    'erasing takes the payloads and salts of the rows up to one, and leaves digests and hashes',
    async (store, { reopen }) => {
      const rows = [1, 2, 3].map((seq) => commitOf('a', seq, { snapshot: snapshot(seq) }))
      await store.commit([...rows, commitOf('b', 1, { snapshot: snapshot(1) })])
      const last = commitOf('a', 4, { erase: { upTo: 2 } })
      same('erased', await store.commit([last]), [{ status: 'committed' }])
      const opened = await reopen(store)
      const bare = rows.map(({ row }) => ({ ...row, events: row.events.map((event) => ({ ...event, data: null, salt: null })) }))
      const expected = [bare[0], bare[1], rows[2]?.row, last.row]
      same('journal', await opened.journal('a', 0, 10), expected)
      same(
        'feed',
        (await opened.feed(null, 10)).map(({ row }) => row).filter(({ dossier }) => dossier === 'a'),
        expected,
      )
      same('the snapshot is gone', (await opened.load('a'))?.snapshot, null)
      same(
        'another dossier keeps its own',
        [(await opened.load('b'))?.snapshot, (await opened.journal('b', 0, 1))[0]?.events[0]?.data],
        [snapshot(1), { seq: 1 }],
      )
    },
  ),

  storeLaw('a commit may erase its own row, and bring the snapshot that stays', async (store) => {
    await store.commit([commitOf('a', 1, { snapshot: snapshot(1) })])
    await store.commit([commitOf('a', 2, { erase: { upTo: 9 }, snapshot: { ...snapshot(2), state: {} } })])
    const journal = await store.journal('a', 0, 10)
    same(
      'all',
      journal.map(({ events }) => [events[0]?.data, events[0]?.salt]),
      [
        [null, null],
        [null, null],
      ],
    )
    same('its own stays', (await store.load('a'))?.snapshot, { ...snapshot(2), state: {} })
    await store.commit([commitOf('a', 3)])
    same('later rows are whole', (await store.journal('a', 2, 1))[0]?.events[0]?.data, { seq: 3 })
  }),

  storeLaw('erasing empties the jobs that are over, and leaves those that are not', async (store) => {
    const input = { name: 'Nguyễn Thị Bưởi' }
    const lane = { lane: 'portal', input }
    await store.commit([
      commitOf('a', 1, { add: [jobOf('a', 'j1', lane), jobOf('a', 'j2', lane), jobOf('a', 'j3', lane)] }),
      commitOf('b', 1, { add: [jobOf('b', 'j4', { input, at: 1e15 })] }),
    ])
    const [job] = await store.claimJobs('w', 1e14, 100, 1)
    await store.releaseJob(job?.id ?? '', 'w', { to: 'parked', error })
    await store.commit([commitOf('b', 2, { cancel: ['j4'] })])
    await store.commit([commitOf('a', 2, { finish: ['j1'], cancel: ['j2'], erase: { upTo: 1 } })])
    const found = async (id: string) => [(await store.job(id))?.input, (await store.job(id))?.lastError]
    same('done', await found('j1'), [{}, { code: error.code, message: '' }])
    same('cancelled', await found('j2'), [{}, null])
    same('still to be done', await found('j3'), [input, null])
    same('of another dossier', await found('j4'), [input, null])
    await store.commit([commitOf('a', 9, { erase: { upTo: 2 }, cancel: ['j3'] })])
    same('a conflict erases nothing', await found('j3'), [input, null])
  }),

  storeLaw('what is erased may have any text: controls, quotes, half of a surrogate pair', async (store) => {
    const odd = 'a\0b "c" \\ \u001f \ud800 \ue0000 ] }'
    const { row } = commitOf('a', 1)
    const events = row.events.map((event) => ({ ...event, data: { [odd]: odd } }))
    const job = jobOf('a', 'j1', { input: { [odd]: odd } })
    await store.commit([commitOf('a', 1, { row: { events }, add: [job, { ...job, id: 'j2' }], head: { endedAt: at } })])
    for (const id of ['j1', 'j2']) {
      await store.claimJobs('w', 1e14, 100, 1)
      await store.releaseJob(id, 'w', { to: 'parked', error: { code: odd, message: odd } })
    }
    const retried = await store.settleJob('j2', { to: 'queued', actor: 'an', reason: odd, at: 1e14 })
    same('tried again', [retried, (await store.job('j2'))?.lastError], [true, { code: odd, message: odd }])
    await store.claimJobs('w', 1e14, 100, 1)
    await store.releaseJob('j2', 'w', { to: 'parked', error: { code: odd, message: odd } })
    await store.settleJob('j1', { to: 'skipped', actor: 'an', reason: odd, at: 1e14 })
    same('whole', (await store.journal('a', 0, 1))[0]?.events[0]?.data, { [odd]: odd })
    same('erased', await store.commit([commitOf('a', 2, { head: { endedAt: at }, erase: { upTo: 1 } })]), [
      { status: 'committed' },
    ])
    await store.settleJob('j2', { to: 'skipped', actor: 'an', reason: odd, at: 1e14 })
    const bare = events.map((event) => ({ ...event, data: null, salt: null }))
    same('bare', (await store.journal('a', 0, 1))[0]?.events, bare)
    for (const id of ['j1', 'j2']) {
      const found = await store.job(id)
      same(id, [found?.input, found?.lastError], [{}, { code: odd, message: '' }])
    }
  }),

  storeLaw(
    'erasing takes the reasons for which jobs were skipped or tried again; a word that comes after it stays',
    async (store) => {
      const reason = 'gọi cho bà Bưởi: "at":7}'
      await store.commit([commitOf('a', 1, { head: { endedAt: at }, add: ['j1', 'j2', 'j3', 'j4'].map((id) => jobOf('a', id)) })])
      await store.claimJobs('w', 1e14, 100, 4)
      for (const id of ['j1', 'j2', 'j3']) {
        await store.releaseJob(id, 'w', { to: 'parked', error })
        await store.settleJob(id, { to: id === 'j1' ? 'skipped' : 'queued', actor: 'a"n', reason, at: 1e14 })
      }
      await store.claimJobs('v', 1e14, 100, 2)
      await store.releaseJob('j3', 'v', { to: 'parked', error })
      await store.commit([commitOf('a', 2, { head: { endedAt: at }, erase: { upTo: 1 } })])
      await store.finishJob('j2', 'v')
      await store.settleJob('j3', { to: 'skipped', actor: 'chi', reason: 'after it', at: 2e14 })
      await store.finishJob('j4', 'w')
      const settled = await Promise.all(['j1', 'j2', 'j3', 'j4'].map(async (id) => (await store.job(id))?.settled))
      same('settled', settled, [
        { actor: 'a"n', reason: '', at: 1e14 },
        { actor: 'a"n', reason: '', at: 1e14 },
        { actor: 'chi', reason: 'after it', at: 2e14 },
        null,
      ])
    },
  ),

  storeLaw('a job of an ended dossier that is over after the erasure keeps nothing either', async (store) => {
    const input = { name: 'Nguyễn Thị Bưởi' }
    const ended = { head: { endedAt: at } }
    const jobs = ['j1', 'j2', 'j3'].map((id) => jobOf('a', id, { input, ...(id === 'j2' ? { lane: 'portal' } : {}) }))
    await store.commit([
      commitOf('a', 1, { ...ended, add: jobs }),
      commitOf('b', 1, { ...ended, add: [jobOf('b', 'j4', { input })] }),
    ])
    await store.claimJobs('w', 1e14, 100, 4)
    for (const id of ['j1', 'j2']) await store.releaseJob(id, 'w', { to: 'parked', error })
    await store.commit([commitOf('a', 2, { ...ended, erase: { upTo: 1 } })])
    const found = async (id: string) => [(await store.job(id))?.input, (await store.job(id))?.lastError?.message]
    same(
      'still to be done',
      [await found('j1'), await found('j3')],
      [
        [input, error.message],
        [input, undefined],
      ],
    )
    for (const id of ['j1', 'j2']) await store.settleJob(id, { to: 'skipped', actor: 'an', reason: 'by hand', at: 1e14 })
    for (const id of ['j3', 'j4']) same('finished', await store.finishJob(id, 'w'), true)
    same(
      'skipped',
      [await found('j1'), await found('j2')],
      [
        [{}, ''],
        [{}, ''],
      ],
    )
    same('done', await found('j3'), [{}, undefined])
    same('of a dossier that nobody erased', await found('j4'), [input, undefined])
  }),
] as const
