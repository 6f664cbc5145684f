import { convert } from 'html-to-text'

/** Tags and entities that editors of the database leave behind; `<` alone is a sign in a sentence. */
const MARKUP =
  /<\/?(?:p|br|div|span|b|i|u|strong|em|ul|ol|li|a|table|tbody|tr|td|th|h[1-6]|font|sup|sub)\b[^<>]*>|&(?:nbsp|amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});/i
const LONGEST_MARKUP = 200_000

/** A text of the record as a person reads it: markup gone, NFC, without characters that nobody sees or that no YAML file may hold. */
export function plain(text: string): string {
  const read = MARKUP.test(text) && text.length <= LONGEST_MARKUP ? convert(text, { wordwrap: false }) : text
  return (
    read
      .normalize('NFC')
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
      // eslint-disable-next-line no-control-regex -- control characters are what is taken out
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd\ufffe\uffff]/g, '')
      // Zero width, soft hyphens, marks of direction: they make two equal names differ.
      .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g, '')
      .replace(/[\u0085\u00a0\u2028\u2029]/g, ' ')
  )
}

/** One line without the bullet that it begins with. */
export function oneLine(text: string): string {
  return plain(text)
    .replace(/\s+/g, ' ')
    .replace(/^[\s\-–—+*•●▪◦·;.,]+/u, '')
    .trim()
}
