import { createHash } from 'node:crypto'
import type { Signer, Store, StoredSeal, Timestamper } from '../../ports/index.ts'
import { SealDraft, sealText } from './seal.ts'

/** Links read at once. */
const PAGE = 5_000

/**
 * Seals the journal: a Merkle root over every row since the last seal, signed and time-stamped, chained to the seal before. Whoever
 * rewrites a row that a seal covers, be it with all rights on the database, has to forge the signature and the time stamp as well.
 */
export class Sealer {
  constructor(
    private readonly world: {
      readonly store: Pick<Store, 'identity' | 'links' | 'seals' | 'putSeal'>
      /** What time it is, once that is known: a seal that says another time than its stamp does not hold. */
      readonly now: () => Promise<number>
      readonly adapters: { readonly signer?: Signer | undefined; readonly timestamper?: Timestamper | undefined }
    },
  ) {}

  /**
   * @returns the new seal; `undefined`: nothing was committed since the last one, or another node has just sealed
   * @throws AdapterFailure where the signer or the authority fails: nothing is sealed, and it may be tried again
   */
  async seal(): Promise<StoredSeal | undefined> {
    const { store, now } = this.world
    const last = await this.#last()
    const draft = new SealDraft()
    for (let after = last?.cursor ?? null; ;) {
      const links = await store.links(after, PAGE)
      for (const link of links) draft.add(link)
      const end = links.at(-1)
      if (end === undefined || links.length < PAGE) break
      after = end.cursor
    }
    const identity = await store.identity()
    const statement = draft.close(identity, last, await now())
    if (statement === undefined) return undefined
    const seal = { ...statement, ...(await this.#vouch(Buffer.from(sealText(identity, statement), 'utf8'), statement.at)) }
    return (await store.putSeal(seal)) ? seal : undefined
  }

  async #vouch(text: Uint8Array, at: number): Promise<Pick<StoredSeal, 'signature' | 'timestamp'>> {
    const { signer, timestamper } = this.world.adapters
    const signed = await signer?.signDetached(text, { reason: 'motcua: journal sealed', at })
    const stamped = await timestamper?.timestamp(createHash('sha256').update(text).digest())
    return { signature: base64(signed?.bytes), timestamp: base64(stamped) }
  }

  async #last(): Promise<StoredSeal | undefined> {
    let last: StoredSeal | undefined
    for (;;) {
      const seals = await this.world.store.seals(last?.number ?? 0, PAGE)
      last = seals.at(-1) ?? last
      if (seals.length < PAGE) return last
    }
  }
}

function base64(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : Buffer.from(bytes).toString('base64')
}
