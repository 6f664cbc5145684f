import type { Store } from '../../../ports/index.ts'
import { at, commitOf, jobOf, messageOf, taskOf, waitOf } from './fixture.ts'
import { same, storeLaw } from './law.ts'

/** Texts that a store which ends them at U+0000, has an escape for it, or cuts letters in half would take for one another. */
const NAMES = [
  'a',
  'a\0',
  'a\0b',
  '\0',
  '\0\0',
  '\ue000',
  '\ue0000',
  '\ue000\ue000',
  '\ufffe',
  '\uffff',
  '\u{10000}',
  '𠀋',
  '\ufeffa',
  '\\u0000',
]

/** Ids, people, roles, agencies and whatever else is asked for by its name. Of half a surrogate pair the host sees to it that none comes. */
export const nameLaws = [
  storeLaw(
    'dossiers, commands and tasks with hard names are each found by theirs, and counted by it',
    async (store, { reopen }) => {
      const outcomes = await store.commit(NAMES.map((name) => openedUnder(name)))
      same('committed', new Set(outcomes.map(({ status }) => status)).size, 1)
      const opened = await reopen(store)
      for (const name of NAMES) {
        same('dossier', (await opened.load(name))?.head, openedUnder(name).head)
        same('journal', await opened.journal(name, 0, 9), [openedUnder(name).row])
        same('answer', (await opened.answer(name, name))?.command, name)
        same('again', (await opened.commit([openedUnder(name)]))[0]?.status, 'duplicate')
        for (const query of dossierQueries(name)) same('dossiers', await dossiersBy(opened, query), [name])
        for (const query of taskQueries(name)) same('tasks', await tasksBy(opened, query), [`${name}:1`])
        same('task', await opened.task(`${name}:1`), openedUnder(name).tasks.open[0])
        same(
          'feed',
          (await opened.feed(null, 99, { agency: name })).map(({ row }) => row.dossier),
          [name],
        )
      }
      for (const by of ['role', 'unit', 'assignee', 'element', 'procedure', 'stage'] as const)
        same(`tasks by ${by}`, sorted(await opened.countTasks({ by })), sorted(NAMES.map((key) => ({ key, count: 1 }))))
      same(
        'those that are asked for',
        sorted(await opened.countTasks({ by: 'assignee', keys: NAMES })),
        sorted(NAMES.map((key) => ({ key, count: 1 }))),
      )
      for (const by of ['agency', 'procedure', 'standing', 'stage'] as const)
        same(`dossiers by ${by}`, sorted(await opened.countDossiers({ by })), sorted(NAMES.map((key) => ({ key, count: 1 }))))
      await opened.commit(
        NAMES.map((name) => commitOf(name, 2, { close: [`${name}:1`], head: { ...openedUnder(name).head, endedAt: at } })),
      )
      same(
        'none is counted any more',
        [await opened.countTasks({ by: 'role' }), await opened.countDossiers({ by: 'stage' })],
        [[], []],
      )
    },
  ),

  storeLaw('jobs with hard names are each found by theirs, and claimed by their own worker', async (store) => {
    for (const name of NAMES) {
      const add = [1, 2].map((number) => jobOf(name, `${name}:${number}`, { type: name, lane: name, key: name }))
      await store.commit([commitOf(name, 1, { add, head: { agency: name } })])
    }
    for (const name of NAMES) {
      const others = NAMES.filter((other) => other !== name)
      const [job, ...rest] = await store.claimJobs(name, at, 100, 99, others)
      same(
        'the first of its lane',
        [job?.id, rest.length, await store.claimJobs('other', at, 100, 99, others)],
        [`${name}:1`, 0, []],
      )
      same(
        'its own worker',
        [await store.extendJob(`${name}:1`, `${name}!`, at + 9), await store.finishJob(`${name}:1`, name)],
        [false, true],
      )
      same(
        'jobs',
        (await store.jobs({ agency: name, type: name, limit: 9 })).map(({ id, key, lane }) => [id, key, lane]),
        [
          [`${name}:1`, name, name],
          [`${name}:2`, name, name],
        ],
      )
    }
  }),

  storeLaw('messages, signals, schedules and serials with hard names are each found by theirs', async (store) => {
    for (const name of NAMES) {
      const open = [waitOf(name, 1, { name, key: name, agency: name }), waitOf(name, 2, { kind: 'signal', name, agency: name })]
      await store.commit([commitOf(name, 1, { head: { agency: name }, subscriptions: { open, close: [] } })])
    }
    for (const name of NAMES) {
      same('put', await store.putMessage(messageOf(name, { name, key: name, agency: name })), true)
      same('under its id', (await store.message(name))?.message.name, name)
      same(
        'known from elsewhere',
        await store.keepMessages([{ message: messageOf(name, { name, key: name, agency: name }), status: 'kept' }]),
        [],
      )
      const broadcast = { id: name, agency: name, signal: name, payload: {}, actor: name, at }
      same('signal', [await store.putBroadcast(broadcast), await store.broadcast(name)], [true, broadcast])
      same('its audience', (await store.audience({ broadcast: name, limit: 9 })).items, [name])
      same('signal known from elsewhere', await store.keepBroadcasts([broadcast]), [])
      same(
        'schedule',
        await store.putSchedule({ id: name, agency: name, procedure: name, rule: name, variables: {}, actor: name, due: null }, [
          name,
        ]),
        true,
      )
      same(
        'not another’s',
        await store.dropSchedule(
          name,
          NAMES.filter((other) => other !== name),
        ),
        false,
      )
      same('serial', [await store.serial(name, 'k'), await store.serial('s', name)], [1, NAMES.indexOf(name) + 1])
    }
    const matches = await store.claimMatches('w', at, 100, 99)
    same(
      'each its own',
      matches.map(({ message, subscription }) => [message.id, subscription.dossier]),
      NAMES.map((name) => [name, name]),
    )
    const turns = await store.claimBroadcasts('w', at, 100, 99, 9)
    same(
      'each to its own',
      turns.map(({ broadcast, dossiers }) => [broadcast.id, dossiers]),
      NAMES.map((name) => [name, [name]]),
    )
    const ids: string[] = []
    for (let after: string | null | undefined; after !== null;) {
      const page: Awaited<ReturnType<Store['messages']>> = await store.messages({
        limit: 3,
        ...(after === undefined ? {} : { after }),
      })
      ids.push(...page.items.map(({ message }) => message.id))
      after = page.next
    }
    same('messages', [...ids].sort(), [...NAMES].sort())
    for (const name of NAMES)
      same(
        'of one agency',
        (await store.messages({ agency: name, limit: 9 })).items.map(({ message }) => message.id),
        [name],
      )
    same('schedules', (await store.schedules()).map(({ id }) => id).sort(), [...NAMES].sort())
  }),
] as const

