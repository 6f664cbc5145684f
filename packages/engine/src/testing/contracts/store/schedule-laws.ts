import type { StoredSchedule } from '../../../ports/index.ts'
import { at, sealOf } from './fixture.ts'
import { fails, same, storeLaw } from './law.ts'

function scheduleOf(id: string, due: number | null): StoredSchedule {
  return { id, agency: null, procedure: '1.001193', rule: 'R3/PT1H', variables: { a: [1] }, actor: 'system:schedule', due }
}

/** What begins by the clock, and what is sealed from time to time. */
export const scheduleLaws = [
  storeLaw('a schedule is claimed when it is due, by one worker, and goes on to its next begin', async (store, { reopen }) => {
    await store.putSchedule(scheduleOf('s2', at + 10))
    await store.putSchedule(scheduleOf('s1', at))
    await store.putSchedule(scheduleOf('s3', null))
    same('listed', await store.schedules(), [scheduleOf('s1', at), scheduleOf('s2', at + 10), scheduleOf('s3', null)])
    same('next due', await store.nextDue(), at)
    same('not yet', await store.claimSchedules('w', at - 1, 100, 9), [])
    same('due', await store.claimSchedules('w', at + 5, 100, 9), [scheduleOf('s1', at)])
    same('leased', await store.claimSchedules('v', at + 5, 100, 9), [])
    same('the wrong begin', await store.advanceSchedule('s1', 'w', at + 1, at + 60), false)
    same('another’s', await store.advanceSchedule('s1', 'v', at, at + 60), false)
    same('advanced', await store.advanceSchedule('s1', 'w', at, at + 60), true)
    same('twice', await store.advanceSchedule('s1', 'w', at, at + 60), false)
    const opened = await reopen(store)
    const ids = async (now: number) => (await opened.claimSchedules('w', now, 100, 9)).map(({ id, due }) => `${id} ${due}`)
    same('the earliest first', await ids(at + 60), [`s2 ${at + 10}`, `s1 ${at + 60}`])
    same('its lease runs out', await ids(at + 160), [`s2 ${at + 10}`, `s1 ${at + 60}`])
    same('it is over', await opened.advanceSchedule('s1', 'w', at + 60, null), true)
    same('over stays over', await opened.advanceSchedule('s1', 'w', at + 60, at + 70), false)
    same(
      'listed still',
      (await opened.schedules()).map(({ id, due }) => `${id} ${due}`),
      [`s1 null`, `s2 ${at + 10}`, 's3 null'],
    )
    same('the lease of the other', await opened.nextDue(), at + 260)
    await fails('STORE_INPUT_INVALID', () => opened.putSchedule(scheduleOf('s4', 0.5)))
    await fails('STORE_INPUT_INVALID', () => opened.claimSchedules('w', at, NaN, 1))
    await fails('STORE_INPUT_INVALID', () => opened.advanceSchedule('s2', 'w', at + 10, 0.5))
  }),

  storeLaw('putting a schedule again replaces it and ends its lease; one that is dropped begins nothing', async (store) => {
    await store.putSchedule(scheduleOf('s1', at))
    await store.claimSchedules('w', at, 100, 9)
    await store.putSchedule(scheduleOf('s1', at + 5))
    same('its lease is lost', await store.advanceSchedule('s1', 'w', at + 5, null), false)
    same('replaced', await store.claimSchedules('v', at + 5, 100, 9), [scheduleOf('s1', at + 5)])
    same('dropped', await store.dropSchedule('s1'), true)
    same('twice', await store.dropSchedule('s1'), false)
    same('none', [await store.schedules(), await store.claimSchedules('v', at + 900, 100, 9)], [[], []])
    same('lost', await store.advanceSchedule('s1', 'v', at + 5, null), false)
  }),

  storeLaw(
    'a schedule of another agency is neither replaced nor dropped, by whoever names the agencies that may be',
    async (store) => {
      const of = (agency: string | null, due: number) => ({ ...scheduleOf('s1', due), agency })
      const put = await Promise.all(['h', 'n'].map((agency, index) => store.putSchedule(of(agency, at + index), [agency])))
      same('one of two at one moment', [...put].sort(), [false, true])
      const [ours, theirs] = put[0] === true ? ['h', 'n'] : ['n', 'h']
      const kept = await store.schedules()
      same('it is kept', [kept.length, kept[0]?.agency], [1, ours])
      await store.claimSchedules('w', at + 1, 100, 9)
      same('not theirs', await store.putSchedule(of(theirs, at + 9), [theirs, 'x']), false)
      same('nobody’s', await store.putSchedule(of(null, at + 9), []), false)
      same('not dropped', await store.dropSchedule('s1', [theirs]), false)
      same('as it was, leased', await store.advanceSchedule('s1', 'w', kept[0]?.due ?? 0, at + 60), true)
      same('its own', await store.putSchedule(of(ours, at + 7), [theirs, ours]), true)
      same('replaced', await store.schedules(), [of(ours, at + 7)])
      same('dropped', await store.dropSchedule('s1', [ours]), true)
      same('of no agency', await store.putSchedule(of(null, at)), true)
      same('which nobody works for', await store.putSchedule(of('h', at), ['h']), false)
      same('nor drops', await store.dropSchedule('s1', ['h']), false)
      same(
        'but those who work for every one',
        [await store.putSchedule(of('h', at)), await store.dropSchedule('s1')],
        [true, true],
      )
    },
  ),

  storeLaw('seals are numbered without gaps, the first under a number stays', async (store, { reopen }) => {
    same('none', await store.seals(0, 10), [])
    same('not the first', await store.putSeal(sealOf(2)), false)
    const signed = sealOf(1, { signature: 'MII=', timestamp: 'MIJ=', links: 17 })
    same('the first', await store.putSeal(signed), true)
    same('another node was first', await store.putSeal(sealOf(1)), false)
    same('the second', await store.putSeal(sealOf(2)), true)
    same('a gap', await store.putSeal(sealOf(4)), false)
    const opened = await reopen(store)
    same('the third', await opened.putSeal(sealOf(3)), true)
    same('all', await opened.seals(0, 10), [signed, sealOf(2), sealOf(3)])
    same('a page', await opened.seals(1, 1), [sealOf(2)])
    await fails('STORE_INPUT_INVALID', () => opened.seals(0, -1))
  }),
] as const
