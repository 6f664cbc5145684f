import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { storeFailure } from './failure.ts'
import { serveOwn } from './own-writer.ts'
import type { Parcel } from './parcel.ts'
import { SqliteStore } from './sqlite-store.ts'
import type { Call, Reply } from './writing-thread.ts'

/** The thread that writes to one file, or the process that makes commits with own statements. */
const [, , ownPath = '', ownTimeoutMs = ''] = process.argv
if (parentPort === null) await serveOwn(ownPath, Number(ownTimeoutMs))
else serve(parentPort, workerData as string)

/** The store itself, asked by messages. Answers come in the order of the calls. */
function serve(port: MessagePort, path: string): void {
  const store = new SqliteStore(path)
  let last: Promise<void> = Promise.resolve()
  port.on('message', (call: Call) => {
    last = last.then(async () => {
      port.postMessage(await replyTo(store, path, call))
      if (call.method === 'close') port.close()
    })
  })
}

async function replyTo(store: SqliteStore, path: string, { number, method, args }: Call): Promise<Reply> {
  try {
    if (method === 'commit') return { number, value: store.commitParcel(args as Parcel) }
    const work = store[method].bind(store) as (...args: readonly unknown[]) => Promise<unknown>
    return { number, value: await work(...args) }
  } catch (error) {
    const { code, message } = storeFailure(error, path)
    return { number, failure: { code, message } }
  }
}
