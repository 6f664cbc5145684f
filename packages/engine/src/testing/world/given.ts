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

/** @throws AdapterFailure OPTIONS_INVALID */
export function mustBeShape(of: string, seed: unknown, shape: Partial<Record<'deeds' | 'nodes' | 'faultShare', unknown>>): void {
  mustHold(of, 'seed', seed, 'a number', typeof seed === 'number' && !Number.isNaN(seed))
  mustHaveOptions(of, shape)
  const { deeds, nodes, faultShare } = shape
  const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= MOST_DEEDS
  mustHold(of, 'deeds', deeds, `a whole number from 0 to ${MOST_DEEDS}`, isCount(deeds))
  mustHold(of, 'nodes', nodes, `a whole number from 0 to ${MOST_DEEDS}`, isCount(nodes))
  mustHold(
    of,
    'faultShare',
    faultShare,
    'a share from 0 to 1',
    typeof faultShare === 'number' && faultShare >= 0 && faultShare <= 1,
  )
}

/** More than anybody has time to run. */
const MOST_DEEDS = 1_000_000
