import type { FeelFunction } from '../value.ts'
import { CONTEXT } from './context.ts'
import { LIST } from './list.ts'
import { NUMERIC } from './numeric.ts'
import { RANGE } from './range.ts'
import { STRING } from './string.ts'
import { TEMPORAL } from './temporal.ts'

/** FEEL's own functions (DMN 1.4 §10.3.4), by name. */
export const BUILTINS: ReadonlyMap<string, FeelFunction> = new Map(
  [NUMERIC, STRING, LIST, CONTEXT, TEMPORAL, RANGE].flatMap((group) => Object.entries(group)),
)
