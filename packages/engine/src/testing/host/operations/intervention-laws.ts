import { verifyChain } from '../../../runtime/index.ts'
import { law } from '../../contracts/contract.ts'
import { codeOf, Nodes, type OperationsSubject } from './nodes.ts'
import { operated, PARALLEL } from './procedures.ts'

export const interventionLaws = [
  law<OperationsSubject>(
    'a suspended dossier stands still, and goes on with what the world reported meanwhile',
    async (subject, must) => {
      const nodes = await Nodes.start(subject, [operated(PARALLEL)])
      const { id } = await nodes.lodge(PARALLEL)
      const forbidden = await codeOf(nodes.any.dossiers.suspend(id, { as: 'an', reason: 'x' }))
      must(forbidden === 'NOT_AUTHORISED', 'NOT_AUTHORISED', forbidden)
      await nodes.any.dossiers.suspend(id, { as: 'chi', reason: 'thanh tra' })
      const held = await codeOf(nodes.complete(id, 'examine', 'an'))
      must(held === 'DOSSIER_SUSPENDED', 'DOSSIER_SUSPENDED', held)
      await nodes.any.report(id, { message: 'answer', variables: { n: 1 } }, { system: 'gate' })
      const listed = (await nodes.any.dossiers.list({ as: 'chi', isSuspended: true })).items.length
      must(listed === 1, 'one suspended', listed)
      await nodes.any.dossiers.resume(id, { as: 'chi', reason: 'xong' })
      const waiting = await nodes.waiting(id)
      must(waiting === 'examine', 'examine alone', waiting)
      const twice = await codeOf(nodes.any.dossiers.resume(id, { as: 'chi', reason: 'lại' }))
      must(twice === 'DOSSIER_NOT_SUSPENDED', 'DOSSIER_NOT_SUSPENDED', twice)
      await nodes.stop()
    },
  ),

  law<OperationsSubject>('a cancelled dossier ends at once, with its tasks, timers and subscriptions', async (subject, must) => {
    const nodes = await Nodes.start(subject, [operated(PARALLEL)])
    const { id } = await nodes.lodge(PARALLEL)
    const ended = await nodes.any.dossiers.cancel(id, { as: 'chi', reason: 'nộp trùng' })
    must(ended.status === 'cancelled' && ended.standing === 'stopped', 'cancelled, stopped', ended.standing)
    must((await nodes.any.worklist({ as: 'an' })).length === 0, 'no task', 'one')
    const again = await codeOf(nodes.any.dossiers.cancel(id, { as: 'chi', reason: 'lại' }))
    must(again === 'ALREADY_ENDED', 'ALREADY_ENDED', again)
    await nodes.stop()
  }),

  law<OperationsSubject>(
    'tokens are moved as a whole or not at all, and the journal says by whom and why',
    async (subject, must) => {
      const nodes = await Nodes.start(subject, [operated(PARALLEL)])
      const { id } = await nodes.lodge(PARALLEL)
      const at = Number((await nodes.taskId(id, 'examine')).split(':').at(-1))
      const wrong = await codeOf(nodes.any.dossiers.modify(id, { end: [at, 999] }, { as: 'chi', reason: 'sai' }))
      must(wrong === 'INSTANCE_NOT_ACTIVE', 'INSTANCE_NOT_ACTIVE', wrong)
      must((await nodes.waiting(id)) === 'examine,wait', 'nothing moved', await nodes.waiting(id))
      await nodes.any.dossiers.modify(id, { end: [at], begin: [{ element: 'check' }] }, { as: 'chi', reason: 'bỏ bước' })
      must((await nodes.waiting(id)) === 'check,wait', 'check,wait', await nodes.waiting(id))
      const row = (await nodes.any.journal(id, { as: 'chi' })).at(-1)
      must(row?.actor === 'chi' && JSON.stringify(row.events).includes('bỏ bước'), 'chi, with the reason', row)
      await nodes.stop()
    },
  ),

  law<OperationsSubject>(
    'what an ended dossier knew of persons is erased, and its chain still proves every row',
    async (subject, must) => {
      const nodes = await Nodes.start(subject, [operated(PARALLEL)])
      const { id } = await nodes.lodge(PARALLEL)
      const other = await nodes.lodge(PARALLEL)
      await nodes.any.dossiers.cancel(id, { as: 'chi', reason: 'nộp trùng' })
      const early = await codeOf(nodes.any.dossiers.erase(other.id, { as: 'chi', reason: 'sớm' }))
      must(early === 'DOSSIER_NOT_ENDED', 'DOSSIER_NOT_ENDED', early)
      const erase = () => nodes.any.dossiers.eraseEnded({ before: nodes.clock.now() }, { as: 'chi', reason: 'hết hạn lưu' })
      nodes.clock.goBy(1_000)
      const [first, second] = [await erase(), await erase()]
      must(first === 1 && second === 0, 'one, once', [first, second])
      const rows = await nodes.any.journal(id, { as: 'chi' })
      must(verifyChain(rows) === undefined, 'a whole chain', verifyChain(rows))
      must(!JSON.stringify(rows).includes('Đường'), 'no name in the journal', rows)
      const erased = rows.slice(0, -1).flatMap(({ events }) => events)
      must(
        erased.every(({ data }) => data === null),
        'no payload',
        erased,
      )
      const listed = JSON.stringify((await nodes.any.dossiers.list({ as: 'chi', isOpen: false })).items)
      must(!listed.includes('Đường'), 'no name in lists', listed)
      const found = (await nodes.any.dossiers.list({ as: 'chi', text: 'duong' })).items.map(({ dossier }) => dossier)
      must(found.join() === other.id, 'only the other one found by name', found)
      await nodes.stop()
    },
  ),

  law<OperationsSubject>(
    'incidents of all dossiers are resolved with corrected values, or skipped with a reason',
    async (subject, must) => {
      const peer = { isDown: true }
      const nodes = await Nodes.start(subject, [operated(PARALLEL, { peer })])
      for (const what of ['resolve', 'skip'] as const) {
        peer.isDown = true
        const { id } = await nodes.lodge(PARALLEL)
        await nodes.complete(id, 'examine', 'an')
        await nodes.any.report(id, { message: 'answer', variables: { n: 1 } }, { system: 'gate' })
        await nodes.settled()
        const [incident] = (await nodes.any.incidents.list({ as: 'chi', dossier: id })).items
        must(incident?.element === 'post', 'an incident of the job', incident)
        if (what === 'resolve') {
          peer.isDown = false
          await nodes.any.incidents.resolve(incident?.id ?? '', { as: 'chi', variables: { n: 2 } })
        } else await nodes.any.incidents.skip(incident?.id ?? '', { as: 'chi', reason: 'báo qua điện thoại' })
        await nodes.settled()
        must((await nodes.waiting(id)) === 'check', 'check', await nodes.waiting(id))
        const left = (await nodes.any.incidents.list({ as: 'chi', dossier: id })).items
        must(left.length === 0, 'no incident left', left)
      }
      await nodes.stop()
    },
  ),
]
