import type { Position } from '../diagnostics/index.ts'
import type { ClockMark, Pause } from './clock-mark.ts'
import type { Expression } from './expression.ts'
import type { Limit, ProcedureLimit } from './limit.ts'
import type { Published } from './published.ts'
import type { Text } from './text.ts'

export * from './clock-mark.ts'
export * from './expression.ts'
export * from './limit.ts'
export * from './published.ts'
export * from './text.ts'

/**
 * What an author wrote, after reading and validation: the same shape whether it came from YAML or from BPMN XML.
 * Names are BPMN's; what the law adds (stage, standing, clock, payment) hangs on the flow nodes as marks.
 */
export interface Definition {
  /** The file it was read from, as diagnostics name it. */
  readonly file: string
  /** Mã thủ tục, as `1.001193`; for a plain BPMN file the process id. */
  readonly procedure: string
  readonly version: number
  readonly effective: { readonly from: string; readonly to?: string } | undefined
  readonly name: Text
  readonly level: 'central' | 'province' | 'district' | 'commune' | undefined
  /** Lĩnh vực, as `G15-TP07` Hộ tịch. */
  readonly field: { readonly code: string; readonly name: Text } | undefined
  /** The agency that resolves. */
  readonly agency: Text | undefined
  /** Legal basis: numbers of the texts. */
  readonly basis: readonly string[]
  readonly sources: readonly string[]
  /** The one-stop rules that apply, as `nd118-2025`. */
  readonly regime: string | undefined
  readonly limit: ProcedureLimit | undefined
  readonly roles: readonly Role[]
  readonly documents: readonly ProcedureDocument[]
  readonly results: readonly ProcedureResult[]
  /** Fees, times by channel and case, sources of figures, and what is open; absent where the file says none of it. */
  readonly published?: Published | undefined
  /** Declared variables. See {@link Definition.isOpen}. */
  readonly variables: readonly Variable[]
  /** `true`: elements may also use names that are not declared, as a plain BPMN file does; data is then not checked. */
  readonly isOpen: boolean
  readonly messages: readonly Message[]
  readonly signals: readonly Signal[]
  readonly errors: readonly ErrorDeclaration[]
  readonly escalations: readonly EscalationDeclaration[]
  readonly correlations: readonly CorrelationKey[]
  /** Processes, and global tasks as processes of one task. */
  readonly processes: readonly Process[]
  readonly collaboration: Collaboration | undefined
  /** DMN decision models, as plain data; read by `compile`. */
  readonly decisions: DecisionSource | undefined
  readonly rules: readonly Rule[]
  /** What a BPMN file carries as a whole. */
  readonly carried?: Carried | undefined
}

/** The seven stages of the one-stop mechanism, in the law's order. */
export const STAGES = ['receive', 'digitize', 'transfer', 'verify', 'sign', 'return', 'archive'] as const
export type Stage = (typeof STAGES)[number]

/** What the law calls the dossier's status; the order is that of the national codes 1 to 10. */
export const STANDINGS = [
  'registered',
  'accepted',
  'refused',
  'inProgress',
  'supplementAsked',
  'paymentAsked',
  'withdrawn',
  'stopped',
  'settled',
  'returned',
] as const
export type Standing = (typeof STANDINGS)[number]

/** What happens to the financial duty when a marked element is entered. */
export const PAYMENT_MARKS = ['ask', 'settle', 'waive', 'lapse'] as const
export type PaymentMark = (typeof PAYMENT_MARKS)[number]

export interface Role {
  readonly id: string
  readonly name: Text
}

export type DigitizationClass = 'prior-result' | 'processing-result' | 'procedure-result' | 'on-demand'

/** A component of the dossier (thành phần hồ sơ). */
export interface ProcedureDocument {
  readonly id: string
  readonly name: Text
  /** National component code, as `000.00.00.G15-KQ004389`. */
  readonly code: string | undefined
  readonly class: DigitizationClass
  readonly digitize: 'mandatory' | 'on-demand'
  /** Where it is looked for before the applicant is asked. */
  readonly reuse: readonly string[]
  readonly required: boolean
  /** In the publication's words: in which case it is asked for, or under which heading it stands. */
  readonly when: Text | undefined
  readonly originals: number
  readonly copies: number
}

