import { AdapterFailure } from '../../ports/index.ts'
import type { Archive, ArchiveEntry, ArchiveReceipt, ArchiveRequest } from '../../ports/index.ts'
import { failureOf, law } from './contract.ts'
import type { Contract } from './contract.ts'

/** An archive to try. */
export interface ArchiveSubject {
  readonly archive: Archive
  /** The package's bytes, as somebody who knows its location reads them. */
  readonly read: (location: string) => Promise<Uint8Array> | Uint8Array
  /** The files of a package by their path. */
  readonly unpack: (bytes: Uint8Array) => Readonly<Record<string, Uint8Array>>
  /** SHA-256, hexadecimal. */
  readonly sha256: (bytes: Uint8Array) => string
  /** A dossier's code, another one at each call. */
  readonly newCode: () => string
}

/** What every archive promises. */
export const archiveContract: Contract<ArchiveSubject> = {
  port: 'Archive',
  laws: [
    law('the receipt says where the package is, and what it is', async ({ archive, read, sha256, newCode }, must) => {
      const receipt = await archive.store(request(newCode()))
      const bytes = await read(receipt.location)
      must(bytes.length === receipt.size, `${receipt.size} bytes`, bytes)
      must(sha256(bytes) === receipt.digest, receipt.digest, sha256(bytes))
    }),

    law('every file is in the package byte for byte', async ({ archive, read, unpack, newCode }, must) => {
      const { location } = await archive.store(request(newCode()))
      const files = unpack(await read(location))
      for (const { path, bytes } of ENTRIES) must(equal(files[path], bytes), `${path} as it was given`, Object.keys(files))
    }),

    law('archiving the same content again, in another order or at once, changes nothing', async ({ archive, newCode }, must) => {
      const code = newCode()
      const first = await archive.store(request(code))
      const reversed = { ...request(code), entries: [...ENTRIES].reverse() }
      const again = [await archive.store(reversed), ...(await Promise.all([1, 2, 3].map(() => archive.store(request(code)))))]
      for (const one of again) must(same(one, first), JSON.stringify(first), one)
    }),

    law('other content of a dossier never replaces what is there', async ({ archive, read, sha256, newCode }, must) => {
      const code = newCode()
      const first = await archive.store(request(code))
      const second = await archive.store({ ...request(code), metadata: { corrected: true } })
      must(second.location !== first.location, `another place than ${first.location}`, second.location)
      const digest = sha256(await read(first.location))
      must(digest === first.digest, first.digest, digest)
    }),

    law('a path that leads out of the package is refused for good', async ({ archive, newCode }, must) => {
      for (const path of ['../out', 'a/../../out', '/etc/passwd', 'a\\..\\out', 'C:out', '', 'a//b', './a', 'a\u0000b']) {
        const failure = await failureOf(() => archive.store({ ...request(newCode()), entries: [entry(path, 'x')] }))
        must(isFinal(failure), `${JSON.stringify(path)} refused for good`, failure)
      }
    }),

    law('two files on one path are refused for good', async ({ archive, newCode }, must) => {
      const entries = [entry('a.txt', 'x'), entry('a.txt', 'y')]
      const failure = await failureOf(() => archive.store({ ...request(newCode()), entries }))
      must(isFinal(failure), 'an AdapterFailure that is final', failure)
    }),
  ],
}

const ENTRIES: readonly ArchiveEntry[] = [
  entry('result/giấy khai sinh.pdf', '%PDF-1.7 …'),
  entry('components/01.txt', 'Giấy chứng sinh'),
  entry('empty', ''),
]

function request(dossier: string): ArchiveRequest {
  return { dossier, at: Date.UTC(2025, 7, 29, 8, 10), metadata: { procedure: '1.001193' }, entries: ENTRIES }
}

function entry(path: string, content: string): ArchiveEntry {
  return { path, bytes: new TextEncoder().encode(content), mediaType: 'application/octet-stream' }
}

function isFinal(failure: unknown): boolean {
  return failure instanceof AdapterFailure && !failure.retry
}

function same(a: ArchiveReceipt, b: ArchiveReceipt): boolean {
  return a.location === b.location && a.digest === b.digest && a.size === b.size
}

function equal(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a?.length === b.length && a.every((byte, index) => byte === b[index])
}
