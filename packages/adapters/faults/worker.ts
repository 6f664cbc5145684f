/** A node: a real engine on a real store, in a process that is killed without warning. `node worker.mjs <store as JSON> <peer>`. */
import { createEngine, EngineError, type DossierView, type Engine } from '@motcua/engine'
import { StoreFailure } from '@motcua/engine/ports'
import { openable, type StorePlace } from './store-place.ts'
import { CODE, people, procedureModule } from './procedure.ts'
import type { Look, WorkerAnswers, WorkerCall, WorkerReply, WorkerRequest } from './worker-call.ts'

/** Half a minute, as an engine has it, would have each killed job wait that long. */
const LEASE_MS = 2_000

const [place = '', peer = ''] = process.argv.slice(2)
const machine = Date.now.bind(Date)
const engine = createEngine({
  store: openable(JSON.parse(place) as StorePlace),
  procedures: [procedureModule(peer)],
  adapters: { identity: people },
  leaseMs: LEASE_MS,
  retry: { tries: 8, firstMs: 50, mostMs: 1_000 },
  sealing: { everyMs: 5_000 },
})

async function answer(call: WorkerCall, on: Engine): Promise<WorkerAnswers[keyof WorkerAnswers]> {
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
    case 'shiftClock':
      Date.now = () => machine() + call.byMs
      return null
    default:
      throw new Error('DEFECT: expected a call, found another')
  }
}

const told = ({ id, seq }: DossierView) => ({ dossier: id, seq })

async function look(dossier: string, on: Engine): Promise<Look> {
  const { status, seq, variables, incidents } = await on.dossier(dossier, { as: 'oanh' })
  const tasks: Look['tasks'][number][] = []
  for (const as of ['binh', 'dung']) for (const { id } of await on.worklist({ as, dossier })) tasks.push({ id, as })
  return { status, seq, variables, incidents: incidents.map(({ incident, code }) => ({ incident, code })), tasks }
}

function say(reply: WorkerReply): void {
  process.send?.(reply)
}

process.on('message', ({ id, call }: WorkerRequest) => {
  answer(call, engine).then(
    (value) => {
      say({ id, ok: true, value })
    },
    (error: unknown) => {
      const isRefusal = error instanceof EngineError && error.code !== 'BUSY'
      const code = error instanceof EngineError || error instanceof StoreFailure ? error.code : 'UNFORESEEN'
      say({ id, ok: false, isRefusal, code, message: String(error) })
    },
  )
})
process.on('disconnect', () => process.exit())

// The database may be down when a node starts: it comes again, as a supervisor would have it.
for (;;) {
  try {
    await engine.start()
    break
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
say({ ready: true })
