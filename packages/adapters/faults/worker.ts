/** A node: a real engine on a real store, in a process that is killed without warning. `node worker.mjs <store as JSON> <peer>`. */
import { createEngine } from '@motcua/engine'
import { StoreFailure } from '@motcua/engine/ports'
import { answerOf, failureOf } from './engine-calls.ts'
import { openable, type StorePlace } from './store-place.ts'
import { people, procedureModule } from './procedure.ts'
import type { WorkerAnswers, WorkerCall, WorkerReply, WorkerRequest } from './worker-call.ts'

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

async function answer(call: WorkerCall): Promise<WorkerAnswers[keyof WorkerAnswers]> {
  if (call.type !== 'shiftClock') return answerOf(call, engine)
  Date.now = () => machine() + call.byMs
  return null
}

function say(reply: WorkerReply): void {
  process.send?.(reply)
}

process.on('message', ({ id, call }: WorkerRequest) => {
  answer(call).then(
    (value) => {
      say({ id, ok: true, value })
    },
    (error: unknown) => {
      say({ id, ok: false, ...failureOf(error) })
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
