import { parseInstant, type Calendar } from '../calendar/index.ts'
import { readYaml } from '../definition/index.ts'
import {
  decideDossier,
  INITIAL_DOSSIER,
  loadProcedure,
  type DossierCommand,
  type DossierDecision,
  type DossierEvent,
  type DossierState,
  type Procedure,
} from './index.ts'

/** What the desk may say at any moment: each leads to one mark and back to the desk. */
export const SAY = ['ask', 'complete', 'askFee', 'paid', 'tax', 'taxDone', 'again', 'extend', 'settle'] as const
export type Say = (typeof SAY)[number]

/** A procedure that is nothing but a clock: whatever the desk says happens to it. */
export function clockProcedure(head: string): Procedure {
  const yaml = `
procedure: "1.000002"
name: Đồng hồ
${head}
roles: { desk: Một cửa }
variables: { say: string }
flow:
  begin: { startEvent: , next: accept }
  accept: { intermediateThrowEvent: , standing: accepted, clock: start, next: desk }
  desk: { userTask: { role: desk, sets: [say] }, stage: verify, next: say? }
  say?:
    exclusiveGateway:
      - { if: say = "ask", next: ask }
      - { if: say = "complete", next: complete }
      - { if: say = "askFee", next: askFee }
      - { if: say = "paid", next: paid }
      - { if: say = "tax", next: tax }
      - { if: say = "taxDone", next: taxDone }
      - { if: say = "again", next: again }
      - { if: say = "extend", next: extend }
      - { next: settle }
  ask: { intermediateThrowEvent: , standing: supplementAsked, clock: pause, next: desk }
  complete: { intermediateThrowEvent: , standing: inProgress, clock: continue, next: desk }
  askFee: { intermediateThrowEvent: , standing: paymentAsked, payment: ask, clock: pause, next: desk }
  paid: { intermediateThrowEvent: , standing: inProgress, payment: settle, clock: continue, next: desk }
  tax: { intermediateThrowEvent: , clock: { pause: tax, basis: "101/2024/NĐ-CP" }, next: desk }
  taxDone: { intermediateThrowEvent: , clock: continue, next: desk }
  again: { intermediateThrowEvent: , clock: restart, next: desk }
  extend: { intermediateThrowEvent: , clock: extend, next: desk }
  settle: { intermediateThrowEvent: , standing: settled, clock: stop, next: done }
  done: { endEvent: }
`
  const { definition, diagnostics } = readYaml(yaml, { file: 'clock.yaml' })
  const loaded = definition === undefined ? undefined : loadProcedure(definition)
  if (loaded?.procedure === undefined) throw new Error(JSON.stringify([diagnostics, loaded?.diagnostics]))
  return loaded.procedure
}

/** A dossier at a desk: says, ticks, and keeps its journal. */
export class Desk {
  state: DossierState = INITIAL_DOSSIER
  readonly events: DossierEvent[] = []

  constructor(
    readonly procedure: Procedure,
    public calendar: Calendar,
    lodged: number | string,
  ) {
    const decision = this.send({ type: 'start', at: instant(lodged), origin: 'person', variables: {} })
    if (!decision.ok) throw new Error(decision.rejection.message)
  }

  say(at: number | string, say: Say): DossierDecision {
    const task = this.state.kernel.instances.flat().find((open) => this.procedure.program.nodes[open.node]?.id === 'desk')
    return this.send({ type: 'completeTask', at: instant(at), origin: 'person', instance: task?.n ?? 0, variables: { say } })
  }

  tick(at: number | string): DossierDecision {
    return this.send({ type: 'tickClock', at: instant(at), origin: 'world' })
  }

  recompute(at: number | string, reason: string): DossierDecision {
    return this.send({ type: 'recomputeDue', at: instant(at), origin: 'person', reason })
  }

  get clock() {
    return this.state.lifecycle.clock
  }

  send(command: DossierCommand): DossierDecision {
    const decision = decideDossier(this.procedure, this.state, command, { calendar: this.calendar })
    if (decision.ok) {
      this.state = frozen(decision.state)
      this.events.push(...decision.events)
    }
    return decision
  }
}

/** Whoever changes anything of it throws: a state that was given out is never touched again. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}

function instant(at: number | string): number {
  return typeof at === 'number' ? at : (parseInstant(at) ?? Number.NaN)
}
