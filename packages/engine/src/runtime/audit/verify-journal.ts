/**
 * Theory of operation
 *
 * The feed is read once, in its order. Each row must follow the row before it in its dossier and be what its hash says; what was answered, which
 * no hash covers, must be what the row says; each seal must stand on the seal before it, carry the root of the rows since then, and be vouched for by whom the caller trusts; each dossier must
 * stand where its last row says. The first that does not is named, and nothing after it is believed.
 *
 * Whoever has the database and the signer's key as well can write rows and seals anew. They cannot have the past stamped: a seal is not
 * believed whose stamp is of another time than it says, and how long rows stood before a seal covered them is told. Nor can they change
 * what an auditor has kept: a seal that was handed out must still be there, letter by letter.
 */
import type { FeedRow, JournalRow, Json, SignatureChecker, Store, StoredSeal } from '../../ports/index.ts'
import { isAnswerTo } from '../answer.ts'
import { checkRow, GENESIS, type ChainBreak } from '../journal-chain.ts'
import { MerkleFold } from './merkle.ts'
import { fields, listOf, optional, that } from '../../diagnostics/index.ts'
import { having, mustTake } from '../face/must-take.ts'
import { leafOf, sealDigest, sealText } from './seal.ts'

/** The first entry that does not hold. */
export type JournalBreak =
  | { readonly entry: 'row'; readonly dossier: string; readonly seq: number; readonly problem: RowProblem }
  | { readonly entry: 'seal'; readonly number: number; readonly problem: SealProblem }

/** `answer`: what is answered to who sends its command again is not what the row says; `head`: its dossier says that it is there, and it is not. */
export type RowProblem = ChainBreak['problem'] | 'answer' | 'head'

/**
 * `number`: one is missing; `previous`: it does not follow the one before; `rows`: the rows that it covers are not what they were, or
 * are not there; `kept`: it is not there as an auditor has kept it; `signature`, `timestamp`: they do not hold, or are missing; `time`: it
 * was stamped more than a day from when it says that it was made.
 */
export type SealProblem = 'number' | 'previous' | 'rows' | 'kept' | 'signature' | 'timestamp' | 'time'

export interface JournalVerdict {
  readonly rows: number
  readonly dossiers: number
  readonly seals: number
  /** Rows that no seal covers yet. */
  readonly unsealed: number
  /** Seals without a time stamp: when they were made is said by whoever made them alone. */
  readonly unstamped: number
  /**
   * The longest that a row stood before a seal covered it, in milliseconds: about `sealing.everyMs` where nobody stopped in between. Rows of
   * a year that were first sealed last night may have been written last night. By the stamps where they were checked; `null`: no seals.
   */
  readonly sealedWithinMs: number | null
  /** Who signed and stamped the seals, each once. */
  readonly signers: readonly string[]
  readonly broken: JournalBreak | undefined
}

export interface VerifyJournalOptions {
  /** Checks the seals' signatures and time stamps; without, that they are there and hold is not looked at. */
  readonly checker?: SignatureChecker | undefined
  /** `true`: a seal without a time stamp does not hold. */
  readonly mustBeStamped?: boolean | undefined
  /** Seals that were kept elsewhere, each as {@link sealText} gave it: one that is not in the store as it was does not hold. */
  readonly kept?: readonly string[] | undefined
  /** Told now and then how many rows have been read. */
  readonly onProgress?: ((rows: number) => void) | undefined
}

/** Rows read at once. */
const PAGE = 1_000

/** A machine's clock may be wrong by hours before somebody sees it; by more than a day it is another story. */
const STAMPED_WITHIN_MS = 86_400_000

const OPTIONS = fields({ kept: optional(listOf(that('a seal, as sealText gives it', (seal) => numberIn(seal) !== undefined))) })

/** Proves every dossier's chain and every seal of a store. */
export async function verifyJournal(store: Store, options: VerifyJournalOptions = {}): Promise<JournalVerdict> {
  mustTake('verifyJournal', { store: having('a store', 'identity', 'answers', 'seals'), options: OPTIONS }, { store, options })
  const proof = new Proof(store, await store.identity(), options)
  return proof.run()
}

class Proof {
  readonly #heads = new Map<string, Pick<JournalRow, 'seq' | 'hash'>>()
  readonly #signers = new Set<string>()
  #rows = 0
  #seals = 0
  #fold = new MerkleFold()
  #lastSeal: StoredSeal | undefined
  /** Instant of the oldest row since the last seal. */
  #oldest = Infinity
  #unstamped = 0
  #sealedWithinMs: number | null = null
  readonly #kept: ReadonlyMap<number, string>

  constructor(
    private readonly store: Store,
    private readonly identity: string,
    private readonly options: VerifyJournalOptions,
  ) {
    this.#kept = new Map((options.kept ?? []).map((seal) => [numberIn(seal) ?? 0, seal.trim()]))
  }

