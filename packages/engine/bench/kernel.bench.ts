import { Engine } from 'bpmn-engine'
import { EventEmitter } from 'node:events'
import { createMachine, initialTransition, transition } from 'xstate'
import { vietnamCalendar } from '../src/calendar/index.ts'
import { compile, type Program } from '../src/compile/index.ts'
import { readBpmn } from '../src/definition/index.ts'
import { compileExpression } from '../src/expression/index.ts'
import { decide, find, INITIAL_STATE, waitingIn, type Command, type KernelState } from '../src/kernel/index.ts'

const AT = Date.UTC(2025, 8, 8, 1)
const TASKS = 10
const TURNS = 1_000
const calendar = vietnamCalendar()
const SECOND = 1_000

function xml(body: string): string {
  return `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="bench" targetNamespace="x"><process id="p" isExecutable="true">${body}</process></definitions>`
}
const ids = Array.from({ length: TASKS }, (_, index) => `t${index}`)
const SEQUENCE = xml(
  `<startEvent id="s"/>${ids.map((id) => `<userTask id="${id}"/>`).join('')}<endEvent id="e"/>${['s', ...ids, 'e']
    .slice(1)
    .map((id, index) => `<sequenceFlow id="f${index}" sourceRef="${['s', ...ids, 'e'][index] ?? ''}" targetRef="${id}"/>`)
    .join('')}`,
)
const PARALLEL = xml(
  `<startEvent id="s"/><parallelGateway id="f"/><userTask id="a"/><userTask id="b"/><userTask id="c"/><exclusiveGateway id="x" default="xo"/><userTask id="d"/><exclusiveGateway id="m"/><parallelGateway id="j"/><endEvent id="e"/>${[
    'sf:s:f',
    'fa:f:a',
    'fb:f:b',
    'fc:f:c',
    'aj:a:j',
    'bj:b:j',
    'cx:c:x',
    'xo:x:m',
    'dm:d:m',
    'mj:m:j',
    'je:j:e',
  ]
    .map((flow) => flow.split(':'))
    .map(([id, from, to]) => `<sequenceFlow id="${id ?? ''}" sourceRef="${from ?? ''}" targetRef="${to ?? ''}"/>`)
    .join(
      '',
    )}<sequenceFlow id="xd" sourceRef="x" targetRef="d"><conditionExpression>n &gt; 0</conditionExpression></sequenceFlow>`,
)
const LOOP = xml(
  `<startEvent id="s"/><exclusiveGateway id="m"/><scriptTask id="a" scriptFormat="feel"><script>{ n: n + 1 }</script></scriptTask><exclusiveGateway id="x" default="o"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="m"/><sequenceFlow id="f2" sourceRef="m" targetRef="a"/><sequenceFlow id="f3" sourceRef="a" targetRef="x"/><sequenceFlow id="b" sourceRef="x" targetRef="m"><conditionExpression>n &lt; ${TURNS}</conditionExpression></sequenceFlow><sequenceFlow id="o" sourceRef="x" targetRef="e"/>`,
)
const MANY = xml(
  `<startEvent id="s"/><userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>20</loopCardinality></multiInstanceLoopCharacteristics></userTask><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>`,
)

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

/** From the start to the end; each task is completed by a command of its own. */
function walk(program: Program): void {
  let state = send(program, INITIAL_STATE, { type: 'start', at: AT, origin: 'person', variables: { n: 1 } })
  while (state.status === 'running') {
    let instance = 0
    for (const run of state.instances)
      for (const one of run)
        if (instance === 0 && program.nodes[one.node]?.kind === 'userTask' && one.loop === undefined) instance = one.n
    state = send(program, state, { type: 'completeTask', at: AT, origin: 'person', instance, variables: {} })
  }
}

/** How often in a second. */
function rate(work: () => void, each: number, least = SECOND): number {
  for (const warm = performance.now(); performance.now() - warm < 300;) work()
  const began = performance.now()
  let rounds = 0
  while (performance.now() - began < least) {
    work()
    rounds++
  }
  return (rounds * each) / ((performance.now() - began) / 1000)
}

