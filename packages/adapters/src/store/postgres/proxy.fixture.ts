import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net'

/**
 * A connection to PostgreSQL that can be cut at the worst moment. `cut` says what to do at the next thing that the client sends with
 * these bytes in it (any thing, unless told):
 *
 * - `before`  it never reaches the server
 * - `after`   it reaches the server, the answer never comes back
 * - `late`    the client is cut off at once, and the server gets it only a while later
 * - `unheard`     it never reaches the server, and nothing passes either way any more: the connection stays, and neither side is told
 * - `unanswered`  it reaches the server, and nothing passes either way any more
 */
export interface Proxy {
  readonly port: number
  cut(when: Cut, marked?: string): void
  /** Whether what `cut` asked for has happened. */
  readonly hasCut: boolean
  /** Nobody gets through until `resume`: connections end at once, or, `silent`, stay and say nothing, those that are begun meanwhile too. */
  suspend(how?: 'silent'): void
  resume(): void
  close(): Promise<void>
}

export type Cut = 'before' | 'after' | 'late' | 'unheard' | 'unanswered'

/** Far longer than a commit takes, far shorter than a test. */
const LATE_MS = 150

export interface ProxyOptions {
  /** Says of each connection, as a pooler does, a number that is its own and not the server's. */
  readonly isPooler?: boolean
}

export async function startProxy(target: number, { isPooler = false }: ProxyOptions = {}): Promise<Proxy> {
  let armed: { readonly when: Cut; readonly marked: string } | undefined
  let isSuspended = false
  let isSilent = false
  let hasCut = false
  const sockets = new Set<Socket>()
  const silenced = new Set<() => void>()
  const server: Server = createServer((client) => {
    if (isSuspended) return void client.destroy()
    const upstream = connect(target, '127.0.0.1')
    let isMute = false
    let passesNothing = isSilent
    silenced.add(() => (passesNothing = true))
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    client.on('data', (chunk: Buffer) => {
      if (passesNothing) return
      const isWanted = armed !== undefined && chunk.includes(armed.marked)
      if (!isWanted || armed === undefined) return void upstream.write(chunk)
      const { when } = armed
      armed = undefined
      hasCut = true
      if (when === 'before') {
        client.destroy()
        upstream.destroy()
      } else if (when === 'after') {
        isMute = true
        upstream.write(chunk)
      } else if (when === 'unheard' || when === 'unanswered') {
        passesNothing = true
        if (when === 'unanswered') upstream.write(chunk)
      } else {
        isMute = true
        client.destroy()
        setTimeout(() => upstream.write(chunk), LATE_MS)
      }
    })
    upstream.on('data', (chunk: Buffer) => {
      if (passesNothing) return
      if (!isMute) return void client.write(isPooler ? underAnotherNumber(chunk) : chunk)
      // The server has answered, so it is done; nobody hears it.
      client.destroy()
      upstream.destroy()
    })
    client.on('close', () => (isMute || passesNothing ? undefined : upstream.destroy()))
    upstream.on('close', () => (passesNothing ? undefined : client.destroy()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cut(when, marked = '') {
      armed = { when, marked }
      hasCut = false
    },
    get hasCut() {
      return hasCut
    },
    suspend(how) {
      if (how === 'silent') {
        isSilent = true
        for (const silence of silenced) silence()
        return
      }
      isSuspended = true
      for (const socket of sockets) socket.destroy()
    },
    resume() {
      isSuspended = false
      isSilent = false
    },
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** `BackendKeyData`: its type and length; the number of the server's process follows. */
const KEY_DATA = Buffer.from([0x4b, 0, 0, 0, 12])

function underAnotherNumber(chunk: Buffer): Buffer {
  const at = chunk.indexOf(KEY_DATA)
  if (at >= 0) chunk.writeInt32BE(1, at + KEY_DATA.length)
  return chunk
}
