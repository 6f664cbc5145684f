import type { DossierQuery, IncidentQuery, JobQuery, Store, TaskQuery } from '@motcua/engine/ports'
import type { Question } from './queries.ts'

type Dossiers = Omit<DossierQuery, 'limit'>
type Tasks = Omit<TaskQuery, 'limit'>

const [HOUR, DAY, MONTH, YEAR] = [3_600_000, 86_400_000, 30 * 86_400_000, 365 * 86_400_000]
/** When the first of the open dossiers was opened, and the first of them is due; see fill.ts. */
const BEGINNING = 1_764_000_000_000
const NOW = BEGINNING + MONTH

/** Of each field what most have, what few have, and what none has; conditions of one name are never asked for together. */
const OF_DOSSIERS: Fields<Dossiers> = {
  procedure: [{ procedure: 'p1' }, { procedure: 'p77' }, { procedure: 'rare' }, { procedure: 'none' }],
  standing: ['inProgress', 'supplementAsked', 'returned', 'withdrawn', 'paymentAsked', 'none'].map((standing) => ({ standing })),
  stage: [{ stage: 'verify' }, { stage: 'sign' }, { stage: 'none' }],
  isOpen: [{ isOpen: true }, { isOpen: false }],
  isSuspended: [{ isSuspended: true }, { isSuspended: false }],
  hasApplicant: [{ hasApplicant: true }, { hasApplicant: false }],
  due: [{ dueBefore: NOW }, { dueBefore: BEGINNING + HOUR }],
  opened: [
    { openedFrom: NOW - HOUR },
    { openedFrom: NOW - DAY },
    { openedBefore: BEGINNING + HOUR },
    { openedFrom: BEGINNING + 9 * DAY, openedBefore: BEGINNING + 10 * DAY },
    { openedBefore: BEGINNING - YEAR },
  ],
  ended: [
    { endedFrom: BEGINNING - DAY },
    { endedFrom: BEGINNING - YEAR - MONTH, endedBefore: BEGINNING - YEAR },
    { endedFrom: BEGINNING - YEAR },
    { endedBefore: BEGINNING - YEAR },
    { endedBefore: BEGINNING },
  ],
  applicant: [{ applicant: '001100000777' }],
  code: [{ code: 'H22.77-251118-1777' }],
  agency: [{ agency: 'none' }],
}

const OF_TASKS: Fields<Tasks> = {
  roles: [{ roles: ['counter'] }, { roles: ['leader', 'specialist'] }, { roles: ['none'] }],
  candidate: [
    { candidate: { person: 'person-777', roles: ['counter', 'leader', 'applicant'], groups: ['group-3'], ownRole: 'applicant' } },
    { candidate: { person: 'none', roles: ['archivist'], groups: [], ownRole: null } },
  ],
  assignee: [{ assignee: null }, { assignee: 'person-777' }, { assignee: 'none' }],
  unit: [{ unit: 'u77' }, { unit: 'none' }],
  stage: [{ stage: 'verify' }, { stage: 'sign' }, { stage: 'none' }],
  procedure: [{ procedure: 'p77' }, { procedure: 'none' }],
  element: [{ element: 'verify' }, { element: 'rare' }, { element: 'none' }],
  due: [
    { dueBefore: NOW },
    { dueBefore: BEGINNING + HOUR },
    { dueFrom: NOW, dueBefore: NOW + DAY },
    { dueFrom: BEGINNING + 2 * MONTH - HOUR },
  ],
  after: [{ after: JSON.stringify([NOW, 0, 0]) }],
  agency: [{ agency: 'none' }],
}

/**
 * Questions by one, two and three fields at once, in each order, from the beginning and from the middle of the list.
 *
 * @param triples  how many of those by three fields; the others are too many to be asked for
 */
