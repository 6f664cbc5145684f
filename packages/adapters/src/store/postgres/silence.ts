import type { Socket } from 'node:net'
import type pg from 'pg'
import { isConnectionLost } from './failure.ts'

/** A connection at the server; `null`: a pooler is between, and which connection of the server's it has changes. */
type Backend = { readonly pid: number; readonly startedAt: string } | null

/** Asked by a connection of itself, as its first question. */
export const WHO = `SELECT a.pid, extract(epoch FROM a.backend_start)::text AS "startedAt" FROM pg_stat_activity AS a WHERE a.pid = pg_backend_pid()`

/** It waits for the client as the client does for it: what either has sent did not arrive. One at work, or behind a lock, is left to it. */
const DOING = `
  SELECT coalesce(a.state LIKE 'idle%' OR (a.state = 'active' AND a.wait_event_type = 'Client'), false) AS "isWaiting"
  FROM pg_stat_activity AS a WHERE a.pid = $1::integer AND extract(epoch FROM a.backend_start)::text = $2`

/** Of a silence, at its half and at its end: both must find the connection given up by the server. */
const LOOKS = 2

/**
 * Theory of operation
 *
 * Where packets are dropped on the way, as by a firewall or with a machine that stands still, neither side is told, and who waits for an answer would
 * wait for ever. A limit on statements would cut those that take long for a reason: a migration, a lock that another holds, the statements of an
 * embedder. So when a connection has been silent for a while, the server is asked over a connection of its own what it does there. Where
 * that one is at work, it is waited for; where it waits itself or is not there any more, or where the server cannot be asked either, the connection is
 * given up: whoever waits is told that it was cut, and does what is to be done then. What is left of it at the server is ended, or it would keep its locks.
 */
export class Silence {
  readonly #backends = new WeakMap<pg.PoolClient, Backend>()

  /**
   * @param afterMs  how long nothing may come before the server is asked
   * @param connection  one that is not the pool's, whose connections may all be silent; it gives up by itself
   */
  constructor(
    private readonly afterMs: number,
    private readonly connection: () => pg.Client,
  ) {}

  /** What {@link WHO} told on this connection. */
  learn(client: pg.PoolClient, found: { readonly pid: number; readonly startedAt: string } | undefined): void {
    const isDirect = found !== undefined && found.pid === (client as unknown as { readonly processID: number }).processID
    this.#backends.set(client, isDirect ? found : null)
  }

  /** Whether a pooler is between. */
  isPooled(client: pg.PoolClient): boolean {
    return this.#backends.get(client) === null
  }

  /** The answer, or the error of a connection that was cut. */
  async heard<T>(client: pg.PoolClient, answer: Promise<T>): Promise<T> {
    const socket = socketOf(client)
    let isHeard = false
    let before = passed(socket)
    // A machine that is busy may not have come to read what has arrived: one look alone says nothing.
    let wasGone = false
    const look = async (): Promise<void> => {
      const isSilent = passed(socket) === before
      const isGone = isSilent && (await this.#isGone(client, wasGone))
      // What came while the server was asked may have been read by now.
      await new Promise((resolve) => setImmediate(resolve))
      if (isHeard) return
      const now = passed(socket)
      if (isGone && wasGone && now === before) return void socket.destroy(silent(this.afterMs))
      wasGone = isGone && now === before
      before = now
      timer = setTimeout(() => void look(), this.afterMs / LOOKS)
    }
    let timer = setTimeout(() => void look(), this.afterMs / LOOKS)
    try {
      return await answer
    } finally {
      isHeard = true
      clearTimeout(timer)
    }
  }

  /** Whether no answer will come. @param isSure  it was found so before: what is left of it at the server is ended */
  async #isGone(client: pg.PoolClient, isSure: boolean): Promise<boolean> {
    const backend = this.#backends.get(client)
    if (backend === null) return false
    // It has not even said who it is, which takes the server no time.
    if (backend === undefined) return true
    const asking = this.connection()
    asking.on('error', () => undefined)
    try {
      await asking.connect()
      const { rows } = await asking.query<{ isWaiting: boolean }>(DOING, [backend.pid, backend.startedAt])
      const isWaiting = rows[0]?.isWaiting
      if (isWaiting === true && isSure) await asking.query('SELECT pg_terminate_backend($1)', [backend.pid])
      return isWaiting !== false
    } catch (error) {
      // A server that refuses another connection is there, and may be at work.
      return isConnectionLost(error)
    } finally {
      socketOf(asking).destroy()
    }
  }
}

function socketOf(client: pg.ClientBase): Socket {
  return (client as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream
}

/** Changes with whatever comes or leaves. */
function passed({ bytesRead, writableLength }: Socket): string {
  return `${bytesRead} ${writableLength}`
}

function silent(afterMs: number): Error {
  const message = `the connection has been silent for ${afterMs} ms and more, and the server does not work on it`
  return Object.assign(new Error(message), { code: 'ETIMEDOUT' })
}
