/** Width of a letter in proportion to the font's size: a little more than common fonts need, so that nothing runs over. */
const WIDE = 0.62

/** Breaks a text into lines that fit; a word that does not fit is cut. */
export function wrap(text: string, width: number, fontSize: number, mostLines = 4): string[] {
  const most = Math.max(4, Math.floor(width / (fontSize * WIDE)))
  const lines: string[] = []
  for (const word of text.trim().split(/\s+/u).filter(Boolean)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word.length > most ? `${word.slice(0, most - 1)}…` : word)
  }
  if (lines.length <= mostLines) return lines
  return [...lines.slice(0, mostLines - 1), `${(lines[mostLines - 1] ?? '').slice(0, most - 1)}…`]
}

/** Text inside XML. Characters that XML 1.0 forbids are left out. */
export function escapeXml(text: string): string {
  return (
    text
      .normalize('NFC')
      // eslint-disable-next-line no-control-regex -- exactly the characters that XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&apos;')
  )
}
