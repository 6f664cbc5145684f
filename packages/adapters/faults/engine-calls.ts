import { EngineError, type DossierView, type Engine } from '@motcua/engine'
import { AdapterFailure, StoreFailure } from '@motcua/engine/ports'
import { CODE } from './procedure.ts'
import type { Look, WorkerAnswers, WorkerCall } from './worker-call.ts'

export type EngineCall = Exclude<WorkerCall, { type: 'shiftClock' }>

/** What an engine answers to a call of the campaign's people. */
export async function answerOf(call: EngineCall, on: Engine): Promise<WorkerAnswers[keyof WorkerAnswers]> {
  switch (call.type) {
    case 'lodge':
      return told(await on.lodge(CODE, { text: call.text }, { as: 'an', command: call.command }))
    case 'complete':
      return told(await on.complete(call.task, {}, { as: call.as, command: call.command }))
    case 'resolve': {
      const { incident, word, command } = call
      const resolve = { type: 'resolveIncident', incident, variables: { word } } as const
      return told(await on.dispatch(call.dossier, resolve, { as: 'oanh', command }))
    }
    case 'look':
      return look(call.dossier, on)
    case 'parked':
      return (await on.parkedJobs({ as: 'oanh' })).map(({ id, type, dossier, input, lastError }) => ({
        ...{ job: id, type, dossier, seq: Number(input.seq), code: lastError?.code ?? '' },
      }))
    case 'settle':
      if (call.isDone) await on.skipJob(call.job, { as: 'oanh', reason: 'the peer has it' })
      else await on.retryJob(call.job, { as: 'oanh', reason: 'the peer does not have it' })
      return null
    default:
      throw new Error('DEFECT: expected a call, found another')
  }
}

const told = ({ id, seq }: DossierView) => ({ dossier: id, seq })

async function look(dossier: string, on: Engine): Promise<Look> {
  const listed: Look['tasks'][number][] = []
  for (const as of ['binh', 'dung']) for (const { id } of await on.worklist({ as, dossier })) listed.push({ id, as })
  const { status, seq, variables, incidents, waiting } = await on.dossier(dossier, { as: 'oanh' })
  // A worklist may be a little behind its dossiers, where another store is read for it.
  const tasks = listed.filter(({ id }) => waiting.some(({ instance }) => id === `${dossier}:${instance}`))
  return { status, seq, variables, incidents: incidents.map(({ incident, code }) => ({ incident, code })), tasks }
}

/** `isRefusal`: the engine said no. Otherwise the world failed, and the command may or may not have been accepted. */
export function failureOf(error: unknown): { readonly isRefusal: boolean; readonly code: string; readonly message: string } {
  const isRefusal = error instanceof EngineError && error.code !== 'BUSY'
  const isForeseen = error instanceof EngineError || error instanceof StoreFailure || error instanceof AdapterFailure
  return { isRefusal, code: isForeseen ? error.code : 'UNFORESEEN', message: String(error) }
}
