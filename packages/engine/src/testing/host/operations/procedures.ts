import { readYaml } from '../../../definition/index.ts'
import { loadProcedure } from '../../../lifecycle/index.ts'
import type { Principal } from '../../../ports/index.ts'
import type { ProcedureModule } from '../../../runtime/index.ts'

/** Two agencies that share a store. */
export const HUE = 'H57'
export const HANOI = 'G01'

export const STAFF: readonly Principal[] = [
  { id: 'an', name: 'An', roles: ['clerk'], agencies: [HUE] },
  { id: 'binh', name: 'Bình', roles: ['clerk'], agencies: [HUE] },
  { id: 'chi', name: 'Chi', roles: ['supervisor', 'operator'], agencies: [HUE] },
  { id: 'giang', name: 'Giang', roles: ['messenger'], groups: ['tu-phap'], agencies: [HUE] },
  { id: 'hoa', name: 'Hoa', roles: [], groups: ['dia-chinh'], agencies: [HUE] },
  { id: 'xuan', name: 'Xuân', roles: ['clerk', 'supervisor', 'operator', 'auditor'], groups: ['tu-phap'], agencies: [HANOI] },
  { id: 'oanh', name: 'Oanh', roles: ['operator', 'auditor'] },
  { id: 'dan', name: 'Dân', roles: ['applicant'], identifier: '001' },
]

const HEAD = (code: string, version: number) => `procedure: "${code}"
version: ${version}
name: Thử
roles: { clerk: Cán bộ, applicant: Người yêu cầu }
variables:
  n: { type: number, optional: true }
  bill: { type: string, optional: true }
  applicant: { type: object, optional: true }
messages: { answer: { carries: [n] }, paid: { carries: [n] }, opened: { carries: [bill] } }
signals: { storm: Bão }
flow:
`

/** Examined and answered side by side, posted, and checked by another person. */
export const PARALLEL = '9.000011'
/** As much as a number says, until an inclusive join. */
export const INCLUSIVE = '9.000012'
/** Inside of a sub-process that a message interrupts. */
export const BOUNDARY = '9.000013'
/** Three opinions at once. */
export const EACH = '9.000014'
/** A task of a role or a group, then one of a group alone. */
export const GROUPS = '9.000015'
export const LATER = '9.000016'
export const HEARS = '9.000017'
export const PASSES = '9.000018'
export const BEGINS = '9.000019'
/** A task, then the message of its own bill. */
export const KEYED = '9.000020'

const FLOWS: Readonly<Record<string, string>> = {
  [PARALLEL]: `  begin: { startEvent: , standing: accepted, next: split }
  split: { parallelGateway: , next: [examine, wait] }
  wait: { intermediateCatchEvent: { message: answer }, next: join }
  examine: { userTask: { role: clerk }, stage: verify, next: join }
  join: { parallelGateway: , next: post }
  post: { serviceTask: { job: post }, next: check }
  check: { userTask: { role: clerk, fourEyes: [examine] }, stage: verify, next: done }
  done: { endEvent: , standing: settled }
`,
  [INCLUSIVE]: `  begin: { startEvent: , next: fork }
  fork: { inclusiveGateway: [{ if: n > 0, next: examine }, { if: n > 1, next: other }, { next: third }] }
  examine: { userTask: { role: clerk }, next: join }
  other: { userTask: { role: clerk }, next: join }
  third: { userTask: { role: clerk }, next: join }
  join: { inclusiveGateway: , next: check }
  check: { userTask: { role: clerk }, next: done }
  done: { endEvent: }
`,
  [BOUNDARY]: `  begin: { startEvent: , next: work }
  work:
    subProcess:
      flow:
        inside: { startEvent: , next: examine }
        examine: { userTask: { role: clerk }, next: over }
        over: { endEvent: }
    next: done
  told: { boundaryEvent: { attachedTo: work, message: answer }, next: check }
  check: { userTask: { role: clerk }, next: done }
  done: { endEvent: }
`,
  [EACH]: `  begin: { startEvent: , next: examine }
  examine: { userTask: { role: clerk, multiInstance: { cardinality: '3' } }, next: check }
  check: { userTask: { role: clerk }, next: done }
  done: { endEvent: }
`,
  [GROUPS]: `  begin: { startEvent: , next: examine }
  examine: { userTask: { role: clerk, groups: [tu-phap] }, next: measure }
  measure: { userTask: { groups: dia-chinh, fourEyes: [examine] }, next: done }
  done: { endEvent: }
`,
  [LATER]: `  begin: { startEvent: , next: first }
  first: { userTask: { role: clerk }, next: wait }
  wait: { intermediateCatchEvent: { message: paid }, next: done }
  done: { endEvent: }
`,
  [HEARS]: `  begin: { startEvent: , next: wait }
  wait: { intermediateCatchEvent: { signal: storm }, next: done }
  done: { endEvent: }
`,
  [PASSES]: `  begin: { startEvent: , next: done }
  done: { endEvent: }
`,
  [BEGINS]: `  opened: { startEvent: { message: opened }, next: done }
  done: { endEvent: }
`,
  [KEYED]: `  begin: { startEvent: , next: first }
  first: { userTask: { role: clerk }, next: wait }
  wait: { intermediateCatchEvent: { message: opened }, next: done }
  done: { endEvent: }
correlations:
  receipt: { properties: { bill: { opened: bill } }, subscriptions: { p-9.000020: { bill: bill } } }
`,
}

/** What the job `post` is told by a law: whether its peer answers. */
export interface Peer {
  isDown: boolean
}

/** One of the procedures; `change` makes another edition of it. */
export function operated(
  code: string,
  { version = 1, change = (flow) => flow, peer = { isDown: false } }: Partial<Edited> = {},
): ProcedureModule {
  const text = HEAD(code, version) + change(FLOWS[code] ?? '')
  const { definition, diagnostics } = readYaml(text, { file: `${code}.yaml` })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error(`DEFECT: expected a procedure, found ${JSON.stringify(diagnostics)}`)
  const post = () => (peer.isDown ? Promise.reject(new Error('no answer')) : Promise.resolve({}))
  return { procedure, jobs: { post } }
}

interface Edited {
  readonly version: number
  readonly change: (flow: string) => string
  readonly peer: Peer
}
