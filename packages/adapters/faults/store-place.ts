import type { Store } from '@motcua/engine/ports'
import { postgresStore } from '../src/store/postgres/index.ts'
import { sqliteStore } from '../src/store/sqlite/index.ts'

/** Where a store is: handed to each process of a campaign. */
export type StorePlace =
  { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly connectionString: string }

export function openable(place: StorePlace): Store {
  return place.kind === 'sqlite' ? sqliteStore(place.path) : postgresStore({ connectionString: place.connectionString, max: 4 })
}
