import type { Position } from '../../diagnostics/index.ts'
import type { SequenceFlow } from '../definition.ts'
import { optional, record, text, type Data } from './plain.ts'
import { maybeExpression, type YamlSource } from './source.ts'

/** The flows out of a node, and where a branch without a condition stands before the last. */
export interface Outgoing {
  readonly flows: SequenceFlow[]
  readonly stray: Position | undefined
}

/** A gateway's branches: `[ { if: …, next: a }, { next: b } ]`; elsewhere `next`. */
export function flowsOf(source: string, data: Data, pointer: string, around: YamlSource): Outgoing {
  for (const kind of ['exclusiveGateway', 'inclusiveGateway'] as const) {
    const branches = data[kind]
    if (Array.isArray(branches)) return branchesOf(source, branches, `${pointer}/${kind}`, around)
  }
  const next = data.next === undefined ? [] : Array.isArray(data.next) ? (data.next as unknown[]) : [data.next]
  const flows = next.map((value, index): SequenceFlow => {
    const at = Array.isArray(data.next) ? `${pointer}/next/${index}` : `${pointer}/next`
    if (typeof value === 'string') return flow(source, value, around.place(at, 'value'), {}, at, around)
    const written = record(value)
    return flow(source, String(written.to), around.place(`${at}/to`, 'value'), written, at, around)
  })
  return { flows, stray: undefined }
}

function branchesOf(source: string, branches: readonly unknown[], pointer: string, around: YamlSource): Outgoing {
  let stray: Position | undefined
  const flows = branches.map((value, index): SequenceFlow => {
    const branch = record(value)
    const at = `${pointer}/${index}`
    const made = flow(source, String(branch.next), around.place(`${at}/next`, 'value'), branch, at, around)
    const isPlain = made.condition === undefined && branch.default === undefined
    if (isPlain && index < branches.length - 1) stray ??= made.position
    return isPlain ? { ...made, isDefault: branches.length > 1 } : made
  })
  return { flows, stray }
}

function flow(source: string, target: string, position: Position, data: Data, pointer: string, around: YamlSource): SequenceFlow {
  return {
    id: optional(data.id) ?? `${source}->${target}`,
    source,
    target,
    condition: maybeExpression(data.if, `${pointer}/if`, around),
    isDefault: data.default === true,
    name: text(data.name),
    position,
  }
}