export function sweep(store: Store, triples: number): readonly Question[] {
  const page = 50
  const dossiers = [...upToTwo(OF_DOSSIERS), ...threes(OF_DOSSIERS, triples)].flatMap((query): Question[] =>
    places(query).map((each) => [`dossiers ${JSON.stringify(each)}`, () => store.dossiers({ ...each, limit: page })]),
  )
  const tasks = [...upToTwo(OF_TASKS), ...threes(OF_TASKS, triples)].map((query): Question => [
    `tasks ${JSON.stringify(query)}`,
    () => store.tasks({ ...query, limit: page }),
  ])
  return [...dossiers, ...tasks, ...countsOf(store), ...worksOf(store, page)]
}

/** A query in each order, from its beginning and from its middle. */
function places(query: Dossiers): readonly Dossiers[] {
  return [
    query,
    { ...query, after: JSON.stringify([NOW, 'd']) },
    { ...query, order: 'opened' },
    { ...query, order: 'opened', after: JSON.stringify([-(BEGINNING + MONTH / 2), 'd']) },
  ]
}

function countsOf(store: Store): readonly Question[] {
  const some = [{}, { procedure: 'p1' }, { procedure: 'none' }, { agency: 'none' }]
  const byDossier = (['stage', 'standing', 'procedure', 'agency'] as const).flatMap((by) =>
    some.map((of): Question => [`countDossiers ${JSON.stringify({ by, ...of })}`, () => store.countDossiers({ by, ...of })]),
  )
  const byTask = (['stage', 'role', 'unit', 'assignee', 'element', 'procedure'] as const).flatMap((by) =>
    [{}, { agency: 'none' }, { keys: ['none'] }].map((of): Question => [
      `countTasks ${JSON.stringify({ by, ...of })}`,
      () => store.countTasks({ by, ...of }),
    ]),
  )
  return [...byDossier, ...byTask]
}

/** Jobs and incidents, which operators look for. */
function worksOf(store: Store, limit: number): readonly Question[] {
  const jobs: readonly Omit<JobQuery, 'limit'>[] = upToTwo<Omit<JobQuery, 'limit'>>({
    status: [{ status: 'parked' }, { status: 'queued' }, { status: 'done' }, { status: 'cancelled' }, { isUnfinished: true }],
    type: [{ type: 'sync-dossier' }, { type: 'none' }],
    dossier: [{ dossier: `d${(777).toString(16).padStart(31, '0')}` }],
    agency: [{ agency: 'none' }],
  })
  const incidents: readonly Omit<IncidentQuery, 'limit'>[] = upToTwo<Omit<IncidentQuery, 'limit'>>({
    code: [{ code: 'JOB_FAILED' }, { code: 'none' }],
    procedure: [{ procedure: 'p77' }, { procedure: 'none' }],
    agency: [{ agency: 'none' }],
  })
  return [
    ...jobs.map((query): Question => [`jobs ${JSON.stringify(query)}`, () => store.jobs({ ...query, limit })]),
    ...incidents.map((query): Question => [`incidents ${JSON.stringify(query)}`, () => store.incidents({ ...query, limit })]),
  ]
}

type Fields<Q> = Readonly<Record<string, readonly Q[]>>

function upToTwo<Q extends object>(fields: Fields<Q>): readonly Q[] {
  const all = Object.values(fields)
  const pairs = all.flatMap((ones, at) =>
    all.slice(at + 1).flatMap((others) => ones.flatMap((one) => others.map((other) => ({ ...one, ...other })))),
  )
  return [{} as Q, ...all.flat(), ...pairs]
}

/** So many of those by three fields, spread evenly over all of them. */
function threes<Q extends object>(fields: Fields<Q>, count: number): readonly Q[] {
  const all = Object.values(fields)
  const found = all.flatMap((ones, at) =>
    all
      .slice(at + 1)
      .flatMap((twos, next) =>
        all
          .slice(at + next + 2)
          .flatMap((rest) => ones.flatMap((one) => twos.flatMap((two) => rest.map((three) => ({ ...one, ...two, ...three }))))),
      ),
  )
  const step = Math.max(1, found.length / count)
  return Array.from({ length: Math.min(count, found.length) }, (_, n) => found[Math.floor(n * step)] as Q)
}
