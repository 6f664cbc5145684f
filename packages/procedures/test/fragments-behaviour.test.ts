import { formatInstant, parseInstant, type Variables } from '@motcua/engine'
import { afterEach, describe, expect, it } from 'vitest'
import { including, onTheSpot, takingIn, Trial, type Including } from './fragment-office.fixture.ts'
import { PDF_DIGEST } from './library-office.fixture.ts'
import { AGENCY } from './office.fixture.ts'

const at = (local: string) => parseInstant(local) ?? Number.NaN
const shown = (instant: number | null | undefined) =>
  instant === null || instant === undefined ? null : formatInstant(instant).slice(0, 16)

const open: Trial[] = []
afterEach(async () => {
  for (const trial of open.splice(0)) await trial.end()
})
/** Monday 8 September 2025, 08:00, where nothing else is said: five working days end on Monday the 15th at 17:00. */
async function lodged(procedure: Including, when = '2025-09-08T08:00', variables: Variables = {}): Promise<Trial> {
  const trial = await Trial.lodged(including(procedure), when, variables)
  open.push(trial)
  return trial
}
const dueOf = async (trial: Trial) => shown((await trial.view()).clock.due)

describe('supplement', () => {
  const asked = (received: string): Including => ({
    include: 'supplement, stop',
    variables: '  enough: boolean',
    flow: `  tried: { userTask: { role: officer, sets: [enough] }, stage: verify, standing: inProgress, next: enough? }
  enough?: { exclusiveGateway: [{ if: enough = false, next: request }, { next: done }] }
  request:
    use: supplement
    prefix: ''
    with: { within: { days: 30 }, stage: verify, missing: '["paper"]', reason: '"rách"', asked: pause, received: ${received} }
    exits: { complete: tried, lapsed: stop }
  stop: { use: stop, prefix: '' }`,
  })

  it('asks once for all, in its form, with a deadline; the clock stands still meanwhile', async () => {
    const trial = await lodged(asked('continue'))
    await trial.until(at('2025-09-09T10:00'))
    const view = await trial.complete('tried', { enough: false }, 'officer')
    expect(view).toMatchObject({ standing: 'supplementAsked', nationalStatus: 5, clock: { state: 'paused' } })
    expect(view.clock.pause).toMatchObject({ reason: 'supplement' })
    const form = trial.office.forms.find(({ form: id }) => id === 'tt03-2025/02')
    expect(form?.table?.rows.map(([, name]) => name)).toEqual(['Giấy chứng sinh'])
    expect(form?.closing).toContainEqual({ label: 'Lý do', value: 'rách' })
    expect(form?.closing?.find(({ label }) => label === 'Thời hạn bổ sung')?.value).toContain('10/10/2025')
  })

  it.each([
    // As the rules of the day of lodging say: anew from when it is complete.
    ['continue', '2025-09-22T17:00'],
    ['restart', '2025-09-22T17:00'],
    // With what was left: Tuesday to Monday did not count.
    ['resume', '2025-09-19T17:00'],
  ])('%s: the date after it is complete is %s', async (received, due) => {
    const trial = await lodged(asked(received))
    await trial.until(at('2025-09-09T10:00'))
    await trial.complete('tried', { enough: false }, 'officer')
    await trial.until(at('2025-09-15T10:00'))
    const view = await trial.send('supplement-sent', { components: [{ id: 'form' }, { id: 'paper' }] })
    expect([shown(view.clock.due), view.variables.supplements, view.variables.countsAsLate ?? null]).toEqual([due, 1, null])
  })

  it('asked for a second time is a fault of quality: it counts as late', async () => {
    const trial = await lodged(asked('continue'))
    for (const expected of [null, true]) {
      await trial.complete('tried', { enough: false }, 'officer')
      const view = await trial.send('supplement-sent', { components: [{ id: 'form' }] })
      expect(view.variables.countsAsLate ?? null).toBe(expected)
    }
  })

  it('that does not come in its time ends the dossier; before, it may be withdrawn', async () => {
    const late = await lodged(asked('continue'))
    await late.complete('tried', { enough: false }, 'officer')
    expect((await late.until(at('2025-10-08T23:59'))).status).toBe('running')
    expect(await late.until(at('2025-10-09T00:00'))).toMatchObject({
      status: 'completed',
      standing: 'stopped',
      nationalStatus: 8,
    })
    const taken = await lodged(asked('continue'))
    await taken.complete('tried', { enough: false }, 'officer')
    expect(await taken.send('withdrawal-asked', {})).toMatchObject({
      status: 'completed',
      standing: 'withdrawn',
      nationalStatus: 7,
    })
  })
})

