/**
 * The figures once more, slowly: every question is put to the whole journal of every dossier, with nothing kept between two questions, no
 * pages and no traces. It shares with the real ones the metric clock, which has tests of its own, and the period's two ends.
 */
import type { DossierEvent, Value } from '@motcua/engine'
import { vietnamCalendar } from '@motcua/engine'
import { clocksOf } from '@motcua/engine/lifecycle'
import type { Written } from './measured-journals.fixture.ts'

export interface Span {
  readonly from: number
  readonly to: number
}
const calendar = vietnamCalendar()
type Payment = { readonly id: string; readonly isOnline: boolean }

export class Obvious {
  private readonly dossiers: readonly Written[]

  constructor(
    all: readonly Written[],
    private readonly span: Span,
    private readonly asOf: number,
  ) {
    // Who bears the code of one that was lodged before is the same linked dossier.
    const inOrder = [...all].sort((a, b) => (a.rows[0]?.at ?? 0) - (b.rows[0]?.at ?? 0))
    this.dossiers = inOrder.filter((dossier, index) => {
      const code = this.last(dossier, 'dossierCode')
      return code === undefined || !inOrder.slice(0, index).some((earlier) => this.last(earlier, 'dossierCode') === code)
    })
  }

  rows(dossier: Written) {
    return dossier.rows.filter(({ at }) => at <= this.asOf)
  }
  events(dossier: Written): DossierEvent[] {
    return this.rows(dossier).flatMap(({ events }) => [...events])
  }
  standings(dossier: Written): { standing: string; at: number }[] {
    return this.events(dossier).flatMap((event) => (event.type === 'standingChanged' ? [event] : []))
  }
  inSpan(at: number | undefined): boolean {
    return at !== undefined && at >= this.span.from && at < this.span.to
  }
  received(dossier: Written): number | undefined {
    return this.standings(dossier).find(({ standing }) => ['accepted', 'inProgress', 'settled', 'returned'].includes(standing))
      ?.at
  }
  ended(dossier: Written): number | undefined {
    const lastly = (...which: string[]) => this.standings(dossier).findLast(({ standing }) => which.includes(standing))?.at
    const process = this.events(dossier).find(({ type }) => /^process(Completed|Terminated|Failed|Cancelled)$/.test(type))
    return lastly('settled') ?? lastly('returned') ?? lastly('stopped', 'refused', 'withdrawn') ?? process?.at
  }
  succeeded(dossier: Written): boolean {
    return this.standings(dossier).some(({ standing }) => standing === 'settled' || standing === 'returned')
  }
  isLate(dossier: Written): boolean {
    return ['late', 'overdue'].includes(this.timeliness(dossier) ?? '')
  }
  timeliness(dossier: Written): string | null {
    return clocksOf(dossier.procedure, this.events(dossier), calendar, this.asOf).metric.timeliness
  }
  /** Everything that was ever said under a name. */
  values(dossier: Written, name: string): Value[] {
    return this.events(dossier).flatMap((event) => {
      const isSaid = event.type === 'processStarted' || event.type === 'variablesSet'
      return isSaid && Object.hasOwn(event.variables, name) ? [event.variables[name] ?? null] : []
    })
  }
  last(dossier: Written, name: string): Value | undefined {
    return this.values(dossier, name).at(-1)
  }
  /** Every word of how the applicant was served, by variable or noted at the desk, each with its instant. */
  service<Name extends 'counterWaitMinutes' | 'satisfied'>(dossier: Written, name: Name): { at: number; value: Value }[] {
    return this.events(dossier).flatMap((event) => {
      if (event.type === 'serviceRecorded') return event[name] === undefined ? [] : [{ at: event.at, value: event[name] }]
      const isSaid = event.type === 'processStarted' || event.type === 'variablesSet'
      return isSaid && Object.hasOwn(event.variables, name) ? [{ at: event.at, value: event.variables[name] ?? null }] : []
    })
  }
  text(dossier: Written, name: string): string {
    const value = this.last(dossier, name)
    return typeof value === 'string' ? value : ''
  }
  isOnline(dossier: Written): boolean {
    return ['online', 'kiosk'].includes(this.text(dossier, 'channel'))
  }
  stage(dossier: Written, stage: string): boolean {
    return this.events(dossier).some((event) => event.type === 'stageEntered' && event.stage === stage)
  }
  payments(dossier: Written): Payment[] {
    return this.rows(dossier).flatMap(({ actor, events }) =>
      events.flatMap((event) => {
        if (event.type !== 'paymentChanged' || event.payment !== 'paid' || !this.inSpan(event.at)) return []
        const told = this.last(dossier, 'paymentChannel')
        return [{ id: dossier.id, isOnline: told === undefined ? actor.startsWith('system:') : told === 'online' }]
      }),
    )
  }
  among(test: (dossier: Written) => boolean): string[] {
    return this.dossiers.filter(test).map(({ id }) => id)
  }

