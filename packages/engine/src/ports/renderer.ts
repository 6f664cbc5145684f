/** A line of a form: a label and its value. */
export interface RenderedField {
  readonly label: string
  readonly value: string
}

export interface RenderedTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A paper that the procedure issues, described without any layout. Text is Unicode NFC. */
export interface Paper {
  /** Form and legal version, as `tt03-2025/01`; named in the PDF's metadata. */
  readonly form: string
  readonly size: 'A4' | 'A5'
  /** Issuing agency, one entry a line: superior agency first. */
  readonly agency: readonly string[]
  readonly title: string
  readonly subtitle?: string
  /** The paper's own number, as `Số: …`. */
  readonly number?: string
  /** Place and date line. */
  readonly dateline?: string
  readonly fields: readonly RenderedField[]
  readonly table?: RenderedTable
  readonly paragraphs?: readonly string[]
  /** Encoded as a QR code. */
  readonly qr?: string
  /** Captions over the places for signatures. */
  readonly signatures?: readonly string[]
  /** Milliseconds since 1970-01-01T00:00:00Z: the creation date in the file, so that the same paper gives the same bytes. */
  readonly at: number
}

/** Renders papers as PDF with embedded fonts. The same paper always gives the same bytes. */
export interface Renderer {
  render(paper: Paper): Promise<Uint8Array>
}
