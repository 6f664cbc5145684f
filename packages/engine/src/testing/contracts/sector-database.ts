import { AdapterFailure } from '../../ports/index.ts'
import type { FoundData, SectorDatabase } from '../../ports/index.ts'
import { failureOf, law } from './contract.ts'
import type { Contract } from './contract.ts'

/** An adapter with something that its database knows. */
export interface SectorDatabaseSubject {
  readonly database: SectorDatabase
  /** What the database has, under an owner's identifier and the code of a paper's type. */
  readonly known: { readonly owner: string; readonly type: string; readonly found: FoundData }
  /** From now on the database does not answer. */
  readonly silence: () => Promise<void> | void
}

/** What every database that is looked into in place of a paper promises. */
export const sectorDatabaseContract: Contract<SectorDatabaseSubject> = {
  port: 'SectorDatabase',
  laws: [
    law('what it knows is found by owner and type, whole, every time', async ({ database, known }, must) => {
      for (let time = 0; time < 2; time++) {
        const found = await database.find(known.owner, known.type)
        must(JSON.stringify(found) === JSON.stringify(known.found), JSON.stringify(known.found), found)
      }
    }),

    law('of another owner, or another type, it knows nothing: no failure, and nobody else’s data', async (subject, must) => {
      const { database, known } = subject
      for (const [owner, type] of [
        ['001085000018', known.type],
        [known.owner, 'G00-KQ000000'],
        ['', ''],
        ["' OR '1'='1", '%'],
        ['../../etc/passwd', `${known.type}?x=1#y`],
      ] as const) {
        const found = await database.find(owner, type)
        must(found === undefined, `nothing for ${owner} ${type}`, found)
      }
    }),

    law('while it does not answer, it fails in a way that is worth another try', async ({ database, known, silence }, must) => {
      await silence()
      const failure = await failureOf(() => database.find(known.owner, known.type))
      must(failure instanceof AdapterFailure && failure.retry, 'an AdapterFailure with retry', failure)
      must(failure instanceof AdapterFailure && /^[A-Z][A-Z0-9_]+$/.test(failure.code), 'a code in capitals', failure)
    }),
  ],
}
