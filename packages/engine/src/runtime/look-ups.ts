/**
 * Theory of operation
 *
 * Before a command is decided, the store is asked whether it was accepted before, and for the dossier where it is not at hand. By itself each
 * such question takes a way to the store and back and a connection meanwhile: what thousands ask at once would stand before the commits, and
 * before the timers, jobs and leases of their node. So they are gathered as commits are.
 */
import type { LookedUp, LookUp, Store } from '../ports/index.ts'
import { Gate } from './gate.ts'
import { Gathering } from './gathering.ts'
import { isOfOne } from './passing.ts'

/** With some KB for each dossier, a megabyte or less, read in a moment. */
const LARGEST_QUESTION = 128
/** While one is on its way, the next is answered: so few connections are taken from commits and lists. */
const MOST_QUESTIONS = 2
/** Of a store that is asked one by one. More than its connections gain nothing. */
const MOST_ALONE = 64

interface Entry {
  readonly asked: LookUp
  readonly resolve: (lookedUp: LookedUp) => void
  readonly reject: (error: unknown) => void
}

export class LookUps {
  readonly #gathering: Gathering<Entry>
  readonly #alone = new Gate(MOST_ALONE)

  constructor(private readonly store: Pick<Store, 'answer' | 'load' | 'journal' | 'lookUp'>) {
    this.#gathering = new Gathering({ together: LARGEST_QUESTION, atOnce: MOST_QUESTIONS }, (batch) => this.#askTogether(batch))
  }

  /** @throws StoreFailure */
  ask(asked: LookUp): Promise<LookedUp> {
    if (this.store.lookUp === undefined) return this.#askAlone(asked)
    return new Promise((resolve, reject) => {
      this.#gathering.add({ asked, resolve, reject })
    })
  }

  async #askAlone({ dossier, command, rows }: LookUp): Promise<LookedUp> {
    const { store } = this
    const room = this.#alone.enter()
    if (room !== undefined) await room
    try {
      const answer = command === undefined ? undefined : await store.answer(dossier, command)
      const stored = answer === undefined && rows !== undefined ? await store.load(dossier) : undefined
      if (stored === undefined || rows === undefined) return { answer, stored: undefined, rows: [] }
      const after = stored.snapshot?.seq ?? 0
      // What others add meanwhile does not count.
      const most = Math.min(rows, stored.seq - after)
      return { answer, stored, rows: most > 0 ? await store.journal(dossier, after, most) : [] }
    } finally {
      this.#alone.leave()
    }
  }

  /** Gives what tells everybody in the batch what was found. */
  async #askTogether(batch: readonly Entry[]): Promise<() => void> {
    try {
      const found = [...((await this.store.lookUp?.(batch.map(({ asked }) => asked))) ?? [])]
      return () => {
        batch.forEach(({ resolve, reject }, index) => {
          const lookedUp = found[index]
          if (lookedUp === undefined)
            reject(new Error('DEFECT_LOOK_UP_MISSING: expected an answer to each question, please report this'))
          else resolve(lookedUp)
        })
      }
    } catch (error) {
      const eachAlone = isOfOne(error) && batch.length > 1
      return () => {
        // What one dossier fails with is not the others'.
        for (const { asked, resolve, reject } of batch) {
          if (eachAlone) this.#askAlone(asked).then(resolve, reject)
          else reject(error)
        }
      }
    }
  }
}
