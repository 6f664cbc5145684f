/** A place in something that a person wrote. Lines and columns count from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number
  readonly column: number
  /** Length of the marked text on that line, at least 1. */
  readonly length: number
  /** The file, where it is another one than that which was read: an included fragment. */
  readonly file?: string
  /** Of something in an included fragment: where it was included. */
  readonly includedAt?: Position
}

/** What was not written in any file: built in code, or by another reader without places. */
export const NO_POSITION: Position = { line: 0, column: 0, length: 0 }
