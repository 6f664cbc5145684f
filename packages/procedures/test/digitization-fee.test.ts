import type { Procedure, Variables } from '@motcua/engine'
import { afterEach, describe, expect, it } from 'vitest'
import { componentsOf, record } from '../src/dossier-data.ts'
import { LIBRARY, libraryEditions, type LibraryCode } from '../src/index.ts'
import { conclude, eventsOf } from './library-host.fixture.ts'
import { libraryOffice, OPERATOR, PDF_DIGEST, RATE, type LibraryOffice } from './library-office.fixture.ts'
import { givenValues } from './library-values.fixture.ts'

const FEE = {
  code: 'SOHOA',
  name: 'Chi phí số hóa theo yêu cầu',
  kind: 'digitization',
  amountVnd: 3 * RATE.ratePerPageVnd,
  payer: 'applicant',
  basis: RATE.rateBasis,
}

/** Procedures whose papers an applicant hands in; what agencies send one another is no applicant's to have digitized. */
const receiving = (Object.keys(LIBRARY) as LibraryCode[])
  .flatMap(libraryEditions)
  .filter(({ definition }) =>
    definition.messages.some(
      ({ id, carries, from }) => id === 'dossier-lodged' && carries?.includes('components') && from.includes('applicant'),
    ),
  )
  .map((procedure) => [`${procedure.program.procedure} edition ${procedure.program.version}`, procedure] as const)

const open: LibraryOffice[] = []
afterEach(() => Promise.all(open.splice(0).map(({ engine }) => engine.stop())))

/** Lodged at the counter, with one paper of three pages that need not be digitized and that the applicant wants digitized. */
async function lodged(procedure: Procedure, change: (variables: Variables) => Variables = (same) => same) {
  const office = await libraryOffice(procedure)
  open.push(office)
  const { carries = [] } = procedure.program.messages.get('dossier-lodged') ?? {}
  const usual = givenValues(procedure, carries, () => 0, office.scan)
  const wanted = procedure.definition.documents.find(({ digitize }) => digitize === 'on-demand')?.id ?? ''
  const components = componentsOf(usual.components).map((component) =>
    component.id === wanted ? { ...component, digitize: true, pages: 3 } : component,
  )
  const variables = change({ ...usual, channel: 'counter', components: components as unknown as Variables[string] })
  const { id } = await office.engine.lodge(procedure.program.procedure, variables, { as: 'applicant' })
  await office.engine.settled()
  return { office, id, wanted }
}

/** Its tasks are done until it waits for a payment. */
async function untilPayment({ office, id }: { office: LibraryOffice; id: string }) {
  for (let deeds = 0; deeds < 10; deeds++) {
    const view = await office.view(id)
    if (view.payment === 'asked') return view
    const [task] = (await office.store.tasks({ dossier: id, limit: 1 })).items
    if (task === undefined) return view
    const node = office.procedure.program.nodes[office.procedure.program.nodeById.get(task.element) ?? -1]
    const values = givenValues(office.procedure, node?.kind === 'userTask' ? node.sets : [], () => 0, office.scan)
    await office.engine.complete(task.id, values, { as: task.role ?? OPERATOR })
    await office.engine.settled()
  }
  return office.view(id)
}

async function askedFor(office: LibraryOffice, id: string): Promise<unknown[]> {
  const { events } = await eventsOf(office, id)
  return events.flatMap((event) =>
    event.type === 'jobCreated' && event.job === 'ask-payment' ? [record(event.input).amountVnd] : [],
  )
}

