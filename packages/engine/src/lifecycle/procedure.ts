import { compile, type Compiled, type CompileOptions, type Evaluators, type Program } from '../compile/index.ts'
import { isSubProcess } from '../definition/index.ts'
import type {
  ClockMark,
  Definition,
  FlowNode,
  FlowScope,
  Pause,
  PaymentMark,
  Stage,
  Standing,
  Text,
} from '../definition/index.ts'
import type { Diagnostic } from '../diagnostics/index.ts'
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
  const chosen: CompileOptions = typeof options === 'string' ? { process: options } : options
  const { program, diagnostics }: Compiled = compile(definition, chosen)
  if (program === undefined) return { diagnostics }
  const nodes = definition.processes.flatMap(allNodes)
  const graph = stageGraph(definition, program.process)
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const marks = program.nodes.map(({ id }): Marks => {
    const node = byId.get(id)
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
  const machine = lifecycleMachine(definition, graph, standings)
  const { evaluators = {} } = chosen
  const table = lifecycleTable(machine)
  return {
    procedure: Object.freeze({ definition, program, marks, fourEyes: fourEyesIn(nodes), machine, table, evaluators }),
    diagnostics,
  }
}

function fourEyesIn(nodes: readonly FlowNode[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    nodes.flatMap((node) => (node.kind === 'userTask' && node.fourEyes !== undefined ? [[node.id, node.fourEyes]] : [])),
  )
}

function pauseOf({ clock, pause, standing, payment }: FlowNode): Pause | undefined {
  if (clock !== 'pause') return undefined
  if (pause !== undefined) return pause
  if (standing === 'supplementAsked') return { reason: 'supplement' }
  return { reason: standing === 'paymentAsked' || payment === 'ask' ? 'payment' : 'other' }
}

function allNodes(scope: FlowScope): FlowNode[] {
  return scope.nodes.flatMap((node) => (isSubProcess(node) ? [node, ...allNodes(node)] : [node]))
}
