import type { Commit, DossierHead, StoredTask } from '@motcua/engine/ports'
import type { Knowledge } from './known-dossiers.ts'

/** A row of `stage` that comes (1) or goes (-1). */
export interface Place {
  readonly agency: string
  readonly stage: string
  readonly due: number
  readonly dossier: string
  readonly n: 1 | -1
}

/** By how much a count changes. */
export interface Count {
  readonly kind: 'standing' | 'stage' | 'task' | 'unit' | 'assignee'
  readonly agency: string
  readonly procedure: string
  readonly key: string
  readonly stage: string
  readonly role: string
  n: number
}

/** No due instant comes after all that are, in every index. */
export const NEVER = Number.MAX_SAFE_INTEGER

/**
 * Whether the node knows what the head in the store is: then only its difference is sent. A change of the text that is searched, or of
 * whether anything moves, reaches other tables, and the store looks.
 */
export function isHeadKnown({ row, head, headBefore }: Commit, { trustsHeads }: Knowledge): boolean {
  if (!trustsHeads) return false
  if (row.seq === 1) return true
  if (headBefore === undefined) return false
  if (headBefore === head) return true
  return headBefore.search === head.search && (headBefore.suspendedAt === null) === (head.suspendedAt === null)
}

/** Whether both are one row of `head`. Stages are not in it: they are rows of `stage`, and may differ. */
export function isSameHead(one: DossierHead, other: DossierHead): boolean {
  if (one === other) return true
  return (
    one.procedure === other.procedure &&
    one.version === other.version &&
    one.fingerprint === other.fingerprint &&
    one.agency === other.agency &&
    one.code === other.code &&
    one.status === other.status &&
    one.standing === other.standing &&
    one.applicant === other.applicant &&
    one.title === other.title &&
    one.search === other.search &&
    one.openedAt === other.openedAt &&
    one.dueAt === other.dueAt &&
    one.endedAt === other.endedAt &&
    one.suspendedAt === other.suspendedAt
  )
}

/** What a batch changes in the stages and in the counts, as far as the node knows what was before. */
export class Changes {
  readonly places: Place[] = []
  /** By what tells most of them apart, their key or stage: to make a name of all parts for each would cost more than all the rest. */
  readonly #counts = new Map<string, Count[]>()

  get counts(): readonly Count[] {
    return [...this.#counts.values()].flat().filter(({ n }) => n !== 0)
  }

  /** Of a head that is known. */
  head(dossier: string, before: DossierHead | undefined, head: DossierHead): void {
    if (before === head) return
    const old = before === undefined || before.endedAt !== null ? undefined : before
    const now = head.endedAt === null ? head : undefined
    const hasMoved = !isSame(old, now, agencyOf) || old?.procedure !== now?.procedure
    if (hasMoved || old?.standing !== now?.standing) {
      if (old !== undefined) this.#count(-1, 'standing', old, old.standing, '', '')
      if (now !== undefined) this.#count(1, 'standing', now, now.standing, '', '')
    }
    const isElsewhere = !isSame(old, now, agencyOf) || !isSame(old, now, dueOf)
    const left = distinct(old?.stages)
    const entered = distinct(now?.stages)
    if (old !== undefined) {
      for (const stage of left) {
        if (hasMoved || !entered.includes(stage)) this.#count(-1, 'stage', old, '', stage, '')
        if (isElsewhere || !entered.includes(stage)) this.places.push(placeOf(dossier, old, stage, -1))
      }
    }
    if (now === undefined) return
    for (const stage of entered) {
      if (hasMoved || !left.includes(stage)) this.#count(1, 'stage', now, '', stage, '')
      if (isElsewhere || !left.includes(stage)) this.places.push(placeOf(dossier, now, stage, 1))
    }
  }

  task(task: StoredTask, n: 1 | -1): void {
    const { unit, assignee } = task
    this.#count(n, 'task', task, task.element, task.stage ?? '', task.role ?? '')
    if (unit !== null) this.#count(n, 'unit', { agency: task.agency, procedure: '' }, unit, '', '')
    if (assignee !== null) this.#count(n, 'assignee', { agency: task.agency, procedure: '' }, assignee, '', '')
  }

  #count(n: 1 | -1, kind: Count['kind'], of: Counted, key: string, stage: string, role: string): void {
    const { procedure } = of
    const agency = agencyOf(of)
    const name = key === '' ? stage : key
    let alike = this.#counts.get(name)
    if (alike === undefined) this.#counts.set(name, (alike = []))
    for (const count of alike) {
      if (count.kind !== kind || count.procedure !== procedure || count.agency !== agency) continue
      if (count.key !== key || count.stage !== stage || count.role !== role) continue
      count.n += n
      return
    }
    alike.push({ kind, agency, procedure, key, stage, role, n })
  }
}

const NONE: readonly string[] = []

function distinct(stages: readonly string[] = NONE): readonly string[] {
  return stages.length < 2 ? stages : [...new Set(stages)]
}

type Counted = Pick<DossierHead, 'agency' | 'procedure'>

function placeOf(dossier: string, head: DossierHead, stage: string, n: 1 | -1): Place {
  return { agency: agencyOf(head), stage, due: dueOf(head), dossier, n }
}

/** As the store has it: what reads the same there must not leave a row and enter it at once. */
function agencyOf({ agency }: Pick<DossierHead, 'agency'>): string {
  return agency ?? ''
}

function dueOf({ dueAt }: DossierHead): number {
  return dueAt ?? NEVER
}

function isSame<T>(old: DossierHead | undefined, now: DossierHead | undefined, part: (head: DossierHead) => T): boolean {
  return old === undefined || now === undefined ? old === now : part(old) === part(now)
}
