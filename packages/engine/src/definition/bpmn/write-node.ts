import { escapeXml } from '../../xml/index.ts'
import {
  isActivity,
  isSubProcess,
  type Activity,
  type EventDefinition,
  type FlowNode,
  type FlowScope,
  type Loop,
  type Mapping,
  type Timer,
  type SequenceFlow,
} from '../definition.ts'
import { encodeId } from './ids.ts'
import { limitText } from './marks.ts'
import { dataXml } from './write-data.ts'
import { carriedXml, carrier, element, expressionXml, type Attributes, type Written } from './xml-text.ts'

/** The flows that lead to a node and from it. */
export interface Ends {
  readonly incoming: readonly SequenceFlow[]
  readonly outgoing: readonly SequenceFlow[]
}

/** A flow node with all that belongs to it. */
export function nodeXml(
  node: FlowNode,
  { incoming, outgoing }: Ends,
  written: Written,
  inside: (scope: FlowScope) => readonly string[] = () => [],
): string {
  const base: Attributes = {
    id: encodeId(node.id),
    name: node.name?.vi,
    'motcua:nameEn': node.name?.en,
    'motcua:stage': node.stage,
    'motcua:standing': node.standing,
    'motcua:clock': node.clock,
    'motcua:pauseReason': node.pause?.reason,
    'motcua:pauseBasis': node.pause?.basis,
    'motcua:payment': node.payment,
  }
  const byDefault = outgoing.find(({ isDefault }) => isDefault)
  const withDefault = { ...base, default: byDefault === undefined ? undefined : encodeId(byDefault.id) }
  const lists = [
    ...incoming.map(({ id }) => element('incoming', {}, encodeId(id))),
    ...outgoing.map(({ id }) => element('outgoing', {}, encodeId(id))),
  ]
  if (isActivity(node)) return activityXml(node, withDefault, lists, written, inside)
  const gateway = [...carriedXml(node), ...lists]
  switch (node.kind) {
    case 'complexGateway':
      return element(node.kind, withDefault, [...gateway, expressionXml('activationCondition', node.activationCondition)])
    case 'eventBasedGateway':
      return element(
        node.kind,
        {
          ...base,
          instantiate: flag(node.instantiate),
          eventGatewayType: node.gatewayType === 'Parallel' ? 'Parallel' : undefined,
        },
        gateway,
      )
    case 'exclusiveGateway':
    case 'inclusiveGateway':
    case 'parallelGateway':
      return element(node.kind, withDefault, gateway)
    default: {
      const events = node.events.map((event) => eventXml(event, written))
      const taking = node.kind === 'endEvent' || node.kind === 'intermediateThrowEvent' ? 'input' : 'output'
      const own: Attributes = {
        isInterrupting: node.kind === 'startEvent' && !node.isInterrupting ? 'false' : undefined,
        parallelMultiple: 'isParallelMultiple' in node ? flag(node.isParallelMultiple) : undefined,
        attachedToRef: node.kind === 'boundaryEvent' ? encodeId(node.attachedTo) : undefined,
        cancelActivity: node.kind === 'boundaryEvent' && !node.cancelActivity ? 'false' : undefined,
      }
      return element(node.kind, { ...base, ...own }, [
        ...carriedXml(node, mappingsXml(taking, node.mappings)),
        ...lists,
        ...events,
      ])
    }
  }
}

function flag(value: boolean): string | undefined {
  return value ? 'true' : undefined
}

function activityXml(
  node: Activity,
  base: Attributes,
  lists: readonly string[],
  written: Written,
  inside: (scope: FlowScope) => readonly string[],
): string {
  const [own, content] = ofKind(node, written, inside)
  const common: Attributes = {
    isForCompensation: flag(node.isForCompensation),
    startQuantity: node.startQuantity === 1 ? undefined : String(node.startQuantity),
    completionQuantity: node.completionQuantity === 1 ? undefined : String(node.completionQuantity),
  }
  const sets = 'sets' in node && node.sets.length > 0 ? node.sets.join(' ') : undefined
  return element(node.kind, { ...base, ...common, ...own, 'motcua:sets': sets }, [
    ...carriedXml(node, [...mappingsXml('input', node.input), ...mappingsXml('output', node.output)]),
    ...lists,
    ...node.properties.filter(({ id }) => !isSubProcess(node) || node.data.every((other) => other.id !== id)).map(dataXml),
    ...(node.loop === undefined ? [] : [loopXml(node.loop, written)]),
    ...content,
  ])
}

/** What is one kind's own: attributes, and content after what all activities have. */
function ofKind(
  node: Activity,
  written: Written,
  inside: (scope: FlowScope) => readonly string[],
): [own: Attributes, content: readonly string[]] {
  const message = (id: string | undefined) => (id === undefined || written.flowMessages.has(id) ? undefined : encodeId(id))
  switch (node.kind) {
    case 'userTask': {
      const limit = node.limit === undefined ? undefined : limitText(node.limit)
      const names = (all: readonly string[] | undefined) => all?.map(encodeId).join(' ')
      const { role, groups, form, fourEyes } = node
      return [
        {
          'motcua:role': role,
          'motcua:groups': names(groups),
          'motcua:form': form,
          'motcua:limit': limit,
          'motcua:fourEyes': names(fourEyes),
        },
        [],
      ]
    }
    case 'serviceTask':
      return [{ 'motcua:job': node.job }, []]
    case 'sendTask':
      return [{ messageRef: message(node.message), 'motcua:job': node.job }, []]
    case 'receiveTask':
      return [{ messageRef: message(node.message), instantiate: flag(node.instantiate) }, []]
    case 'scriptTask': {
      const { script } = node
      const format = script === undefined ? undefined : (script.language ?? 'feel')
      return [
        { scriptFormat: format, 'motcua:result': node.result },
        script === undefined ? [] : [element('script', {}, escapeXml(script.text))],
      ]
    }
    case 'businessRuleTask':
      return [{ 'motcua:decision': node.decision, 'motcua:job': node.job, 'motcua:result': node.result }, []]
    case 'callActivity':
      return [
        {
          calledElement: node.calledElement === '' ? undefined : encodeId(node.calledElement),
          'motcua:propagates': flag(node.propagates),
        },
        [],
      ]
    case 'subProcess':
      return [{ triggeredByEvent: flag(node.triggeredByEvent) }, inside(node)]
    case 'transaction':
      return [{}, inside(node)]
    case 'adHocSubProcess': {
      const own = { ordering: node.ordering, cancelRemainingInstances: String(node.cancelRemainingInstances) }
      return [own, [...inside(node), expressionXml('completionCondition', node.completionCondition)]]
    }
    case 'task':
    case 'manualTask':
      return [{}, []]
  }
}

