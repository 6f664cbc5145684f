import { mustHold, type Principal, type Store, type StoredTask } from '../../ports/index.ts'
import { AUDITOR, createEngine, memoryStore, type Adapters, type Engine, type ProcedureModule } from '../../runtime/index.ts'
import type { Variables } from '../../kernel/index.ts'
import { answerOf, mustAnswer, thrownBy } from './answers.ts'
import { Clients, type Answer, type Reachable, type Sent } from './clients.ts'
import { Dice } from './dice.ts'
import { faultyStore, type Mortal } from './faulty-store.ts'
import { mustBePlan, mustBeWorld } from './given.ts'
import { READER, USUAL_INVARIANTS, type Invariant, type RestingWorld } from './invariants.ts'
import { Peer, type Effect } from './peer.ts'
import type { Deed, Plan } from './plan.ts'
import { Traffic } from './traffic.ts'
import { WorldClock } from './world-clock.ts'

/** Who lives in the world, and what they do. */
export interface World {
  /** Or made of peers that fail, where their jobs call what is no port of the engine. Each run asks once. */
  readonly procedures: readonly ProcedureModule[] | ((peer: (name: string) => Peer) => readonly ProcedureModule[])
  /** Whom the identity adapter knows. */
  readonly people: readonly Principal[]
  /** Somebody begins a dossier. */
  readonly lodge: (dice: Dice) => { readonly procedure: string; readonly variables: Variables; readonly as: string }
  /** Somebody completes a task; `undefined`: nobody does. */
  readonly complete: (dice: Dice, task: StoredTask) => { readonly variables: Variables; readonly as: string } | undefined
  /** A system reports something to a dossier; without, or where it answers `undefined`, none does. */
  readonly report?: (dice: Dice) => { readonly message: string; readonly variables: Variables } | undefined
  /** The embedder's own adapters, made of peers that fail. */
  readonly adapters?: (peer: (name: string) => Peer) => Omit<Adapters, 'identity'>
  /** Beside the usual ones. */
  readonly invariants?: readonly Invariant[]
  /** Engines on the one store; usually 2. */
  readonly nodes?: number
  /** What they keep dossiers in; a store in memory unless told. */
  readonly store?: () => Store
}

/** How a run ended. */
export interface Run {
  readonly plan: Plan
  readonly operations: number
  readonly turns: number
  readonly commands: number
  /** Of the commands, those that were accepted. */
  readonly accepted: number
  /** How many were refused, by code. */
  readonly refused: Readonly<Record<string, number>>
  readonly crashes: number
  readonly effects: number
  readonly failure: Failure | undefined
}

export interface Failure {
  /** Of the invariant that does not hold. */
  readonly invariant: string
  readonly message: string
}

/** Friday 27 November 2026, 8:00 in Vietnam. */
const START = Date.UTC(2026, 10, 27, 1)
/** Turns between two deeds, at most. */
const MOST_TURNS = 40
/** After the last deed, rounds of calm: longer than any lease, retry and timer of a run. */
const CALM_ROUNDS = 120
const CALM_STEP_MS = 61_000
const RETRY = { tries: 6, firstMs: 1_000, mostMs: 60_000 }

/** One run of a plan: deterministic, and over in milliseconds. @throws what a function of the world throws, and AdapterFailure OPTIONS_INVALID */
export async function simulate(world: World, plan: Plan): Promise<Run> {
  mustBeWorld('simulate', world)
  mustBePlan('simulate', plan)
  return new Simulation(world, plan).run()
}

class Simulation {
  readonly #dice: Dice
  readonly #traffic: Traffic
  readonly #clock = new WorldClock(START)
  readonly #store: Store
  readonly #effects: Effect[] = []
  readonly #nodes: Node[]
  readonly #clients: Clients
  readonly #procedures: readonly ProcedureModule[]
  readonly #adapters: Adapters
  #repeatFailure: string | undefined
  #crashes = 0
  /** By what the embedder gave: no peer, node or person of this world would. */
  readonly #thrown: Error[] = []

  constructor(
    private readonly world: World,
    private readonly plan: Plan,
  ) {
    this.#dice = new Dice(plan.seed ^ 0x5eed)
    this.#traffic = new Traffic(new Dice(plan.seed ^ 0x77aff1c), plan.faults)
    this.#store = answerOf('store', world.store ?? memoryStore)
    mustAnswer('store', this.#store, {})
    const people = [...world.people, { id: READER, name: 'Kiểm tra', roles: [AUDITOR] }]
    const identity = { find: (id: string) => Promise.resolve(people.find((person) => person.id === id)) }
    this.#procedures = this.#ownProcedures()
    this.#adapters = { identity, ...this.#ownAdapters() }
    this.#nodes = Array.from({ length: world.nodes ?? 2 }, () => this.#newNode())
    this.#clients = new Clients(
      new Dice(plan.seed ^ 0xc11e47),
      () => this.#anyNode(),
      () => this.#traffic.turn(20),
    )
  }

