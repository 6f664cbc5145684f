import type { Chance } from './chance.ts'
import type { Office } from './office.ts'
import type { WorkerCall } from './worker-call.ts'
import { Refused, Unanswered } from './worker-process.ts'

/** Whatever is to meet clients at work comes by then all the same. */
const LONGEST_WORK_MS = 15_000

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A command that a client sent. `told`: the answer it got; absent: none yet. */
export interface Sent {
  readonly command: string
  readonly times: number
  /** When it was first sent, and when it was answered, in the order of all that clients sent and were told. */
  readonly sentAt: number
  readonly toldAt?: number
  readonly told?: { readonly dossier: string; readonly seq: number }
}

function isTold(answer: unknown): answer is { readonly dossier: string; readonly seq: number } {
  return typeof answer === 'object' && answer !== null && 'dossier' in answer && 'seq' in answer
}

/** The commands that change something. */
type Command = Extract<WorkerCall, { command: string }>

/** People at their screens: they send a command until they are told something, under the same id each time. */
export class Clients {
  readonly sent = new Map<string, Sent>()
  /** Dossiers that a client was told of. */
  readonly dossiers = new Set<string>()
  /** What no person should see: a refusal, or another answer to the same command. */
  readonly breaches: string[] = []
  /** How often each failure was met that made a client send again. */
  readonly failures = new Map<string, number>()
  repeats = 0
  /** Commands that were answered so far. */
  answers = 0
  #isOver = false
  #commands = 0
  #moments = 0
  #running: Promise<void>[] = []

  constructor(
    private readonly office: Office,
    private readonly chanceFor: (name: string) => Chance,
  ) {}

  start(count: number): void {
    const gaveUp = (error: unknown) => void this.breaches.push(`a client gave up: ${String(error)}`)
    this.#running = Array.from({ length: count }, (_, index) => this.#person(this.chanceFor(`client ${index}`)).catch(gaveUp))
  }

  /** Each ends what it was waiting for an answer to. */
  async stop(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#running)
  }

  /** Until so many commands more were answered: what meets clients who all wait for something else proves nothing. */
  async answered(count: number): Promise<void> {
    const enough = this.answers + count
    for (const end = Date.now() + LONGEST_WORK_MS; this.answers < enough && Date.now() < end; await pause(20));
  }

  /** Sends until it is told. @throws Refused */
  async send(chance: Chance, make: (command: string) => Command): Promise<{ readonly dossier: string; readonly seq: number }> {
    const command = `command-${(this.#commands += 1)}`
    const call = make(command)
    const sentAt = (this.#moments += 1)
    for (let times = 1; ; times += 1) {
      this.sent.set(command, { command, times, sentAt })
      try {
        const told = await this.office.call(chance, call)
        this.sent.set(command, { command, times, sentAt, told, toldAt: (this.#moments += 1) })
        this.dossiers.add(told.dossier)
        this.answers += 1
        if (times > 1) this.repeats += 1
        return told
      } catch (error) {
        if (!(error instanceof Unanswered)) {
          this.breaches.push(`${command} (${call.type}), sent ${times} times, was refused: ${String(error)}`)
          throw error
        }
        this.failures.set(error.code, (this.failures.get(error.code) ?? 0) + 1)
        await pause(chance.whole(10, 60))
      }
    }
  }

  async #person(chance: Chance): Promise<void> {
    while (!this.#isOver) {
      try {
        const { dossier } = await this.send(chance, (command) => ({ type: 'lodge', text: `hồ sơ ${command}`, command }))
        await this.#follow(dossier, chance)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
      }
    }
  }

  /** Until it is completed or waits for the operator. */
  async #follow(dossier: string, chance: Chance): Promise<void> {
    while (!this.#isOver) {
      const seen = await this.look(dossier, chance)
      if (seen !== undefined && (seen.status === 'completed' || seen.incidents.length > 0)) return
      const [task] = seen?.tasks ?? []
      if (task === undefined) await pause(chance.whole(40, 120))
      else await this.complete(task, chance)
    }
  }

  async complete(task: { readonly id: string; readonly as: string }, chance: Chance): Promise<void> {
    let sent: Command | undefined
    const told = await this.send(chance, (command) => (sent = { type: 'complete', task: task.id, as: task.as, command }))
    // Some press the button twice.
    if (!chance.is(0.1) || sent === undefined) return
    const again = await this.office.call(chance, sent).catch((error: unknown) => error)
    const isSame = again instanceof Unanswered || (isTold(again) && again.dossier === told.dossier && again.seq >= told.seq)
    if (!isSame)
      this.breaches.push(
        `${sent.command}, sent again, was told ${again instanceof Error ? String(again) : JSON.stringify(again)} after ${JSON.stringify(told)}`,
      )
  }

  /** @throws Refused: a dossier that a client was told of is not known */
  async look(dossier: string, chance: Chance) {
    try {
      return await this.office.call(chance, { type: 'look', dossier })
    } catch (error) {
      if (error instanceof Unanswered) return undefined
      this.breaches.push(`dossier ${dossier} could not be read: ${String(error)}`)
      throw error
    }
  }
}
