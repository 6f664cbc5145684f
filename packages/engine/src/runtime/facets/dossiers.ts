import type { Stage, Standing } from '../../definition/index.ts'
import type { Modify, Obstacle } from '../../kernel/index.ts'
import { serviceFault, type ServiceRecord } from '../../lifecycle/index.ts'
import type { DossierCount, DossierCountQuery, DossierQuery, Page, StoredDossierHead } from '../../ports/index.ts'
import { agencyOf, AUDITOR, OPERATOR, requireRole, requireServiceRecorder, SUPERVISOR } from '../authorisation.ts'
import { EngineError } from '../engine-error.ts'
import type { DossierView } from '../view.ts'
import type { Acting, Desk, Intervention } from './desk.ts'
import { asked, mustHaveReason } from './given.ts'
import {
  checkOne,
  migrateMany,
  migrateOne,
  type MigrationReport,
  type MigrationRequest,
  type MigrationTarget,
} from './migrations.ts'

/** Which dossiers are listed; every condition that is there must hold. Instants are milliseconds since 1970-01-01T00:00:00Z. */
export type DossierListQuery = Omit<DossierQuery, 'limit' | 'stage' | 'standing'> & {
  readonly as: string
  readonly limit?: number
  /** Open ones that stand in this stage among others. */
  readonly stage?: Stage
  readonly standing?: Standing
}

/** Interventions are for operators and supervisors; lists for auditors too. Of other agencies' dossiers nobody is told. */
export interface Dossiers {
  /** Page by page: `next` goes into the next query as `after`. 100 on a page unless told, 1,000 at most. */
  list(query: DossierListQuery): Promise<Page<StoredDossierHead>>
  /** Open dossiers by stage, standing, procedure or agency. */
  count(query: DossierCountQuery & { readonly as: string }): Promise<readonly DossierCount[]>
  /** Nothing of it moves any more; what the world reports is kept. @throws CommandRejected DOSSIER_SUSPENDED, ALREADY_ENDED */
  suspend(dossier: string, options: Intervention): Promise<DossierView>
  /** It goes on, with what the world reported meanwhile. @throws CommandRejected DOSSIER_NOT_SUSPENDED */
  resume(dossier: string, options: Intervention): Promise<DossierView>
  /** It ends; its standing becomes stopped (8). @throws CommandRejected ALREADY_ENDED */
  cancel(dossier: string, options: Intervention): Promise<DossierView>
  /** Moves its tokens by hand, as a whole or not at all. @throws CommandRejected MODIFICATION_INVALID … */
  modify(dossier: string, change: Pick<Modify, 'end' | 'drop' | 'set' | 'begin'>, options: Intervention): Promise<DossierView>
  /**
   * What keeps a dossier from going on in another version; empty: nothing. Changes nothing.
   *
   * @throws CommandRejected whatever else migrating it would be refused with, as ALREADY_ENDED
   */
  checkMigration(dossier: string, target: MigrationTarget, options: { readonly as: string }): Promise<readonly Obstacle[]>
  /** Has it go on in another version of its procedure: that of the number, or the one in force. @throws CommandRejected MIGRATION_OBSTRUCTED */
  migrate(dossier: string, target: MigrationTarget, options: Intervention): Promise<DossierView>
  /** All open dossiers of one version, in batches; says of each what became of it, or with `dryRun` what would. Can be sent again. */
  migrateAll(request: MigrationRequest, options: Intervention): Promise<MigrationReport>
  /**
   * How the applicant was served, also after the end: the wait by the staff of its procedure, the satisfaction by them or the applicant.
   *
   * @throws EngineError COMMAND_INVALID, NOT_AUTHORISED, CommandRejected SERVICE_NOT_RENDERED: they are asked when it is over
   */
  recordService(dossier: string, record: ServiceRecord, options: Acting): Promise<DossierView>
  /** What an ended dossier knew of persons is erased for ever; its journal's chain stays provable. @throws CommandRejected DOSSIER_NOT_ENDED */
  erase(dossier: string, options: Intervention): Promise<DossierView>
  /**
   * Erases those that ended before an instant, at most `limit`; returns how many. Send it again until it returns 0. One that cannot be erased
   * holds up no other one. @throws whatever stands in the way of the first that is left, once there are no others
   */
  eraseEnded(
    query: { readonly before: number; readonly procedure?: string; readonly agency?: string; readonly limit?: number },
    options: Intervention,
  ): Promise<number>
}

const WATCHERS = [SUPERVISOR, OPERATOR, AUDITOR]
const INTERVENERS = [SUPERVISOR, OPERATOR]

