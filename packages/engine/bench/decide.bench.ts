import { createActor, createMachine } from 'xstate'
import { vietnamCalendar } from '../src/calendar/index.ts'
import { readYaml } from '../src/definition/index.ts'
import { decideDossier, INITIAL_DOSSIER, loadProcedure, type DossierState } from '../src/lifecycle/index.ts'

const TASKS = 20
const AT = Date.UTC(2025, 8, 8, 1)
const ROUNDS = 1_500

const flow = Array.from(
  { length: TASKS },
  (_, index) => `  t${index}: { userTask: { role: clerk }, next: ${index + 1 === TASKS ? 'done' : `t${index + 1}`} }`,
)
const yaml = `procedure: "1.000001"\nname: x\nroles: { clerk: x }\nflow:\n  begin: { startEvent: , next: t0 }\n${flow.join('\n')}\n  done: { endEvent: }\n`

/** Commands a second through twenty tasks in a row: `decideDossier` beside an XState machine with as many states. */
export async function run() {
  const { definition } = readYaml(yaml, { file: 'bench.yaml' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error('expected a procedure')
  const calendar = vietnamCalendar()
  const ours = () => {
    let state: DossierState = INITIAL_DOSSIER
    for (let step = 0; step <= TASKS; step++) {
      const command =
        step === 0
          ? ({ type: 'start', at: AT, origin: 'person', variables: {} } as const)
          : ({ type: 'completeTask', at: AT, origin: 'person', instance: step, variables: {} } as const)
      const decision = decideDossier(procedure, state, command, { calendar })
      if (!decision.ok) throw new Error(decision.rejection.message)
      state = decision.state
    }
    if (state.kernel.status !== 'completed') throw new Error('expected the end')
  }
  const states = Object.fromEntries(
    Array.from({ length: TASKS + 2 }, (_, index) => [`s${index}`, index > TASKS ? {} : { on: { NEXT: `s${index + 1}` } }]),
  )
  const machine = createMachine({ initial: 's0', states })
  const peer = () => {
    const actor = createActor(machine).start()
    for (let step = 0; step <= TASKS; step++) actor.send({ type: 'NEXT' })
    if (actor.getSnapshot().value !== `s${TASKS + 1}`) throw new Error('expected the end')
    actor.stop()
  }
  const [mine, theirs] = [rate(ours), rate(peer)]
  return [{ name: 'decideDossier beside XState, 20 steps', ours: mine, peer: theirs, ratio: mine / theirs, unit: 'commands/s' }]
}

function rate(work: () => void): number {
  for (let warm = 0; warm < 200; warm++) work()
  const began = performance.now()
  for (let round = 0; round < ROUNDS; round++) work()
  return (ROUNDS * (TASKS + 1)) / ((performance.now() - began) / 1000)
}
