import { NEVER } from '../commit/parameters.ts'

/**
 * A head's columns as `DossierHead` names them, of `h` and of its dossier `d`.
 *
 * @param search  where its text is read
 */
export function headWith(search: string): string {
  return `h.procedure, h.version, h.fingerprint, nullif(h.agency, '') AS agency, h.code, h.status, h.standing, d.stages::text[] AS stages,
    h.applicant, h.title, ${search} AS search, h.opened_at AS "openedAt", nullif(h.due, ${NEVER}) AS "dueAt", h.ended_at AS "endedAt",
    h.suspended_at AS "suspendedAt"`
}
