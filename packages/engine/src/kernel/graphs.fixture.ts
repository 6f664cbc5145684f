import fc from 'fast-check'
import { expect } from 'vitest'
import { vietnamCalendar } from '../calendar/index.ts'
import { compile, type Program } from '../compile/index.ts'
import { readBpmn } from '../definition/index.ts'
import { decide, INITIAL_STATE, replay, waitingIn, type Command, type Hop, type KernelEvent, type KernelState } from './index.ts'

export const calendar = vietnamCalendar()
export const AT = Date.UTC(2025, 8, 8, 1)

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

/** With those also, an instance is more than one token that waits. */
const MORE_KINDS = [
  ...KINDS,
  'parallelTurns',
  'sequentialTurns',
  'eventGateway',
  'deepSubProcess',
  'handledSubProcess',
  'compensable',
  'throwCompensation',
] as const

export interface Shape {
  readonly kind: (typeof MORE_KINDS)[number]
  readonly next: readonly number[]
}
export interface Graph {
  readonly nodes: readonly Shape[]
}

/** Any graph: nodes with flows to anywhere, back as well. */
const graphOf = (kinds: readonly Shape['kind'][]): fc.Arbitrary<Graph> =>
  fc.integer({ min: 2, max: 9 }).chain((size) =>
    fc.record({
      nodes: fc.array(
        fc.record({
          kind: fc.constantFrom(...kinds),
          next: fc.array(fc.integer({ min: 0, max: size }), { minLength: 1, maxLength: 3 }),
        }),
        { minLength: size, maxLength: size },
      ),
    }),
  )

export const graph = graphOf(KINDS)
export const richGraph = graphOf(MORE_KINDS)

/** The graph as BPMN; node `size` is the end. Conditions of splits read `n`, which every turn makes larger, so that loops end. */
export function xmlOf({ nodes }: Graph, shuffle: <T>(items: T[]) => T[] = (items) => items, prefix = ''): string {
  const id = (index: number) => (index >= nodes.length ? `${prefix}end` : `${prefix}n${index}`)
  const elements: string[] = [`<startEvent id="${prefix}start"/>`, `<endEvent id="${prefix}end"/>`]
  const flows: string[] = [`<sequenceFlow id="${prefix}f" sourceRef="${prefix}start" targetRef="${prefix}n0"/>`]
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
      flows.push(`<sequenceFlow id="${own}bf" sourceRef="${own}b" targetRef="${prefix}end"/>`)
    } else if (RICH[kind] !== undefined) {
      const { element, around } = RICH[kind](own, index)
      elements.push(element, ...around.elements)
      flows.push(...around.flows.map((flow) => flow.replaceAll('END', `${prefix}end`)))
      if (kind === 'eventGateway') return
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

interface Rich {
  readonly element: string
  readonly around: { readonly elements: readonly string[]; readonly flows: readonly string[] }
}

const NOTHING: Rich['around'] = { elements: [], flows: [] }
const AFTER = (span: string) => `<timerEventDefinition><timeDuration>${span}</timeDuration></timerEventDefinition>`
const TURNS = (isSequential: boolean, own: string) =>
  `<userTask id="${own}"><multiInstanceLoopCharacteristics isSequential="${isSequential}"><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></userTask>`

/** Elements that are several in one: what stands for the node, and what stands around it. */
const RICH: Partial<Record<Shape['kind'], (own: string, index: number) => Rich>> = {
  parallelTurns: (own) => ({ element: TURNS(false, own), around: NOTHING }),
  sequentialTurns: (own) => ({ element: TURNS(true, own), around: NOTHING }),
  eventGateway: (own) => ({
    element: `<eventBasedGateway id="${own}"/>`,
    around: {
      elements: ['x', 'y'].map(
        (part, hour) => `<intermediateCatchEvent id="${own}${part}">${AFTER(`PT${hour + 2}H`)}</intermediateCatchEvent>`,
      ),
      flows: ['x', 'y'].flatMap((part) => [
        `<sequenceFlow id="${own}_${part}" sourceRef="${own}" targetRef="${own}${part}"/>`,
        `<sequenceFlow id="${own}_${part}e" sourceRef="${own}${part}" targetRef="END"/>`,
      ]),
    },
  }),
  deepSubProcess: (own) => ({
    element: `<subProcess id="${own}"><startEvent id="${own}s"/><parallelGateway id="${own}f"/><userTask id="${own}u"/><subProcess id="${own}d"><userTask id="${own}v"/></subProcess><parallelGateway id="${own}j"/>${[
      ['s', 'f'],
      ['f', 'u'],
      ['f', 'd'],
      ['u', 'j'],
      ['d', 'j'],
    ]
      .map(([from, to]) => `<sequenceFlow id="${own}${from}${to}" sourceRef="${own}${from}" targetRef="${own}${to}"/>`)
      .join('')}</subProcess>`,
    around: NOTHING,
  }),
  handledSubProcess: (own, index) => ({
    element: `<subProcess id="${own}"><userTask id="${own}u"/><subProcess id="${own}h" triggeredByEvent="true"><startEvent id="${own}t" isInterrupting="${index % 2 === 0}">${AFTER('PT1H')}</startEvent><userTask id="${own}w"/><sequenceFlow id="${own}tw" sourceRef="${own}t" targetRef="${own}w"/></subProcess></subProcess>`,
    around: NOTHING,
  }),
  throwCompensation: (own) => ({
    element: `<intermediateThrowEvent id="${own}"><compensateEventDefinition/></intermediateThrowEvent>`,
    around: NOTHING,
  }),
  compensable: (own) => ({
    element: `<userTask id="${own}"/>`,
    around: {
      elements: [
        `<boundaryEvent id="${own}c" attachedToRef="${own}"><compensateEventDefinition/></boundaryEvent>`,
        `<userTask id="${own}z" isForCompensation="true"/>`,
        `<association id="${own}a" associationDirection="One" sourceRef="${own}c" targetRef="${own}z"/>`,
      ],
      flows: [],
    },
  }),
}

export function load(xml: string): Program {
  const { definition, diagnostics } = readBpmn(xml, { file: 'graph.bpmn' })
  if (definition === undefined) throw new Error(JSON.stringify(diagnostics.filter(({ severity }) => severity === 'error')))
  const { program, diagnostics: found } = compile(definition)
  if (program === undefined) throw new Error(JSON.stringify(found))
  return program
}

export interface Walk {
  readonly states: readonly KernelState[]
  readonly events: readonly KernelEvent[]
  readonly hops: readonly Hop[]
  readonly isStuck: boolean
}

/** Completes tasks and fires timers, oldest first, at most so often. `reload`: the state goes through JSON before each command. */
export function walk(program: Program, reload = false): Walk {
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

export function nextCommand(program: Program, state: KernelState, step: number): Command | undefined {
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
