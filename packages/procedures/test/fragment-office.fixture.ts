import { formatDiagnostic, loadProcedure, openEvent, readYaml, type DossierView, type Variables } from '@motcua/engine'
import { fragmentFiles } from '../src/index.ts'
import { AN } from './office.fixture.ts'
import { libraryOffice, OPERATOR, type LibraryOffice, type OfficeAdapters } from './library-office.fixture.ts'

/** The lines of a procedure that includes fragments around what a test is about. */
export interface Including {
  readonly include: string
  readonly limit?: string
  readonly variables?: string
  readonly flow: string
  /** First days of force; the law of the day of lodging goes with it. */
  readonly regime?: string
}

/** A procedure of an author: lodged, accepted, and then what the test is about. */
export function including(one: Including) {
  return written(
    { ...one, include: `acceptance, ${one.include}` },
    `  lodged: { startEvent: { message: dossier-lodged }, stage: receive, next: acceptance }
  acceptance: { use: acceptance, next: tried }
`,
  )
}

/** On the spot it is accepted by the fragment itself. */
export function onTheSpot(one: Including) {
  return written(one, '  lodged: { startEvent: { message: dossier-lodged }, stage: receive, next: tried }\n', ', wantsReceipt')
}

/** Intake begins a procedure. */
export function takingIn(fieldCheck: 'none' | 'needed') {
  const flow = `  intake: { use: intake, prefix: '', with: { fieldCheck: ${fieldCheck} }, next: done }`
  return written({ include: 'intake', flow }, undefined)
}

function written(
  { include, limit = 'workingDays: 5', variables = '', flow, regime = 'nd118-2025' }: Including,
  start: string | undefined,
  alsoCarries = '',
) {
  const yaml = `procedure: '1.000009'
name: { vi: Thử, en: Trial }
level: commune
regime: ${regime}
include: [${include}]
limit: { ${limit}, extension: { times: 1, workingDays: 3 } }
roles:
  applicant: Người yêu cầu
  counter: Bộ phận Một cửa
  officer: Chuyên viên
  leader: Lãnh đạo
documents:
  form: { vi: Tờ khai, code: G15-KQ1, class: on-demand }
  paper: { vi: Giấy chứng sinh, code: G15-KQ2, class: prior-result }
variables:
  applicant: object
  channel: { type: string, values: [counter, online, post, kiosk, home, appointment] }
  components: list
  found: { type: list, optional: true }
  missing: { type: list, optional: true }
  digitized: { type: list, optional: true }
${variables}
${start === undefined ? '' : `messages: { dossier-lodged: { from: [applicant, counter], carries: [applicant, channel, components, missing, digitized${alsoCarries}] } }`}
flow:
${start ?? ''}${flow}
  done: { endEvent }
`
  const read = readYaml(yaml, { file: 'trial.yaml', fragments: fragmentFiles() })
  const loaded = read.definition === undefined ? undefined : loadProcedure(read.definition)
  const found = [...read.diagnostics, ...(loaded?.diagnostics ?? [])].filter(({ severity }) => severity === 'error')
  if (loaded?.procedure === undefined) throw new Error(found.map((one) => formatDiagnostic(one, 'en')).join('\n'))
  return loaded.procedure
}

export const LODGED: Variables = {
  applicant: { kind: 'citizen', name: 'Nguyễn Văn An', identifier: AN },
  channel: 'counter',
  components: [{ id: 'form' }],
}

/** A dossier of such a procedure on a host, seen as its readers see it. */
export class Trial {
  private constructor(
    readonly office: LibraryOffice,
    readonly id: string,
  ) {}

  /** Lodged at this local time. */
  static async lodged(
    procedure: ReturnType<typeof including>,
    at: string,
    variables: Variables = {},
    adapters: OfficeAdapters = {},
  ): Promise<Trial> {
    const office = await libraryOffice(procedure, { at, adapters })
    const { id } = await office.engine.lodge('1.000009', { ...LODGED, ...variables }, { as: 'counter' })
    await office.engine.settled()
    return new Trial(office, id)
  }

  view(): Promise<DossierView> {
    return this.office.view(this.id)
  }

  async waiting(): Promise<string[]> {
    return (await this.view()).waiting.map(({ element }) => element)
  }

  /** Completes the oldest task of this element; a rejection is thrown. */
  async complete(element: string, variables: Variables, as: string): Promise<DossierView> {
    const { items } = await this.office.store.tasks({ dossier: this.id, limit: 50 })
    const task = items.find((open) => open.element === element)
    if (task === undefined) throw new Error(`no open task ${element}: ${items.map((open) => open.element).join(', ')}`)
    await this.office.engine.complete(task.id, variables, { as })
    await this.office.engine.settled()
    return this.view()
  }

  async send(message: string, variables: Variables, as = 'applicant'): Promise<DossierView> {
    await this.office.engine.dispatch(this.id, { type: 'deliverMessage', message, variables }, { as })
    await this.office.engine.settled()
    return this.view()
  }

  /** Time goes on to this instant, and everything that is due on the way happens. */
  async until(instant: number): Promise<DossierView> {
    this.office.clock.goTo(instant)
    await this.office.engine.settled()
    return this.view()
  }

  async events() {
    return (await this.office.engine.journal(this.id, { as: OPERATOR })).flatMap((row) => row.events.map(openEvent))
  }

  /** Forms that were issued, by their jobs. */
  async jobs(): Promise<string[]> {
    return (await this.events()).flatMap((event) => (event.type === 'jobCreated' ? [event.job] : []))
  }

  async end(): Promise<void> {
    await this.office.engine.stop()
  }
}
