import { AdapterFailure, type Paper, type Renderer } from '@motcua/engine/ports'
import { codes, letterhead, title } from './letterhead.ts'
import { Sheet } from './sheet.ts'
import { signatures } from './signatures.ts'
import { table } from './table.ts'
import { fields, paragraphs, salutation } from './text-blocks.ts'

/**
 * Papers as PDF, with fonts inside that have every Vietnamese letter. The same paper gives the same bytes: its dates come from the
 * paper, never from the clock.
 *
 * Throws AdapterFailure `RENDER_FAILED` (final).
 */
export function pdfRenderer(): Renderer {
  return {
    async render(paper) {
      try {
        return await draw(paper)
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause)
        throw new AdapterFailure('RENDER_FAILED', `expected a paper that can be drawn, found: ${reason}`, { retry: false, cause })
      }
    },
  }
}

function draw(paper: Paper): Promise<Uint8Array> {
  const sheet = new Sheet(paper)
  letterhead(sheet, paper)
  codes(sheet, paper)
  title(sheet, paper)
  if (paper.salutation !== undefined) salutation(sheet, paper.salutation)
  fields(sheet, paper.fields)
  paragraphs(sheet, paper.paragraphs ?? [])
  if (paper.table !== undefined) table(sheet, paper.table)
  fields(sheet, paper.closing ?? [])
  signatures(sheet, paper.signatures ?? [], paper.recipients ?? [])
  return sheet.finish()
}
