import { EngineError } from '../../../runtime/index.ts'
import { law } from '../../contracts/contract.ts'
import { codeOf, Nodes, type OperationsSubject } from './nodes.ts'
import { BEGINS, HEARS, HUE, LATER, operated, PASSES } from './procedures.ts'

const DAY_MS = 86_400_000

export const deliveryLaws = [
  law<OperationsSubject>(
    'a message waits for its catcher, is delivered once, and expires where nobody comes',
    async (subject, must) => {
      const nodes = await Nodes.start(subject, [operated(LATER)])
      const pay = (id: string) =>
        nodes.any.messages.publish({ name: 'paid', variables: { n: 7 }, agency: HUE, ttlMs: 60_000 }, { system: 'bank', id })
      const [first, again] = [await pay('m1'), await pay('m1')]
      must(first && !again, 'news once', [first, again])
      await nodes.settled()
      must((await nodes.any.messages.status('m1')) === 'kept', 'kept', await nodes.any.messages.status('m1'))
      const { id } = await nodes.lodge(LATER)
      await nodes.complete(id, 'first', 'an')
      await nodes.settled()
      const view = await nodes.any.dossier(id, { as: 'chi' })
      must(view.status === 'completed' && view.variables.n === 7, 'completed with 7', view.variables)
      must((await nodes.any.messages.status('m1')) === 'taken', 'taken', await nodes.any.messages.status('m1'))
      const delivered = (await nodes.any.journal(id, { as: 'chi' })).filter(({ type }) => type === 'deliverMessage').length
      must(delivered === 1, 'one delivery', delivered)
      await pay('m2')
      nodes.clock.goBy(61_000)
      await nodes.settled()
      must((await nodes.any.messages.status('m2')) === 'expired', 'expired', await nodes.any.messages.status('m2'))
      const told = nodes.errors.map((error) => (error instanceof EngineError ? error.code : String(error)))
      must(told.join() === 'MESSAGE_EXPIRED', 'MESSAGE_EXPIRED told once', told)
      await nodes.stop()
    },
  ),

  law<OperationsSubject>('of many who wait for a message, the one who waited longest gets it', async (subject, must) => {
    const nodes = await Nodes.start(subject, [operated(LATER)])
    const ids: string[] = []
    for (let index = 0; index < 3; index++) {
      const { id } = await nodes.lodge(LATER)
      await nodes.complete(id, 'first', 'an')
      ids.push(id)
    }
    for (const message of ['m1', 'm2'])
      await nodes.any.messages.publish({ name: 'paid', agency: HUE }, { system: 'bank', id: message })
    await nodes.settled()
    // A message that was meant for the same dossier as another one is looked at again after a while.
    nodes.clock.goBy(10_000)
    await nodes.settled()
    const statuses: string[] = []
    for (const id of ids) statuses.push((await nodes.any.dossier(id, { as: 'chi' })).status)
    must(statuses.join() === 'completed,completed,running', 'the first two', statuses)
    await nodes.stop()
  }),

  law<OperationsSubject>('a message begins a dossier, the same message the same one', async (subject, must) => {
    const nodes = await Nodes.start(subject, [operated(BEGINS)])
    const message = { name: 'opened', variables: { bill: 'b' }, agency: HUE }
    const both = await Promise.all(
      nodes.engines.map((engine) => engine.messages.begin(BEGINS, message, { system: 'bank', id: 'x' })),
    )
    must(new Set(both.map(({ id }) => id)).size === 1, 'one dossier', both)
    const listed = (await nodes.any.dossiers.list({ as: 'chi' })).items.length
    must(listed === 1, 'one in the list', listed)
    const wrong = await codeOf(nodes.any.messages.begin(BEGINS, { name: 'other' }, { system: 'bank', id: 'y' }))
    must(wrong === 'START_UNKNOWN', 'START_UNKNOWN', wrong)
    await nodes.stop()
  }),

  law<OperationsSubject>(
    'a signal reaches every dossier that waits for it, once, and nobody who came later',
    async (subject, must) => {
      const nodes = await Nodes.start(subject, [operated(HEARS)])
      const ids: string[] = []
      for (let index = 0; index < 5; index++) ids.push((await nodes.lodge(HEARS)).id)
      const storm = () => nodes.any.signals.broadcast({ name: 'Bão', agency: HUE }, { system: 'weather', id: 's1' })
      const [first, again] = [await storm(), await storm()]
      must(first && !again, 'news once', [first, again])
      await nodes.settled()
      for (const id of ids) {
        const { status } = await nodes.any.dossier(id, { as: 'chi' })
        must(status === 'completed', 'completed', status)
        const heard = (await nodes.any.journal(id, { as: 'chi' })).filter(({ type }) => type === 'broadcastSignal').length
        must(heard === 1, 'told once', heard)
      }
      const late = await nodes.lodge(HEARS)
      await nodes.settled()
      const { status } = await nodes.any.dossier(late.id, { as: 'chi' })
      must(status === 'running', 'running', status)
      await nodes.stop()
    },
  ),

  law<OperationsSubject>(
    'another signal under an id that was used is refused, of another name or sender, however long ago that was',
    async (subject, must) => {
      const nodes = await Nodes.start(subject, [operated(HEARS)])
      const heard = await nodes.lodge(HEARS)
      const broadcast = (name: string, system: string) =>
        codeOf(nodes.any.signals.broadcast({ name, agency: HUE }, { system, id: 's1' }))
      const all = async () => [
        await broadcast('Bão', 'weather'),
        await broadcast('Lũ', 'weather'),
        await broadcast('Bão', 'police'),
        await broadcast('Bão', 'weather'),
      ]
      const expected = 'done COMMAND_REUSED COMMAND_REUSED done'
      const atOnce = await all()
      must(atOnce.join(' ') === expected, expected, atOnce)
      await nodes.settled()
      const { status } = await nodes.any.dossier(heard.id, { as: 'chi' })
      must(status === 'completed', 'completed', status)
      const later = await all()
      must(later.join(' ') === expected, expected, later)
      await nodes.stop()
    },
  ),

  law<OperationsSubject>(
    'a schedule whose dossiers could not begin is refused when it is put, as whoever lodges one',
    async (subject, must) => {
      const nodes = await Nodes.start(subject, [operated(PASSES)])
      const yearly = { id: 'yearly', procedure: PASSES, rule: '0 7 1 1 *', agency: HUE }
      for (const [variables, code] of [
        [{ n: 'seven' }, 'VARIABLE_TYPE'],
        [{ unheardOf: 7 }, 'VARIABLE_UNDECLARED'],
        [{ n: 7 }, 'done'],
      ] as const) {
        const put = await codeOf(nodes.any.schedules.put({ ...yearly, variables }, { as: 'chi' }))
        const lodged = await codeOf(nodes.lodge(PASSES, variables))
        must(put === code && lodged === code, code, [put, lodged])
      }
      const kept = (await nodes.any.schedules.list({ as: 'chi' })).map(({ variables }) => Number(variables.n))
      must(kept.join() === '7', 'the one that was accepted', kept)
      await nodes.any.schedules.drop('yearly', { as: 'chi' })
      await nodes.stop()
    },
  ),

  law<OperationsSubject>(
    'the clock begins dossiers: one at each tick whatever nodes there are, none lost over a stop',
    async (subject, must) => {
      const first = await Nodes.start(subject, [operated(PASSES)])
      const daily = { id: 'daily', procedure: PASSES, rule: '0 7 * * *', agency: HUE }
      await first.any.schedules.put(daily, { as: 'chi' })
      for (const rule of ['often', '0 0 30 2 *']) {
        const wrong = await codeOf(first.any.schedules.put({ ...daily, rule }, { as: 'chi' }))
        must(wrong === 'SCHEDULE_INVALID', 'SCHEDULE_INVALID', wrong)
      }
      const forbidden = await codeOf(first.any.schedules.put(daily, { as: 'an' }))
      must(forbidden === 'NOT_AUTHORISED', 'NOT_AUTHORISED', forbidden)
      await first.stop()
      subject.clock.goBy(3 * DAY_MS)
      const nodes = await Nodes.start(subject, [operated(PASSES)], { count: 3 })
      await Promise.all(nodes.engines.map((engine) => engine.settled()))
      await nodes.settled()
      const begun = (await nodes.any.dossiers.list({ as: 'chi' })).items.length
      must(begun === 3, 'three days, three dossiers', begun)
      for (let day = 0; day < 4; day++) {
        nodes.clock.goBy(DAY_MS)
        await Promise.all(nodes.engines.map((engine) => engine.settled()))
      }
      await nodes.settled()
      const later = (await nodes.any.dossiers.list({ as: 'chi' })).items.length
      must(later === 7, 'one for each day', later)
      const dropped = await nodes.any.schedules.drop('daily', { as: 'chi' })
      must(dropped && (await nodes.any.schedules.list({ as: 'chi' })).length === 0, 'dropped', dropped)
      await nodes.stop()
    },
  ),
]
