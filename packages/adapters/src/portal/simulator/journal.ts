import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Change } from './dossiers.ts'
import { SimulatorError } from './simulator-error.ts'

/** What survives a restart. `append` returns once the changes are on disk. */
export interface Journal {
  read(): readonly Change[]
  append(changes: readonly Change[]): void
  clear(): void
  close(): void
}

/**
 * One call's changes a line (NDJSON). A last line without its line break was never answered for: it is cut off whole.
 *
 * @throws SimulatorError SIMULATOR_JOURNAL_UNUSABLE
 */
export function fileJournal(path: string): Journal {
  const file = opened(path)
  const { changes, length } = recovered(path)
  ftruncateSync(file, length)
  fsyncSync(file)
  return {
    read: () => changes,
    append(more) {
      if (more.length === 0) return
      const bytes = Buffer.from(`${JSON.stringify(more)}\n`)
      // In append mode: a write may take less than it is given.
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
      fsyncSync(file)
    },
    clear() {
      ftruncateSync(file, 0)
      fsyncSync(file)
    },
    close: () => closeSync(file),
  }
}

/** Without a file nothing survives. */
export const noJournal: Journal = { read: () => [], append: () => undefined, clear: () => undefined, close: () => undefined }

function opened(path: string): number {
  try {
    return openSync(path, 'a')
  } catch (cause) {
    throw unusable(path, cause)
  }
}

function recovered(path: string): { readonly changes: readonly Change[]; readonly length: number } {
  const bytes = readFileSync(path)
  const length = bytes.lastIndexOf('\n') + 1
  const lines = bytes.subarray(0, length).toString('utf8').split('\n').slice(0, -1)
  try {
    return { changes: lines.flatMap(readLine), length }
  } catch (cause) {
    throw unusable(path, cause)
  }
}

function readLine(line: string): readonly Change[] {
  const changes: unknown = JSON.parse(line)
  if (Array.isArray(changes) && changes.every(isChange)) return changes
  throw new Error('expected changes of dossiers')
}

function isChange(value: unknown): value is Change {
  const { type, fields } = (value ?? {}) as Partial<Change>
  return (type === 'dossier' || type === 'progress') && typeof fields?.MaHoSo === 'string'
}

function unusable(path: string, cause: unknown): SimulatorError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new SimulatorError('SIMULATOR_JOURNAL_UNUSABLE', `cannot use the journal ${path}: ${reason}`, cause)
}
