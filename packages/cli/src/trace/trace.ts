/**
 * Theory of operation
 *
 * Processes of one file run in memory on the kernel itself; nothing is stored and nothing waits. Each hop of a token is one line.
 * With `auto`, when tokens wait: messages and signals that were thrown go to whoever of the file catches them, processes that they
 * begin among them; else the oldest open task is completed, whatever does it; only when there is none, the simulated clock goes to
 * the next timer. What comes from outside of the file is nobody's to send here, so what waits for it keeps waiting.
 */
import type { Definition, Hop, Procedure, Value, Variables } from '@motcua/engine'
import type { Calendar } from '@motcua/engine/calendar'
import {
  all,
  decide,
  INITIAL_STATE,
  instancesIn,
  visibleVariables,
  waitingIn,
  type Command,
  type KernelState,
  type Rejection,
  type Waiting,
} from '@motcua/engine/kernel'
import { addresseeIn } from './addressee.ts'
import { valuesFor } from './defaults.ts'
import { OpenTasks } from './open-tasks.ts'
import { Post, type Letter, type SignalLetter } from './post.ts'
import { Gathering, startForLetter, startForSignal, type Beginning } from './starts.ts'

export interface TraceOptions {
  /** Ids of the processes that start, in that order; none: the first that needs no trigger. */
  readonly processes: readonly string[]
  /** Values of variables from the start. */
  readonly variables: Variables
  readonly auto: boolean
  /** Simulated instant of the start, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  readonly calendar: Calendar
}

/** What one line says. `type` is the element's BPMN XML local name. */
export interface TraceLine {
  readonly event: Hop['hop']
  readonly element: string
  readonly type: string
}

export interface TraceEnd {
  readonly event: 'end'
  readonly status: 'completed' | 'waiting' | 'failed' | 'terminated'
  /** Of a failure: the error's code, or that of the incident. */
  readonly code?: string
  /** Ids of the elements that hold tokens. */
  readonly waiting: readonly string[]
}

/** A trace that could not go on: what was refused, and why. */
export interface TraceRefusal {
  readonly rejection: Rejection
}

/** Commands in one trace; a procedure whose tasks go in circles would never end. Instances of the largest multi-instance activity have ten more each. */
const MOST_COMMANDS = 10_000
/** Processes in one trace: two that begin each other would never end. */
const MOST_RUNS = 200

interface Run {
  readonly procedure: Procedure
  state: KernelState
  readonly tasks: OpenTasks
  error: string | undefined
}

class Refused extends Error {
  constructor(readonly rejection: Rejection) {
    super(rejection.message)
  }
}

/** Runs processes of a file and tells each hop as it happens. */
export function trace(
  definition: Definition,
  procedures: ReadonlyMap<string, Procedure>,
  options: TraceOptions,
  tell: (line: TraceLine) => void,
): TraceEnd | TraceRefusal {
  const simulation = new Simulation(definition, procedures, options, tell)
  try {
    const chosen = options.processes.length > 0 ? options.processes : firstOf(definition, procedures)
    for (const id of chosen) {
      const procedure = procedures.get(id)
      if (procedure !== undefined) simulation.open(procedure)
    }
    if (options.auto) simulation.run()
    return simulation.end()
  } catch (error) {
    if (error instanceof Refused) return { rejection: error.rejection }
    throw error
  }
}

/** The process that runs where none is named: the first that no message has to begin. */
function firstOf(definition: Definition, procedures: ReadonlyMap<string, Procedure>): string[] {
  const candidates = definition.processes.filter(({ id, isExecutable }) => isExecutable && procedures.has(id))
  const begins = candidates.find(({ id }) => (procedures.get(id)?.program.scopes[0]?.starts.length ?? 0) > 0)
  const chosen = begins ?? candidates[0] ?? definition.processes.find(({ id }) => procedures.has(id))
  return chosen === undefined ? [] : [chosen.id]
}

class Simulation {
  readonly #runs: Run[] = []
  readonly #post: Post
  readonly #gathering = new Gathering()
  #at: number
  #seen = 0
  #largestLoop = 0

  constructor(
    definition: Definition,
    private readonly procedures: ReadonlyMap<string, Procedure>,
    private readonly options: TraceOptions,
    private readonly tell: (line: TraceLine) => void,
  ) {
    this.#at = options.at
    this.#post = new Post(definition)
  }

