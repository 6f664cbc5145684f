import type { OwnStatement, Store } from '../../../ports/index.ts'
import type { Law } from '../contract.ts'
import { isSame, sortedJson } from '../sorted-json.ts'

/** How a contract gets at the stores that it tries. */
export interface StoreSubject {
  /** A new store, open and empty. */
  open(): Promise<Store>
  /** Closes the store and opens what it left behind. */
  reopen(store: Store): Promise<Store>
  /** Of a store that knows SQL: how an embedder's own rows are written, and what became of them. */
  readonly own?: {
    readonly create: OwnStatement
    insert(number: number): OwnStatement
    /** The numbers that were inserted, in order. */
    numbers(store: Store): Promise<readonly number[]>
    /** Statements that would take the whole transaction along, or try to leave it: each list is one commit's, once `create` has been run. */
    readonly ruins: Readonly<Record<string, readonly OwnStatement[]>>
  }
  /** Of a store whose tables can be read: whether a text stands in any of their rows. Laws about what must be gone look there too. */
  readonly holds?: (store: Store, text: string) => Promise<boolean>
}

/** What a law may do beside calling its store. */
export interface Tools {
  /** What a restart would find. */
  readonly reopen: (store: Store) => Promise<Store>
  readonly own: StoreSubject['own']
  readonly holds: StoreSubject['holds']
}

/** A law over one open, empty store. */
export function storeLaw(name: string, check: (store: Store, tools: Tools) => Promise<void>): Law<StoreSubject> {
  return {
    name,
    async check(subject) {
      const store = await subject.open()
      let last = store
      try {
        const { own, holds } = subject
        await check(store, { reopen: async (old) => (last = await subject.reopen(old)), own, holds })
      } catch (error) {
        throw new Error(`LAW ${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
      } finally {
        await last.close()
      }
    },
  }
}

/** @throws Error where the two differ as JSON values; the order of keys does not matter. */
export function same(what: string, found: unknown, expected: unknown): void {
  if (!isSame(found, expected)) throw new Error(`${what}: expected ${sortedJson(expected)}, found ${sortedJson(found)}`)
}

/** @throws Error unless `work` fails with a StoreFailure of this code */
export async function fails(code: string, work: () => Promise<unknown>): Promise<void> {
  const found = await work().then(
    () => 'success',
    (error: unknown) =>
      error instanceof Error && error.name === 'StoreFailure' && 'code' in error ? error.code : `another error: ${String(error)}`,
  )
  same('failure', found, code)
}
