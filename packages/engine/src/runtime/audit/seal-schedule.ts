import type { Clock } from '../../ports/index.ts'
import type { Sealer } from './sealer.ts'

/** Seals the journal again and again. Every node does; whoever is first with a number has sealed for all. */
export class SealSchedule {
  #cancel: () => void = () => undefined
  #isRunning = false
  #sealing: Promise<void> = Promise.resolve()

  constructor(
    private readonly world: {
      readonly sealer: Pick<Sealer, 'seal'>
      readonly clock: Clock
      readonly everyMs: number
      readonly onError: (error: unknown) => void
    },
  ) {}

  start(): void {
    this.#isRunning = true
    this.#next()
  }

  async stop(): Promise<void> {
    this.#isRunning = false
    this.#cancel()
    await this.#sealing
  }

  #next(): void {
    const { clock, everyMs } = this.world
    if (!this.#isRunning) return
    this.#cancel = clock.wake(clock.now() + everyMs, () => {
      this.#sealing = this.#seal().finally(() => {
        this.#next()
      })
    })
  }

  async #seal(): Promise<void> {
    try {
      await this.world.sealer.seal()
    } catch (error) {
      // The signer or the authority did not answer: the next seal covers these rows too.
      this.world.onError(error)
    }
  }
}
