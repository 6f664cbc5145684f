import { beginningsOf } from '../commit/words.ts'
import { signatureOf } from '../commit/signature.ts'
import type { Database } from '../database.ts'
import type { Conditions } from './conditions.ts'

/** What the words of a text are found by. */
export interface TextSearch {
  readonly tsquery: string
  /** What the signature of every text that is found has. */
  readonly signature: bigint
  /** Those of its words that the index is asked for, each by itself; the others are looked at in what it finds. */
  readonly indexed: readonly string[]
  readonly isWhollyIndexed: boolean
  /** So many have them that the list's own order is the quicker way to the first few. */
  readonly isFrequent: boolean
}

/** Words that begin alike beyond this number are looked for by their beginning. */
const MOST_ALIKE = 50
/**
 * Microseconds, on a small server; only how they compare counts. To see whether one text stands under a further word, to
 * gather one entry of words that begin alike, to look at a text that the index found, to find its row in the list; to look at the next row
 * of a list that is walked, and at the words of one.
 */
const COST = { meet: 0.1, gather: 0.4, look: 3, join: 8, walk: 0.2, words: 9 }
/** A list is walked until so many rows have been found. */
const PAGE = 50
/** Signatures looked at to learn how many texts a query's own does not tell apart: some letters share a bit with others, and some do not. */
const SAMPLE = 2_000

/**
 * Theory of operation: an inverted index is quick at what it has exactly, and slow at beginnings, for it gathers all that begin so before
 * it looks at the other words. So each beginning is first replaced by the words of the vocabulary that begin so, mostly one or two; the
 * index then meets the rarest first and skips through the others. It is not asked for words that would keep it longer than looking at
 * what the rarer ones found: those that nearly every text has, and beginnings of many words. What nearly everybody is called is no way to
 * find anybody: where the planner expects many, the list is walked in its own order, and the words of each row whose signature may have them are
 * looked at on the way.
 *
 * `undefined`: no words, which everything has. `nothing`: a word that no text has.
 */
export async function searchFor(db: Database, text: string): Promise<TextSearch | 'nothing' | undefined> {
  const beginnings = beginningsOf(text)
  if (beginnings.length === 0) return undefined
  const signature = signatureOf(text)
  const rows = await db.read<{ lexemes: string[]; sampled: number; alike: number }>(
    `SELECT ARRAY(
       SELECT w.lexeme FROM @word AS w WHERE w.lexeme >= b.beginning AND w.lexeme < b.beginning || chr(1114111)
       ORDER BY w.lexeme LIMIT ${MOST_ALIKE + 1}) AS lexemes, s.sampled, s.alike
     FROM unnest($1::text[]) WITH ORDINALITY AS b (beginning, n)
       CROSS JOIN (SELECT count(*) AS sampled, count(*) FILTER (WHERE (l.signature & $2::bigint) = $2::bigint) AS alike
         FROM (SELECT h.signature FROM @head AS h ORDER BY h.agency, h.opened_at DESC, h.dossier LIMIT ${SAMPLE}) AS l) AS s
     ORDER BY b.n`,
    [beginnings.map(({ lexeme }) => lexeme), String(signature)],
  )
  const { sampled = 0, alike = 0 } = rows[0] ?? {}
  const terms = beginnings.map(({ lexeme, isLong }, index): Term | undefined => {
    const lexemes = rows[index]?.lexemes ?? []
    if (isLong || lexemes.length > MOST_ALIKE) return { tsquery: `'${lexeme}':*`, isGathered: true }
    if (lexemes.length === 0) return undefined
    return { tsquery: `(${lexemes.map((each) => `'${each}'`).join(' | ')})`, isGathered: false }
  })
  const known = terms.filter((term) => term !== undefined)
  return known.length < terms.length
    ? 'nothing'
    : chosen(signature, known, await expected(db, known), sampled === 0 ? 1 : alike / sampled)
}

/** One word of the query. */
interface Term {
  readonly tsquery: string
  /** It stands for all words that begin so, whose entries are put together first. */
  readonly isGathered: boolean
}

