import { beginningsOf } from '../commit/words.ts'
import { signatureOf } from '../commit/signature.ts'
import type { Database } from '../database.ts'
import type { Conditions } from './conditions.ts'

/** Words of what is open, and of what has ended: each has an index of its own. */
export type WordsOf = 'open' | 'ended'

const TABLE = { open: '@open_words', ended: '@ended_words' } as const

/** What the words of a text are found by, among what is open or among what has ended. */
export interface TextSearch {
  readonly of: WordsOf
  readonly tsquery: string
  /** What the signature of every text that is found has. */
  readonly signature: bigint
  /** Those of its words that the index is asked for, each by itself; the others are looked at in what it finds. */
  readonly indexed: readonly string[]
  readonly isWhollyIndexed: boolean
  /** So many have them that the list's own order is the quicker way to the first few. */
  readonly isFrequent: boolean
  /** The share of the list that costs as much to walk as it costs to ask the index; 1 and more: all of it. */
  readonly share: number
  /** Only what is due before it is walked. */
  readonly walkedBefore?: number
}

/** Words that begin alike beyond this number are looked for by their beginning. */
const MOST_ALIKE = 50
/**
 * Microseconds, on a small server; only how they compare counts. To see whether one text stands under a further word, to
 * gather one entry of words that begin alike, to look at a text that the index found, to find its row in the list; to look at the next row
 * of a list that is walked, and at the words of one.
 */
const COST = { meet: 0.1, gather: 0.4, look: 3, join: 8, walk: 0.25, words: 9 }
/** A list is walked until so many rows have been found. */
const PAGE = 50
/** So much more than expected may have to be walked for a page whose fifty rows lie as by chance: that is four deviations. */
const SURPLUS = 1.6
/** Signatures looked at to learn how many texts a query's own does not tell apart: some letters share a bit with others, and some do not. */
const SAMPLE = 300

/**
 * Theory of operation: an inverted index is quick at what it has exactly, and slow at beginnings, for it gathers all that begin so before
 * it looks at the other words. So each beginning is first replaced by the words of the vocabulary that begin so, mostly one or two; the
 * index then meets the rarest first and skips through the others. It is not asked for words that would keep it longer than looking at
 * what the rarer ones found: those that nearly every text has, and beginnings of many words. What nearly everybody is called is no way to
 * find anybody: where the planner expects many, the list is walked in its own order, and the words of each row whose signature may have them are
 * looked at on the way.
 *
 * Each kind of words is reckoned by itself, for a name that many bore may be rare among what is open.
 *
 * `undefined`: no words, which everything has. `nothing`: a word that no text has.
 *
 * @param isOneList  what is open and what has ended stand in one list, which is walked for either
 */
export async function searchFor(
  db: Database,
  text: string,
  kinds: readonly WordsOf[],
  isOneList = false,
): Promise<readonly TextSearch[] | 'nothing' | undefined> {
  const beginnings = beginningsOf(text)
  if (beginnings.length === 0) return undefined
  const signature = signatureOf(text)
  const rows = await db.read<{ lexemes: string[]; sampled: number[]; alike: number[] }>(
    `SELECT ARRAY(
       SELECT w.lexeme FROM @word AS w WHERE w.lexeme >= b.beginning AND w.lexeme < b.beginning || chr(1114111)
       ORDER BY w.lexeme LIMIT ${MOST_ALIKE + 1}) AS lexemes, s.sampled, s.alike
     FROM unnest($1::text[]) WITH ORDINALITY AS b (beginning, n)
       CROSS JOIN (SELECT array_agg(s.sampled ORDER BY s.n) AS sampled, array_agg(s.alike ORDER BY s.n) AS alike
         FROM (${kinds.map(sampleOf).join(' UNION ALL ')}) AS s) AS s
     ORDER BY b.n`,
    [beginnings.map(({ lexeme }) => lexeme), String(signature)],
  )
  const terms = beginnings.map(({ lexeme, isLong }, index): Term | undefined => {
    const lexemes = rows[index]?.lexemes ?? []
    if (isLong || lexemes.length > MOST_ALIKE) return { tsquery: `'${lexeme}':*`, isGathered: true }
    if (lexemes.length === 0) return undefined
    return { tsquery: `(${lexemes.map((each) => `'${each}'`).join(' | ')})`, isGathered: false }
  })
  const known = terms.filter((term) => term !== undefined)
  if (known.length < terms.length) return 'nothing'
  const { listed, counts } = await expected(db, known, kinds)
  return kinds.map((of, index) => {
    const [texts = 0, ...found] = counts[index] ?? []
    const [sampled = 0, alike = 0] = [rows[0]?.sampled[index], rows[0]?.alike[index]]
    return chosen(of, signature, known, found, {
      texts,
      listed: isOneList ? listed : texts,
      alike: sampled === 0 ? 1 : alike / sampled,
    })
  })
}

