import type { Commit } from '@motcua/engine/ports'

/** Where a dossier stands before a commit. */
export interface Standing {
  readonly ordinal: number
  readonly seq: number
  readonly head: string
  readonly search: string
  readonly combination: string | null
  readonly is_suspended: number
}

/** A commit on its way into the file: as much of it as tells whether it fits, and the whole once that is known. */
export interface Draft extends Pick<Commit, 'dossier' | 'takes'> {
  readonly row: Pick<Commit['row'], 'seq' | 'at' | 'command'>
  /** @param standing  where the dossier stands before it; `undefined`: there is none yet */
  complete(standing: Standing | undefined): ReadyCommit
}

/** A commit with those of its parts that are JSON already. */
export interface ReadyCommit extends Commit {
  readonly responseText?: string
}

export function draftOf(commit: Commit): Draft {
  return { dossier: commit.dossier, row: commit.row, takes: commit.takes ?? [], complete: () => commit }
}
