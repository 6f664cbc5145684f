import { vietnamCalendar } from '../src/calendar/index.ts'
import { viewOf } from '../src/runtime/view.ts'
import { readYaml } from '../src/definition/index.ts'
import { INITIAL_STATE, type Command, type KernelState } from '../src/kernel/index.ts'
import * as kernel from '../src/kernel/index.ts'
import {
  contentOf,
  decideDossier,
  INITIAL_DOSSIER,
  loadProcedure,
  ONE_STOP_REGIMES,
  type DossierState,
} from '../src/lifecycle/index.ts'

type Right = Readonly<Record<string, readonly unknown[]>>

const calendar = vietnamCalendar()
const at = Date.UTC(2026, 0, 5)
const day = 20_458
const limit = { unit: 'workingDays', amount: 3 } as const

const CALENDAR: Right = {
  createCalendar: [{ week: { 1: [['07:30', '11:30']] }, makeUpHours: [], years: [] }],
  addDuration: [at, { months: 0, ms: 5 }],
  dueAt: [at, limit, calendar, {}],
  restsOnProjection: [at, at + 5, limit, calendar],
  resumeDueAt: [at, at, at, 'workingDays', calendar],
  transferDueAt: [at, calendar, {}],
  warnAt: [at, limit, calendar, {}],
  addWorkingTime: [at, 5, calendar],
  subtractWorkingTime: [at, 5, calendar],
  workingDayAfter: [day, 1, calendar],
  workingDayFrom: [day, calendar],
  workingDaysBetween: [day, day + 3, calendar],
  workingTimeBetween: [at, at + 5, calendar],
}

const { definition } = readYaml(
  `procedure: "1.000001"
name: Ví dụ
roles: { counter: Một cửa, approver: Lãnh đạo }
variables: { text: { type: string, optional: true } }
flow:
  begin: { startEvent: , next: check }
  check: { userTask: { role: counter }, stage: receive, next: sign }
  sign: { userTask: { role: approver, fourEyes: [check] }, next: done }
  done: { endEvent: }
`,
  { file: 'a.yaml' },
)
if (definition === undefined) throw new Error('expected a definition')
const { procedure } = loadProcedure(definition)
if (procedure === undefined) throw new Error('expected a procedure')
const { program } = procedure
const start: Command = { type: 'start', at, origin: 'person', variables: {} }
const decision = decideDossier(procedure, INITIAL_DOSSIER, start, { calendar })
if (!decision.ok) throw new Error('expected a dossier')
const dossier: DossierState = decision.state
const state: KernelState = dossier.kernel
const [instance] = kernel.instancesIn(state)
const complete: Command = { type: 'completeTask', at, origin: 'person', instance: instance?.n ?? 0, variables: {} }
const migrate = { type: 'migrate', at, origin: 'person', reason: 'luật mới', plan: {}, from: 'a', to: 'b' }

const KERNEL: Right = {
  decide: [program, state, complete, { calendar }],
  evolve: [program, INITIAL_STATE, decision.events[0]],
  replay: [program, INITIAL_STATE, decision.events],
  readEvent: ['processStarted', 1, {}],
  checkMigration: [program, program, state, migrate],
  decideMigration: [program, program, state, migrate, { calendar }],
  raiseIncident: [program, state, at, 'A', 'a', {}],
  find: [state.instances, 1],
  all: [state.instances],
  namedListeners: [program],
  awaitedOf: [program, instance],
  waitingIn: [program, state],
  receiverOf: [program, state, 'm', 1, {}],
  conversationOf: [program, state, 'm', 'k'],
  checkVariables: [program, {}, ['text'], {}],
  readVariable: [program, kernel.recordsOf(state), 0, 'text'],
  visibleVariables: [program, state, 0],
}

const { lifecycle } = dossier
const region = { assigned: {}, doneBy: {} }

const LIFECYCLE: Right = {
  decideDossier: [procedure, dossier, complete, { calendar }],
  replayDossier: [procedure, INITIAL_DOSSIER, decision.events],
  checkDossierMigration: [procedure, procedure, dossier, migrate],
  migrateDossier: [procedure, procedure, dossier, migrate, { calendar }],
  readLifecycleEvent: ['stageEntered', 1, {}],
  clocksOf: [procedure, decision.events, calendar, at],
  excludedFrom: [procedure, region, 'sign'],
  assignmentOf: [region, 1],
  checkFacts: [ONE_STOP_REGIMES[0]],
  factAt: [ONE_STOP_REGIMES[0], 'supplement.clock', at],
  lifecycleTable: [procedure.machine],
  stateOf: [lifecycle, 'clock'],
  stepOf: [procedure.table, lifecycle, 'clock', 'clock.start'],
  contentOf: [definition],
  definitionOf: [contentOf(definition), 'a.yaml'],
}

