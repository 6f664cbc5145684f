import { openEvent, type Variables } from '@motcua/engine'
import { ACCOUNTS, APPLICANT, OPERATOR, type LibraryOffice } from './library-office.fixture.ts'
import { givenValues, type Chance } from './library-values.fixture.ts'

/** One thing that somebody does, or that happens. */
export interface Deed {
  /** Which of what waits. */
  readonly pick: number
  readonly seed: number
  readonly minutes: number
  /** What kind of deed, of ten: mostly work, seldom a mishap. */
  readonly kind: number
}

const chanceOf =
  (seed: number): Chance =>
  (name) =>
    [...name].reduce((sum, letter) => sum + letter.charCodeAt(0) * 7, seed * 31) % 10

/** Ends a dossier, or begins the work anew: in the end nobody asks for it. */
const ENDING: ReadonlySet<string> = new Set(['withdrawal-asked', 'error-reported', 'consent-withdrawn', 'certificate-found'])

/** Lodges a dossier as somebody would who may. */
export async function lodge(office: LibraryOffice, seed: number): Promise<string> {
  const { program } = office.procedure
  const message = program.messages.get('dossier-lodged')
  const variables = givenValues(office.procedure, message?.carries ?? [], chanceOf(seed), office.scan)
  const identifier = (variables.applicant as { readonly identifier?: string } | undefined)?.identifier ?? ''
  const { id } = await office.engine.lodge(program.procedure, variables, { as: accountOf(message?.from[0], identifier) })
  await office.engine.settled()
  return id
}

/** Random officers, applicants and mishaps; whatever is refused changes nothing. */
export async function wander(office: LibraryOffice, id: string, deeds: readonly Deed[]): Promise<void> {
  for (const deed of deeds) {
    office.clock.goBy(deed.minutes * 60_000)
    await office.engine.settled()
    if ((await office.view(id)).status !== 'running') return
    const { kind, seed, pick } = deed
    if (kind === 9) office.fail(1 + (seed % 6), seed % 4 === 0 ? 'final' : 'again')
    else if (kind === 8 && seed % 3 === 0) await office.restart()
    else if (kind === 8) await nonsense(office, id, seed)
    else if (kind === 7) await letTimePass(office, id)
    else await act(office, id, pick, chanceOf(seed), kind === 6)
    await office.engine.settled()
  }
}

/** Everybody does their part until the dossier ends. */
export async function conclude(office: LibraryOffice, id: string): Promise<void> {
  const turns = new Map<string, number>()
  for (let deed = 0; deed < 300; deed++) {
    await settledWithRetries(office, id)
    const view = await office.view(id)
    if (view.status !== 'running') return
    const [task] = (await office.store.tasks({ dossier: id, limit: 1 })).items
    const turn = (turns.get(task?.element ?? '') ?? 0) + 1
    if (task !== undefined) turns.set(task.element, turn)
    // The way on first; where that was tried and led back, other answers.
    if (!(await act(office, id, 0, turn < 4 ? () => 0 : chanceOf(turn), false))) await letTimePass(office, id)
  }
  throw new Error(`expected an end, found ${JSON.stringify((await office.view(id)).waiting)}`)
}

/** Completes a task or sends a message that is waited for; false where there is neither. */
async function act(office: LibraryOffice, id: string, pick: number, chance: Chance, mayEnd: boolean): Promise<boolean> {
  const { engine, store, procedure } = office
  const { items: tasks } = await store.tasks({ dossier: id, limit: 20 })
  const waited = await messagesWaited(office, id)
  const messages = waited.filter((message) => mayEnd || !ENDING.has(message))
  const choices = [...tasks.map((task) => ({ task })), ...messages.map((message) => ({ message }))]
  const choice = choices[pick % Math.max(1, choices.length)]
  if (choice === undefined) return false
  if ('task' in choice) {
    const { task } = choice
    const node = procedure.program.nodes[procedure.program.nodeById.get(task.element) ?? -1]
    const sets = node?.kind === 'userTask' ? node.sets : []
    await allowed(
      engine.complete(task.id, givenValues(procedure, sets, chance, office.scan), {
        as: await actorFor(office, id, task.role ?? OPERATOR),
      }),
    )
    return true
  }
  const { carries = [], from = [] } = procedure.program.messages.get(choice.message) ?? {}
  const variables = givenValues(procedure, carries, chance, office.scan)
  const [role] = from
  if (role === undefined) await engine.report(id, { message: choice.message, variables }, { system: 'sector-system' })
  else
    await allowed(
      engine.dispatch(
        id,
        { type: 'deliverMessage', message: choice.message, variables },
        { as: await actorFor(office, id, role) },
      ),
    )
  return true
}

