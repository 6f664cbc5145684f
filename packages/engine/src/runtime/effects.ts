import type { Node } from '../compile/index.ts'
import { awaitedOf, find } from '../kernel/index.ts'
import { nextTickOf, type DossierEvent, type DossierState, type Procedure } from '../lifecycle/index.ts'
import type { ShownOfDossier } from './head.ts'
import { NOTHING, OpenedAndClosed } from './opened-and-closed.ts'
import { shownTask } from './shown-task.ts'
import { subscriptionsOf } from './subscriptions.ts'
import { awaitedJobId, outgoingJobId } from './job-id.ts'
import type { Commit, NewJob, StoredTask, StoredTimer } from '../ports/index.ts'

/** What a command means for tasks, timers, jobs, subscriptions and incidents. */
export type Effects = Required<Pick<Commit, 'tasks' | 'timers' | 'jobs' | 'subscriptions' | 'incidents'>> & {
  readonly cancelledInstances: readonly number[]
}

/** Jobs by which thrown messages and signals leave a dossier; embedders register handlers of these names. */
const SEND_MESSAGE = 'send-message'
const BROADCAST_SIGNAL = 'broadcast-signal'

/** A message or a signal that was thrown. */
type Thrown = Pick<NewJob, 'type' | 'input' | 'at'>

function outgoing({ dossier, seq }: Step, thrown: readonly Thrown[]): NewJob[] {
  return thrown.map((job, index) => {
    const key = outgoingJobId(dossier, seq, index)
    return { ...job, id: key, key, dossier, lane: null, instance: null }
  })
}

/** Id of the timer that moves the legal clock. */
export function clockTimerOf(dossier: string): string {
  return `${dossier}:clock`
}

/** What a command did to a dossier. */
export interface Step {
  readonly procedure: Procedure
  /** The procedure before it, where the command was a migration. */
  readonly was?: Procedure | undefined
  readonly dossier: string
  /** Number of the command's journal row. */
  readonly seq: number
  readonly at: number
  readonly before: DossierState
  readonly after: DossierState
  readonly events: readonly DossierEvent[]
  /** The dossier's head after it. */
  readonly head: ShownOfDossier
}

/** What follows from events. Pure. */
export function effectsOf(step: Step): Effects {
  const { procedure, dossier, seq, before, after, events, head } = step
  const tasks = new OpenedAndClosed<StoredTask>()
  const timers = new OpenedAndClosed<StoredTimer>()
  const jobs = new OpenedAndClosed<NewJob>()
  const thrown: Thrown[] = []
  const cancelledInstances: number[] = []
  for (const event of events) {
    switch (event.type) {
      case 'elementActivated': {
        const id = `${dossier}:${event.instance}`
        if (nodeOf(step, event.element).kind === 'userTask') {
          // A loop around instances is nobody's task: each of them is.
          if (event.isLoop === true) break
          const place = { id, dossier, openedAt: event.at, dueAt: event.due ?? null }
          const task = shownTask(procedure, after, head, event.instance, place)
          if (task !== undefined) tasks.open(id, task)
        } else if (event.due !== undefined) timers.open(id, { id, dossier, due: event.due })
        break
      }
      case 'timerSet': {
        const id = `${dossier}:${event.instance}`
        timers.open(id, { id, dossier, due: event.due })
        break
      }
      case 'dueMoved': {
        // A task shows it by itself: `changedTasks`.
        const id = `${dossier}:${event.instance}`
        if (nodeOf(step, event.element).kind !== 'userTask') timers.open(id, { id, dossier, due: event.due })
        break
      }
      case 'incidentRaised':
        // Its timer has fired and could not act; resolving the incident sets it again.
        if (event.instance !== undefined) timers.close(`${dossier}:${event.instance}`)
        break
      case 'elementCompleted':
      case 'elementTerminated': {
        const id = `${dossier}:${event.instance}`
        const { kind } = nodeOf(step, event.element)
        if (kind === 'userTask' && !tasks.forget(id)) tasks.close(id)
        timers.forget(id)
        if (kind !== 'userTask' && hadTimer(before, event.instance)) timers.close(id)
        if (!jobs.forget(id) && (kind === 'serviceTask' || kind === 'sendTask')) cancelledInstances.push(event.instance)
        break
      }
      case 'jobCreated': {
        const { instance, job, input, at } = event
        const key = `${dossier}:${instance}`
        jobs.open(key, { id: awaitedJobId(dossier, instance, seq), dossier, type: job, lane: null, instance, key, input, at })
        break
      }
      case 'messageThrown': {
        // Nothing waits for it here: an adapter brings it to whom it is for, at least once.
        const { message, payload, keys, element, at } = event
        const input = { message, payload, element, ...(keys === undefined ? {} : { keys }) } as NewJob['input']
        thrown.push({ type: event.job ?? SEND_MESSAGE, input, at })
        break
      }
      case 'signalThrown': {
        const { signal, payload, element, at } = event
        thrown.push({ type: BROADCAST_SIGNAL, input: { signal, payload, element }, at })
        break
      }
      default:
        // The others say nothing about tasks, timers or jobs.
        break
    }
  }
  tickTimer(dossier, before, after, timers)
  return {
    tasks: { open: tasks.opened, close: tasks.closed },
    timers: { set: timers.opened, clear: timers.closed },
    jobs: {
      add: thrown.length === 0 ? jobs.opened : [...jobs.opened, ...outgoing(step, thrown)],
      finish: NOTHING,
      cancel: NOTHING,
    },
    subscriptions: subscriptionsOf(step),
    incidents: incidentsOf(step),
    cancelledInstances,
  }
}

/** Whether the store may have a timer of it. */
function hadTimer({ kernel }: DossierState, instance: number): boolean {
  return (find(kernel.instances, instance)?.due ?? null) !== null
}

/** What a migration ended is only in the procedure before it. */
function nodeOf({ procedure, was }: Step, element: string): Node {
  return nodeIn(procedure, element) ?? nodeIn(was ?? procedure, element) ?? (procedure.program.nodes[0] as Node)
}

function nodeIn({ program }: Procedure, element: string): Node | undefined {
  return program.nodes[program.nodeById.get(element) ?? -1]
}

const NO_INCIDENTS: Effects['incidents'] = Object.freeze({ open: NOTHING, close: NOTHING })

function incidentsOf({ dossier, before, after, head, at }: Step): Effects['incidents'] {
  const [old, now] = [before.kernel.incidents, after.kernel.incidents]
  if (old === now) return NO_INCIDENTS
  const { agency, procedure } = head
  const raised = Object.entries(now).filter(([number]) => !(number in old))
  return {
    open: raised.map(([number, { element, code, message }]) => {
      return { id: `${dossier}:${number}`, dossier, agency, procedure, element, code, message, raisedAt: at }
    }),
    close: Object.keys(old)
      .filter((number) => !(number in now))
      .map((number) => `${dossier}:${number}`),
  }
}

function tickTimer(dossier: string, before: DossierState, after: DossierState, timers: OpenedAndClosed<StoredTimer>): void {
  const [old, due] = [nextTickOf(before), nextTickOf(after)]
  if (old === due) return
  const id = clockTimerOf(dossier)
  if (due === null) timers.close(id)
  else timers.open(id, { id, dossier, due })
}

/** The task's instance, as far as it is still open. */
export function openTask(procedure: Procedure, state: DossierState, instance: number) {
  const waits = find(state.kernel.instances, instance)
  return waits === undefined ? undefined : awaitedOf(procedure.program, waits).find(({ awaited }) => awaited.kind === 'task')
}
