import { describe, expect, it } from 'vitest'
import { vietnamCalendar } from '../calendar/index.ts'
import { readBpmn, readYaml, writeBpmn, writeYaml } from '../definition/index.ts'
import { waitingIn } from '../kernel/index.ts'
import {
  decideDossier,
  INITIAL_DOSSIER,
  loadProcedure,
  migrateDossier,
  replayDossier,
  type DossierCommand,
  type DossierEvent,
  type DossierState,
  type Procedure,
} from './index.ts'
import { MOST_HELD } from './suspension.ts'

const calendar = vietnamCalendar()
const AT = Date.UTC(2025, 8, 8, 1)

function procedure(change: (text: string) => string = (text) => text): Procedure {
  const text = change(`
procedure: "1.000002"
name: Thử
limit: { workingDays: 5, warn: { workingDays: 1 } }
roles: { clerk: Cán bộ }
variables: { n: { type: number, optional: true } }
messages: { answer: { carries: [n] } }
flow:
  begin: { startEvent: , standing: accepted, clock: start, next: receive }
  receive: { userTask: { role: clerk }, stage: receive, next: split }
  split: { parallelGateway: , next: [examine, wait] }
  wait: { intermediateCatchEvent: { message: answer }, next: join }
  examine: { userTask: { role: clerk }, stage: verify, next: join }
  join: { parallelGateway: , next: check }
  check: { userTask: { role: clerk, fourEyes: [examine] }, stage: verify, next: done }
  done: { endEvent: , standing: settled }
`)
  const { definition, diagnostics } = readYaml(text, { file: 'test.yaml' })
  const loaded = definition === undefined ? undefined : loadProcedure(definition)
  if (loaded?.procedure === undefined) throw new Error(JSON.stringify([diagnostics, loaded?.diagnostics]))
  return loaded.procedure
}

class Dossier {
  state: DossierState = INITIAL_DOSSIER
  readonly events: DossierEvent[] = []
  at = AT

  constructor(public procedure: Procedure) {
    this.send({ type: 'start', variables: {} })
  }

  send(command: Record<string, unknown>, origin: 'person' | 'world' = 'person'): string | undefined {
    const before = JSON.stringify(this.state)
    const full = { at: this.at, origin, ...command } as unknown as DossierCommand
    const decision = decideDossier(this.procedure, this.state, full, { calendar })
    expect(JSON.stringify(this.state)).toBe(before)
    if (!decision.ok) return decision.rejection.code
    const journal = JSON.parse(JSON.stringify(decision.events)) as DossierEvent[]
    expect(replayDossier(this.procedure, this.state, journal)).toEqual(decision.state)
    this.state = decision.state
    this.events.push(...decision.events)
    return undefined
  }

  instance(element: string): number {
    return waitingIn(this.procedure.program, this.state.kernel).find((one) => one.element === element)?.instance ?? -1
  }

  waiting(): string[] {
    return waitingIn(this.procedure.program, this.state.kernel).map(({ element }) => element)
  }

  by(actor: string, type: string, element: string, rest: object = {}) {
    return this.send({ type, actor, instance: this.instance(element), variables: {}, ...rest })
  }
}

describe('a task', () => {
  it('is everybody’s until it is claimed, then one person’s', () => {
    const dossier = new Dossier(procedure())
    expect(dossier.by('an', 'claimTask', 'receive')).toBeUndefined()
    expect(dossier.by('binh', 'claimTask', 'receive')).toBe('TASK_TAKEN')
    expect(dossier.by('binh', 'completeTask', 'receive')).toBe('TASK_TAKEN')
    expect(dossier.by('binh', 'unclaimTask', 'receive')).toBe('TASK_NOT_YOURS')
    expect(dossier.by('an', 'unclaimTask', 'receive')).toBeUndefined()
    expect(dossier.by('binh', 'completeTask', 'receive')).toBeUndefined()
    expect(dossier.state.tasks).toBeUndefined()
  })

  it('that is delegated has an owner, and comes back to them', () => {
    const dossier = new Dossier(procedure())
    expect(dossier.by('an', 'delegateTask', 'receive', { to: 'binh' })).toBe('TASK_NOT_YOURS')
    dossier.by('an', 'claimTask', 'receive')
    dossier.by('an', 'delegateTask', 'receive', { to: 'binh' })
    const at = dossier.instance('receive')
    expect(dossier.state.tasks?.assigned[at]).toEqual({ assignee: 'binh', owner: 'an', unit: null })
    dossier.by('binh', 'unclaimTask', 'receive')
    expect(dossier.state.tasks?.assigned[at]).toEqual({ assignee: 'an', owner: null, unit: null })
    expect(
      dossier.by('chi', 'reassignTask', 'receive', { assignee: 'dung', unit: 'tu-phap', reason: 'nghỉ phép' }),
    ).toBeUndefined()
    expect(dossier.state.tasks?.assigned[at]).toEqual({ assignee: 'dung', owner: null, unit: 'tu-phap' })
  })

  it('keeps its mark of four eyes over BPMN and YAML', () => {
    const { definition } = procedure((text) => text.replaceAll('examine', 'examine?'))
    const read = readBpmn(writeBpmn(definition), { file: 'x.bpmn' }).definition
    const again = read === undefined ? undefined : readYaml(writeYaml(read), { file: 'x.yaml' }).definition
    const marks = [read, again].map((one) => one?.processes[0]?.nodes.find(({ id }) => id === 'check'))
    expect(marks).toMatchObject([{ fourEyes: ['examine?'] }, { fourEyes: ['examine?'] }])
  })

  it('with four eyes is not for whoever did what it checks, nor for who answered for that', () => {
    const dossier = new Dossier(procedure())
    dossier.by('an', 'completeTask', 'receive')
    dossier.by('an', 'claimTask', 'examine')
    dossier.by('an', 'delegateTask', 'examine', { to: 'binh' })
    dossier.by('binh', 'completeTask', 'examine')
    dossier.send({ type: 'deliverMessage', message: 'answer', variables: { n: 1 } }, 'world')
    expect(dossier.state.tasks?.doneBy).toEqual({ examine: ['binh', 'an'] })
    expect(dossier.by('binh', 'completeTask', 'check')).toBe('FOUR_EYES')
    expect(dossier.by('an', 'claimTask', 'check')).toBe('FOUR_EYES')
    expect(dossier.by('chi', 'reassignTask', 'check', { assignee: 'an', reason: 'x' })).toBe('FOUR_EYES')
    expect(dossier.by('chi', 'completeTask', 'check')).toBeUndefined()
    expect(dossier.state.kernel.status).toBe('completed')
  })
})

