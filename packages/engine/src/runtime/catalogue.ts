import { localDateOf } from '../calendar/index.ts'
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

/**
 * The procedures that new dossiers start with, and every older edition that a dossier in the store still runs.
 *
 * A procedure may be given in several editions, each in force from a day to a day (`effective`, local dates, both included). A dossier
 * starts with the edition in force at the instant at which it is lodged, the latest where several are, and stays on it.
 */
export class Catalogue {
  /** By procedure; the earliest edition first. */
  readonly #current = new Map<string, Edition[]>()
  readonly #editions = new Map<string, Edition>()
  readonly #kept = new Set<string>()
  /** Those that are on their way to the store. */
  readonly #keeping = new Map<string, Promise<void>>()

  constructor(
    modules: readonly ProcedureModule[],
    private readonly store: Store,
  ) {
    for (const module of modules) {
      const code = module.procedure.program.procedure
      const others = this.#current.get(code) ?? []
      const edition = { fingerprint: sha256(module.procedure.program.content), procedure: module.procedure, module }
      const same = others.find((other) => fromOf(other) === fromOf(edition))
      if (same !== undefined) throw twice(code, fromOf(edition))
      this.#current.set(
        code,
        [...others, edition].sort((a, b) => (fromOf(a) < fromOf(b) ? -1 : 1)),
      )
      this.#editions.set(edition.fingerprint, edition)
    }
  }

  /**
   * What a dossier of this procedure that is lodged at this instant starts with; kept in the store before the first one does.
   *
   * @throws EngineError PROCEDURE_UNKNOWN, PROCEDURE_NOT_IN_FORCE
   */
  async forNew(code: string, at: number): Promise<Edition> {
    return this.#keep(this.#inForce(code, at))
  }

  async #keep(edition: Edition): Promise<Edition> {
    if (!this.#kept.has(edition.fingerprint)) await this.#keptOnce(edition)
    return edition
  }

  /** Thousands may begin at one moment, just after the start: they wait for one writing. */
  #keptOnce(edition: Edition): Promise<void> {
    const { fingerprint } = edition
    const underway = this.#keeping.get(fingerprint)
    if (underway !== undefined) return underway
    const keeping = this.#put(edition).finally(() => this.#keeping.delete(fingerprint))
    this.#keeping.set(fingerprint, keeping)
    return keeping
  }

  async #put({ fingerprint, procedure: { program } }: Edition): Promise<void> {
    await this.store.putDefinition({
      fingerprint,
      procedure: program.procedure,
      version: program.version,
      definition: JSON.parse(program.content) as Json,
    })
    this.#kept.add(fingerprint)
  }

  /**
   * What dossiers are migrated to: the edition of that version, or the one in force.
   *
   * @throws EngineError PROCEDURE_UNKNOWN, PROCEDURE_NOT_IN_FORCE
   */
  async forMigration(code: string, version: number | undefined, at: number): Promise<Edition> {
    if (version === undefined) return this.forNew(code, at)
    const found = this.#current.get(code)?.find(({ procedure }) => procedure.program.version === version)
    if (found === undefined) throw new EngineError('PROCEDURE_UNKNOWN', `expected version ${version} of ${code}, found none`)
    return this.#keep(found)
  }

  #inForce(code: string, at: number): Edition {
    const editions = this.#current.get(code)
    if (editions === undefined) {
      const known = [...this.#current.keys()].join(', ') || 'no procedures'
      throw new EngineError('PROCEDURE_UNKNOWN', `expected ${known}, found "${code}"`)
    }
    const day = localDateOf(at)
    const found = editions.findLast((edition) => fromOf(edition) <= day && day <= (toOf(edition) ?? day))
    if (found !== undefined) return found
    const spans = editions.map((edition) => `${fromOf(edition)}…${toOf(edition) ?? ''}`).join(', ')
    const message = `expected an edition of ${code} in force on ${day}, found ${spans} (${code} không có bản nào có hiệu lực ngày ${day})`
    throw new EngineError('PROCEDURE_NOT_IN_FORCE', message)
  }

  /** What a running dossier was started with, from the store where this deployment has a newer one. */
  async forDossier(fingerprint: string): Promise<Edition> {
    const known = this.#editions.get(fingerprint)
    if (known !== undefined) return known
    const kept = await this.store.definition(fingerprint)
    const module = kept === undefined ? undefined : this.#current.get(kept.procedure)?.at(-1)?.module
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
    return [...this.#current.values()].flatMap((editions) => editions.map(({ module }) => module))
  }
}

/** Since when an edition is in force, `yyyy-MM-dd`; without a date since ever. */
function fromOf({ procedure }: Edition): string {
  return procedure.definition.effective?.from ?? ''
}

/** The last day on which new dossiers start with it. */
function toOf({ procedure }: Edition): string | undefined {
  return procedure.definition.effective?.to
}

function twice(code: string, from: string): EngineError {
  const since = from === '' ? 'without "effective"' : `effective from ${from}`
  return new EngineError('PROCEDURE_TWICE', `expected each edition of a procedure once, found ${code} twice ${since}`)
}
