import type { IncidentQuery, Store } from '../../../ports/index.ts'
import { at, commitOf, incidentOf } from './fixture.ts'
import { fails, same, storeLaw } from './law.ts'

/** What waits for a person, over all dossiers. */
export const incidentLaws = [
  storeLaw(
    'an incident is listed from the commit that opens it to the commit that closes it, the oldest first',
    async (store) => {
      const second = incidentOf('b', 1, {
        agency: 'H22',
        procedure: '2.000635',
        code: 'SIGNER_CERTIFICATE_EXPIRED',
        raisedAt: at - 5,
        element: null,
      })
      await store.commit([
        commitOf('a', 1, { incidents: { open: [incidentOf('a', 1), incidentOf('a', 2)], close: [] } }),
        commitOf('b', 1, { incidents: { open: [second], close: ['a:1'] } }),
      ])
      same('all', await listed(store, {}), ['b:1', 'a:1', 'a:2'])
      same('whole', (await store.incidents({ dossier: 'b', limit: 9 })).items, [second])
      same('agency', await listed(store, { agency: 'H22' }), ['b:1'])
      same('dossier', await listed(store, { dossier: 'a' }), ['a:1', 'a:2'])
      same('procedure', await listed(store, { procedure: '2.000635' }), ['b:1'])
      same('code', await listed(store, { code: 'PORTAL_UNREACHABLE' }), ['a:1', 'a:2'])
      same(
        'all at once',
        await listed(store, { code: 'SIGNER_CERTIFICATE_EXPIRED', dossier: 'b', procedure: '2.000635', agency: 'H22' }),
        ['b:1'],
      )
      await store.commit([commitOf('a', 2, { incidents: { open: [], close: ['a:1', 'a:7'] } }), commitOf('a', 9)])
      same('closed', await listed(store, {}), ['b:1', 'a:2'])
    },
  ),

  storeLaw('opening an open incident replaces it; closing applies before opening', async (store) => {
    const again = incidentOf('a', 1, { message: 'Vẫn không trả lời' })
    await store.commit([
      commitOf('a', 1, { incidents: { open: [incidentOf('a', 1), incidentOf('a', 2)], close: [] } }),
      commitOf('a', 2, { incidents: { open: [again], close: [] } }),
    ])
    same('replaced in its place', (await store.incidents({ limit: 1 })).items, [again])
    await store.commit([commitOf('a', 3, { incidents: { open: [incidentOf('a', 1)], close: ['a:1'] } })])
    same('closed, then opened', await listed(store, {}), ['a:2', 'a:1'])
  }),

  storeLaw('incidents come in pages', async (store) => {
    const open = Array.from({ length: 7 }, (_, index) => incidentOf('a', index, { raisedAt: at + (index % 3) }))
    await store.commit([commitOf('a', 1, { incidents: { open, close: [] } })])
    const all = await listed(store, {})
    same('all', all, ['a:0', 'a:3', 'a:6', 'a:1', 'a:4', 'a:2', 'a:5'])
    const found: string[] = []
    let after: string | null = null
    do {
      const page: Awaited<ReturnType<Store['incidents']>> = await store.incidents({
        limit: 2,
        ...(after === null ? {} : { after }),
      })
      found.push(...page.items.map(({ id }) => id))
      after = page.next
    } while (after !== null)
    same('by two', found, all)
    for (const limit of [0, 1_001, NaN]) await fails('STORE_INPUT_INVALID', () => store.incidents({ limit }))
    await fails('STORE_INPUT_INVALID', () => store.incidents({ limit: 1, after: 'no cursor' }))
  }),
] as const

async function listed(store: Store, query: Omit<IncidentQuery, 'limit'>): Promise<readonly string[]> {
  return (await store.incidents({ ...query, limit: 100 })).items.map(({ id }) => id)
}
