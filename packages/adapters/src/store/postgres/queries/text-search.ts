import { signatureOf } from '../commit/signature.ts'
import { beginningsOf } from '../commit/words.ts'
import type { Database, Value } from '../database.ts'
import type { Conditions } from './conditions.ts'
import { KnownWords, WORDS, type WordStatistics, type WordsOf } from './known-words.ts'
import { plannedRows } from './planned-rows.ts'

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
 * Microseconds, on a small server; only how they compare counts. To look for one text under a further word, which is never more than to pass
 * by all that stand there; to gather one entry of words that begin alike; to look at a text that the index found; to find its row in the list. To
 * look at the next row of a list that is walked in its index, what it costs more to read the row itself, and to look at the words of one.
 */
const COST = { meet: 0.5, pass: 0.006, gather: 0.4, look: 0.6, join: 5.5, walk: 0.2, read: 1.1, words: 9 }
/** A list is walked until so many rows have been found. */
const PAGE = 50
/** So much more than expected may have to be walked for a page whose fifty rows lie as by chance: that is four deviations. */
const SURPLUS = 1.6

/** What would be walked. */
export interface Walk {
  /** Lists, each of which is walked until it has a page. */
  readonly lists?: number
  /** The share of their rows that the index does not answer for, from 0 to 1: each has to be read to know whether it is there. */
  readonly unseen?: number
  /** Of all open tasks, `t`, what the lists have, and what of it is wanted; absent: all. The values of both are added to those that are there. */
  readonly part?: (values: Value[]) => { readonly listed: string; readonly wanted: string }
}

/**
 * Theory of operation: an inverted index is quick at what it has exactly, and slow at beginnings, for it gathers all that begin so before
 * it looks at the other words. So each beginning is first replaced by the words of the vocabulary that begin so, mostly one or two; the
 * index then meets the rarest first and skips through the others. It is not asked for words that would keep it longer than looking at
 * what the rarer ones found: those that nearly every text has, and beginnings of many words. What nearly everybody is called is no way to
 * find anybody: where many are expected, the list is walked in its own order, and the words of each row whose signature may have them are
 * looked at on the way.
 *
 * Each kind of words is reckoned by itself, for a name that many bore may be rare among what is open.
 */
export class TextSearches {
  readonly #known: KnownWords

  constructor(private readonly db: Database) {
    this.#known = new KnownWords(db)
  }

