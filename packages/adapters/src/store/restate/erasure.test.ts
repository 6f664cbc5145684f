import { describe, expect, it } from 'vitest'
import { DESK } from '../../../../engine/src/testing/host/office.ts'
import { isSupported, useHost } from './used-host.fixture.ts'

/** As it comes, Restate keeps what an invocation was called with, did and answered for a day after its end. */
const AS_IT_COMES = { RESTATE_DEFAULT_JOURNAL_RETENTION: '1d' }

// Reason to skip: npm has no Restate server for this machine.
describe.skipIf(!isSupported)('of a dossier that was erased', () => {
  const { restate, engine } = useHost({ settings: AS_IT_COMES })

  it('Restate has nothing either, in the journals of the calls that are over', async () => {
    const said = 'Nguyen-Thi-Buoi'
    const { id } = await engine.lodge(DESK, { text: said }, { as: 'an' })
    expect(JSON.stringify(await engine.journal(id, { as: 'an' }))).toContain(said)
    await engine.dossiers.cancel(id, { as: 'oanh', reason: 'nộp trùng' })
    await restate.quiet()
    await engine.dossiers.erase(id, { as: 'oanh', reason: 'hết hạn' })
    await restate.quiet()
    expect(JSON.stringify(await engine.journal(id, { as: 'oanh' }))).not.toContain(said)
    await expect.poll(() => restate.journalled(said)).toBe(0)
  })
})