  async run(): Promise<JournalVerdict> {
    const broken = (await this.#readFeed()) ?? (await this.#checkHeads())
    return {
      rows: this.#rows,
      dossiers: this.#heads.size,
      seals: this.#seals,
      unsealed: this.#fold.leaves,
      unstamped: this.#unstamped,
      sealedWithinMs: this.#sealedWithinMs,
      signers: [...this.#signers],
      broken,
    }
  }

  async #readFeed(): Promise<JournalBreak | undefined> {
    const seals = await this.#allSeals()
    for (let after: string | null = null; ;) {
      const rows: readonly FeedRow[] = await this.store.feed(after, PAGE)
      const answers = new Map((await this.store.answers(after, PAGE)).map(({ cursor, response }) => [cursor, response]))
      for (const { cursor, row } of rows) {
        after = cursor
        const broken =
          this.#checkRow(row, answers.get(cursor)) ??
          (seals[this.#seals]?.cursor === cursor ? await this.#checkSeal(seals) : undefined)
        if (broken !== undefined) return broken
      }
      this.options.onProgress?.(this.#rows)
      if (rows.length < PAGE) break
    }
    const next = seals[this.#seals]
    // Its last row is not there any more.
    if (next !== undefined) return { entry: 'seal', number: next.number, problem: 'rows' }
    const lost = [...this.#kept.keys()].filter((number) => number > this.#seals).sort((one, other) => one - other)[0]
    return lost === undefined ? undefined : { entry: 'seal', number: lost, problem: 'kept' }
  }

  #checkRow(row: JournalRow, answer: Json | undefined): JournalBreak | undefined {
    const last = this.#heads.get(row.dossier)
    const inChain = checkRow(row, { seq: (last?.seq ?? 0) + 1, previous: last?.hash ?? GENESIS })
    const problem = inChain ?? (isAnswerTo(row, answer) ? undefined : 'answer')
    if (problem !== undefined) return { entry: 'row', dossier: row.dossier, seq: row.seq, problem }
    this.#heads.set(row.dossier, { seq: row.seq, hash: row.hash })
    this.#fold.add(leafOf(row))
    this.#oldest = Math.min(this.#oldest, row.at)
    this.#rows += 1
    return undefined
  }

  async #checkSeal(seals: readonly StoredSeal[]): Promise<JournalBreak | undefined> {
    const seal = seals[this.#seals] as StoredSeal
    const problem = this.#sealProblem(seal) ?? (await this.#vouchProblem(seal))
    if (problem !== undefined) return { entry: 'seal', number: seal.number, problem }
    this.#seals += 1
    this.#lastSeal = seal
    this.#fold = new MerkleFold()
    this.#oldest = Infinity
    return undefined
  }

  #sealProblem(seal: StoredSeal): SealProblem | undefined {
    const last = this.#lastSeal
    if (seal.number !== (last?.number ?? 0) + 1) return 'number'
    if (seal.previous !== (last === undefined ? GENESIS : sealDigest(this.identity, last))) return 'previous'
    if (seal.links !== this.#fold.leaves || seal.root !== this.#fold.root()) return 'rows'
    const kept = this.#kept.get(seal.number)
    return kept === undefined || kept === sealText(this.identity, seal).trim() ? undefined : 'kept'
  }

  async #vouchProblem(seal: StoredSeal): Promise<SealProblem | undefined> {
    const { checker, mustBeStamped } = this.options
    const text = Buffer.from(sealText(this.identity, seal), 'utf8')
    if (checker !== undefined) {
      const signed = seal.signature === null ? undefined : await checker.signature(text, Buffer.from(seal.signature, 'base64'))
      if (signed === undefined) return 'signature'
      this.#signers.add(signed.subject)
    }
    if (seal.timestamp === null) {
      if (mustBeStamped === true) return 'timestamp'
      this.#unstamped += 1
    }
    return this.#timeProblem(seal, text)
  }

  async #timeProblem({ at, timestamp }: StoredSeal, text: Uint8Array): Promise<SealProblem | undefined> {
    const { checker } = this.options
    let made = at
    if (checker !== undefined && timestamp !== null) {
      const stamped = await checker.timestamp(text, Buffer.from(timestamp, 'base64'))
      if (stamped === undefined) return 'timestamp'
      this.#signers.add(stamped.subject)
      made = stamped.at ?? at
      if (Math.abs(made - at) > STAMPED_WITHIN_MS) return 'time'
    }
    this.#sealedWithinMs = Math.max(this.#sealedWithinMs ?? 0, made - this.#oldest)
    return undefined
  }

  /** Rows cut off at the end of a dossier leave its head behind. */
  async #checkHeads(): Promise<JournalBreak | undefined> {
    let after: string | undefined
    do {
      const page = await this.store.dossiers({ limit: PAGE, ...(after === undefined ? {} : { after }) })
      for (const { dossier, seq } of page.items) {
        const broken = await this.#checkHead(dossier, seq)
        if (broken !== undefined) return broken
      }
      after = page.next ?? undefined
    } while (after !== undefined)
    return undefined
  }

  async #checkHead(dossier: string, seq: number): Promise<JournalBreak | undefined> {
    const known = this.#heads.get(dossier)?.seq ?? 0
    // What was committed while the feed was read is read here.
    for (let at = known; at < seq;) {
      const newer = await this.store.journal(dossier, at, PAGE)
      for (const row of newer) {
        const broken = this.#checkRow(row, (await this.store.answer(dossier, row.command))?.response)
        if (broken !== undefined) return broken
      }
      at = newer.at(-1)?.seq ?? seq
    }
    const last = this.#heads.get(dossier)?.seq ?? 0
    return last >= seq && seq >= known ? undefined : { entry: 'row', dossier, seq: Math.min(last, seq) + 1, problem: 'head' }
  }

  async #allSeals(): Promise<readonly StoredSeal[]> {
    const all: StoredSeal[] = []
    for (;;) {
      const page = await this.store.seals(all.at(-1)?.number ?? 0, PAGE)
      all.push(...page)
      if (page.length < PAGE) return all
    }
  }
}

/** Which seal a text is of; `undefined`: of none. */
function numberIn(seal: unknown): number | undefined {
  const [, number] = (typeof seal === 'string' && /^motcua seal 1\n[^]*^number: (\d+)$/m.exec(seal)) || []
  return number === undefined ? undefined : Number(number)
}