function openedUnder(name: string) {
  const head = {
    agency: name,
    procedure: name,
    standing: name,
    stages: [name],
    applicant: name,
    code: name,
    title: name,
    search: name,
  }
  const task = {
    ...head,
    element: name,
    name,
    role: name,
    unit: name,
    assignee: name,
    owner: name,
    groups: [name],
    excluded: NAMES.filter((other) => other !== name),
    stage: name,
    form: name,
  }
  const { standing: _, stages: __, ...shown } = task
  return commitOf(name, 1, { command: name, row: { actor: name }, head, open: [taskOf(name, 1, shown)] })
}

function candidate(person: string, roles: readonly string[], groups: readonly string[]) {
  return { person, roles, groups, ownRole: null }
}

type DossiersBy = Parameters<Store['dossiers']>[0]
type TasksBy = Parameters<Store['tasks']>[0]

function dossierQueries(name: string): Omit<DossiersBy, 'limit'>[] {
  return [{ agency: name }, { procedure: name }, { applicant: name }, { code: name }, { standing: name }, { stage: name }]
}

function taskQueries(name: string): Omit<TasksBy, 'limit'>[] {
  const by = ['agency', 'assignee', 'unit', 'stage', 'procedure', 'element'] as const
  const own = [{ candidate: candidate(name, [name], []) }, { candidate: candidate(name, [], NAMES) }]
  return [{ roles: [name] }, { dossier: name }, ...own, ...by.map((field) => ({ [field]: name }))]
}

async function dossiersBy(store: Store, query: Omit<DossiersBy, 'limit'>): Promise<string[]> {
  return (await store.dossiers({ ...query, limit: 99 })).items.map(({ dossier }) => dossier)
}

async function tasksBy(store: Store, query: Omit<TasksBy, 'limit'>): Promise<string[]> {
  return (await store.tasks({ ...query, limit: 99 })).items.map(({ id }) => id)
}

function sorted(counts: readonly { readonly key: string | null; readonly count: number }[]) {
  return [...counts].sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1))
}