const file = { file: 'a.yaml' }
const diagram = { shapes: [], edges: [] }
const position = { line: 1, column: 1, length: 1 }
const sentence = { vi: 'a', en: 'a' }
const head = { applicant: 'an', openedAt: at, endedAt: null }
const seal = { number: 1, cursor: 'c', links: 1, root: 'r', previous: 'p', at }

const ENGINE: Right = {
  readYaml: ['procedure: "1"', file],
  readBpmn: ['<a/>', file],
  readDmn: ['<a/>', file],
  compileDecisions: [[]],
  loadProcedure: [definition, {}],
  writeYaml: [definition],
  writeBpmn: [definition, { diagram }],
  layoutDiagram: [definition],
  diagramSvg: [definition, diagram, {}],
  diagnose: [
    { code: 'A', severity: 'error', what: sentence, cure: sentence },
    { ...file, position },
  ],
  formatDiagnostic: [{ ...file, position, code: 'A', severity: 'error', message: sentence, remedy: sentence }, 'en'],
  frame: ['a', position],
  sealText: ['s', seal],
  viewOf: ['d', 1, procedure, dossier, head],
}

const person = { id: 'an', name: 'An', roles: ['counter'] }

const HOST: Right = {
  agencyOf: [{ ...person, agencies: ['a'] }, 'a'],
  isApplicantAlone: [person],
  principalOf: [{ find: () => Promise.resolve(person) }, 'an'],
  requireRole: [person, ['counter'], 'lodging', 'd'],
  dossierIdOf: ['an', 'c'],
  dossierOfSchedule: ['s', at],
  dossierOfMessage: ['p', 'm'],
  nextOf: ['0 7 * * 1', at, calendar],
}

const applicant = { name: 'An', identifier: '027185000017', kind: 'citizen' }
const shown = viewOf('d', 1, procedure, dossier, head)
const view = { ...shown, code: '000.00.01.H22-260105-0001', variables: { applicant } }
const agency = { code: '000.00.01.H22', letterhead: ['A'], unit: 'B', place: 'C' }
const source = { dossier: view, procedure, agency, at }
const period = { name: '2026-01', from: at, to: at + 5, months: ['2026-01'] }
const documents = [{ id: 'a', name: sentence, class: 'original' }]
const store = { feed: () => [], dossiers: () => ({ items: [], next: null }), definition: () => undefined, jobs: () => [] }

const PROCEDURES: Right = {
  oneStopAdmission: [{ digitization: {} }],
  oneStop: [procedure, { agency }],
  applicationForm: [procedure],
  parseAgencyCode: ['000.00.01.H22'],
  formatAgencyCode: [['H22', '01'], 'qd20-2020'],
  dossierCode: [agency.code, at, 'k', () => Promise.resolve(1)],
  enterpriseCheckDigit: ['010010910', 'invalid'],
  householdCodeFault: ['027185000017', {}, 'invalid'],
  formatPaperCode: [{ owner: 'a', type: 'b' }],
  textFault: ['a'],
  papersLeft: [[{ id: 'a' }], [{ id: 'a' }]],
  digitizationDuty: [documents[0], { id: 'a' }, { local: {} }],
  digitizationFee: [documents, [{ id: 'a' }], { ratePerPageVnd: 5 }],
  reuseRefusal: [
    { owner: 'a', reusableFrom: at },
    { at, today: '2026-01-05', owner: 'a', consent: true },
  ],
  receptionRefusal: [{ receiving: agency.code, resolving: agency.code }, false],
  dossierRecord: [view, procedure, [], agency],
  handlingSteps: [procedure, []],
  registerEntry: [view, procedure, [], () => undefined],
  registerForm: [[], { agency, year: 2026, forms: 'tt03-2025', at }],
  apologyForm: [source, { reason: 'a' }],
  controlSlip: [source, []],
  receiptForm: [source],
  refusalForm: [source, 'a'],
  stopForm: [source, 'a'],
  supplementForm: [source, { missing: [] }],
  form06a: [[], period],
  index766: [[], period, {}],
  measureReport: [[], { period, asOf: at }],
  readFacts: [store, { calendar, asOf: at }],
  isMet: [5, { atLeast: 5 }],
  targetAt: ['resultsDigitized', 'commune', at],
}

/** Arguments that functions take, by entry and name. */
export const RIGHT: Readonly<Record<string, Right>> = {
  '@motcua/engine': ENGINE,
  '@motcua/engine/host': HOST,
  '@motcua/procedures': PROCEDURES,
  '@motcua/engine/calendar': CALENDAR,
  '@motcua/engine/kernel': KERNEL,
  '@motcua/engine/lifecycle': LIFECYCLE,
  '@motcua/engine/ports': {
    wordsOf: ['a'],
    unmarked: ['a'],
    isFoundBy: ['a', 'a'],
    cursorOf: [['a']],
    placeOf: ['["a"]', ['string']],
  },
  '@motcua/engine/testing': { planOf: [1, { deeds: 1, nodes: 1, faultShare: 0 }] },
  '@motcua/engine/actor': { procedureLogic: [procedure, { calendar }] },
}
