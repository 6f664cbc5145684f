import { definitionOf } from '../compile/index.ts'
import { loadProcedure, type Procedure } from '../lifecycle/index.ts'
import type { Json, Store } from '../ports/index.ts'
import { sha256 } from './canonical.ts'
import { EngineError } from './engine-error.ts'
import type { ProcedureModule } from './procedure-module.ts'

/** A procedure under its fingerprint, with what runs it. */
export interface Edition {
  readonly fingerprint: string
  readonly procedure: Procedure
  readonly module: ProcedureModule
}

/** The procedures that new dossiers start with, and every older edition that a dossier in the store still runs. */
export class Catalogue {
  readonly #current = new Map<string, Edition>()
  readonly #editions = new Map<string, Edition>()
  readonly #kept = new Set<string>()

  constructor(
    modules: readonly ProcedureModule[],
    private readonly store: Store,
  ) {
    for (const module of modules) {
      const code = module.procedure.program.procedure
      if (this.#current.has(code)) throw new EngineError('PROCEDURE_TWICE', `expected each procedure once, found ${code} twice`)
      const edition = { fingerprint: sha256(module.procedure.program.content), procedure: module.procedure, module }
      this.#current.set(code, edition)
      this.#editions.set(edition.fingerprint, edition)
    }
  }

  /** What a new dossier of this procedure starts with; kept in the store before the first one does. */
  async forNew(code: string): Promise<Edition> {
    const edition = this.#current.get(code)
    if (edition === undefined) {
      const known = [...this.#current.keys()].join(', ') || 'no procedures'
      throw new EngineError('PROCEDURE_UNKNOWN', `expected ${known}, found "${code}"`)
    }
    if (!this.#kept.has(edition.fingerprint)) {
      const { program } = edition.procedure
      await this.store.putDefinition({
        fingerprint: edition.fingerprint,
        procedure: program.procedure,
        version: program.version,
        definition: JSON.parse(program.content) as Json,
      })
      this.#kept.add(edition.fingerprint)
    }
    return edition
  }

  /** What a running dossier was started with, from the store where this deployment has a newer one. */
  async forDossier(fingerprint: string): Promise<Edition> {
    const known = this.#editions.get(fingerprint)
    if (known !== undefined) return known
    const kept = await this.store.definition(fingerprint)
    const module = kept === undefined ? undefined : this.#current.get(kept.procedure)?.module
    if (kept === undefined || module === undefined) {
      throw new EngineError('PROCEDURE_UNKNOWN', `expected the procedure of fingerprint ${fingerprint.slice(0, 12)}…, found none`)
    }
    const definition = definitionOf(JSON.stringify(kept.definition), `${kept.procedure} version ${kept.version}`)
    const { procedure } = loadProcedure(definition, { evaluators: module.procedure.evaluators })
    if (procedure === undefined)
      throw new Error(`DEFECT_DEFINITION_KEPT: expected ${kept.procedure} to compile again, please report this`)
    const edition = { fingerprint, procedure, module }
    this.#editions.set(fingerprint, edition)
    return edition
  }

  get modules(): readonly ProcedureModule[] {
    return [...this.#current.values()].map(({ module }) => module)
  }
}
