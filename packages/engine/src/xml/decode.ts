import { expectedArgument } from '../diagnostics/index.ts'

/**
 * Bytes of a file as text: the byte order mark decides, then zeros between letters, then an XML declaration, else UTF-8.
 * `undefined`: they are not in that encoding, or nobody here knows it.
 */
export function decode(bytes: Uint8Array): string | undefined {
  if (!(bytes instanceof Uint8Array)) throw expectedArgument('decodeText', 'bytes to be a Uint8Array', bytes)
  const encoding = encodingOf(bytes)
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    // Windows-1258 writes a letter and its tone as two characters: `ệ` is to be the same name as in every other file.
    return /1258/.test(encoding) ? text.normalize('NFC') : text
  } catch {
    return undefined
  }
}

/** The encoding that a file's bytes say they are in. */
export function encodingOf(bytes: Uint8Array): string {
  const [first = 0, second = 0] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first !== 0 && second === 0 && bytes.length > 1) return 'utf-16le'
  if (first === 0 && second !== 0) return 'utf-16be'
  let head = ''
  for (const byte of bytes.subarray(0, 200)) head += String.fromCharCode(byte)
  const declared = /^[^<]*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head)?.[1] ?? 'utf-8'
  // What could be read up to here has one byte for a letter, whatever it says: an editor has saved it again.
  return /^(utf-?16|ucs-?2|iso-10646-ucs-2)/i.test(declared) ? 'utf-8' : declared
}

/** Entities of XML itself; `undefined`: the text has another. */
export function decodeEntities(text: string): string | undefined {
  if (!text.includes('&')) return text
  let isKnown = true
  const decoded = text.replace(/&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z]+);|&/g, (whole, name: string | undefined) => {
    const character = name === undefined ? undefined : characterOf(name)
    if (character === undefined) isKnown = false
    return character ?? whole
  })
  return isKnown ? decoded : undefined
}

function characterOf(name: string): string | undefined {
  if (!name.startsWith('#')) return NAMED[name]
  const code = name.startsWith('#x') ? parseInt(name.slice(2), 16) : Number(name.slice(1))
  const isCharacter =
    code === 9 || code === 10 || code === 13 || (code >= 32 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff))
  return isCharacter ? String.fromCodePoint(code) : undefined
}

const NAMED: Readonly<Record<string, string | undefined>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
