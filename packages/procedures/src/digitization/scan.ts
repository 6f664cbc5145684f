import { fileTypeFromBuffer } from 'file-type'
import type { Fault } from '../data/data-code.ts'

/** What a scan may be, and how large. */
export interface ScanLimits {
  readonly mostBytes: number
  /** IANA media types. */
  readonly mediaTypes: readonly string[]
}

/** A page of a good scan has some hundred kilobytes; 50 MB are a thick dossier in one file. */
export const USUAL_SCAN_LIMITS: ScanLimits = {
  mostBytes: 50 * 1024 * 1024,
  mediaTypes: ['application/pdf', 'image/jpeg', 'image/png', 'image/tiff'],
}

/** Bytes at the beginning that tell a file's type, and at its end that tell whether it is whole. */
export const HEAD_BYTES = 4100
export const TAIL_BYTES = 2048

export function sizeFault(size: number, { mostBytes }: ScanLimits): Fault | undefined {
  if (size > mostBytes) return { code: 'SCAN_TOO_LARGE', fill: { most: `${Math.floor(mostBytes / (1024 * 1024))} MB` } }
  return size === 0 ? { code: 'SCAN_EMPTY' } : undefined
}

/** What a file is by its content, whatever it is called; `undefined`: nothing that is known. */
export async function contentType(head: Uint8Array): Promise<string | undefined> {
  return (await fileTypeFromBuffer(head))?.mime
}

/** Whether a file is of an allowed type, and of the one that it says. */
export function typeFault(found: string | undefined, declared: string, { mediaTypes }: ScanLimits): Fault | undefined {
  if (found === undefined || !mediaTypes.includes(found))
    return { code: 'SCAN_TYPE_FORBIDDEN', fill: { types: mediaTypes.join(', ') } }
  return found === declared ? undefined : { code: 'SCAN_TYPE_LIES', fill: { declared } }
}

/** Whether a file goes to its end: a scan that broke off lacks what its format ends with. */
export function wholeFault(mediaType: string, tail: Uint8Array): Fault | undefined {
  const text = Buffer.from(tail).toString('latin1')
  const isWhole = ENDINGS[mediaType]?.(text, tail) ?? true
  return isWhole ? undefined : { code: 'SCAN_INCOMPLETE' }
}

const ENDINGS: Readonly<Record<string, (text: string, tail: Uint8Array) => boolean>> = {
  'application/pdf': (text) => /startxref\s+\d+\s+%%EOF\s*$/.test(text),
  // Cameras pad with zeros behind the end-of-image marker.
  'image/jpeg': (text) => text.replace(/\0+$/, '').endsWith('\xff\xd9'),
  'image/png': (text) => text.endsWith('IEND\xaeB`\x82'),
}

/** Everything that can be said of a scan that is in memory. */
export async function scanFault(bytes: Uint8Array, declared: string, limits: ScanLimits): Promise<Fault | undefined> {
  const size = sizeFault(bytes.length, limits)
  if (size !== undefined) return size
  const type = typeFault(await contentType(bytes.subarray(0, HEAD_BYTES)), declared, limits)
  return type ?? wholeFault(declared, bytes.subarray(-TAIL_BYTES))
}
