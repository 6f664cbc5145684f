import { spawn, type ChildProcess } from 'node:child_process'

/** Services at one port, in a process that ends whenever the campaign says so and is followed by another. */
export class ServicesProcess {
  #child: ChildProcess
  #ready: Promise<void>
  #isKilled = false
  #errors = ''
  /** Ends that nobody asked for. */
  readonly collapsed: string[] = []

  constructor(
    readonly port: number,
    private readonly node: string,
    private readonly argv: readonly string[],
  ) {
    ;[this.#child, this.#ready] = this.#begun()
  }

  /** Until it serves. */
  get ready(): Promise<void> {
    return this.#ready
  }

  /** Kills it, whatever it is doing, and starts its successor. */
  async killed(): Promise<void> {
    await this.end()
    this.#isKilled = false
    ;[this.#child, this.#ready] = this.#begun()
  }

  /** Ends it for good, without a word as ever. */
  async end(): Promise<void> {
    this.#isKilled = true
    const child = this.#child
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }

  #begun(): [ChildProcess, Promise<void>] {
    const child = spawn(this.node, this.argv, { stdio: ['pipe', 'pipe', 'pipe'] })
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#errors = (this.#errors + text).slice(-2_000)))
    const ready = new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.toString('utf8').includes('SERVING')) resolve()
      })
      child.once('exit', (code) => {
        if (!this.#isKilled) this.collapsed.push(`exit ${code}: ${this.#errors}`)
        resolve()
      })
    })
    return [child, ready]
  }
}