export interface ProcedureResult {
  readonly id: string
  readonly name: Text
  readonly code: string | undefined
}

export type VariableType = 'string' | 'number' | 'boolean' | 'date' | 'dateTime' | 'list' | 'object'

export interface Variable {
  readonly id: string
  readonly type: VariableType
  readonly values: readonly (string | number | boolean)[] | undefined
  readonly optional: boolean
  readonly name: Text | undefined
  readonly position: Position
}

/** What is carried along and means nothing that runs: kept over BPMN. YAML has a place for it in nodes alone. */
export interface Carried {
  /** What its author wrote about it for readers. */
  readonly documentation?: string | undefined
  /** Foreign content of a BPMN file (extension elements and attributes) as XML text. */
  readonly extension?: string | undefined
}

export interface Message extends Carried {
  readonly id: string
  readonly name: Text | undefined
  /** Roles that may send it. Empty: only systems may. */
  readonly from: readonly string[]
  /** Variables that it carries. */
  readonly carries: readonly string[]
}

export interface Signal extends Carried {
  readonly id: string
  readonly name: string
}
/** `code` is what throwing and catching events are matched by. */
export interface ErrorDeclaration extends Carried {
  readonly id: string
  readonly code: string
  readonly name: string | undefined
}
export interface EscalationDeclaration extends Carried {
  readonly id: string
  readonly code: string
  readonly name: string | undefined
}

/** BPMN §8.4.2: what tells conversations apart. Messages of one conversation have equal values for every property. */
export interface CorrelationKey extends Carried {
  readonly id: string
  readonly properties: readonly {
    readonly id: string
    /** By message id: FEEL over the message's payload. */
    readonly retrieval: readonly { readonly message: string; readonly expression: Expression }[]
  }[]
  /** Context-based correlation (§8.4.2): by process id, FEEL over the process's data that a message's value must equal. */
  readonly subscriptions: readonly { readonly process: string; readonly property: string; readonly expression: Expression }[]
}

export interface Collaboration extends Carried {
  readonly id: string
  readonly participants: readonly Participant[]
  readonly messageFlows: readonly MessageFlow[]
  readonly isClosed: boolean
}
/** A pool. `process`: absent for a black box. */
export interface Participant extends Carried {
  readonly id: string
  readonly name: Text | undefined
  readonly process: string | undefined
  readonly minimum: number | undefined
  readonly maximum: number | undefined
}
/** `source` and `target` are ids of participants or of flow nodes. */
export interface MessageFlow extends Carried {
  readonly id: string
  readonly name: Text | undefined
  readonly source: string
  readonly target: string
  readonly message: string | undefined
}

/** A process, or with {@link globalTask} a global task that call activities may call. */
export interface Process extends FlowScope, Carried {
  readonly id: string
  readonly name: Text | undefined
  readonly isExecutable: boolean
  readonly isClosed: boolean
  /** Its only node is the task, under the process's own id. */
  readonly isGlobalTask: boolean
}

/** A process or any kind of sub-process: nodes and the flows between them, and the data that lives with it. */
export interface FlowScope {
  readonly nodes: readonly FlowNode[]
  readonly flows: readonly SequenceFlow[]
  /** Data objects, properties and references to data stores: variables of this scope. */
  readonly data: readonly DataItem[]
  readonly lanes: readonly Lane[]
  /** Text annotations, groups and associations that are not for compensation: kept, without a meaning. */
  readonly artifacts: readonly Artifact[]
}

export interface DataItem extends Carried {
  readonly kind: 'dataObject' | 'dataObjectReference' | 'dataStore' | 'dataStoreReference' | 'property'
  readonly id: string
  /** The variable that it is. */
  readonly variable: string
  readonly name: Text | undefined
  readonly isCollection: boolean
  /** Of a reference: what it refers to. */
  readonly refersTo: string | undefined
  /** FEEL; its value when the scope begins. */
  readonly initial: Expression | undefined
}

/** Part of a pool. `role`: the role that its user tasks have when they name none. */
export interface Lane extends Carried {
  readonly id: string
  readonly name: Text | undefined
  readonly nodes: readonly string[]
  readonly lanes: readonly Lane[]
}

