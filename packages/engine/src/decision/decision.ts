import type { Position } from '../diagnostics/index.ts'

/** Decisions and what they are made from (DMN 1.3 §6): the same shape whether read from DMN XML or from YAML. */
export interface DecisionModel {
  readonly file: string
  readonly decisions: readonly Decision[]
}

/** A decision, or a business knowledge model: a function that decisions call. */
export interface Decision {
  readonly id: string
  /** The name under which others read its value. */
  readonly name: string
  readonly kind: 'decision' | 'knowledge'
  /** Ids of the decisions and knowledge models that it needs. */
  readonly requires: readonly string[]
  /** Names of its input data. */
  readonly inputs: readonly string[]
  /** Of a knowledge model: its parameters. */
  readonly parameters: readonly string[]
  readonly logic: Logic | undefined
  readonly position: Position
}

export interface Cell {
  readonly text: string
  readonly position: Position
}

export type Logic =
  | { readonly kind: 'expression'; readonly expression: Cell }
  | ({ readonly kind: 'table' } & DecisionTable)
  /** Entries in order, each seeing those before it; one without a name is the value. */
  | { readonly kind: 'context'; readonly entries: readonly { readonly name: string | undefined; readonly logic: Logic }[] }
  | { readonly kind: 'list'; readonly items: readonly Logic[] }
  | { readonly kind: 'relation'; readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  | {
      readonly kind: 'invocation'
      readonly called: Cell
      readonly bindings: readonly { readonly name: string; readonly logic: Logic }[]
    }

export const HIT_POLICIES = ['UNIQUE', 'FIRST', 'PRIORITY', 'ANY', 'COLLECT', 'RULE ORDER', 'OUTPUT ORDER'] as const
export type HitPolicy = (typeof HIT_POLICIES)[number]
export const AGGREGATIONS = ['SUM', 'COUNT', 'MIN', 'MAX'] as const
export type Aggregation = (typeof AGGREGATIONS)[number]

export interface DecisionTable {
  readonly hitPolicy: HitPolicy
  readonly aggregation: Aggregation | undefined
  readonly inputs: readonly { readonly label: string; readonly expression: Cell; readonly values: Cell | undefined }[]
  readonly outputs: readonly {
    readonly name: string
    /** FEEL, in the order of their priority. */
    readonly values: Cell | undefined
    readonly otherwise: Cell | undefined
  }[]
  readonly rules: readonly { readonly when: readonly Cell[]; readonly then: readonly Cell[]; readonly position: Position }[]
  readonly position: Position
}
