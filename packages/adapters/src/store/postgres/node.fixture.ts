/** A node in a process of its own: `node child.mjs <connection string>`. Told what to do by messages, answers each by its number. */
import { createEngine } from '../../../../engine/src/runtime/index.ts'
import { codeOf } from '../../../../engine/src/testing/host/operations/nodes.ts'
import { EACH, HUE, operated, PARALLEL, STAFF } from '../../../../engine/src/testing/host/operations/procedures.ts'
import { postgresStore } from './index.ts'

/** What the test asks this node to do. */
export type Order =
  | { readonly number: number; readonly lodge: string }
  | { readonly number: number; readonly complete: string; readonly as: string }
  | { readonly number: number; readonly report: string }

export interface Told {
  readonly number?: number
  readonly answer?: string
  /** Its engine has begun a job, which it will never end. */
  readonly working?: string
}

const tell = (told: Told) => process.send?.(told)
const post = ({ key }: { readonly key: string }) => {
  tell({ working: key })
  return new Promise<never>(() => undefined)
}
const engine = createEngine({
  store: postgresStore({ connectionString: process.argv[2] ?? '' }),
  procedures: [{ ...operated(PARALLEL), jobs: { post } }, operated(EACH)],
  adapters: { identity: { find: (id) => Promise.resolve(STAFF.find((person) => person.id === id)) } },
  agency: HUE,
})

async function answerTo(order: Order): Promise<string> {
  if ('lodge' in order) return (await engine.lodge(order.lodge, {}, { as: 'dan' })).id
  if ('complete' in order) return codeOf(engine.complete(order.complete, {}, { as: order.as }))
  return codeOf(engine.report(order.report, { message: 'answer' }, { system: 'gate' }))
}

process.on('message', (order: Order) => {
  void answerTo(order).then((answer) => tell({ number: order.number, answer }))
})
await engine.start()
tell({ number: 0, answer: 'started' })
