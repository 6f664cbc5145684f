import type { Store } from '../../ports/index.ts'
import type { Contract } from './contract.ts'
import { jobLaws } from './store/job-laws.ts'
import { journalLaws } from './store/journal-laws.ts'
import { keepingLaws } from './store/keeping-laws.ts'
import { workLaws } from './store/work-laws.ts'

/** How a contract gets at the stores that it tries. */
export interface StoreSubject {
  /** A new store, open and empty. */
  open(): Promise<Store>
  /** Closes the store and opens what it left behind. */
  reopen(store: Store): Promise<Store>
}

/** What every store promises. Each law opens a store of its own and closes it. */
export const storeContract: Contract<StoreSubject> = {
  port: 'Store',
  laws: [...journalLaws, ...workLaws, ...jobLaws, ...keepingLaws],
}
