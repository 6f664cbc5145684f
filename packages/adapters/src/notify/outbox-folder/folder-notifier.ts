import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { AdapterFailure, mustHold } from '@motcua/engine/ports'
import type { Notification, Notifier } from '@motcua/engine/ports'
import { message } from './message.ts'

/**
 * Writes each notification as one `.eml` file into `folder`, for a mail program or gateway that empties it. A file is there whole or
 * not at all. The file's name is the SHA-256 of the notification's key: the same key a second time leaves the first file as it is.
 *
 * Throws AdapterFailure: `NOTIFIER_INPUT_INVALID` (final: no key, or an address that is none), `NOTIFIER_FOLDER_UNUSABLE` (worth a
 * retry: no room, no right to write, not there).
 */
export function folderNotifier(folder: string): Notifier {
  mustHold('folderNotifier', 'folder', folder, 'a path', typeof folder === 'string' && folder !== '')
  return {
    async notify(notification) {
      mustBeSendable(notification)
      const name = createHash('sha256').update(notification.key).digest('hex')
      try {
        await mkdir(folder, { recursive: true })
        await place(folder, `${name}.eml`, message(notification, name))
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause)
        throw new AdapterFailure('NOTIFIER_FOLDER_UNUSABLE', `cannot write into the outbox: ${reason}`, { retry: true, cause })
      }
    },
  }
}

/** Writes beside, then links: unlike a rename, a link never replaces what is there. */
async function place(folder: string, name: string, content: string): Promise<void> {
  const draft = join(folder, `.${name}.${randomUUID()}`)
  try {
    const file = await open(draft, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(draft, join(folder, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  } finally {
    await unlink(draft).catch(() => undefined)
  }
  const entry = await open(folder, 'r')
  await entry.sync().finally(() => entry.close())
}

function mustBeSendable({ key, to }: Notification): void {
  if (key === '') throw invalid('expected a key, found an empty one')
  // An address goes into a header as it is: a line break in it would start another header.
  if (to.email !== undefined && !/^[^\s<>@,;:"]+@[^\s<>@,;:"]+$/.test(to.email)) {
    throw invalid(`expected an e-mail address of ${to.name}, found ${JSON.stringify(to.email)}`)
  }
}

function invalid(text: string): AdapterFailure {
  return new AdapterFailure('NOTIFIER_INPUT_INVALID', text, { retry: false })
}
