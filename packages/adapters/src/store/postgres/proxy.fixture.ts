import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net'

/**
 * A connection to PostgreSQL that can be cut at the worst moment. `cut` says what to do at the next thing that the client sends with
 * these bytes in it (any thing, unless told):
 *
 * - `before`  it never reaches the server
 * - `after`   it reaches the server, the answer never comes back
 * - `late`    the client is cut off at once, and the server gets it only a while later
 */
export interface Proxy {
  readonly port: number
  cut(when: 'before' | 'after' | 'late', marked?: string): void
  /** Whether what `cut` asked for has happened. */
  readonly hasCut: boolean
  /** Nobody gets through until `resume`. */
  suspend(): void
  resume(): void
  close(): Promise<void>
}

/** Far longer than a commit takes, far shorter than a test. */
const LATE_MS = 150

export async function startProxy(target: number): Promise<Proxy> {
  let armed: { readonly when: 'before' | 'after' | 'late'; readonly marked: string } | undefined
  let isSuspended = false
  let hasCut = false
  const sockets = new Set<Socket>()
  const server: Server = createServer((client) => {
    if (isSuspended) return void client.destroy()
    const upstream = connect(target, '127.0.0.1')
    let isMute = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    client.on('data', (chunk: Buffer) => {
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
      } else {
        isMute = true
        client.destroy()
        setTimeout(() => upstream.write(chunk), LATE_MS)
      }
    })
    upstream.on('data', (chunk: Buffer) => {
      if (!isMute) return void client.write(chunk)
      // The server has answered, so it is done; nobody hears it.
      client.destroy()
      upstream.destroy()
    })
    client.on('close', () => (isMute ? undefined : upstream.destroy()))
    upstream.on('close', () => client.destroy())
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
    suspend() {
      isSuspended = true
      for (const socket of sockets) socket.destroy()
    },
    resume() {
      isSuspended = false
    },
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
