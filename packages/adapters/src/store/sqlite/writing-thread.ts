/**
 * Theory of operation
 *
 * SQLite works in the thread that calls it, and a commit lasts as long as the disk needs. So what writes is sent to a thread that has the
 * file open too and does one thing after another; meanwhile this thread decides the next commands. What was answered is on the disk, and so
 * every read that begins afterwards sees it. A thread that dies leaves what it had in hand uncertain, as a cut connection does; its
 * successor is this thread itself.
 */
import { Worker } from 'node:worker_threads'
import { StoreFailure } from '@motcua/engine/ports'
import type { Store } from '@motcua/engine/ports'

/** Operations of the store by name. */
export type Method = { [M in keyof Store]-?: Store[M] extends (...args: never[]) => Promise<unknown> ? M : never }[keyof Store]

export interface Call {
  readonly number: number
  readonly method: Method
  /** For `commit`, a parcel. */
  readonly args: readonly unknown[]
}

export type Reply =
  | { readonly number: number; readonly value: unknown }
  | { readonly number: number; readonly failure: { readonly code: string; readonly message: string } }

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

export class WritingThread {
  readonly #worker: Worker
  readonly #path: string
  readonly #waiting = new Map<number, Waiting>()
  #last = 0
  #end: Error | undefined
  #isEnding = false

  private constructor(program: URL, path: string) {
    this.#path = path
    this.#worker = new Worker(program, { workerData: path })
    this.#worker.on('message', (reply: Reply) => {
      this.#settle(reply)
    })
    this.#worker.on('error', (error) => {
      this.#abandon(error)
    })
    this.#worker.on('exit', (code) => {
      this.#abandon(new Error(`the thread that writes ended with ${code}`))
    })
    // By itself it keeps no process alive.
    this.#worker.unref()
  }

  /** An error: why no thread can be had here. @throws StoreFailure where the file cannot be opened */
  static async start(program: URL, path: string): Promise<WritingThread | Error> {
    const thread = new WritingThread(program, path)
    try {
      await thread.call('open', [])
      return thread
    } catch (error) {
      if (thread.#end !== undefined) return thread.#end
      await thread.end()
      throw error
    }
  }

  get isThere(): boolean {
    return this.#end === undefined
  }

  /** Why it is there no more. */
  get gone(): Error | undefined {
    return this.#end
  }

  /** @throws StoreFailure */
  call<M extends Method>(method: M, args: readonly unknown[]): Promise<Awaited<ReturnType<Store[M]>>> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) {
        reject(this.#lost())
        return
      }
      const number = (this.#last += 1)
      try {
        this.#worker.postMessage({ number, method, args } satisfies Call)
      } catch (error) {
        // A function and its like cannot be copied to another thread.
        const found = error instanceof Error ? error.message : String(error)
        reject(
          new StoreFailure('STORE_INPUT_INVALID', `${this.#path}: expected plain JSON, found another value (${found})`, error),
        )
        return
      }
      // A process does not end while somebody waits for the disk.
      if (this.#waiting.size === 0) this.#worker.ref()
      this.#waiting.set(number, { resolve, reject })
    })
  }

  /** Does what was asked for so far, and ends. */
  async end(): Promise<void> {
    if (this.#end !== undefined) return
    const gone = new Promise((resolve) => this.#worker.once('exit', resolve))
    // Its end is waited for too.
    this.#isEnding = true
    this.#worker.ref()
    // Where it died meanwhile, there is nothing to be closed any more.
    await this.call('close', []).catch(() => undefined)
    await gone
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.number)
    this.#waiting.delete(reply.number)
    if (this.#waiting.size === 0 && !this.#isEnding) this.#worker.unref()
    if ('failure' in reply) waiting?.reject(new StoreFailure(reply.failure.code, reply.failure.message))
    else waiting?.resolve(reply.value as never)
  }

  #abandon(error: Error): void {
    this.#end ??= error
    const lost = this.#lost()
    for (const { reject } of this.#waiting.values()) reject(lost)
    this.#waiting.clear()
  }

  #lost(): StoreFailure {
    const message = `${this.#path}: the thread that writes ended before it answered (${this.#end?.message ?? ''})`
    return new StoreFailure('STORE_UNCERTAIN', message, this.#end)
  }
}
