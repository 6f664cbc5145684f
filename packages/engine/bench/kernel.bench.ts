import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { vietnamCalendar } from '../src/calendar/index.ts'
import { compile, type Program } from '../src/compile/index.ts'
import { readBpmn } from '../src/definition/index.ts'
import { compileExpression } from '../src/expression/index.ts'
import { decide, INITIAL_STATE, type Command, type KernelState } from '../src/kernel/index.ts'
import { BARE, walkBare } from './bare.ts'
import { CHILDREN, children, flowsIn, TASKS, turning, TURNS } from './flows.ts'
import { Stopwatch } from './stopwatch.ts'
import { rateOfBpmnEngine, walkXState, XSTATE } from './peers.ts'

const AT = Date.UTC(2025, 8, 8, 1)
const calendar = vietnamCalendar()

function load(text: string): Program {
  const { definition } = readBpmn(text, { file: 'bench.bpmn' })
  const program = definition === undefined ? undefined : compile(definition).program
  if (program === undefined) throw new Error('expected a program')
  return program
}

function send(program: Program, state: KernelState, command: Command): KernelState {
  const decision = decide(program, state, command, { calendar })
  if (!decision.ok) throw new Error(decision.rejection.message)
  return decision.state
}

function start(program: Program): KernelState {
  return send(program, INITIAL_STATE, { type: 'start', at: AT, origin: 'person', variables: { n: 1 } })
}

/** From the start to the end; each task is completed by a command of its own. */
function walk(program: Program, variablesOf: (turn: number) => Variables = () => NONE): void {
  let state = start(program)
  let turn = 0
  while (state.status === 'running') {
    const instance = openTask(program, state)
    state = send(program, state, { type: 'completeTask', at: AT, origin: 'person', instance, variables: variablesOf(++turn) })
  }
}

/** The oldest. */
function openTask(program: Program, state: KernelState): number {
  for (const run of state.instances) {
    for (const { n, node, loop } of run) if (loop === undefined && program.nodes[node]?.kind === 'userTask') return n
  }
  return 0
}

type Variables = Readonly<Record<string, number>>
const NONE: Variables = {}
/** In the loop each task says how often it was done. */
const counted = (turn: number): Variables => ({ n: turn + 1 })

/** A look at the processor's time costs as much as a step. */
const BETWEEN_LOOKS = 20

/** How often in a second of the processor's time: what else the machine does is not counted. */
function rate(work: () => void, each: number, least = 1_000): number {
  const several = () => {
    for (let turn = 0; turn < BETWEEN_LOOKS; turn++) work()
  }
  for (const warm = new Stopwatch(); warm.milliseconds < 300;) several()
  const watch = new Stopwatch()
  let rounds = 0
  while (watch.milliseconds < least) {
    several()
    rounds += BETWEEN_LOOKS
  }
  return (rounds * each) / (watch.milliseconds / 1000)
}

/** Bytes of heap that one of many waiting instances holds. */
function heapOf(program: Program): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const held: KernelState[] = []
  collect()
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < 20_000; index++) held.push(start(program))
  collect()
  return (process.memoryUsage().heapUsed - before) / held.length
}

/** How many times longer twice as much takes; two where the cost is linear. */
function growth(program: (size: number) => Program, size: number): number {
  const timed = (one: Program) => {
    const watch = new Stopwatch()
    walk(one)
    return watch.milliseconds
  }
  const [small, large] = [program(size), program(size * 2)]
  walk(small)
  return timed(large) / timed(small)
}

/** Activity completions a second beside three peers, and what an instance costs at rest. */
export async function run() {
  const feel = flowsIn('feel')
  const javascript = flowsIn('javascript')
  const row = (name: string, ours: number, peer: number, unit = 'completions/s') => ({
    name,
    ours,
    peer,
    ratio: ours / peer,
    unit,
  })
  const rows = []
  const each = { sequence: TASKS, parallel: 4, loop: TURNS - 1, many: CHILDREN } as const
  const titles = {
    sequence: 'ten tasks in sequence',
    parallel: 'three-way parallel with a choice',
    loop: 'a loop of a thousand turns',
    many: 'twenty multi-instance children',
  } as const
  for (const flow of ['sequence', 'parallel', 'loop', 'many'] as const) {
    const program = load(feel[flow])
    const variables = flow === 'loop' ? counted : () => NONE
    // Turn by turn, so that what else the machine does falls on all alike.
    const [ours, bare, xstate] = [[], [], []] as [number[], number[], number[]]
    for (let turn = 0; turn < 3; turn++) {
      ours.push(rate(() => walk(program, variables), each[flow], 500))
      bare.push(rate(() => walkBare(BARE[flow], AT, variables), each[flow], 500))
      xstate.push(rate(() => walkXState(XSTATE[flow]), each[flow], 500))
    }
    const peer = await rateOfBpmnEngine(javascript[flow], each[flow])
    const middle = (values: number[]) => values.sort((a, b) => a - b)[1] ?? 0
    rows.push(row(`${titles[flow]}, beside a bare token loop`, middle(ours), middle(bare)))
    rows.push(row(`${titles[flow]}, beside XState transition()`, middle(ours), middle(xstate)))
    rows.push(row(`${titles[flow]}, beside bpmn-engine`, middle(ours), peer))
  }
  const sequence = load(feel.sequence)
  const condition = compileExpression('amount > 1000 and status = "ok"')
  const values: Readonly<Record<string, string | number>> = { amount: 1500, status: 'ok' }
  const thousand = () => {
    for (let turn = 0; turn < 1_000; turn++) condition.evaluate((name) => values[name], AT)
  }
  const conditions = rate(thousand, 1_000)
  return [
    ...rows,
    row('a waiting instance as JSON, beside 600 bytes', JSON.stringify({ ...start(sequence), scopes: [] }).length, 600, 'bytes'),
    row('heap of a waiting instance, beside 2 KB', heapOf(sequence), 2_048, 'bytes'),
    row(
      'a million turns, twice as long as half of them',
      growth((size) => load(turning(size)), 500_000),
      2,
      'times',
    ),
    row(
      '50,000 children, twice as long as half of them',
      growth((size) => load(children(size)), 25_000),
      2,
      'times',
    ),
    row('FEEL conditions, beside a million', conditions, 1_000_000, 'evaluations/s'),
  ]
}