describe('examination, with apology and withdrawal', () => {
  const examined: Including = {
    include: 'examination, stop, supplement',
    flow: `  tried: { use: examination, prefix: '', with: { role: officer }, exits: { granted: done, incomplete: more, rejected: stop } }
  more: { use: supplement, with: { within: { days: 30 }, stage: verify, missing: lacking }, exits: { complete: tried, lapsed: stop } }
  stop: { use: stop, prefix: '' }`,
  }
  const moreTime = { outcome: 'more-time', reason: 'xác minh' }

  it('gives one new date, at least a day before the old one, on the form of the apology', async () => {
    const trial = await lodged(examined)
    await trial.until(at('2025-09-12T16:00'))
    const view = await trial.complete('examine', moreTime, 'officer')
    expect([shown(view.clock.due), view.clock.extensions]).toEqual(['2025-09-18T17:00', 1])
    expect(trial.office.forms.map(({ form }) => form)).toContain('tt03-2025/04')
    await expect(trial.complete('examine', moreTime, 'officer')).rejects.toMatchObject({ code: 'COMMAND_REJECTED' })
    expect(await trial.view()).toEqual(view)
  })

  it('gives none on the last day, and nothing has changed', async () => {
    const trial = await lodged(examined)
    const before = await trial.until(at('2025-09-15T09:00'))
    await expect(trial.complete('examine', moreTime, 'officer')).rejects.toMatchObject({
      rejection: { message: expect.stringContaining('cần báo gia hạn trước') as string },
    })
    expect(await trial.view()).toEqual(before)
  })

  it('may ask only for what the procedure names, and must name it', async () => {
    const trial = await lodged(examined)
    const before = await trial.view()
    for (const [lacking, code] of [
      [['sổ hộ khẩu'], 'COMPONENT_UNKNOWN'],
      [[], 'DATA_REQUIRED'],
      [undefined, 'DATA_REQUIRED'],
    ] as const) {
      const variables: Variables = { outcome: 'supplement', ...(lacking === undefined ? {} : { lacking: [...lacking] }) }
      await expect(trial.complete('examine', variables, 'officer')).rejects.toMatchObject({
        rejection: { code: 'DATA_INVALID', problems: [{ code, text: { vi: expect.any(String) as string } }] },
      })
    }
    expect(await trial.view()).toEqual(before)
  })

  it('ends when the applicant withdraws, and when the officer finds no right to it', async () => {
    const taken = await lodged(examined)
    expect(await taken.send('withdrawal-asked', {})).toMatchObject({
      status: 'completed',
      standing: 'withdrawn',
      clock: { state: 'stopped' },
    })
    const stopped = await lodged(examined)
    const view = await stopped.complete('examine', { outcome: 'refuse', reason: 'không đủ điều kiện' }, 'officer')
    expect(view).toMatchObject({ status: 'completed', standing: 'stopped', nationalStatus: 8 })
    const notice = stopped.office.forms.find(({ form }) => form === 'tt03-2025/05')
    expect(JSON.stringify(notice)).toContain('không đủ điều kiện')
  })
})

describe('silence as consent', () => {
  const silent: Including = {
    include: 'silence-as-consent, stop',
    flow: `  tried: { use: silence-as-consent, prefix: '', with: { within: { days: 1 } }, exits: { agreed: done, objected: stop } }
  stop: { use: stop, prefix: '' }`,
  }

  it('no answer within the day is agreement, not a minute earlier', async () => {
    const trial = await lodged(silent)
    expect((await trial.until(at('2025-09-09T23:59'))).status).toBe('running')
    expect(await trial.until(at('2025-09-10T00:00'))).toMatchObject({ status: 'completed', standing: 'accepted' })
  })

  it('who objects in time is heard', async () => {
    const trial = await lodged(silent)
    expect(await trial.send('draft-confirmed', { confirmed: false, correction: 'sai tên' })).toMatchObject({
      standing: 'stopped',
    })
  })
})

