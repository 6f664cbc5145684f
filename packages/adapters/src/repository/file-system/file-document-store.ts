import { createHash, randomUUID } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { AdapterFailure, mustHold, type DocumentStore } from '@motcua/engine/ports'

/**
 * Files under a folder, each named by the SHA-256 of its bytes: `ab/cdef…`. The same bytes are kept once; what was damaged is never
 * handed out.
 *
 * Throws AdapterFailure: `DOCUMENT_NOT_FOUND`, `DOCUMENT_CORRUPT`, `DOCUMENT_DIGEST_INVALID` (final), `DOCUMENT_FOLDER_UNUSABLE`
 * (worth a retry).
 */
export function fileDocumentStore(directory: string): DocumentStore {
  mustHold('fileDocumentStore', 'directory', directory, 'a path', typeof directory === 'string' && directory !== '')
  const folderOf = (digest: string) => join(directory, digest.slice(0, 2))
  const pathOf = (digest: string) => join(folderOf(digest), digest.slice(2))
  return {
    async put(bytes, mediaType) {
      const digest = sha256(bytes)
      const stored = { digest, size: bytes.length, mediaType }
      if (await isWhole(pathOf(digest), digest)) return stored
      await usable(() => writeWhole(folderOf(digest), pathOf(digest), bytes))
      return stored
    },
    async putStream(source, mediaType) {
      const hash = createHash('sha256')
      let size = 0
      const measured = async function* () {
        for await (const piece of source) {
          hash.update(piece)
          size += piece.length
          yield piece
        }
      }
      const temporary = join(directory, `.incoming-${randomUUID()}`)
      // Opened before anything is read: a source that fails at once must not leave behind what is still being opened.
      const file = await usable(async () => {
        await mkdir(directory, { recursive: true })
        return open(temporary, 'wx')
      })
      try {
        await pipeline(measured, file.createWriteStream({ flush: true }))
      } catch (error) {
        await file.close().catch(() => undefined)
        await unlink(temporary).catch(() => undefined)
        throw error
      }
      const digest = hash.digest('hex')
      await usable(async () => {
        await mkdir(folderOf(digest), { recursive: true })
        await rename(temporary, pathOf(digest))
      })
      return { digest, size, mediaType }
    },
    async get(digest) {
      mustBeDigest(digest)
      const bytes = await readFile(pathOf(digest)).catch((error: NodeJS.ErrnoException) => {
        const [code, retry] = error.code === 'ENOENT' ? ['DOCUMENT_NOT_FOUND', false] : ['DOCUMENT_FOLDER_UNUSABLE', true]
        throw new AdapterFailure(String(code), `expected the document ${digest}, found: ${error.code ?? error.message}`, {
          retry: Boolean(retry),
          cause: error,
        })
      })
      if (sha256(bytes) !== digest) {
        throw new AdapterFailure('DOCUMENT_CORRUPT', `expected the bytes of ${digest}, found others: restore the file`, {
          retry: false,
        })
      }
      return new Uint8Array(bytes)
    },
    async has(digest) {
      mustBeDigest(digest)
      return stat(pathOf(digest)).then(
        (found) => found.isFile(),
        () => false,
      )
    },
  }
}

/** A digest becomes a path: anything else in its place would lead out of the folder. */
function mustBeDigest(digest: string): void {
  if (/^[0-9a-f]{64}$/.test(digest)) return
  throw new AdapterFailure('DOCUMENT_DIGEST_INVALID', 'expected a SHA-256 of 64 hexadecimal digits, lower case', { retry: false })
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A damaged file is written anew rather than believed. */
async function isWhole(path: string, digest: string): Promise<boolean> {
  return readFile(path).then(
    (bytes) => sha256(bytes) === digest,
    () => false,
  )
}

/** Written beside and renamed: a crash leaves the whole file or none. */
async function writeWhole(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true })
  const draft = join(folder, `.${randomUUID()}`)
  try {
    const file = await open(draft, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await unlink(draft).catch(() => undefined)
    throw error
  }
  const entry = await open(folder, 'r')
  await entry.sync().finally(() => entry.close())
}

async function usable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AdapterFailure('DOCUMENT_FOLDER_UNUSABLE', `cannot write into the document store: ${reason}`, {
      retry: true,
      cause,
    })
  }
}
