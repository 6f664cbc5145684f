/**
 * Theory of operation
 *
 * Nothing in a process can end a statement that goes on in it without an end: the driver offers no way to interrupt SQLite, and a thread that is
 * ended ends only once SQLite returns. What ends is a process. So commits that bring statements of the embedder's are made by a process of its own,
 * which kills itself where they take too long, or where the process that began it is gone; SQLite undoes what it had in hand, as after any crash.
 * The batch is then made again, each commit by itself, and the one that takes too long again is refused.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { StoreFailure, type Commit, type CommitOutcome } from '@motcua/engine/ports'
import { packed, type Parcel } from './parcel.ts'
import type { Reply } from './writing-thread.ts'

export interface OwnCall {
  readonly number: number
  readonly parcel: Parcel
}

export interface OwnProcessOptions {
  /** Serves {@link OwnCall}s where it is started by `fork`. */
  readonly program: URL
  readonly path: string
  /** For the statements of one commit. */
  readonly timeoutMs: number
  /** Whether the store has this very commit. */
  readonly isThere: (commit: Commit) => boolean
}

/** It took too long, or somebody killed it: whether it was through, only the file knows. */
class Killed extends Error {}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** The process that makes commits with statements of the embedder's; begun when there is the first, and anew when it was killed. */
export class OwnProcess {
  readonly #options: OwnProcessOptions
  #child: ChildProcess | undefined
  #waiting: Waiting | undefined
  /** One batch after another: who is killed has one in hand. */
  #last: Promise<unknown> = Promise.resolve()
  #number = 0

  constructor(options: OwnProcessOptions) {
    this.#options = options
  }

  /** @throws StoreFailure */
  commit(batch: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    const done = this.#last.then(() => this.#commit(batch))
    this.#last = done.catch(() => undefined)
    return done
  }

  /** Does what was asked for so far, and ends. */
  async end(): Promise<void> {
    await this.#last
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.ref()
    if (child.connected) child.disconnect()
    await gone
  }

  async #commit(batch: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    try {
      return await this.#call(batch)
    } catch (error) {
      if (!(error instanceof Killed)) throw error
    }
    const outcomes: CommitOutcome[] = []
    for (const commit of batch) {
      try {
        outcomes.push(await this.#alone(commit))
      } catch (error) {
        if (outcomes.length === 0) throw error
        throw new StoreFailure('STORE_UNCERTAIN', `one commit of a batch failed after others of it: ${String(error)}`, error)
      }
    }
    return outcomes
  }

  async #alone(commit: Commit): Promise<CommitOutcome> {
    const { isThere, timeoutMs } = this.#options
    // The process that had it in hand may have been killed a moment after it was through.
    if (isThere(commit)) return { status: 'committed' }
    try {
      const [outcome] = await this.#call([commit])
      if (outcome === undefined) throw new Error('DEFECT: expected the outcome of a commit, found none')
      return outcome
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      if (isThere(commit)) return { status: 'committed' }
      return { status: 'refused', message: `expected statements that end within ${timeoutMs} ms, found some that went on` }
    }
  }

  async #call(batch: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    if (this.#child === undefined) await this.#start()
    const number = (this.#number += 1)
    return (await this.#answer((child) => child.send({ number, parcel: packed(batch) } satisfies OwnCall))) as never
  }

  async #start(): Promise<void> {
    const { program, path, timeoutMs } = this.#options
    const child = fork(fileURLToPath(program), [path, String(timeoutMs)], {
      ...{ execArgv: [], serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    })
    this.#child = child
    child.on('message', (reply: Reply) => {
      if ('failure' in reply) this.#waiting?.reject(new StoreFailure(reply.failure.code, reply.failure.message))
      else this.#waiting?.resolve(reply.value)
    })
    const over = (error: Error) => {
      if (this.#child === child) this.#child = undefined
      this.#waiting?.reject(error)
    }
    child.on('error', (error) => {
      over(
        new StoreFailure(
          'STORE_UNREACHABLE',
          `${path}: expected a process for own statements, found none (${error.message})`,
          error,
        ),
      )
    })
    child.once('exit', (code, signal) => {
      const message = `${path}: the process that makes commits with own statements ended with ${code ?? signal}`
      over(signal === 'SIGKILL' ? new Killed(message) : new StoreFailure('STORE_UNCERTAIN', message))
    })
    await this.#answer(() => undefined)
  }

  /** By itself it keeps no process alive; whoever waits for it does. */
  async #answer(ask: (child: ChildProcess) => unknown): Promise<unknown> {
    const child = this.#child as ChildProcess
    child.ref()
    child.channel?.ref()
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting = { resolve, reject }
        ask(child)
      })
    } finally {
      this.#waiting = undefined
      child.unref()
      child.channel?.unref()
    }
  }
}
