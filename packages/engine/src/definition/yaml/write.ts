/**
 * Theory of operation
 *
 * A definition becomes plain data in the order in which an author writes it, and that becomes YAML: what fits on a line stands on
 * one. Only what reading would not give by itself is written. Reading the file again gives the same definition, but for places.
 */
import { Document, isCollection, isScalar, visit } from 'yaml'
import type { Definition, Process, ProcedureDocument, ProcedureLimit, Published, Text, Variable } from '../definition.ts'
import { mustBeDefinition } from '../given.ts'
import { byId, without, type Plain } from './write-data.ts'
import { expressionData, limitData, limitKeys, nodeData, scopeData, textData } from './write-node.ts'

/**
 * Writes a definition as YAML. Reading it again gives the same definition, but for places in files.
 *
 * @example
 * const yaml = writeYaml(readBpmn(xml, { file: 'order.bpmn' }).definition)
 */
export function writeYaml(definition: Definition): string {
  mustBeDefinition('writeYaml', definition)
  const document = new Document(fileData(definition))
  visit(document, {
    Collection: (key, node, path) => {
      // The file itself and what it lists by name stand one below the other.
      if (path.length < 3 || key === null) return
      if (isCollection(node) && widthOf(node.toJSON()) <= ONE_LINE && !hasLines(node)) node.flow = true
    },
  })
  return document.toString({ lineWidth: 0, nullStr: '', flowCollectionPadding: true })
}

/** Letters of the longest mapping that stands on one line. */
const ONE_LINE = 100

function widthOf(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0
}

function hasLines(node: unknown): boolean {
  let found = false
  if (!isCollection(node)) return false
  visit(node, {
    Scalar: (_, scalar) => {
      if (isScalar(scalar) && typeof scalar.value === 'string' && scalar.value.includes('\n')) found = true
    },
  })
  return found
}

function fileData(definition: Definition): Plain {
  const { field, effective, processes, collaboration, decisions } = definition
  const tasks = processes.filter(({ isGlobalTask }) => isGlobalTask)
  const others = processes.filter(({ isGlobalTask }) => !isGlobalTask)
  const [only] = others
  const isAlone = only !== undefined && others.length === 1 && isPlain(only, definition)
  return without({
    procedure: definition.procedure,
    version: definition.version === 1 ? undefined : definition.version,
    effective: effective === undefined ? undefined : without({ ...effective }),
    name: textData(definition.name),
    open: definition.isOpen ? true : undefined,
    level: definition.level,
    field: field === undefined ? undefined : { code: field.code, name: textData(field.name) },
    agency: definition.agency === undefined ? undefined : textData(definition.agency),
    regime: definition.regime,
    basis: some(definition.basis),
    sources: some(definition.sources),
    limit: definition.limit === undefined ? undefined : procedureLimit(definition.limit),
    roles: byId(definition.roles, ({ name }) => textData(name)),
    documents: byId(definition.documents, documentData),
    results: byId(definition.results, ({ name, code }) => without({ ...name, code })),
    ...publishedData(definition.published),
    variables: byId(definition.variables, variableData),
    messages: byId(definition.messages, ({ name, from, carries }) =>
      orNull({ name: name === undefined ? undefined : textData(name), from: some(from), carries: some(carries) }),
    ),
    signals: byId(definition.signals, ({ id, name }) => (name === id ? null : name)),
    errors: byId(definition.errors, codedData),
    escalations: byId(definition.escalations, codedData),
    correlations: byId(definition.correlations, correlationData),
    collaboration: collaboration === undefined ? undefined : collaborationData(collaboration),
    decisions: decisions?.yaml,
    dmn: some(decisions?.dmn ?? []),
    ...(isAlone ? scopeData(only) : { processes: byId(others, processData) }),
    globalTasks: byId(tasks, ({ nodes: [node] }) => (node === undefined ? {} : nodeData(node, []))),
    rules: some(definition.rules.map(({ template, first, second }) => ({ [template]: [first, second] }))),
  })
}

