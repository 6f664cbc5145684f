import type { DossierEvent, Procedure } from '@motcua/engine'
import { waitingIn } from '@motcua/engine/kernel'
import { decideDossier, type DossierCommand, type DossierState } from '@motcua/engine/lifecycle'
import { calendar, valuesFor } from './walk.fixture.ts'

/** A dossier that nothing leads to its end within so many deeds never ends. */
const MOST_DEEDS = 400

/**
 * From wherever a dossier stands, everybody does their part: what is asked is given, what is due happens, incidents are resolved. A choice
 * that was taken several times is taken otherwise: nobody sends a paper back for ever.
 */
export function finish(procedure: Procedure, from: DossierState, seen: (events: readonly DossierEvent[]) => void): DossierState {
  let state = from
  const turns = new Map<string, number>()
  for (let deed = 0; deed < MOST_DEEDS && state.kernel.status === 'running'; deed++) {
    const at = state.kernel.at + 60_000
    const candidates = deedsOf(procedure, state, at, turns)
    const done = candidates
      .map((command) => decideDossier(procedure, state, command, { calendar }))
      .find((decision) => decision.ok && decision.state !== state)
    if (done?.ok !== true) return state
    seen(done.events)
    state = done.state
  }
  return state
}

function deedsOf(procedure: Procedure, state: DossierState, at: number, turns: Map<string, number>): DossierCommand[] {
  // A condition over a list that nobody gave is resolved with an empty one.
  const lists = [...procedure.program.variables].filter(([, { type, optional }]) => type === 'list' && optional)
  const variables = Object.fromEntries(lists.map(([name]) => [name, []]))
  const incidents = Object.keys(state.kernel.incidents).map((incident): DossierCommand => ({
    type: 'resolveIncident',
    at,
    origin: 'person',
    incident: Number(incident),
    variables,
  }))
  const waiting = waitingIn(procedure.program, state.kernel)
  const acts = waiting.flatMap(({ instance, element, awaited }): DossierCommand[] => {
    if (awaited.kind === 'task' || awaited.kind === 'job') {
      const turn = (turns.get(element) ?? 0) + 1
      turns.set(element, turn)
      // The way on first; where that was tried and led back, other answers.
      const seeds = turn < 4 ? [0, 1, 2] : [turn, 0, 1]
      return seeds.map((seed): DossierCommand => {
        const variables = valuesFor(procedure, awaited.sets, seed)
        return awaited.kind === 'task'
          ? { type: 'completeTask', at, origin: 'person', instance, variables }
          : { type: 'completeJob', at, origin: 'world', instance, variables }
      })
    }
    if (awaited.kind !== 'message' || ENDING.has(awaited.message)) return []
    const carried = procedure.program.messages.get(awaited.message)?.carries ?? []
    return [
      { type: 'deliverMessage', at, origin: 'person', message: awaited.message, variables: valuesFor(procedure, carried, 0) },
    ]
  })
  const timers = waiting
    .filter(({ due }) => due !== null)
    .sort((a, b) => (a.due ?? 0) - (b.due ?? 0))
    .map(({ instance, due }): DossierCommand => ({ type: 'fireTimer', at: Math.max(at, due ?? at), origin: 'world', instance }))
  return [...incidents, ...acts, ...timers]
}

/** What an applicant may do at any time, and what would begin the work again. */
const ENDING: ReadonlySet<string> = new Set(['withdrawal-asked', 'error-reported', 'consent-withdrawn', 'certificate-found'])
