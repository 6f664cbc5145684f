import type { TimeLimit } from '../calendar/index.ts'
import type { ElementKind, Limit, Message, Variable } from '../definition/index.ts'
import type { CompiledExpression, Effort } from '../expression/index.ts'

/**
 * A process, ready to run: dense arrays, and indices into them instead of names.
 *
 * The kernel reads nothing but this. It is frozen, shared by every dossier, and never changes.
 */
export interface Program {
  /** Mã thủ tục. */
  readonly procedure: string
  readonly version: number
  /** BPMN process id. */
  readonly process: string
  readonly nodes: readonly Node[]
  readonly flows: readonly Flow[]
  /** `scopes[0]` is the process, the others are sub-processes and processes that are called. */
  readonly scopes: readonly Scope[]
  readonly nodeById: ReadonlyMap<string, number>
  readonly flowById: ReadonlyMap<string, number>
  readonly variables: ReadonlyMap<string, Variable>
  /** `true`: variables that are not declared may be set. */
  readonly isOpen: boolean
  readonly messages: ReadonlyMap<string, Message>
  readonly correlations: readonly Correlation[]
  readonly decisions: Decisions
  /** Limits of the procedure that hold where a condition does; the first counts. */
  readonly limitCases: readonly CompiledLimitCase[]
  /** Some element waits for a condition: data has to be watched. */
  readonly watchesData: boolean
  /** Some gateway waits for tokens that may still come. */
  readonly hasMerges: boolean
  /** Canonical JSON of the definition: the same content, the same text. The host's fingerprint is its SHA-256. */
  readonly content: string
}

/** No node, no flow: an index that is not there. */
export const NONE = -1

/** A limit that depends on the dossier's data. */
export interface CompiledLimitCase {
  readonly condition: CompiledExpression
  readonly limit: Limit
}

/** Evaluates a decision by its id. */
export interface Decisions {
  /** Whether there is a decision of this id or name. */
  has(decision: string): boolean
  evaluate(
    decision: string,
    read: (name: string) => Value | undefined,
    at: number,
    effort?: Effort,
  ): { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string }
}
type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value }

/** A correlation key: by message, what to read off its payload. */
export interface Correlation {
  readonly id: string
  readonly byMessage: ReadonlyMap<string, readonly CompiledExpression[]>
  /** By message, what the process's own data must be, value by value (context-based correlation); absent: the conversation's. */
  readonly context: ReadonlyMap<string, readonly CompiledExpression[]> | undefined
}

export interface Scope {
  readonly index: number
  /** The sub-process node that this scope is the inside of, or {@link NONE} for a process. */
  readonly node: number
  /** What gets a token when the scope begins without a trigger: its none start event, or all that no flow leads to. */
  readonly starts: readonly number[]
  /** Everything that can begin the scope by a trigger: start events, instantiating receive tasks, events after an instantiating gateway. */
  readonly triggeredStarts: readonly number[]
  /** Start events of the event sub-processes in it. */
  readonly handlers: readonly number[]
  readonly nodes: readonly number[]
  /** Data that lives with the scope, and its value when it begins. */
  readonly data: readonly { readonly variable: string; readonly initial: CompiledExpression | undefined }[]
  /** Id of the process, where it is one. */
  readonly process: string | undefined
}

export interface Flow {
  readonly index: number
  readonly id: string
  readonly source: number
  readonly target: number
  readonly condition: CompiledExpression | undefined
  readonly isDefault: boolean
}

/** The inclusive merge's tables (BPMN §13.4.3): which of its incoming flows can be reached without passing through it. */
export interface Reach {
  /** By flow index: positions in `incoming` that a token on the flow can reach. */
  readonly fromFlow: ReadonlyMap<number, readonly number[]>
  /** By node index: positions that a token in the node can reach. */
  readonly fromNode: ReadonlyMap<number, readonly number[]>
}

