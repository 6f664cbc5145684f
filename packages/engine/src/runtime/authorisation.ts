import type { UserTaskNode } from '../compile/index.ts'
import { AdapterFailure, type DossierHead, type Identity, type Principal } from '../ports/index.ts'
import type { Procedure, ServiceRecord } from '../lifecycle/index.ts'
import { EngineError } from './engine-error.ts'

/** Resolves incidents, and tries parked jobs again or skips them. */
export const OPERATOR = 'operator'
/** Reads every dossier and journal. */
export const AUDITOR = 'auditor'
/** Gives tasks to others, and holds dossiers up, lets them go on, changes their course or ends them. */
export const SUPERVISOR = 'supervisor'
/** Whoever lodges for themselves. */
export const APPLICANT = 'applicant'

/** @throws EngineError ACTOR_UNKNOWN  @throws AdapterFailure IDENTITY_INVALID */
export async function principalOf(identity: Identity, actor: string): Promise<Principal> {
  // An adapter without types may say `null` of whom it does not know.
  const principal = (await identity.find(actor)) as Principal | null | undefined
  if (principal === undefined || principal === null)
    throw new EngineError('ACTOR_UNKNOWN', `expected somebody whom the identity adapter knows, found "${actor}"`)
  mustBeWhole(principal)
  mustBeOfWholeLetters(principal)
  return principal
}

/** Who has no list of roles has none, or all: nobody knows. @throws AdapterFailure IDENTITY_INVALID */
function mustBeWhole({ id, roles, groups = [], agencies = [] }: Principal): void {
  const isOfTexts = (names: unknown) => Array.isArray(names) && names.every((name) => typeof name === 'string')
  const wrong = typeof id !== 'string' ? 'an id' : [roles, groups, agencies].every(isOfTexts) ? undefined : 'lists of texts'
  if (wrong === undefined) return
  const message = `expected an identity adapter that gives an id, and roles, groups and agencies as lists, found one that gives no ${wrong}`
  throw new AdapterFailure('IDENTITY_INVALID', message, { retry: false })
}

/** No store keeps half of a surrogate pair as it is: what it would find for such a name might be another's. @throws AdapterFailure IDENTITY_INVALID */
function mustBeOfWholeLetters(principal: Principal): void {
  const { id, name, identifier = '', position = '', unit = '', roles, groups = [], agencies = [] } = principal
  const isWhole = (text: string) => typeof text !== 'string' || text.isWellFormed()
  if ([id, name, identifier, position, unit].every(isWhole) && [roles, groups, agencies].every((names) => names.every(isWhole)))
    return
  const message = `expected an identity adapter that names "${id.toWellFormed()}", their roles, groups, unit and agencies in whole letters, found half of a surrogate pair`
  throw new AdapterFailure('IDENTITY_INVALID', message, { retry: false })
}

/** @throws EngineError NOT_AUTHORISED */
export function requireRole(principal: Principal, roles: readonly string[], deed: string, dossier?: string): void {
  if (roles.some((role) => principal.roles.includes(role))) return
  const message = `expected one of the roles ${roles.join(', ') || '–'} for ${deed}, found ${principal.roles.join(', ') || 'none'}`
  throw new EngineError('NOT_AUTHORISED', message, dossier)
}

/**
 * A worklist of a group is for who belongs to it, and of tasks that they may do.
 *
 * @throws EngineError NOT_AUTHORISED, COMMAND_INVALID
 */
export function requireGroup(
  { groups = [] }: Principal,
  { group = '', all }: { readonly group?: string; readonly all?: true },
): void {
  if (all === true) throw new EngineError('COMMAND_INVALID', 'expected either a group or the tasks of all, found both')
  if (groups.includes(group)) return
  const found = groups.join(', ') || 'none'
  throw new EngineError('NOT_AUTHORISED', `expected somebody of the group "${group}" for its worklist, found ${found}`)
}

/**
 * Nobody but its applicant sees a dossier of an agency that they do not work for: to others it is not there. A principal without
 * `agencies` works for all of them.
 *
 * @throws EngineError DOSSIER_UNKNOWN
 */
export function requireAgency(principal: Principal, head: DossierHead, dossier: string): void {
  const { agencies } = principal
  if (agencies === undefined || isApplicant(principal, head)) return
  if (head.agency !== null && agencies.includes(head.agency)) return
  throw new EngineError('DOSSIER_UNKNOWN', `expected a dossier, found none under "${dossier}"`)
}

/** Somebody who works nowhere: their dossiers may be of any agency. */
export function isApplicantAlone({ roles, groups = [] }: Principal): boolean {
  return groups.length === 0 && roles.every((role) => role === APPLICANT)
}

