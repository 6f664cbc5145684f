import type { DossierHead, Identity, Principal } from '../ports/index.ts'
import type { Procedure } from '../lifecycle/index.ts'
import { EngineError } from './engine-error.ts'

/** Resolves incidents and tries parked jobs again. */
export const OPERATOR = 'operator'
/** Reads every dossier and journal. */
export const AUDITOR = 'auditor'
/** Whoever lodges for themselves. */
export const APPLICANT = 'applicant'

/** @throws EngineError ACTOR_UNKNOWN */
export async function principalOf(identity: Identity, actor: string): Promise<Principal> {
  const principal = await identity.find(actor)
  if (principal === undefined)
    throw new EngineError('ACTOR_UNKNOWN', `expected somebody whom the identity adapter knows, found "${actor}"`)
  return principal
}

/** @throws EngineError NOT_AUTHORISED */
export function requireRole(principal: Principal, roles: readonly string[], deed: string, dossier?: string): void {
  if (roles.some((role) => principal.roles.includes(role))) return
  const message = `expected one of the roles ${roles.join(', ') || '–'} for ${deed}, found ${principal.roles.join(', ') || 'none'}`
  throw new EngineError('NOT_AUTHORISED', message, dossier)
}

/** A dossier is read by whom it concerns, by those who work on its procedure, and by those who watch over all. */
export function requireReader(principal: Principal, head: DossierHead, procedure: Procedure, dossier: string): void {
  if (isApplicant(principal, head)) return
  const staff = procedure.definition.roles.map(({ id }) => id).filter((id) => id !== APPLICANT)
  requireRole(principal, [...staff, OPERATOR, AUDITOR], 'reading this dossier', dossier)
}

/** By their account, or by the identifier that their account is linked to. */
function isApplicant({ id, identifier }: Principal, { applicant }: DossierHead): boolean {
  return id === applicant || identifier === applicant
}

/** @throws EngineError NOT_AUTHORISED unless the dossier is theirs */
export function requireApplicant(principal: Principal, head: DossierHead, dossier: string): void {
  if (isApplicant(principal, head)) return
  throw new EngineError('NOT_AUTHORISED', `expected the applicant of this dossier, found "${principal.id}"`, dossier)
}

/** Who may start a dossier: the roles of the start's message, or anybody known where it has none. */
export function requireLodger(principal: Principal, procedure: Procedure): void {
  const root = procedure.program.scopes[0]
  const start = procedure.program.nodes[root?.starts[0] ?? root?.triggeredStarts[0] ?? 0]
  const trigger = start?.kind === 'startEvent' ? start.triggers[0] : undefined
  const message = trigger?.kind === 'message' ? trigger.message : undefined
  const from = message === undefined ? [] : (procedure.program.messages.get(message)?.from ?? [])
  if (from.length > 0) requireRole(principal, from, 'lodging')
}