export interface NodeBase {
  readonly index: number
  readonly id: string
  /** Index of the scope it stands in. */
  readonly scope: number
  readonly incoming: readonly number[]
  /** In the order written; the default flow among them. */
  readonly outgoing: readonly number[]
  /** The same, themselves. */
  readonly outgoingFlows: readonly Flow[]
  readonly defaultFlow: number
  /** Some outgoing flow has a condition. */
  readonly isConditional: boolean
  /** Boundary events attached to it that wait; those for compensation are not among them. */
  readonly boundary: readonly number[]
}

export interface StartEventNode extends NodeBase {
  readonly kind: 'startEvent'
  readonly triggers: readonly Trigger[]
  readonly isParallelMultiple: boolean
  readonly mappings: readonly CompiledMapping[]
  readonly isInterrupting: boolean
  /** The event sub-process that it starts, or {@link NONE}. */
  readonly handler: number
}
export interface EndEventNode extends NodeBase {
  readonly kind: 'endEvent'
  readonly triggers: readonly Trigger[]
  readonly mappings: readonly CompiledMapping[]
}
export interface IntermediateCatchEventNode extends NodeBase {
  readonly kind: 'intermediateCatchEvent'
  readonly triggers: readonly Trigger[]
  readonly isParallelMultiple: boolean
  readonly mappings: readonly CompiledMapping[]
}
export interface IntermediateThrowEventNode extends NodeBase {
  readonly kind: 'intermediateThrowEvent'
  readonly triggers: readonly Trigger[]
  readonly mappings: readonly CompiledMapping[]
}
export interface BoundaryEventNode extends NodeBase {
  readonly kind: 'boundaryEvent'
  readonly host: number
  readonly interrupting: boolean
  readonly triggers: readonly Trigger[]
  readonly isParallelMultiple: boolean
  readonly mappings: readonly CompiledMapping[]
}

/** What every activity has. */
export interface ActivityBase extends NodeBase {
  readonly loop: CompiledLoop | undefined
  readonly startQuantity: number
  readonly completionQuantity: number
  readonly input: readonly CompiledMapping[]
  readonly output: readonly CompiledMapping[]
  readonly properties: readonly string[]
  /** It has variables of its own while it runs. */
  readonly isLocal: boolean
  /** Its completion is remembered: something can compensate it. */
  readonly isCompensable: boolean
  /** The handler of its compensation boundary event, or {@link NONE}. */
  readonly compensationHandler: number
  readonly isForCompensation: boolean
}
export interface PassingTaskNode extends ActivityBase {
  readonly kind: 'task' | 'manualTask'
}
export interface UserTaskNode extends ActivityBase {
  readonly kind: 'userTask'
  readonly role: string | undefined
  /** Whoever belongs to one of these may do it too. */
  readonly groups: readonly string[]
  readonly form: string | undefined
  readonly sets: readonly string[]
  readonly limit: TimeLimit | undefined
}
export interface ServiceTaskNode extends ActivityBase {
  readonly kind: 'serviceTask'
  readonly job: string
  readonly sets: readonly string[]
}
export interface SendTaskNode extends ActivityBase {
  readonly kind: 'sendTask'
  /** Absent: the message is thrown. */
  readonly job: string | undefined
  readonly message: string
  readonly sets: readonly string[]
}
export interface ReceiveTaskNode extends ActivityBase {
  readonly kind: 'receiveTask'
  readonly message: string
  readonly instantiate: boolean
}
export interface ScriptTaskNode extends ActivityBase {
  readonly kind: 'scriptTask'
  readonly script: CompiledExpression | undefined
  readonly result: string | undefined
}
export interface BusinessRuleTaskNode extends ActivityBase {
  readonly kind: 'businessRuleTask'
  readonly decision: string | undefined
  readonly job: string | undefined
  readonly result: string | undefined
  readonly sets: readonly string[]
}
export interface CallActivityNode extends ActivityBase {
  readonly kind: 'callActivity'
  /** Index of the scope that is called. */
  readonly body: number
  readonly propagates: boolean
}
export interface SubProcessNode extends ActivityBase {
  readonly kind: 'subProcess'
  /** Index of the scope that is its inside. */
  readonly body: number
  readonly isEventSubProcess: boolean
}
export interface TransactionNode extends ActivityBase {
  readonly kind: 'transaction'
  readonly body: number
}
export interface AdHocSubProcessNode extends ActivityBase {
  readonly kind: 'adHocSubProcess'
  readonly body: number
  readonly isSequential: boolean
  readonly completionCondition: CompiledExpression | undefined
  readonly cancelRemainingInstances: boolean
}

