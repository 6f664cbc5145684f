import pc from 'picocolors'
import type { Terminal } from './output.ts'

/** Colours, where the terminal has them. */
export function paint(terminal: Pick<Terminal, 'colour'>) {
  return pc.createColors(terminal.colour)
}

/** Text of an author's file on its way to a terminal: control characters could move the cursor of who reads it. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- exactly the characters that must not get through
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '·')
}
