import type { Text } from '../definition/index.ts'
import { visibleVariables, waitingIn, type Incident, type Value } from '../kernel/index.ts'
import {
  nationalStatus,
  type ClockState,
  type DossierState,
  type PaymentState,
  type Procedure,
  type StageStatus,
} from '../lifecycle/index.ts'
import type { Limit, Pause, Stage, Standing } from '../definition/index.ts'
import type { DossierHead } from '../ports/index.ts'
import { ownCopy } from './own-copy.ts'

/** A dossier as a reader sees it. Instants are milliseconds since 1970-01-01T00:00:00Z. */
export interface DossierView {
  readonly id: string
  /** Mã hồ sơ; `null` before acceptance. */
  readonly code: string | null
  readonly procedure: { readonly code: string; readonly version: number; readonly name: Text }
  /** Number of accepted commands. */
  readonly seq: number
  readonly status: DossierState['kernel']['status']
  readonly standing: Standing
  /** TrangThaiHoSo, 1 to 10. */
  readonly nationalStatus: number
  readonly stages: Readonly<Record<Stage, StageStatus>>
  readonly clock: {
    readonly state: ClockState
    readonly due: number | null
    /** The limit that it runs under: of the dossier's case where one held, else the procedure's; `null`: none. */
    readonly limit: Limit | null
    /** Whether `due` rests on days off that are not announced yet, and so may still move. */
    readonly projected: boolean
    readonly extensions: number
    /** Why it stands still; `null`: it does not. */
    readonly pause: Pause | null
    /** The one-stop rules that it follows, as `nd118-2025`; `null`: none. */
    readonly regime: string | null
  }
  readonly payment: PaymentState
  readonly variables: Readonly<Record<string, Value>>
  /** What it waits for, oldest first. */
  readonly waiting: readonly {
    /** Its number, as `dossiers.modify` ends it and `report` names it. */
    readonly instance: number
    readonly element: string
    readonly name: Text | null
    readonly kind: string
    readonly due: number | null
  }[]
  readonly incidents: readonly (Incident & { readonly incident: number })[]
  /** Who lodged it, or for whom. */
  readonly applicant: string
  readonly openedAt: number
  /** Since when nothing of it moves; `null`: it is not suspended. */
  readonly suspendedAt: number | null
  readonly endedAt: number | null
}

/** Name of the variable that holds the dossier's code, in procedures that give one. */
export const CODE_VARIABLE = 'dossierCode'

export function viewOf(
  id: string,
  seq: number,
  procedure: Procedure,
  state: DossierState,
  head: Pick<DossierHead, 'applicant' | 'openedAt' | 'endedAt'>,
): DossierView {
  const { kernel, lifecycle } = state
  const variables = ownVariables(procedure, state)
  const code = variables[CODE_VARIABLE]
  return {
    id,
    code: typeof code === 'string' ? code : null,
    procedure: { code: procedure.program.procedure, version: procedure.program.version, name: procedure.definition.name },
    seq,
    status: kernel.status,
    standing: lifecycle.standing,
    nationalStatus: nationalStatus(lifecycle.standing).code,
    stages: lifecycle.stages,
    clock: {
      state: lifecycle.clock.state,
      due: lifecycle.clock.due,
      limit: lifecycle.clock.limit ?? procedure.definition.limit?.limit ?? null,
      projected: lifecycle.clock.projected,
      extensions: lifecycle.clock.extensions,
      pause: lifecycle.clock.pause,
      regime: lifecycle.rules?.regime ?? null,
    },
    payment: lifecycle.payment,
    variables,
    waiting: waitingIn(procedure.program, kernel).map(({ instance, element, awaited, due }) => ({
      instance,
      element,
      name: procedure.marks[procedure.program.nodeById.get(element) ?? -1]?.name ?? null,
      kind: awaited.kind,
      due,
    })),
    incidents: Object.entries(kernel.incidents).map(([incident, what]) => ({ incident: Number(incident), ...what })),
    applicant: head.applicant,
    openedAt: head.openedAt,
    suspendedAt: state.suspension?.since ?? null,
    endedAt: head.endedAt,
  }
}

/** A reader may change theirs: the dossier in memory stays as it is. The list of them is made for this reader anyway. */
function ownVariables({ program }: Procedure, { kernel }: DossierState): Record<string, Value> {
  const variables = visibleVariables(program, kernel, 0)
  for (const name of Object.keys(variables)) {
    const value = variables[name]
    if (typeof value === 'object') variables[name] = ownCopy(value)
  }
  return variables
}
