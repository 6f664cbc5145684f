import { mustHaveOptions, mustHold } from '../../ports/index.ts'

/** All that a world may have. */
const PARTS_OF_WORLD = [
  ...(['procedures', 'people', 'lodge', 'complete', 'report'] as const),
  ...(['adapters', 'invariants', 'nodes', 'store'] as const),
]

/** @throws AdapterFailure OPTIONS_INVALID */
export function mustBeWorld(of: string, world: Partial<Record<(typeof PARTS_OF_WORLD)[number], unknown>>): void {
  mustHaveOptions(of, world)
  mustKnow(of, world, PARTS_OF_WORLD)
  const { procedures, people, lodge, complete } = world
  const isProcedures = Array.isArray(procedures) || typeof procedures === 'function'
  mustHold(of, 'procedures', procedures, 'a list, or a function that gives one,', isProcedures)
  mustHold(of, 'people', people, 'a list', Array.isArray(people))
  for (const [index, person] of (people as readonly unknown[]).entries())
    mustHold(of, `people[${index}]`, person, 'an object with `id` and `roles`', isPerson(person))
  mustHold(of, 'lodge', lodge, 'a function', typeof lodge === 'function')
  mustHold(of, 'complete', complete, 'a function', typeof complete === 'function')
  for (const name of ['report', 'adapters', 'store'] as const)
    mustHold(of, name, world[name], 'a function', world[name] === undefined || typeof world[name] === 'function')
  const { nodes, invariants = [] } = world
  const isCount = nodes === undefined || (Number.isSafeInteger(nodes) && Number(nodes) > 0)
  mustHold(of, 'nodes', nodes, 'a whole number of at least 1', isCount)
  mustHold(of, 'invariants', invariants, 'a list', Array.isArray(invariants))
  for (const [index, invariant] of (invariants as readonly unknown[]).entries())
    mustHold(of, `invariants[${index}]`, invariant, 'an object with `name` and `check`', isInvariant(invariant))
}

/**
 * What nobody knows would go unnoticed: a promise under a misspelled name is one that nobody keeps.
 *
 * @throws AdapterFailure OPTIONS_INVALID
 */
export function mustKnow(of: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given))
    mustHold(of, name, Reflect.get(given, name), `one of ${known.join(', ')}`, known.includes(name))
}

function isPerson(value: unknown): boolean {
  const isObject = typeof value === 'object' && value !== null
  return isObject && typeof Reflect.get(value, 'id') === 'string' && Array.isArray(Reflect.get(value, 'roles'))
}

function isInvariant(value: unknown): boolean {
  const isObject = typeof value === 'object' && value !== null
  return isObject && typeof Reflect.get(value, 'name') === 'string' && typeof Reflect.get(value, 'check') === 'function'
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
