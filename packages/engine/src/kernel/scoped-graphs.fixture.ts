import fc from 'fast-check'
import { vietnamCalendar } from '../calendar/index.ts'
import { compile, type Program } from '../compile/index.ts'
import { readBpmn } from '../definition/index.ts'
import {
  decide,
  INITIAL_STATE,
  waitingIn,
  type Command,
  type Hop,
  type KernelEvent,
  type KernelState,
  type Rejection,
} from './index.ts'

/** Any graph of nodes with flows to anywhere, back as well; sub-processes hold graphs of their own. */
export interface Graph {
  readonly nodes: readonly Shape[]
  /** What its end event does. */
  readonly end: (typeof ENDS)[number]
  /** An event sub-process waits in it. */
  readonly handler: (typeof HANDLERS)[number]
}
interface Shape {
  readonly kind: (typeof KINDS)[number] | 'subProcess'
  /** Flows to nodes by their number; the number after the last is the end. */
  readonly next: readonly number[]
  readonly loop: (typeof LOOPS)[number]
  readonly boundary: Boundary | undefined
  readonly inside: Graph | undefined
}
interface Boundary {
  readonly event: (typeof EVENTS)[number]
  readonly interrupting: boolean
  readonly next: number
}

const KINDS = [
  'task',
  'userTask',
  'userTask',
  'scriptTask',
  'exclusiveGateway',
  'parallelGateway',
  'inclusiveGateway',
  'throw',
  'catch',
] as const
const ENDS = ['none', 'none', 'none', 'signal', 'error', 'escalation', 'terminate'] as const
const HANDLERS = ['none', 'none', 'signal', 'error', 'escalation', 'beside'] as const
const LOOPS = ['none', 'none', 'none', 'together', 'inTurn', 'standard'] as const
const EVENTS = ['timer', 'signal', 'error', 'escalation', 'condition'] as const

interface Wanted {
  /** How deep sub-processes stand in one another. */
  readonly depth?: number
  readonly kinds?: readonly (typeof KINDS)[number][]
}

export function graphs({ depth = 2, kinds: flat = KINDS }: Wanted = {}, isProcess = true): fc.Arbitrary<Graph> {
  const kinds = depth > 0 ? [...flat, 'subProcess' as const, 'subProcess' as const] : flat
  return fc.integer({ min: 2, max: isProcess ? 7 : 3 }).chain((size) => {
    const target = fc.integer({ min: 0, max: size })
    const boundary = fc.record({ event: fc.constantFrom(...EVENTS), interrupting: fc.boolean(), next: target })
    const shape = fc.constantFrom(...kinds).chain((kind) =>
      fc.record({
        kind: fc.constant(kind),
        next: fc.array(target, { minLength: 1, maxLength: 3 }),
        loop: fc.constantFrom(...LOOPS),
        boundary: fc.option(boundary, { nil: undefined }),
        inside: kind === 'subProcess' ? graphs({ depth: depth - 1, kinds: flat }, false) : fc.constant(undefined),
      }),
    )
    return fc.record({
      nodes: fc.array(shape, { minLength: size, maxLength: size }),
      end: fc.constantFrom(...(isProcess ? (['none', 'signal', 'terminate'] as const) : ENDS)),
      handler: fc.constantFrom(...HANDLERS),
    })
  })
}

const LOOP_XML = {
  none: '',
  together: '<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>',
  inTurn:
    '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>',
  standard: '<standardLoopCharacteristics loopMaximum="2"><loopCondition>true</loopCondition></standardLoopCharacteristics>',
}
const EVENT_XML = {
  none: '',
  timer: '<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>',
  signal: '<signalEventDefinition signalRef="sg"/>',
  error: '<errorEventDefinition errorRef="er"/>',
  escalation: '<escalationEventDefinition escalationRef="es"/>',
  condition: '<conditionalEventDefinition><condition>n = 3</condition></conditionalEventDefinition>',
  terminate: '<terminateEventDefinition/>',
}
const ROOTS = '<signal id="sg" name="sg"/><error id="er" errorCode="E"/><escalation id="es" escalationCode="X"/>'

type Shuffle = <T>(items: T[]) => T[]

/** The graph as BPMN. Conditions of splits read `n`, which every script makes larger, so that loops end. */
export function xmlOf(graph: Graph, shuffle: Shuffle = (items) => items): string {
  return `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">${ROOTS}<process id="p">${bodyOf(graph, 'n', shuffle)}</process></definitions>`
}

function bodyOf({ nodes, end, handler }: Graph, prefix: string, shuffle: Shuffle): string {
  const id = (index: number) => (index >= nodes.length ? `${prefix}-end` : `${prefix}${index}`)
  const elements = [
    `<startEvent id="${prefix}-start"/>`,
    `<endEvent id="${prefix}-end">${EVENT_XML[end]}</endEvent>`,
    ...handlerOf(handler, `${prefix}-h`),
  ]
  const flows = [`<sequenceFlow id="${prefix}-f" sourceRef="${prefix}-start" targetRef="${id(0)}"/>`]
  nodes.forEach((shape, index) => {
    const own = id(index)
    elements.push(elementOf(shape, own, shuffle))
    if (isActivity(shape) && shape.boundary !== undefined) {
      const { event, interrupting, next } = shape.boundary
      elements.push(
        `<boundaryEvent id="${own}b" attachedToRef="${own}" cancelActivity="${interrupting || event === 'error'}">${EVENT_XML[event]}</boundaryEvent>`,
      )
      flows.push(`<sequenceFlow id="${own}bf" sourceRef="${own}b" targetRef="${id(next)}"/>`)
    }
    const isSplit = shape.kind === 'exclusiveGateway' || shape.kind === 'inclusiveGateway'
    const targets = targetsOf(shape)
    targets.forEach((target, position) => {
      const isDefault = position === targets.length - 1
      // Back is only gone while little has happened.
      const limit = target <= index ? 6 : 50
      const condition = isSplit && !isDefault ? `<conditionExpression>n &lt; ${limit + position}</conditionExpression>` : ''
      flows.push(`<sequenceFlow id="${own}_${position}" sourceRef="${own}" targetRef="${id(target)}">${condition}</sequenceFlow>`)
    })
  })
  return [...shuffle(elements), ...flows].join('')
}