it('void after its time: what is not supplemented has no value any more, without a refusal', async () => {
  const trial = await lodged({
    include: 'void-after',
    variables: '  looked: boolean\n  reason: { type: string, optional: true }',
    flow: `  tried: { userTask: { role: officer, sets: [looked, lacking] }, stage: verify, standing: inProgress, next: void }
  void: { use: void-after, prefix: '', with: { within: { days: 30 } }, next: done }`,
  })
  const asked = await trial.complete('tried', { looked: true, lacking: ['paper'] }, 'officer')
  expect(asked).toMatchObject({ standing: 'supplementAsked', clock: { state: 'paused' } })
  expect((await trial.until(at('2025-10-08T23:59'))).status).toBe('running')
  expect(await trial.until(at('2025-10-09T00:00'))).toMatchObject({ status: 'completed', standing: 'stopped' })
  expect(JSON.stringify(trial.office.forms.at(-1))).toContain('Hồ sơ không còn giá trị')
  expect(await trial.jobs()).not.toContain('refuse-dossier')
})

describe('linked branches', () => {
  const branch = (role: string, days: number, returning: string) =>
    `{ use: linked-branch, with: { role: ${role}, what: x, form: f, result: ${role}Result, within: { workingDays: ${days} }, returning: ${returning} }, next: joined }`
  const linked: Including = {
    include: 'linked-branch',
    limit: 'workingDays: 10',
    flow: `  tried: { parallelGateway, stage: verify, next: [officer, leader] }
  officer: ${branch('officer', 2, 'together')}
  leader: ${branch('leader', 5, 'each')}
  joined: { parallelGateway, next: returned }
  returned: { userTask: { role: counter }, stage: verify, next: done }`,
  }

  it('fan out with a clock each; an agency that is late is reminded', async () => {
    const trial = await lodged(linked)
    const { items } = await trial.office.store.tasks({ dossier: trial.id, limit: 10 })
    expect(items.map(({ role, dueAt }) => [role, shown(dueAt)]).sort()).toEqual([
      ['leader', '2025-09-15T17:00'],
      ['officer', '2025-09-10T17:00'],
    ])
    expect((await trial.jobs()).filter((job) => job === 'hand-on')).toHaveLength(2)
    await trial.until(at('2025-09-10T17:00'))
    expect((await trial.jobs()).filter((job) => job === 'remind-agency')).toHaveLength(1)
    expect(await dueOf(trial)).toBe('2025-09-22T17:00')
  })

  it('are returned together, or one by one', async () => {
    const trial = await lodged(linked)
    await trial.complete('officer.settle', { officerResult: 'thẻ' }, 'officer')
    // Kept until the other one is there.
    expect(await trial.waiting()).not.toContain('returned')
    await trial.complete('leader.settle', { leaderResult: 'sổ' }, 'leader')
    // This one is given out by itself.
    expect(await trial.waiting()).toContain('leader.return-part')
    await trial.complete('leader.return-part', {}, 'counter')
    expect(await trial.waiting()).toEqual(['returned'])
  })
})

describe('intake', () => {
  const lodgedBy = async (variables: Variables, fieldCheck: 'none' | 'needed' = 'none') => {
    const trial = await Trial.lodged(takingIn(fieldCheck), '2025-09-08T08:00', { returnBy: 'agency', ...variables })
    open.push(trial)
    return trial
  }

  it('refuses on its form, in words, what this agency may not receive; and gives it no code', async () => {
    for (const [resolvingAgency, fieldCheck, words] of [
      ['000.00.02.H05', 'none', 'tỉnh khác'],
      ['000.00.02.H22', 'needed', 'kiểm tra thực địa'],
    ] as const) {
      const trial = await lodgedBy({ resolvingAgency }, fieldCheck)
      expect(await trial.view()).toMatchObject({ status: 'completed', standing: 'refused', nationalStatus: 3, code: null })
      const form = trial.office.forms.find(({ form: id }) => id === 'tt03-2025/03')
      expect(form?.fields.find(({ label }) => label === 'Lý do từ chối')?.value).toContain(words)
    }
  })

  it('receives for another agency of the province, and what is its own', async () => {
    for (const resolvingAgency of ['000.00.02.H22', AGENCY.code, undefined]) {
      const trial = await lodgedBy(resolvingAgency === undefined ? {} : { resolvingAgency })
      expect(await trial.waiting()).toEqual(['check-identity'])
    }
  })

  it('a counter that cannot receive it says why, and the dossier ends refused', async () => {
    const trial = await lodgedBy({})
    await trial.complete('check-identity', { identified: true }, 'counter')
    const view = await trial.complete('check-components', { missing: [], refusalReason: 'Không thuộc thẩm quyền' }, 'counter')
    expect(view).toMatchObject({ status: 'completed', standing: 'refused', code: null })
  })
})

