import { mustHaveOptions, mustHold } from '../../ports/index.ts'

/** @throws AdapterFailure OPTIONS_INVALID */
export function mustBeWorld(of: string, world: Partial<Record<'procedures' | 'people' | 'lodge' | 'complete', unknown>>): void {
  mustHaveOptions(of, world)
  const { procedures, people, lodge, complete } = world
  mustHold(of, 'procedures', procedures, 'a list', Array.isArray(procedures))
  mustHold(of, 'people', people, 'a list', Array.isArray(people))
  mustHold(of, 'lodge', lodge, 'a function', typeof lodge === 'function')
  mustHold(of, 'complete', complete, 'a function', typeof complete === 'function')
}

/** @throws AdapterFailure OPTIONS_INVALID */
export function mustBePlan(of: string, plan: Partial<Record<'deeds' | 'faults', unknown>>): void {
  mustHaveOptions(of, plan)
  for (const name of ['deeds', 'faults'] as const) mustHold(of, name, plan[name], 'a list', Array.isArray(plan[name]))
}
