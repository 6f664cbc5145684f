import type { Store } from '../../../ports/index.ts'
import type { Law } from '../contract.ts'

/** The part of `StoreSubject` that a law needs. */
export interface Subject {
  open(): Promise<Store>
  reopen(store: Store): Promise<Store>
}

/** A law over one open, empty store. `reopen` gives what a restart would find. */
export function storeLaw(
  name: string,
  check: (store: Store, reopen: (store: Store) => Promise<Store>) => Promise<void>,
): Law<Subject> {
  return {
    name,
    async check(subject) {
      const store = await subject.open()
      let last = store
      try {
        await check(store, async (old) => (last = await subject.reopen(old)))
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
  if (canonical(found) !== canonical(expected)) {
    throw new Error(`${what}: expected ${canonical(expected)}, found ${canonical(found)}`)
  }
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

function canonical(value: unknown): string {
  const sorted = (_key: string, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part
  return JSON.stringify(value, sorted) ?? 'undefined'
}