describe('a suspended dossier', () => {
  it('refuses persons, keeps what the world reports, and goes on with it in order', () => {
    const dossier = new Dossier(procedure())
    dossier.by('an', 'completeTask', 'receive')
    expect(dossier.send({ type: 'suspendDossier', reason: 'thanh tra' })).toBeUndefined()
    expect(dossier.by('an', 'completeTask', 'examine')).toBe('DOSSIER_SUSPENDED')
    expect(dossier.send({ type: 'suspendDossier', reason: 'again' })).toBe('DOSSIER_SUSPENDED')
    const answer = (n: number) => dossier.send({ type: 'deliverMessage', message: 'answer', variables: { n } }, 'world')
    expect([answer(1), answer(2)]).toEqual([undefined, undefined])
    expect(dossier.waiting()).toEqual(['wait', 'examine'].sort((a, b) => dossier.instance(a) - dossier.instance(b)))
    expect(dossier.state.suspension?.held).toHaveLength(2)
    dossier.at += 1000
    expect(dossier.send({ type: 'resumeDossier', reason: 'xong' })).toBeUndefined()
    expect(dossier.waiting()).toEqual(['examine'])
    expect(dossier.state.suspension).toBeUndefined()
    // The second answer came late: it is not lost, somebody must look.
    expect(Object.values(dossier.state.kernel.incidents)).toMatchObject([{ code: 'MESSAGE_LATE' }])
    expect(dossier.send({ type: 'resumeDossier', reason: 'again' })).toBe('DOSSIER_NOT_SUSPENDED')
  })

  it('loses nothing of what the world reported when it is cancelled: it came too late, and somebody must look', () => {
    const dossier = new Dossier(procedure())
    dossier.by('an', 'completeTask', 'receive')
    dossier.send({ type: 'suspendDossier', reason: 'thanh tra' })
    dossier.send({ type: 'deliverMessage', message: 'answer', variables: { n: 1 } }, 'world')
    expect(dossier.send({ type: 'cancelDossier', reason: 'nộp trùng' })).toBeUndefined()
    expect(dossier.state.kernel.status).toBe('cancelled')
    expect(dossier.state.suspension).toBeUndefined()
    expect(Object.values(dossier.state.kernel.incidents)).toMatchObject([{ code: 'MESSAGE_LATE' }])
    expect(replayDossier(dossier.procedure, INITIAL_DOSSIER, dossier.events)).toEqual(dossier.state)
  })

  it('tells who reports more than it may keep', () => {
    const dossier = new Dossier(procedure())
    dossier.send({ type: 'suspendDossier', reason: 'thanh tra' })
    const held = Array.from({ length: MOST_HELD }, () => ({ type: 'deliverMessage', at: AT, origin: 'world', message: 'answer' }))
    dossier.state = { ...dossier.state, suspension: { since: AT, reason: '', held: held as never } }
    expect(dossier.send({ type: 'deliverMessage', message: 'answer', variables: { n: 1 } }, 'world')).toBe(
      'DOSSIER_HOLDS_TOO_MUCH',
    )
  })

  it('is suspended from the process alone: its legal clock goes on', () => {
    const dossier = new Dossier(procedure())
    dossier.send({ type: 'suspendDossier', reason: 'thanh tra' })
    dossier.at = (dossier.state.lifecycle.clock.due ?? 0) + 1
    expect(dossier.send({ type: 'tickClock' }, 'world')).toBeUndefined()
    expect(dossier.state.lifecycle.clock.state).toBe('overdue')
  })
})