/** How many texts the planner expects: of all, with each of the words, with all of them. */
async function expected(db: Database, terms: readonly Term[]): Promise<readonly number[]> {
  const queries = [...terms.map(({ tsquery }) => tsquery), allOf(terms)]
  const arms = queries.map((_, index) => `SELECT 1 FROM @words AS w WHERE w.vector @@ $${index + 1}::tsquery`)
  const [explained] = await db.search<Record<string, readonly [{ readonly Plan: { readonly Plans: readonly Planned[] } }]>>(
    `EXPLAIN (FORMAT JSON) ${['SELECT 1 FROM @words AS w', ...arms].join(' UNION ALL ')}`,
    queries,
  )
  return (explained?.['QUERY PLAN']?.[0].Plan.Plans ?? []).map((plan) => plan['Plan Rows'])
}

interface Planned {
  readonly 'Plan Rows': number
}

/** @param alike  the share of texts whose signature is no reason to pass them over */
function chosen(signature: bigint, terms: readonly Term[], [texts = 0, ...counts]: readonly number[], alike: number): TextSearch {
  const tsquery = allOf(terms)
  const matching = counts.at(-1) ?? 0
  const inTurn = terms.map((term, index) => ({ term, count: counts[index] ?? 0 })).sort(byCost)
  const indexed: Term[] = []
  let found = texts
  let cost = 0
  for (const { term, count } of inTurn) {
    const left = texts === 0 ? 0 : (found * count) / texts
    const asking = term.isGathered ? count * COST.gather : Math.min(found, count) * COST.meet
    if (indexed.length > 0 && (found - left) * COST.look < asking) continue
    indexed.push(term)
    found = left
    cost += asking
  }
  cost += found * COST.look + matching * COST.join
  const walked = matching === 0 ? texts : Math.min(texts, (PAGE * texts) / matching)
  const isFrequent = walked * (COST.walk + alike * COST.words) < cost
  return {
    tsquery,
    signature,
    indexed: indexed.map((term) => term.tsquery),
    isWhollyIndexed: indexed.length === terms.length,
    isFrequent,
  }
}

/** The rarest first; what has to be gathered comes last, when little may be left to gather it for. */
function byCost(a: Counted, b: Counted): number {
  return Number(a.term.isGathered) - Number(b.term.isGathered) || a.count - b.count
}

interface Counted {
  readonly term: Term
  readonly count: number
}

function allOf(terms: readonly Term[]): string {
  return terms.map(({ tsquery }) => tsquery).join(' & ')
}

/**
 * The texts with these words, found by their index; `f` is the text. Asked for as conditions of their own, words are met by skipping from the
 * next of one to the next of the other; as one tsquery, what the index gives is held against the whole of it text by text, at three times the cost.
 */
export function withWords({ tsquery, indexed, isWhollyIndexed }: TextSearch, conditions: Conditions): string {
  const query = (words: string) => `f.vector @@ ${conditions.value(words)}::tsquery`
  // Put so that the index is not asked for it.
  const rest = isWhollyIndexed ? [] : [`(${query(tsquery)}) IS TRUE`]
  return `(SELECT f.dossier, f.digest FROM @words AS f WHERE ${[...indexed.map(query), ...rest].join(' AND ')} OFFSET 0) AS f`
}

/**
 * Whether a row may have these words, as its signature says. What is left of it cannot be more than what was asked for; said by `>=`, of
 * which the planner expects that many rows fulfil it, so that it walks the index and sorts nothing.
 */
export function mayHaveWords(table: string, { signature }: TextSearch): string {
  return `(${table}.signature & ${signature}) >= ${signature}`
}

/**
 * As many rows as anybody can have. Without a limit the planner takes it that an inner list is read to its end, and where much was written since the last
 * vacuum it then sorts the whole table; with one it counts what the first rows cost, and walks the index.
 */
export const ALL = 1_000_000_000_000

/** A row's words, looked at one row at a time. */
export function hasWords(table: string, { tsquery }: TextSearch, conditions: Conditions): string {
  const words = `${conditions.value(tsquery)}::tsquery`
  return `(SELECT f.vector @@ ${words} FROM @words AS f WHERE f.dossier = ${table}.dossier AND f.digest = ${table}.digest)`
}
