import { mustHaveOptions, mustHold } from '../../ports/index.ts'
import { answerOf } from './answers.ts'
import { mustBeWorld, mustKnow } from './given.ts'
import { planOf, type Plan, type PlanShape } from './plan.ts'
import { keepPlan, plansIn } from './regressions.ts'
import { shrink } from './shrink.ts'
import { simulate, type Failure, type Run, type World } from './simulate.ts'

/** How many nodes there are is the world's to say. */
export interface CheckWorldOptions extends Partial<Omit<PlanShape, 'nodes'>> {
  /** The first seed; 1 unless told. */
  readonly seed?: number
  /** How many seeds; 100 unless told. */
  readonly runs?: number
  /**
   * A JSON file of plans that failed once: they are run first. A new failure is made small and added, so that it is tried for ever. Its folder
   * is made where there is none. Several processes may keep theirs in one file at once.
   */
  readonly regressions?: string
  readonly onRun?: (run: Run) => void
}

const OPTIONS: readonly (keyof CheckWorldOptions)[] = ['seed', 'runs', 'regressions', 'onRun', 'deeds', 'faultShare']

/** A run in which something does not hold that must. */
export class WorldFailure extends Error {
  override readonly name = 'WorldFailure'
  constructor(
    readonly failure: Failure,
    /** Small, and enough to see the same again: `simulate(world, plan)`. */
    readonly plan: Plan,
    /** Whether it is kept for the next time, and why it could not be where it could not. */
    kept?: string,
  ) {
    const shown = {
      ...plan,
      deeds: plan.deeds.map((deed) => JSON.stringify(deed)),
      faults: plan.faults.map((fault) => JSON.stringify(fault)),
    }
    super(
      [
        `WORLD_INVARIANT: ${failure.invariant}: ${failure.message}`,
        `seed ${plan.seed}; made small, ${plan.deeds.length} deeds and ${plan.faults.length} faults are enough:`,
        ...shown.deeds.map((deed) => `  ${deed}`),
        ...shown.faults.map((fault) => `  ${fault}`),
        `again: simulate(world, plan), with the plan of this error${kept === undefined ? '' : `; ${kept}`}`,
      ].join('\n'),
    )
  }
}

/**
 * Runs a world under many seeds.
 *
 * @throws WorldFailure  with the smallest plan that was found to fail in the same way
 * @throws Error WORLD_IDLE where every command of every run was refused: promises that nothing could break were not looked at
 * @example
 * await checkWorld({ procedures, people, lodge, complete }, { runs: 50 })
 */
export async function checkWorld(world: World, options: CheckWorldOptions = {}): Promise<readonly Run[]> {
  mustBeWorld('checkWorld', world)
  mustHaveOptions('checkWorld', options)
  mustKnow('checkWorld', options, OPTIONS)
  for (const name of ['seed', 'runs', 'deeds'] as const) {
    const value = options[name]
    mustHold('checkWorld', name, value, 'a whole number', value === undefined || Number.isSafeInteger(value))
  }
  const { regressions: file, onRun: told } = options
  mustHold('checkWorld', 'regressions', file, 'a path', file === undefined || (typeof file === 'string' && file !== ''))
  mustHold('checkWorld', 'onRun', told, 'a function', told === undefined || typeof told === 'function')
  const count = options.runs ?? 0
  mustHold('checkWorld', 'runs', count, 'a whole number of at least 0', count >= 0)
  const { seed = 1, runs = 100, regressions, onRun = () => undefined } = options
  const shape: PlanShape = { deeds: options.deeds ?? 40, nodes: world.nodes ?? 2, faultShare: options.faultShare ?? 0.03 }
  const known = regressions === undefined ? [] : plansIn(regressions)
  const plans = [...known, ...Array.from({ length: runs }, (_, index) => planOf(seed + index, shape))]
  const done: Run[] = []
  for (const plan of plans) {
    const run = await simulate(world, plan)
    done.push(run)
    answerOf('onRun', () => {
      onRun(run)
    })
    if (run.failure === undefined) continue
    const small = await shrink(world, plan, run.failure)
    const keeping = regressions === undefined ? undefined : await keptIn(regressions, small.plan, known.includes(plan))
    throw new WorldFailure(small.failure, small.plan, keeping)
  }
  mustHaveDoneSomething(done)
  return done
}

/** Keeps a plan that is not known yet. That it cannot is told beside what was found, not instead of it. */
async function keptIn(file: string, plan: Plan, isKnown: boolean): Promise<string> {
  const kept = `kept in ${file}, and tried first from now on`
  if (isKnown) return kept
  try {
    await keepPlan(file, plan)
    return kept
  } catch (error) {
    return `not kept for the next time: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** @throws Error WORLD_IDLE */
function mustHaveDoneSomething(runs: readonly Run[]): void {
  if (runs.every(({ commands }) => commands === 0) || runs.some(({ accepted }) => accepted > 0)) return
  const refused = new Map<string, number>()
  for (const run of runs)
    for (const [code, count] of Object.entries(run.refused)) refused.set(code, (refused.get(code) ?? 0) + count)
  const found = [...refused].map(([code, count]) => `${code} (${count})`).join(', ') || 'no answer to any'
  throw new Error(`WORLD_IDLE: expected a command that is accepted, found ${found}: look at what \`lodge\` gives`)
}
