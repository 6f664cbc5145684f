/** A commit that the store said was durable. Not each is told of: one a second is enough to notice that a store lost some. */
export interface WitnessedCommit {
  readonly kind: 'commit'
  readonly at: number
  readonly dossier: string
  readonly seq: number
  /** Of the journal row. */
  readonly hash: string
}

/** A job that is about to be tried: from now on its effect may be in the world. */
export interface WitnessedTry {
  readonly kind: 'try'
  readonly at: number
  readonly job: string
  readonly dossier: string
  readonly type: string
  /** What peers know the effect by. */
  readonly key: string
  /** Of the job's type and input: the same key with another digest is another effect. */
  readonly digest: string
}

/** A serial number that was given out, and may stand on a paper by now. */
export interface WitnessedSerial {
  readonly kind: 'serial'
  readonly at: number
  readonly series: string
  readonly key: string
  readonly serial: number
}

export type Testimony = WitnessedCommit | WitnessedTry | WitnessedSerial

/** A store was found behind its witness, and a person said that it is to go on from where it stands. */
export interface WitnessedReconciliation {
  /** 1, 2, 3 …: what was witnessed since belongs to it, and says nothing about the store before. */
  readonly generation: number
  readonly at: number
  readonly actor: string
  readonly reason: string
  /** Instant of the last witnessed commit that the store has; `null`: it has none of them. */
  readonly restoredTo: number | null
  /** Tries of jobs that the store does not know to be over, of this generation and of those before. */
  readonly doubts: readonly WitnessedTry[]
}

export interface WitnessStanding {
  /** The last commit that each node told of since the last reconciliation. */
  readonly last: readonly WitnessedCommit[]
  readonly reconciliations: readonly WitnessedReconciliation[]
}

/**
 * Sees what the store commits and what jobs are about to do, and keeps it where no backup of the store overwrites it. A restored store is
 * behind what its witness has seen: that is how it is noticed, and how what was done meanwhile is known.
 */
export interface Witness {
  /**
   * @param store  the store's identity, which a restored copy keeps
   * @throws AdapterFailure WITNESS_OF_ANOTHER_STORE, WITNESS_UNUSABLE
   */
  open(store: string): Promise<WitnessStanding>
  /** Survives this process when it returns; power loss after a second at most, or when `flush` has ended. @throws AdapterFailure WITNESS_UNUSABLE */
  tell(testimony: Testimony): void
  /** What was told survives power loss. @throws AdapterFailure WITNESS_UNUSABLE */
  flush(): Promise<void>
  /** What all nodes told in a generation, those of each node in their order; 0: before the first reconciliation. Of what is older than a witness keeps, the highest serial number of each series. */
  testimonies(generation: number): AsyncIterable<Testimony>
  /** Begins the next generation, of which is what is told from then on. `false`: another node was first with its number. @throws AdapterFailure WITNESS_UNUSABLE */
  reconcile(reconciliation: WitnessedReconciliation): Promise<boolean>
  close(): Promise<void>
}
