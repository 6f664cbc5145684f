import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { vietnamCalendar } from '../calendar/index.ts'
import { compile, type Program } from '../compile/index.ts'
import { readBpmn } from '../definition/index.ts'
import {
  all,
  decide,
  find,
  INITIAL_STATE,
  replay,
  waitingIn,
  type Command,
  type Hop,
  type KernelEvent,
  type KernelState,
} from './index.ts'

const calendar = vietnamCalendar()
const AT = Date.UTC(2025, 8, 8, 1)

const KINDS = [
  'task',
  'userTask',
  'scriptTask',
  'exclusiveGateway',
  'parallelGateway',
  'inclusiveGateway',
  'subProcess',
  'boundary',
] as const

interface Shape {
  readonly kind: (typeof KINDS)[number]
  readonly next: readonly number[]
}
interface Graph {
  readonly nodes: readonly Shape[]
}

/** Any graph: nodes with flows to anywhere, back as well. */
const graph: fc.Arbitrary<Graph> = fc.integer({ min: 2, max: 9 }).chain((size) =>
  fc.record({
    nodes: fc.array(
      fc.record({
        kind: fc.constantFrom(...KINDS),
        next: fc.array(fc.integer({ min: 0, max: size }), { minLength: 1, maxLength: 3 }),
      }),
      { minLength: size, maxLength: size },
    ),
  }),
)

/** The graph as BPMN; node `size` is the end. Conditions of splits read `n`, which every turn makes larger, so that loops end. */
function xmlOf({ nodes }: Graph, shuffle: <T>(items: T[]) => T[] = (items) => items): string {
  const id = (index: number) => (index >= nodes.length ? 'end' : `n${index}`)
  const elements: string[] = ['<startEvent id="start"/>', '<endEvent id="end"/>']
  const flows: string[] = ['<sequenceFlow id="f" sourceRef="start" targetRef="n0"/>']
  nodes.forEach(({ kind, next }, index) => {
    const own = id(index)
    const isSplit = kind === 'exclusiveGateway' || kind === 'inclusiveGateway'
    const targets = isSplit ? next : kind === 'parallelGateway' ? [...new Set(next)] : next.slice(0, 1)
    const byDefault = `${own}_${targets.length - 1}`
    const inside = `<task id="${own}i"/>`
    if (kind === 'boundary') {
      elements.push(`<userTask id="${own}"/>`)
      elements.push(
        `<boundaryEvent id="${own}b" attachedToRef="${own}" cancelActivity="${index % 2 === 0}"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>`,
      )
      flows.push(`<sequenceFlow id="${own}bf" sourceRef="${own}b" targetRef="end"/>`)
    } else if (kind === 'subProcess') elements.push(`<subProcess id="${own}">${inside}</subProcess>`)
    else if (kind === 'scriptTask')
      elements.push(`<scriptTask id="${own}" scriptFormat="feel"><script>{ n: n + 1 }</script></scriptTask>`)
    else elements.push(`<${kind} id="${own}"${isSplit ? ` default="${byDefault}"` : ''}/>`)
    targets.forEach((target, position) => {
      const flow = `${own}_${position}`
      // Back is only gone while little has happened.
      const limit = target <= index ? 6 : 50
      const condition =
        isSplit && flow !== byDefault ? `<conditionExpression>n &lt; ${limit + position}</conditionExpression>` : ''
      flows.push(`<sequenceFlow id="${flow}" sourceRef="${own}" targetRef="${id(target)}">${condition}</sequenceFlow>`)
    })
  })
  const body = [...shuffle(elements), ...flows].join('')
  return `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p">${body}</process></definitions>`
}

function load(xml: string): Program {
  const { definition, diagnostics } = readBpmn(xml, { file: 'graph.bpmn' })
  if (definition === undefined) throw new Error(JSON.stringify(diagnostics.filter(({ severity }) => severity === 'error')))
  const { program, diagnostics: found } = compile(definition)
  if (program === undefined) throw new Error(JSON.stringify(found))
  return program
}

interface Walk {
  readonly states: readonly KernelState[]
  readonly events: readonly KernelEvent[]
  readonly hops: readonly Hop[]
  readonly isStuck: boolean
}