export interface Artifact extends Carried {
  readonly kind: 'textAnnotation' | 'group' | 'association'
  readonly id: string
  readonly text: string | undefined
  readonly source: string | undefined
  readonly target: string | undefined
}

export interface SequenceFlow extends Carried {
  readonly id: string
  readonly source: string
  readonly target: string
  /** FEEL. Absent on a default flow and on an unconditional one. */
  readonly condition: Expression | undefined
  readonly isDefault: boolean
  readonly name: Text | undefined
  readonly position: Position
}

/** What every flow node has. Marks take effect when a token enters the node. */
export interface FlowNodeBase extends Carried {
  readonly id: string
  readonly name: Text | undefined
  readonly position: Position
  readonly stage: Stage | undefined
  readonly standing: Standing | undefined
  readonly clock: ClockMark | undefined
  /** Only of one with `clock: pause`. */
  readonly pause?: Pause | undefined
  readonly payment: PaymentMark | undefined
}

/** `events`: none, one, or several (multiple: the first that comes; parallel multiple: all of them). */
interface EventBase extends FlowNodeBase {
  readonly events: readonly EventDefinition[]
  /** Values taken from what a caught event carries, or given to what a thrown one carries. */
  readonly mappings: readonly Mapping[]
}

export interface StartEvent extends EventBase {
  readonly kind: 'startEvent'
  /** In an event sub-process: `false` lets what is around go on. */
  readonly isInterrupting: boolean
  readonly isParallelMultiple: boolean
}
export interface EndEvent extends EventBase {
  readonly kind: 'endEvent'
}
export interface IntermediateCatchEvent extends EventBase {
  readonly kind: 'intermediateCatchEvent'
  readonly isParallelMultiple: boolean
}
export interface IntermediateThrowEvent extends EventBase {
  readonly kind: 'intermediateThrowEvent'
}
export interface BoundaryEvent extends EventBase {
  readonly kind: 'boundaryEvent'
  readonly attachedTo: string
  /** BPMN's `cancelActivity`: `false` lets the activity go on. */
  readonly cancelActivity: boolean
  readonly isParallelMultiple: boolean
}

/** What every activity has. */
interface ActivityBase extends FlowNodeBase {
  readonly loop: Loop | undefined
  readonly isForCompensation: boolean
  /** The compensation handler that an association leads to from a compensation boundary event is named there. */
  readonly startQuantity: number
  readonly completionQuantity: number
  /** Computed around the activity when it begins; local variables of the activity. */
  readonly input: readonly Mapping[]
  /** Computed inside of the activity when it completes; variables around it. Empty: everything that it sets goes out. */
  readonly output: readonly Mapping[]
  /** Properties of the activity: local variables. */
  readonly properties: readonly DataItem[]
}

/** A task without a kind; passes at once. */
export interface AbstractTask extends ActivityBase {
  readonly kind: 'task'
}
/** A deed outside of every system; passes at once. */
export interface ManualTask extends ActivityBase {
  readonly kind: 'manualTask'
}
export interface UserTask extends ActivityBase {
  readonly kind: 'userTask'
  /** Absent: the lane's; a plain BPMN file may have neither. */
  readonly role: string | undefined
  /**
   * Candidate groups, as the identity system names them: whoever belongs to one may do it too. Where there is neither role nor lane,
   * they alone. Absent: none.
   */
  readonly groups?: readonly string[] | undefined
  readonly form: string | undefined
  /** Variables that completing the task sets. */
  readonly sets: readonly string[]
  /** The time that the internal procedure gives this step. */
  readonly limit: Limit | undefined
  /** Four eyes: whoever completed one of these elements in the same dossier must not do this one. Absent: anybody may. */
  readonly fourEyes?: readonly string[] | undefined
}
export interface ServiceTask extends ActivityBase {
  readonly kind: 'serviceTask'
  /** Name of the job that an adapter does. */
  readonly job: string
  readonly sets: readonly string[]
}
export interface SendTask extends ActivityBase {
  readonly kind: 'sendTask'
  /** Name of the job that sends; absent: the message is thrown. */
  readonly job: string | undefined
  readonly message: string | undefined
  readonly sets: readonly string[]
}
export interface ReceiveTask extends ActivityBase {
  readonly kind: 'receiveTask'
  /** Absent: whatever message flow leads to it. */
  readonly message: string | undefined
  readonly instantiate: boolean
}
export interface ScriptTask extends ActivityBase {
  readonly kind: 'scriptTask'
  readonly script: Expression | undefined
  /** Gets the script's value; absent: a context's entries become variables. */
  readonly result: string | undefined
}
export interface BusinessRuleTask extends ActivityBase {
  readonly kind: 'businessRuleTask'
  /** Id of a decision; absent: a job does it. */
  readonly decision: string | undefined
  readonly job: string | undefined
  readonly result: string | undefined
  readonly sets: readonly string[]
}
export interface CallActivity extends ActivityBase {
  readonly kind: 'callActivity'
  /** Id of a process or a global task. */
  readonly calledElement: string
  /** `true`: what is called sees the caller's variables, and what it sets comes back, beside the mappings. */
  readonly propagates: boolean
}

