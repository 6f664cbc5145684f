import type { JsonObject, StoredTask } from '@motcua/engine/ports'

/** What is registered with Restate for the laws of a store, beside the host's own. */
export const LAW_DOSSIER = 'law-dossier'

/** One call of a store, as it travels. */
export interface StoreCall {
  readonly method: string
  readonly args: readonly unknown[]
}

/** Stands for a number that JSON has no word for: laws hand a store such numbers, to be refused. */
const NUMBER = 'no number of JSON'

export function sentCall(call: StoreCall): string {
  return JSON.stringify(call, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? { [NUMBER]: String(value) } : value,
  )
}

export function readCall(text: string): StoreCall {
  return JSON.parse(text, (_, value: unknown) => {
    const named = typeof value === 'object' && value !== null ? (value as JsonObject)[NUMBER] : undefined
    return typeof named === 'string' ? Number(named) : value
  }) as StoreCall
}

/** What of a dossier stands in both places, where it is decided and where it is read. */
export interface KeptDossier {
  readonly seq: number
  readonly hash: string
  readonly head: unknown
  readonly rows: readonly unknown[]
  /** By their ids. */
  readonly tasks: Readonly<Record<string, unknown>>
}

export function tasksById(tasks: readonly StoredTask[]): KeptDossier['tasks'] {
  return Object.fromEntries(tasks.map((task) => [task.id, task]))
}