function accountOf(role: string | undefined, identifier: string): string {
  return role === undefined || role === APPLICANT ? (ACCOUNTS[identifier] ?? APPLICANT) : role
}

async function actorFor({ view }: LibraryOffice, id: string, role: string): Promise<string> {
  return accountOf(role, (await view(id)).applicant)
}

async function messagesWaited({ procedure, view }: LibraryOffice, id: string): Promise<string[]> {
  const { waiting } = await view(id)
  return waiting.flatMap(({ element, kind }) => {
    if (kind !== 'message') return []
    const node = procedure.program.nodes[procedure.program.nodeById.get(element) ?? -1]
    if (node?.kind === 'receiveTask') return [node.message]
    const triggers = node !== undefined && 'triggers' in node ? node.triggers : []
    return triggers.flatMap((trigger) => (trigger.kind === 'message' ? [trigger.message] : []))
  })
}

/** To the next instant that something is due at. */
async function letTimePass(office: LibraryOffice, id: string): Promise<void> {
  const { waiting } = await office.view(id)
  const timers = waiting.filter(({ kind, due }) => kind !== 'task' && due !== null).map(({ due }) => due ?? 0)
  const next = timers.length === 0 ? office.clock.now() + 3_600_000 : Math.min(...timers)
  office.clock.goTo(next)
  await office.engine.settled()
}

/** What nobody may do, or what nobody waits for: refused, and nothing has changed. */
async function nonsense({ engine, store, view }: LibraryOffice, id: string, seed: number): Promise<void> {
  const before = (await view(id)).seq
  const [task] = (await store.tasks({ dossier: id, limit: 1 })).items
  const deeds: (() => Promise<unknown>)[] = [
    () => engine.dispatch(id, { type: 'deliverMessage', message: 'unheard-of', variables: {} }, { as: OPERATOR }),
    () => engine.complete(task?.id ?? `${id}:99999`, {}, { as: 'stranger' }),
    () => engine.complete(`${id}:99999`, {}, { as: OPERATOR }),
    () => engine.dispatch(id, { type: 'resolveIncident', incident: 99_999 }, { as: OPERATOR }),
  ]
  const refused = await deeds[seed % deeds.length]?.().then(
    () => false,
    () => true,
  )
  if (refused !== true || (await view(id)).seq !== before) throw new Error(`expected deed ${seed % deeds.length} to be refused`)
}

/** A person may be told no, as by the lifecycle: then nothing has changed. */
async function allowed(deed: Promise<unknown>): Promise<void> {
  await deed.catch((error: unknown) => {
    const code = (error as { readonly code?: unknown }).code
    if (code !== 'COMMAND_REJECTED') throw error
  })
}

/** Adapters answer again: what failed is tried, incidents are resolved, parked jobs go on. */
async function settledWithRetries(office: LibraryOffice, id: string): Promise<void> {
  const { engine, store, clock, procedure } = office
  for (let round = 0; round < 40; round++) {
    await engine.settled()
    const queued = await store.jobs({ dossier: id, status: 'queued', limit: 100 })
    const parked = await engine.parkedJobs({ as: OPERATOR })
    const { incidents } = await office.view(id)
    if (queued.length + parked.length + incidents.length === 0) return
    for (const { id: job } of parked) await engine.retryJob(job, { as: OPERATOR })
    const lists = procedure.definition.variables.filter(({ type, optional }) => type === 'list' && optional)
    const variables: Variables = Object.fromEntries(lists.map(({ id: name }) => [name, []]))
    for (const { incident, instance } of incidents) {
      const command = {
        type: 'resolveIncident' as const,
        incident,
        ...(instance === null || instance === undefined ? {} : { variables }),
      }
      await allowed(engine.dispatch(id, command, { as: OPERATOR }))
    }
    clock.goBy(10_000)
  }
  const queued = await store.jobs({ dossier: id, status: 'queued', limit: 100 })
  const left = [...(await engine.parkedJobs({ as: OPERATOR })), ...queued].map(({ type, lastError }) => [type, lastError])
  throw new Error(`expected everything to be done, found ${JSON.stringify([left, (await office.view(id)).incidents])}`)
}

/** The journal's events of a dossier, in their order. */
export async function eventsOf({ engine }: LibraryOffice, id: string) {
  const rows = await engine.journal(id, { as: OPERATOR })
  return { rows, events: rows.flatMap((row) => row.events.map(openEvent)) }
}