/** Completes tasks and fires timers, oldest first, at most so often. `reload`: the state goes through JSON before each command. */
function walk(program: Program, reload = false): Walk {
  const hops: Hop[] = []
  const events: KernelEvent[] = []
  const states: KernelState[] = [INITIAL_STATE]
  let state: KernelState = INITIAL_STATE
  for (let step = 0; step < 40; step++) {
    const command = nextCommand(program, state, step)
    if (command === undefined) return { states, events, hops, isStuck: false }
    const from = reload ? (JSON.parse(JSON.stringify(state)) as KernelState) : state
    const decision = decide(program, from, command, { calendar, observe: (hop) => hops.push(hop), mostSteps: 500 })
    // A circle without a wait is refused, and changes nothing.
    if (!decision.ok) {
      expect(decision.rejection.code).toBe('STEPS_EXCEEDED')
      return { states, events, hops, isStuck: true }
    }
    expect(replay(program, state, decision.events)).toEqual(decision.state)
    events.push(...decision.events)
    states.push(decision.state)
    state = decision.state
  }
  return { states, events, hops, isStuck: false }
}

function nextCommand(program: Program, state: KernelState, step: number): Command | undefined {
  if (state.status === 'created') return { type: 'start', at: AT, origin: 'person', variables: { n: 0 } }
  if (state.status !== 'running') return undefined
  const waiting = waitingIn(program, state)
  const timer = waiting.find(({ awaited }) => awaited.kind === 'timer')
  const at = Math.max(state.at, timer?.due ?? 0)
  if (timer !== undefined && step % 3 === 2) return { type: 'fireTimer', at, origin: 'person', instance: timer.instance }
  const task = waiting.find(({ awaited }) => awaited.kind === 'task')
  if (task === undefined) return undefined
  return { type: 'completeTask', at: state.at, origin: 'person', instance: task.instance, variables: {} }
}

describe('any graph', () => {
  it('runs the same each time, and from a state that was stored', () => {
    let ended = 0
    fc.assert(
      fc.property(graph, (shape) => {
        const program = load(xmlOf(shape))
        const once = walk(program)
        expect(walk(program)).toEqual(once)
        expect(walk(program, true)).toEqual(once)
        if (once.states.at(-1)?.status === 'completed') ended++
      }),
      { numRuns: 150 },
    )
    expect(ended).toBeGreaterThan(20)
  })

  it('loses no token and makes none: every flow that is taken is one that an element sent', () => {
    fc.assert(
      fc.property(graph, (shape) => {
        const program = load(xmlOf(shape))
        const { hops, states, isStuck } = walk(program)
        if (isStuck) return
        const last = states.at(-1) as KernelState
        const count = (hop: Hop['hop'], element: string) =>
          hops.filter((one) => one.hop === hop && one.element === element).length
        for (const node of program.nodes) {
          if (node.scope !== 0 || node.kind === 'boundaryEvent') continue
          const arrived = node.incoming.map((flow) => count('taken', program.flows[flow]?.id ?? ''))
          const parked = node.incoming.map((flow) => find(last.scopes, 0)?.parked[flow] ?? 0)
          const entered = count('entered', node.id)
          const sum = (list: number[]) => list.reduce((a, b) => a + b, 0)
          if (node.kind === 'parallelGateway') {
            for (const [index, taken] of arrived.entries()) expect(taken - (parked[index] ?? 0)).toBe(entered)
          } else if (node.kind === 'inclusiveGateway' && node.incoming.length > 1) {
            expect(entered).toBeLessThanOrEqual(sum(arrived) - sum(parked))
          } else if (node.kind !== 'startEvent') expect(entered).toBe(sum(arrived))
          const waiting = [...all(last.instances)].filter(({ node: index, host }) => index === node.index && host === null).length
          const isRunning = last.status === 'running'
          if (isRunning) expect(entered).toBe(count('completed', node.id) + count('terminated', node.id) + waiting)
        }
        // It ends when nothing is left, and not before.
        const left = [...all(last.instances)].length + Object.keys(find(last.scopes, 0)?.parked ?? {}).length
        expect(last.status === 'completed').toBe(left === 0)
      }),
      { numRuns: 150 },
    )
  })

  it('the order of its elements in the file means nothing', () => {
    fc.assert(
      fc.property(graph, fc.infiniteStream(fc.nat()), (shape, keys) => {
        const shuffle = <T>(items: T[]): T[] =>
          items
            .map((item) => ({ item, key: Number(keys.next().value) }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item)
        const [plain, shuffled] = [walk(load(xmlOf(shape))), walk(load(xmlOf(shape, shuffle)))]
        if (plain.isStuck || shuffled.isStuck) return
        const told = ({ hops }: Walk) => hops.map(({ hop, element }) => `${hop} ${element}`)
        expect(told(shuffled)).toEqual(told(plain))
      }),
      { numRuns: 100 },
    )
  })
})
