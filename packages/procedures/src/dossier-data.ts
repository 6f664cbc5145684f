import { AdapterFailure, type DossierView, type Value } from '@motcua/engine'
import type { ApplicantData } from './dossier/applicant.ts'
import type { ComponentData } from './dossier/component.ts'

/** A file in the document store. */
export interface FileData {
  readonly digest: string
  readonly mediaType: string
  readonly name: string
}

export function applicantOf(dossier: DossierView): ApplicantData {
  const applicant = record(dossier.variables.applicant)
  const { name, identifier, kind } = applicant
  if (typeof name !== 'string' || typeof identifier !== 'string') {
    throw new AdapterFailure('APPLICANT_INVALID', 'expected "applicant" with a name and an identifier, found none', {
      retry: false,
    })
  }
  return { ...(applicant as unknown as ApplicantData), name, identifier, kind: isKind(kind) ? kind : 'citizen' }
}

function isKind(kind: Value | undefined): kind is ApplicantData['kind'] {
  return kind === 'citizen' || kind === 'organisation' || kind === 'household-business'
}

/** The components of a list; what is none is left out. */
export function componentsOf(value: Value | undefined): ComponentData[] {
  return listOf(value).flatMap((entry) => {
    const component = record(entry)
    return typeof component.id === 'string' ? [component as unknown as ComponentData] : []
  })
}

export function fileOf(value: Value | undefined): FileData | undefined {
  const { digest, mediaType, name } = record(value ?? null)
  if (typeof digest !== 'string' || typeof mediaType !== 'string') return undefined
  return { digest, mediaType, name: typeof name === 'string' ? name : digest }
}

/** The entries of a list; none of anything else. */
export function listOf(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : []
}

export function record(value: Value | undefined): Readonly<Record<string, Value>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, Value>>) : {}
}

export function text(value: Value | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