  /** Each start event without an event begins an instance of its own (ruling S-38). */
  open(procedure: Procedure): void {
    const { nodes, scopes } = procedure.program
    const starts = (scopes[0]?.starts ?? []).flatMap((index) => (nodes[index]?.kind === 'startEvent' ? [nodes[index].id] : []))
    if (starts.length < 2) this.begin(procedure)
    else for (const start of starts) this.begin(procedure, { start })
  }

  begin(procedure: Procedure, by?: { readonly start: string; readonly letter?: Pick<Letter, 'payload' | 'keys'> }): void {
    const run: Run = { procedure, state: INITIAL_STATE, tasks: new OpenTasks(), error: undefined }
    this.#runs.push(run)
    const { program } = procedure
    const root = program.scopes[0]
    const isNamed = by !== undefined || ((root?.starts.length ?? 0) === 0 && (root?.triggeredStarts.length ?? 0) > 0)
    const start = by?.start ?? program.nodes[root?.triggeredStarts[0] ?? -1]?.id
    const node = program.nodes[program.nodeById.get(start ?? '') ?? -1]
    const trigger = node?.kind === 'startEvent' ? node.triggers[0] : undefined
    const message = isNamed && trigger?.kind === 'message' ? trigger.message : undefined
    const given = by?.letter?.payload ?? this.options.variables
    const carried = message === undefined || program.isOpen ? undefined : (program.messages.get(message)?.carries ?? [])
    const variables = carried === undefined ? given : valuesFor(carried, procedure, given, this.#at)
    const keys = by?.letter?.keys
    this.#decide(run, {
      type: 'start',
      at: this.#at,
      origin: 'person',
      variables,
      ...(isNamed && start !== undefined ? { start } : {}),
      ...(keys === undefined ? {} : { keys }),
    })
  }