describe('financial duty', () => {
  const owed = (amount: string): Including => ({
    include: 'financial-duty, stop',
    flow: `  tried:
    use: financial-duty
    prefix: ''
    with: { amount: '${amount}', within: { days: 10 }, stage: verify, asked: pause, paid: resume, afterwards: inProgress }
    exits: { paid: work, lapsed: stop }
  work: { userTask: { role: officer }, stage: verify, next: done }
  stop: { use: stop, prefix: '' }`,
  })

  it('stops the clock until it is paid: the date moves by what was waited', async () => {
    const trial = await lodged(owed('8000'))
    expect(await trial.view()).toMatchObject({
      standing: 'paymentAsked',
      nationalStatus: 6,
      payment: 'asked',
      clock: { state: 'paused' },
    })
    await trial.until(at('2025-09-10T08:00'))
    const view = await trial.send('fee-paid', {}, 'counter')
    expect(view).toMatchObject({ standing: 'inProgress', payment: 'paid', clock: { state: 'running' } })
    expect(shown(view.clock.due)).toBe('2025-09-17T17:00')
  })

  it('lapses when it is not paid in time; who owes nothing is asked for nothing', async () => {
    const trial = await lodged(owed('8000'))
    expect((await trial.until(at('2025-09-18T23:59'))).status).toBe('running')
    expect(await trial.until(at('2025-09-19T00:00'))).toMatchObject({
      status: 'completed',
      standing: 'stopped',
      payment: 'lapsed',
    })
    const free = await lodged(owed('0'))
    expect(await free.waiting()).toEqual(['work'])
    expect(await free.jobs()).not.toContain('ask-payment')
    expect((await free.view()).payment).toBe('none')
  })
})

describe('consultation', () => {
  const consulted = (silence: string): Including => ({
    include: 'consultation',
    limit: 'workingDays: 10',
    variables: '  asked: list',
    flow: `  tried: { userTask: { role: officer, sets: [asked] }, stage: verify, standing: inProgress, next: consult }
  consult: { use: consultation, prefix: '', with: { agencies: asked, within: { workingDays: 2 }, silence: ${silence} }, next: heard-all }
  heard-all: { userTask: { role: officer }, stage: verify, next: done }`,
  })
  const asked = ['Sở Xây dựng', 'Công an', 'Sở Y tế']
  const begun = async (silence: string) => {
    const trial = await lodged(consulted(silence))
    await trial.complete('tried', { asked }, 'officer')
    return trial
  }

  it('asks every agency at once, each with its own time', async () => {
    const trial = await begun('consent')
    const { items } = await trial.office.store.tasks({ dossier: trial.id, limit: 10 })
    expect(items.map(({ element, dueAt }) => [element, shown(dueAt)])).toEqual(asked.map(() => ['answer', '2025-09-10T17:00']))
  })

  it('where sector law says so, silence is consent', async () => {
    const trial = await begun('consent')
    await trial.complete('answer', { opinion: 'không đồng ý' }, 'consulted')
    await trial.until(at('2025-09-10T16:59'))
    expect(await trial.waiting()).not.toContain('heard-all')
    const view = await trial.until(at('2025-09-10T17:00'))
    expect(view.waiting.map(({ element }) => element)).toEqual(['heard-all'])
    expect(view.variables.opinions).toEqual(['không đồng ý', 'deemed consent', 'deemed consent'])
  })

  it('else the agency is reminded and its answer still awaited; or the applicant pledges', async () => {
    const reminded = await begun('remind')
    await reminded.until(at('2025-09-10T17:00'))
    expect((await reminded.jobs()).filter((job) => job === 'remind-agency')).toHaveLength(3)
    expect((await reminded.waiting()).filter((element) => element === 'answer')).toHaveLength(3)
    const pledged = await begun('pledge')
    await pledged.until(at('2025-09-10T17:00'))
    for (const _ of asked) await pledged.complete('take-pledge', { opinion: 'cam đoan' }, 'counter')
    expect((await pledged.view()).variables.opinions).toEqual(['cam đoan', 'cam đoan', 'cam đoan'])
  })
})

