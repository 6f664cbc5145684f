/** A line of a form: a label and its value. */
export interface RenderedField {
  readonly label: string
  readonly value: string
}

/** A column of a table. Columns side by side with the same `group` stand under one common heading. */
export interface RenderedColumn {
  readonly title: string
  readonly group?: string
  /** Share of the width, relative to the others; by what stands in it where it is absent. */
  readonly weight?: number
  readonly align?: 'left' | 'center' | 'right'
}

export interface RenderedTable {
  /** Stands over the table. */
  readonly title?: string
  /** A name alone is a column of that title. */
  readonly columns: readonly (string | RenderedColumn)[]
  readonly rows: readonly (readonly string[])[]
}

/** A place for a signature. */
export interface RenderedSignature {
  /** As `NGƯỜI TIẾP NHẬN HỒ SƠ`. */
  readonly caption: string
  /** As `(Ký và ghi rõ họ tên)`. */
  readonly note?: string
  /** Printed under the place for the signature. */
  readonly name?: string
}

/**
 * A paper that the procedure issues, described without any layout. Text is Unicode NFC. What a paper has stands in this order: letterhead,
 * title, fields, paragraphs, table, closing fields, signatures, recipients.
 */
export interface Paper {
  /** Form and legal version, as `tt03-2025/01`; named in the PDF's metadata. */
  readonly form: string
  readonly size: 'A4' | 'A5'
  /** Upright where absent. */
  readonly orientation?: 'portrait' | 'landscape'
  /** Issuing agency, one entry a line: superior agency first. */
  readonly agency: readonly string[]
  readonly title: string
  readonly subtitle?: string
  /** The paper's own number, as `Số: …`. */
  readonly number?: string
  /** Place and date line. */
  readonly dateline?: string
  /** Whom a letter speaks to, as `Kính gửi: …`. */
  readonly salutation?: string
  readonly fields: readonly RenderedField[]
  readonly paragraphs?: readonly string[]
  readonly table?: RenderedTable
  /** Fields behind the table. */
  readonly closing?: readonly RenderedField[]
  /** Encoded as a QR code. */
  readonly qr?: string
  /** Encoded as a barcode (Code 128): printable ASCII. */
  readonly barcode?: string
  /** Places for signatures, from left to right; a text alone is a caption. */
  readonly signatures?: readonly (string | RenderedSignature)[]
  /** Nơi nhận: who gets a copy, one entry a line. */
  readonly recipients?: readonly string[]
  /** Milliseconds since 1970-01-01T00:00:00Z: the creation date in the file, so that the same paper gives the same bytes. */
  readonly at: number
}

/** Renders papers as PDF with embedded fonts. The same paper always gives the same bytes. */
export interface Renderer {
  render(paper: Paper): Promise<Uint8Array>
}