function publishedData(published: Published | undefined): Plain {
  const around = <T extends { readonly when: Text | undefined }>({ when, ...rest }: T): Plain =>
    without({ ...rest, when: when === undefined ? undefined : textData(when) })
  return {
    fees: some(
      (published?.fees ?? []).map(({ name, kind, per, tiers, setBy, ...rest }) =>
        without({
          name: textData(name),
          kind: kind === 'fee' ? undefined : kind,
          per: per === 'dossier' ? undefined : per,
          tiers: some(tiers.map((tier) => without({ ...tier }))),
          setBy: setBy === undefined ? undefined : textData(setBy),
          ...around(rest),
        }),
      ),
    ),
    times: some((published?.times ?? []).map(({ limit, ...rest }) => ({ limit: limitData(limit), ...around(rest) }))),
    figures: some((published?.figures ?? []).map((figure) => without({ ...figure }))),
    gaps: some(
      (published?.gaps ?? []).map(({ at, code, what, found, blocks }) =>
        without({ at, code, what: textData(what), found: some(found), blocks: blocks ? true : undefined }),
      ),
    ),
  }
}

/** Whether it is the process that a file with `flow` at its top has. */
function isPlain({ id, name, isExecutable, isClosed }: Process, { procedure, name: title }: Definition): boolean {
  return id === `p-${procedure}` && name?.vi === title.vi && name.en === title.en && isExecutable && !isClosed
}

function processData(process: Process): Plain {
  return without({
    name: process.name === undefined ? undefined : textData(process.name),
    executable: process.isExecutable ? undefined : false,
    closed: process.isClosed ? true : undefined,
    ...scopeData(process),
  })
}

function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list
}

function orNull(data: Plain): Plain | null {
  const written = without(data)
  return Object.keys(written).length === 0 ? null : written
}

function procedureLimit({ limit, cases, cutoff, warn, extension }: ProcedureLimit): Plain {
  return without({
    ...limitKeys(limit),
    cases: cases?.map((one) => ({ if: expressionData(one.condition), ...limitKeys(one.limit) })),
    cutoff,
    warn: warn === undefined ? undefined : limitData(warn),
    extension: extension === undefined ? undefined : { times: extension.times, ...limitKeys(extension.limit) },
  })
}

function documentData({ name, code, class: kind, digitize, reuse, required, when, originals, copies }: ProcedureDocument): Plain {
  const usual = kind === 'on-demand' ? 'on-demand' : 'mandatory'
  return without({
    ...name,
    code,
    class: kind,
    digitize: digitize === usual ? undefined : digitize,
    reuse: some(reuse),
    required: required ? undefined : false,
    when: when === undefined ? undefined : textData(when),
    originals: originals === 0 ? undefined : originals,
    copies: copies === 0 ? undefined : copies,
  })
}

function variableData({ type, values, optional, name }: Variable): unknown {
  const rest = without({ values, optional: optional ? true : undefined, name: name === undefined ? undefined : textData(name) })
  return Object.keys(rest).length === 0 ? type : { type, ...rest }
}

function codedData({ code, name }: { readonly code: string; readonly name: string | undefined }): unknown {
  return name === undefined ? code : { code, name }
}

function correlationData({ properties, subscriptions }: Definition['correlations'][number]): Plain {
  const byProcess: Record<string, Plain> = {}
  for (const { process, property, expression } of subscriptions) {
    byProcess[process] = { ...byProcess[process], [property]: expressionData(expression) }
  }
  return without({
    properties: byId(properties, ({ retrieval }) =>
      Object.fromEntries(retrieval.map(({ message, expression }) => [message, expressionData(expression)])),
    ),
    subscriptions: subscriptions.length === 0 ? undefined : byProcess,
  })
}

function collaborationData({ id, isClosed, participants, messageFlows }: NonNullable<Definition['collaboration']>): Plain {
  return without({
    id: id === 'collaboration' ? undefined : id,
    closed: isClosed ? true : undefined,
    participants: byId(participants, ({ name, process, minimum, maximum }) =>
      orNull({ name: name === undefined ? undefined : textData(name), process, minimum, maximum }),
    ),
    messageFlows: byId(messageFlows, ({ name, source, target, message }) =>
      without({ from: source, to: target, message, name: name === undefined ? undefined : textData(name) }),
    ),
  })
}
