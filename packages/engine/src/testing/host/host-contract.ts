import { failureOf, law, type Contract, type Must } from '../contracts/contract.ts'
import { CommandRejected, EngineError, verifyChain, type DossierView, type Engine } from '../../runtime/index.ts'
import { DESK, JOBS, MESSAGE, SIDE, TIMER } from './office.ts'

/** What every host has, whatever it keeps dossiers in. */
export type AnyHost = Pick<
  Engine,
  | 'lodge'
  | 'complete'
  | 'dispatch'
  | 'report'
  | 'worklist'
  | 'dossier'
  | 'journal'
  | 'events'
  | 'parkedJobs'
  | 'retryJob'
  | 'skipJob'
>

export interface HostSubject {
  /** A started host with {@link officeModules} and {@link people}; five tries for a job, the first again after at most 100 ms. */
  readonly host: AnyHost
  /** Lets time pass until timers of `ms` from now have fired. */
  readonly pass: (ms: number) => Promise<void>
}

/** Long enough for a busy machine. */
const PATIENCE_MS = 20_000

async function until<T>(look: () => Promise<T | undefined>, must: Must, expected: string): Promise<T> {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    must(Date.now() < end, expected, 'nothing of the kind in time')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** A try that is under way may still come to something: it is looked for over a while. */
async function staysAway(look: () => Promise<unknown>): Promise<boolean> {
  for (let looks = 0; looks < 25; looks += 1) {
    if ((await look()) !== undefined) return false
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return true
}

const waitsAt = (view: DossierView) => view.waiting.map(({ element }) => element).join()

/** What every host promises to who embeds it. */
export const hostContract: Contract<HostSubject> = {
  port: 'Host',
  laws: [
    law('a dossier goes from desk to desk to its end, and the journal proves it', async ({ host }, must) => {
      const { id } = await host.lodge(DESK, { text: 'x' }, { as: 'an' })
      for (const [element, as] of [
        ['check', 'binh'],
        ['approve', 'dung'],
      ] as const) {
        const [task] = await until(
          async () => {
            const found = await host.worklist({ as, dossier: id })
            return found.length === 0 ? undefined : found
          },
          must,
          `a task for ${as}`,
        )
        must(task?.element === element, element, task?.element)
        await host.complete(task?.id ?? '', {}, { as })
      }
      const view = await host.dossier(id, { as: 'an' })
      must(view.status === 'completed', 'completed', view.status)
      const rows = await host.journal(id, { as: 'an' })
      must(rows.map(({ actor }) => actor).join() === 'an,binh,dung', 'who did what', rows)
      must(verifyChain(rows) === undefined, 'a whole chain', verifyChain(rows))
      await until(
        async () => ((await host.worklist({ as: 'dung', dossier: id })).length === 0 ? true : undefined),
        must,
        'no task left',
      )
    }),

    law('a command that is sent again is answered again and does nothing', async ({ host }, must) => {
      const first = await host.lodge(DESK, { text: 'again' }, { as: 'an', command: 'lodge-1' })
      const second = await host.lodge(DESK, { text: 'again' }, { as: 'an', command: 'lodge-1' })
      must(second.id === first.id, first.id, second.id)
      must((await host.journal(first.id, { as: 'an' })).length === 1, 'one row', second.seq)
      const other = await failureOf(() => host.lodge(DESK, { text: 'other' }, { as: 'an', command: 'lodge-1' }))
      must(other instanceof EngineError && other.code === 'COMMAND_REUSED', 'COMMAND_REUSED', other)
    }),

    law('two commands at once for one task: one is accepted', async ({ host }, must) => {
      const { id } = await host.lodge(DESK, {}, { as: 'an' })
      const view = await host.dossier(id, { as: 'an' })
      must(waitsAt(view) === 'check', 'check', waitsAt(view))
      const task = await until(async () => (await host.worklist({ as: 'binh', dossier: id }))[0], must, 'the task')
      const both = await Promise.allSettled([1, 2].map(() => host.complete(task.id, {}, { as: 'binh' })))
      const outcomes = both.map(({ status }) => status).sort()
      must(outcomes.join() === 'fulfilled,rejected', 'one of each', outcomes)
      must((await host.journal(id, { as: 'an' })).length === 2, 'two rows', 'others')
    }),

    law('what is refused changes nothing and says why', async ({ host }, must) => {
      const { id } = await host.lodge(DESK, {}, { as: 'an' })
      const task = await until(async () => (await host.worklist({ as: 'binh', dossier: id }))[0], must, 'the task')
      const codes: string[] = []
      for (const deed of [
        () => host.complete(task.id, {}, { as: 'dung' }),
        () => host.complete(task.id, {}, { as: 'nobody' }),
        () => host.complete(`${id}:99`, {}, { as: 'binh' }),
        () => host.complete(task.id, { unheardOf: 1 }, { as: 'binh' }),
        () => host.dossier(id, { as: 'lan' }),
        () => host.dossier('nothing', { as: 'oanh' }),
        () => host.lodge('0.000000', {}, { as: 'an' }),
      ]) {
        const failed = await failureOf(deed)
        codes.push(failed instanceof EngineError ? failed.code : String(failed))
      }
      const expected =
        'NOT_AUTHORISED,ACTOR_UNKNOWN,COMMAND_REJECTED,COMMAND_REJECTED,NOT_AUTHORISED,DOSSIER_UNKNOWN,PROCEDURE_UNKNOWN'
      must(codes.join() === expected, expected, codes.join())
      const rejected = await failureOf(() => host.complete(`${id}:99`, {}, { as: 'binh' }))
      must(
        rejected instanceof CommandRejected && typeof rejected.rejection.code === 'string',
        'a rejection with its code',
        rejected,
      )
      must((await host.journal(id, { as: 'an' })).length === 1, 'one row', 'others')
    }),

    law('a job that fails is tried again under the same key, and reported once', async ({ host }, must) => {
      const { id } = await host.lodge(JOBS, { failures: 2 }, { as: 'an' })
      const view = await until(
        async () => {
          const now = await host.dossier(id, { as: 'an' })
          return now.status === 'completed' ? now : undefined
        },
        must,
        'completed',
      )
      must(view.variables.tries === 3, 'three tries', view.variables.tries)
      const { key } = view.variables
      must(typeof key === 'string' && key.startsWith(id), 'a key of the dossier', key)
      const rows = await host.journal(id, { as: 'an' })
      must(
        rows.filter(({ type }) => type === 'completeJob').length === 1,
        'one report',
        rows.map(({ type }) => type),
      )
    }),

    law('a job whose peer was not asked, more often than it may be tried, is done when it is', async ({ host }, must) => {
      const { id } = await host.lodge(JOBS, { text: 'unasked', failures: 6 }, { as: 'an' })
      const view = await until(
        async () => {
          const now = await host.dossier(id, { as: 'an' })
          return now.status === 'completed' || now.incidents.length > 0 ? now : undefined
        },
        must,
        'completed',
      )
      must(view.incidents.length === 0, 'no incident', view.incidents)
      must(view.variables.tries === 7, 'seven tries', view.variables.tries)
    }),

    law('a job that fails for good is an incident, and an operator lets it go on', async ({ host }, must) => {
      const { id } = await host.lodge(JOBS, { text: 'final' }, { as: 'an' })
      const stuck = await until(
        async () => {
          const now = await host.dossier(id, { as: 'an' })
          return now.incidents.length > 0 ? now : undefined
        },
        must,
        'an incident',
      )
      must(stuck.incidents[0]?.code === 'PEER_SAYS_NO', 'its cause', stuck.incidents)
      const incident = stuck.incidents[0]?.incident ?? 0
      const forbidden = await failureOf(() => host.dispatch(id, { type: 'resolveIncident', incident }, { as: 'binh' }))
      must(forbidden instanceof EngineError && forbidden.code === 'NOT_AUTHORISED', 'NOT_AUTHORISED', forbidden)
      await host.dispatch(id, { type: 'resolveIncident', incident, variables: { text: 'mended' } }, { as: 'oanh' })
      await until(
        async () => ((await host.dossier(id, { as: 'an' })).status === 'completed' ? true : undefined),
        must,
        'completed',
      )
    }),

    law('a BPMN error of a job goes where the procedure says', async ({ host }, must) => {
      const { id } = await host.lodge(JOBS, { text: 'refuse' }, { as: 'an' })
      await until(async () => (waitsAt(await host.dossier(id, { as: 'an' })) === 'other' ? true : undefined), must, 'other')
    }),

    law('timers fire in their time, and one that was cleared does not', async ({ host, pass }, must) => {
      const { id } = await host.lodge(TIMER, {}, { as: 'an' })
      must(waitsAt(await host.dossier(id, { as: 'an' })) === 'wait', 'wait', 'elsewhere')
      await pass(1_500)
      const task = await until(
        async () => (await host.worklist({ as: 'binh', dossier: id }))[0],
        must,
        'the task after the timer',
      )
      await host.complete(task.id, {}, { as: 'binh' })
      const rows = (await host.journal(id, { as: 'an' })).length
      await pass(500)
      must((await host.dossier(id, { as: 'an' })).status === 'completed', 'completed', 'not')
      must((await host.journal(id, { as: 'an' })).length === rows, 'no row more', 'more')
    }),

    law('a message moves who waits for it; one that comes late is an incident and not lost', async ({ host }, must) => {
      const { id } = await host.lodge(MESSAGE, {}, { as: 'an' })
      const view = await host.report(id, { message: 'paid', variables: { text: 'first' } }, { system: 'bank', command: 'pay-1' })
      must(waitsAt(view) === 'check', 'check', waitsAt(view))
      const again = await host.report(id, { message: 'paid', variables: { text: 'first' } }, { system: 'bank', command: 'pay-1' })
      must(again.seq === view.seq, 'nothing new', again.seq)
      const late = await host.report(id, { message: 'paid', variables: { text: 'second' } }, { system: 'bank' })
      must(late.incidents.length === 1 && late.variables.text === 'first', 'an incident', late.incidents)
    }),

    law(
      'jobs of a lane are done in order; one that fails for good waits for a person, and the others behind it',
      async ({ host }, must) => {
        const { id } = await host.lodge(SIDE, { text: 'unheard' }, { as: 'an' })
        const parkedOf = async () => (await host.parkedJobs({ as: 'oanh' })).find(({ dossier }) => dossier === id)
        const first = await until(parkedOf, must, 'a parked job')
        must(first.lastError?.code === 'PEER_SAYS_NO', 'its cause', first.lastError)
        const forbidden = await failureOf(() => host.retryJob(first.id, { as: 'binh' }))
        must(forbidden instanceof EngineError && forbidden.code === 'NOT_AUTHORISED', 'NOT_AUTHORISED', forbidden)
        await until(
          async () => {
            const parked = await parkedOf()
            if (parked !== undefined) await host.retryJob(parked.id, { as: 'oanh' })
            return (await staysAway(parkedOf)) ? true : undefined
          },
          must,
          'nothing parked',
        )
        const unknown = await failureOf(() => host.retryJob(first.id, { as: 'oanh' }))
        must(unknown instanceof EngineError && unknown.code === 'JOB_NOT_PARKED', 'JOB_NOT_PARKED', unknown)
      },
    ),

    law(
      'a person’s word on a parked job stands with it where it fails again: who let it be tried, why and when',
      async ({ host }, must) => {
        const { id } = await host.lodge(SIDE, { text: 'unheard' }, { as: 'an' })
        const parkedOf = async () => (await host.parkedJobs({ as: 'oanh' })).find(({ dossier }) => dossier === id)
        const first = await until(parkedOf, must, 'a parked job')
        must(first.settled === null, 'nobody’s word yet', first.settled)
        await host.retryJob(first.id, { as: 'oanh', reason: 'Cổng đã chạy lại' })
        const again = await until(
          async () => {
            const parked = await parkedOf()
            return parked?.settled === null ? undefined : parked
          },
          must,
          'the job parked again with a word on it',
        )
        const { settled } = again
        must(again.id === first.id && settled?.actor === 'oanh', 'the operator', settled)
        must(settled?.reason === 'Cổng đã chạy lại', 'the reason', settled)
        must(Number.isSafeInteger(settled?.at) && (settled?.at ?? 0) >= first.at, 'the instant of the word', settled)
        must(again.lastError?.code === 'PEER_SAYS_NO', 'its cause', again.lastError)
      },
    ),

    law('a parked job that a person skips is over, and those behind it in its lane are done', async ({ host }, must) => {
      const { id } = await host.lodge(SIDE, { text: 'unheard' }, { as: 'an' })
      const parkedOf = async () => (await host.parkedJobs({ as: 'oanh' })).find(({ dossier }) => dossier === id)
      const first = await until(parkedOf, must, 'a parked job')
      const forbidden = await failureOf(() => host.skipJob(first.id, { as: 'binh', reason: 'it is there' }))
      must(forbidden instanceof EngineError && forbidden.code === 'NOT_AUTHORISED', 'NOT_AUTHORISED', forbidden)
      const unsaid = await failureOf(() => host.skipJob(first.id, { as: 'oanh', reason: ' ' }))
      must(unsaid instanceof EngineError && unsaid.code === 'COMMAND_INVALID', 'COMMAND_INVALID', unsaid)
      await host.skipJob(first.id, { as: 'oanh', reason: 'it is there' })
      const [task] = await host.worklist({ as: 'binh', dossier: id })
      if (task !== undefined) await host.complete(task.id, {}, { as: 'binh' })
      // The job of the second row stood behind it; it fails in its turn, as all of this dossier do.
      const second = await until(
        async () => {
          const parked = await parkedOf()
          return parked?.id === first.id ? undefined : parked
        },
        must,
        'the next of the lane to be tried',
      )
      must(Number(second.input.seq) > Number(first.input.seq), 'a later row', second.input)
      const twice = await failureOf(() => host.retryJob(first.id, { as: 'oanh' }))
      must(twice instanceof EngineError && twice.code === 'JOB_NOT_PARKED', 'JOB_NOT_PARKED', twice)
    }),

    law('events come in the order of the journal, and go on from the cursor of any of them', async ({ host }, must) => {
      const { id } = await host.lodge(DESK, {}, { as: 'an' })
      const task = await until(async () => (await host.worklist({ as: 'binh', dossier: id }))[0], must, 'the task')
      await host.complete(task.id, {}, { as: 'binh' })
      const expected = (await host.journal(id, { as: 'an' })).flatMap(({ seq, events }) =>
        events.map(({ type }) => `${seq} ${type}`),
      )
      const read = async (after: string | undefined, count: number) => {
        const seen: { readonly text: string; readonly cursor: string }[] = []
        const options = { as: 'an', dossier: id, ...(after === undefined ? {} : { after }) }
        for await (const { seq, event, cursor } of host.events(options)) {
          seen.push({ text: `${seq} ${event?.type ?? 'erased'}`, cursor })
          if (seen.length === count) break
        }
        return seen
      }
      const all = await read(undefined, expected.length)
      must(all.map(({ text }) => text).join() === expected.join(), expected.join(), all.map(({ text }) => text).join())
      must(new Set(all.map(({ cursor }) => cursor)).size === all.length, 'a cursor for each', all)
      for (const [index, { cursor }] of all.slice(0, -1).entries()) {
        const rest = await read(cursor, expected.length - index - 1)
        must(rest.map(({ text }) => text).join() === expected.slice(index + 1).join(), expected.slice(index + 1).join(), rest)
        must(rest.at(-1)?.cursor === all.at(-1)?.cursor, 'the same cursor', rest.at(-1))
      }
    }),
  ],
}