  async run(): Promise<Run> {
    await this.#store.open()
    for (const node of this.#nodes) node.start()
    for (const deed of this.plan.deeds) {
      this.#do(deed)
      await this.#traffic.run(this.#dice.below(MOST_TURNS))
      this.#mustBeWithoutMistake()
    }
    await this.#rest()
    this.#mustBeWithoutMistake()
    const failure = await this.#failure()
    for (const node of this.#nodes) node.crash()
    await this.#store.close()
    return {
      plan: this.plan,
      operations: this.#traffic.operations,
      turns: this.#traffic.turns,
      commands: this.#clients.sent.length,
      ...told(this.#clients.sent),
      crashes: this.#crashes,
      effects: this.#effects.length,
      failure,
    }
  }

  #mustBeWithoutMistake(): void {
    const [mistake] = this.#thrown
    if (mistake !== undefined) throw mistake
  }

  #ownAdapters(): Omit<Adapters, 'identity'> {
    const { adapters } = this.world
    if (adapters === undefined) return {}
    const own = answerOf('adapters', () => adapters(this.#peer))
    mustAnswer('adapters', own, {})
    return own
  }

  #ownProcedures(): readonly ProcedureModule[] {
    const { procedures } = this.world
    if (typeof procedures !== 'function') return procedures
    const own: unknown = answerOf('procedures', () => procedures(this.#peer))
    mustHold('simulate', 'what procedures answers', own, 'a list', Array.isArray(own))
    return own as readonly ProcedureModule[]
  }

  // What an adapter asks a peer wrongly would end as an incident of some dossier, where nobody looks.
  readonly #peer = (name: string) =>
    new Peer(name, this.#traffic, this.#effects, (mistake: Error) => void this.#thrown.push(mistake))

  #do(deed: Deed): void {
    const dice = new Dice('pick' in deed ? deed.pick : 0)
    switch (deed.does) {
      case 'lodge': {
        const lodged = answerOf('lodge', () => this.world.lodge(dice))
        mustAnswer('lodge', lodged, { procedure: 'text', variables: 'object', as: 'text' })
        const { procedure, variables, as } = lodged
        this.#clients.send((engine, command) => engine.lodge(procedure, variables, { as, command }))
        break
      }
      case 'complete':
        this.#complete(dice).catch((error: unknown) => this.#thrown.push(thrownBy('store', error)))
        break
      case 'report': {
        const message = answerOf('report', () => this.world.report?.(dice))
        const dossier = this.#someDossier(dice)
        if (message === undefined) break
        mustAnswer('report', message, { message: 'text', variables: 'object' })
        if (dossier === undefined) break
        this.#clients.send((engine, command) => engine.report(dossier, message, { system: 'world', command }))
        break
      }
      case 'repeat': {
        const answered = this.#clients.sent.filter(({ answer }) => answer?.is === 'accepted')
        if (answered.length > 0) this.#repeat(dice.pick(answered))
        break
      }
      case 'wait':
        this.#clock.goBy(deed.ms)
        break
      case 'crash':
        this.#nodes[deed.node]?.crash()
        this.#nodes[deed.node]?.start()
        break
      case 'jump':
        this.#nodes[deed.node]?.jump(deed.ms)
        break
    }
  }

  /** A person looks at the tasks and takes one up. What they see comes from the store itself: screens are not what is tried here. */
  async #complete(dice: Dice): Promise<void> {
    const { items } = await this.#store.tasks({ limit: 100 })
    if (items.length === 0) return
    const task = dice.pick(items)
    const deed = answerOf('complete', () => this.world.complete(dice, task))
    if (deed === undefined) return
    mustAnswer('complete', deed, { variables: 'object', as: 'text' })
    this.#clients.send((engine, command) => engine.complete(task.id, deed.variables, { as: deed.as, command }))
  }

  #repeat(sent: Sent): void {
    this.#clients.repeat(sent, (now: Answer) => {
      this.#repeatFailure ??= `${sent.command} was answered ${JSON.stringify(sent.answer)}, and sent again ${JSON.stringify(now)}`
    })
  }