  run(): void {
    for (let commands = 0; commands < MOST_COMMANDS + 10 * this.#largestLoop; commands++) {
      if (!this.#deliver() && !this.#completeTask() && !this.#advance()) return
    }
  }

  end(): TraceEnd {
    const code = this.#runs.flatMap((run) => run.error ?? Object.values(run.state.incidents).map((incident) => incident.code))[0]
    const is = (status: KernelState['status']) => this.#runs.some(({ state }) => state.status === status)
    const status = code !== undefined ? 'failed' : is('running') ? 'waiting' : is('terminated') ? 'terminated' : 'completed'
    const waiting = [...new Set(this.#runs.flatMap(({ procedure, state }) => holding(procedure, state)))]
    return { event: 'end', status, ...(code === undefined ? {} : { code }), waiting }
  }

  /** One letter that somebody waits for now, or that begins a process. */
  #deliver(): boolean {
    const signal = this.#post.nextSignal()
    if (signal !== undefined) {
      for (const run of [...this.#runs]) if (run !== signal.from) this.#hear(run, signal)
      for (const procedure of this.procedures.values()) {
        const beginning = startForSignal(procedure, signal.signal)
        if (beginning !== undefined) this.#beginBy(procedure, beginning, signal)
      }
      return true
    }
    for (const letter of this.#post.letters) {
      if (this.#receive(letter) || this.#instantiate(letter)) {
        this.#post.remove(letter)
        return true
      }
    }
    return false
  }

  #hear(run: Run, { signal, payload }: SignalLetter): void {
    if (run.state.status !== 'running') return
    this.#decide(run, { type: 'broadcastSignal', at: this.#at, origin: 'world', signal, variables: payload })
  }

  #receive(letter: Letter): boolean {
    for (const run of this.#runs) {
      const { program } = run.procedure
      if (run.state.status !== 'running' || !this.#post.isFor(letter, program.process)) continue
      const found = addresseeIn(run.procedure, run.state, letter)
      if (found?.awaited.kind !== 'message') continue
      const { message } = found.awaited
      const declared = program.isOpen ? undefined : program.messages.get(message)?.carries
      const payload = declared === undefined ? letter.payload : valuesFor(declared, run.procedure, letter.payload, this.#at)
      const { keys } = letter
      this.#decide(run, {
        type: 'deliverMessage',
        at: this.#at,
        origin: 'person',
        message,
        instance: found.instance,
        variables: payload,
        ...(keys === undefined ? {} : { keys }),
      })
      return true
    }
    return false
  }

  #instantiate(letter: Letter): boolean {
    for (const procedure of this.procedures.values()) {
      const beginning = this.#post.isFor(letter, procedure.program.process) ? startForLetter(procedure, letter) : undefined
      if (beginning !== undefined) return this.#beginBy(procedure, beginning, letter)
    }
    return false
  }

  /** Begins a process when all that its start event needs has come. */
  #beginBy(procedure: Procedure, beginning: Beginning, letter: Pick<Letter, 'payload' | 'keys'>): boolean {
    if (this.#runs.length >= MOST_RUNS) return false
    const come = this.#gathering.add(beginning, letter)
    if (come !== undefined) this.begin(procedure, { start: beginning.start, letter: come })
    return true
  }

  #completeTask(): boolean {
    let oldest: { readonly run: Run; readonly task: Waiting; readonly seen: number } | undefined
    for (const run of this.#runs) {
      const found = run.tasks.oldest(run.procedure, run.state)
      if (found !== undefined && found.seen < (oldest?.seen ?? Infinity)) oldest = { run, ...found }
    }
    if (oldest === undefined) return false
    const { run, task } = oldest
    const known: Record<string, Value> = {
      ...visibleVariables(run.procedure.program, run.state, 0),
      ...this.options.variables,
    }
    const sets = task.awaited.kind === 'task' || task.awaited.kind === 'job' ? task.awaited.sets : []
    const variables = valuesFor(sets, run.procedure, known, this.#at)
    const type = task.awaited.kind === 'task' ? 'completeTask' : 'completeJob'
    this.#decide(run, { type, at: this.#at, origin: 'person', instance: task.instance, variables })
    return true
  }

  #advance(): boolean {
    const timers = this.#runs.flatMap((run) =>
      run.state.status !== 'running'
        ? []
        : waitingIn(run.procedure.program, run.state)
            .filter(({ awaited, due }) => awaited.kind === 'timer' && due !== null)
            .map((timer) => ({ run, timer })),
    )
    const [next] = timers.sort((a, b) => Number(a.timer.due) - Number(b.timer.due) || a.timer.instance - b.timer.instance)
    if (next === undefined) return false
    this.#at = Math.max(this.#at, Number(next.timer.due))
    this.#decide(next.run, { type: 'fireTimer', at: this.#at, origin: 'person', instance: next.timer.instance })
    return true
  }

  #decide(run: Run, command: Command): void {
    const { program } = run.procedure
    const sent: string[] = []
    const observe = (hop: Hop): void => {
      const type = hop.hop === 'taken' ? 'sequenceFlow' : (program.nodes[hop.index]?.kind ?? '')
      this.tell({ event: hop.hop, element: hop.element, type })
      if (hop.hop === 'completed' && this.#post.sends(hop.element)) sent.push(hop.element)
    }
    const decision = decide(program, run.state, command, { calendar: this.options.calendar, observe })
    if (!decision.ok) throw new Refused(decision.rejection)
    run.state = decision.state
    for (const event of decision.events) {
      if (event.type === 'elementActivated') run.tasks.add(event.instance, this.#seen++)
      else if (event.type === 'loopSized') this.#largestLoop = Math.max(this.#largestLoop, event.total)
      else if (event.type === 'processFailed') run.error = event.code
      else if (event.type === 'messageThrown') this.#post.throwMessage(event, program.process)
      else if (event.type === 'signalThrown') this.#post.throwSignal(event, run)
    }
    // A task of another kind, from which a message flow leads, sends when it is done.
    const own = new Set(decision.events.flatMap((event) => (event.type === 'messageThrown' ? [event.element] : [])))
    for (const element of sent) {
      if (!own.has(element)) this.#post.throwMessage({ element, message: '', payload: {} }, program.process)
    }
  }
}

/** Elements in which tokens stand: waiting instances that belong to no other, and joins with tokens before them. */
function holding({ program }: Procedure, state: KernelState): string[] {
  const ids = new Set<string>()
  const inhabited = new Set(instancesIn(state).map(({ scope }) => scope))
  for (const scope of all(state.scopes)) if (Object.keys(scope.parked).length > 0) inhabited.add(scope.n)
  for (const instance of all(state.instances)) {
    const node = program.nodes[instance.node]
    if (instance.host === null && node !== undefined && !inhabited.has(instance.n)) ids.add(node.id)
  }
  for (const scope of all(state.scopes)) {
    for (const flow of Object.keys(scope.parked)) {
      const target = program.nodes[program.flows[Number(flow)]?.target ?? -1]
      if (target !== undefined) ids.add(target.id)
    }
  }
  return [...ids]
}
