import { law } from '../../contracts/contract.ts'
import { codeOf, Nodes, type OperationsSubject } from './nodes.ts'
import { GROUPS, HANOI, HUE, LATER, operated, PARALLEL } from './procedures.ts'

const elementsOf = (tasks: readonly { readonly element: string }[]) => tasks.map(({ element }) => element).join()

export const assignmentLaws = [
  law<OperationsSubject>(
    'a task is claimed by one, given back, delegated, and reassigned by a supervisor',
    async (subject, must) => {
      const nodes = await Nodes.start(subject, [operated(PARALLEL)])
      const { id } = await nodes.lodge(PARALLEL)
      const task = await nodes.taskId(id, 'examine')
      await nodes.any.tasks.claim(task, { as: 'an' })
      const taken = await codeOf(nodes.any.tasks.claim(task, { as: 'binh' }))
      must(taken === 'TASK_TAKEN', 'TASK_TAKEN', taken)
      const others = await codeOf(nodes.any.complete(task, {}, { as: 'binh' }))
      must(others === 'TASK_TAKEN', 'TASK_TAKEN', others)
      must((await nodes.any.worklist({ as: 'binh' })).length === 0, 'no task for others', 'one')
      const own = elementsOf(await nodes.any.worklist({ as: 'an', whose: 'me' }))
      must(own === 'examine', 'examine', own)
      const notTheirs = await codeOf(nodes.any.tasks.unclaim(task, { as: 'binh' }))
      must(notTheirs === 'TASK_NOT_YOURS', 'TASK_NOT_YOURS', notTheirs)
      await nodes.any.tasks.unclaim(task, { as: 'an' })
      const free = elementsOf(await nodes.any.worklist({ as: 'binh', whose: 'nobody' }))
      must(free === 'examine', 'examine', free)
      await nodes.any.tasks.claim(task, { as: 'an' })
      const unfit = await codeOf(nodes.any.tasks.delegate(task, { as: 'an', to: 'dan' }))
      must(unfit === 'NOT_AUTHORISED', 'NOT_AUTHORISED', unfit)
      await nodes.any.tasks.delegate(task, { as: 'an', to: 'binh' })
      const delegated = await nodes.task(id, 'examine')
      must(delegated?.assignee === 'binh' && delegated.owner === 'an', 'binh for an', delegated)
      const noSupervisor = await codeOf(nodes.any.tasks.reassign(task, { as: 'an', assignee: null, reason: 'x' }))
      must(noSupervisor === 'NOT_AUTHORISED', 'NOT_AUTHORISED', noSupervisor)
      await nodes.any.tasks.reassign(task, { as: 'chi', assignee: null, unit: 'tu-phap', reason: 'chuyển tổ' })
      const ofUnit = (await nodes.any.tasks.list({ as: 'an', unit: 'tu-phap' })).items
      must(ofUnit.length === 1 && ofUnit[0]?.assignee === null, 'the unit’s task, nobody’s', ofUnit)
      const [counted] = await nodes.any.tasks.count({ as: 'chi', by: 'unit' })
      must(counted?.key === 'tu-phap' && counted.count === 1, 'one of the unit', counted)
      await nodes.stop()
    },
  ),

  law<OperationsSubject>('four eyes: who examined, or answered for that, cannot check', async (subject, must) => {
    const nodes = await Nodes.start(subject, [operated(PARALLEL)])
    const { id } = await nodes.lodge(PARALLEL)
    const task = await nodes.taskId(id, 'examine')
    await nodes.any.tasks.claim(task, { as: 'an' })
    await nodes.any.tasks.delegate(task, { as: 'an', to: 'binh' })
    await nodes.any.complete(task, {}, { as: 'binh' })
    await nodes.any.report(id, { message: 'answer', variables: { n: 1 } }, { system: 'gate' })
    await nodes.settled()
    const check = await nodes.task(id, 'check')
    must(check?.excluded.join() === 'binh,an', 'binh,an', check?.excluded)
    must((await nodes.any.worklist({ as: 'an' })).length === 0, 'no task for an', 'one')
    for (const deed of [
      () => nodes.any.complete(check?.id ?? '', {}, { as: 'an' }),
      () => nodes.any.tasks.claim(check?.id ?? '', { as: 'binh' }),
      () => nodes.any.tasks.reassign(check?.id ?? '', { as: 'chi', assignee: 'an', reason: 'x' }),
    ]) {
      const refused = await codeOf(deed())
      must(refused === 'FOUR_EYES', 'FOUR_EYES', refused)
    }
    await nodes.stop()
  }),

  law<OperationsSubject>(
    'a task of candidate groups is for who belongs to one, in worklists and in what they may do',
    async (subject, must) => {
      const nodes = await Nodes.start(subject, [operated(GROUPS)])
      const { id } = await nodes.lodge(GROUPS)
      const first = await nodes.task(id, 'examine')
      must(first?.role === 'clerk' && first.groups.join() === 'tu-phap', 'a role and a group', first)
      for (const [as, expected] of [
        ['an', 'examine'],
        ['giang', 'examine'],
        ['hoa', ''],
        ['xuan', ''],
      ] as const) {
        const found = elementsOf(await nodes.any.worklist({ as }))
        must(found === expected, `"${expected}" for ${as}`, found)
      }
      const ofGroup = elementsOf(await nodes.any.worklist({ as: 'giang', group: 'tu-phap' }))
      must(ofGroup === 'examine', 'examine', ofGroup)
      const stranger = await codeOf(nodes.any.worklist({ as: 'giang', group: 'dia-chinh' }))
      must(stranger === 'NOT_AUTHORISED', 'NOT_AUTHORISED', stranger)
      const outside = await codeOf(nodes.any.complete(first?.id ?? '', {}, { as: 'hoa' }))
      must(outside === 'NOT_AUTHORISED', 'NOT_AUTHORISED', outside)
      const elsewhere = await codeOf(nodes.any.complete(first?.id ?? '', {}, { as: 'xuan' }))
      must(elsewhere === 'DOSSIER_UNKNOWN', 'DOSSIER_UNKNOWN', elsewhere)
      const unfit = await codeOf(nodes.any.tasks.reassign(first?.id ?? '', { as: 'chi', assignee: 'hoa', reason: 'x' }))
      must(unfit === 'NOT_AUTHORISED', 'NOT_AUTHORISED', unfit)
      const seen = await nodes.any.dossier(id, { as: 'giang' })
      must(seen.id === id, 'a dossier that the group may read', seen.id)
      await nodes.any.tasks.claim(first?.id ?? '', { as: 'giang' })
      must((await nodes.any.worklist({ as: 'an' })).length === 0, 'none for others once claimed', 'one')
      const mine = elementsOf(await nodes.any.worklist({ as: 'giang', group: 'tu-phap', whose: 'me' }))
      must(mine === 'examine', 'examine', mine)
      await nodes.any.complete(first?.id ?? '', {}, { as: 'giang' })
      const second = await nodes.task(id, 'measure')
      must(second?.role === null && second.groups.join() === 'dia-chinh', 'a group alone', second)
      must((await nodes.any.worklist({ as: 'an' })).length === 0, 'nothing for the role', 'a task')
      const noRole = await codeOf(nodes.any.complete(second?.id ?? '', {}, { as: 'an' }))
      must(noRole === 'NOT_AUTHORISED', 'NOT_AUTHORISED', noRole)
      const done = await nodes.any.complete(second?.id ?? '', {}, { as: 'hoa' })
      must(done.status === 'completed', 'completed', done.status)
      await nodes.stop()
    },
  ),

  law<OperationsSubject>('agencies are apart: others’ dossiers are not there', async (subject, must) => {
    const nodes = await Nodes.start(subject, [operated(PARALLEL)])
    const { id } = await nodes.lodge(PARALLEL)
    const task = await nodes.taskId(id, 'examine')
    for (const attempt of [
      () => nodes.any.dossier(id, { as: 'xuan' }),
      () => nodes.any.journal(id, { as: 'xuan' }),
      () => nodes.any.complete(task, {}, { as: 'xuan' }),
      () => nodes.any.tasks.claim(task, { as: 'xuan' }),
      () => nodes.any.tasks.reassign(task, { as: 'xuan', unit: 'x', reason: 'x' }),
      () => nodes.any.dossiers.cancel(id, { as: 'xuan', reason: 'x' }),
      () => nodes.any.dossiers.migrate(id, {}, { as: 'xuan', reason: 'x' }),
      () => nodes.any.dossiers.modify(id, { end: [1] }, { as: 'xuan', reason: 'x' }),
      () => nodes.any.dispatch(id, { type: 'resolveIncident', incident: 1 }, { as: 'xuan' }),
    ]) {
      const refused = await codeOf(attempt())
      must(refused === 'DOSSIER_UNKNOWN', 'DOSSIER_UNKNOWN', refused)
    }
    must((await nodes.any.worklist({ as: 'xuan' })).length === 0, 'an empty worklist', 'a task')
    must((await nodes.any.tasks.list({ as: 'xuan', all: true })).items.length === 0, 'an empty list', 'a task')
    must((await nodes.any.dossiers.list({ as: 'xuan', text: 'duong' })).items.length === 0, 'nobody found', 'somebody')
    const named = await codeOf(nodes.any.dossiers.list({ as: 'xuan', agency: HUE }))
    must(named === 'NOT_AUTHORISED', 'NOT_AUTHORISED', named)
    must((await nodes.any.dossiers.list({ as: 'chi', text: 'duong' })).items.length === 1, 'found by its own', 'nobody')
    const counts = await nodes.any.dossiers.count({ as: 'chi', by: 'stage' })
    must(
      counts.some(({ key, count }) => key === 'verify' && count === 1),
      'one at the stage',
      counts,
    )
    must((await nodes.any.parkedJobs({ as: 'xuan' })).length === 0, 'no jobs', 'a job')
    await nodes.stop()
  }),

  law<OperationsSubject>('what nobody names an agency for is the engine’s own: its staff find it', async (subject, must) => {
    const nodes = await Nodes.start(subject, [operated(LATER)], { agency: HUE })
    const { id } = await nodes.any.lodge(LATER, { applicant: { identifier: '001' } }, { as: 'dan' })
    const elsewhere = await nodes.any.lodge(LATER, {}, { as: 'dan', agency: HANOI })
    const found = (await nodes.any.worklist({ as: 'an' })).map(({ dossier }) => dossier)
    must(found.join() === id, 'theirs alone', found)
    const theirs = (await nodes.any.worklist({ as: 'xuan' })).map(({ dossier }) => dossier)
    must(theirs.join() === elsewhere.id, 'the other agency’s', theirs)
    await nodes.complete(id, 'first', 'an')
    await nodes.any.messages.publish({ name: 'paid', variables: { n: 3 } }, { system: 'bank', id: 'm1' })
    await nodes.settled()
    const view = await nodes.any.dossier(id, { as: 'an' })
    must(view.variables.n === 3, 'the message', view.variables)
    await nodes.any.schedules.put({ id: 'daily', procedure: LATER, rule: '0 7 * * *' }, { as: 'chi' })
    const listed = await nodes.any.schedules.list({ as: 'chi' })
    must(listed[0]?.agency === HUE, 'a schedule of the agency', listed)
    await nodes.stop()
  }),

  law<OperationsSubject>(
    'of two agencies that put one new schedule at one moment one has it, and loses nothing',
    async (subject, must) => {
      const nodes = await Nodes.start(subject, [operated(LATER)])
      for (let round = 0; round < 5; round++) {
        const daily = { id: `daily-${round}`, procedure: LATER, rule: '0 7 * * *' }
        const codes = await Promise.all(['chi', 'xuan'].map((as) => codeOf(nodes.any.schedules.put(daily, { as }))))
        must(codes.filter((code) => code === 'NOT_AUTHORISED').length === 1, 'one who is refused', codes)
        const agency = codes[0] === 'NOT_AUTHORISED' ? HANOI : HUE
        const listed = await Promise.all(['chi', 'xuan'].map((as) => nodes.any.schedules.list({ as })))
        const [kept, ...more] = listed.flat().filter(({ id }) => id === daily.id)
        must(kept?.agency === agency && more.length === 0, `the schedule of ${agency}`, listed)
      }
      await nodes.stop()
    },
  ),
]
