import type { DossierQuery, Store, TaskQuery } from '@motcua/engine/ports'

/** With its name. */
export type Question = readonly [name: string, ask: () => Promise<unknown>]

/** What people ask for. */
export function questions(store: Store): readonly Question[] {
  const now = 1_766_000_000_000
  const person = 'person-777'
  const tasks = (query: Omit<TaskQuery, 'limit'>) => () => store.tasks({ ...query, limit: 50 })
  const dossiers = (query: Omit<DossierQuery, 'limit'>) => () => store.dossiers({ ...query, limit: 50 })
  const dossier = `d${(777).toString(16).padStart(31, '0')}`
  const deep = async () => {
    let after: string | undefined = JSON.stringify([now, 0, 0])
    for (let page = 0; page < 3; page += 1) {
      const { next }: { next: string | null } = await store.tasks({
        roles: ['specialist'],
        limit: 50,
        ...(after === undefined ? {} : { after }),
      })
      after = next ?? undefined
    }
  }
  return [
    ['worklist of a role', tasks({ roles: ['counter'] })],
    [
      'worklist of a candidate: two roles, a group, own',
      tasks({ candidate: { person, roles: ['counter', 'leader', 'applicant'], groups: ['group-3'], ownRole: 'applicant' } }),
    ],
    ['worklist of a person', tasks({ assignee: person })],
    ['worklist of nobody in a role', tasks({ roles: ['leader'], assignee: null })],
    ['worklist of a unit', tasks({ unit: 'u77' })],
    ['worklist of a stage', tasks({ stage: 'sign' })],
    ['worklist of a procedure in a role', tasks({ roles: ['specialist'], procedure: 'p77' })],
    ['worklist of a role at a stage', tasks({ roles: ['leader'], stage: 'sign' })],
    ['worklist of a role at a stage where it has nothing', tasks({ roles: ['counter'], stage: 'sign' })],
    [
      'worklist of a candidate at a stage',
      tasks({ candidate: { person, roles: ['counter', 'leader'], groups: ['group-3'], ownRole: null }, stage: 'sign' }),
    ],
    ['worklist of an element that nobody is at', tasks({ element: 'nothing' })],
    ['worklist by due date', tasks({ roles: ['counter'], dueFrom: now, dueBefore: now + 86_400_000 })],
    ['worklist, overdue', tasks({ roles: ['counter'], dueBefore: now })],
    ['worklist by text: a code', tasks({ text: 'H22.77-251118-1777' })],
    ['worklist by text: a name with marks', tasks({ text: 'Nguyễn Thị Bưởi' })],
    ['worklist by text: a name without marks', tasks({ text: 'tran duc duong' })],
    ['worklist by text: one frequent word', tasks({ text: 'nguyen' })],
    ['worklist by text: names that nobody has together', tasks({ text: 'yen uyen' })],
    ['worklist by text: a name that a thousand bear', tasks({ text: 'le thi huong' })],
    ['worklist by text: a name in a role', tasks({ roles: ['leader'], text: 'vu ngoc khanh' })],
    ['three pages from the middle of a worklist', deep],
    ['dossiers of a stage', dossiers({ stage: 'sign', isOpen: true })],
    ['dossiers of a stage, whether open or not', dossiers({ stage: 'sign' })],
    ['dossiers of a procedure at a stage', dossiers({ procedure: 'p77', stage: 'sign' })],
    ['dossiers of a procedure and a standing', dossiers({ procedure: 'p77', standing: 'supplementAsked' })],
    ['dossiers, overdue', dossiers({ dueBefore: now })],
    ['dossiers of a standing', dossiers({ standing: 'supplementAsked', isOpen: true })],
    ['dossiers of an applicant', dossiers({ applicant: '001100000777' })],
    ['dossiers by text', dossiers({ text: 'dang duc quynh' })],
    ['open dossiers by text', dossiers({ text: 'dang duc quynh', isOpen: true })],
    ['dossiers, the latest', dossiers({ order: 'opened' })],
    ['all dossiers by due date', dossiers({})],
    ['a dossier with its history', async () => [await store.load(dossier), await store.journal(dossier, 0, 100)]],
    ['counts by stage', () => store.countDossiers({ by: 'stage' })],
    ['counts of tasks by role', () => store.countTasks({ by: 'role' })],
    ['counts of tasks by person', () => store.countTasks({ by: 'assignee' })],
    [
      'counts of tasks of fifty people',
      () => store.countTasks({ by: 'assignee', keys: Array.from({ length: 50 }, (_, n) => `person-${n * 7}`) }),
    ],
    ['figures', () => store.figures(now)],
    ['feed', () => store.feed(null, 100)],
  ]
}
