import type { Variables } from '../../kernel/index.ts'
import type { IncidentQuery, Page, StoredIncident } from '../../ports/index.ts'
import { agencyOf, AUDITOR, OPERATOR, requireRole, SUPERVISOR } from '../authorisation.ts'
import { EngineError } from '../engine-error.ts'
import type { DossierView } from '../view.ts'
import type { Acting, Desk } from './desk.ts'
import { asked } from './given.ts'

export interface Incidents {
  /** What waits for a person, in all dossiers, the oldest first. */
  list(query: Omit<IncidentQuery, 'limit'> & { readonly as: string; readonly limit?: number }): Promise<Page<StoredIncident>>
  /** Tries again what the incident holds, with corrected variables where some were wrong. @throws CommandRejected INCIDENT_NOT_OPEN */
  resolve(incident: string, options: Acting & { readonly variables?: Variables }): Promise<DossierView>
  /** Goes on as if it had been done; a gateway by the flows that are named. @throws CommandRejected INCIDENT_NEEDS_FLOW */
  skip(
    incident: string,
    options: Acting & { readonly reason: string; readonly variables?: Variables; readonly flows?: readonly string[] },
  ): Promise<DossierView>
}

export function incidentsOf(desk: Desk): Incidents {
  return {
    async list({ as, limit = 100, ...query }) {
      const principal = await desk.world.principal(as)
      requireRole(principal, [SUPERVISOR, OPERATOR, AUDITOR], 'reading incidents')
      const agency = agencyOf(principal, query.agency)
      const whose = agency === undefined ? {} : { agency }
      return asked(desk.world.store.incidents({ ...query, ...whose, limit: Math.min(limit, 1_000) }))
    },
    async resolve(id, options) {
      const { dossier, incident } = placeOf(id)
      const { variables = {} } = options
      return desk.send(dossier, options, ['resolveIncident', incident, variables], (_, principal) => {
        requireRole(principal, [OPERATOR], 'resolving an incident', dossier)
        return { type: 'resolveIncident', origin: 'person', incident, variables }
      })
    },
    async skip(id, options) {
      const { dossier, incident } = placeOf(id)
      const { variables = {}, reason, flows } = options
      return desk.send(dossier, options, ['skipIncident', incident, variables, reason, flows ?? null], (_, principal) => {
        requireRole(principal, [OPERATOR], 'skipping an incident', dossier)
        return { type: 'skipIncident', origin: 'person', incident, reason, variables, ...(flows === undefined ? {} : { flows }) }
      })
    },
  }
}

function placeOf(id: string): { readonly dossier: string; readonly incident: number } {
  const [, dossier, number] = /^(.+):(\d+)$/.exec(id) ?? []
  if (dossier === undefined) throw new EngineError('COMMAND_INVALID', `expected the id of an incident, found "${id}"`)
  return { dossier, incident: Number(number) }
}
