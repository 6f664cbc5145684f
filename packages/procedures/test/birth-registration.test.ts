import { formatInstant, verifyChain } from '@motcua/engine'
import { describe, expect, it } from 'vitest'
import { LODGED, office, type Office } from './office.fixture.ts'

/** From reception to the register: everything but signing and what follows. */
async function untilRegistered({ complete }: Office, id: string) {
  await complete(id, 'check-components', { missing: [] }, 'binh')
  await complete(id, 'digitize-components', { digitized: [] }, 'binh')
  await complete(id, 'hand-over-papers', {}, 'binh')
  await complete(id, 'examine', { outcome: 'grant' }, 'chi')
  return complete(id, 'register-birth', { registerNumber: '12', registerBook: '01/2025', personalId: '027225000123' }, 'chi')
}

describe('birth registration, lodged on Friday 29 August 2025 at 15:10, before the holiday of 2 September', () => {
  it('is due on Wednesday 3 September and goes through all seven stages', async () => {
    const here = await office('2025-08-29T15:10')
    const { id } = await here.lodge()
    const accepted = await here.complete(id, 'check-components', { missing: [] }, 'binh')
    expect(accepted.incidents).toEqual([])
    expect(accepted.code).toBe('000.00.01.H22-250829-0001')
    expect(accepted.standing).toBe('accepted')
    expect(formatInstant(accepted.clock.due ?? 0)).toBe('2025-09-03T17:00:00+07:00')
    await here.complete(id, 'digitize-components', { digitized: [] }, 'binh')
    const verifying = await here.complete(id, 'hand-over-papers', {}, 'binh')
    expect(verifying.stages).toMatchObject({
      receive: 'done',
      digitize: 'done',
      transfer: 'done',
      verify: 'active',
      sign: 'waiting',
    })
    expect(verifying.standing).toBe('inProgress')
    await here.complete(id, 'examine', { outcome: 'grant' }, 'chi')
    await here.complete(
      id,
      'register-birth',
      { registerNumber: '12', registerBook: '01/2025', personalId: '027225000123' },
      'chi',
    )
    const settled = await here.complete(id, 'approve-result', { approved: true }, 'dung')
    expect(settled.incidents).toEqual([])
    expect(settled.standing).toBe('settled')
    const done = await here.complete(id, 'hand-over-result', { receivedBy: 'Nguyễn Văn An' }, 'binh')
    expect(done.status).toBe('completed')
    expect(done.standing).toBe('returned')
    expect(new Set(Object.values(done.stages))).toEqual(new Set(['done']))
    expect(here.synced.map(({ status }) => status)).toEqual([2, 4, 9, 10])
    expect(here.told).toEqual(['Giấy tiếp nhận hồ sơ và hẹn trả kết quả', 'Thông báo đã có kết quả'])
    expect(verifyChain(await here.engine.journal(id, { as: 'oanh' }))).toBeUndefined()
    await here.engine.stop()
  })

  it('lodged at 10:00 instead, is due the same day at 17:00', async () => {
    const here = await office('2025-08-29T10:00')
    const { id } = await here.lodge()
    const accepted = await here.complete(id, 'check-components', { missing: [] }, 'binh')
    expect(formatInstant(accepted.clock.due ?? 0)).toBe('2025-08-29T17:00:00+07:00')
    await here.engine.stop()
  })
})

