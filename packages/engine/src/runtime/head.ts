import { STAGES } from '../definition/index.ts'
import { find, type Value, type Variables } from '../kernel/index.ts'
import type { DossierState } from '../lifecycle/index.ts'
import type { DossierHead } from '../ports/index.ts'
import type { Edition } from './catalogue.ts'
import type { LoadedDossier } from './dossiers.ts'
import { CODE_VARIABLE } from './view.ts'

/** What a command came to. */
interface Moved {
  /** As it was. */
  readonly dossier: LoadedDossier
  /** What it runs now. */
  readonly edition: Edition
  readonly state: DossierState
  readonly at: number
}

/** What lists need of a dossier, after a command; the head before it where nothing of it has changed. */
export function headOf({ dossier, edition, state, at }: Moved): DossierHead {
  const { procedure, fingerprint } = edition
  const { kernel, lifecycle } = state
  const before = dossier.head
  // The first command says whom it belongs to.
  const isFirst = dossier.seq === 0
  const variables = find(kernel.scopes, 0)?.variables ?? {}
  const code = textOf(variables[CODE_VARIABLE]) ?? before.code
  const title = isTitleSame(dossier, edition, variables) ? before.title : titleOf(procedure, variables)
  const head: DossierHead = {
    procedure: before.procedure,
    version: procedure.program.version,
    fingerprint,
    agency: before.agency,
    code,
    status: kernel.status,
    standing: lifecycle.standing,
    stages: lifecycle.stages === dossier.state.lifecycle.stages ? before.stages : activeStages(lifecycle.stages, before.stages),
    // The applicant that the dossier names, or else who lodged it.
    applicant: isFirst ? (textOf(recordOf(variables.applicant).identifier) ?? before.applicant) : before.applicant,
    title,
    search: code === before.code && title === before.title ? before.search : code === null ? title : `${code} ${title}`,
    openedAt: before.openedAt,
    dueAt: lifecycle.clock.due,
    endedAt: kernel.status === 'running' || kernel.status === 'created' ? null : Math.max(before.endedAt ?? at, before.openedAt),
    suspendedAt: state.suspension?.since ?? null,
  }
  return isSameHead(before, head) ? before : head
}

/**
 * Most commands leave the applicant as they are: the very same value, and so the text that there was. Of a dossier of the first release a store may
 * list no more than its procedure: its next command says more.
 */
function isTitleSame({ seq, edition: before, state, head }: LoadedDossier, edition: Edition, variables: Variables): boolean {
  if (seq === 0 || edition !== before || head.title === head.procedure) return false
  return find(state.kernel.scopes, 0)?.variables.applicant === variables.applicant
}

function titleOf({ definition }: Edition['procedure'], variables: Variables): string {
  const person = textOf(recordOf(variables.applicant).name)
  const { vi } = definition.name
  return person === null ? vi : `${person} · ${vi}`
}

/** Each by its name, which is many times faster than a loop over names. */
function isSameHead(before: DossierHead, now: DossierHead): boolean {
  return (
    before.procedure === now.procedure &&
    before.version === now.version &&
    before.fingerprint === now.fingerprint &&
    before.agency === now.agency &&
    before.code === now.code &&
    before.status === now.status &&
    before.standing === now.standing &&
    before.stages === now.stages &&
    before.applicant === now.applicant &&
    before.title === now.title &&
    before.search === now.search &&
    before.openedAt === now.openedAt &&
    before.dueAt === now.dueAt &&
    before.endedAt === now.endedAt &&
    before.suspendedAt === now.suspendedAt
  )
}

/** `before` itself where they are the same. */
function activeStages(now: DossierState['lifecycle']['stages'], before: DossierHead['stages']): DossierHead['stages'] {
  let count = 0
  for (const stage of STAGES) {
    if (now[stage] !== 'active') continue
    if (before[count] !== stage) return STAGES.filter((one) => now[one] === 'active')
    count += 1
  }
  return count === before.length ? before : before.slice(0, count)
}

/** What stays in lists of a dossier that was erased: its code, and whose it was no more. */
export function erasedHead(head: DossierHead): DossierHead {
  return { ...head, applicant: '', title: '', search: head.code ?? '' }
}

/** What a task shows of its dossier. */
export type ShownOfDossier = Pick<DossierHead, 'agency' | 'procedure' | 'code' | 'title' | 'search' | 'applicant'>

/** Whether tasks that are open already show something else now. */
export function isShownOtherwise(before: ShownOfDossier, after: ShownOfDossier): boolean {
  return (
    before.agency !== after.agency ||
    before.code !== after.code ||
    before.title !== after.title ||
    before.search !== after.search ||
    before.applicant !== after.applicant
  )
}

function textOf(value: Value | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function recordOf(value: Value | undefined): Readonly<Record<string, Value>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, Value>>) : {}
}
