import type { Commit } from '@motcua/engine/ports'

/** What of a commit concerns those who read. */
export function readable({ snapshot: _, own: __, ...commit }: Commit): Commit {
  return { ...commit, timers: { set: [], clear: [] }, jobs: { add: [], finish: [], cancel: [] } }
}
