import { CalendarError } from '../calendar/index.ts'
import { all, checkMigration, decideMigration, type Migrate, type MigrationPlan, type Obstacle } from '../kernel/index.ts'
import { dataOf, settled, stagesIn, type DossierSurroundings } from './decide-dossier.ts'
import type { DossierDecision, DossierState } from './dossier.ts'
import { LifecycleFlow } from './lifecycle-flow.ts'
import type { Procedure } from './procedure.ts'

/** Every obstacle to a dossier's going on in another version, without doing it: {@link migrateDossier} may be refused for more. */
export function checkDossierMigration(
  from: Procedure,
  to: Procedure,
  state: DossierState,
  command: Pick<Migrate, 'plan' | 'variables'>,
): readonly Obstacle[] {
  return [...checkMigration(from.program, to.program, state.kernel, command), ...stageObstacles(from, to, state, command.plan)]
}

/**
 * Has a dossier go on in another version of its procedure. Where it legally stands stays as it is: the same stages, standing, clock and
 * payment. Pure. Ruling S-49.
 */
export function migrateDossier(
  from: Procedure,
  to: Procedure,
  state: DossierState,
  command: Migrate,
  surroundings: DossierSurroundings,
): DossierDecision {
  try {
    return migrated(from, to, state, command, surroundings)
  } catch (error) {
    // The calendar ends somewhere, and a timer that begins anew may end beyond it.
    if (!(error instanceof CalendarError)) throw error
    return { ok: false, rejection: { code: error.code, message: error.message } }
  }
}

function migrated(
  from: Procedure,
  to: Procedure,
  state: DossierState,
  command: Migrate,
  surroundings: DossierSurroundings,
): DossierDecision {
  const obstacles = state.kernel.status === 'running' ? checkDossierMigration(from, to, state, command) : []
  const [first] = obstacles
  if (first !== undefined) {
    const message = `expected a place for everything, found ${obstacles.length} obstacles, first: ${first.message}`
    return { ok: false, rejection: { code: 'MIGRATION_OBSTRUCTED', message, element: first.element, obstacles } }
  }
  const entered: number[] = []
  const { calendar, observe, mostSteps } = surroundings
  const decision = decideMigration(from.program, to.program, state.kernel, command, { calendar, observe, entered, mostSteps })
  if (!decision.ok) return decision
  const variables = dataOf(to, decision.state)
  const lifecycle = new LifecycleFlow(to, state.lifecycle, command.at, calendar, stagesIn(to, decision.state), variables)
  const refused = lifecycle.follow(entered)
  if (refused !== undefined) return { ok: false, rejection: refused }
  lifecycle.occupy()
  return settled(state, decision, lifecycle, [])
}

/** A token may not come into another stage by a change of version. */
function stageObstacles(from: Procedure, to: Procedure, state: DossierState, plan: MigrationPlan): Obstacle[] {
  if (plan.accept?.includes('STAGE_CHANGED') === true) return []
  const { elements = {} } = plan
  return [...all(state.kernel.instances)].flatMap(({ n, node, host }): Obstacle[] => {
    const element = from.program.nodes[node]?.id ?? ''
    const next = to.program.nodeById.get(Object.hasOwn(elements, element) ? (elements[element] as string) : element)
    if (host !== null || next === undefined) return []
    const [old, now] = [from.marks[node]?.stage, to.marks[next]?.stage]
    if (old === now) return []
    const message = `expected the stage ${old ?? 'none'} of "${to.program.nodes[next]?.id}", found ${now ?? 'none'}`
    return [{ code: 'STAGE_CHANGED', element, instance: n, message }]
  })
}
