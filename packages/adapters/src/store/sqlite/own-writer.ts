import { Worker } from 'node:worker_threads'
import { storeFailure } from './failure.ts'
import type { OwnCall } from './own-process.ts'
import { SqliteStore } from './sqlite-store.ts'
import type { Reply } from './writing-thread.ts'

/**
 * A thread beside the one that SQLite holds: it ends the process when its time is over, and when whoever began it is gone. What it is told is for how
 * long, 0: as long as it likes.
 */
const WATCH = `
  const { parentPort, workerData } = require('node:worker_threads')
  const end = () => process.kill(process.pid, 'SIGKILL')
  let limit
  parentPort.on('message', (ms) => {
    clearTimeout(limit)
    limit = ms > 0 ? setTimeout(end, ms) : undefined
  })
  setInterval(() => process.ppid === workerData || end(), 1000)`

/** Makes commits in a process of its own, for whoever began it. */
export async function serveOwn(path: string, timeoutMs: number): Promise<void> {
  const watch = new Worker(WATCH, { eval: true, workerData: process.ppid })
  await new Promise((resolve) => watch.once('online', resolve))
  const limit = (ms: number) => {
    watch.postMessage(ms)
  }
  const store = new SqliteStore(path, { onOwn: { begun: () => limit(timeoutMs), ended: () => limit(0) } })
  const reply = (of: () => Omit<Extract<Reply, { value: unknown }>, 'number'>, number: number) => {
    try {
      tell({ number, ...of() })
    } catch (error) {
      const { code, message } = storeFailure(error, path)
      tell({ number, failure: { code, message } })
    }
  }
  process.on('message', ({ number, parcel }: OwnCall) => {
    reply(() => ({ value: store.commitParcel(parcel) }), number)
  })
  process.on('disconnect', () => {
    void store.close().finally(() => process.exit())
  })
  const opened = await store.open().then(
    () => undefined,
    (error: unknown) => error,
  )
  reply(() => {
    if (opened !== undefined) throw opened as Error
    return { value: null }
  }, 0)
}

function tell(told: Reply): void {
  process.send?.(told)
}
