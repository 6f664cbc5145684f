import type { Database } from '../database.ts'
import { Believed } from './believed.ts'
import { plannedRows } from './planned-rows.ts'

/** Words of what is open, and of what has ended: each has an index of its own. */
export type WordsOf = 'open' | 'ended'

export const WORDS = { open: '@open_words', ended: '@ended_words' } as const

/** Signatures looked at to learn how many texts a query's own does not tell apart: some letters share a bit with others, and some do not. */
const SAMPLE = 300
/** What PostgreSQL takes for the share of texts with a word that it knows nothing of. */
const UNKNOWN = 0.005

/** How frequent words are, as PostgreSQL learns it when a table is analyzed: asked once a minute, not for each query. */
export class KnownWords {
  readonly #statistics: Believed<WordsOf, WordStatistics>

  constructor(db: Database) {
    this.#statistics = new Believed((of: WordsOf) => statisticsOf(db, of))
  }

  of(kind: WordsOf): Promise<WordStatistics> {
    return this.#statistics.of(kind)
  }
}

/** What the server says of the texts of a kind. */
export interface Learned {
  /** So many there are. */
  readonly texts: number
  /** Of the most frequent lexemes. */
  readonly frequencies: ReadonlyMap<string, number>
  /** A lexeme that is not among them is rarer; `undefined`: nothing is known. */
  readonly least: number | undefined
  /** So many a text has. */
  readonly lexemesOfText: number
  /** So many there are in all. */
  readonly vocabulary: number
  /** Of some texts. */
  readonly signatures: readonly bigint[]
}

/** Shares of the texts of a kind, each from 0 to 1. */
export class WordStatistics {
  readonly #frequencies: ReadonlyMap<string, number>
  /** Of a lexeme that is not among the frequent ones. */
  readonly #rare: number
  readonly #signatures: readonly bigint[]
  readonly texts: number

  constructor({ texts, frequencies, least, lexemesOfText, vocabulary, signatures }: Learned) {
    this.texts = texts
    this.#frequencies = frequencies
    this.#signatures = signatures
    // What is left of a text when the frequent ones are taken away is shared by all others. PostgreSQL takes each of them for half as frequent as the least of those that it knows.
    const left = lexemesOfText - [...frequencies.values()].reduce((sum, frequency) => sum + frequency, 0)
    const others = vocabulary - frequencies.size
    const average = left > 0 && others > 0 ? left / others : UNKNOWN
    this.#rare = Math.min(UNKNOWN, average, least === undefined ? UNKNOWN : least / 2)
  }

  /** With any of these lexemes. */
  shareWithAny(lexemes: readonly string[]): number {
    return shareOfAny(lexemes.map((lexeme) => this.#frequencies.get(lexeme) ?? this.#rare))
  }

  /** With any lexeme that begins so; of those that are not frequent only one is counted. */
  shareWithBeginning(beginning: string): number {
    const found = [...this.#frequencies].filter(([lexeme]) => lexeme.startsWith(beginning))
    return shareOfAny([this.#rare, ...found.map(([, frequency]) => frequency)])
  }

  /** Whose signature is no reason to pass them over. */
  shareWithSignature(signature: bigint): number {
    const all = this.#signatures
    return all.length === 0 ? 1 : all.filter((each) => (each & signature) === signature).length / all.length
  }
}

/** As if they had nothing to do with each other. */
function shareOfAny(shares: readonly number[]): number {
  return 1 - shares.reduce((without, share) => without * (1 - share), 1)
}

async function statisticsOf(db: Database, of: WordsOf): Promise<WordStatistics> {
  const [[texts = 0, vocabulary = 0], [row]] = await Promise.all([
    plannedRows(db, [`SELECT 1 FROM ${WORDS[of]} AS w`, 'SELECT 1 FROM @word AS w']),
    db.read<{ lexemes: string[]; frequencies: number[]; lexemesOfText: number; signatures: string[] }>(
      // Signatures from where lists by due date begin, which is what a walk meets first.
      `SELECT coalesce(s.most_common_elems::text::text[], '{}') AS lexemes, coalesce(s.most_common_elem_freqs, '{}')::float8[] AS frequencies,
         (SELECT coalesce(avg(length(w.vector)), 0)::float8 FROM (SELECT w.vector FROM ${WORDS[of]} AS w LIMIT ${SAMPLE}) AS w) AS "lexemesOfText",
         ARRAY(SELECT h.signature::text FROM @head AS h WHERE h.ended_at IS ${of === 'open' ? '' : 'NOT '}NULL
           ORDER BY h.agency, h.due, h.dossier LIMIT ${SAMPLE}) AS signatures
       FROM (SELECT 1) AS one LEFT JOIN pg_stats AS s ON s.schemaname = $1 AND s.tablename = $2 AND s.attname = 'vector'`,
      [db.schema, WORDS[of].slice(1)],
    ),
  ])
  const { lexemes = [], frequencies = [], lexemesOfText = 0, signatures = [] } = row ?? {}
  return new WordStatistics({
    texts,
    frequencies: new Map(lexemes.map((lexeme, index) => [lexeme, frequencies[index] ?? 0])),
    // After the frequency of each comes the least of them.
    least: frequencies[lexemes.length],
    lexemesOfText,
    vocabulary,
    signatures: signatures.map(BigInt),
  })
}