describe('papers that need not be digitized', () => {
  it('are received by most procedures', () => expect(receiving.length).toBeGreaterThan(15))

  it.each(receiving)('are digitized on demand of the applicant, who pays: %s', async (_, procedure) => {
    const here = await lodged(procedure)
    const { office, id, wanted } = here
    const asked = await untilPayment(here)
    expect(asked).toMatchObject({ standing: 'paymentAsked', payment: 'asked', code: null })
    expect(asked.variables.fees).toEqual([FEE])
    expect((await askedFor(office, id))[0]).toBe(FEE.amountVnd)
    await conclude(office, id)
    const { standing, variables } = await office.view(id)
    expect(standing).toBe('returned')
    expect(variables.fees).toEqual([FEE])
    expect(componentsOf(variables.digitized)).toContainEqual(expect.objectContaining({ id: wanted, digest: PDF_DIGEST }))
  })

  it.each(receiving.slice(0, 4))('cost nothing where nobody asks: %s', async (_, procedure) => {
    const { office, id } = await lodged(procedure, (variables) => ({
      ...variables,
      components: componentsOf(variables.components).map(({ digitize: _asked, ...rest }) => rest),
    }))
    await conclude(office, id)
    expect(await askedFor(office, id)).not.toContain(FEE.amountVnd)
    expect((await office.view(id)).variables.fees ?? []).toEqual([])
  })
})

describe('an applicant who asked for a paper to be digitized', () => {
  const [, procedure] = receiving.find(([name]) => name.startsWith('1.001612')) ?? []
  if (procedure === undefined) throw new Error('expected 1.001612 in the library')

  it('and does not pay loses nothing by it: it is received on paper, and nothing is owed', async () => {
    const here = await lodged(procedure)
    const { office, id, wanted } = here
    const { waiting } = await untilPayment(here)
    const due = Math.max(...waiting.map(({ due: at }) => at ?? 0))
    office.clock.goTo(due)
    await office.engine.settled()
    const after = await office.view(id)
    expect(after).toMatchObject({ standing: 'accepted', payment: 'waived' })
    expect(after.variables.fees).toEqual([])
    expect(componentsOf(after.variables.components).filter(({ digitize }) => digitize)).toEqual([])
    await work(here, 'transfer.digitize-components', { digitized: [] })
    await work(here, 'transfer.hand-over-papers', {})
    const { variables } = await office.view(id)
    expect(record(variables.transferRecord).papers).toContain(wanted)
    await conclude(office, id)
    expect((await office.view(id)).standing).toBe('returned')
  })

  it('only with the supplement pays then, before it is accepted', async () => {
    const here = await lodged(procedure, (variables) => ({ ...variables, components: [] }))
    const { office, id, wanted } = here
    await work(here, 'intake.check-identity', { identified: true })
    await work(here, 'intake.check-components', { missing: [wanted] })
    const components = [{ id: wanted, originals: 1, digitize: true, pages: 3 }]
    await office.engine.dispatch(
      id,
      { type: 'deliverMessage', message: 'supplement-sent', variables: { components } },
      { as: 'applicant' },
    )
    await office.engine.settled()
    await work(here, 'intake.check-components', { missing: [] })
    const { standing, variables } = await office.view(id)
    expect(standing).toBe('paymentAsked')
    expect(variables.fees).toEqual([FEE])
  })

  it('pays for no paper that is a file already', async () => {
    const { office, id } = await lodged(procedure, (variables) => ({
      ...variables,
      components: componentsOf(variables.components).map((component) => ({
        ...component,
        digest: PDF_DIGEST,
        mediaType: 'application/pdf',
      })),
    }))
    await conclude(office, id)
    expect(await askedFor(office, id)).toEqual([])
  })

  it('gets what they paid for: a scan that the counter forgot is asked for again', async () => {
    const here = await lodged(procedure)
    const { office, id, wanted } = here
    await untilPayment(here)
    await office.engine.dispatch(id, { type: 'deliverMessage', message: 'fee-paid', variables: {} }, { as: 'counter' })
    await office.engine.settled()
    await work(here, 'transfer.digitize-components', { digitized: [] })
    const { waiting, variables } = await office.view(id)
    expect(waiting.map(({ element }) => element)).toContain('transfer.digitize-components')
    expect(variables.scanProblems).toEqual([expect.objectContaining({ code: 'SCAN_MISSING', path: `/digitized/${wanted}` })])
  })
})

async function work({ office, id }: { office: LibraryOffice; id: string }, element: string, variables: Variables) {
  const task = (await office.store.tasks({ dossier: id, limit: 20 })).items.find((one) => one.element === element)
  await office.engine.complete(task?.id ?? '', variables, { as: task?.role ?? OPERATOR })
  await office.engine.settled()
}
