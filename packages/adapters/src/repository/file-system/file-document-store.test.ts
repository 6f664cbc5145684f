import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentStoreContract } from '../../../../engine/src/testing/contracts/document-store.ts'
import { fileDocumentStore } from './index.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'motcua-documents-'))

describe('the document store on the file system', () => {
  it('hands out the very bytes under their SHA-256, and keeps the same bytes once', async () => {
    const directory = folder()
    const store = fileDocumentStore(directory)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const first = await store.put(bytes, 'application/pdf')
        const again = await store.put(bytes, 'application/pdf')
        expect(first).toEqual(again)
        expect(first.digest).toBe(createHash('sha256').update(bytes).digest('hex'))
        expect(await store.get(first.digest)).toEqual(new Uint8Array(bytes))
        expect(await store.has(first.digest)).toBe(true)
        expect(
          readdirSync(join(directory, first.digest.slice(0, 2))).filter((name) => name === first.digest.slice(2)),
        ).toHaveLength(1)
      }),
      { numRuns: 30 },
    )
  })

  it('never hands out a damaged file, and mends it when it is put again', async () => {
    const directory = folder()
    const store = fileDocumentStore(directory)
    const bytes = new TextEncoder().encode('Giấy chứng sinh')
    const { digest } = await store.put(bytes, 'text/plain')
    writeFileSync(join(directory, digest.slice(0, 2), digest.slice(2)), 'other')
    await expect(store.get(digest)).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT', retry: false })
    await store.put(bytes, 'text/plain')
    expect(await store.get(digest)).toEqual(bytes)
  })

  it.each(['../../etc/passwd', 'A'.repeat(64), '', 'a'.repeat(63)])('takes %j for no digest', async (digest) => {
    await expect(fileDocumentStore(folder()).get(digest)).rejects.toMatchObject({ code: 'DOCUMENT_DIGEST_INVALID' })
    await expect(fileDocumentStore(folder()).has(digest)).rejects.toMatchObject({ code: 'DOCUMENT_DIGEST_INVALID' })
  })

  it('says what it does not have', async () => {
    await expect(fileDocumentStore(folder()).get('0'.repeat(64))).rejects.toMatchObject({
      code: 'DOCUMENT_NOT_FOUND',
      retry: false,
    })
  })
})

describe('the document store on the file system keeps the contract', () => {
  it.each(documentStoreContract.laws)('$name', async (law) => {
    const directory = folder()
    const damage = (digest: string) => writeFileSync(join(directory, digest.slice(0, 2), digest.slice(2)), 'other')
    await law.check({ store: fileDocumentStore(directory), damage })
  })
})

it('leaves nothing behind of a source that fails at once, however many do', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'motcua-broken-off-'))
  const store = fileDocumentStore(directory)
  // eslint-disable-next-line require-yield -- a source that fails before its first piece
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    throw new Error('connection lost')
  }
  const put = async (): Promise<unknown> => {
    try {
      return await store.putStream?.(broken(), 'application/pdf')
    } catch (error) {
      return error
    }
  }
  const outcomes = await Promise.all(Array.from({ length: 60 }, put))
  expect(outcomes.every((outcome) => outcome instanceof Error && outcome.message === 'connection lost')).toBe(true)
  expect(readdirSync(directory)).toEqual([])
})
