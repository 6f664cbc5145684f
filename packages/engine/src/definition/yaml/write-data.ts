import type { Artifact, DataItem, Lane } from '../definition.ts'

/** What becomes a mapping of a YAML file. */
export type Plain = Record<string, unknown>

/** Leaves out what is not there. */
export function without(data: Plain): Plain {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined))
}

/** By their ids; `undefined`: none. */
export function byId<T extends { readonly id: string }>(items: readonly T[], data: (item: T) => unknown): Plain | undefined {
  return items.length === 0 ? undefined : Object.fromEntries(items.map((item) => [item.id, data(item)]))
}

export function dataItems(items: readonly DataItem[], kind: DataItem['kind']): Plain | undefined {
  return byId(items, (item) => {
    const data = without({
      kind: item.kind === kind ? undefined : item.kind,
      variable: item.variable === item.id ? undefined : item.variable,
      name: item.name === undefined ? undefined : item.name.en === undefined ? item.name.vi : { ...item.name },
      collection: item.isCollection ? true : undefined,
      refersTo: item.refersTo,
      initial:
        item.initial === undefined
          ? undefined
          : item.initial.language === undefined
            ? item.initial.text
            : { text: item.initial.text, language: item.initial.language },
    })
    return Object.keys(data).length === 0 ? null : data
  })
}

export function lanesData(lanes: readonly Lane[]): Plain | undefined {
  return byId(lanes, ({ name, nodes, lanes: inner }) =>
    without({
      name: name === undefined ? undefined : name.en === undefined ? name.vi : { ...name },
      nodes: nodes.length === 0 ? undefined : nodes,
      lanes: lanesData(inner),
    }),
  )
}

export function artifactsData(artifacts: readonly Artifact[]): Plain | undefined {
  return byId(artifacts, ({ kind, text, source, target }) => {
    if (kind === 'association') return { association: [source ?? null, target ?? null] }
    return { [kind === 'group' ? 'group' : 'note']: text ?? null }
  })
}
