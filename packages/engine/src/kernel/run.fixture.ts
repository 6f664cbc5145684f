import { expect } from 'vitest'
import { vietnamCalendar } from '../calendar/index.ts'
import { compile, type Program } from '../compile/index.ts'
import { readYaml } from '../definition/index.ts'
import {
  decide,
  decideMigration,
  evolve,
  find,
  INITIAL_STATE,
  replay,
  waitingIn,
  type Command,
  type Hop,
  type KernelEvent,
  type KernelState,
  type Migrate,
} from './index.ts'

export const calendar = vietnamCalendar()
export const AT = Date.UTC(2025, 8, 8, 1)

/** A process in YAML, under a few declarations that most tests need. */
export function program(flow: string): Program {
  const head = `
procedure: "1.000001"
name: Thử
roles: { clerk: Cán bộ }
variables: { n: { type: number, optional: true }, text: { type: string, optional: true }, when: { type: string, optional: true } }
messages: { answer: { carries: [text] }, other: }
signals: { news: }
flow:
`
  const { definition, diagnostics } = readYaml(head + flow, { file: 'test.yaml' })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const compiled = definition === undefined ? undefined : compile(definition)
  if (compiled?.program === undefined) throw new Error(JSON.stringify(compiled?.diagnostics))
  return compiled.program
}

/** One running instance: commands in, hops and events out. */
export class Run {
  state: KernelState = INITIAL_STATE
  readonly events: KernelEvent[] = []
  readonly hops: Hop[] = []
  at = AT

  constructor(public program: Program) {}

  send(command: Record<string, unknown>, origin: 'person' | 'world' = 'person') {
    const before = JSON.stringify(this.state)
    const full = { at: this.at, origin, variables: {}, ...command } as unknown as Command
    const decision = decide(this.program, this.state, full, { calendar, observe: (hop) => this.hops.push(hop) })
    expect(JSON.stringify(this.state)).toBe(before)
    if (!decision.ok) return decision.rejection
    expect(replay(this.program, this.state, decision.events)).toEqual(decision.state)
    expect(decision.events.reduce((state, event) => evolve(this.program, state, event), this.state)).toEqual(decision.state)
    this.state = decision.state
    this.events.push(...decision.events)
    return undefined
  }

  /** Goes on in another program; gives the codes and elements of what stands in the way. */
  migrate(next: Program, options: Partial<Migrate> = {}): string[] {
    const { at } = this
    const command: Migrate = { type: 'migrate', at, origin: 'person', reason: 'mended', plan: {}, from: 'a', to: 'b', ...options }
    const decision = decideMigration(this.program, next, this.state, command, { calendar, observe: (hop) => this.hops.push(hop) })
    if (!decision.ok) return (decision.rejection.obstacles ?? []).map(({ code, element }) => `${code} ${element}`)
    expect(replay(this.program, this.state, decision.events, next)).toEqual(decision.state)
    this.state = decision.state
    this.program = next
    this.events.push(...decision.events)
    return []
  }

  start(variables: Record<string, unknown> = {}): this {
    expect(this.send({ type: 'start', variables })).toBeUndefined()
    return this
  }

  instance(element: string): number {
    const found = waitingIn(this.program, this.state).find((waiting) => waiting.element === element)
    if (found === undefined) throw new Error(`nothing waits in ${element}, but in ${this.waiting().join(', ')}`)
    return found.instance
  }

  complete(element: string, variables: Record<string, unknown> = {}) {
    return this.send({ type: 'completeTask', instance: this.instance(element), variables })
  }

  fire(element: string) {
    const instance = this.instance(element)
    this.at = Math.max(this.at, find(this.state.instances, instance)?.due ?? 0)
    return this.send({ type: 'fireTimer', instance }, 'world')
  }

  waiting(): string[] {
    return waitingIn(this.program, this.state).map(({ element }) => element)
  }

  types(): string[] {
    return this.events.map(({ type }) => type)
  }
}

export const task = (next: string) => `{ userTask: { role: clerk }, next: ${next} }`