function targetsOf({ kind, next }: Shape): readonly number[] {
  if (kind === 'exclusiveGateway' || kind === 'inclusiveGateway') return next
  return kind === 'parallelGateway' ? [...new Set(next)] : next.slice(0, 1)
}

function isActivity({ kind }: Shape): boolean {
  return kind === 'task' || kind === 'userTask' || kind === 'scriptTask' || kind === 'subProcess'
}

function elementOf(shape: Shape, id: string, shuffle: Shuffle): string {
  const loop = LOOP_XML[shape.loop]
  switch (shape.kind) {
    case 'subProcess':
      return `<subProcess id="${id}">${loop}${shape.inside === undefined ? '' : bodyOf(shape.inside, `${id}.`, shuffle)}</subProcess>`
    case 'scriptTask':
      return `<scriptTask id="${id}" scriptFormat="feel">${loop}<script>{ n: n + 1 }</script></scriptTask>`
    case 'task':
    case 'userTask':
      return `<${shape.kind} id="${id}">${loop}</${shape.kind}>`
    case 'throw':
      return `<intermediateThrowEvent id="${id}">${EVENT_XML.signal}</intermediateThrowEvent>`
    case 'catch':
      return `<intermediateCatchEvent id="${id}">${EVENT_XML.timer}</intermediateCatchEvent>`
    case 'parallelGateway':
      return `<parallelGateway id="${id}"/>`
    default:
      return `<${shape.kind} id="${id}" default="${id}_${targetsOf(shape).length - 1}"/>`
  }
}

function handlerOf(handler: Graph['handler'], id: string): string[] {
  if (handler === 'none') return []
  const [event, interrupting] = handler === 'beside' ? ['signal' as const, false] : [handler, true]
  return [
    `<subProcess id="${id}" triggeredByEvent="true"><startEvent id="${id}s" isInterrupting="${interrupting}">${EVENT_XML[event]}</startEvent><userTask id="${id}t"/><endEvent id="${id}e"/><sequenceFlow id="${id}1" sourceRef="${id}s" targetRef="${id}t"/><sequenceFlow id="${id}2" sourceRef="${id}t" targetRef="${id}e"/></subProcess>`,
  ]
}

export function load(xml: string): Program {
  const { definition, diagnostics } = readBpmn(xml, { file: 'graph.bpmn' })
  if (definition === undefined) throw new Error(JSON.stringify(diagnostics.filter(({ severity }) => severity === 'error')))
  const { program, diagnostics: found } = compile(definition)
  if (program === undefined) throw new Error(JSON.stringify(found))
  return program
}

export interface Step {
  readonly before: KernelState
  readonly events: readonly KernelEvent[]
  readonly after: KernelState
}
export interface Walk {
  readonly steps: readonly Step[]
  readonly hops: readonly Hop[]
  readonly last: KernelState
  /** A circle without a wait is refused, and changes nothing. */
  readonly refused: Rejection['code'] | undefined
}

const calendar = vietnamCalendar()
const AT = Date.UTC(2025, 8, 8, 1)

/** Completes tasks and fires timers, oldest first, at most so often. `reload`: the state goes through JSON before each command. */
export function walk(program: Program, reload = false): Walk {
  const hops: Hop[] = []
  const steps: Step[] = []
  let state: KernelState = INITIAL_STATE
  for (let turn = 0; turn < 40; turn++) {
    const command = nextCommand(program, state, turn)
    if (command === undefined) break
    const from = reload ? (JSON.parse(JSON.stringify(state)) as KernelState) : state
    const decision = decide(program, from, command, { calendar, observe: (hop) => hops.push(hop), mostSteps: 500 })
    if (!decision.ok) return { steps, hops, last: state, refused: decision.rejection.code }
    steps.push({ before: state, events: decision.events, after: decision.state })
    state = decision.state
  }
  return { steps, hops, last: state, refused: undefined }
}

function nextCommand(program: Program, state: KernelState, turn: number): Command | undefined {
  if (state.status === 'created') return { type: 'start', at: AT, origin: 'person', variables: { n: 0 } }
  if (state.status !== 'running') return undefined
  const waiting = waitingIn(program, state)
  const task = waiting.find(({ awaited }) => awaited.kind === 'task')
  const timer = waiting.find(({ awaited }) => awaited.kind === 'timer')
  if (timer !== undefined && (task === undefined || turn % 3 === 2)) {
    return { type: 'fireTimer', at: Math.max(state.at, timer.due ?? 0), origin: 'person', instance: timer.instance }
  }
  if (task === undefined) return undefined
  return { type: 'completeTask', at: state.at, origin: 'person', instance: task.instance, variables: {} }
}
