import { compile, type Compiled, type CompileOptions, type Evaluators, type Program } from '../compile/index.ts'
import { mustBeDefinition, nodesIn } from '../definition/index.ts'
import type { ClockMark, Definition, FlowNode, Pause, PaymentMark, Stage, Standing, Text } from '../definition/index.ts'
import { mustBeObject, type Diagnostic } from '../diagnostics/index.ts'
import { lifecycleMachine, type LifecycleMachine } from './machine.ts'
import { stageGraph } from './stage-graph.ts'
import { lifecycleTable, type LifecycleTable } from './table.ts'

/** What the law attaches to an element; takes effect when a token enters it. */
export interface Marks {
  readonly name: Text | undefined
  /** Its own stage. */
  readonly enters: Stage | undefined
  /** The stage that a token in it stands in: its own, or that of the sub-process around it. */
  readonly stage: Stage | undefined
  readonly standing: Standing | undefined
  readonly clock: ClockMark | undefined
  /** Of `pause`: why, as written or as the other marks say. */
  readonly pause: Pause | undefined
  readonly payment: PaymentMark | undefined
}

/** A procedure ready to run: what the kernel runs, and the lifecycle around it. Frozen, shared by all its dossiers. */
export interface Procedure {
  readonly definition: Definition
  readonly program: Program
  /** By node index. */
  readonly marks: readonly Marks[]
  /** By element: those that the same person must not have completed. */
  readonly fourEyes: ReadonlyMap<string, readonly string[]>
  readonly machine: LifecycleMachine
  readonly table: LifecycleTable
  /** What evaluates the languages beside FEEL in it; editions of it that only the store has are loaded with them. */
  readonly evaluators: Evaluators
}

export interface LoadedProcedure {
  readonly procedure?: Procedure
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Compiles a definition and derives its lifecycle.
 *
 * @param options  id of the process where the file has several; or that, and evaluators of other languages than FEEL for script tasks
 * @example
 * loadProcedure(definition, { evaluators: { javascript: (text) => (read, at) => ({ ok: true, value: sandbox(text, read) }) } })
 */
export function loadProcedure(definition: Definition, options: string | CompileOptions = {}): LoadedProcedure {
  mustBeDefinition('loadProcedure', definition)
  if (typeof options !== 'string') mustBeObject('loadProcedure', 'options', options)
  const chosen: CompileOptions = typeof options === 'string' ? { process: options } : options
  const { program, diagnostics }: Compiled = compile(definition, chosen)
  if (program === undefined) return { diagnostics }
  const nodes = nodesOf(definition)
  const graph = stageGraph(definition, program.process)
  const marks = program.nodes.map(({ id }): Marks => {
    const node = nodes.get(id)
    return {
      name: node?.name,
      enters: node?.stage,
      stage: graph.stageOf.get(id),
      standing: node?.standing,
      clock: node?.clock,
      pause: node === undefined ? undefined : pauseOf(node),
      payment: node?.payment,
    }
  })
  const standings = new Set(marks.flatMap(({ standing }) => (standing === undefined ? [] : [standing])))
  const { evaluators = {} } = chosen
  // Made when somebody asks: to check a file of many processes, nobody does.
  let [machine, table]: [LifecycleMachine | undefined, LifecycleTable | undefined] = [undefined, undefined]
  const procedure: Procedure = {
    definition,
    program,
    marks,
    fourEyes: fourEyesIn(program, nodes),
    get machine() {
      return (machine ??= lifecycleMachine(definition, graph, standings))
    },
    get table() {
      return (table ??= lifecycleTable(this.machine))
    },
    evaluators,
  }
  return { procedure: Object.freeze(procedure), diagnostics }
}

const NODES = new WeakMap<Definition, ReadonlyMap<string, FlowNode>>()

/** The nodes of a definition, of all its processes, by id. */
function nodesOf(definition: Definition): ReadonlyMap<string, FlowNode> {
  let nodes = NODES.get(definition)
  if (nodes === undefined) {
    nodes = new Map(definition.processes.flatMap(nodesIn).map((node) => [node.id, node]))
    NODES.set(definition, nodes)
  }
  return nodes
}

function fourEyesIn({ nodes }: Program, written: ReadonlyMap<string, FlowNode>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    nodes.flatMap(({ id }) => {
      const node = written.get(id)
      return node?.kind === 'userTask' && node.fourEyes !== undefined ? [[id, node.fourEyes]] : []
    }),
  )
}

function pauseOf({ clock, pause, standing, payment }: FlowNode): Pause | undefined {
  if (clock !== 'pause') return undefined
  if (pause !== undefined) return pause
  if (standing === 'supplementAsked') return { reason: 'supplement' }
  return { reason: standing === 'paymentAsked' || payment === 'ask' ? 'payment' : 'other' }
}
