import type { Database, Statement } from 'better-sqlite3'

/** Prepares each text once: a query has as many texts as it has combinations of conditions. */
export function statementsOf<Row>(db: Database): (sql: string) => Statement<unknown[], Row> {
  const prepared = new Map<string, Statement<unknown[], Row>>()
  return (sql) => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const statement = db.prepare<unknown[], Row>(sql)
    prepared.set(sql, statement)
    return statement
  }
}

/** What a query asks for: conditions that must all hold, and the values of their parameters in order. */
export class Conditions {
  readonly #parts: string[] = []
  readonly values: unknown[] = []

  /** `value` is `undefined`: nothing is asked. */
  is(sql: string, value: unknown): this {
    return value === undefined ? this : this.holds(sql, value)
  }

  holds(sql: string, ...values: readonly unknown[]): this {
    this.#parts.push(sql)
    this.values.push(...values)
    return this
  }

  get sql(): string {
    return this.#parts.length === 0 ? '1' : this.#parts.join(' AND ')
  }
}
