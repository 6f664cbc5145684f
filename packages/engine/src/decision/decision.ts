import type { Position } from '../diagnostics/index.ts'

/** Decisions and what they are made from (DMN 1.3 §6): the same shape whether read from DMN XML or from YAML. */
export interface DecisionModel {
  readonly file: string
  readonly decisions: readonly Decision[]
  /** Every name that its expressions may read: FEEL's grammar depends on those that hold blanks. */
  readonly names: readonly string[]
  /** What the values of input data are, by its name. */
  readonly types: ReadonlyMap<string, ValueType>
}

/** A built-in type of FEEL under its name, a list of values, or a context with known entries; and what it allows of them. */
export type ValueType = (
  | { readonly kind: 'simple'; readonly name: string }
  | { readonly kind: 'list'; readonly of: ValueType }
  | { readonly kind: 'context'; readonly entries: ReadonlyMap<string, ValueType> }
) & {
  /** Unary tests that a value has to meet. */
  readonly allowed?: Cell
}

/** A parameter of a function, with its declared type. */
export interface Parameter {
  readonly name: string
  readonly type: ValueType | undefined
}

/** What a decision needs of another: itself under its name, or as an entry of the import's name where another file has it. */
export interface Requirement {
  readonly id: string
  /** The name of the import. */
  readonly within?: string
}

/** A decision; or a business knowledge model or decision service: functions that decisions call. */
export interface Decision {
  readonly id: string
  /** The name under which others read its value. */
  readonly name: string
  readonly kind: 'decision' | 'knowledge' | 'service'
  /** The decisions and knowledge models that it needs. */
  readonly requires: readonly Requirement[]
  /** Names of its input data. */
  readonly inputs: readonly { readonly name: string; readonly within?: string }[]
  /** Of a knowledge model or service: its parameters. */
  readonly parameters: readonly Parameter[]
  /** Of its value. */
  readonly type: ValueType | undefined
  /** Of a service: the decisions that it gives, and those that its caller takes instead of evaluating them, by parameter. */
  readonly service?: { readonly outputs: readonly string[]; readonly given: ReadonlyMap<string, string> }
  readonly logic: Logic | undefined
  readonly position: Position
}

export interface Cell {
  readonly text: string
  readonly position: Position
}

export type Logic =
  | BoxedLogic
  | { readonly kind: 'expression'; readonly expression: Cell }
  | ({ readonly kind: 'table' } & DecisionTable)
  /** Entries in order, each seeing those before it; one without a name is the value. */
  | { readonly kind: 'context'; readonly entries: readonly ContextEntry[] }
  | { readonly kind: 'list'; readonly items: readonly Logic[] }
  | { readonly kind: 'relation'; readonly columns: readonly string[]; readonly rows: readonly (readonly Logic[])[] }
  | {
      readonly kind: 'invocation'
      readonly called: Cell
      readonly bindings: readonly { readonly name: string; readonly logic: Logic }[]
    }

export interface ContextEntry {
  readonly name: string | undefined
  readonly type: ValueType | undefined
  readonly logic: Logic
}

/** What DMN 1.4 added: FEEL's own forms, boxed. */
export type BoxedLogic =
  | { readonly kind: 'conditional'; readonly condition: Logic; readonly then: Logic; readonly otherwise: Logic }
  | { readonly kind: 'filter'; readonly list: Logic; readonly match: Logic }
  | {
      readonly kind: 'iteration'
      readonly how: 'for' | 'some' | 'every'
      readonly variable: string
      readonly list: Logic
      readonly body: Logic
    }
  | { readonly kind: 'function'; readonly parameters: readonly Parameter[]; readonly body: Logic }

export const HIT_POLICIES = ['UNIQUE', 'FIRST', 'PRIORITY', 'ANY', 'COLLECT', 'RULE ORDER', 'OUTPUT ORDER'] as const
export type HitPolicy = (typeof HIT_POLICIES)[number]
export const AGGREGATIONS = ['SUM', 'COUNT', 'MIN', 'MAX'] as const
export type Aggregation = (typeof AGGREGATIONS)[number]

export interface DecisionTable {
  readonly hitPolicy: HitPolicy
  readonly aggregation: Aggregation | undefined
  readonly inputs: readonly {
    readonly label: string
    readonly expression: Cell
    readonly type?: ValueType | undefined
    readonly values: Cell | undefined
  }[]
  readonly outputs: readonly {
    readonly name: string
    readonly type?: ValueType | undefined
    /** FEEL, in the order of their priority. */
    readonly values: Cell | undefined
    readonly otherwise: Cell | undefined
  }[]
  readonly rules: readonly { readonly when: readonly Cell[]; readonly then: readonly Cell[]; readonly position: Position }[]
  readonly position: Position
}
