/** One step of the schema. A step that was released is never changed: what comes later is a new step. */
export interface Migration {
  /** 1, 2, 3 … */
  readonly version: number
  readonly about: string
  /** `@name` stands for the table or function of that name in the store's schema. */
  readonly sql: string
}