function mappingsXml(name: 'input' | 'output', mappings: readonly Mapping[]): string[] {
  return mappings.map(({ target, source }) => {
    const { text, language } = source
    return carrier(`motcua:${name}`, { source: language === undefined ? `=${text}` : text, language, target })
  })
}

function extensionXml(children: readonly string[]): string[] {
  return children.length === 0 ? [] : [element('extensionElements', {}, children)]
}

function loopXml(loop: Loop, written: Written): string {
  if (loop.kind === 'standard') {
    return element(
      'standardLoopCharacteristics',
      { testBefore: flag(loop.testBefore), loopMaximum: loop.maximum === undefined ? undefined : String(loop.maximum) },
      [expressionXml('loopCondition', loop.condition)],
    )
  }
  const over = {
    inputCollection: loop.collection === undefined ? undefined : `=${loop.collection.text}`,
    inputElement: loop.item,
    outputCollection: loop.outputCollection,
    outputElement: loop.outputItem === undefined ? undefined : `=${loop.outputItem.text}`,
  }
  const isOver = Object.values(over).some((value) => value !== undefined)
  return element(
    'multiInstanceLoopCharacteristics',
    { isSequential: flag(loop.isSequential), behavior: loop.behavior === 'All' ? undefined : loop.behavior },
    [
      ...extensionXml([
        ...(isOver ? [carrier('motcua:loopCharacteristics', over)] : []),
        ...(loop.throws === undefined ? [] : [element('motcua:throws', {}, [eventXml(loop.throws, written)])]),
      ]),
      expressionXml('loopCardinality', loop.cardinality),
      ...loop.complex.map(({ condition, event }) =>
        element('complexBehaviorDefinition', {}, [
          expressionXml('condition', condition),
          element('event', {}, [eventXml(event, written)]),
        ]),
      ),
      expressionXml('completionCondition', loop.completionCondition),
    ],
  )
}

function eventXml(event: EventDefinition, written: Written): string {
  switch (event.kind) {
    case 'message': {
      const own = event.message === undefined || written.flowMessages.has(event.message) ? undefined : encodeId(event.message)
      const job = event.job === undefined ? [] : extensionXml([element('motcua:taskDefinition', { type: event.job }, [])])
      return element('messageEventDefinition', { messageRef: own }, job)
    }
    case 'timer':
      return timerXml(event.timer)
    case 'signal':
      return element('signalEventDefinition', { signalRef: event.signal === undefined ? undefined : encodeId(event.signal) }, [])
    case 'error': {
      const declared = written.definition.errors.find(({ code }) => code === event.code)?.id
      const ref = declared === undefined ? written.undeclared('error').get(event.code ?? '') : encodeId(declared)
      return element('errorEventDefinition', { errorRef: event.code === undefined ? undefined : ref }, [])
    }
    case 'escalation': {
      const declared = written.definition.escalations.find(({ code }) => code === event.code)?.id
      const ref = declared === undefined ? written.undeclared('escalation').get(event.code ?? '') : encodeId(declared)
      return element('escalationEventDefinition', { escalationRef: event.code === undefined ? undefined : ref }, [])
    }
    case 'conditional':
      return element('conditionalEventDefinition', {}, [
        event.condition.text === '' ? '' : expressionXml('condition', event.condition),
      ])
    case 'link':
      return element('linkEventDefinition', { name: event.name }, [])
    case 'compensation':
      return element(
        'compensateEventDefinition',
        {
          activityRef: event.activity === undefined ? undefined : encodeId(event.activity),
          waitForCompletion: event.waitForCompletion ? undefined : 'false',
        },
        [],
      )
    case 'cancel':
      return element('cancelEventDefinition', {}, [])
    case 'terminate':
      return element('terminateEventDefinition', {}, [])
  }
}

function timerXml(timer: Timer): string {
  if (timer.kind === 'after') {
    const { limit } = timer
    const isPlain = limit.unit === 'elapsed'
    return element('timerEventDefinition', { 'motcua:limit': isPlain ? undefined : limitText(limit) }, [
      element('timeDuration', { 'xsi:type': 'tFormalExpression' }, escapeXml(isPlain ? limit.duration : 'PT0S')),
    ])
  }
  if (timer.expression.text === '') return element('timerEventDefinition', {}, [])
  const name = timer.kind === 'at' ? 'timeDate' : timer.kind === 'cycle' ? 'timeCycle' : 'timeDuration'
  return element('timerEventDefinition', {}, [expressionXml(name, timer.expression)])
}
