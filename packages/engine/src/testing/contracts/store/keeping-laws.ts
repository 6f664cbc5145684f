import type { Commit, Json, Page, Snapshot, StoredDefinition, StoredSerial } from '../../../ports/index.ts'
import { at, commitOf, jobOf, messageOf, sealOf, taskOf, timerOf } from './fixture.ts'
import { fails, same, storeLaw } from './law.ts'

/** Snapshots, definitions, serials, and that what goes in comes out. */
export const keepingLaws = [
  storeLaw('a snapshot replaces the one before; without one the old one stays', async (store) => {
    await store.commit([commitOf('a', 1)])
    same('none', (await store.load('a'))?.snapshot, null)
    await store.commit([commitOf('a', 2, { snapshot: snapshotOf(2) })])
    same('the first', (await store.load('a'))?.snapshot, snapshotOf(2))
    await store.commit([commitOf('a', 3)])
    same('it stays', await store.load('a').then((it) => [it?.seq, it?.snapshot]), [3, snapshotOf(2)])
    await store.commit([commitOf('a', 4, { snapshot: snapshotOf(4) })])
    same('replaced', (await store.load('a'))?.snapshot, snapshotOf(4))
    await store.commit([commitOf('a', 9, { snapshot: snapshotOf(9) })])
    same('a conflict brings none', (await store.load('a'))?.snapshot, snapshotOf(4))
  }),

  storeLaw('a definition stays as it was put first', async (store) => {
    const definition: StoredDefinition = { fingerprint: 'f1', procedure: '1.001193', version: 3, definition: { flow: { a: 1 } } }
    same('none', await store.definition('f1'), undefined)
    await store.putDefinition(definition)
    await store.putDefinition(definition)
    await store.putDefinition({ ...definition, version: 4, definition: 'other' })
    same('the first', await store.definition('f1'), definition)
    await store.putDefinition({ ...definition, fingerprint: 'f2', version: 4 })
    same('the second', (await store.definition('f2'))?.version, 4)
  }),

  storeLaw('serials count from 1 without gaps, and a key keeps its serial', async (store, { reopen }) => {
    const take = [await store.serial('2025', 'a'), await store.serial('2025', 'b'), await store.serial('2026', 'b')]
    same('counted', take, [1, 2, 1])
    same('kept', await store.serial('2025', 'a'), 1)
    const opened = await reopen(store)
    same('kept over a restart', [await opened.serial('2025', 'b'), await opened.serial('2025', 'c')], [2, 3])
    same('names do not run together', [await opened.serial('20', '25a'), await opened.serial('202', '5a')], [1, 1])
    const many = await Promise.all(Array.from({ length: 20 }, (_, index) => opened.serial('many', `k${index % 10}`)))
    same('many', [...new Set(many)].sort((a, b) => a - b).join(), '1,2,3,4,5,6,7,8,9,10')
  }),

  storeLaw(
    'a serial from a time that was lost is its key’s again, and what is below it is nobody else’s',
    async (store, { reopen }) => {
      same('counted', [await store.serial('s', 'a'), await store.serial('s', 'b')], [1, 2])
      same('kept', await store.keepSerial('s', 'e', 5), true)
      same('kept below it', await store.keepSerial('s', 'd', 4), true)
      same('kept again', await store.keepSerial('s', 'e', 5), true)
      same('of another', await store.keepSerial('s', 'x', 5), false)
      same('beside its own', await store.keepSerial('s', 'a', 7), false)
      const opened = await reopen(store)
      same(
        'given again',
        [await opened.serial('s', 'd'), await opened.serial('s', 'e'), await opened.serial('s', 'a')],
        [4, 5, 1],
      )
      same('the next ones', [await opened.serial('s', 'f'), await opened.serial('s', 'g')], [6, 7])
      same('another series', [await opened.keepSerial('t', 'a', 3), await opened.serial('t', 'b')], [true, 4])
      await fails('STORE_INPUT_INVALID', () => opened.keepSerial('s', 'y', 0.5))
    },
  ),

  storeLaw('serials that were given out or kept are listed, each once, series by series', async (store, { reopen }) => {
    same('none', await store.serials({ limit: 10 }), { items: [], next: null })
    for (const [series, key] of [
      ['t', 'b'],
      ['s', 'z'],
      ['s', 'a'],
      ['s', 'a'],
      ['', '𠀋'],
      ['', '\ufeff'],
    ] as const)
      await store.serial(series, key)
    await store.keepSerial('s', 'm', 9)
    await store.keepSerial('s', 'x', 9)
    const all = [
      { series: '', key: '\ufeff', serial: 2 },
      { series: '', key: '𠀋', serial: 1 },
      { series: 's', key: 'a', serial: 2 },
      { series: 's', key: 'm', serial: 9 },
      { series: 's', key: 'z', serial: 1 },
      { series: 't', key: 'b', serial: 1 },
    ]
    const opened = await reopen(store)
    same('all', await opened.serials({ limit: all.length }), { items: all, next: null })
    const paged: StoredSerial[] = []
    for (let after: string | null | undefined; after !== null;) {
      const page: Page<StoredSerial> = await opened.serials(after === undefined ? { limit: 2 } : { after, limit: 2 })
      same('a page', page.items.length, 2)
      paged.push(...page.items)
      after = page.next
    }
    same('page by page', paged, all)
    await fails('STORE_INPUT_INVALID', () => opened.serials({ limit: 0 }))
    await fails('STORE_INPUT_INVALID', () => opened.serials({ after: 'no cursor', limit: 1 }))
  }),

  storeLaw('values come back as the JSON they were', async (store, { reopen }) => {
    const commit = commitOf('a', 1, {
      row: { events: [{ type: 't', version: 2, data: { value }, salt: null, digest: 'd' }], actor: text },
      head: { applicant: text, stages: [text, ''] },
      snapshot: { seq: 1, kernel: 1, fingerprint: text, state: value },
      answer: { response: value },
      open: [taskOf('a', 1, { name: text, element: text, role: text, stage: null, form: null })],
      add: [jobOf('a', 'j1', { input: { value }, key: text, type: text })],
    })
    await store.commit([commit])
    await store.putDefinition({ fingerprint: text, procedure: text, version: 1, definition: value })
    const opened = await reopen(store)
    const { snapshot, head, row } = commit
    same('dossier', await opened.load('a'), { dossier: 'a', seq: 1, hash: row.hash, head, snapshot })
    same('journal', await opened.journal('a', 0, 1), [row])
    same('answer', await opened.answer('a', row.command), commit.answer)
    same('task', (await opened.tasks({ roles: [text], limit: 1 })).items, commit.tasks.open)
    same('input', (await opened.job('j1'))?.input, { value })
    same('definition', (await opened.definition(text))?.definition, value)
  }),

  storeLaw('names with quotes, colons and line breaks are names like any other', async (store) => {
    const names = [`'); DROP TABLE journal; --`, '"', 'a:1', 'a\n1', '%', '', 'constructor', '__proto__', 'Đăng ký', 'đăng ký']
    const outcomes = await store.commit(names.map((name) => commitOf(name, 1, { command: name })))
    same('committed', new Set(outcomes.map((outcome) => outcome.status)).size, 1)
    for (const name of names) {
      same(name, [(await store.load(name))?.seq, (await store.answer(name, name))?.command], [1, name])
    }
  }),

  storeLaw('what a caller changes afterwards changes nothing in the store', async (store) => {
    const state = { tokens: [1] }
    const commit = commitOf('a', 1, { snapshot: { ...snapshotOf(1), state }, open: [taskOf('a', 1)] })
    await store.commit([commit])
    state.tokens.push(2)
    same('what went in', (await store.load('a'))?.snapshot?.state, { tokens: [1] })
    const found = (await store.task('a:1')) as { name: string }
    try {
      found.name = 'changed'
    } catch {
      // A frozen object refuses: as good.
    }
    same('what came out', await store.task('a:1'), taskOf('a', 1))
  }),

  storeLaw('what was committed is there when the store is opened again', async (store, { reopen }) => {
    const [timer, task, snapshot] = [timerOf('a', 2, at + 5), taskOf('a', 1), snapshotOf(2)]
    const jobs = [jobOf('a', 'j1', { lane: 'l' }), jobOf('a', 'j2', { lane: 'l' })]
    const commits = [commitOf('a', 1, { open: [task], set: [timer], add: jobs }), commitOf('a', 2, { snapshot })]
    await store.commit(commits)
    const opened = await reopen(store)
    same(
      'journal',
      await opened.journal('a', 0, 10),
      commits.map(({ row }) => row),
    )
    const { head, row } = commits[1] as Commit
    same('dossier', await opened.load('a'), { dossier: 'a', seq: 2, hash: row.hash, head, snapshot })
    same('tasks', (await opened.tasks({ limit: 10 })).items, [task])
    same('timers', await opened.timers({ dossier: 'a', limit: 10 }), [timer])
    same(
      'jobs',
      (await opened.jobs({ dossier: 'a', limit: 10 })).map(({ id, status }) => `${id} ${status}`),
      ['j1 queued', 'j2 queued'],
    )
    same('the same command again', await opened.commit(commits.slice(0, 1)), [
      { status: 'duplicate', answer: commits[0]?.answer },
    ])
    same('the next', (await opened.commit([commitOf('a', 3)]))[0]?.status, 'committed')
  }),

  storeLaw('leases, the identity and how often it was reconciled outlive the opening', async (store, { reopen }) => {
    await store.commit([commitOf('a', 1, { add: [jobOf('a', 'j1', { lane: 'l' }), jobOf('a', 'j2', { lane: 'l' })] })])
    const leased = await store.claimJobs('w', at, 100, 10)
    const identity = await store.identity()
    await store.markReconciled(2)
    await store.markReconciled(1)
    const opened = await reopen(store)
    same('identity', await opened.identity(), identity)
    same('reconciled', await opened.reconciled(), 2)
    same('job', await opened.job('j1'), leased[0])
    same('the lease holds', await opened.claimJobs('v', at, 100, 10), [])
    same('its holder may finish', await opened.finishJob('j1', 'w'), true)
    same('next due', await opened.nextDue(), at)
  }),

  storeLaw('a store that is closed refuses everything but to be opened', async (store) => {
    await store.commit([commitOf('a', 1)])
    await store.open()
    await store.close()
    await store.close()
    const page = { limit: 1 }
    const uses: (() => Promise<unknown>)[] = [
      () => store.identity(),
      () => store.reconciled(),
      () => store.markReconciled(1),
      () => store.now(),
      () => store.commit([commitOf('a', 2)]),
      () => store.load('a'),
      () => store.journal('a', 0, 1),
      () => store.feed(null, 1),
      () => store.links(null, 1),
      () => store.answers(null, 1),
      () => store.answer('a', 'c'),
      () => store.putDefinition({ fingerprint: 'f', procedure: 'p', version: 1, definition: null }),
      () => store.definition('f'),
      () => store.dossiers(page),
      () => store.countDossiers({ by: 'stage' }),
      () => store.tasks(page),
      () => store.task('a:1'),
      () => store.countTasks({ by: 'stage' }),
      () => store.claimTimers('w', at, 1, 1),
      () => store.releaseTimer('a:1', 'w', at),
      () => store.timers({ dossier: 'a', limit: 1 }),
      () => store.nextDue(),
      () => store.claimJobs('w', at, 1, 1),
      () => store.extendJob('j', 'w', at),
      () => store.releaseJob('j', 'w', { to: 'queued', at, error: { code: 'C', message: 'm' } }),
      () => store.finishJob('j', 'w'),
      () => store.job('j'),
      () => store.jobs(page),
      () => store.settleJob('j', { to: 'skipped', actor: 'x', reason: 'r', at }),
      () => store.incidents(page),
      () => store.putMessage(messageOf('m')),
      () => store.message('m'),
      () => store.messages(page),
      () => store.keepMessages([{ message: messageOf('m'), status: 'kept' }]),
      () => store.claimMatches('w', at, 1, 1),
      () => store.releaseMessage('m', 'w', at),
      () => store.expireMessages(at, 1),
      () => store.putBroadcast({ id: 'b', agency: null, signal: 's', payload: {}, actor: 'x', at }),
      () => store.broadcast('b'),
      () => store.broadcasts(page),
      () => store.audience({ ...page, broadcast: 'b' }),
      () => store.keepBroadcasts([{ id: 'b', agency: null, signal: 's', payload: {}, actor: 'x', at }]),
      () => store.claimBroadcasts('w', at, 1, 1, 1),
      () => store.advanceBroadcast('b', 'w', '1'),
      () => store.putSchedule({ id: 's', agency: null, procedure: 'p', rule: 'R', variables: {}, actor: 'x', due: at }),
      () => store.dropSchedule('s'),
      () => store.schedules(),
      () => store.claimSchedules('w', at, 1, 1),
      () => store.advanceSchedule('s', 'w', at, null),
      () => store.putSeal(sealOf(1)),
      () => store.seals(0, 1),
      () => store.serial('s', 'k'),
      () => store.keepSerial('s', 'k', 1),
      () => store.serials(page),
      () => store.figures(at),
    ]
    for (const use of uses) await fails('STORE_UNREACHABLE', use)
    await store.open()
    same('as it was', (await store.load('a'))?.seq, 1)
  }),
] as const

function snapshotOf(seq: number): Snapshot {
  return { seq, kernel: 1, fingerprint: 'f'.repeat(64), state: { seq, tokens: [0, 1] } }
}

/** Vietnamese precomposed and decomposed, beyond the basic plane, a line separator, a byte order mark, a control character. */
const text = 'Trần Đại Nghĩa · Tra\u0302\u0300n · 𠀋 👩‍⚖️ \u2028 \ufeff \u0000 " \\ \''

const value: Json = {
  text,
  '': [],
  empty: {},
  loneSurrogate: '\ud800',
  numbers: [0, -1, 0.1, 1e21, 5e-324, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER],
  literals: [null, true, false],
  nested: [[[[[[{ a: [{ b: { c: null } }] }]]]]]],
  ['__proto__']: { polluted: true },
  long: 'ố'.repeat(20_000),
}
