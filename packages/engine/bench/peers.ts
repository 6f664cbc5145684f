import { Engine } from 'bpmn-engine'
import { EventEmitter } from 'node:events'
import { assign, createMachine, initialTransition, transition, type AnyStateMachine } from 'xstate'
import { CHILDREN, TASKS, TURNS } from './flows.ts'
import { Stopwatch } from './stopwatch.ts'

/** The flows as state machines, and the events that take each from its start to its end. */
interface Walk {
  readonly machine: AnyStateMachine
  readonly events: readonly string[]
}

const task = (event: string) => ({
  initial: 'open',
  states: { open: { on: { [event]: 'done' } }, done: { type: 'final' as const } },
})
const names = (length: number) => Array.from({ length }, (_, index) => `T${index}`)
const sequence = Object.fromEntries([
  ...names(TASKS).map((name, index) => [name, { on: { NEXT: index + 1 === TASKS ? 'end' : `T${index + 1}` } }]),
  ['end', { type: 'final' }],
]) as Record<string, object>

export const XSTATE: Readonly<Record<'sequence' | 'parallel' | 'loop' | 'many', Walk>> = {
  sequence: { machine: createMachine({ initial: 'T0', states: sequence }), events: Array<string>(TASKS).fill('NEXT') },
  parallel: {
    machine: createMachine({
      context: { n: 1 },
      initial: 'work',
      states: {
        work: {
          type: 'parallel',
          onDone: 'end',
          states: {
            a: task('A'),
            b: task('B'),
            c: {
              initial: 'open',
              states: {
                open: {
                  on: {
                    C: [
                      { guard: ({ context }: { context: { n: number } }) => context.n > 0, target: 'more' },
                      { target: 'done' },
                    ],
                  },
                },
                more: { on: { D: 'done' } },
                done: { type: 'final' },
              },
            },
          },
        },
        end: { type: 'final' },
      },
    }),
    events: ['A', 'B', 'C', 'D'],
  },
  loop: {
    machine: createMachine({
      context: { n: 1 },
      initial: 'turn',
      states: {
        turn: {
          on: {
            NEXT: [
              {
                guard: ({ context }: { context: { n: number } }) => context.n + 1 < TURNS,
                target: 'turn',
                actions: assign({ n: ({ context }: { context: { n: number } }) => context.n + 1 }),
              },
              { target: 'end' },
            ],
          },
        },
        end: { type: 'final' },
      },
    }),
    events: Array<string>(TURNS - 1).fill('NEXT'),
  },
  many: {
    machine: createMachine({
      initial: 'all',
      states: {
        all: { type: 'parallel', onDone: 'end', states: Object.fromEntries(names(CHILDREN).map((name) => [name, task(name)])) },
        end: { type: 'final' },
      },
    }),
    events: names(CHILDREN),
  },
}

export function walkXState({ machine, events }: Walk): void {
  let [state] = initialTransition(machine)
  for (const type of events) [state] = transition(machine, state, { type })
  if (state.status !== 'done') throw new Error(`expected the end, found ${JSON.stringify(state.value)}`)
}

/** `bpmn-engine` through a process; each task that waits is signalled. */
async function once(source: string, round: number): Promise<void> {
  const listener = new EventEmitter()
  // It listens for the signal only after it has told that it waits.
  listener.on('activity.wait', (api: { signal: () => void; environment: { variables: { n: number } } }) =>
    setImmediate(() => {
      api.environment.variables.n += 1
      api.signal()
    }),
  )
  const engine = new Engine({ name: `bench ${round}`, source })
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('expected the peer to end within a minute')), 60_000)
    engine.once('end', () => {
      clearTimeout(late)
      resolve()
    })
    engine.once('error', reject)
    void engine.execute({ listener, variables: { n: 1 } })
  })
}

/** Its completions a second of the processor's time, over two seconds of it at least. */
export async function rateOfBpmnEngine(source: string, each: number): Promise<number> {
  await once(source, 0)
  const watch = new Stopwatch()
  let rounds = 0
  while (watch.milliseconds < 2_000) await once(source, ++rounds)
  return (rounds * each) / (watch.milliseconds / 1000)
}
