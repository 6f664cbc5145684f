/**
 * Theory of operation
 *
 * What a person sends is looked at in three passes, each on what the one before left: the texts (encoding, size; rewritten to NFC),
 * the form (types, ranges, formats), and what no schema can say, because it lies between fields or in the definition. Nothing is
 * guessed and nothing repaired but the way a value is written.
 */
import type { Admit, DataProblem, Offer, Procedure, Value, Variables } from '@motcua/engine'
import { formatInstant } from '@motcua/engine'
import type { CheckValueTen } from '../code/enterprise-code.ts'
import { problemOf, type Fault } from '../data/data-code.ts'
import { readDay } from '../data/day.ts'
import { withoutDigitization } from '../digitization/digitization-fee.ts'
import { digitizationFee, type DigitizationOptions } from '../digitization/policy.ts'
import { componentsOf, listOf, record, text } from '../dossier-data.ts'
import { authorisationFault, canonicalIdentifier, identifierFault } from '../dossier/applicant-faults.ts'
import type { ApplicantData } from '../dossier/applicant.ts'
import { applicationForm } from './application-form.ts'
import { FormCheck } from './check-form.ts'
import { publishedSchema, type JsonSchema } from '../schemas.ts'
import { walkTexts } from './walk-texts.ts'
import { mustBeObjects } from '../must-be-given.ts'

export interface AdmissionOptions {
  /** What is digitized, and what it costs an applicant who asks for more. */
  readonly digitization?: DigitizationOptions
  /** What a computed check value of 10 means in an enterprise code; invalid by default. */
  readonly checkValueTen?: CheckValueTen
}

/**
 * Looks at what people send about dossiers of one-stop procedures.
 *
 * @example
 * const module: ProcedureModule = { procedure, jobs, admit: oneStopAdmission() }
 */
export function oneStopAdmission(options: AdmissionOptions = {}): Admit {
  mustBeObjects('oneStopAdmission', { options })
  const { checkValueTen = 'invalid', digitization = {} } = options
  mustBeObjects('oneStopAdmission', { digitization })
  return (offer) => {
    const form = formOf(offer)
    const texts = walkTexts(offer.variables, (path) => form.label(path))
    if (texts.problems.length > 0) return { ok: false, problems: texts.problems }
    const values = texts.values as Variables
    const surroundings = { today: formatInstant(offer.at).slice(0, 10), checkValueTen }
    const problems = form.check(values, surroundings)
    if (problems.length > 0) return { ok: false, problems }
    const between = [
      ...applicantProblems(values, form, surroundings),
      ...componentProblems('components', values, offer.procedure, form),
      ...componentProblems('digitized', values, offer.procedure, form),
      ...requestProblems(values, offer.procedure, form),
    ]
    if (between.length > 0) return { ok: false, problems: between }
    return { ok: true, variables: withDigitizationFee(canonical(values, form), offer, digitization) }
  }
}

/** Schemas are compiled once for all engines of a process. */
const FORMS = new WeakMap<Procedure, FormCheck>()
let afterTheStart: FormCheck | undefined

/** After the start, only what all dossiers share has a form; the procedure's own variables are the kernel's to check. */
function formOf({ command, procedure }: Offer): FormCheck {
  if (command !== 'start') return (afterTheStart ??= new FormCheck(publishedSchema('application') as JsonSchema))
  const known = FORMS.get(procedure) ?? new FormCheck(applicationForm(procedure))
  FORMS.set(procedure, known)
  return known
}

type Surroundings = { readonly today: string; readonly checkValueTen: CheckValueTen }

function applicantProblems(values: Variables, form: FormCheck, surroundings: Surroundings): DataProblem[] {
  const { applicant } = values
  if (applicant === undefined || applicant === null) return []
  const known = applicant as unknown as ApplicantData
  const found: DataProblem[] = []
  const note = (fault: Fault | undefined, path: string, value: unknown) => {
    if (fault !== undefined) found.push(problemOf(fault, path, form.label(path), value))
  }
  note(identifierFault(known.kind, known.identifier, { ...known, ...surroundings }), '/applicant/identifier', known.identifier)
  const { authorised } = known
  note(
    authorisationFault(known, surroundings.today),
    '/applicant/authorised/powerOfAttorney',
    authorised?.powerOfAttorney?.validTo,
  )
  return found
}

