import { describe, expect, it } from 'vitest'
import { office, type Office } from './office.fixture.ts'

/** A dossier whose check is done, and whose first step the portal answered nothing to. */
async function unanswered(isTaken: boolean, prepare: (here: Office) => void = () => undefined): Promise<Office> {
  const here = await office('2025-09-08T08:00')
  const { id } = await here.lodge()
  here.losePortalAnswers(1, isTaken)
  prepare(here)
  await here.complete(id, 'check-components', { missing: [] }, 'binh')
  await goOn(here)
  return here
}

async function goOn(here: Office): Promise<void> {
  for (let wait = 0; wait < 8; wait++) {
    here.clock.goBy(60_000)
    await here.engine.settled()
  }
}

/** Steps by what they say; `at` tells two rounds of one task apart. */
const shown = ({ steps }: Office) => steps.map(({ content, at }) => `${content} ${at}`)
const parked = (here: Office) => here.engine.parkedJobs({ as: 'oanh' })

describe('a step that the portal may have', () => {
  it('is not posted again where the portal can tell that it has it', async () => {
    const here = await unanswered(true, (it) => it.portalTellsSteps(true))
    expect(shown(here).length).toBeGreaterThan(1)
    expect(new Set(shown(here)).size).toBe(shown(here).length)
    expect(await parked(here)).toEqual([])
    await here.engine.stop()
  })

  it('is posted again where the portal can tell that it has it not', async () => {
    const [lost, whole] = [await unanswered(false, (it) => it.portalTellsSteps(true)), await unanswered(true)]
    expect(shown(lost)[0]).toBe(shown(whole)[0])
    expect(await parked(lost)).toEqual([])
    await Promise.all([lost.engine.stop(), whole.engine.stop()])
  })

  it('waits for a person where it cannot tell, and the steps after it wait behind it', async () => {
    const here = await unanswered(true)
    expect(shown(here)).toHaveLength(1)
    const [job] = await parked(here)
    expect(job).toMatchObject({ type: 'sync-progress', tries: 2, lastError: { code: 'PORTAL_STEP_UNCERTAIN' } })
    expect(job?.lastError?.message).toContain('kiểm tra trên Cổng')
    await here.engine.skipJob(job?.id ?? '', { as: 'oanh', reason: 'the portal shows it' })
    await goOn(here)
    expect(shown(here).length).toBeGreaterThan(1)
    expect(new Set(shown(here)).size).toBe(shown(here).length)
    expect(await parked(here)).toEqual([])
    await here.engine.stop()
  })

  it('is posted when a person saw that it is not there, and only then', async () => {
    const here = await unanswered(false)
    expect(shown(here)).toEqual([])
    const [job] = await parked(here)
    await here.engine.retryJob(job?.id ?? '', { as: 'oanh', reason: 'the portal does not show it' })
    await goOn(here)
    expect(new Set(shown(here)).size).toBe(shown(here).length)
    expect(shown(here).length).toBeGreaterThan(1)
    await here.engine.stop()
  })

  it('stays in doubt while the portal that is asked about it does not answer', async () => {
    const here = await office('2025-09-08T08:00')
    const { id } = await here.lodge()
    here.losePortalAnswers(1, true)
    await here.complete(id, 'check-components', { missing: [] }, 'binh')
    expect(shown(here)).toHaveLength(1)
    here.portalTellsSteps(true)
    here.failPortal(2)
    await goOn(here)
    expect(new Set(shown(here)).size).toBe(shown(here).length)
    expect(shown(here).length).toBeGreaterThan(1)
    await here.engine.stop()
  })
})

it('a portal that surely did nothing is simply asked again', async () => {
  const here = await office('2025-09-08T08:00')
  const { id } = await here.lodge()
  here.failPortal(3)
  await here.complete(id, 'check-components', { missing: [] }, 'binh')
  await goOn(here)
  expect(await parked(here)).toEqual([])
  expect(shown(here).length).toBeGreaterThan(1)
  expect(new Set(shown(here)).size).toBe(shown(here).length)
  await here.engine.stop()
})