  #someDossier(dice: Dice): string | undefined {
    const known = this.#clients.sent.flatMap(({ answer }) => (answer?.is === 'accepted' ? [answer.dossier] : []))
    return known.length === 0 ? undefined : dice.pick(known)
  }

  /** Everything goes well from now on, and time passes until nothing moves any more. */
  async #rest(): Promise<void> {
    this.#traffic.calm()
    for (let round = 0; round < CALM_ROUNDS; round++) {
      // A fault that was on its way may still kill one.
      for (const node of this.#nodes) {
        node.jump(0)
        node.start()
      }
      await this.#traffic.run(Infinity)
      this.#clock.goBy(CALM_STEP_MS)
    }
    await this.#traffic.run(Infinity)
  }

  async #failure(): Promise<Failure | undefined> {
    if (this.#repeatFailure !== undefined)
      return { invariant: 'a repeated command is answered as before', message: this.#repeatFailure }
    const resting: RestingWorld = {
      store: this.#store,
      now: this.#clock.now,
      sent: this.#clients.sent,
      effects: this.#effects,
      procedures: this.#procedures,
      adapters: this.#adapters,
    }
    for (const invariant of [...USUAL_INVARIANTS, ...(this.world.invariants ?? [])]) {
      let message: unknown
      try {
        message = (await invariant.check(resting)) ?? undefined
      } catch (error) {
        return { invariant: invariant.name, message: thrownBy(`the invariant "${invariant.name}"`, error).message }
      }
      // A `true` or `false` would say nothing, and could mean either.
      if (typeof message === 'string') return { invariant: invariant.name, message }
      const part = `what the invariant "${invariant.name}" answers`
      mustHold('simulate', part, message, 'a text, or nothing where it holds,', message === undefined)
    }
    return undefined
  }

  #anyNode(): Reachable | undefined {
    const alive = this.#nodes.flatMap(({ reachable }) => (reachable === undefined ? [] : [reachable]))
    return alive.length === 0 ? undefined : this.#dice.pick(alive)
  }

  #newNode(): Node {
    return new Node(
      (life) => {
        const dice = new Dice(this.#dice.below(2 ** 31))
        const mortal: Mortal = life
        return createEngine({
          store: faultyStore(this.#store, mortal, this.#traffic, () => this.#clock.now),
          procedures: this.#procedures,
          adapters: this.#adapters,
          clock: this.#clock.ofNode(
            () => life.skew,
            () => life.isAlive,
          ),
          ids: { next: () => `n-${dice.hexadecimal(24)}`, salt: () => dice.hexadecimal(32) },
          retry: RETRY,
          sealing: null,
        })
      },
      () => {
        this.#crashes += 1
      },
      () => this.#traffic.turn(20),
    )
  }
}

/** One life of a node: from its start to its crash. */
interface Life extends Mortal {
  readonly skew: number
}

class Node {
  #life: { isAlive: boolean; skew: number; crash: () => void } | undefined
  #reachable: Reachable | undefined

  constructor(
    private readonly make: (life: Life) => Engine,
    private readonly onCrash: () => void,
    private readonly pause: () => Promise<void>,
  ) {}

  get reachable(): Reachable | undefined {
    return this.#life?.isAlive === true ? this.#reachable : undefined
  }

  /** Starts it, where it is dead. */
  start(): void {
    if (this.#life?.isAlive === true) return
    let died: () => void = () => undefined
    const whenDead = new Promise<void>((resolve) => {
      died = resolve
    })
    const life = {
      isAlive: true,
      skew: this.#life?.skew ?? 0,
      crash: () => {
        if (!life.isAlive) return
        life.isAlive = false
        this.onCrash()
        died()
      },
    }
    this.#life = life
    const engine = this.make(life)
    this.#reachable = { engine, whenDead }
    void this.#begin(engine, life)
  }

  /** Whoever runs a node starts it again until the store lets it. */
  async #begin(engine: Engine, life: Life): Promise<void> {
    while (life.isAlive) {
      try {
        await engine.start()
        return
      } catch {
        await this.pause()
      }
    }
  }

  crash(): void {
    this.#life?.crash()
  }

  /** Its clock is off by so much from now on. */
  jump(ms: number): void {
    if (this.#life !== undefined) this.#life.skew = ms
  }
}

function told(sent: readonly Sent[]): Pick<Run, 'accepted' | 'refused'> {
  const refused: Record<string, number> = {}
  for (const { answer } of sent) if (answer?.is === 'refused') refused[answer.code] = (refused[answer.code] ?? 0) + 1
  return { accepted: sent.filter(({ answer }) => answer?.is === 'accepted').length, refused }
}
