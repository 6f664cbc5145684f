/**
 * Theory of operation
 *
 * A file comes in piece by piece and goes on to the store piece by piece: what is held in memory is its beginning, which tells its type,
 * and its end, which tells whether it is whole. What is wrong stops the stream as soon as it shows: a size that is declared, before
 * anything is read; a type, after the first pieces; too many bytes, at the first that is too many. The store keeps nothing of a stream
 * that stopped.
 */
import type { DataProblem } from '@motcua/engine'
import { mustHold, type DocumentStore, type StoredDocument } from '@motcua/engine/ports'
import { problemOf, type Fault, type Said } from '../data/data-code.ts'
import {
  contentType,
  HEAD_BYTES,
  sizeFault,
  TAIL_BYTES,
  typeFault,
  USUAL_SCAN_LIMITS,
  wholeFault,
  type ScanLimits,
} from './scan.ts'
import { mustBeFunctions, mustBeObjects, mustBeTexts } from '../must-be-given.ts'

/** A file as it comes in. */
export interface IncomingFile {
  readonly name: string
  /** What it says that it is. */
  readonly mediaType: string
  /** What it says that it has, in bytes: refused before it is read, where that is too much. */
  readonly size?: number
  readonly bytes: AsyncIterable<Uint8Array> | Uint8Array
}

export type ReceivedFile =
  | { readonly ok: true; readonly file: StoredDocument & { readonly name: string } }
  | { readonly ok: false; readonly problem: DataProblem }

/**
 * Takes a file in: an upload, or what a scanner gives. One that is too large, of a forbidden type, of another type than it says, or that
 * broke off is refused, and nothing of it is kept.
 *
 * @example
 * const received = await receiveFile(documents, { name: 'scan.pdf', mediaType: 'application/pdf', size, bytes: request })
 * if (!received.ok) show(received.problem.text.vi)
 */
export async function receiveFile(
  documents: DocumentStore,
  incoming: IncomingFile,
  limits: ScanLimits = USUAL_SCAN_LIMITS,
): Promise<ReceivedFile> {
  mustBeObjects('receiveFile', { documents, incoming, limits })
  const { name, mediaType, size, bytes } = incoming
  mustBeFunctions('receiveFile', { 'documents.put': Reflect.get(documents, 'put') })
  mustBeTexts('receiveFile', { name, mediaType })
  mustHold(
    'receiveFile',
    'bytes',
    bytes,
    'bytes, or an asynchronous source of them',
    bytes instanceof Uint8Array || isSource(bytes),
  )
  const refused = (fault: Fault, found: unknown): ReceivedFile => ({ ok: false, problem: problemOf(fault, '/file', FILE, found) })
  const declared = size === undefined ? undefined : sizeFault(size, limits)
  if (declared !== undefined) return refused(declared, size)
  const checked = new CheckedStream(bytes, mediaType, limits)
  try {
    const stored = await store(documents, checked, mediaType)
    return { ok: true, file: { ...stored, name: name.normalize('NFC') } }
  } catch (error) {
    if (error instanceof Refused) return refused(error.fault, error.found)
    throw error
  }
}

function isSource(bytes: unknown): boolean {
  return typeof bytes === 'object' && bytes !== null && Symbol.asyncIterator in bytes
}

const FILE: Said = { vi: 'Tệp', en: 'File' }

/** Files that a store without streams takes whole are held in memory, up to the limit and no further. */
async function store(documents: DocumentStore, stream: CheckedStream, mediaType: string): Promise<StoredDocument> {
  if (documents.putStream !== undefined) return documents.putStream(stream, mediaType)
  const pieces: Uint8Array[] = []
  for await (const piece of stream) pieces.push(piece)
  return documents.put(new Uint8Array(Buffer.concat(pieces)), mediaType)
}

class Refused extends Error {
  constructor(
    readonly fault: Fault,
    readonly found: unknown,
  ) {
    super(fault.code)
  }
}

class CheckedStream implements AsyncIterable<Uint8Array> {
  #size = 0
  #head: Buffer = Buffer.alloc(0)
  #tail: Buffer = Buffer.alloc(0)
  #isTypeKnown = false

  constructor(
    private readonly source: AsyncIterable<Uint8Array> | Uint8Array,
    private readonly mediaType: string,
    private readonly limits: ScanLimits,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const source = this.source instanceof Uint8Array ? [this.source] : this.source
    for await (const piece of source) {
      this.#size += piece.length
      this.#stop(this.#size > 0 ? sizeFault(this.#size, this.limits) : undefined, this.#size)
      if (this.#head.length < HEAD_BYTES) this.#head = Buffer.concat([this.#head, piece]).subarray(0, HEAD_BYTES)
      this.#tail = Buffer.concat([this.#tail, piece.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES)
      if (this.#head.length === HEAD_BYTES) await this.#checkType()
      yield piece
    }
    this.#stop(sizeFault(this.#size, this.limits), this.#size)
    await this.#checkType()
    this.#stop(wholeFault(this.mediaType, this.#tail), this.mediaType)
  }

  async #checkType(): Promise<void> {
    if (this.#isTypeKnown) return
    this.#isTypeKnown = true
    const found = await contentType(this.#head)
    this.#stop(typeFault(found, this.mediaType, this.limits), found ?? this.mediaType)
  }

  #stop(fault: Fault | undefined, found: unknown): void {
    if (fault !== undefined) throw new Refused(fault, found)
  }
}