describe('how an applicant was served', () => {
  it('is on record in every standing, but for the answer, which comes when the service is over', () => {
    const dossier = new Dossier(procedure())
    expect(dossier.send({ type: 'recordService', counterWaitMinutes: 8 })).toBeUndefined()
    expect(dossier.send({ type: 'recordService', satisfied: true })).toBe('SERVICE_NOT_RENDERED')
    dossier.send({ type: 'suspendDossier', reason: 'thanh tra' })
    expect(dossier.send({ type: 'recordService', counterWaitMinutes: 9 })).toBeUndefined()
    dossier.send({ type: 'cancelDossier', reason: 'nộp trùng' })
    const before = dossier.state
    expect(dossier.send({ type: 'recordService', satisfied: false })).toBeUndefined()
    expect(dossier.state).toEqual(before)
    expect(dossier.events.filter(({ type }) => type === 'serviceRecorded')).toMatchObject([
      { counterWaitMinutes: 8 },
      { counterWaitMinutes: 9 },
      { satisfied: false },
    ])
    expect(replayDossier(dossier.procedure, INITIAL_DOSSIER, dossier.events)).toEqual(dossier.state)
  })
})

describe('a cancelled dossier', () => {
  it('is stopped by law, its clock too, and can then be erased', () => {
    const dossier = new Dossier(procedure())
    expect(dossier.send({ type: 'eraseDossier', reason: 'sớm' })).toBe('DOSSIER_NOT_ENDED')
    expect(dossier.send({ type: 'cancelDossier', reason: 'nộp trùng' })).toBeUndefined()
    expect(dossier.state).toMatchObject({
      kernel: { status: 'cancelled' },
      lifecycle: { standing: 'stopped', clock: { state: 'stopped' } },
    })
    expect(dossier.events.find(({ type }) => type === 'standingChanged')).toBeDefined()
    expect(dossier.events.filter(({ type }) => type === 'standingChanged').at(-1)).toMatchObject({ standing: 'stopped', code: 8 })
    expect(dossier.state.lifecycle.stages.receive).toBe('done')
    expect(dossier.send({ type: 'eraseDossier', reason: 'hết thời hạn lưu' })).toBeUndefined()
    expect(dossier.state.kernel.scopes).toEqual([[{ n: 0, variables: {}, parked: {}, live: 0 }]])
    // From the last event alone: everything before it may be gone.
    expect(replayDossier(dossier.procedure, INITIAL_DOSSIER, dossier.events.slice(-1))).toEqual(dossier.state)
  })

  it('that was never accepted is refused', () => {
    const early = procedure((text) => text.replace('standing: accepted, clock: start, ', ''))
    const dossier = new Dossier(early)
    dossier.send({ type: 'cancelDossier', reason: 'nộp trùng' })
    expect(dossier.state.lifecycle.standing).toBe('refused')
  })
})

describe('a dossier that goes on in another version', () => {
  const later = procedure((text) => text.replaceAll('examine', 'appraise'))
  const migrate = (dossier: Dossier, plan: object, to = later) =>
    migrateDossier(
      dossier.procedure,
      to,
      dossier.state,
      { type: 'migrate', at: dossier.at, origin: 'person', reason: 'mới', plan, from: 'a', to: 'b' },
      { calendar },
    )

  it('keeps who did what under the new names', () => {
    const dossier = new Dossier(procedure())
    dossier.by('an', 'completeTask', 'receive')
    dossier.by('an', 'completeTask', 'examine')
    const moved = migrate(dossier, { elements: { examine: 'appraise' } })
    if (!moved.ok) throw new Error(JSON.stringify(moved.rejection))
    expect(replayDossier(dossier.procedure, dossier.state, moved.events, later)).toEqual(moved.state)
    dossier.state = moved.state
    dossier.procedure = later
    dossier.send({ type: 'deliverMessage', message: 'answer', variables: { n: 1 } }, 'world')
    expect(dossier.by('an', 'completeTask', 'check')).toBe('FOUR_EYES')
  })

  it('does not come into another stage by it, unless somebody answers for that', () => {
    const dossier = new Dossier(procedure())
    dossier.by('an', 'completeTask', 'receive')
    const other = procedure((text) => text.replace('stage: verify, next: join', 'stage: receive, next: join'))
    expect(migrate(dossier, {}, other)).toMatchObject({
      ok: false,
      rejection: { code: 'MIGRATION_OBSTRUCTED', obstacles: [{ code: 'STAGE_CHANGED', element: 'examine' }] },
    })
    const moved = migrate(dossier, { accept: ['STAGE_CHANGED'] }, other)
    expect(moved).toMatchObject({ ok: true, state: { lifecycle: { stages: { receive: 'active', verify: 'done' } } } })
  })
})
