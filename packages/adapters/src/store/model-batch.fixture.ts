import type { Commit, DossierHead, Store } from '@motcua/engine/ports'
import { commitOf, incidentOf, jobOf, taskOf, timerOf, waitOf } from '../../../engine/src/testing/contracts/store/fixture.ts'

export type Numbers = readonly number[]

/** Few names and narrow instants, so that operations meet. */
export const DOSSIERS = ['a', 'b', 'a:1'] as const
export const ROLES = ['counter', 'registrar', null] as const
export const AGENCIES = [null, null, 'H22'] as const
export const KEYS = [null, 'k'] as const
/** Words that dossiers are found by, and ways to ask for them. */
export const WORDS = ['nguyễn', 'nguyen', 'NGUYÊN an', 'd', 'đ', 'bình', ''] as const
const NAMES = ['Nguyễn Văn An', 'Nguyên Bình', 'Đường Thị Ánh', 'Duong Binh'] as const
const LANES = ['portal', 'portal', 'notify', null] as const
export const JOB_TYPES = ['notify', 'sync'] as const

/** One to three commits: most fit, some come too late, some come again, a few are defects. */
export async function batchOf(model: Store, context: { jobs: number }, numbers: Numbers): Promise<readonly Commit[]> {
  const [size = 0, ...rest] = numbers
  const seqs = new Map<string, number>()
  const heads = new Map<string, DossierHead>()
  const batch: Commit[] = []
  for (let index = 0; index <= size % 3; index += 1) {
    const given = rest.slice(index * 2)
    const [which = 0, how = 0] = given
    const dossier = pick(DOSSIERS, which)
    const stored = await model.load(dossier)
    const seq = (seqs.get(dossier) ?? stored?.seq ?? 0) + (how % 7 === 0 ? 2 : 1)
    const before = heads.get(dossier) ?? stored?.head
    const next = withHeadBefore(commit(dossier, seq, context, given), before, given)
    if (how % 7 !== 0) {
      seqs.set(dossier, seq)
      heads.set(dossier, next.head)
    }
    batch.push(next)
  }
  return batch
}

/** As of an engine that has the dossier before it: of some commits the head stays as it is, of some it is not known what it was. */
function withHeadBefore(next: Commit, headBefore: DossierHead | undefined, [, how = 0, amount = 0]: Numbers): Commit {
  if (headBefore === undefined || how % 4 === 0) return next
  return amount % 3 === 0 ? { ...next, headBefore, head: headBefore } : { ...next, headBefore }
}

function commit(dossier: string, seq: number, context: { jobs: number }, given: Numbers): Commit {
  const [, how = 0, amount = 0, role = 0, due = 0, ending = 0, name = 0, state = 0] = given
  const command = how % 9 === 0 ? `command-${amount % 3}` : `${dossier}-${seq}-${amount}`
  const add = Array.from({ length: amount % 3 }, (_, offset) =>
    jobOf(dossier, `j${how === 11 ? 0 : (context.jobs += 1)}`, {
      ...{ type: pick(JOB_TYPES, role + offset), lane: pick(LANES, amount + offset), at: due + offset },
    }),
  )
  // To whom a dossier belongs stays; what it is found by changes.
  const agency = dossier === 'b' ? 'H22' : null
  const shown = { agency, search: pick(NAMES, name), title: pick(NAMES, name), applicant: dossier === 'a' ? 'an' : 'binh' }
  const dueAt = due % 3 === 0 ? null : due
  return commitOf(dossier, seq, {
    ...{ command, add },
    row: { at: amount },
    head: {
      ...shown,
      ...{ dueAt, openedAt: dossier.length, stages: [['receive'], ['verify', 'sign'], []][state % 3] ?? [] },
      ...{ endedAt: state % 5 === 0 ? amount : null, suspendedAt: state % 4 === 0 ? amount : null },
    },
    open: [
      taskOf(dossier, role % 4, {
        ...shown,
        ...{ role: pick(ROLES, role), dueAt, openedAt: amount, unit: due % 2 === 0 ? 'u' : null },
        ...{ groups: state % 2 === 0 ? ['night'] : [], excluded: ending % 3 === 0 ? ['an'] : [] },
        assignee: [null, 'an', 'binh'][ending % 3] ?? null,
      }),
    ],
    close: [`${dossier}:${ending % 4}`],
    set: [timerOf(dossier, 4 + (role % 3), due)],
    clear: [`${dossier}:${4 + (ending % 3)}`],
    finish: ending % 2 === 0 ? [`j${ending % (context.jobs + 1)}`] : [],
    cancel: ending % 3 === 0 ? [`j${due % (context.jobs + 1)}`] : [],
    ...(due % 2 === 0 ? { snapshot: { seq, kernel: 1, fingerprint: 'f', state: due } } : {}),
    subscriptions: {
      open: [
        waitOf(dossier, 10 + (name % 2), { key: pick(KEYS, role), agency }),
        waitOf(dossier, 12, { kind: 'signal', name: 'flood', agency }),
      ].slice(0, amount % 3),
      close: ending % 2 === 0 ? [`${dossier}:${10 + (ending % 3)}:0`] : [],
    },
    incidents: {
      open: amount % 4 === 0 ? [incidentOf(dossier, 20 + (role % 3), { raisedAt: due, agency })] : [],
      close: ending % 3 === 0 ? [`${dossier}:${20 + (ending % 3)}`] : [],
    },
    ...(how % 5 === 0 ? { takes: [`m${role % 6}`] } : {}),
    ...(how % 8 === 3 ? { erase: { upTo: role % 4 } } : {}),
  })
}

export function pick<T>(list: readonly T[], number: number): T {
  return list[number % list.length] as T
}