/** Who is given something of an agency works for it, or it is the applicant's own. @throws EngineError NOT_AUTHORISED */
export function requireColleague(principal: Principal, head: DossierHead, dossier: string): void {
  const { agencies, id } = principal
  if (agencies === undefined || isApplicant(principal, head)) return
  if (head.agency !== null && agencies.includes(head.agency)) return
  const expected = head.agency === null ? 'somebody who works for every agency' : `somebody of the agency "${head.agency}"`
  throw new EngineError('NOT_AUTHORISED', `expected ${expected}, found "${id}"`, dossier)
}

/** What concerns the whole store is for those who work for all of its agencies. @throws EngineError NOT_AUTHORISED */
export function requireEveryAgency({ agencies }: Principal, deed: string): void {
  if (agencies === undefined) return
  const found = agencies.length === 0 ? 'somebody of none' : `somebody of ${agencies.join(', ')} alone`
  throw new EngineError('NOT_AUTHORISED', `expected somebody who works for every agency of the store for ${deed}, found ${found}`)
}

/** The agency that a list is of: the one that is named, or the only one. @throws EngineError AGENCY_UNNAMED, NOT_AUTHORISED */
export function agencyOf({ agencies }: Principal, named: string | undefined): string | undefined {
  if (agencies === undefined) return named
  const only = agencies.length === 1 ? agencies[0] : undefined
  const agency = named ?? only
  if (agency === undefined)
    throw new EngineError('AGENCY_UNNAMED', `expected one of ${agencies.join(', ') || '–'} to be named, found none`)
  if (agencies.includes(agency)) return agency
  throw new EngineError('NOT_AUTHORISED', `expected one of the agencies ${agencies.join(', ') || '–'}, found "${agency}"`)
}

/**
 * Whose a new dossier is: of the agency that is named, of the only one of the staff who lodge it, or else of the engine's.
 *
 * @throws EngineError AGENCY_UNNAMED, NOT_AUTHORISED
 */
export function ownerOf(principal: Principal, named: string | undefined, usual: string | null): string | null {
  const { agencies } = principal
  if (agencies === undefined || isApplicantAlone(principal)) return named ?? usual
  const isUsualTheirs = usual !== null && agencies.includes(usual)
  return agencyOf(principal, named ?? (isUsualTheirs ? usual : undefined)) ?? usual
}

/** Who may do a user task: whoever has its role or belongs to one of its groups. */
export interface Candidates {
  readonly element: string
  readonly role: string | null
  readonly groups: readonly string[]
}

/** A task of a plain BPMN file that names nobody is the operator's. */
export function candidatesOf({ id, role, groups }: UserTaskNode): Candidates {
  return { element: id, role: role ?? (groups.length === 0 ? OPERATOR : null), groups }
}

/** @throws EngineError NOT_AUTHORISED */
export function requireCandidate(principal: Principal, task: Candidates, head: DossierHead, dossier: string): void {
  const { element, role, groups } = task
  if (isInOne(principal, groups)) return
  const roles = role === null ? [] : [role]
  if (groups.length > 0 && !roles.some((one) => principal.roles.includes(one))) {
    const expected = [...roles.map((one) => `role ${one}`), ...groups.map((group) => `group ${group}`)].join(' or ')
    const found = [...principal.roles, ...(principal.groups ?? [])].join(', ') || 'none'
    throw new EngineError('NOT_AUTHORISED', `expected ${expected} for the task "${element}", found ${found}`, dossier)
  }
  requireRole(principal, roles, `the task "${element}"`, dossier)
  if (role === APPLICANT) requireApplicant(principal, head, dossier)
}

function isInOne({ groups = [] }: Principal, wanted: readonly string[]): boolean {
  return wanted.some((group) => groups.includes(group))
}

/** A dossier is read by whom it concerns, by those who work on its procedure, and by those who watch over all. */
export function requireReader(principal: Principal, head: DossierHead, procedure: Procedure, dossier: string): void {
  if (isApplicant(principal, head)) return
  const groups = procedure.program.nodes.flatMap((node) => (node.kind === 'userTask' ? node.groups : []))
  if (isInOne(principal, groups)) return
  const staff = procedure.definition.roles.map(({ id }) => id).filter((id) => id !== APPLICANT)
  requireRole(principal, [...staff, OPERATOR, AUDITOR], 'reading this dossier', dossier)
}

/** The wait is told by who serves; whether they are satisfied, by the applicant or by who asked them. */
export function requireServiceRecorder(
  principal: Principal,
  { counterWaitMinutes }: ServiceRecord,
  head: DossierHead,
  procedure: Procedure,
  dossier: string,
): void {
  if (counterWaitMinutes === undefined && isApplicant(principal, head)) return
  const staff = procedure.definition.roles.map(({ id }) => id).filter((id) => id !== APPLICANT)
  requireRole(principal, [...staff, OPERATOR], 'recording how the applicant was served', dossier)
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