/** Where lists by due date begin, which is what a walk meets first. */
function sampleOf(of: WordsOf, n: number): string {
  return `SELECT ${n} AS n, count(*) AS sampled, count(*) FILTER (WHERE (l.signature & $2::bigint) = $2::bigint) AS alike
    FROM (SELECT h.signature FROM @head AS h WHERE h.ended_at IS ${of === 'open' ? '' : 'NOT '}NULL
      ORDER BY h.agency, h.due, h.dossier LIMIT ${SAMPLE}) AS l`
}

/** One word of the query. */
interface Term {
  readonly tsquery: string
  /** It stands for all words that begin so, whose entries are put together first. */
  readonly isGathered: boolean
}

/** How many texts the planner expects: in both kinds; in each that is asked for, of all, with each of the words, with all of them. */
async function expected(
  db: Database,
  terms: readonly Term[],
  kinds: readonly WordsOf[],
): Promise<{ readonly listed: number; readonly counts: readonly (readonly number[])[] }> {
  const queries = [...terms.map(({ tsquery }) => tsquery), allOf(terms)]
  const all = Object.values(TABLE).map((table) => `SELECT 1 FROM ${table} AS w`)
  const arms = kinds.flatMap((of) =>
    queries.map((_, index) => `SELECT 1 FROM ${TABLE[of]} AS w WHERE w.vector @@ $${index + 1}::tsquery`),
  )
  const [explained] = await db.search<Record<string, readonly [{ readonly Plan: { readonly Plans: readonly Planned[] } }]>>(
    `EXPLAIN (FORMAT JSON) ${[...all, ...arms].join(' UNION ALL ')}`,
    queries,
  )
  const rows = (explained?.['QUERY PLAN']?.[0].Plan.Plans ?? []).map((plan) => plan['Plan Rows'])
  const [open = 0, ended = 0, ...counts] = rows
  return {
    listed: open + ended,
    counts: kinds.map((of, index) => [
      of === 'open' ? open : ended,
      ...counts.slice(index * queries.length, (index + 1) * queries.length),
    ]),
  }
}

interface Planned {
  readonly 'Plan Rows': number
}

interface Among {
  readonly texts: number
  /** Rows of the list that would be walked. */
  readonly listed: number
  /** The share of texts whose signature is no reason to pass them over. */
  readonly alike: number
}

function chosen(
  of: WordsOf,
  signature: bigint,
  terms: readonly Term[],
  counts: readonly number[],
  { texts, listed, alike }: Among,
): TextSearch {
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
  const walked = matching === 0 ? listed : Math.min(listed, (PAGE * listed) / matching)
  const each = COST.walk + alike * COST.words
  const isFrequent = walked * each < cost
  return {
    of,
    tsquery,
    signature,
    indexed: indexed.map((term) => term.tsquery),
    isWhollyIndexed: indexed.length === terms.length,
    isFrequent,
    share: listed === 0 ? 1 : Math.max(cost / each, SURPLUS * walked) / listed,
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
export function withWords({ of, tsquery, indexed, isWhollyIndexed }: TextSearch, conditions: Conditions): string {
  const query = (words: string) => `f.vector @@ ${conditions.value(words)}::tsquery`
  // Put so that the index is not asked for it.
  const rest = isWhollyIndexed ? [] : [`(${query(tsquery)}) IS TRUE`]
  return `(SELECT f.dossier, f.digest FROM ${TABLE[of]} AS f WHERE ${[...indexed.map(query), ...rest].join(' AND ')} OFFSET 0) AS f`
}

/**
 * Whether a row may have these words, as its signature says. What is left of it cannot be more than what was asked for; said by `>=`, of
 * which the planner expects that many rows fulfil it, so that it walks the index and sorts nothing.
 */
function mayHaveWords(table: string, { signature }: TextSearch): string {
  return `(${table}.signature & ${signature}) >= ${signature}`
}

/** What of a list is walked: as far as it is worth it, and what may have the words. */
export function walkedOf(table: string, search: TextSearch, conditions: Conditions): string {
  const { walkedBefore } = search
  const end = walkedBefore === undefined ? '' : `${table}.due < ${conditions.value(walkedBefore)} AND `
  return end + mayHaveWords(table, search)
}

/**
 * As many rows as anybody can have. Without a limit the planner takes it that an inner list is read to its end, and where much was written since the last
 * vacuum it then sorts the whole table; with one it counts what the first rows cost, and walks the index.
 */
export const ALL = 1_000_000_000_000

/** A row's words, looked at one row at a time. */
export function hasWords(table: string, { of, tsquery }: TextSearch, conditions: Conditions): string {
  const words = `${conditions.value(tsquery)}::tsquery`
  return `(SELECT f.vector @@ ${words} FROM ${TABLE[of]} AS f WHERE f.dossier = ${table}.dossier AND f.digest = ${table}.digest)`
}
