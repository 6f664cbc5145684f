import type { Diagnostic } from '../../diagnostics/index.ts'
import { boundaryEvents } from './boundary-events.ts'
import { connected } from './connected.ts'
import { digitization } from './digitization.ts'
import { effectiveDates } from './effective-dates.ts'
import { eventGateways } from './event-gateways.ts'
import { flowTargets } from './flow-targets.ts'
import { gaps } from './gaps.ts'
import { gateways } from './gateways.ts'
import { levels } from './levels.ts'
import { references } from './references.ts'
import type { Rule, RuleContext } from './rule.ts'
import { startAndEnd } from './start-and-end.ts'
import { timeBudget } from './time-budget.ts'
import { uniqueIds } from './unique-ids.ts'

/** What every file must keep to. */
const FORM: readonly Rule[] = [uniqueIds, flowTargets, boundaryEvents, references, gaps, effectiveDates, levels]
/** What a procedure keeps to beyond BPMN, so that it says all that it does; a file with `open: true` need not. */
const AUTHORING: readonly Rule[] = [startAndEnd, gateways, eventGateways, digitization]

/** Every authoring rule. */
export const RULES: readonly Rule[] = [...FORM, ...AUTHORING]

/** Rules that are only sure of themselves when all else is right. */
export const LAST_RULES: readonly Rule[] = [connected, timeBudget]

/** What the rules find; a mistake that only follows from another one is not reported. */
export function checkRules(context: RuleContext): Diagnostic[] {
  const { isOpen } = context.definition
  const found = (isOpen ? FORM : RULES).flatMap((rule) => rule.check(context))
  const isWhole = context.isWhole && found.every(({ severity }) => severity !== 'error')
  return [...found, ...(isOpen ? [] : LAST_RULES).flatMap((rule) => rule.check({ ...context, isWhole }))]
}
