import { openEvent, type DossierEvent, type Value, type Variables } from '@motcua/engine'
import type { JournalRow } from '@motcua/engine/ports'
import { CHANNEL_FACTS, isChannel } from '../dossier/channel.ts'
import { componentsOf, fileOf, listOf, record } from '../dossier-data.ts'

/** What is kept of a dossier's journal while the feed goes by: little, whatever the dossier carries. */
export interface DossierTrace {
  readonly lodgedAt: number
  /** The events that the clocks are folds over, in order. */
  readonly standing: DossierEvent[]
  readonly stages: Set<string>
  readonly reused: Set<string>
  /** Financial duties that were settled. */
  readonly payments: { readonly at: number; readonly isOnline: boolean }[]
  /** When a financial duty was first asked for. */
  dutyAt: number | null
  /** When the process ended, however it did. */
  endedAt: number | null
  code: string | null
  channel: 'counter' | 'online' | 'post' | null
  hasDigitized: boolean
  hasTransferRecord: boolean
  hasResult: boolean
  isArchived: boolean
  counterWaitMinutes: number | null
  isSatisfied: boolean | null
  /** When the applicant last said so. */
  satisfiedAt: number | null
  /** What was said of how it was paid. */
  paymentChannel: string | null
  isErased: boolean
}

export function newTrace(lodgedAt: number): DossierTrace {
  return {
    lodgedAt,
    standing: [],
    stages: new Set(),
    reused: new Set(),
    payments: [],
    dutyAt: null,
    endedAt: null,
    code: null,
    channel: null,
    hasDigitized: false,
    hasTransferRecord: false,
    hasResult: false,
    isArchived: false,
    counterWaitMinutes: null,
    isSatisfied: null,
    satisfiedAt: null,
    paymentChannel: null,
    isErased: false,
  }
}

/** Takes one more row of the dossier, in their order. */
export function followRow(trace: DossierTrace, row: Pick<JournalRow, 'actor' | 'events'>): void {
  for (const sealed of row.events) {
    if (sealed.data === null) continue
    follow(trace, openEvent(sealed), row.actor)
  }
}

function follow(trace: DossierTrace, event: DossierEvent, actor: string): void {
  switch (event.type) {
    case 'processStarted':
    case 'variablesSet':
      return learn(trace, event)
    case 'standingChanged':
    case 'clockChanged':
    case 'rulesApplied':
      trace.standing.push(event)
      return
    case 'stageEntered':
      trace.stages.add(event.stage)
      return
    case 'paymentChanged':
      if (event.payment === 'asked') trace.dutyAt ??= event.at
      // Who told of the payment says how it was made: a payment gateway, or a person at the counter.
      if (event.payment === 'paid') {
        const isOnline = trace.paymentChannel === null ? actor.startsWith('system:') : trace.paymentChannel === 'online'
        trace.payments.push({ at: event.at, isOnline })
      }
      return
    case 'processCompleted':
    case 'processTerminated':
    case 'processFailed':
    case 'processCancelled':
      trace.endedAt = event.at
      return
    case 'serviceRecorded':
      trace.counterWaitMinutes = event.counterWaitMinutes ?? trace.counterWaitMinutes
      if (event.satisfied !== undefined) rate(trace, event.satisfied, event.at)
      return
    case 'dossierErased':
      trace.isErased = true
      return
    default:
  }
}

/** What variables say that figures need; the latest word holds. */
function learn(trace: DossierTrace, { at, variables }: { readonly at: number; readonly variables: Variables }): void {
  for (const [name, value] of Object.entries(variables)) READERS[name]?.(trace, value, at)
}

function rate(trace: DossierTrace, isSatisfied: boolean, at: number): void {
  trace.isSatisfied = isSatisfied
  trace.satisfiedAt = at
}

const reuse = (trace: DossierTrace, value: Value) => {
  for (const { id, reused } of componentsOf(value)) if (reused !== undefined) trace.reused.add(id)
}

const READERS: Readonly<Record<string, (trace: DossierTrace, value: Value, at: number) => void>> = {
  dossierCode: (trace, value) => {
    if (typeof value === 'string') trace.code = value
  },
  channel: (trace, value) => {
    if (isChannel(value)) trace.channel = CHANNEL_FACTS[value].national
  },
  components: reuse,
  found: reuse,
  digitized: (trace, value) => {
    trace.hasDigitized = Array.isArray(value)
    reuse(trace, value)
  },
  transferRecord: (trace, value) => {
    const { manifest, components } = record(value)
    trace.hasTransferRecord = typeof manifest === 'string'
    if (listOf(components).length > 0) trace.hasDigitized = true
    reuse(trace, components ?? null)
  },
  result: (trace, value) => {
    trace.hasResult = fileOf(value) !== undefined
  },
  archivePackage: (trace, value) => {
    trace.isArchived = Object.keys(record(value)).length > 0
  },
  counterWaitMinutes: (trace, value) => {
    if (typeof value === 'number' && value >= 0) trace.counterWaitMinutes = value
  },
  satisfied: (trace, value, at) => {
    if (typeof value === 'boolean') rate(trace, value, at)
  },
  paymentChannel: (trace, value) => {
    if (typeof value === 'string') trace.paymentChannel = value
  },
}