describe('the ways out', () => {
  it('asks for what is missing, and goes on when it comes', async () => {
    const here = await office('2025-09-08T08:00')
    const { id } = await here.lodge()
    const asked = await here.complete(id, 'check-components', { missing: ['birth-notice'] }, 'binh')
    expect(asked.standing).toBe('supplementAsked')
    expect(asked.nationalStatus).toBe(5)
    const back = await here.send(id, 'supplement-sent', { components: [{ id: 'birth-notice' }] }, 'an')
    expect(back.waiting.map(({ element }) => element)).toEqual(['check-components'])
    await here.engine.stop()
  })

  it('refuses what is not supplemented within thirty days', async () => {
    const here = await office('2025-09-08T08:00')
    const { id } = await here.lodge()
    await here.complete(id, 'check-components', { missing: ['birth-notice'] }, 'binh')
    here.clock.goBy(31 * 24 * 3_600_000)
    await here.engine.settled()
    const refused = await here.view(id)
    expect(refused.standing).toBe('refused')
    expect(refused.status).toBe('completed')
    await here.engine.stop()
  })

  it('apologises once with a new date, and never twice', async () => {
    const here = await office('2025-09-08T08:00')
    const { id } = await here.lodge()
    await here.complete(id, 'check-components', { missing: [] }, 'binh')
    await here.complete(id, 'digitize-components', { digitized: [] }, 'binh')
    await here.complete(id, 'hand-over-papers', {}, 'binh')
    const extended = await here.complete(id, 'examine', { outcome: 'more-time', reason: 'xác minh nơi cư trú' }, 'chi')
    expect(formatInstant(extended.clock.due ?? 0)).toBe('2025-09-11T17:00:00+07:00')
    await expect(here.complete(id, 'examine', { outcome: 'more-time' }, 'chi')).rejects.toMatchObject({
      code: 'COMMAND_REJECTED',
      rejection: { code: 'LIFECYCLE_REFUSED', event: 'clock.extend', element: 'apologise' },
    })
    expect(await here.view(id)).toEqual(extended)
    await here.engine.stop()
  })

  it('takes an online draft as confirmed after one day without an answer', async () => {
    const here = await office('2025-09-08T08:00')
    const { id } = await here.lodge({ ...LODGED, channel: 'online', components: [] })
    await here.complete(id, 'check-components', { missing: [] }, 'binh')
    const waiting = await here.complete(id, 'examine', { outcome: 'grant' }, 'chi')
    expect(waiting.waiting.map(({ element }) => element)).toContain('confirmation.answered')
    here.clock.goBy(48 * 3_600_000)
    await here.engine.settled()
    const deemed = await here.view(id)
    expect(deemed.waiting.map(({ element }) => element)).toEqual(['register-birth'])
    await here.engine.stop()
  })

  it('ends when the applicant withdraws during the examination', async () => {
    const here = await office('2025-09-08T08:00')
    const { id } = await here.lodge()
    await here.complete(id, 'check-components', { missing: [] }, 'binh')
    await here.complete(id, 'digitize-components', { digitized: [] }, 'binh')
    await here.complete(id, 'hand-over-papers', {}, 'binh')
    const withdrawn = await here.send(id, 'withdrawal-asked', {}, 'an')
    expect(withdrawn).toMatchObject({ standing: 'withdrawn', status: 'completed', clock: { state: 'stopped' } })
    expect(here.synced.map(({ status }) => status)).toEqual([2, 4, 7])
    await here.engine.stop()
  })

  it('waits for a late fee, and stops when it is not paid', async () => {
    const here = await office('2025-09-08T08:00')
    const { id } = await here.lodge({ ...LODGED, lateFeeVnd: 8000 })
    const asked = await here.complete(id, 'check-components', { missing: [] }, 'binh')
    expect(asked).toMatchObject({ standing: 'paymentAsked', payment: 'asked' })
    here.clock.goBy(11 * 24 * 3_600_000)
    await here.engine.settled()
    expect(await here.view(id)).toMatchObject({ standing: 'stopped', payment: 'lapsed', status: 'completed' })
    await here.engine.stop()
  })

  it('goes back from the leader to the register', async () => {
    const here = await office('2025-09-08T08:00')
    const { id } = await here.lodge()
    await untilRegistered(here, id)
    const back = await here.complete(id, 'approve-result', { approved: false }, 'dung')
    expect(back.waiting.map(({ element }) => element)).toEqual(['register-birth'])
    expect(back.stages).toMatchObject({ verify: 'active', sign: 'done' })
    await here.engine.stop()
  })
})

describe('what goes wrong', () => {
  it('tries the portal again, in order, until it answers', async () => {
    const here = await office('2025-09-08T08:00')
    const { id } = await here.lodge()
    here.failPortal(2)
    await here.complete(id, 'check-components', { missing: [] }, 'binh')
    expect(here.synced).toEqual([])
    for (let tries = 0; tries < 5; tries++) {
      here.clock.goBy(60_000)
      await here.engine.settled()
    }
    expect(here.synced.map(({ status }) => status)).toEqual([2])
    expect(here.notices.filter(({ outcome }) => outcome === 'retry')).toHaveLength(2)
    await here.engine.stop()
  })

  it('lets nobody in who does not belong', async () => {
    const here = await office('2025-09-08T08:00')
    const { id } = await here.lodge()
    const before = await here.view(id)
    await expect(here.complete(id, 'check-components', { missing: [] }, 'chi')).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
    await expect(here.complete(id, 'check-components', { missing: [] }, 'nobody')).rejects.toMatchObject({
      code: 'ACTOR_UNKNOWN',
    })
    await expect(here.engine.dossier(id, { as: 'ca' })).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
    await expect(here.engine.journal(id, { as: 'ca' })).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
    await expect(here.send(id, 'withdrawal-asked', {}, 'ca')).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
    await expect(here.engine.lodge('1.001193', LODGED, { as: 'chi' })).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
    await expect(here.engine.worklist({ as: 'an', role: 'counter' })).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
    expect((await here.engine.dossier(id, { as: 'an' })).id).toBe(id)
    expect(await here.view(id)).toEqual(before)
    await here.engine.stop()
  })

  it('answers a repeated command again, and refuses its id for another one', async () => {
    const here = await office('2025-09-08T08:00')
    const first = await here.engine.lodge('1.001193', LODGED, { as: 'an', command: 'c-1' })
    const again = await here.engine.lodge('1.001193', LODGED, { as: 'an', command: 'c-1' })
    expect(again.id).toBe(first.id)
    const other = { ...LODGED, channel: 'post' }
    await expect(here.engine.lodge('1.001193', other, { as: 'an', command: 'c-1' })).rejects.toMatchObject({
      code: 'COMMAND_REUSED',
    })
    expect(await here.engine.journal(first.id, { as: 'oanh' })).toHaveLength(1)
    await here.engine.stop()
  })

  it('refuses variables that are undeclared, of another type or hostile, and changes nothing', async () => {
    const here = await office('2025-09-08T08:00')
    const { id } = await here.lodge()
    const before = await here.view(id)
    const hostile = [
      { missing: 'none' },
      { missing: [], more: 1 },
      {},
      JSON.parse('{"missing":[],"__proto__":{"x":1}}'),
      { missing: [Number.NaN] },
    ]
    for (const variables of hostile) {
      await expect(here.complete(id, 'check-components', variables as never, 'binh')).rejects.toMatchObject({
        code: 'COMMAND_REJECTED',
      })
    }
    expect(await here.view(id)).toEqual(before)
    await here.engine.stop()
  })
})
