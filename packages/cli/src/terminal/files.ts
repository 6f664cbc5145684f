import { closeSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { printable } from './paint.ts'
import type { Terminal } from './output.ts'
import { UsageError } from './usage-error.ts'

/** Files beyond this are not read at all; the readers' own limits are far lower. */
export const LARGEST_BYTES = 16 * 1024 * 1024

/** @throws UsageError  there is no such file, or it is a directory, or too large, or may not be read */
export function readBytes(file: string, { cwd }: Pick<Terminal, 'cwd'>): Buffer {
  const path = resolve(cwd, file)
  try {
    const stat = statSync(path)
    if (stat.isDirectory()) throw new UsageError(because(file, READ, { vi: 'đây là thư mục', en: 'it is a directory' }))
    if (stat.size > LARGEST_BYTES) {
      const [found, most] = [stat.size, LARGEST_BYTES]
      const why = { vi: `cần nhiều nhất ${most} byte, gặp ${found}`, en: `expected at most ${most} bytes, found ${found}` }
      throw new UsageError(because(file, READ, why))
    }
    return readFileSync(path)
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(because(file, READ, reasonOf(error)))
  }
}

/** More than any reader of procedures takes: it says so itself, with its code. */
const BEYOND_READERS = 11 * 1024 * 1024
/** Bytes that are read at a time. */
const PIECE = 256 * 1024

/**
 * What a file has, as far as a reader may want it. Some, as pipes and devices, do not tell how much that is.
 *
 * @throws UsageError  there is no such file, or it is a directory, or may not be read
 */
export function readStart(file: string, { cwd }: Pick<Terminal, 'cwd'>): Buffer {
  let from: number | undefined
  try {
    from = openSync(resolve(cwd, file), 'r')
    const pieces: Buffer[] = []
    for (let length = 0; length < BEYOND_READERS;) {
      const piece = Buffer.allocUnsafe(PIECE)
      const got = readSync(from, piece, 0, PIECE, null)
      if (got === 0) break
      pieces.push(piece.subarray(0, got))
      length += got
    }
    return Buffer.concat(pieces)
  } catch (error) {
    throw new UsageError(because(file, READ, reasonOf(error)))
  } finally {
    if (from !== undefined) closeSync(from)
  }
}

/** The file as text, without its byte order mark. @throws UsageError  also where it is not UTF-8 */
export function readText(file: string, terminal: Pick<Terminal, 'cwd'>): string {
  const bytes = readBytes(file, terminal)
  const [first, second] = bytes
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  try {
    if (!isUtf16) return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Told below.
  }
  const found = isUtf16 ? { vi: 'UTF-16', en: 'UTF-16' } : { vi: 'bảng mã khác', en: 'another encoding' }
  throw new UsageError(
    because(file, READ, {
      vi: `cần văn bản UTF-8, gặp ${found.vi}; hãy lưu tệp lại ở dạng UTF-8`,
      en: `expected UTF-8 text, found ${found.en}; save the file as UTF-8`,
    }),
  )
}

/** @throws UsageError  also where the text is no JSON */
export function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    const problem = printable(error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ')
    const vi = text.trim() === '' ? 'cần JSON, gặp tệp rỗng' : `cần JSON (${problem})`
    const en = text.trim() === '' ? 'expected JSON, found an empty file' : `expected JSON, found something else (${problem})`
    const at = text.trim() === '' ? file : `${file}${placeIn(text, problem)}`
    throw new UsageError({ vi: `${at}: ${vi}`, en: `${at}: ${en}` })
  }
}

/** `:line:column` of what the parser stumbled over, where it says so: by its position, or that the text ended too early. */
function placeIn(text: string, problem: string): string {
  const said = /at position (\d+)/.exec(problem)?.[1]
  const offset = said !== undefined ? Number(said) : problem.includes('end of JSON') ? text.trimEnd().length : undefined
  if (offset === undefined) return ''
  const before = text.slice(0, offset).split('\n')
  return `:${before.length}:${(before.at(-1) ?? '').length + 1}`
}

/** @throws UsageError  it cannot be written there */
export function writeOutput(file: string, content: string | Uint8Array, { cwd }: Pick<Terminal, 'cwd'>): void {
  try {
    writeFileSync(resolve(cwd, file), content)
  } catch (error) {
    throw new UsageError(because(file, WRITE, reasonOf(error)))
  }
}

interface Sentence {
  readonly vi: string
  readonly en: string
}

const READ: Sentence = { vi: 'không đọc được', en: 'cannot be read' }
const WRITE: Sentence = { vi: 'không ghi được', en: 'cannot be written' }

function because(file: string, what: Sentence, why: Sentence): Sentence {
  return { vi: `${file}: ${what.vi}, ${why.vi}`, en: `${file}: ${what.en}, ${why.en}` }
}

/** Why the system refused, in words. */
export function reasonOf(error: unknown): Sentence {
  const { code = '', message } = error as NodeJS.ErrnoException
  return REASONS[code] ?? { vi: code === '' ? message : code, en: code === '' ? message : code }
}

const REASONS: Readonly<Record<string, Sentence>> = {
  ENOENT: { vi: 'không có tệp hoặc thư mục này', en: 'no such file or directory' },
  ENOTDIR: { vi: 'một phần của đường dẫn không phải thư mục', en: 'a part of the path is no directory' },
  EISDIR: { vi: 'đây là thư mục', en: 'it is a directory' },
  EACCES: { vi: 'không có quyền', en: 'no permission' },
  EPERM: { vi: 'không có quyền', en: 'no permission' },
  EROFS: { vi: 'ổ đĩa chỉ đọc', en: 'the disk is read-only' },
  ENOSPC: { vi: 'ổ đĩa đầy', en: 'the disk is full' },
  EEXIST: { vi: 'đã có một tệp ở đó', en: 'a file is there already' },
}
