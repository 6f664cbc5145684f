import { restateEngine, type RestateEngine } from '../src/store/restate/restate-engine.ts'
import { freePort, startServer, type PostgresServer } from '../src/store/postgres/server.fixture.ts'
import { startRestateServer, until, type RestateServer } from '../src/store/restate/restate-server.fixture.ts'
import type { Chance } from './chance.ts'
import { answerOf, failureOf } from './engine-calls.ts'
import type { Office } from './office.ts'
import { ServicesProcess } from './services-process.ts'
import type { StorePlace } from './store-place.ts'
import type { WorkerAnswers, WorkerCall } from './worker-call.ts'
import { Refused, Unanswered } from './worker-process.ts'

/** Longer than what is away is away. */
const TIMEOUT_MS = 10_000
/** Clients of Restate among which people are spread. */
const ENGINES = 2

/** A host on Restate: its server, a reading store on a PostgreSQL server, and services of which later ones are registered beside the earlier. */
export class RestateGround implements Office {
  readonly #services: ServicesProcess[] = []

  private constructor(
    private readonly server: RestateServer,
    private readonly reading: PostgresServer,
    private readonly database: string,
    private readonly engines: readonly RestateEngine[],
    private readonly program: string,
    private readonly peer: string,
  ) {}

  static async of(program: string, peer: string): Promise<RestateGround> {
    const reading = await startServer({ settings: { fsync: 'on', autovacuum: 'on' } })
    const server = await startRestateServer()
    const engines = Array.from({ length: ENGINES }, () => restateEngine({ url: server.ingress, timeoutMs: TIMEOUT_MS }))
    for (const engine of engines) await engine.start()
    const ground = new RestateGround(server, reading, await reading.database(), engines, program, peer)
    await ground.deploy()
    return ground
  }

  /** Where its rows are read. */
  get place(): StorePlace {
    return { kind: 'postgres', connectionString: this.reading.url(this.database) }
  }

  get engine(): RestateEngine {
    return this.engines[0] as RestateEngine
  }

  /** Services that ended though nobody killed them: none should. */
  get collapsed(): readonly string[] {
    return this.#services.flatMap(({ collapsed }) => collapsed)
  }

  async call<T extends WorkerCall['type']>(chance: Chance, call: Extract<WorkerCall, { type: T }>): Promise<WorkerAnswers[T]> {
    const asked: WorkerCall = call
    if (asked.type === 'shiftClock') throw new Error('DEFECT: expected a call of an engine, found one of a process')
    // The list of parked jobs is a little behind, and the operator is to look at what stands still.
    if (asked.type === 'parked') await this.quiet()
    try {
      return (await answerOf(asked, chance.of(this.engines))) as WorkerAnswers[T]
    } catch (error) {
      const { isRefusal, code, message } = failureOf(error)
      // What Restate itself refused is no answer of the engine's: no client is to see that.
      if (isRefusal || code === 'UNFORESEEN') throw new Refused(code, message)
      throw new Unanswered(code)
    }
  }

  /** New services beside those that are there: what is new goes to them, and what the earlier have begun they end. */
  async deploy(): Promise<void> {
    const port = await freePort()
    const argv = [this.program, this.server.ingress, String(port), this.reading.url(this.database), this.peer]
    const services = new ServicesProcess(port, this.server.node, argv)
    this.#services.push(services)
    await services.ready
    await this.server.register(port)
  }

  async servicesReady(): Promise<void> {
    await Promise.all(this.#services.map(({ ready }) => ready))
  }

  /** Kills the newest services, or now and then some that were there before, and starts them again. */
  async killServices(chance: Chance): Promise<void> {
    const newest = this.#services.at(-1) as ServicesProcess
    await (chance.is(0.7) ? newest : chance.of(this.#services)).killed()
  }

  /** Kills Restate's server and starts it again. `away`: what else is to be done while it is away. */
  async restartServer(away: () => Promise<void>): Promise<void> {
    await this.server.kill()
    await away()
    await this.server.start()
  }

  /** Kills the reading store's server, and starts it again. */
  async restartReading(away: () => Promise<void>): Promise<void> {
    await this.reading.end('SIGKILL')
    await away()
    await this.reading.start()
  }

  /** Until everything that was sent has arrived: what is left waits for its time. */
  async quiet(): Promise<void> {
    await until(async () => (await this.server.invocations("status NOT IN ('completed', 'scheduled')")) === 0, 50)
  }

  async remove(): Promise<void> {
    for (const engine of this.engines) await engine.stop()
    for (const services of this.#services) await services.end()
    await this.server.remove()
    await this.reading.remove()
  }
}
