import type { Position } from '../diagnostics/index.ts'

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
  readonly level: 'central' | 'province' | 'commune' | undefined
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
  readonly variables: readonly Variable[]
  readonly messages: readonly Message[]
  readonly processes: readonly Process[]
  readonly rules: readonly Rule[]
}

/** Vietnamese always, English where it was written. */
export interface Text {
  readonly vi: string
  readonly en?: string
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

/** What happens to the legal clock when a marked element is entered. */
export const CLOCK_MARKS = ['start', 'pause', 'resume', 'restart', 'extend', 'stop'] as const
export type ClockMark = (typeof CLOCK_MARKS)[number]

/** What happens to the financial duty when a marked element is entered. */
export const PAYMENT_MARKS = ['ask', 'settle', 'waive', 'lapse'] as const
export type PaymentMark = (typeof PAYMENT_MARKS)[number]

/** A span as the law states it. ISO 8601 durations are elapsed time; working days and hours need a calendar. */
export type Limit =
  | { readonly unit: 'workingDays'; readonly amount: number }
  | { readonly unit: 'workingHours'; readonly amount: number }
  /** Days of the Civil Code (art. 147, 148): the first is not counted, a last day off moves to the next working day. */
  | { readonly unit: 'days'; readonly amount: number }
  /** ISO 8601, as `PT30M`. */
  | { readonly unit: 'elapsed'; readonly duration: string }

export interface ProcedureLimit {
  readonly limit: Limit
  /** Local time `HH:mm`: what is received later counts from the start of the next working day. */
  readonly cutoff: string | undefined
  /** Working time before the due instant at which the dossier counts as due soon. */
  readonly warn: Limit | undefined
  readonly extension: { readonly times: number; readonly limit: Limit } | undefined
  readonly position: Position
}

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

export interface Message {
  readonly id: string
  readonly name: Text | undefined
  /** Roles that may send it. Empty: only systems may. */
  readonly from: readonly string[]
  /** Variables that it carries. */
  readonly carries: readonly string[]
}

export interface Process extends FlowScope {
  readonly id: string
  readonly name: Text | undefined
}

/** A process or an embedded sub-process: nodes and the flows between them. */
export interface FlowScope {
  readonly nodes: readonly FlowNode[]
  readonly flows: readonly SequenceFlow[]
}

export interface SequenceFlow {
  readonly id: string
  readonly source: string
  readonly target: string
  /** FEEL. Absent on a default flow and on an unconditional one. */
  readonly condition: Expression | undefined
  readonly isDefault: boolean
  readonly name: Text | undefined
  readonly position: Position
}

/** A FEEL expression and where it was written. */
export interface Expression {
  readonly text: string
  readonly position: Position
}

/** What every flow node has. Marks take effect when a token enters the node. */
export interface FlowNodeBase {
  readonly id: string
  readonly name: Text | undefined
  readonly position: Position
  readonly stage: Stage | undefined
  readonly standing: Standing | undefined
  readonly clock: ClockMark | undefined
  readonly payment: PaymentMark | undefined
}

export interface StartEvent extends FlowNodeBase {
  readonly kind: 'startEvent'
  readonly event: NoneEvent | MessageEvent
}
export interface EndEvent extends FlowNodeBase {
  readonly kind: 'endEvent'
  readonly event: NoneEvent | TerminateEvent | ErrorEvent
}
export interface IntermediateCatchEvent extends FlowNodeBase {
  readonly kind: 'intermediateCatchEvent'
  readonly event: MessageEvent | TimerEvent
}
export interface IntermediateThrowEvent extends FlowNodeBase {
  readonly kind: 'intermediateThrowEvent'
  readonly event: NoneEvent
}
export interface BoundaryEvent extends FlowNodeBase {
  readonly kind: 'boundaryEvent'
  readonly attachedTo: string
  /** BPMN's `cancelActivity`: `false` lets the activity go on. */
  readonly cancelActivity: boolean
  readonly event: MessageEvent | TimerEvent | ErrorEvent
}
export interface UserTask extends FlowNodeBase {
  readonly kind: 'userTask'
  readonly role: string
  readonly form: string | undefined
  /** Variables that completing the task sets. */
  readonly sets: readonly string[]
  /** The time that the internal procedure gives this step. */
  readonly limit: Limit | undefined
}
export interface ServiceTask extends FlowNodeBase {
  readonly kind: 'serviceTask'
  /** Name of the job that an adapter does. */
  readonly job: string
  readonly input: readonly Mapping[]
  readonly sets: readonly string[]
}
export interface SendTask extends FlowNodeBase {
  readonly kind: 'sendTask'
  readonly job: string
  readonly input: readonly Mapping[]
  readonly sets: readonly string[]
}
export interface ReceiveTask extends FlowNodeBase {
  readonly kind: 'receiveTask'
  readonly message: string
}
export interface ExclusiveGateway extends FlowNodeBase {
  readonly kind: 'exclusiveGateway'
}
export interface ParallelGateway extends FlowNodeBase {
  readonly kind: 'parallelGateway'
}
export interface EventBasedGateway extends FlowNodeBase {
  readonly kind: 'eventBasedGateway'
}
export interface SubProcess extends FlowNodeBase, FlowScope {
  readonly kind: 'subProcess'
}

export type FlowNode =
  | StartEvent
  | EndEvent
  | IntermediateCatchEvent
  | IntermediateThrowEvent
  | BoundaryEvent
  | UserTask
  | ServiceTask
  | SendTask
  | ReceiveTask
  | ExclusiveGateway
  | ParallelGateway
  | EventBasedGateway
  | SubProcess

export type ElementKind = FlowNode['kind']

/** `target` gets the value of the FEEL expression `source`. */
export interface Mapping {
  readonly target: string
  readonly source: Expression
}

export interface NoneEvent {
  readonly kind: 'none'
}
export interface MessageEvent {
  readonly kind: 'message'
  readonly message: string
}
export interface TimerEvent {
  readonly kind: 'timer'
  readonly timer: Timer
}
export interface ErrorEvent {
  readonly kind: 'error'
  /** Absent on a boundary event that catches every error. */
  readonly code: string | undefined
}
export interface TerminateEvent {
  readonly kind: 'terminate'
}

/** When a timer fires: a span after it is set, or at an instant. */
export type Timer =
  | { readonly kind: 'after'; readonly limit: Limit }
  /** FEEL that gives a date and time, or its ISO 8601 text. */
  | { readonly kind: 'at'; readonly expression: Expression }

/** Declare templates, checked on every path. `precedence [a, b]`: no b before an a. `response [a, b]`: after a, eventually b. */
export interface Rule {
  readonly template: 'precedence' | 'response'
  readonly first: string
  readonly second: string
  readonly position: Position
}
