import type { LoadedDossier } from './dossiers.ts'

/** A dossier's place in memory, from when somebody asks for it until nothing is known of it and nobody is at it. */
export interface Place {
  readonly dossier: string
  /** The dossier as of its last committed command, where it is known. */
  readonly loaded: LoadedDossier | undefined
}

interface Kept extends Place {
  loaded: LoadedDossier | undefined
  isTaken: boolean
  /** Who waits for their turn, the first first. */
  waiting: (() => void)[] | undefined
  /** Its neighbours among those that are known, by when they were last told. */
  older: Kept | undefined
  newer: Kept | undefined
}

/**
 * The dossiers that somebody is at or that are known, each found once for a command. One thing at a time for each; different dossiers go
 * side by side. Of those known, the one told least recently is forgotten when there are too many.
 */
export class Residents {
  readonly #places = new Map<string, Kept>()
  #oldest: Kept | undefined
  #newest: Kept | undefined
  #known = 0

  constructor(private readonly mostKnown: number) {}

  /** The dossier's place; whoever has it must {@link leave} it. */
  at(dossier: string): Place {
    const found = this.#places.get(dossier)
    if (found !== undefined) return found
    const place: Kept = { dossier, loaded: undefined, isTaken: false, waiting: undefined, older: undefined, newer: undefined }
    this.#places.set(dossier, place)
    return place
  }

  /** @returns when it is their turn; `undefined`: at once */
  turnAt(place: Place): Promise<void> | undefined {
    const kept = place as Kept
    if (kept.isTaken) return new Promise((resolve) => (kept.waiting ??= []).push(resolve))
    kept.isTaken = true
    return undefined
  }

  leave(place: Place): void {
    const kept = place as Kept
    const next = kept.waiting?.shift()
    if (next !== undefined) return next()
    kept.isTaken = false
    this.#drop(kept)
  }

  /** The dossier is this now. */
  keep(place: Place, loaded: LoadedDossier): void {
    const kept = place as Kept
    this.#unlink(kept)
    kept.loaded = loaded
    kept.older = this.#newest
    if (this.#newest === undefined) this.#oldest = kept
    else this.#newest.newer = kept
    this.#newest = kept
    this.#known += 1
    if (this.#known > this.mostKnown && this.#oldest !== undefined) this.forget(this.#oldest)
  }

  /** What it is now is known to the store alone. */
  forget(place: Place): void {
    this.#unlink(place as Kept)
    this.#drop(place as Kept)
  }

  #unlink(kept: Kept): void {
    if (kept.loaded === undefined) return
    const { older, newer } = kept
    if (older === undefined) this.#oldest = newer
    else older.newer = newer
    if (newer === undefined) this.#newest = older
    else newer.older = older
    kept.loaded = kept.older = kept.newer = undefined
    this.#known -= 1
  }

  #drop({ dossier, loaded, isTaken }: Kept): void {
    if (!isTaken && loaded === undefined) this.#places.delete(dossier)
  }
}
