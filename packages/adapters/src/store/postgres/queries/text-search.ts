import { beginningsOf } from '../commit/words.ts'
import type { Database } from '../database.ts'

/** What the words of a text are found by. */
export interface TextSearch {
  readonly tsquery: string
  /** So many have them that the list's own order is the quicker way to the first few. */
  readonly isFrequent: boolean
}

/** Words that begin alike beyond this number are looked for by their beginning. */
const MOST_ALIKE = 50
/** Texts: looking at each of so many takes as long as walking through a list until fifty have been found. */
const FREQUENT = 4_000

/**
 * Theory of operation: an inverted index is quick at what it has exactly, and slow at beginnings, for it gathers all that begin so before
 * it looks at the other words. So each beginning is first replaced by the words of the vocabulary that begin so, mostly one or two; the
 * index then meets the rarest first and skips through the others. What nearly everybody is called is no way to find anybody: where the
 * planner expects many, the list is walked in its own order, and each row's words are looked at on the way.
 *
 * `undefined`: no words, which everything has. `nothing`: a word that no text has.
 */
export async function searchFor(db: Database, text: string): Promise<TextSearch | 'nothing' | undefined> {
  const beginnings = beginningsOf(text)
  if (beginnings.length === 0) return undefined
  const rows = await db.read<{ lexemes: string[] }>(
    `SELECT ARRAY(
       SELECT w.lexeme FROM @word AS w WHERE w.lexeme >= b.beginning AND w.lexeme < b.beginning || chr(1114111)
       ORDER BY w.lexeme LIMIT ${MOST_ALIKE + 1}) AS lexemes
     FROM unnest($1::text[]) WITH ORDINALITY AS b (beginning, n) ORDER BY b.n`,
    [beginnings.map(({ lexeme }) => lexeme)],
  )
  const parts = beginnings.map(({ lexeme, isLong }, index) => {
    const lexemes = rows[index]?.lexemes ?? []
    if (isLong || lexemes.length > MOST_ALIKE) return `'${lexeme}':*`
    return lexemes.length === 0 ? undefined : `(${lexemes.map((each) => `'${each}'`).join(' | ')})`
  })
  if (parts.includes(undefined)) return 'nothing'
  const tsquery = parts.join(' & ')
  const [plan] = await db.search<Record<string, readonly [{ readonly Plan: { readonly 'Plan Rows': number } }]>>(
    'EXPLAIN (FORMAT JSON) SELECT 1 FROM @words AS w WHERE w.vector @@ $1::tsquery',
    [tsquery],
  )
  return { tsquery, isFrequent: (plan?.['QUERY PLAN']?.[0].Plan['Plan Rows'] ?? 0) > FREQUENT }
}

/** The texts with these words, found by their index; `f` is the text. */
export function withWords(words: string): string {
  return `(SELECT f.dossier, f.digest FROM @words AS f WHERE f.vector @@ ${words} OFFSET 0) AS f`
}

/** A row's words, looked at one row at a time. */
export function hasWords(table: string, words: string): string {
  return `(SELECT f.vector @@ ${words} FROM @words AS f WHERE f.dossier = ${table}.dossier AND f.digest = ${table}.digest)`
}