/** Nothing but tokens: an immutable state and two events for each task. What any such kernel could reach at most. */
function bareLoop(): void {
  interface Token {
    readonly id: number
    readonly node: number
  }
  let state: { readonly status: string; readonly next: number; readonly tokens: readonly Token[] } = {
    status: 'running',
    next: 2,
    tokens: [{ id: 1, node: 0 }],
  }
  while (state.status === 'running') {
    const [token] = state.tokens
    if (token === undefined) throw new Error('expected a token')
    const events: object[] = [{ type: 'completed', id: token.id, at: AT }]
    const rest = state.tokens.filter(({ id }) => id !== token.id)
    if (token.node + 1 === TASKS) state = { status: 'completed', next: state.next, tokens: rest }
    else {
      events.push({ type: 'activated', id: state.next, at: AT })
      state = { status: 'running', next: state.next + 1, tokens: [...rest, { id: state.next, node: token.node + 1 }] }
    }
    if (events.length === 0) throw new Error('expected events')
  }
}

function machineOf(length: number) {
  const states = Object.fromEntries(
    Array.from({ length: length + 1 }, (_, index) => [`s${index}`, index === length ? {} : { on: { NEXT: `s${index + 1}` } }]),
  )
  return createMachine({ initial: 's0', states })
}

function xstateSequence(): void {
  let [state] = initialTransition(SEQUENCE_MACHINE)
  for (let step = 0; step < TASKS; step++) [state] = transition(SEQUENCE_MACHINE, state, { type: 'NEXT' })
  if (state.value !== `s${TASKS}`) throw new Error('expected the end')
}
const SEQUENCE_MACHINE = machineOf(TASKS)

/** `bpmn-engine` through a process of user tasks. */
async function peerEngine(source: string, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const listener = new EventEmitter()
    // It listens for the signal only after it has told that it waits.
    listener.on('activity.wait', (api: { signal: () => void }) => setImmediate(() => api.signal()))
    const engine = new Engine({ name: `bench ${round}`, source })
    await new Promise<void>((resolve, reject) => {
      engine.once('end', () => resolve())
      engine.once('error', reject)
      const late = setTimeout(() => reject(new Error('expected the peer to end within five seconds')), 5_000)
      engine.once('end', () => clearTimeout(late))
      void engine.execute({ listener, variables: { n: 1 } })
    })
  }
}

async function peerRate(source: string, each: number): Promise<number> {
  await peerEngine(source, 3)
  const began = performance.now()
  const rounds = 30
  await peerEngine(source, rounds)
  return (rounds * each) / ((performance.now() - began) / 1000)
}

/** Activity completions a second, and what an instance costs at rest. */
export async function run() {
  const [sequence, parallel, loop, many] = [SEQUENCE, PARALLEL, LOOP, MANY].map(load) as [Program, Program, Program, Program]
  const ten = rate(() => walk(sequence), TASKS)
  const bare = rate(bareLoop, TASKS)
  const xstate = rate(xstateSequence, TASKS)
  const peer = await peerRate(SEQUENCE, TASKS)
  const three = rate(() => walk(parallel), 4)
  const turns = rate(() => walk(loop), TURNS)
  const children = rate(() => walk(many), 20)
  const waiting = send(sequence, INITIAL_STATE, { type: 'start', at: AT, origin: 'person', variables: { n: 1 } })
  const condition = compileExpression('amount > 1000 and status = "ok"')
  const values: Readonly<Record<string, string | number>> = { amount: 1500, status: 'ok' }
  const feel = rate(() => void condition.evaluate((name) => values[name], AT), 1)
  if (find(waiting.instances, waitingIn(sequence, waiting)[0]?.instance ?? 0) === undefined) throw new Error('expected a task')
  const row = (name: string, ours: number, theirs: number, unit = 'completions/s') => ({
    name,
    ours,
    peer: theirs,
    ratio: ours / theirs,
    unit,
  })
  return [
    row('ten tasks beside a bare loop', ten, bare),
    row('ten tasks beside XState transition()', ten, xstate),
    row('ten tasks beside bpmn-engine', ten, peer),
    row('three-way parallel with a choice beside a bare loop', three, bare),
    row('a loop of a thousand turns beside XState', turns, xstate),
    row('twenty instances beside a bare loop', children, bare),
    row('a waiting instance as JSON beside 600 bytes', JSON.stringify({ ...waiting, scopes: [] }).length, 600, 'bytes'),
    row('a FEEL condition beside a million', feel, 1_000_000, 'evaluations/s'),
  ]
}
