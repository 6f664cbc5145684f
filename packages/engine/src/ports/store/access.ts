/**
 * How a store is opened by those who only look: `existing` neither makes nor upgrades anything, `reading` never writes either. What is not there
 * is STORE_FOREIGN, what an earlier release wrote STORE_OLDER.
 */
export type StoreAccess = 'existing' | 'reading'
