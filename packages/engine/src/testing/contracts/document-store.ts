import { AdapterFailure } from '../../ports/index.ts'
import type { DocumentStore } from '../../ports/index.ts'
import { failureOf, law } from './contract.ts'
import type { Contract } from './contract.ts'

/** A document store to try. */
export interface DocumentStoreSubject {
  readonly store: DocumentStore
  /** Damages a stored file behind the store's back; left out where nobody can reach it. */
  readonly damage?: (digest: string) => Promise<void> | void
}

/** What every document store promises. */
export const documentStoreContract: Contract<DocumentStoreSubject> = {
  port: 'DocumentStore',
  laws: [
    law('what was put is handed out byte for byte', async ({ store }, must) => {
      for (const bytes of [new Uint8Array(), new Uint8Array([0, 255, 10, 13, 0]), text('Giấy chứng sinh'), large()]) {
        const { digest, size, mediaType } = await store.put(bytes, 'application/pdf')
        must(size === bytes.length, `a size of ${bytes.length}`, size)
        must(mediaType === 'application/pdf', 'application/pdf', mediaType)
        must(await store.has(digest), 'the document', 'none')
        const found = await store.get(digest)
        must(equal(found, bytes), `the ${bytes.length} bytes that were put`, found)
      }
    }),

    law('a document that comes in pieces is the same as one that comes whole', async ({ store }, must) => {
      if (store.putStream === undefined) return
      const whole = large()
      const stored = await store.putStream(pieces(whole), 'application/pdf')
      must(stored.size === whole.length, `a size of ${whole.length}`, stored.size)
      must(stored.digest === (await store.put(whole, 'application/pdf')).digest, 'the same digest', stored.digest)
      must(equal(await store.get(stored.digest), whole), 'the bytes', 'others')
    }),

    law('of a document that breaks off, nothing is kept', async ({ store }, must) => {
      if (store.putStream === undefined) return
      const broken = new Error('broken off')
      const failure = await failureOf(async () => store.putStream?.(pieces(text('một phần'), broken), 'text/plain'))
      must(failure === broken, 'the very error of the source', failure)
      const partial = await store.put(text('một phần khác'), 'text/plain')
      must(equal(await store.get(partial.digest), text('một phần khác')), 'a store that goes on', 'another')
    }),

    law('a document is named by the SHA-256 of its bytes', async ({ store }, must) => {
      const known = [
        ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
        ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
      ] as const
      for (const [content, digest] of known) {
        const stored = await store.put(text(content), 'text/plain')
        must(stored.digest === digest, digest, stored.digest)
      }
    }),

    law('putting the same bytes again, also at once, changes nothing', async ({ store }, must) => {
      const bytes = text('hai lần')
      const stored = await Promise.all([1, 2, 3, 4].map(() => store.put(bytes, 'text/plain')))
      must(new Set(stored.map((one) => JSON.stringify(one))).size === 1, 'one answer', stored)
      must(equal(await store.get(stored[0]?.digest ?? ''), bytes), 'the bytes', 'others')
    }),

    law('what is put in and what is handed out belong to the caller', async ({ store }, must) => {
      const bytes = text('nguyên bản')
      const { digest } = await store.put(bytes, 'text/plain')
      bytes[0] = 0
      const first = await store.get(digest)
      first[0] = 1
      must(equal(await store.get(digest), text('nguyên bản')), 'the bytes as they were put', 'changed ones')
    }),

    law('what was never put is not there, for good', async ({ store }, must) => {
      const digest = '0'.repeat(64)
      must(!(await store.has(digest)), 'no document', 'one')
      const failure = await failureOf(() => store.get(digest))
      must(isFinal(failure, 'DOCUMENT_NOT_FOUND'), 'DOCUMENT_NOT_FOUND, final', failure)
    }),

    law('what is no digest leads nowhere', async ({ store }, must) => {
      for (const digest of ['', '../../etc/passwd', 'A'.repeat(64), 'a'.repeat(63), `${'a'.repeat(62)}/.`]) {
        const failure = await failureOf(() => store.get(digest))
        must(failure instanceof AdapterFailure && !failure.retry, `${JSON.stringify(digest)} refused for good`, failure)
      }
    }),

    law('a damaged document is never handed out, and is mended when it is put again', async ({ store, damage }, must) => {
      if (!damage) return
      const bytes = text('bị hỏng')
      const { digest } = await store.put(bytes, 'text/plain')
      await damage(digest)
      const failure = await failureOf(() => store.get(digest))
      must(isFinal(failure, 'DOCUMENT_CORRUPT'), 'DOCUMENT_CORRUPT, final', failure)
      await store.put(bytes, 'text/plain')
      must(equal(await store.get(digest), bytes), 'the bytes', 'others')
    }),
  ],
}

async function* pieces(bytes: Uint8Array, failure?: Error): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 4096) {
    await Promise.resolve()
    yield bytes.slice(at, at + 4096)
  }
  if (failure !== undefined) throw failure
}

function isFinal(failure: unknown, code: string): boolean {
  return failure instanceof AdapterFailure && failure.code === code && !failure.retry
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}

/** More than a buffer's usual 64 KiB, so that a file read in pieces is read to its end. */
function large(): Uint8Array {
  return Uint8Array.from({ length: 200_000 }, (_, index) => (index * 31) % 256)
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
