/**
 * What the runtime publishes beside the engine itself, behind a look at what it is given: a caller without types is told what was expected
 * and what was found (`OPTIONS_INVALID`). The engine calls the functions directly.
 */
import { fields, listOf, optional, orNull, taking, text, that, whole, words } from '../diagnostics/index.ts'
import { calendar } from '../kernel/shape.ts'
import { dossier, procedure } from '../lifecycle/shape.ts'
import type { Identity, Principal } from '../ports/index.ts'
import * as authorisation from './authorisation.ts'
import * as deliveries from './deliveries.ts'
import * as dossiers from './dossiers.ts'
import { guardFace as guard } from './face/face.ts'
import { having, mustTake } from './face/must-take.ts'
import * as messages from './facets/messages.ts'
import * as jobs from './jobs.ts'
import * as recurrence from './recurrence.ts'
import * as retry from './retry.ts'
import * as view from './view.ts'

const names = optional(listOf(text))
const principal = fields({ roles: listOf(text), groups: names, agencies: names })

/** A dossier as a reader sees it. */
export const viewOf = taking(
  'viewOf',
  {
    ...{ id: text, seq: whole, procedure, state: dossier },
    head: fields({ applicant: words, openedAt: whole, endedAt: orNull(whole) }),
  },
  view.viewOf,
)

/** The agency that a list is of: the one that is named, or the only one. @throws EngineError AGENCY_UNNAMED, NOT_AUTHORISED */
export const agencyOf = taking('agencyOf', { principal, named: optional(text) }, authorisation.agencyOf)

/** Somebody who works nowhere: their dossiers may be of any agency. */
export const isApplicantAlone = taking('isApplicantAlone', { principal }, authorisation.isApplicantAlone)

/** @throws EngineError NOT_AUTHORISED */
export const requireRole = taking(
  'requireRole',
  { principal, roles: listOf(text), deed: words, dossier: optional(text) },
  authorisation.requireRole,
)

/** @throws EngineError ACTOR_UNKNOWN */
export async function principalOf(identity: Identity, actor: string): Promise<Principal> {
  mustTake('principalOf', { identity: having('an identity adapter', 'find'), actor: text }, { identity, actor })
  return authorisation.principalOf(identity, actor)
}

/** The dossier that a person lodges by this command. */
export const dossierIdOf = taking('dossierIdOf', { actor: text, command: text }, dossiers.dossierIdOf)

/** The dossier that a schedule begins at this instant. */
export const dossierOfSchedule = taking('dossierOfSchedule', { id: text, due: whole }, deliveries.dossierOfSchedule)

/** The dossier that a message begins. */
export const dossierOfMessage = taking('dossierOfMessage', { procedure: text, id: text }, messages.dossierOfMessage)

/** The first instant after `after` at which a rule says so; `null`: there is none. @throws EngineError SCHEDULE_INVALID */
export const nextOf = taking('nextOf', { rule: text, after: whole, calendar }, recurrence.nextOf)

const number = that('a number', (value) => typeof value === 'number' && !Number.isNaN(value))

/** Milliseconds to wait after a refusal that asked nobody; `undefined`: it has gone on for too long. */
export const delayUnasked = taking(
  'delayUnasked',
  {
    unasked: fields({ times: whole, since: whole }),
    asked: fields({ now: whole, askedMs: number, key: text }),
    policy: fields({ tries: number, firstMs: number, mostMs: number, unaskedMs: optional(number) }),
  },
  retry.delayUnasked,
)

/** What is known of all tries of a job so far; a person's word begins them anew. */
export const knownOfTries = taking(
  'knownOfTries',
  { job: fields({ tries: whole, lastError: orNull(fields({ try: optional(whole) })) }) },
  jobs.knownOfTries,
)

/** Each operation refuses what it cannot take: by a promise where it gives one. @returns the same engine */
export const guardFace = taking('guardFace', { engine: having('an engine', 'lodge', 'complete', 'dossier') }, guard)