describe('field check', () => {
  const checked: Including = {
    include: 'field-check, stop',
    flow: `  tried:
    use: field-check
    prefix: ''
    with: { role: officer, limit: { workingDays: 2 }, remedyWithin: { days: 30 }, recheckLimit: { workingDays: 2 } }
    exits: { passed: work, failed: stop }
  work: { userTask: { role: officer }, stage: verify, next: done }
  stop: { use: stop, prefix: '' }`,
  }

  it('what can be remedied is checked again; the clock stands meanwhile', async () => {
    const trial = await lodged(checked)
    expect((await trial.jobs()).includes('announce-check')).toBe(true)
    const view = await trial.complete('check-on-site', { inspection: 'remedy', reason: 'thiếu bình chữa cháy' }, 'officer')
    expect(view).toMatchObject({ standing: 'supplementAsked', clock: { state: 'paused' } })
    await trial.until(at('2025-09-15T08:00'))
    expect(await trial.send('remedy-reported', {})).toMatchObject({ standing: 'inProgress', clock: { state: 'running' } })
    expect(await dueOf(trial)).toBe('2025-09-22T17:00')
    await trial.complete('check-again', { inspection: 'pass' }, 'officer')
    expect(await trial.waiting()).toEqual(['work'])
  })

  it('what fails, fails again or is not remedied in time, ends', async () => {
    const failed = await lodged(checked)
    expect(await failed.complete('check-on-site', { inspection: 'fail' }, 'officer')).toMatchObject({ standing: 'stopped' })
    const again = await lodged(checked)
    await again.complete('check-on-site', { inspection: 'remedy' }, 'officer')
    await again.send('remedy-reported', {})
    expect(await again.complete('check-again', { inspection: 'remedy' }, 'officer')).toMatchObject({ standing: 'stopped' })
    const never = await lodged(checked)
    await never.complete('check-on-site', { inspection: 'remedy' }, 'officer')
    expect((await never.until(at('2025-10-08T23:59'))).status).toBe('running')
    expect(await never.until(at('2025-10-09T00:00'))).toMatchObject({ status: 'completed', standing: 'stopped' })
  })
})

describe.each([undefined, 'America/New_York', 'Asia/Tokyo'])('reroute, where the process is in %s', (zone) => {
  const rerouted: Including = {
    include: 'reroute',
    flow: `  tried: { userTask: { role: counter }, stage: receive, next: other }
  other: { use: reroute, prefix: '', next: done }`,
  }
  const before = process.env.TZ
  const digitized = [{ id: 'form', digest: PDF_DIGEST, mediaType: 'application/pdf' }]

  it.each([
    ['2025-09-08T14:59', '2025-09-08T15:20', '2025-09-08T15:20', 'the same day: it was received before 15:00'],
    ['2025-09-08T15:01', '2025-09-08T15:20', '2025-09-09T07:30', 'at the start of the next working day'],
    ['2025-09-12T15:30', '2025-09-12T15:40', '2025-09-15T07:30', 'on Monday'],
    ['2025-08-29T16:00', '2025-08-29T16:10', '2025-09-03T07:30', 'after the holiday'],
    ['2025-09-13T10:00', '2025-09-13T10:05', '2025-09-15T07:30', 'on Monday: Saturday is no working day'],
  ])('received %s, ready %s: goes %s, %s', async (received, ready, goes) => {
    if (zone !== undefined) process.env.TZ = zone
    try {
      const trial = await lodged(rerouted, received, { digitized })
      await trial.until(at(ready))
      await trial.complete('tried', {}, 'counter')
      await trial.until(Math.max(at(ready), at(goes) - 60_000))
      expect(await trial.waiting()).toEqual([goes === ready ? 'take-over' : 'await-transfer'])
      const view = await trial.until(at(goes))
      expect(view.waiting.map(({ element }) => element)).toEqual(['take-over'])
      expect(view.variables.controlSlip).toMatchObject({ mediaType: 'application/pdf' })
    } finally {
      if (before === undefined) delete process.env.TZ
      else process.env.TZ = before
    }
  })
})

