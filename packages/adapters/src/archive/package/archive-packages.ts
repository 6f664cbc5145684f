import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { strToU8, zipSync, type Zippable } from 'fflate'
import { AdapterFailure, mustHold, type Archive, type ArchiveEntry, type ArchiveRequest } from '@motcua/engine/ports'

/** The manifest's shape; raised when its meaning changes. */
const FORMAT = 'motcua-archive-package/1'
/**
 * ZIP knows no time before 1980 and no zone, and its writer asks the process's zone what day it is: a local noon is the same day and
 * hour in every one, so equal content is equal in bytes wherever it is archived.
 */
const ZIP_TIME = new Date(1980, 0, 2, 12)

/**
 * One ZIP per dossier in a folder: the files, `manifest.json` and `checksums.sha256`, which `sha256sum -c` verifies. The same content
 * gives the same bytes and is kept once; other content of the same dossier becomes another package beside it. Nothing is overwritten.
 *
 * Throws AdapterFailure: `ARCHIVE_PATH_UNSAFE`, `ARCHIVE_PATH_TWICE` (final), `ARCHIVE_FOLDER_UNUSABLE` (worth a retry).
 */
export function archivePackages(directory: string): Archive {
  mustHold('archivePackages', 'directory', directory, 'a path', typeof directory === 'string' && directory !== '')
  return {
    async store(request) {
      const bytes = packageOf(request)
      const digest = sha256(bytes)
      try {
        const location = await place(directory, fileName(request.dossier), bytes, digest)
        return { location, digest, size: bytes.length }
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause)
        throw new AdapterFailure('ARCHIVE_FOLDER_UNUSABLE', `cannot write into the archive: ${reason}`, { retry: true, cause })
      }
    },
  }
}

function packageOf({ dossier, at, metadata, entries }: ArchiveRequest): Uint8Array {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1))
  mustBeSafe(sorted)
  const files = sorted.map(({ path, bytes, mediaType }) => ({ path, mediaType, size: bytes.length, sha256: sha256(bytes) }))
  const manifest = strToU8(
    `${JSON.stringify({ format: FORMAT, dossier, at: new Date(at).toISOString(), metadata, files }, null, 2)}\n`,
  )
  const sums = [...files, { path: 'manifest.json', sha256: sha256(manifest) }]
  const contents: Zippable = {}
  for (const { path, bytes } of sorted) contents[path] = bytes
  contents['manifest.json'] = manifest
  contents['checksums.sha256'] = strToU8(sums.map((file) => `${file.sha256}  ${file.path}\n`).join(''))
  return zipSync(contents, { mtime: ZIP_TIME, level: 6 })
}

const OWN: ReadonlySet<string> = new Set(['manifest.json', 'checksums.sha256'])

/** Backslashes and colons lead elsewhere on Windows; control characters have no place in a name. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const UNSAFE = /[\\:\u0000-\u001f]/

/** Whoever unpacks must find every file inside the folder that they chose. */
function mustBeSafe(entries: readonly ArchiveEntry[]): void {
  const seen = new Set<string>()
  for (const { path } of entries) {
    const isUnsafe =
      UNSAFE.test(path) || path.split('/').some((part) => part === '' || part === '.' || part === '..') || OWN.has(path)
    if (isUnsafe) {
      throw new AdapterFailure(
        'ARCHIVE_PATH_UNSAFE',
        `expected a relative path inside the package, found ${JSON.stringify(path)}`,
        { retry: false },
      )
    }
    const folded = path.toLowerCase()
    if (seen.has(folded))
      throw new AdapterFailure('ARCHIVE_PATH_TWICE', `expected each path once, found ${JSON.stringify(path)} again`, {
        retry: false,
      })
    seen.add(folded)
  }
}

/** A dossier's code as a file name; what is no letter, digit, dot or dash is written by its number. */
function fileName(dossier: string): string {
  const name = dossier.replace(/[^A-Za-z0-9.-]/g, (character) => `_${character.codePointAt(0)?.toString(16) ?? ''}`)
  return name.startsWith('.') || name === '' ? `_${name}` : name
}

/** Finds the package that holds these very bytes, or places them under the next free number. */
async function place(directory: string, name: string, bytes: Uint8Array, digest: string): Promise<string> {
  await mkdir(directory, { recursive: true })
  const draft = join(directory, `.${randomUUID()}`)
  const file = await open(draft, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    for (let number = 1; ; number++) {
      const path = join(directory, number === 1 ? `${name}.zip` : `${name}.${number}.zip`)
      // A link never replaces what is there, as a rename would.
      const isTaken = await link(draft, path).then(
        () => false,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') return true
          throw error
        },
      )
      if (!isTaken || sha256(await readFile(path)) === digest) return path
    }
  } finally {
    await unlink(draft).catch(() => undefined)
    const entry = await open(directory, 'r')
    await entry.sync().finally(() => entry.close())
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
