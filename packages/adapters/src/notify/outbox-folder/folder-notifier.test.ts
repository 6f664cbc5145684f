import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { Notification } from '@motcua/engine/ports'
import { folderNotifier } from './index.ts'

const root = mkdtempSync(join(tmpdir(), 'motcua-outbox-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folders = 0
const newFolder = () => join(root, String(++folders))

const receipt: Notification = {
  key: 'd1:receipt',
  to: { name: 'Nguyễn Thị Lan', email: 'lan@example.vn', phone: '0912345678' },
  subject: 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả',
  text: 'Hồ sơ của bà đã được tiếp nhận.\nNgày hẹn trả: 06/10/2025.',
  attachments: [{ name: 'giấy tiếp nhận.pdf', digest: 'a'.repeat(64), mediaType: 'application/pdf' }],
}

describe('the outbox folder', () => {
  test('says in the file what the notification says, whatever its letters', async () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 200 })
    const notifications = fc.record({
      key: fc.string({ minLength: 1, unit: 'grapheme' }),
      subject: words,
      text: words,
      name: words,
    })
    await fc.assert(
      fc.asyncProperty(notifications, async ({ key, subject, text, name }) => {
        const folder = newFolder()
        await folderNotifier(folder).notify({ ...receipt, key, subject, text, to: { ...receipt.to, name } })
        const found = parsed(onlyFile(folder))
        expect(found.headers['subject']).toBe(subject)
        expect(found.headers['x-motcua-key']).toBe(key)
        expect(found.headers['to']).toBe(`${name} <lan@example.vn>`)
        expect(found.text).toBe(text.replaceAll(/\r?\n/g, '\r\n'))
        for (const line of found.lines) expect(line.length).toBeLessThanOrEqual(78)
      }),
      { numRuns: 50 },
    )
  })

  test('one key is one file, however often and however it comes', async () => {
    const folder = newFolder()
    const notifier = folderNotifier(folder)
    await Promise.all(Array.from({ length: 8 }, () => notifier.notify(receipt)))
    const before = onlyFile(folder)
    await folderNotifier(folder).notify({ ...receipt, text: 'khác' })
    expect(onlyFile(folder)).toBe(before)
    await notifier.notify({ ...receipt, key: 'd1:result' })
    expect(readdirSync(folder)).toHaveLength(2)
  })

  test('keys that are no file names stay inside the folder', async () => {
    const folder = newFolder()
    const keys = ['../out', '/etc/x', 'a/b', '.', 'CON', 'x'.repeat(5000)]
    for (const key of keys) await folderNotifier(folder).notify({ ...receipt, key })
    expect(readdirSync(folder).filter((name) => /^[0-9a-f]{64}\.eml$/.test(name))).toHaveLength(keys.length)
  })

  test('carries phone and attachments, and needs no address', async () => {
    const folder = newFolder()
    await folderNotifier(folder).notify({ ...receipt, to: { name: 'Lan', phone: '0912345678' } })
    const { headers } = parsed(onlyFile(folder))
    expect(headers['to']).toBe('Lan:;')
    expect(headers['x-motcua-phone']).toBe('0912345678')
    expect(headers['x-motcua-attachment']).toBe(`${'a'.repeat(64)} application/pdf giấy tiếp nhận.pdf`)
  })

  test.each(['lan', 'lan@', 'a b@c', 'lan@example.vn\r\nBcc: all@example.vn', '<x@y>'])(
    '%j is no address: final',
    async (email) => {
      const folder = newFolder()
      const call = folderNotifier(folder).notify({ ...receipt, to: { name: 'Lan', email } })
      await expect(call).rejects.toMatchObject({ name: 'AdapterFailure', code: 'NOTIFIER_INPUT_INVALID', retry: false })
    },
  )

  test('a folder that is a file is worth a retry', async () => {
    const folder = newFolder()
    writeFileSync(folder, '')
    const call = folderNotifier(folder).notify(receipt)
    await expect(call).rejects.toMatchObject({ name: 'AdapterFailure', code: 'NOTIFIER_FOLDER_UNUSABLE', retry: true })
  })
})

function onlyFile(folder: string): string {
  const names = readdirSync(folder)
  expect(names).toHaveLength(1)
  return readFileSync(join(folder, names[0]!), 'utf8')
}

/** Reads a message as a mail program would: unfolds, decodes words, decodes the body. */
function parsed(file: string) {
  const [head = '', body = ''] = file.split('\r\n\r\n')
  const unfolded = head.replaceAll(/\?=\r\n =\?/g, '?==?').replaceAll(/\r\n /g, ' ')
  const headers = Object.fromEntries(
    unfolded.split('\r\n').map((line) => {
      const colon = line.indexOf(': ')
      const value = line.slice(colon + 2).replaceAll(/=\?utf-8\?B\?([^?]*)\?=/g, (_, word: string) => decoded(word))
      return [line.slice(0, colon).toLowerCase(), value]
    }),
  )
  return { headers, text: decoded(body.replaceAll('\r\n', '')), lines: file.split('\r\n') }
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8')
}