function componentProblems(
  variable: 'components' | 'digitized',
  values: Variables,
  { definition }: Procedure,
  form: FormCheck,
): DataProblem[] {
  const listed = values[variable]
  if (!Array.isArray(listed)) return []
  const known = definition.documents.map(({ id }) => id)
  const seen = new Set<string>()
  return listed.flatMap((entry: Value, index) => {
    const { id } = entry as { readonly id: string }
    const path = `/${variable}/${index}/id`
    const isTwice = seen.has(id)
    seen.add(id)
    // A procedure that lists no components takes any.
    if (known.length > 0 && !known.includes(id)) {
      return [problemOf({ code: 'COMPONENT_UNKNOWN', fill: { known: known.join(', ') } }, path, form.label(path), id)]
    }
    return isTwice ? [problemOf({ code: 'COMPONENT_TWICE' }, path, form.label(path), id)] : []
  })
}

/**
 * A supplement asks for components that the definition names, and for at least one: nobody may ask for papers beyond the regulation.
 *
 * @law nghị định 61/2018/NĐ-CP Đ5.1đ, Đ15.3
 */
function requestProblems(values: Variables, { definition }: Procedure, form: FormCheck): DataProblem[] {
  const known = definition.documents.map(({ id }) => id)
  const unknown = (['missing', 'lacking'] as const).flatMap((variable) =>
    listOf(values[variable]).flatMap((entry, index) => {
      const id = text(entry) || text(record(entry).id)
      if (known.length === 0 || known.includes(id)) return []
      const path = `/${variable}/${index}`
      return [problemOf({ code: 'COMPONENT_UNKNOWN', fill: { known: known.join(', ') } }, path, form.label(path), id)]
    }),
  )
  const mustName = values.outcome === 'supplement' && definition.variables.some(({ id }) => id === 'lacking')
  if (!mustName || listOf(values.lacking).length > 0) return unknown
  return [...unknown, problemOf({ code: 'DATA_REQUIRED' }, '/lacking', form.label('/lacking'), undefined)]
}

/** What the applicant asks to have digitized, they pay: it stands among the dossier's fees, where the procedure has them. */
function withDigitizationFee(values: Variables, { procedure, command }: Offer, options: DigitizationOptions): Variables {
  const { definition } = procedure
  // Only lodging carries fees.
  if (command !== 'start' || values.components === undefined || !definition.variables.some(({ id }) => id === 'fees'))
    return values
  const fee = digitizationFee(definition.documents, componentsOf(values.components), options)
  if (fee === undefined) return values
  return { ...values, fees: [...withoutDigitization(values.fees), { ...fee }] }
}

/** Days as `yyyy-mm-dd` and identifiers in their one way to write them; all else stays. */
function canonical(values: Variables, form: FormCheck): Variables {
  const rewrite = (value: Value, path: string): Value => {
    if (Array.isArray(value)) return value.map((entry: Value, index) => rewrite(entry, `${path}/${index}`))
    if (value !== null && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, rewrite(entry, `${path}/${name}`)]))
    }
    if (typeof value !== 'string') return value
    const format = form.formatAt(path)
    const day = format === 'day' || format === 'past-day' ? readDay(value) : undefined
    return typeof day === 'string' ? day : value
  }
  const rewritten = rewrite(values, '') as Record<string, Value>
  const applicant = rewritten.applicant as unknown as ApplicantData | null | undefined
  if (applicant === undefined || applicant === null) return rewritten
  const identifier = canonicalIdentifier(applicant.kind, applicant.identifier)
  return { ...rewritten, applicant: { ...(applicant as unknown as Record<string, Value>), identifier } }
}