  /**
   * `undefined`: no words, which everything has. `nothing`: a word that no text has.
   *
   * @param walk  what asking the index is compared with; absent: one list of all, which its own index answers for
   */
  async for(text: string, kinds: readonly WordsOf[], walk: Walk = {}): Promise<readonly TextSearch[] | 'nothing' | undefined> {
    const beginnings = beginningsOf(text)
    if (beginnings.length === 0) return undefined
    const [rows, known, part] = await Promise.all([
      this.#lexemesFor(beginnings.map(({ lexeme }) => lexeme)),
      Promise.all(kinds.map((of) => this.#known.of(of))),
      walk.part && expected(this.db, walk.part),
    ])
    const terms = beginnings.map(({ lexeme, isLong }, index): Term | undefined => {
      const lexemes = rows[index] ?? []
      if (isLong || lexemes.length > MOST_ALIKE) return { tsquery: `'${lexeme}':*`, beginning: lexeme }
      if (lexemes.length === 0) return undefined
      return { tsquery: `(${lexemes.map((each) => `'${each}'`).join(' | ')})`, lexemes }
    })
    const found = terms.filter((term) => term !== undefined)
    if (found.length < terms.length) return 'nothing'
    const signature = found.reduce((bits, term) => bits | signatureFor(term), 0n)
    return known.map((statistics, index) => {
      const { texts } = statistics
      return chosen(kinds[index] ?? 'open', signature, found, statistics, {
        texts,
        lists: walk.lists ?? 1,
        listed: part?.listed ?? texts,
        wanted: part === undefined || part.all === 0 ? 1 : part.wanted / part.all,
        unseen: walk.unseen ?? 0,
      })
    })
  }

  /** The words of the vocabulary that begin so, one more than `MOST_ALIKE` at most. */
  async #lexemesFor(beginnings: readonly string[]): Promise<readonly (readonly string[])[]> {
    const rows = await this.db.read<{ lexemes: string[] }>(
      `SELECT ARRAY(
         SELECT w.lexeme FROM @word AS w WHERE w.lexeme >= b.beginning AND w.lexeme < b.beginning || chr(1114111)
         ORDER BY w.lexeme LIMIT ${MOST_ALIKE + 1}) AS lexemes
       FROM unnest($1::text[]) WITH ORDINALITY AS b (beginning, n) ORDER BY b.n`,
      [[...beginnings]],
    )
    return rows.map(({ lexemes }) => lexemes)
  }
}

/** One word of the query: words of the vocabulary, or all that begin so, whose entries are put together first. */
type Term = { readonly tsquery: string } & ({ readonly lexemes: readonly string[] } | { readonly beginning: string })

function isGathered(term: Term): boolean {
  return 'beginning' in term
}

/** What every text with one of its words has: a beginning of one letter leaves no bit, but the only word that begins so does. */
function signatureFor(term: Term): bigint {
  const words = 'beginning' in term ? [term.beginning] : term.lexemes
  return words.map(signatureOf).reduce((bits, each) => bits & each)
}

interface Part {
  readonly all: number
  readonly listed: number
  readonly wanted: number
}

/** Tasks of all, of the lists and of what is wanted, as the planner expects. */
async function expected(db: Database, partOf: NonNullable<Walk['part']>): Promise<Part | undefined> {
  const values: Value[] = []
  const { listed, wanted } = partOf(values)
  if (listed === 'true' && wanted === 'true') return undefined
  const arms = ['true', listed, wanted].map((where) => `SELECT 1 FROM @task AS t WHERE ${where}`)
  const [all = 0, some = 0, few = 0] = await plannedRows(db, arms, values)
  return { all, listed: some, wanted: few }
}

interface Among {
  readonly texts: number
  readonly lists: number
  /** Rows of the lists that would be walked. */
  readonly listed: number
  /** The share of texts that whatever else is asked for leaves. */
  readonly wanted: number
  readonly unseen: number
}

function chosen(
  of: WordsOf,
  signature: bigint,
  terms: readonly Term[],
  known: WordStatistics,
  { texts, lists, listed, wanted, unseen }: Among,
): TextSearch {
  const shares = terms.map((term) =>
    'beginning' in term ? known.shareWithBeginning(term.beginning) : known.shareWithAny(term.lexemes),
  )
  const matching = shares.reduce((left, share) => left * share, texts)
  const inTurn = terms.map((term, index) => ({ term, count: (shares[index] ?? 0) * texts })).sort(byCost)
  const indexed: Term[] = []
  let found = texts
  let cost = 0
  for (const { term, count } of inTurn) {
    const left = texts === 0 ? 0 : (found * count) / texts
    const asking = isGathered(term) ? count * COST.gather : Math.min(found * COST.meet, count * COST.pass)
    if (indexed.length > 0 && (found - left) * COST.look < asking) continue
    indexed.push(term)
    found = left
    cost += asking
  }
  cost += found * COST.look + matching * COST.join
  const walked = Math.min(listed, (PAGE * lists * listed) / Math.max(matching * wanted, 1))
  const each = COST.walk + unseen * COST.read + known.shareWithSignature(signature) * COST.words
  const isFrequent = walked * each < cost
  return {
    of,
    tsquery: terms.map((term) => term.tsquery).join(' & '),
    signature,
    indexed: indexed.map((term) => term.tsquery),
    isWhollyIndexed: indexed.length === terms.length,
    isFrequent,
    share: listed === 0 ? 1 : Math.max(cost / each, SURPLUS * walked) / listed,
  }
}

/** The rarest first; what has to be gathered comes last, when little may be left to gather it for. */
function byCost(a: Counted, b: Counted): number {
  return Number(isGathered(a.term)) - Number(isGathered(b.term)) || a.count - b.count
}

interface Counted {
  readonly term: Term
  readonly count: number
}

/**
 * The texts with these words, found by their index; `f` is the text. Asked for as conditions of their own, words are met by skipping from the
 * next of one to the next of the other; as one tsquery, what the index gives is held against the whole of it text by text, at three times the cost.
 */
export function withWords({ of, tsquery, indexed, isWhollyIndexed }: TextSearch, conditions: Conditions): string {
  const query = (words: string) => `f.vector @@ ${conditions.value(words)}::tsquery`
  // Put so that the index is not asked for it.
  const rest = isWhollyIndexed ? [] : [`(${query(tsquery)}) IS TRUE`]
  return `(SELECT f.dossier, f.digest, f.search FROM ${WORDS[of]} AS f WHERE ${[...indexed.map(query), ...rest].join(' AND ')} OFFSET 0) AS f`
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

/** The words as a value of a statement. */
export function wordsIn({ tsquery }: TextSearch, conditions: Conditions): string {
  return `${conditions.value(tsquery)}::tsquery`
}

/** Whether a row's text has the words, looked at one row at a time. */
export function hasWords(table: string, { of }: TextSearch, words: string): string {
  return `(SELECT f.vector @@ ${words} FROM ${WORDS[of]} AS f WHERE f.dossier = ${table}.dossier AND f.digest = ${table}.digest)`
}

/** Texts of a row's dossier that have the words, looked at one dossier at a time. */
export function textsOf(table: string, { of }: TextSearch, words: string): string {
  // Put so that the index of words is not asked for it, here too.
  return `(SELECT f.digest FROM ${WORDS[of]} AS f WHERE f.dossier = ${table}.dossier AND (f.vector @@ ${words}) IS TRUE OFFSET 0)`
}
