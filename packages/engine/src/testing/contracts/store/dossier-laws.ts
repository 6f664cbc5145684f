import type { DossierCount, DossierHead, DossierQuery, Page, Store, StoredDossierHead } from '../../../ports/index.ts'
import { at, commitOf, incidentOf, jobOf, messageOf, taskOf, timerOf } from './fixture.ts'
import { fails, same, storeLaw } from './law.ts'

/** Finding and counting dossiers, and the figures of the whole store. */
export const dossierLaws = [
  storeLaw('dossiers are found by each condition, and by all of them together', async (store) => {
    await lodged(store, {
      a: { openedAt: at, dueAt: at + 9 },
      b: {
        agency: 'H22',
        procedure: '2.000635',
        applicant: '002',
        code: 'H22-1',
        standing: 'accepted',
        stages: ['verify', 'sign'],
      },
      c: { openedAt: at + 5, endedAt: at + 50, dueAt: at + 1 },
      d: { applicant: '', openedAt: at + 7, suspendedAt: at + 8 },
    })
    same('all', await found(store, {}), ['a', 'b', 'c', 'd'])
    same('agency', await found(store, { agency: 'H22' }), ['b'])
    same('procedure', await found(store, { procedure: '1.001193' }), ['a', 'c', 'd'])
    same('applicant', await found(store, { applicant: '002' }), ['b'])
    same('of somebody', await found(store, { hasApplicant: true }), ['a', 'b', 'c'])
    same('of nobody', await found(store, { hasApplicant: false }), ['d'])
    same('code', await found(store, { code: 'H22-1' }), ['b'])
    same('standing', await found(store, { standing: 'accepted' }), ['b'])
    same('stage', await found(store, { stage: 'sign' }), ['b'])
    same('open', await found(store, { isOpen: true }), ['a', 'b', 'd'])
    same('ended', await found(store, { isOpen: false }), ['c'])
    same('suspended', await found(store, { isSuspended: true }), ['d'])
    same('moving', await found(store, { isSuspended: false }), ['a', 'b', 'c'])
    same('overdue', await found(store, { dueBefore: at + 10 }), ['a'])
    same('due then is not overdue', await found(store, { dueBefore: at + 9 }), [])
    same('opened from', await found(store, { openedFrom: at + 5 }), ['c', 'd'])
    same('opened before', await found(store, { openedBefore: at + 5 }), ['a', 'b'])
    same('ended from', await found(store, { endedFrom: at + 50 }), ['c'])
    same('ended before', await found(store, { endedBefore: at + 50 }), [])
    const all = { agency: 'H22', procedure: '2.000635', applicant: '002', code: 'H22-1', standing: 'accepted', stage: 'verify' }
    const { agency, procedure, applicant, code, standing, stage } = all
    const some = {
      agency,
      procedure,
      applicant,
      code,
      standing,
      stage,
      isOpen: true,
      isSuspended: false,
      hasApplicant: true,
      openedFrom: at,
    }
    for (const [one, value] of Object.entries(some)) {
      for (const [other, another] of Object.entries(some)) {
        if (one === other) continue
        const both = { [one]: value, [other]: another }
        const alone = await Promise.all([found(store, { [one]: value }), found(store, { [other]: another })])
        same(
          `${one} and ${other}`,
          await found(store, both),
          alone[0].filter((dossier) => alone[1].includes(dossier)),
        )
      }
    }
    same('all at once', await found(store, { ...all, isOpen: true, isSuspended: false, openedFrom: at }), ['b'])
    same('all but one', await found(store, { ...all, isOpen: false }), [])
    const [only] = (await store.dossiers({ code: 'H22-1', limit: 1 })).items
    same('with its head', only, { dossier: 'b', seq: 1, head: (await store.load('b'))?.head })
  }),

  storeLaw('dossiers come by what is due first, or by what was opened last, in pages', async (store) => {
    await lodged(store, {
      d: { openedAt: at + 1, dueAt: at + 9 },
      b: { openedAt: at + 3, dueAt: null },
      a: { openedAt: at + 1, dueAt: at + 9 },
      c: { openedAt: at + 2, dueAt: at + 5, endedAt: at + 6 },
      e: { openedAt: at + 2, dueAt: null },
      f: { openedAt: at + 4, dueAt: at + 20, endedAt: at + 21 },
    })
    const due = ['c', 'a', 'd', 'f', 'b', 'e']
    const latest = ['f', 'b', 'c', 'e', 'a', 'd']
    for (const limit of [1, 2, 4, 6, 7]) {
      same(`due, by ${limit}`, await pages(store, { limit }), due)
      same(`due and named, by ${limit}`, await pages(store, { order: 'due', limit }), due)
      same(`latest, by ${limit}`, await pages(store, { order: 'opened', limit }), latest)
      same(`open, by ${limit}`, await pages(store, { isOpen: true, limit }), ['a', 'd', 'b', 'e'])
      same(`open and latest, by ${limit}`, await pages(store, { isOpen: true, order: 'opened', limit }), ['b', 'e', 'a', 'd'])
    }
    for (const limit of [0, 1_001, 0.5, NaN]) await fails('STORE_INPUT_INVALID', () => store.dossiers({ limit }))
    await fails('STORE_INPUT_INVALID', () => store.dossiers({ limit: 1, after: 'no cursor' }))
  }),

  storeLaw('a dossier is found as its last commit left it', async (store) => {
    await lodged(store, { a: { code: null, stages: ['receive'], dueAt: at } })
    await store.commit([commitOf('a', 2, { head: { code: 'H22-7', stages: ['verify'], dueAt: at + 50, standing: 'accepted' } })])
    same('by its code', await found(store, { code: 'H22-7' }), ['a'])
    same('not in its old stage', await found(store, { stage: 'receive' }), [])
    same('not overdue', await found(store, { dueBefore: at + 10 }), [])
    await store.commit([commitOf('a', 3, { head: { endedAt: at + 60, dueAt: at + 50 } })])
    same('ended', await found(store, { isOpen: false }), ['a'])
    same('not open', await found(store, { isOpen: true }), [])
  }),

  storeLaw('what has ended stands in no stage, whatever it stood in last', async (store) => {
    const stages = ['sign']
    await lodged(store, { a: { stages }, b: { stages, endedAt: at + 1 }, c: { stages, suspendedAt: at }, d: { stages } })
    await store.commit([commitOf('d', 2, { head: { stages, endedAt: at + 9 } })])
    same('by due date', await found(store, { stage: 'sign' }), ['a', 'c'])
    same('the latest', await found(store, { stage: 'sign', order: 'opened' }), ['a', 'c'])
    same('open', await found(store, { stage: 'sign', isOpen: true }), ['a', 'c'])
    same('ended', await found(store, { stage: 'sign', isOpen: false }), [])
    same('ended since', await found(store, { stage: 'sign', endedFrom: at }), [])
  }),

  storeLaw('open dossiers are counted, in each stage that they stand in', async (store) => {
    same('none', await store.countDossiers({ by: 'stage' }), [])
    await lodged(store, {
      a: { stages: ['receive'] },
      b: { stages: ['verify', 'sign'], agency: 'H22', standing: 'accepted' },
      c: { stages: ['verify'], procedure: '2.000635' },
      d: { stages: ['archive'], endedAt: at + 1 },
      e: { stages: [] },
    })
    same('stage', counts(await store.countDossiers({ by: 'stage' })), ['receive 1', 'sign 1', 'verify 2'])
    same('standing', counts(await store.countDossiers({ by: 'standing' })), ['accepted 1', 'registered 3'])
    same('procedure', counts(await store.countDossiers({ by: 'procedure' })), ['1.001193 3', '2.000635 1'])
    same('agency', counts(await store.countDossiers({ by: 'agency' })), ['H22 1', 'null 3'])
    same('of an agency', counts(await store.countDossiers({ by: 'stage', agency: 'H22' })), ['sign 1', 'verify 1'])
    same('of a procedure', counts(await store.countDossiers({ by: 'stage', procedure: '2.000635' })), ['verify 1'])
    await store.commit([
      commitOf('a', 2, { head: { stages: ['verify'] } }),
      commitOf('b', 2, { head: { endedAt: at + 9 } }),
      commitOf('c', 7, { head: { stages: ['sign'] } }),
    ])
    same('after', counts(await store.countDossiers({ by: 'stage' })), ['verify 2'])
    same('no agency any more', counts(await store.countDossiers({ by: 'agency' })), ['null 3'])
  }),

  storeLaw('the figures say how much is open, queued, parked and kept, and how late the work is', async (store) => {
    const none = { openDossiers: 0, openTasks: 0, openIncidents: 0, queuedJobs: 0, parkedJobs: 0, lagMs: 0, keptMessages: 0 }
    same('none', await store.figures(at), none)
    const add = [jobOf('a', 'j1', { at: at + 10 }), jobOf('a', 'j2', { at: at + 500 }), jobOf('a', 'j3', { at: at + 5 })]
    await store.commit([
      commitOf('a', 1, { open: [taskOf('a', 1), taskOf('a', 2)], add, set: [timerOf('a', 9, at + 40)] }),
      commitOf('b', 1, { incidents: { open: [incidentOf('b', 1)], close: [] } }),
      commitOf('c', 1, { head: { endedAt: at } }),
    ])
    await store.putMessage(messageOf('m1'))
    await store.claimJobs('w', at + 5, 100, 1)
    await store.releaseJob('j3', 'w', { to: 'parked', error: { code: 'C', message: 'm' } })
    const some = { openDossiers: 2, openTasks: 2, openIncidents: 1, queuedJobs: 2, parkedJobs: 1, keptMessages: 1 }
    same('some', await store.figures(at + 50), { ...some, lagMs: 40 })
    same('nothing waits yet', (await store.figures(at + 9)).lagMs, 0)
  }),

  storeLaw('each store has an identity of its own', async (store) => {
    same('it stays', await store.identity(), await store.identity())
    same('a text', (await store.identity()).length > 8, true)
    const now = await store.now()
    same('a clock or none', now === null || Number.isSafeInteger(now), true)
  }),
] as const

async function lodged(store: Store, heads: Readonly<Record<string, Partial<DossierHead>>>): Promise<void> {
  await store.commit(Object.entries(heads).map(([dossier, head]) => commitOf(dossier, 1, { head })))
}

async function found(store: Store, query: Omit<DossierQuery, 'limit'>): Promise<readonly string[]> {
  return ids((await store.dossiers({ ...query, limit: 100 })).items).sort()
}

async function pages(store: Store, query: DossierQuery): Promise<readonly string[]> {
  const items: StoredDossierHead[] = []
  let page: Page<StoredDossierHead> = await store.dossiers(query)
  items.push(...page.items)
  while (page.next !== null) {
    page = await store.dossiers({ ...query, after: page.next })
    items.push(...page.items)
  }
  return ids(items)
}

function counts(found: readonly DossierCount[]): readonly string[] {
  return found.map(({ key, count }) => `${key} ${count}`).sort()
}

function ids(list: readonly StoredDossierHead[]): string[] {
  return list.map(({ dossier }) => dossier)
}
