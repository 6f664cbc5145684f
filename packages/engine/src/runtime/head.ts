import { STAGES } from '../definition/index.ts'
import { find, type Value } from '../kernel/index.ts'
import type { DossierState, Procedure } from '../lifecycle/index.ts'
import type { DossierHead } from '../ports/index.ts'
import { CODE_VARIABLE } from './view.ts'

/** What lists need of a dossier, after a command. `isFirst`: the command that opened it, which says whom it belongs to. */
export function headOf(
  procedure: Procedure,
  before: DossierHead,
  state: DossierState,
  at: number,
  isFirst: boolean,
): DossierHead {
  const { kernel, lifecycle } = state
  const variables = find(kernel.scopes, 0)?.variables ?? {}
  const code = textOf(variables[CODE_VARIABLE]) ?? before.code
  const { name, identifier } = recordOf(variables.applicant)
  const title = [textOf(name), procedure.definition.name.vi].filter((part) => part !== null).join(' · ')
  return {
    ...before,
    code,
    version: procedure.program.version,
    // The applicant that the dossier names, or else who lodged it.
    applicant: isFirst ? (textOf(identifier) ?? before.applicant) : before.applicant,
    title,
    search: code === null ? title : `${code} ${title}`,
    status: kernel.status,
    standing: lifecycle.standing,
    stages: STAGES.filter((stage) => lifecycle.stages[stage] === 'active'),
    dueAt: lifecycle.clock.due,
    endedAt: kernel.status === 'running' || kernel.status === 'created' ? null : (before.endedAt ?? at),
    suspendedAt: state.suspension?.since ?? null,
  }
}

/** What stays in lists of a dossier that was erased: its code, and whose it was no more. */
export function erasedHead(head: DossierHead): DossierHead {
  return { ...head, applicant: '', title: '', search: head.code ?? '' }
}

/** What a task shows of its dossier. */
export type ShownOfDossier = Pick<DossierHead, 'agency' | 'procedure' | 'code' | 'title' | 'search' | 'applicant'>

/** Whether tasks that are open already show something else now. */
export function isShownOtherwise(before: ShownOfDossier, after: ShownOfDossier): boolean {
  return (['agency', 'code', 'title', 'search', 'applicant'] as const).some((field) => before[field] !== after[field])
}

function textOf(value: Value | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function recordOf(value: Value | undefined): Readonly<Record<string, Value>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, Value>>) : {}
}
