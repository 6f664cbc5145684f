import fc from 'fast-check'
import { NO_POSITION } from '../../diagnostics/index.ts'
import {
  CLOCK_MARKS,
  LIMIT_UNITS,
  PAUSE_REASONS,
  PAYMENT_MARKS,
  STAGES,
  STANDINGS,
  isSubProcess,
  type Artifact,
  type DataItem,
  type Definition,
  type EventDefinition,
  type Expression,
  type FlowNode,
  type FlowScope,
  type Loop,
  type Mapping,
  type SequenceFlow,
  type Text,
  type Timer,
} from '../definition.ts'
import { beginnings, pieces, type Beginning } from './fragments.fixture.ts'
import { LAW } from './law.fixture.ts'
import { published } from './published.fixture.ts'

const position = NO_POSITION
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
/** Texts that XML finds hard, as an author may have them. */
const words = fc
  .array(fc.constantFrom('Nộp', 'hồ sơ', 'a<b', '"x"', "l'a", '&amp;', ']]>', '=', '${x}', '<!--', 'x\u2028y', '_x0041_'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(' ').trim())
const text: fc.Arbitrary<Text> = fc
  .record({ vi: words, en: maybe(words) })
  .map(({ vi, en }) => (en === undefined ? { vi } : { vi, en }))
const name = maybe(text)
const variable = fc.constantFrom('n', 'tổng', 'danhSách', 'x_1')
const expression: fc.Arbitrary<Expression> = fc
  .constantFrom('n > 1', 'x + 1', '"a & <b>"', 'if a then "]]>" else "\\n"', '[1, 2]', 'a\n  and b', 'count(danhSách) = 0')
  .map((written) => ({ text: written, position }))
const mapping: fc.Arbitrary<Mapping> = fc.record({ target: variable, source: expression })
const mappings = fc.array(mapping, { maxLength: 2 })
const timer: fc.Arbitrary<Timer> = fc.oneof(
  fc.constantFrom('PT30M', 'P1D', 'P1Y2M3DT4H5M6.5S').map((duration): Timer => ({
    kind: 'after',
    limit: { unit: 'elapsed', duration },
  })),
  fc
    .tuple(fc.constantFrom(...LIMIT_UNITS), fc.integer({ min: 0, max: 90 }))
    .map(([unit, amount]): Timer => ({ kind: 'after', limit: { unit, amount } })),
  fc.constantFrom('"2025-01-01T00:00:00Z"', 'due').map((written): Timer => ({
    kind: 'at',
    expression: { text: written, position },
  })),
  fc.constant<Timer>({ kind: 'afterExpression', expression: { text: 'span', position } }),
  fc.constantFrom('"R3/PT10M"', '"R/P1D"', 'again').map((written): Timer => ({
    kind: 'cycle',
    expression: { text: written, position },
  })),
)
const EVENTS = {
  message: fc.record({ kind: fc.constant('message'), message: fc.constantFrom('m1', 'm 2') }),
  timer: fc.record({ kind: fc.constant('timer'), timer }),
  signal: fc.record({ kind: fc.constant('signal'), signal: fc.constant('s1') }),
  error: fc.record({ kind: fc.constant('error'), code: fc.constantFrom('E1', 'not declared <1>') }),
  escalation: fc.record({ kind: fc.constant('escalation'), code: fc.constantFrom('C1', 'not declared') }),
  conditional: fc.record({ kind: fc.constant('conditional'), condition: expression }),
} satisfies Record<string, fc.Arbitrary<EventDefinition>>

const marks = {
  name,
  stage: maybe(fc.constantFrom(...STAGES)),
  standing: maybe(fc.constantFrom(...STANDINGS)),
  clock: maybe(fc.constantFrom(...CLOCK_MARKS)),
  payment: maybe(fc.constantFrom(...PAYMENT_MARKS)),
  documentation: maybe(words),
}
/** What a supplement or an opinion does to the time limit. */
const pause = fc.record({ reason: fc.constantFrom(...PAUSE_REASONS), basis: fc.constant('Điều 12') })
const thrown = fc.oneof(EVENTS.signal, EVENTS.escalation)
const loop: fc.Arbitrary<Loop> = fc.oneof(
  fc.record({
    kind: fc.constant('standard'),
    condition: maybe(expression),
    testBefore: fc.boolean(),
    maximum: maybe(fc.integer({ min: 1, max: 9 })),
  }),
  fc
    .record({
      isSequential: fc.boolean(),
      isCounted: fc.boolean(),
      by: expression,
      item: maybe(variable),
      output: maybe(fc.tuple(variable, expression)),
      completionCondition: maybe(expression),
      behavior: fc.constantFrom('All' as const, 'None' as const, 'One' as const, 'Complex' as const),
      event: thrown,
    })
    .map(({ isSequential, isCounted, by, item, output, completionCondition, behavior, event }): Loop => ({
      kind: 'multiInstance',
      isSequential,
      cardinality: isCounted ? by : undefined,
      collection: isCounted ? undefined : by,
      item: isCounted ? undefined : item,
      outputCollection: output?.[0],
      outputItem: output?.[1],
      completionCondition,
      behavior,
      throws: behavior === 'None' || behavior === 'One' ? event : undefined,
      complex: behavior === 'Complex' ? [{ condition: by, event }] : [],
    })),
)

/** Makes one node with its id; `more`: what goes with it, as boundary events. */
type Make = (id: string) => FlowNode
const limit = fc.constantFrom(
  { unit: 'workingDays' as const, amount: 3 },
  { unit: 'workingHours' as const, amount: 1.5 },
  { unit: 'elapsed' as const, duration: 'PT8H' },
  { unit: 'hours' as const, amount: 24 },
  { unit: 'months' as const, amount: 2 },
  { unit: 'sameDay' as const },
)
const activity = {
  ...marks,
  loop: maybe(loop),
  isForCompensation: fc.constant(false),
  startQuantity: fc.integer({ min: 1, max: 3 }),
  completionQuantity: fc.integer({ min: 1, max: 3 }),
  input: mappings,
  output: mappings,
}
const sets = fc.uniqueArray(variable, { maxLength: 2 })
const groupNames = fc.uniqueArray(fc.constantFrom('tu-phap', 'tổ tư pháp'), { minLength: 1 })
const own = (property: string, initial: Expression | undefined): DataItem => ({
  kind: 'property',
  id: property,
  variable: 'own',
  name: undefined,
  isCollection: false,
  refersTo: undefined,
  initial,
})
const task = <T extends object>(kind: FlowNode['kind'], fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Make> =>
  fc.tuple(fc.record({ ...activity, ...fields }), fc.boolean(), maybe(expression)).map(
    ([node, hasProperty, initial]) =>
      (id) =>
        ({ ...node, kind, id, position, properties: hasProperty ? [own(`${id}-own`, initial)] : [] }) as unknown as FlowNode,
  )
const node = <T extends object>(kind: FlowNode['kind'], fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Make> =>
  fc.record({ ...marks, ...fields }).map((made) => (id) => ({ ...made, kind, id, position }) as unknown as FlowNode)

const SIMPLE: readonly fc.Arbitrary<Make>[] = [
  task('task', {}),
  task('manualTask', {}),
  task('userTask', { role: maybe(fc.constantFrom('clerk', 'cán bộ')), form: maybe(words), sets, limit: maybe(limit) }),
  task('serviceTask', { job: fc.constant('wait'), sets, pause, clock: fc.constant('pause' as const) }),
  task('userTask', { role: fc.constant('clerk'), groups: groupNames, form: maybe(words), sets, limit: maybe(limit) }),
  task('serviceTask', { job: fc.constantFrom('send mail', 'https://x/?a=1&b=2'), sets }),
  task('sendTask', { job: maybe(fc.constant('post')), message: maybe(fc.constantFrom('m1', 'm 2')), sets }),
  task('receiveTask', { message: fc.constantFrom('m1', 'm 2'), instantiate: fc.constant(false) }),
  task('scriptTask', { script: maybe(expression), result: maybe(variable) }),
  task('scriptTask', {
    script: fc.constant({ text: 'if (a < 1) { b() }', language: 'javascript', position }),
    result: maybe(variable),
  }),
  task('businessRuleTask', {
    decision: fc.constant('fee'),
    job: fc.constant(undefined),
    result: maybe(variable),
    sets,
  }),
  task('businessRuleTask', { decision: fc.constant(undefined), job: fc.constant('rules'), result: maybe(variable), sets }),
  task('callActivity', { calledElement: fc.constantFrom('p', 'gọi chung'), propagates: fc.boolean() }),
  node('intermediateThrowEvent', {
    events: fc.oneof(EVENTS.message, EVENTS.signal, EVENTS.escalation).map((event) => [event]),
    mappings,
  }),
  node('intermediateCatchEvent', {
    events: fc.oneof(EVENTS.message, EVENTS.signal, EVENTS.timer, EVENTS.conditional).map((event) => [event]),
    mappings,
    isParallelMultiple: fc.constant(false),
  }),
  node('intermediateCatchEvent', {
    events: fc.tuple(EVENTS.message, EVENTS.timer).map((events) => [...events]),
    mappings,
    isParallelMultiple: fc.boolean(),
  }),
]

const data: fc.Arbitrary<readonly DataItem[]> = fc
  .record({ name, initial: maybe(expression), isCollection: fc.boolean(), has: fc.subarray(['object', 'store', 'property']) })
  .map(({ name: label, initial, isCollection, has }) => {
    const item = { name: label, isCollection, initial }
    const none = { name: undefined, isCollection: false, initial: undefined }
    return [
      ...(has.includes('property')
        ? [{ ...item, kind: 'property' as const, id: 'own', variable: 'own', refersTo: undefined }]
        : []),
      ...(has.includes('object')
        ? [
            { ...item, kind: 'dataObject' as const, id: 'object 1', variable: 'tổng', refersTo: undefined },
            { ...none, kind: 'dataObjectReference' as const, id: 'reference', variable: 'tổng', refersTo: 'object 1' },
          ]
        : []),
      ...(has.includes('store')
        ? [{ ...none, kind: 'dataStoreReference' as const, id: 'kho', variable: 'kho', refersTo: 'kho chung' }]
        : []),
    ]
  })

interface Step {
  readonly make: Make
  readonly boundary: FlowNode | undefined
  readonly branch: 'exclusiveGateway' | 'inclusiveGateway' | 'parallelGateway' | undefined
  readonly condition: Expression
  readonly flowName: Text | undefined
}
const boundary = fc.record({
  ...marks,
  kind: fc.constant('boundaryEvent' as const),
  id: fc.constant(''),
  position: fc.constant(position),
  attachedTo: fc.constant(''),
  isParallelMultiple: fc.constant(false),
  mappings,
  events: fc.oneof(...Object.values(EVENTS)).map((event) => [event as EventDefinition]),
  cancelActivity: fc.boolean(),
})

/** A chain of steps, some of them twofold; ids begin with what stands around. */
function scope(depth: number): fc.Arbitrary<(id: string) => FlowScope> {
  const step: fc.Arbitrary<Step> = fc.record({
    make: fc.oneof(...SIMPLE, ...(depth === 0 ? [] : [subProcess(depth - 1)])),
    boundary: maybe(boundary),
    branch: maybe(fc.constantFrom('exclusiveGateway', 'inclusiveGateway', 'parallelGateway')),
    condition: expression,
    flowName: name,
  })
  const extra = fc.array(pieces, { maxLength: depth === 0 ? 1 : 2 })
  return fc
    .tuple(fc.array(step, { minLength: 1, maxLength: 3 }), data, fc.boolean(), extra)
    .map(([steps, items, hasLane, more]) => (id) => {
      const artifacts: Artifact[] = []
      const blank = { name: undefined, position, stage: undefined, standing: undefined, clock: undefined, payment: undefined }
      const nodes: FlowNode[] = [
        {
          ...blank,
          kind: 'startEvent',
          id: `${id} bắt đầu`,
          events: [],
          mappings: [],
          isInterrupting: true,
          isParallelMultiple: false,
        },
      ]
      const flows: SequenceFlow[] = []
      const end = (at: string) => nodes.push({ ...blank, kind: 'endEvent', id: at, events: [], mappings: [] })
      const flow = (source: string, target: string, more: Partial<SequenceFlow> = {}) =>
        flows.push({
          id: `${source}→${target}`,
          source,
          target,
          condition: undefined,
          isDefault: false,
          name: undefined,
          position,
          ...more,
        })
      let last = `${id} bắt đầu`
      steps.forEach(({ make, boundary: border, branch, condition, flowName }, index) => {
        const at = `${id}.${index}`
        const made = make(at)
        nodes.push(made)
        flow(last, at, { name: flowName })
        last = at
        if (border !== undefined && 'loop' in made) {
          const interrupts = border.kind === 'boundaryEvent' && border.events[0]?.kind === 'error'
          nodes.push({ ...border, id: `${at}!`, attachedTo: at, ...(interrupts ? { cancelActivity: true } : {}) } as FlowNode)
          end(`${at}!end`)
          flow(`${at}!`, `${at}!end`)
        }
        if (branch === undefined) return
        nodes.push({ ...blank, kind: branch, id: `${at}?` }, { ...blank, kind: branch, id: `${at}+` })
        flow(last, `${at}?`)
        nodes.push(...['a', 'b'].map((side) => ({ ...SIDE, ...blank, id: `${at}${side}` })))
        const isParallel = branch === 'parallelGateway'
        flow(`${at}?`, `${at}a`, isParallel ? {} : { condition })
        flow(`${at}?`, `${at}b`, isParallel ? {} : { isDefault: true })
        flow(`${at}a`, `${at}+`)
        flow(`${at}b`, `${at}+`)
        last = `${at}+`
      })
      more.forEach((make, index) => {
        const piece = make(`${id}:${index}`)
        nodes.push(...piece.nodes)
        flows.push(...piece.flows)
        artifacts.push(...piece.artifacts)
        flow(last, piece.entry)
        last = piece.exit
      })
      end(`${id} hết`)
      flow(last, `${id} hết`)
      const withId = (one: string) => `${id} ${one}`
      return {
        nodes,
        flows,
        data: items.map((item) => ({
          ...item,
          id: withId(item.id),
          refersTo: item.refersTo === undefined || item.kind === 'dataStoreReference' ? item.refersTo : withId(item.refersTo),
        })),
        ...around(withId, nodes, artifacts, hasLane),
      }
    })
}

/** Lanes around all nodes, and a note. */
function around(
  withId: (id: string) => string,
  nodes: readonly FlowNode[],
  artifacts: readonly Artifact[],
  hasLane: boolean,
): Pick<FlowScope, 'lanes' | 'artifacts'> {
  return {
    lanes: hasLane
      ? [
          {
            id: withId('làn'),
            name: { vi: 'Một cửa', en: 'Counter' },
            nodes: [],
            lanes: [{ id: withId('làn con'), name: undefined, nodes: nodes.map((one) => one.id), lanes: [] }],
          },
        ]
      : [],
    artifacts: hasLane
      ? [
          ...artifacts,
          { kind: 'textAnnotation', id: withId('ghi chú'), text: 'a < b\n & c', source: undefined, target: undefined },
        ]
      : artifacts,
  }
}

const SIDE = {
  kind: 'task' as const,
  loop: undefined,
  isForCompensation: false,
  startQuantity: 1,
  completionQuantity: 1,
  input: [],
  output: [],
  properties: [],
}

function subProcess(depth: number): fc.Arbitrary<Make> {
  const kind = fc.oneof(fc.constant({ kind: 'subProcess', triggeredByEvent: false }), fc.constant({ kind: 'transaction' }))
  return fc.tuple(fc.record(activity), kind, scope(depth)).map(([made, own_, inside]) => (id) => {
    const inner = inside(`${id}/`)
    const properties = inner.data.filter((item) => item.kind === 'property')
    return { ...made, ...own_, ...inner, id, position, properties }
  })
}

/** Definitions that are right, of all that BPMN has: chains of activities, events and branches, nested, with data and loops. */
export const definitions: fc.Arbitrary<Definition> = fc
  .record({
    inside: scope(2),
    second: scope(0),
    label: name,
    isShared: fc.boolean(),
    isLaw: fc.boolean(),
    retrieval: expression,
    begins: fc.array(beginnings, { maxLength: 2 }),
    published: maybe(published),
  })
  .map(({ inside, second, label, isShared, isLaw, retrieval, begins, published: publication }): Definition => {
    const chain = withBeginnings(inside('p'), begins)
    const first = isLaw ? withRoles(chain) : chain
    const other = isLaw ? withRoles(second('q')) : second('q')
    const global: FlowNode = { ...SIDE, id: 'gọi chung', name: { vi: 'Chung' }, position, ...NO_MARKS, kind: 'manualTask' }
    const empty: FlowScope = { nodes: [global], flows: [], data: [], lanes: [], artifacts: [] }
    const process = { isExecutable: true, isClosed: false, isGlobalTask: false }
    const withOther = isShared
      ? {
          correlations: [
            {
              id: 'khóa',
              properties: [{ id: 'mã', retrieval: [{ message: 'm1', expression: retrieval }] }],
              subscriptions: [{ process: 'p', property: 'mã', expression: retrieval }],
            },
          ],
          collaboration: {
            id: 'cộng tác',
            isClosed: false,
            participants: [
              { id: 'pool p', name: label, process: 'p', minimum: undefined, maximum: undefined },
              { id: 'pool q', name: undefined, process: 'q', minimum: 0, maximum: 3 },
              { id: 'dân', name: { vi: 'Người dân' }, process: undefined, minimum: undefined, maximum: undefined },
            ],
            messageFlows: [{ id: 'gửi', name: { vi: 'Nộp', en: 'Lodge' }, source: 'dân', target: 'pool p', message: 'm1' }],
          },
        }
      : { correlations: [], collaboration: undefined }
    return {
      file: 'written.bpmn',
      procedure: 'p',
      version: 1,
      effective: undefined,
      name: label ?? { vi: 'Thủ tục' },
      level: undefined,
      field: undefined,
      agency: undefined,
      basis: [],
      sources: [],
      regime: undefined,
      limit: undefined,
      roles: [],
      documents: [],
      results: [],
      variables: [],
      isOpen: true,
      messages: [
        { id: 'm1', name: undefined, from: [], carries: [] },
        { id: 'm 2', name: { vi: 'Hai', en: 'Two' }, from: isLaw ? ['clerk'] : [], carries: [] },
      ],
      signals: [{ id: 's1', name: 'Tín hiệu' }],
      errors: [{ id: 'lỗi 1', code: 'E1', name: undefined }],
      escalations: [{ id: 'leo thang', code: 'C1', name: 'Lên trên' }],
      processes: [
        { ...process, id: 'p', name: label, ...first },
        { ...process, id: 'q', name: undefined, isClosed: true, ...other },
        { ...process, id: 'gọi chung', name: { vi: 'Chung' }, isGlobalTask: true, ...empty },
      ],
      decisions: undefined,
      rules: [],
      ...withOther,
      ...(isLaw ? { ...LAW, ...(publication === undefined ? {} : { published: publication }) } : {}),
    }
  })

function withBeginnings(scope: FlowScope, begins: readonly ((id: string) => Beginning)[]): FlowScope {
  const made = begins.map((make, index) => make(`p^${index}`))
  return {
    ...scope,
    nodes: [...scope.nodes, ...made.flatMap(({ nodes }) => nodes)],
    flows: [...scope.flows, ...made.flatMap(({ flows }) => flows)],
  }
}

const NO_MARKS = { stage: undefined, standing: undefined, clock: undefined, payment: undefined }

/** A procedure says who does each task. */
function withRoles(scope: FlowScope): FlowScope {
  const nodes = scope.nodes.map((one): FlowNode => {
    if (one.kind === 'userTask') return { ...one, role: one.role ?? 'clerk' }
    return isSubProcess(one) ? { ...one, ...withRoles(one) } : one
  })
  return { ...scope, nodes }
}
