/**
 * PostgreSQL's text holds every character but U+0000. What has one is written with an escape, a character of private use that is then
 * written twice, and read back as it was; everything else is written as it is.
 */
const ESCAPE = '\uE000'

export function written(text: string): string {
  if (!text.includes('\0') && !text.includes(ESCAPE)) return text
  return text.replaceAll(ESCAPE, ESCAPE + ESCAPE).replaceAll('\0', `${ESCAPE}0`)
}

export function readBack(text: string): string {
  return text.includes(ESCAPE) ? text.replace(ESCAPED, (_, next: string) => (next === '0' ? '\0' : ESCAPE)) : text
}

const ESCAPED = new RegExp(`${ESCAPE}(.)`, 'gu')
