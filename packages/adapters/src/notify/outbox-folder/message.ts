import type { Notification } from '@motcua/engine/ports'

/**
 * A notification as an Internet message (RFC 5322, UTF-8 in base64 after RFC 2045, headers after RFC 2047): any mail program opens it.
 * There is no date in it, so the same notification always gives the same bytes. Attachments are named by digest, not carried.
 */
export function message(notification: Notification, name: string): string {
  const { key, to, subject, text, attachments } = notification
  const lines = [
    `Message-ID: <${name.slice(0, 32)}@motcua.invalid>`,
    `To: ${recipient(to)}`,
    ...encodedHeader('Subject', subject),
    ...encodedHeader('X-Motcua-Key', key),
    ...(to.phone === undefined ? [] : encodedHeader('X-Motcua-Phone', to.phone)),
    ...attachments.flatMap((it) => encodedHeader('X-Motcua-Attachment', `${it.digest} ${it.mediaType} ${it.name}`)),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...wrapped(Buffer.from(text.replaceAll(/\r?\n/g, '\r\n'), 'utf8').toString('base64')),
    '',
  ]
  return lines.join('\r\n')
}

/** Without an address it is a group without members, which RFC 5322 allows in `To`. */
function recipient({ name, email }: Notification['to']): string {
  const words = encodedWords(name).join('\r\n ')
  return email === undefined ? `${words}:;` : `${words}\r\n <${email}>`
}

function encodedHeader(name: string, value: string): string[] {
  const [first, ...rest] = encodedWords(value)
  return [`${name}: ${first}`, ...rest.map((word) => ` ${word}`)]
}

/** 33 bytes make 44 characters and 12 of frame: with the longest name of a header still below 78. A character is never cut in two. */
const bytesPerWord = 33

function encodedWords(value: string): string[] {
  const words: string[] = ['']
  for (const character of value) {
    const longer = words.at(-1) + character
    if (Buffer.byteLength(longer) > bytesPerWord) words.push(character)
    else words[words.length - 1] = longer
  }
  return words.map((word) => `=?utf-8?B?${Buffer.from(word, 'utf8').toString('base64')}?=`)
}

/** RFC 2045 allows 76 characters a line. */
function wrapped(base64: string): string[] {
  return base64.match(/.{1,76}/g) ?? []
}
