import { formatInstant, type DossierView, type Procedure } from '@motcua/engine'
import type { JournalRow } from '@motcua/engine/ports'
import type { Agency } from '../agency.ts'
import { componentsOf, fileOf, record, text, type FileData } from '../dossier-data.ts'
import { dealingsOf, type HandOn, type Reminder } from '../interagency/dealings.ts'
import type { ApplicantData } from './applicant.ts'
import { isChannel, type Channel } from './channel.ts'
import type { ComponentData } from './component.ts'
import { feesOf, type Fee } from './fee.ts'
import { handlingSteps } from './history.ts'
import { standingInstants } from './instants.ts'
import { mustBeObjects, mustBeProcedure, mustBeRows, mustBeView } from '../must-be-given.ts'

/** A whole dossier, as other systems are given it: `schemas/dossier.json`. Instants are ISO 8601 with +07:00. */
export interface DossierRecord {
  readonly id: string
  /** Mã hồ sơ; `null` before acceptance. */
  readonly code: string | null
  readonly procedure: { readonly code: string; readonly version: number; readonly name: string; readonly field?: string }
  readonly applicant: ApplicantData
  readonly channel: Channel
  readonly priority?: string
  readonly returnBy?: string
  /** Who received it and who settles it, by their codes; the same where nothing else is said. */
  readonly receivingAgency: string
  readonly resolvingAgency: string
  readonly standing: string
  /** TrangThaiHoSo, 1 to 10. */
  readonly nationalStatus: number
  readonly lodgedAt: string
  readonly receivedAt?: string
  readonly dueAt?: string
  readonly settledAt?: string
  readonly returnedAt?: string
  readonly countsAsLate: boolean
  readonly components: readonly ComponentData[]
  readonly fees: readonly Fee[]
  /** Forms that were issued and are kept with it. */
  readonly documents: readonly (FileData & { readonly kind: 'receipt' | 'register-entry' | 'control-slip' })[]
  readonly results: readonly (FileData & { readonly code?: string; readonly signer?: string })[]
  /** To which agencies it was handed on, and which were reminded. */
  readonly handOns: readonly HandOn[]
  readonly reminders: readonly Reminder[]
  readonly history: readonly {
    readonly element: string
    readonly name: string
    readonly role: string
    readonly actor: string
    readonly receivedAt: string
    readonly doneAt: string
    readonly dueAt?: string
  }[]
}

const DOCUMENTS = { receipt: 'receipt', registerEntry: 'register-entry', controlSlip: 'control-slip' } as const

/**
 * The whole dossier in the published shape: what was lodged, how it stands, what was issued, and who did what.
 *
 * @param rows  its journal
 * @example
 * dossierRecord(await engine.dossier(id, { as }), birthRegistration, await engine.journal(id, { as }), AGENCY)
 */
export function dossierRecord(
  view: DossierView,
  procedure: Procedure,
  rows: readonly JournalRow[],
  agency: Agency,
): DossierRecord {
  mustBeView('dossierRecord', 'view', view)
  mustBeProcedure('dossierRecord', procedure)
  mustBeRows('dossierRecord', rows)
  mustBeObjects('dossierRecord', { agency })
  const { variables } = view
  const { definition, program } = procedure
  const { accepted, settled, returned, due } = standingInstants(rows)
  const channel = isChannel(variables.channel) ? variables.channel : 'counter'
  const result = fileOf(variables.result)
  const transferred = componentsOf(record(variables.transferRecord).components)
  const handedIn = componentsOf(variables.components)
  const isDigital = new Set(transferred.map(({ id }) => id))
  return {
    id: view.id,
    code: view.code,
    procedure: {
      code: program.procedure,
      version: program.version,
      name: definition.name.vi,
      ...(definition.field === undefined ? {} : { field: definition.field.code }),
    },
    applicant: record(variables.applicant) as unknown as ApplicantData,
    channel,
    ...named({ priority: text(variables.priority), returnBy: text(variables.returnBy) }),
    receivingAgency: text(variables.receivingAgency) || agency.code,
    resolvingAgency: text(variables.resolvingAgency) || agency.code,
    standing: view.standing,
    nationalStatus: view.nationalStatus,
    lodgedAt: formatInstant(view.openedAt),
    ...named({ receivedAt: instant(accepted), dueAt: instant(view.clock.due ?? due) }),
    ...named({ settledAt: instant(settled), returnedAt: instant(returned) }),
    countsAsLate: variables.countsAsLate === true,
    components: [...transferred, ...handedIn.filter(({ id }) => !isDigital.has(id))],
    fees: feesOf(variables),
    documents: Object.entries(DOCUMENTS).flatMap(([variable, kind]) => {
      const file = fileOf(variables[variable])
      return file === undefined ? [] : [{ kind, ...file }]
    }),
    results:
      result === undefined
        ? []
        : [{ ...result, ...named({ code: definition.results[0]?.code ?? '', signer: text(record(variables.result).signer) }) }],
    ...dealingsOf(rows),
    history: handlingSteps(procedure, rows).map(({ receivedAt, doneAt, dueAt, ...step }) => ({
      ...step,
      receivedAt: formatInstant(receivedAt),
      doneAt: formatInstant(doneAt),
      ...named({ dueAt: instant(dueAt) }),
    })),
  }
}

function instant(at: number | null | undefined): string {
  return at === null || at === undefined ? '' : formatInstant(at)
}

/** What is known of these; the others are left out. */
function named<K extends string>(texts: Readonly<Record<K, string>>): Partial<Record<K, string>> {
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== '')) as Partial<Record<K, string>>
}
