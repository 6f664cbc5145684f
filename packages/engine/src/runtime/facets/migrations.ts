import type { MigrationPlan, Obstacle, Variables } from '../../kernel/index.ts'
import { migrateDossier } from '../../lifecycle/index.ts'
import { agencyOf, OPERATOR, requireRole, SUPERVISOR } from '../authorisation.ts'
import { CommandRejected, EngineError } from '../engine-error.ts'
import type { DossierView } from '../view.ts'
import type { Desk, Intervention } from './desk.ts'
import { asked, mustHaveReason } from './given.ts'

/** Where a dossier is to go on: in the version of that number, or in the edition in force. */
export interface MigrationTarget {
  readonly version?: number
  readonly plan?: MigrationPlan
  /** Set in the new version before anything goes on. */
  readonly variables?: Variables
}

export interface MigrationRequest extends MigrationTarget {
  readonly procedure: string
  /** Only dossiers of this version; absent: of every other one than the target. */
  readonly fromVersion?: number
  /** Says what would become of each, and changes nothing. */
  readonly dryRun?: boolean
  readonly agency?: string
  /** Dossiers looked at; 1,000 where none is named. `next` of the report goes on after them. */
  readonly limit?: number
  readonly after?: string
}

export interface MigrationReport {
  /** Ids of those that go on in the new version; with `dryRun`: that could. */
  readonly migrated: readonly string[]
  readonly obstructed: readonly { readonly dossier: string; readonly obstacles: readonly Obstacle[] }[]
  /** Those that ended meanwhile, or were refused for another reason. */
  readonly refused: readonly { readonly dossier: string; readonly code: string; readonly message: string }[]
  /** Goes into the next request as `after`; `null`: there are no more. */
  readonly next: string | null
}

/** How one of many is dealt with. */
export interface MigrationDeeds {
  checkMigration(dossier: string, target: MigrationTarget, options: { readonly as: string }): Promise<readonly Obstacle[]>
  migrate(dossier: string, target: MigrationTarget, options: Intervention): Promise<DossierView>
}

/** Dossiers of one page. */
const PAGE = 100

/** What keeps a dossier from going on there; empty: nothing. @throws CommandRejected whatever else migrating it would be refused with */
export async function checkOne(
  desk: Desk,
  dossier: string,
  { version, plan = {}, variables }: MigrationTarget,
  as: string,
): Promise<readonly Obstacle[]> {
  const { catalogue, calendar, mostSteps } = desk.world
  const principal = await desk.world.principal(as)
  requireRole(principal, [SUPERVISOR, OPERATOR], 'migrating a dossier', dossier)
  const { edition, head, state } = await desk.open(dossier, principal)
  const now = await desk.now()
  const to = await catalogue.forMigration(head.procedure, version, now)
  const [at, given] = [Math.max(now, state.kernel.at), variables === undefined ? {} : { variables }]
  const fingerprints = { from: edition.fingerprint, to: to.fingerprint }
  const command = { type: 'migrate', at, origin: 'person', reason: '', plan, ...fingerprints, ...given } as const
  // Nothing but doing it finds all: what goes on at once may come where the dossier must not stand.
  const decision = migrateDossier(edition.procedure, to.procedure, state, command, {
    calendar: edition.module.calendar ?? calendar,
    mostSteps,
  })
  if (decision.ok) return []
  const { rejection } = decision
  if ('obstacles' in rejection && rejection.obstacles !== undefined) return rejection.obstacles
  throw new CommandRejected(rejection, dossier)
}

export async function migrateOne(
  desk: Desk,
  dossier: string,
  { version, plan = {}, variables }: MigrationTarget,
  options: Intervention,
): Promise<DossierView> {
  const { catalogue } = desk.world
  const { head } = await desk.open(dossier, await desk.world.principal(options.as))
  const into = await catalogue.forMigration(head.procedure, version, await desk.now())
  const { reason } = options
  const request = ['migrate', into.fingerprint, plan, variables ?? null, reason]
  return desk.send(
    dossier,
    options,
    request,
    ({ edition }, principal) => {
      requireRole(principal, [SUPERVISOR, OPERATOR], 'migrating a dossier', dossier)
      const fingerprints = { from: edition.fingerprint, to: into.fingerprint }
      const given = variables === undefined ? {} : { variables }
      return { type: 'migrate', origin: 'person', reason, plan, ...fingerprints, ...given }
    },
    into,
  )
}

/** One after the other: a dossier that cannot go on holds up no other one. */
export async function migrateMany(
  desk: Desk,
  deeds: MigrationDeeds,
  request: MigrationRequest,
  options: Intervention,
): Promise<MigrationReport> {
  const { store, catalogue } = desk.world
  const principal = await desk.world.principal(options.as)
  requireRole(principal, [SUPERVISOR, OPERATOR], 'migrating dossiers')
  if (request.dryRun !== true) mustHaveReason(options.reason)
  const agency = agencyOf(principal, request.agency)
  const { procedure, fromVersion, version, plan = {}, variables, limit = 1_000 } = request
  const target = await catalogue.forMigration(procedure, version, await desk.now())
  const to = { version: target.procedure.program.version, plan, ...(variables === undefined ? {} : { variables }) }
  const report = {
    migrated: [] as string[],
    obstructed: [] as MigrationReport['obstructed'][number][],
    refused: [] as MigrationReport['refused'][number][],
  }
  let after = request.after
  for (let looked = 0; looked < limit;) {
    const page = await asked(
      store.dossiers({
        procedure,
        isOpen: true,
        order: 'opened',
        limit: Math.min(PAGE, limit - looked),
        ...(agency === undefined ? {} : { agency }),
        ...(after === undefined ? {} : { after }),
      }),
    )
    looked += page.items.length
    for (const { dossier, head } of page.items) {
      const isWanted = head.fingerprint !== target.fingerprint && (fromVersion === undefined || head.version === fromVersion)
      if (isWanted) await one(dossier)
    }
    if (page.next === null) return { ...report, next: null }
    after = page.next
  }
  return { ...report, next: after ?? null }

  async function one(dossier: string): Promise<void> {
    try {
      if (request.dryRun === true) {
        const obstacles = await deeds.checkMigration(dossier, to, { as: options.as })
        if (obstacles.length > 0) report.obstructed.push({ dossier, obstacles })
        else report.migrated.push(dossier)
        return
      }
      await deeds.migrate(dossier, to, { as: options.as, reason: options.reason })
      report.migrated.push(dossier)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      const rejection = error instanceof CommandRejected ? error.rejection : undefined
      if (rejection !== undefined && 'obstacles' in rejection && rejection.obstacles !== undefined) {
        report.obstructed.push({ dossier, obstacles: rejection.obstacles })
      } else report.refused.push({ dossier, code: rejection?.code ?? error.code, message: error.message })
    }
  }
}
