import { fork, type ChildProcess } from 'node:child_process'
import type { StorePlace } from './store-place.ts'
import type { WorkerAnswers, WorkerCall, WorkerReply } from './worker-call.ts'

/** No answer came: the command may or may not have been accepted. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
  constructor(readonly code: string) {
    super(code)
  }
}

/** The engine said no. */
export class Refused extends Error {
  override readonly name = 'Refused'
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

/** Longer than any fault lasts. */
const PATIENCE_MS = 20_000

/** A worker of the campaign, which ends whenever the campaign says so. */
export class WorkerProcess {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  readonly ready: Promise<void>
  readonly #gone: Promise<void>
  #calls = 0
  #isAlive = true
  #isReady = false
  #errors = ''

  constructor(program: string, place: StorePlace, peer: string) {
    this.#child = fork(program, [JSON.stringify(place), peer], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text))
    this.#gone = new Promise((resolve) => {
      this.#child.once('exit', () => {
        this.#isAlive = false
        for (const { reject } of this.#waiting.values()) reject(new Unanswered('DIED'))
        this.#waiting.clear()
        resolve()
      })
    })
    this.#child.on('error', () => undefined)
    this.ready = new Promise((resolve) => {
      this.#child.on('message', (reply: WorkerReply) => {
        if ('ready' in reply) {
          this.#isReady = true
          resolve()
        } else this.#take(reply)
      })
      void this.#gone.then(resolve)
    })
  }

  get isReady(): boolean {
    return this.#isAlive && this.#isReady
  }

  /** It ended by itself, which no fault of ours asks for; what it said then. */
  get collapse(): string | undefined {
    const { exitCode } = this.#child
    return exitCode === null ? undefined : `exit ${exitCode}: ${this.#errors.slice(-2_000)}`
  }

  /** @throws Unanswered, Refused */
  call<T extends WorkerCall['type']>(call: Extract<WorkerCall, { type: T }>): Promise<WorkerAnswers[T]> {
    return new Promise((resolve, reject) => {
      if (!this.isReady) return reject(new Unanswered('NOT_READY'))
      const id = (this.#calls += 1)
      const end = (work: () => void) => {
        clearTimeout(timer)
        this.#waiting.delete(id)
        work()
      }
      const timer = setTimeout(() => end(() => reject(new Unanswered('SILENT'))), PATIENCE_MS)
      this.#waiting.set(id, {
        resolve: (value) => end(() => resolve(value)),
        reject: (error) => end(() => reject(error)),
      })
      this.#child.send({ id, call }, () => undefined)
    })
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#gone
  }

  #take(reply: Exclude<WorkerReply, { ready: true }>): void {
    const asked = this.#waiting.get(reply.id)
    if (reply.ok) asked?.resolve(reply.value as never)
    else if (reply.isRefusal) asked?.reject(new Refused(reply.code, reply.message))
    else asked?.reject(new Unanswered(reply.code === 'UNFORESEEN' ? `UNFORESEEN ${reply.message}` : reply.code))
  }
}