describe('on the spot', () => {
  const spot = (seal: string): Including => ({
    include: 'on-the-spot, stop',
    limit: 'sameDay: true, cutoff: "15:00"',
    flow: `  tried: { use: on-the-spot, prefix: '', with: { officer: officer, leader: leader, seal: ${seal} }, exits: { archived: done, rejected: stop } }
  stop: { use: stop, prefix: '' }`,
  })
  const through = async (seal: string, variables: Variables = {}) => {
    const trial = await Trial.lodged(onTheSpot(spot(seal)), '2025-09-08T08:00', variables)
    open.push(trial)
    const digitized = [{ id: 'form', digest: PDF_DIGEST, mediaType: 'application/pdf' }]
    await trial.complete('digitize-components', { digitized }, 'counter')
    await trial.complete('appraise', { fit: true }, 'officer')
    await trial.complete('approve-on-the-spot', { approved: true }, 'leader')
    if (seal === 'with') await trial.complete('seal-result', {}, 'clerk')
    await trial.complete('hand-over-result', { receivedBy: 'An' }, 'counter')
    return trial
  }

  it.each(['without', 'with'])('is received, appraised, approved and returned the same day, %s a seal', async (seal) => {
    const trial = await through(seal)
    expect(await trial.view()).toMatchObject({ status: 'completed', standing: 'returned' })
    expect((await trial.view()).variables.registerEntry).toMatchObject({ number: 1, year: 2025 })
    expect(await trial.jobs()).not.toContain('issue-receipt')
  })

  it('writes a receipt for whoever asks', async () => {
    const trial = await through('without', { wantsReceipt: true })
    expect(await trial.jobs()).toContain('issue-receipt')
  })

  it('scans a broken file again', async () => {
    const trial = await Trial.lodged(onTheSpot(spot('without')), '2025-09-08T08:00')
    open.push(trial)
    const digitized = [{ id: 'form', digest: '0'.repeat(64), mediaType: 'application/pdf' }]
    const view = await trial.complete('digitize-components', { digitized }, 'counter')
    expect(view.waiting.map(({ element }) => element)).toEqual(['digitize-components'])
    expect(view.variables.scanProblems).toMatchObject([{ code: 'SCAN_MISSING' }])
  })
})

describe('correction', () => {
  const corrected: Including = {
    include: 'result, correction',
    flow: `  tried: { userTask: { role: officer }, stage: verify, standing: inProgress, next: result }
  result: { use: result, prefix: '', with: { leader: leader }, exits: { returned-for-work: tried, archived: correction } }
  correction: { use: correction, with: { officer: officer, leader: leader, within: { months: 12 } }, next: done }`,
  }
  const returned = async () => {
    const trial = await lodged(corrected)
    await trial.complete('tried', {}, 'officer')
    await trial.complete('approve-result', { approved: true }, 'leader')
    await trial.complete('hand-over-result', { receivedBy: 'An' }, 'counter')
    return trial
  }

  it('of the authority’s own error: apologised for, signed and returned anew, at nobody’s cost but its own', async () => {
    const trial = await returned()
    await trial.send('error-reported', { error: 'sai ngày sinh' })
    await trial.complete('correction.examine-error', { confirmedError: true }, 'officer')
    await trial.complete('correction.approve-corrected', { approved: true }, 'leader')
    const view = await trial.complete('correction.hand-over-corrected', { receivedBy: 'An' }, 'counter')
    const jobs = await trial.jobs()
    expect(jobs.filter((job) => job === 'sign-result')).toHaveLength(2)
    expect(jobs).toContain('announce-correction')
    expect(jobs).not.toContain('ask-payment')
    expect(view).toMatchObject({ status: 'running', standing: 'returned', nationalStatus: 10, clock: { state: 'stopped' } })
    expect(trial.office.refused).toEqual([])
  })

  it('is closed after its time; what was no error changes nothing', async () => {
    const trial = await returned()
    await trial.send('error-reported', {})
    const denied = await trial.complete('correction.examine-error', { confirmedError: false }, 'officer')
    expect(denied.waiting.map(({ element }) => element)).toContain('correction.error-reported')
    expect((await trial.until(at('2026-09-08T12:00'))).status).toBe('running')
    expect((await trial.until(at('2026-09-10T00:00'))).status).toBe('completed')
  })
})