/** What is done to one dossier of many. */
export type Deeds = Pick<Dossiers, 'checkMigration' | 'migrate' | 'erase'>

/** @param deeds  how one of many is dealt with, where that is done elsewhere */
export function dossiersOf(desk: Desk, deeds?: Deeds): Dossiers {
  const { store } = desk.world
  const operate = (
    dossier: string,
    type: 'suspendDossier' | 'resumeDossier' | 'cancelDossier' | 'eraseDossier',
    options: Intervention,
  ) =>
    desk.send(dossier, options, [type, options.reason], (_, principal) => {
      requireRole(principal, INTERVENERS, type, dossier)
      return { type, origin: 'person', reason: options.reason }
    })
  const self: Dossiers = {
    async list({ as, limit = 100, ...query }) {
      const principal = await desk.world.principal(as)
      requireRole(principal, WATCHERS, 'listing dossiers')
      const agency = agencyOf(principal, query.agency)
      return asked(store.dossiers({ ...query, ...(agency === undefined ? {} : { agency }), limit: Math.min(limit, 1_000) }))
    },
    async count({ as, ...query }) {
      const principal = await desk.world.principal(as)
      requireRole(principal, WATCHERS, 'counting dossiers')
      const agency = agencyOf(principal, query.agency)
      return store.countDossiers({ ...query, ...(agency === undefined ? {} : { agency }) })
    },
    suspend: (dossier, options) => operate(dossier, 'suspendDossier', options),
    resume: (dossier, options) => operate(dossier, 'resumeDossier', options),
    cancel: (dossier, options) => operate(dossier, 'cancelDossier', options),
    erase: (dossier, options) => operate(dossier, 'eraseDossier', options),
    recordService: async (dossier, given, options) => {
      const { counterWaitMinutes, satisfied } = given
      const record: ServiceRecord = {
        ...(counterWaitMinutes === undefined ? {} : { counterWaitMinutes }),
        ...(satisfied === undefined ? {} : { satisfied }),
      }
      const fault = serviceFault(record)
      if (fault !== undefined) throw new EngineError('COMMAND_INVALID', fault, dossier)
      return desk.send(dossier, options, ['recordService', record], ({ head, edition }, principal) => {
        requireServiceRecorder(principal, record, head, edition.procedure, dossier)
        return { type: 'recordService', origin: 'person', ...record }
      })
    },
    modify: async (dossier, change, options) => {
      mustChange(change)
      return desk.send(dossier, options, ['modify', change, options.reason], (_, principal) => {
        requireRole(principal, INTERVENERS, 'modifying a dossier', dossier)
        return { type: 'modify', origin: 'person', reason: options.reason, ...change }
      })
    },
    checkMigration: (dossier, target, options) => checkOne(desk, dossier, target, options.as),
    migrate: (dossier, target, options) => migrateOne(desk, dossier, target, options),
    migrateAll: (request, options) => migrateMany(desk, deeds ?? self, request, options),
    async eraseEnded({ before, procedure, agency: named, limit = 100 }, options) {
      const principal = await desk.world.principal(options.as)
      requireRole(principal, INTERVENERS, 'erasing dossiers')
      mustHaveReason(options.reason)
      const agency = agencyOf(principal, named)
      const where = { ...(procedure === undefined ? {} : { procedure }), ...(agency === undefined ? {} : { agency }) }
      let erased = 0
      const failed: unknown[] = []
      for (let after: string | undefined; erased < limit;) {
        const page = await store.dossiers({
          ...where,
          isOpen: false,
          hasApplicant: true,
          endedBefore: before,
          limit: 100,
          ...(after === undefined ? {} : { after }),
        })
        for (const { dossier } of page.items) {
          if (erased >= limit) break
          try {
            await (deeds ?? self).erase(dossier, { as: options.as, reason: options.reason })
            erased++
          } catch (error) {
            // A dossier of a later release, say; a store that is away stands in the way of all.
            if (!(error instanceof EngineError)) throw error
            failed.push(error)
          }
        }
        if (page.next === null) break
        after = page.next
      }
      if (erased === 0 && failed.length > 0) throw failed[0]
      return erased
    },
  }
  return self
}

/** @throws EngineError COMMAND_INVALID */
function mustChange(change: Pick<Modify, 'end' | 'drop' | 'set' | 'begin'> | null | undefined): void {
  const { end, drop, set, begin } = change ?? {}
  if ([end, drop, set, begin].some((list) => (list?.length ?? 0) > 0)) return
  throw new EngineError('COMMAND_INVALID', 'expected something to end, drop, set or begin, found none')
}
