import type { TimeLimit } from '../calendar/index.ts'
import type { ElementKind, Message, Variable } from '../definition/index.ts'
import type { CompiledExpression } from '../expression/index.ts'

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
  /** `scopes[0]` is the process, the others are sub-processes. */
  readonly scopes: readonly Scope[]
  readonly nodeById: ReadonlyMap<string, number>
  readonly flowById: ReadonlyMap<string, number>
  readonly variables: ReadonlyMap<string, Variable>
  readonly messages: ReadonlyMap<string, Message>
  /** Canonical JSON of the definition: the same content, the same text. The host's fingerprint is its SHA-256. */
  readonly content: string
}

/** No node, no flow: an index that is not there. */
export const NONE = -1

export interface Scope {
  readonly index: number
  /** The sub-process node that this scope is the inside of, or {@link NONE} for the process. */
  readonly node: number
  /** Start events. */
  readonly starts: readonly number[]
  readonly nodes: readonly number[]
}

export interface Flow {
  readonly index: number
  readonly id: string
  readonly source: number
  readonly target: number
  readonly condition: CompiledExpression | undefined
  readonly isDefault: boolean
}

export interface NodeBase {
  readonly index: number
  readonly id: string
  /** Index of the scope it stands in. */
  readonly scope: number
  readonly incoming: readonly number[]
  /** In the order written; the default flow among them. */
  readonly outgoing: readonly number[]
  readonly defaultFlow: number
  /** Boundary events attached to it. */
  readonly boundary: readonly number[]
}

export interface StartEventNode extends NodeBase {
  readonly kind: 'startEvent'
  readonly message: string | undefined
}
export interface EndEventNode extends NodeBase {
  readonly kind: 'endEvent'
  readonly result: { readonly kind: 'none' } | { readonly kind: 'terminate' } | { readonly kind: 'error'; readonly code: string }
}
export interface IntermediateCatchEventNode extends NodeBase {
  readonly kind: 'intermediateCatchEvent'
  readonly trigger: Trigger
}
export interface IntermediateThrowEventNode extends NodeBase {
  readonly kind: 'intermediateThrowEvent'
}
export interface BoundaryEventNode extends NodeBase {
  readonly kind: 'boundaryEvent'
  readonly host: number
  readonly interrupting: boolean
  readonly trigger: Trigger | ErrorTrigger
}
export interface UserTaskNode extends NodeBase {
  readonly kind: 'userTask'
  readonly role: string
  readonly form: string | undefined
  readonly sets: readonly string[]
  readonly limit: TimeLimit | undefined
}
export interface JobTaskNode extends NodeBase {
  readonly kind: 'serviceTask' | 'sendTask'
  readonly job: string
  readonly input: readonly CompiledMapping[]
  readonly sets: readonly string[]
}
export interface ReceiveTaskNode extends NodeBase {
  readonly kind: 'receiveTask'
  readonly message: string
}
export interface GatewayNode extends NodeBase {
  readonly kind: 'exclusiveGateway' | 'parallelGateway' | 'eventBasedGateway'
}
export interface SubProcessNode extends NodeBase {
  readonly kind: 'subProcess'
  /** Index of the scope that is its inside. */
  readonly body: number
}

export type Node =
  | StartEventNode
  | EndEventNode
  | IntermediateCatchEventNode
  | IntermediateThrowEventNode
  | BoundaryEventNode
  | UserTaskNode
  | JobTaskNode
  | ReceiveTaskNode
  | GatewayNode
  | SubProcessNode

export type NodeOf<K extends ElementKind> = Node & { readonly kind: K }
export type { ElementKind }

/** What a catching event waits for. */
export type Trigger =
  { readonly kind: 'message'; readonly message: string } | { readonly kind: 'timer'; readonly timer: CompiledTimer }
/** What a boundary event catches from inside its activity; without a code, every error. */
export interface ErrorTrigger {
  readonly kind: 'error'
  readonly code: string | undefined
}

export type CompiledTimer =
  { readonly kind: 'after'; readonly limit: TimeLimit } | { readonly kind: 'at'; readonly expression: CompiledExpression }

export interface CompiledMapping {
  readonly target: string
  readonly expression: CompiledExpression
}
