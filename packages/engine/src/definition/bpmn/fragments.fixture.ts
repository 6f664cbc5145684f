import fc from 'fast-check'
import { NO_POSITION } from '../../diagnostics/index.ts'
import type { Artifact, EventDefinition, Expression, FlowNode, SequenceFlow } from '../definition.ts'

/** A piece of a process with one way in and one way out. */
export interface Piece {
  readonly nodes: readonly FlowNode[]
  readonly flows: readonly SequenceFlow[]
  readonly artifacts: readonly Artifact[]
  readonly entry: string
  readonly exit: string
}
export type MakePiece = (id: string) => Piece

const position = NO_POSITION
const blank = { name: undefined, position, stage: undefined, standing: undefined, clock: undefined, payment: undefined }
const activity = {
  ...blank,
  loop: undefined,
  isForCompensation: false,
  startQuantity: 1,
  completionQuantity: 1,
  input: [],
  output: [],
  properties: [],
}
const condition: fc.Arbitrary<Expression> = fc.constantFrom('n > 1', 'tổng = 3', 'x_1 = null').map((text) => ({ text, position }))
const timer: EventDefinition = { kind: 'timer', timer: { kind: 'after', limit: { unit: 'elapsed', duration: 'PT1H' } } }
const message: EventDefinition = { kind: 'message', message: 'm1' }
const signal: EventDefinition = { kind: 'signal', signal: 's1' }

const task = (id: string, more: object = {}) => ({ ...activity, kind: 'task', id, ...more }) as FlowNode
const start = (id: string, events: readonly EventDefinition[], more: object = {}) =>
  ({
    ...blank,
    kind: 'startEvent',
    id,
    events,
    mappings: [],
    isInterrupting: true,
    isParallelMultiple: false,
    ...more,
  }) as FlowNode
const end = (id: string, events: readonly EventDefinition[] = []) =>
  ({ ...blank, kind: 'endEvent', id, events, mappings: [] }) as FlowNode
const caught = (id: string, events: readonly EventDefinition[], isParallelMultiple = false) =>
  ({ ...blank, kind: 'intermediateCatchEvent', id, events, mappings: [], isParallelMultiple }) as FlowNode
const thrown = (id: string, events: readonly EventDefinition[]) =>
  ({ ...blank, kind: 'intermediateThrowEvent', id, events, mappings: [] }) as FlowNode
const boundary = (id: string, attachedTo: string, events: readonly EventDefinition[], cancelActivity = true) =>
  ({
    ...blank,
    kind: 'boundaryEvent',
    id,
    attachedTo,
    events,
    mappings: [],
    isParallelMultiple: false,
    cancelActivity,
  }) as FlowNode
const gateway = (kind: FlowNode['kind'], id: string, more: object = {}) => ({ ...blank, kind, id, ...more }) as FlowNode
const flow = (source: string, target: string, more: Partial<SequenceFlow> = {}): SequenceFlow => ({
  id: `${source}→${target}`,
  source,
  target,
  condition: undefined,
  isDefault: false,
  name: undefined,
  position,
  ...more,
})
const inside = (nodes: readonly FlowNode[], flows: readonly SequenceFlow[]) => ({
  nodes,
  flows,
  data: [],
  lanes: [],
  artifacts: [],
})

const complex = condition.map((activationCondition): MakePiece => (id) => ({
  nodes: [
    gateway('complexGateway', `${id}?`, { activationCondition: undefined }),
    task(`${id}a`),
    task(`${id}b`),
    gateway('complexGateway', `${id}+`, { activationCondition }),
  ],
  flows: [
    flow(`${id}?`, `${id}a`, { condition: activationCondition }),
    flow(`${id}?`, `${id}b`, { isDefault: true }),
    flow(`${id}a`, `${id}+`),
    flow(`${id}b`, `${id}+`),
  ],
  artifacts: [],
  entry: `${id}?`,
  exit: `${id}+`,
}))

