import { parentPort, workerData } from 'node:worker_threads'
import { storeFailure } from './failure.ts'
import type { Parcel } from './parcel.ts'
import { SqliteStore } from './sqlite-store.ts'
import type { Call, Reply } from './writing-thread.ts'

/** The thread that writes to one file: the store itself, asked by messages. Answers come in the order of the calls. */
const path = workerData as string
const store = new SqliteStore(path)
let last: Promise<void> = Promise.resolve()

parentPort?.on('message', (call: Call) => {
  last = last.then(async () => {
    parentPort?.postMessage(await replyTo(call))
    if (call.method === 'close') parentPort?.close()
  })
})

async function replyTo({ number, method, args }: Call): Promise<Reply> {
  try {
    if (method === 'commit') return { number, value: store.commitParcel(args as Parcel) }
    const work = store[method].bind(store) as (...args: readonly unknown[]) => Promise<unknown>
    return { number, value: await work(...args) }
  } catch (error) {
    const { code, message } = storeFailure(error, path)
    return { number, failure: { code, message } }
  }
}
