import type { DossierEvent } from '@motcua/engine'
import { INITIAL_DOSSIER, isLifecycleEvent, replayDossier, stepOf } from '@motcua/engine/lifecycle'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { birthRegistration as procedure } from '../src/index.ts'
import { moves, walk } from './walk.fixture.ts'

const RUNS = { numRuns: 200 }

describe('laws of every dossier of birth registration', () => {
  it('replaying the journal gives the state, after every command', () => {
    fc.assert(
      fc.property(moves(60), (made) => {
        const journal: DossierEvent[] = []
        walk(procedure, made, ({ events, after }) => {
          journal.push(...events)
          expect(replayDossier(procedure, INITIAL_DOSSIER, JSON.parse(JSON.stringify(journal)) as DossierEvent[])).toEqual(after)
        })
      }),
      { numRuns: 40 },
    )
  })

  it('a rejected command changes nothing, and only people are rejected', () => {
    let rejected = 0
    fc.assert(
      fc.property(moves(60), (made) => {
        let last = JSON.stringify(INITIAL_DOSSIER)
        walk(procedure, made, ({ command, before, after, rejection }) => {
          expect(JSON.stringify(before)).toBe(last)
          if (rejection !== undefined) {
            rejected++
            expect(JSON.stringify(after)).toBe(last)
            // Starting is a person's: a dossier that runs cannot be started by anybody.
            expect(command.origin === 'person').toBe(true)
          }
          last = JSON.stringify(after)
        })
      }),
      RUNS,
    )
    expect(rejected).toBeGreaterThan(RUNS.numRuns)
  })

  it('nothing is signed that was not examined, nothing is returned that was not signed; and a fifth of all walks get there', () => {
    let [signed, returned] = [0, 0]
    fc.assert(
      fc.property(moves(120), (made) => {
        const order: string[] = []
        walk(procedure, made, ({ events, after }) => {
          for (const event of events) {
            if (event.type === 'elementCompleted') order.push(event.element)
            if (event.type === 'stageEntered') order.push(`>${event.stage}`)
            if (event.type === 'stageLeft') order.push(`<${event.stage}`)
          }
          const hasReturned = after.lifecycle.stages.return !== 'waiting'
          if (hasReturned) expect(['none', 'paid', 'waived']).toContain(after.lifecycle.payment)
        })
        const first = (what: string) => order.indexOf(what)
        if (first('sign-result') !== -1) {
          signed++
          expect(first('examination')).toBeGreaterThanOrEqual(0)
          expect(first('examination')).toBeLessThan(first('sign-result'))
          expect(first('>verify')).toBeLessThan(first('>sign'))
        }
        if (first('>return') !== -1) {
          expect(first('<sign')).toBeGreaterThanOrEqual(0)
          expect(first('<sign')).toBeLessThan(first('>return'))
          expect(first('sign-result')).toBeLessThan(first('>return'))
        }
        if (first('hand-over-result') !== -1) returned++
      }),
      RUNS,
    )
    expect(signed).toBeGreaterThanOrEqual(RUNS.numRuns / 5)
    expect(returned).toBeGreaterThanOrEqual(RUNS.numRuns / 5)
  })

  it('no accepted sequence of commands leaves the statechart', () => {
    fc.assert(
      fc.property(moves(80), (made) => {
        walk(procedure, made, ({ before, events }) => {
          let { lifecycle } = before
          for (const event of events.filter(isLifecycleEvent)) {
            const next = replayDossier(procedure, { ...before, lifecycle }, [event]).lifecycle
            if (event.type === 'standingChanged') {
              expect(stepOf(procedure.table, lifecycle, 'standing', `standing.${event.standing}`)).toBe(event.standing)
            }
            if (event.type === 'stageEntered')
              expect(stepOf(procedure.table, lifecycle, event.stage, `enter.${event.stage}`)).toBe('active')
            if (event.type === 'stageLeft')
              expect(stepOf(procedure.table, lifecycle, event.stage, `leave.${event.stage}`)).toBe('done')
            lifecycle = next
          }
        })
      }),
      RUNS,
    )
  })

  it('what the world reports is never lost: it is an event or an incident, or it was no news', () => {
    fc.assert(
      fc.property(moves(80), (made) => {
        walk(procedure, made, ({ command, events, rejection, before }) => {
          if (command.origin !== 'world' || before.kernel.status === 'created') return
          expect(rejection).toBeUndefined()
          const isNews = command.type !== 'fireTimer' && command.type !== 'tickClock'
          if (isNews) expect(events.length).toBeGreaterThan(0)
        })
      }),
      RUNS,
    )
  })
})