const awaiting = fc.boolean().map((isReceiving): MakePiece => (id) => ({
  nodes: [
    gateway('eventBasedGateway', `${id}?`, { instantiate: false, gatewayType: 'Exclusive' }),
    isReceiving
      ? { ...activity, kind: 'receiveTask', id: `${id}m`, message: 'm 2', instantiate: false }
      : caught(`${id}m`, [message]),
    caught(`${id}t`, [timer]),
    gateway('exclusiveGateway', `${id}+`),
  ],
  flows: [flow(`${id}?`, `${id}m`), flow(`${id}?`, `${id}t`), flow(`${id}m`, `${id}+`), flow(`${id}t`, `${id}+`)],
  artifacts: [],
  entry: `${id}?`,
  exit: `${id}+`,
}))

const linked = fc.constant<MakePiece>((id) => ({
  nodes: [
    gateway('parallelGateway', `${id}?`),
    thrown(`${id}l`, [{ kind: 'link', name: `nối ${id}` }]),
    caught(`${id}c`, [{ kind: 'link', name: `nối ${id}` }]),
    task(`${id}a`),
    gateway('parallelGateway', `${id}+`),
  ],
  flows: [flow(`${id}?`, `${id}l`), flow(`${id}?`, `${id}a`), flow(`${id}c`, `${id}+`), flow(`${id}a`, `${id}+`)],
  artifacts: [],
  entry: `${id}?`,
  exit: `${id}+`,
}))

const compensated = fc.record({ waits: fc.boolean(), isOne: fc.boolean() }).map(({ waits, isOne }): MakePiece => (id) => ({
  nodes: [
    task(`${id}a`),
    boundary(`${id}b`, `${id}a`, [{ kind: 'compensation', activity: undefined, waitForCompletion: true, handler: `${id}h` }]),
    task(`${id}h`, { isForCompensation: true }),
    thrown(`${id}c`, [
      { kind: 'compensation', activity: isOne ? `${id}a` : undefined, waitForCompletion: waits, handler: undefined },
    ]),
  ],
  flows: [flow(`${id}a`, `${id}c`)],
  artifacts: [],
  entry: `${id}a`,
  exit: `${id}c`,
}))

const cancelled = fc.constant<MakePiece>((id) => ({
  nodes: [
    {
      ...activity,
      kind: 'transaction',
      id: `${id}t`,
      ...inside(
        [start(`${id}s`, []), gateway('exclusiveGateway', `${id}g`), end(`${id}x`, [{ kind: 'cancel' }]), end(`${id}e`)],
        [
          flow(`${id}s`, `${id}g`),
          flow(`${id}g`, `${id}x`, { condition: { text: 'n = 1', position } }),
          flow(`${id}g`, `${id}e`, { isDefault: true }),
        ],
      ),
    },
    boundary(`${id}b`, `${id}t`, [{ kind: 'cancel' }]),
    end(`${id}f`, [{ kind: 'terminate' }]),
  ],
  flows: [flow(`${id}b`, `${id}f`)],
  artifacts: [],
  entry: `${id}t`,
  exit: `${id}t`,
}))

const adHoc = fc
  .record({ ordering: fc.constantFrom('Parallel', 'Sequential'), condition, cancelRemainingInstances: fc.boolean() })
  .map(({ ordering, condition: completionCondition, cancelRemainingInstances }): MakePiece => (id) => ({
    nodes: [
      {
        ...activity,
        kind: 'adHocSubProcess',
        id: `${id}h`,
        ordering,
        completionCondition,
        cancelRemainingInstances,
        ...inside([task(`${id}a`), task(`${id}b`), task(`${id}c`)], [flow(`${id}a`, `${id}b`)]),
      },
    ],
    flows: [],
    artifacts: [],
    entry: `${id}h`,
    exit: `${id}h`,
  }))

const handled = fc
  .record({
    event: fc.constantFrom<EventDefinition>(
      message,
      signal,
      timer,
      { kind: 'conditional', condition: { text: 'n > 9', position } },
      { kind: 'escalation', code: undefined },
    ),
    isInterrupting: fc.boolean(),
    isError: fc.boolean(),
  })
  .map(({ event, isInterrupting, isError }): MakePiece => (id) => ({
    nodes: [
      task(`${id}a`),
      {
        ...activity,
        kind: 'subProcess',
        triggeredByEvent: true,
        id: `${id}v`,
        ...inside(
          [
            start(`${id}s`, [isError ? { kind: 'error', code: undefined } : event], {
              isInterrupting: isError || isInterrupting,
            }),
            end(`${id}e`, [{ kind: 'escalation', code: 'C1' }]),
          ],
          [flow(`${id}s`, `${id}e`)],
        ),
      },
    ],
    flows: [],
    artifacts: [],
    entry: `${id}a`,
    exit: `${id}a`,
  }))

