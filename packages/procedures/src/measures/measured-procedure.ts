import { loadProcedure, type Procedure } from '@motcua/engine'
import { definitionOf } from '@motcua/engine/lifecycle'
import type { StoredDefinition } from '@motcua/engine/ports'
import type { Said } from '../data/data-code.ts'

/** Levels of government; districts until 30 June 2025. */
export const LEVELS = ['central', 'province', 'district', 'commune'] as const
export type Level = (typeof LEVELS)[number]

/** What figures need of a procedure, as it was when the dossier was started. */
export interface MeasuredProcedure {
  readonly code: string
  readonly name: Said
  readonly level: Level | null
  readonly field: { readonly code: string; readonly name: Said } | null
  /** Its dossiers may be lodged online. */
  readonly isOnline: boolean
  /** It can ask for a fee. */
  readonly hasFee: boolean
  /** It names components that are looked for before the applicant is asked. */
  readonly mayReuse: boolean
  readonly procedure: Procedure
}

/** A kept definition as figures see it; `undefined`: this release cannot read it. */
export function measuredProcedure({ procedure: code, definition: content }: StoredDefinition): MeasuredProcedure | undefined {
  const { procedure } = loadProcedure(definitionOf(JSON.stringify(content), code))
  return procedure === undefined ? undefined : measured(procedure)
}

export function measured(procedure: Procedure): MeasuredProcedure {
  const { definition, marks } = procedure
  const { name, level, field, documents, variables } = definition
  const channels = variables.find(({ id }) => id === 'channel')?.values ?? []
  return {
    code: procedure.program.procedure,
    name: said(name),
    level: level ?? null,
    field: field === undefined ? null : { code: field.code, name: said(field.name) },
    isOnline: channels.includes('online'),
    hasFee: marks.some((mark) => mark?.payment === 'ask'),
    mayReuse: documents.some(({ reuse }) => reuse.length > 0),
    procedure,
  }
}

function said({ vi, en }: { readonly vi: string; readonly en?: string }): Said {
  return { vi, en: en ?? vi }
}
