import type { Plan } from './plan.ts'
import { simulate, type Failure, type World } from './simulate.ts'

/** Runs that making a plan small may take. */
const MOST_RUNS = 300

/** The smallest plan found that still breaks the same invariant: halves, quarters … of its faults and deeds are left out while it does. */
export async function shrink(
  world: World,
  plan: Plan,
  failure: Failure,
): Promise<{ readonly plan: Plan; readonly failure: Failure }> {
  let best = { plan, failure }
  let runs = 0
  const isWorse = async (smaller: Plan): Promise<boolean> => {
    if (runs >= MOST_RUNS) return false
    runs += 1
    const run = await simulate(world, smaller)
    if (run.failure?.invariant !== failure.invariant) return false
    best = { plan: smaller, failure: run.failure }
    return true
  }
  const parts = ['faults', 'deeds'] as const
  for (let again = true; again;) {
    again = false
    for (const part of parts) {
      for (let size = Math.ceil(best.plan[part].length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
        // From the end: faults are named by how much happened before them, which what comes later does not change.
        for (let to = best.plan[part].length; to > 0; to -= size) {
          const rest = best.plan[part].filter((_, index) => index < to - size || index >= to)
          if (await isWorse({ ...best.plan, [part]: rest })) again = true
        }
      }
    }
  }
  return best
}
