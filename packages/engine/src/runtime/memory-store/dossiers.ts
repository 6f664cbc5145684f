import { inputInvalid, isFoundBy, mustBeLimit } from '../../ports/index.ts'
import type {
  Commit,
  DossierCount,
  DossierCountQuery,
  DossierQuery,
  FeedAnswer,
  FeedRow,
  JournalLink,
  JournalRow,
  Page,
  Snapshot,
  StoredAnswer,
  StoredDossier,
  StoredDossierHead,
} from '../../ports/index.ts'
import { pageOf, tally } from './order.ts'
import { pair } from './sealed.ts'

/** Dossiers, their journals, the feed of all of them, and the answers that were given. */
export class Dossiers {
  readonly #dossiers = new Map<string, StoredDossier>()
  readonly #journals = new Map<string, JournalRow[]>()
  /** Where each row stands among all: its number from 1 is its cursor. */
  readonly #feed: { readonly dossier: string; readonly seq: number }[] = []
  readonly #answers = new Map<string, StoredAnswer>()

  find(dossier: string): StoredDossier | undefined {
    return this.#dossiers.get(dossier)
  }

  agencyOf(dossier: string): string | null {
    return this.#dossiers.get(dossier)?.head.agency ?? null
  }

  isSuspended(dossier: string): boolean {
    return (this.#dossiers.get(dossier)?.head.suspendedAt ?? null) !== null
  }

  answer(dossier: string, command: string): StoredAnswer | undefined {
    return this.#answers.get(pair(dossier, command))
  }

  journal(dossier: string, after: number, limit: number): readonly JournalRow[] {
    return (this.#journals.get(dossier) ?? []).slice(Math.max(0, after)).slice(0, mustBeLimit(limit))
  }

  feed(after: string | null, limit: number, only: { dossier?: string; agency?: string } = {}): readonly FeedRow[] {
    const found: FeedRow[] = []
    mustBeLimit(limit)
    for (let at = positionOf(after); at < this.#feed.length && found.length < limit; at += 1) {
      const { dossier, row } = this.#rowAt(at)
      const isWanted =
        (only.dossier === undefined || row.dossier === only.dossier) &&
        (only.agency === undefined || dossier.head.agency === only.agency)
      if (isWanted) found.push(Object.freeze({ cursor: String(at + 1), row }))
    }
    return found
  }

  links(after: string | null, limit: number): readonly JournalLink[] {
    return this.feed(after, limit).map(({ cursor, row: { dossier, seq, hash } }) => Object.freeze({ cursor, dossier, seq, hash }))
  }

  answers(after: string | null, limit: number): readonly FeedAnswer[] {
    return this.feed(after, limit).map(({ cursor, row }) => {
      const { response = null } = this.answer(row.dossier, row.command) ?? {}
      return Object.freeze({ cursor, response })
    })
  }

  page(query: DossierQuery): Page<StoredDossierHead> {
    const found = [...this.#dossiers.values()].filter((dossier) => isWanted(dossier, query))
    const heads = found.map(({ dossier, seq, head }) => Object.freeze({ dossier, seq, head }))
    const order = ({ dossier, head }: StoredDossierHead) =>
      [query.order === 'opened' ? -head.openedAt : (head.dueAt ?? Number.MAX_SAFE_INTEGER), dossier] as const
    return pageOf(heads, order, ['number', 'string'], query)
  }

  count({ agency, procedure, by }: DossierCountQuery): readonly DossierCount[] {
    const open = this.open().filter(
      ({ head }) => (agency === undefined || head.agency === agency) && (procedure === undefined || head.procedure === procedure),
    )
    return tally(open.flatMap(({ head }) => (by === 'stage' ? [...new Set(head.stages)] : [head[by]])))
  }

  open(): readonly StoredDossier[] {
    return [...this.#dossiers.values()].filter(({ head }) => head.endedAt === null)
  }

  apply({ dossier, row, head, snapshot, answer, erase }: Commit): void {
    const kept = erase === undefined ? this.#dossiers.get(dossier)?.snapshot : undefined
    const stored = snapshot === undefined ? (kept ?? null) : withoutText(snapshot)
    this.#dossiers.set(dossier, Object.freeze({ dossier, seq: row.seq, hash: row.hash, head, snapshot: stored }))
    const journal = this.#journals.get(dossier) ?? []
    journal.push(row)
    this.#journals.set(dossier, journal)
    this.#feed.push({ dossier, seq: row.seq })
    this.#answers.set(pair(dossier, row.command), answer)
    if (erase !== undefined) journal.forEach((old, at) => (journal[at] = old.seq <= erase.upTo ? withoutPayloads(old) : old))
  }

  #rowAt(at: number): { readonly dossier: StoredDossier; readonly row: JournalRow } {
    const { dossier: id, seq } = this.#feed[at] as { dossier: string; seq: number }
    return { dossier: this.#dossiers.get(id) as StoredDossier, row: this.#journals.get(id)?.[seq - 1] as JournalRow }
  }
}

function positionOf(cursor: string | null): number {
  if (cursor === null) return 0
  if (!/^\d{1,15}$/.test(cursor)) throw inputInvalid(`expected a cursor of the feed, found "${cursor}"`)
  return Number(cursor)
}

function withoutPayloads(row: JournalRow): JournalRow {
  const events = row.events.map((event) => Object.freeze({ ...event, data: null, salt: null }))
  return Object.freeze({ ...row, events: Object.freeze(events) })
}

function isWanted({ head }: StoredDossier, query: DossierQuery): boolean {
  const isWithin = (instant: number | null, from: number | undefined, before: number | undefined) =>
    (from === undefined || (instant !== null && instant >= from)) &&
    (before === undefined || (instant !== null && instant < before))
  return (
    (query.agency === undefined || head.agency === query.agency) &&
    (query.procedure === undefined || head.procedure === query.procedure) &&
    (query.applicant === undefined || head.applicant === query.applicant) &&
    (query.hasApplicant === undefined || (head.applicant !== '') === query.hasApplicant) &&
    (query.code === undefined || head.code === query.code) &&
    (query.standing === undefined || head.standing === query.standing) &&
    (query.stage === undefined || (head.stages.includes(query.stage) && head.endedAt === null)) &&
    (query.isOpen === undefined || (head.endedAt === null) === query.isOpen) &&
    (query.isSuspended === undefined || (head.suspendedAt !== null) === query.isSuspended) &&
    (query.dueBefore === undefined || (isWithin(head.dueAt, undefined, query.dueBefore) && head.endedAt === null)) &&
    isWithin(head.openedAt, query.openedFrom, query.openedBefore) &&
    isWithin(head.endedAt, query.endedFrom, query.endedBefore) &&
    (query.text === undefined || isFoundBy(query.text, head.search))
  )
}

/** The state once, as what it is. */
function withoutText({ seq, kernel, fingerprint, state }: Snapshot): Snapshot {
  return { seq, kernel, fingerprint, state }
}
