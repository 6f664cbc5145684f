import { DESK, JOBS, MESSAGE, officeModules, PEOPLE, SIDE, TIMER } from '../host/office.ts'
import type { ProcedureModule } from '../../runtime/index.ts'
import type { World } from './simulate.ts'
import type { Peer } from './peer.ts'

/** The test office, whose jobs ask a peer of the world. */
const modules = (peer: Peer): readonly ProcedureModule[] =>
  officeModules().map((module) => ({
    ...module,
    jobs: {
      work: (job) => peer.ask(job.key, { at: job.at, input: job.input }, () => ({ key: job.key })),
      tell: (job) => peer.ask(job.key, { at: job.at, input: job.input }, () => undefined),
    },
  }))

export const officeWorld: World = {
  procedures: (peer) => modules(peer('portal')),
  people: PEOPLE,
  lodge: (dice) => ({
    procedure: dice.pick([DESK, JOBS, TIMER, MESSAGE, SIDE]),
    variables: { text: `t${dice.below(9)}` },
    as: dice.pick(['an', 'lan']),
  }),
  complete: (dice, task) => ({ variables: {}, as: dice.chance(0.9) ? (task.role === 'leader' ? 'dung' : 'binh') : 'lan' }),
  report: (dice) => ({ message: 'paid', variables: { text: `paid ${dice.below(9)}` } }),
}
