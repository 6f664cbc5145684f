import type { Value } from '../database.ts'

/** Conditions of one query, and the values of the statement that they stand in. */
export class Conditions {
  readonly #texts: string[] = []

  constructor(readonly values: Value[] = []) {}

  /** `$` in the text stands for the value; without a value there is no condition. */
  add(text: string, value: Value | undefined): this {
    return value === undefined ? this : this.always(text.replace('$', () => this.value(value)))
  }

  always(text: string): this {
    this.#texts.push(text)
    return this
  }

  /** Further conditions with values of the same statement. */
  apart(): Conditions {
    return new Conditions(this.values)
  }

  /** A value's place in the statement. */
  value(value: Value): string {
    return `$${this.values.push(value)}`
  }

  get text(): string {
    return this.#texts.length === 0 ? 'true' : this.#texts.join(' AND ')
  }
}

/**
 * Conditions that are looked at row by row on the way through a list: no index is asked for them, and the planner expects that nearly every row fulfils
 * them. Of many conditions at once it would expect that hardly any does, and rather read the whole table and sort what it finds than walk the list.
 */
export function lookedAt(conditions: string): string {
  return conditions === 'true' ? conditions : `nullif((${conditions}), false) IS NOT NULL`
}

/** What stands in several lists comes once, known by its place in their order, which no two have; with one list nothing is compared. */
export function onceOf(lists: readonly string[], order: string): string {
  return lists.length < 2 ? '' : `DISTINCT ON (${order.replace(' DESC', '')})`
}
