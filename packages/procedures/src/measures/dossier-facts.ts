import { dayOf, type Calendar } from '@motcua/engine/calendar'
import { clocksOf, type Timeliness } from '@motcua/engine/lifecycle'
import { parseDossierCode } from '../code/dossier-code.ts'
import type { DossierTrace } from './dossier-trace.ts'
import type { MeasuredProcedure } from './measured-procedure.ts'

/** What every figure is computed from: one dossier, as it stood at the end of the period. Instants are milliseconds since 1970-01-01T00:00:00Z. */
export interface DossierFacts {
  readonly dossier: string
  readonly code: string | null
  /** The agency that it belongs to; `null`: its journal does not say. */
  readonly agency: string | null
  readonly procedure: MeasuredProcedure
  readonly channel: 'counter' | 'online' | 'post' | null
  readonly lodgedAt: number
  /** When it was first accepted (được tiếp nhận); `null`: it was not, so that nothing was received. */
  readonly receivedAt: number | null
  /** The end of processing, else the return, else the stop; `null`: it is being settled. */
  readonly endedAt: number | null
  /** It ended with a result. */
  readonly hasSucceeded: boolean
  /** By the metric clock: waiting for supplements subtracted, a second request late. */
  readonly timeliness: Timeliness
  readonly supplements: number
  readonly dutyAt: number | null
  readonly payments: DossierTrace['payments']
  readonly isDigitizedAtDesk: boolean
  readonly hasDigitized: boolean
  readonly isTransferred: boolean
  readonly hasTransferRecord: boolean
  readonly hasReused: boolean
  readonly hasResult: boolean
  readonly isArchived: boolean
  readonly counterWaitMinutes: number | null
  readonly isSatisfied: boolean | null
  /** When the applicant last said so: the answer counts in that period, which may be a later one than the end's. */
  readonly satisfiedAt: number | null
  /** Whether the national portal took everything that it was to be told; `null`: it was to be told nothing. */
  readonly isSynced: boolean | null
}

/** Standings of a dossier that was received. */
const RECEIVED: ReadonlySet<string> = new Set(['accepted', 'inProgress', 'settled', 'returned'])

/**
 * A dossier's facts from what its journal said up to `asOf`. Pure.
 *
 * @law quyết định 766/QĐ-TTg: the end is that of status 9, else 10, else 8 or 3
 */
export function factsOf(
  trace: DossierTrace,
  known: {
    readonly dossier: string
    readonly agency: string | null
    readonly procedure: MeasuredProcedure
    readonly isSynced: boolean | null
  },
  calendar: Calendar,
  asOf: number,
): DossierFacts {
  const { standing: events } = trace
  const standings = events.flatMap((event) => (event.type === 'standingChanged' ? [event] : []))
  const clocks = clocksOf(known.procedure.procedure, events, calendar, trace.endedAt ?? asOf)
  const endedAt = clocks.endedAt ?? trace.endedAt
  return {
    ...known,
    code: trace.code,
    agency: known.agency ?? agencyOfCode(trace.code),
    channel: trace.channel,
    lodgedAt: trace.lodgedAt,
    receivedAt: standings.find(({ standing }) => RECEIVED.has(standing))?.at ?? null,
    endedAt,
    hasSucceeded: standings.some(({ standing }) => standing === 'settled' || standing === 'returned'),
    timeliness: endedAt === null ? clocks.metric.timeliness : ended(clocks.metric.timeliness, clocks.metric.due, endedAt),
    supplements: clocks.supplements,
    dutyAt: trace.dutyAt,
    payments: trace.payments,
    isDigitizedAtDesk: trace.stages.has('digitize'),
    hasDigitized: trace.hasDigitized,
    isTransferred: trace.stages.has('transfer'),
    hasTransferRecord: trace.hasTransferRecord,
    hasReused: trace.reused.size > 0,
    hasResult: trace.hasResult,
    isArchived: trace.isArchived,
    counterWaitMinutes: trace.counterWaitMinutes,
    isSatisfied: trace.isSatisfied,
    satisfiedAt: trace.satisfiedAt,
  }
}

/** A process that ended without a last standing was judged as open on the day of its end. */
function ended(timeliness: Timeliness, due: number | null, endedAt: number): Timeliness {
  if (timeliness === 'overdue') return 'late'
  if (timeliness !== 'inTime' || due === null) return timeliness
  return dayOf(endedAt) < dayOf(due - 1) ? 'early' : 'onTime'
}

function agencyOfCode(code: string | null): string | null {
  const read = code === null ? undefined : parseDossierCode(code)
  return read === undefined || read.shape === 'opaque' ? null : read.agency
}