export interface SubProcess extends ActivityBase, FlowScope {
  readonly kind: 'subProcess'
  /** An event sub-process. */
  readonly triggeredByEvent: boolean
}
export interface Transaction extends ActivityBase, FlowScope {
  readonly kind: 'transaction'
}
export interface AdHocSubProcess extends ActivityBase, FlowScope {
  readonly kind: 'adHocSubProcess'
  readonly ordering: 'Parallel' | 'Sequential'
  readonly completionCondition: Expression | undefined
  readonly cancelRemainingInstances: boolean
}

export interface ExclusiveGateway extends FlowNodeBase {
  readonly kind: 'exclusiveGateway'
}
export interface InclusiveGateway extends FlowNodeBase {
  readonly kind: 'inclusiveGateway'
}
export interface ParallelGateway extends FlowNodeBase {
  readonly kind: 'parallelGateway'
}
export interface ComplexGateway extends FlowNodeBase {
  readonly kind: 'complexGateway'
  readonly activationCondition: Expression | undefined
}
export interface EventBasedGateway extends FlowNodeBase {
  readonly kind: 'eventBasedGateway'
  readonly instantiate: boolean
  readonly gatewayType: 'Exclusive' | 'Parallel'
}

export type TaskNode = AbstractTask | ManualTask | UserTask | ServiceTask | SendTask | ReceiveTask | ScriptTask | BusinessRuleTask
export type SubProcessNode = SubProcess | Transaction | AdHocSubProcess
export type Activity = TaskNode | CallActivity | SubProcessNode
export type EventNode = StartEvent | EndEvent | IntermediateCatchEvent | IntermediateThrowEvent | BoundaryEvent
export type Gateway = ExclusiveGateway | InclusiveGateway | ParallelGateway | ComplexGateway | EventBasedGateway
export type FlowNode = EventNode | Activity | Gateway
export type ElementKind = FlowNode['kind']

export const TASK_KINDS = [
  'task',
  'manualTask',
  'userTask',
  'serviceTask',
  'sendTask',
  'receiveTask',
  'scriptTask',
  'businessRuleTask',
] as const satisfies readonly TaskNode['kind'][]
export const SUB_PROCESS_KINDS = [
  'subProcess',
  'transaction',
  'adHocSubProcess',
] as const satisfies readonly SubProcessNode['kind'][]

export function isSubProcess(node: FlowNode): node is SubProcessNode {
  return (SUB_PROCESS_KINDS as readonly string[]).includes(node.kind)
}

/** All nodes, each sub-process before those in it. */
export function nodesIn(scope: FlowScope): FlowNode[] {
  return scope.nodes.flatMap((node) => (isSubProcess(node) ? [node, ...nodesIn(node)] : [node]))
}

/** BPMN's activities: tasks, call activities, sub-processes. */
export function isActivity(node: FlowNode): node is Activity {
  return node.kind === 'callActivity' || (TASK_KINDS as readonly string[]).includes(node.kind) || isSubProcess(node)
}

/** `target` gets the value of the FEEL expression `source`. */
export interface Mapping {
  readonly target: string
  readonly source: Expression
}

