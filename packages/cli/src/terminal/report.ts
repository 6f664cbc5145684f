import { formatDiagnostic, frame, type Diagnostic } from '@motcua/engine'
import type { Terminal } from './output.ts'
import { paint, printable } from './paint.ts'

/** One finding as a person reads it: place, code, what is wrong, the line with a caret, what to write instead. */
export function reportDiagnostic(
  diagnostic: Diagnostic,
  { source, sources }: { readonly source: string; readonly sources?: ReadonlyMap<string, string> },
  terminal: Terminal,
): string {
  const colour = paint(terminal)
  const head = printable(formatDiagnostic(diagnostic, terminal.language))
  const drawn = frame(sources?.get(diagnostic.file) ?? source, diagnostic.position)
  const tinted = diagnostic.severity === 'error' ? colour.red(head) : colour.yellow(head)
  return drawn === '' ? tinted : `${tinted}\n${colour.dim(drawn)}`
}