  /** Column by column of form II.06a, each by a rule of its own. */
  form(): Record<number, string[]> {
    const { from, to } = this.span
    const mine = (dossier: Written) => {
      const [received, ended] = [this.received(dossier), this.ended(dossier)]
      return received !== undefined && received < to && !(ended !== undefined && ended < from)
    }
    const isOver = (dossier: Written) => this.ended(dossier) !== undefined
    const column = (test: (dossier: Written) => boolean) => this.among((dossier) => mine(dossier) && test(dossier))
    return {
      4: column((dossier) => this.inSpan(this.received(dossier)) && this.isOnline(dossier)),
      5: column((dossier) => this.inSpan(this.received(dossier)) && !this.isOnline(dossier)),
      6: column((dossier) => (this.received(dossier) ?? 0) < from),
      8: column((dossier) => isOver(dossier) && this.timeliness(dossier) === 'early'),
      9: column((dossier) => isOver(dossier) && ['onTime', null].includes(this.timeliness(dossier))),
      10: column((dossier) => isOver(dossier) && this.timeliness(dossier) === 'late'),
      12: column((dossier) => !isOver(dossier) && this.timeliness(dossier) !== 'overdue'),
      13: column((dossier) => !isOver(dossier) && this.timeliness(dossier) === 'overdue'),
    }
  }

  /** Numerator and denominator of each measure. */
  measures(): Record<string, readonly [number, number]> {
    const count = (test: (dossier: Written) => boolean) => this.among(test).length
    const of = (whole: (dossier: Written) => boolean, part: (dossier: Written) => boolean) =>
      [count((dossier) => whole(dossier) && part(dossier)), count(whole)] as const
    const isReceived = (dossier: Written) => this.inSpan(this.received(dossier))
    const isEnded = (dossier: Written) => this.inSpan(this.ended(dossier))
    const isDone = (dossier: Written) => isEnded(dossier) && this.succeeded(dossier)
    const has = (name: string, key: string) => (dossier: Written) => {
      const value = this.last(dossier, name)
      return value !== null && typeof value === 'object' && Object.hasOwn(value, key)
    }
    const keys = (key: (dossier: Written) => string | null, test: (dossier: Written) => boolean) =>
      new Set(this.dossiers.filter(test).flatMap((dossier) => key(dossier) ?? [])).size
    const agency = (dossier: Written) => dossier.agency ?? /^([^-]+)-\d{6}-/.exec(this.text(dossier, 'dossierCode'))?.[1] ?? null
    const paid = this.dossiers.flatMap((dossier) => this.payments(dossier))
    const waits = (dossier: Written) => this.service(dossier, 'counterWaitMinutes')
    const told = this.dossiers.filter((dossier) => isReceived(dossier) && waits(dossier).length > 0)
    const isReused = (dossier: Written) => JSON.stringify(this.events(dossier)).includes('"reused"')
    const paidOnline = (dossier: Written) => this.payments(dossier).some(({ isOnline }) => isOnline)
    const code = ({ procedure }: Written) => procedure.program.procedure
    const asked = (dossier: Written) => {
      const first = this.events(dossier).find((event) => event.type === 'paymentChanged' && event.payment === 'asked')
      return this.inSpan(first?.at)
    }
    return {
      resultsDigitized: of(isDone, has('result', 'digest')),
      desksDigitizing: [
        keys(agency, (dossier) => isReceived(dossier) && this.stage(dossier, 'digitize')),
        keys(agency, isReceived),
      ],
      notHandedInAgain: of(isReceived, isReused),
      counterWait: [told.reduce((sum, dossier) => sum + Number(waits(dossier).at(-1)?.value), 0), told.length],
      lodgedOnline: of(isReceived, (dossier) => this.isOnline(dossier)),
      passedElectronically: of(
        (dossier) => isReceived(dossier) && this.stage(dossier, 'transfer'),
        has('transferRecord', 'manifest'),
      ),
      settledOnTime: of(
        (dossier) => isEnded(dossier) && this.received(dossier) !== undefined && this.timeliness(dossier) !== null,
        (dossier) => !this.isLate(dossier),
      ),
      satisfaction: of(
        (dossier) => this.inSpan(this.service(dossier, 'satisfied').at(-1)?.at),
        (dossier) => this.service(dossier, 'satisfied').at(-1)?.value === true,
      ),
      resultsSynced: of(
        (dossier) => isEnded(dossier) && dossier.syncs.length > 0,
        ({ syncs }) => syncs.every((status) => status === 'done'),
      ),
      onlinePayments: [paid.filter(({ isOnline }) => isOnline).length, paid.length],
      feeProceduresPaidOnline: [keys(code, paidOnline), keys(code, (dossier) => asked(dossier) || paidOnline(dossier))],
      onlineProceduresUsed: [
        keys(code, (dossier) => this.isOnline(dossier) && isReceived(dossier)),
        keys(code, (dossier) => this.rows(dossier).length > 0),
      ],
    }
  }
}