/** Flows with conditions out of a task, ends of several kinds, and an association of a note. */
const ended = fc
  .record({
    condition,
    events: fc.subarray<EventDefinition>([message, signal, { kind: 'error', code: 'E1' }, { kind: 'terminate' }]),
  })
  .map(({ condition: leaves, events }): MakePiece => (id) => ({
    nodes: [
      task(`${id}a`),
      task(`${id}b`),
      end(`${id}e`, events),
      boundary(`${id}m`, `${id}b`, [message, timer], false),
      end(`${id}f`),
    ],
    flows: [
      flow(`${id}a`, `${id}b`, { isDefault: true, name: { vi: 'còn lại', en: 'otherwise' } }),
      flow(`${id}a`, `${id}e`, { condition: leaves }),
      flow(`${id}m`, `${id}f`),
    ],
    artifacts: [
      { kind: 'textAnnotation', id: `${id}n`, text: 'Điều 12', source: undefined, target: undefined },
      { kind: 'association', id: `${id}z`, text: undefined, source: `${id}a`, target: `${id}n` },
      { kind: 'group', id: `${id}g`, text: 'Nhóm', source: undefined, target: undefined },
    ],
    entry: `${id}a`,
    exit: `${id}b`,
  }))

/** Two people: who decides is not who prepared it. */
const fourEyed = fc.constant<MakePiece>((id) => {
  const person = (at: string, more: object = {}) =>
    task(at, { kind: 'userTask', role: 'clerk', form: undefined, sets: [], limit: undefined, ...more })
  return {
    nodes: [person(`${id}a`), person(`${id}b`, { fourEyes: [`${id}a`] })],
    flows: [flow(`${id}a`, `${id}b`)],
    artifacts: [],
    entry: `${id}a`,
    exit: `${id}b`,
  }
})

/** What begins a process by itself, beside its plain start: triggers, several of them, gateways and receive tasks that instantiate. */
export interface Beginning {
  readonly nodes: readonly FlowNode[]
  readonly flows: readonly SequenceFlow[]
}
export const beginnings: fc.Arbitrary<(id: string) => Beginning> = fc.oneof(
  fc
    .record({
      events: fc.subarray<EventDefinition>(
        [message, signal, timer, { kind: 'conditional', condition: { text: 'n > 9', position } }],
        {
          minLength: 1,
        },
      ),
      isParallel: fc.boolean(),
    })
    .map(({ events, isParallel }) => (id: string) => ({
      nodes: [start(`${id}s`, events, { isParallelMultiple: isParallel }), end(`${id}e`)],
      flows: [flow(`${id}s`, `${id}e`)],
    })),
  fc.constantFrom('Exclusive' as const, 'Parallel' as const).map((gatewayType) => (id: string) => ({
    nodes: [
      gateway('eventBasedGateway', `${id}?`, { instantiate: true, gatewayType }),
      caught(`${id}m`, [message]),
      // A process that needs several events to begin is begun by messages.
      caught(`${id}n`, [gatewayType === 'Parallel' ? { kind: 'message', message: 'm 2' } : signal]),
      end(`${id}e`),
    ],
    flows: [flow(`${id}?`, `${id}m`), flow(`${id}?`, `${id}n`), flow(`${id}m`, `${id}e`), flow(`${id}n`, `${id}e`)],
  })),
  fc.constant((id: string) => ({
    nodes: [task(`${id}r`, { kind: 'receiveTask', message: 'm 2', instantiate: true }), end(`${id}e`)],
    flows: [flow(`${id}r`, `${id}e`)],
  })),
)

/** What chains of steps do not have: gateways on events and conditions, links, compensation, cancelling, ad-hoc work, handlers. */
export const pieces: fc.Arbitrary<MakePiece> = fc.oneof(
  fourEyed,
  complex,
  awaiting,
  linked,
  compensated,
  cancelled,
  adHoc,
  handled,
  ended,
)