export interface ExclusiveGatewayNode extends NodeBase {
  readonly kind: 'exclusiveGateway'
}
export interface ParallelGatewayNode extends NodeBase {
  readonly kind: 'parallelGateway'
}
export interface InclusiveGatewayNode extends NodeBase {
  readonly kind: 'inclusiveGateway'
  /** Made when it is first asked for. */
  readonly reach: () => Reach
}
export interface ComplexGatewayNode extends NodeBase {
  readonly kind: 'complexGateway'
  readonly activationCondition: CompiledExpression | undefined
  /** Made when it is first asked for. */
  readonly reach: () => Reach
}
export interface EventBasedGatewayNode extends NodeBase {
  readonly kind: 'eventBasedGateway'
  readonly instantiate: boolean
  readonly isParallel: boolean
}

export type EventNode =
  StartEventNode | EndEventNode | IntermediateCatchEventNode | IntermediateThrowEventNode | BoundaryEventNode
export type JobTaskNode = ServiceTaskNode | SendTaskNode | BusinessRuleTaskNode
export type BodyNode = SubProcessNode | TransactionNode | AdHocSubProcessNode | CallActivityNode
export type ActivityNode =
  | PassingTaskNode
  | UserTaskNode
  | ServiceTaskNode
  | SendTaskNode
  | ReceiveTaskNode
  | ScriptTaskNode
  | BusinessRuleTaskNode
  | BodyNode
export type GatewayNode =
  ExclusiveGatewayNode | ParallelGatewayNode | InclusiveGatewayNode | ComplexGatewayNode | EventBasedGatewayNode
export type Node = EventNode | ActivityNode | GatewayNode

export type NodeOf<K extends ElementKind> = Extract<Node, { readonly kind: K | string }> & { readonly kind: K }
export type { ElementKind }

/** What an event waits for, or throws. */
export type Trigger =
  | { readonly kind: 'message'; readonly message: string; readonly job: string | undefined }
  | { readonly kind: 'timer'; readonly timer: CompiledTimer }
  /** `signal`: its name. */
  | { readonly kind: 'signal'; readonly signal: string }
  /** Caught without a code: every error. */
  | { readonly kind: 'error'; readonly code: string | undefined }
  | { readonly kind: 'escalation'; readonly code: string | undefined }
  | { readonly kind: 'conditional'; readonly condition: CompiledExpression }
  /** `target`: the catching link event. */
  | { readonly kind: 'link'; readonly name: string; readonly target: number }
  /** `activity`: the node to compensate, or {@link NONE} for everything in the scope. */
  | { readonly kind: 'compensation'; readonly activity: number; readonly waits: boolean }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'terminate' }

export type CompiledTimer =
  | { readonly kind: 'after'; readonly limit: TimeLimit }
  | { readonly kind: 'at'; readonly expression: CompiledExpression }
  | { readonly kind: 'afterExpression'; readonly expression: CompiledExpression }
  | { readonly kind: 'cycle'; readonly expression: CompiledExpression }

export interface CompiledMapping {
  readonly target: string
  readonly expression: CompiledExpression
}

export type CompiledLoop =
  | {
      readonly kind: 'standard'
      readonly condition: CompiledExpression | undefined
      readonly testBefore: boolean
      readonly maximum: number | undefined
    }
  | {
      readonly kind: 'multiInstance'
      readonly isSequential: boolean
      readonly cardinality: CompiledExpression | undefined
      readonly collection: CompiledExpression | undefined
      readonly item: string | undefined
      readonly outputCollection: string | undefined
      readonly outputItem: CompiledExpression | undefined
      readonly completionCondition: CompiledExpression | undefined
      readonly behavior: 'All' | 'None' | 'One' | 'Complex'
      readonly throws: Trigger | undefined
      readonly complex: readonly { readonly condition: CompiledExpression; readonly event: Trigger }[]
    }