/** How often an activity runs. Inside, `loopCounter` counts from 1. */
export type Loop =
  | {
      readonly kind: 'standard'
      /** Absent: until `maximum`. */
      readonly condition: Expression | undefined
      readonly testBefore: boolean
      readonly maximum: number | undefined
    }
  | {
      readonly kind: 'multiInstance'
      readonly isSequential: boolean
      /** FEEL that gives a whole number; or `collection`. */
      readonly cardinality: Expression | undefined
      /** FEEL that gives a list. */
      readonly collection: Expression | undefined
      /** Variable of the instance that holds its item. */
      readonly item: string | undefined
      /** Variable around the activity that collects, in the items' order, what `outputItem` gives in each instance. */
      readonly outputCollection: string | undefined
      readonly outputItem: Expression | undefined
      readonly completionCondition: Expression | undefined
      readonly behavior: 'All' | 'None' | 'One' | 'Complex'
      /** What is thrown at the border of the activity: at every completion (None) or at the first (One). */
      readonly throws: EventDefinition | undefined
      /** Complex: what is thrown at a completion when the condition holds. */
      readonly complex: readonly { readonly condition: Expression; readonly event: EventDefinition }[]
    }

export interface MessageEvent {
  readonly kind: 'message'
  /** Id of a declared message; absent: whatever message flow leads here. */
  readonly message: string | undefined
  /** Of a thrown message: the job that sends it, where an adapter does. */
  readonly job?: string | undefined
}
export interface TimerEvent {
  readonly kind: 'timer'
  readonly timer: Timer
}
export interface SignalEvent {
  readonly kind: 'signal'
  /** Id of a declared signal. */
  readonly signal: string | undefined
}
export interface ErrorEvent {
  readonly kind: 'error'
  /** Absent on a catching event: every error. */
  readonly code: string | undefined
}
export interface EscalationEvent {
  readonly kind: 'escalation'
  /** Absent on a catching event: every escalation. */
  readonly code: string | undefined
}
export interface ConditionalEvent {
  readonly kind: 'conditional'
  readonly condition: Expression
}
export interface LinkEvent {
  readonly kind: 'link'
  readonly name: string
}
export interface CompensationEvent {
  readonly kind: 'compensation'
  /** Thrown: the activity to compensate; absent: everything in the scope. */
  readonly activity: string | undefined
  readonly waitForCompletion: boolean
  /** Of a boundary event: the handler that its association leads to. */
  readonly handler: string | undefined
}
export interface CancelEvent {
  readonly kind: 'cancel'
}
export interface TerminateEvent {
  readonly kind: 'terminate'
}

export type EventDefinition =
  | MessageEvent
  | TimerEvent
  | SignalEvent
  | ErrorEvent
  | EscalationEvent
  | ConditionalEvent
  | LinkEvent
  | CompensationEvent
  | CancelEvent
  | TerminateEvent

/** When a timer fires: a span after it is set, at an instant, or again and again. */
export type Timer =
  | { readonly kind: 'after'; readonly limit: Limit }
  /** FEEL that gives a date and time, or its ISO 8601 text. */
  | { readonly kind: 'at'; readonly expression: Expression }
  /** FEEL that gives an ISO 8601 duration. */
  | { readonly kind: 'afterExpression'; readonly expression: Expression }
  /** FEEL that gives an ISO 8601 repetition, as `R3/PT10M`; without a number it never ends. */
  | { readonly kind: 'cycle'; readonly expression: Expression }

/** Where decisions come from: DMN files beside the procedure, or the `decisions` of the YAML file. */
export interface DecisionSource {
  /** DMN XML texts. */
  readonly dmn: readonly { readonly file: string; readonly text: string }[]
  /** `decisions:` of a YAML file as plain data. */
  readonly yaml: Readonly<Record<string, unknown>> | undefined
  /** Where its parts stand, by their JSON pointers below `decisions`. */
  readonly positions?: Readonly<Record<string, Position>>
}

/** Declare templates, checked on every path. `precedence [a, b]`: no b before an a. `response [a, b]`: after a, eventually b. */
export interface Rule {
  readonly template: 'precedence' | 'response'
  readonly first: string
  readonly second: string
  readonly position: Position
}
