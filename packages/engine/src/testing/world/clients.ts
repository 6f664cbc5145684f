import type { Engine } from '../../runtime/index.ts'
import { CommandRejected, EngineError } from '../../runtime/index.ts'
import type { Dice } from './dice.ts'
import { never } from './faulty-store.ts'

/** A command as its sender knows it. */
export interface Sent {
  readonly command: string
  readonly send: (engine: Engine, command: string) => Promise<{ readonly id: string; readonly seq: number }>
  /** What the sender was told in the end; `null`: nothing yet. */
  answer: Answer | null
}

export type Answer =
  | { readonly is: 'accepted'; readonly dossier: string; readonly seq: number }
  | { readonly is: 'refused'; readonly code: string }
  /** The sender gave up: whether it was accepted is not known to them. */
  | { readonly is: 'unknown' }

/** A node as a client reaches it. */
export interface Reachable {
  readonly engine: Engine
  readonly whenDead: Promise<void>
}

/** Errors that are no answer to a command. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['BUSY', 'ENGINE_NOT_STARTED'])
/** How often a client tries before it gives up. */
const MOST_TRIES = 8

/** People and systems: they send a command again, under its id and to whatever node is there, until they are told what became of it. */
export class Clients {
  readonly sent: Sent[] = []
  #under = 0

  constructor(
    private readonly dice: Dice,
    private readonly node: () => Reachable | undefined,
    private readonly pause: () => Promise<void>,
  ) {}

  /** Commands whose senders still wait. */
  get waiting(): number {
    return this.#under
  }

  send(send: Sent['send']): void {
    const sent: Sent = { command: `c${this.sent.length + 1}-${this.dice.hexadecimal(6)}`, send, answer: null }
    this.sent.push(sent)
    void this.#until(sent)
  }

  /** Sends a command that was answered once more; it must be answered for the same dossier. */
  repeat(sent: Sent, differs: (now: Answer) => void): void {
    this.#under += 1
    void this.#ask(sent)
      .then((now) => {
        if (now !== undefined && !isSame(now, sent.answer)) differs(now)
      })
      .finally(() => {
        this.#under -= 1
      })
  }

  async #until(sent: Sent): Promise<void> {
    this.#under += 1
    for (let tries = 0; tries < MOST_TRIES && sent.answer === null; tries++) {
      sent.answer = (await this.#ask(sent)) ?? null
      if (sent.answer === null) await this.pause()
    }
    sent.answer ??= { is: 'unknown' }
    this.#under -= 1
  }

  /** One try; `undefined`: no answer, or one that says nothing of the command. */
  async #ask(sent: Sent): Promise<Answer | undefined> {
    const node = this.node()
    if (node === undefined) return undefined
    const call = sent.send(node.engine, sent.command).then(
      ({ id, seq }): Answer => ({ is: 'accepted', dossier: id, seq }),
      (error: unknown): Answer | undefined =>
        error instanceof EngineError && !SAYS_NOTHING.has(error.code) ? { is: 'refused', code: codeOf(error) } : undefined,
    )
    return Promise.race([call, node.whenDead.then(() => undefined), never<undefined>()])
  }
}

/** What a refused command was refused for: that it was is not news. */
function codeOf(error: EngineError): string {
  return error instanceof CommandRejected ? error.rejection.code : error.code
}

/** An answer shows the dossier as it is by then: it may have moved on, never back. */
function isSame(now: Answer, then: Answer | null): boolean {
  return now.is === 'accepted' && then?.is === 'accepted' && now.dossier === then.dossier && now.seq >= then.seq
}
