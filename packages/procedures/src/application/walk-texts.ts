import type { DataProblem, Value } from '@motcua/engine'
import { problemOf, type Said } from '../data/data-code.ts'
import { canonicalText, textFault } from '../data/text.ts'

/** Deeper than any form; a hostile nesting would exhaust the stack of whatever reads it. */
const MOST_DEPTH = 20
/** Values in all: a form has hundreds. */
const MOST_VALUES = 20_000
/** Characters in all; files go into the document store. */
const MOST_CHARACTERS = 1_000_000

/** The same values with every text in its canonical form, and what is wrong with the texts. */
export interface WalkedTexts {
  readonly values: Value
  readonly problems: readonly DataProblem[]
}

/** @param label  what the form calls the field at a path */
export function walkTexts(values: unknown, label: (path: string) => Said): WalkedTexts {
  const walk = new Walk(label)
  const walked = walk.value(values, '', 0)
  return { values: walk.isTooLarge ? null : walked, problems: walk.problems }
}

class Walk {
  readonly problems: DataProblem[] = []
  isTooLarge = false
  #values = 0
  #characters = 0

  constructor(private readonly label: (path: string) => Said) {}

  value(value: unknown, path: string, depth: number): Value {
    if (this.isTooLarge) return null
    this.#values++
    if (depth > MOST_DEPTH) return this.#tooLarge(path, `${MOST_DEPTH} tầng`, `${MOST_DEPTH} levels`)
    if (this.#values > MOST_VALUES) return this.#tooLarge(path, `${MOST_VALUES} giá trị`, `${MOST_VALUES} values`)
    if (typeof value === 'string') return this.#text(value, path)
    if (Array.isArray(value)) return value.map((entry, index) => this.value(entry, `${path}/${index}`, depth + 1))
    if (value === null || typeof value === 'boolean') return value
    if (typeof value === 'number' && Number.isFinite(value)) return value
    if (typeof value !== 'object') return this.#notJson(value, path)
    // Object.fromEntries defines what it is given, `__proto__` too: it stays a field, and the form refuses it.
    return Object.fromEntries(
      Object.entries(value)
        // What is undefined is not there, as in JSON.
        .filter(([, entry]) => entry !== undefined)
        .map(([name, entry]) => [name, this.value(entry, `${path}/${name}`, depth + 1)]),
    )
  }

  #notJson(value: unknown, path: string): null {
    const type = { vi: 'giá trị như JSON có', en: 'a value that JSON has' }
    this.problems.push(problemOf({ code: 'DATA_TYPE', fill: { type } }, path, this.label(path), String(value)))
    return null
  }

  #text(text: string, path: string): Value {
    this.#characters += text.length
    if (this.#characters > MOST_CHARACTERS)
      return this.#tooLarge(path, `${MOST_CHARACTERS} ký tự`, `${MOST_CHARACTERS} characters`)
    const canonical = canonicalText(text)
    const fault = textFault(canonical)
    if (fault !== undefined) this.problems.push(problemOf(fault, path, this.label(path), text))
    return canonical
  }

  #tooLarge(path: string, vi: string, en: string): null {
    this.isTooLarge = true
    this.problems.push(
      problemOf({ code: 'DATA_TOO_LARGE', fill: { limit: { vi, en } } }, path, { vi: 'Hồ sơ', en: 'Dossier' }, '…'),
    )
    return null
  }
}
