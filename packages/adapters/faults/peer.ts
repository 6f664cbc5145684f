/**
 * A peer of the world, a process of its own: `node peer.mjs <log> <seed>` prints its port. `POST /keyed` does a thing once for each
 * idempotency key; `POST /keyless` does it each time it is asked, as peers without keys do. Now and then it is busy, or does what it was
 * asked and hangs up before it says so.
 */
import { openSync, writeSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chanceOf } from './chance.ts'
import type { PeerRequest } from './peer-log.ts'

const [path = '', seed = '0'] = process.argv.slice(2)
const log = openSync(path, 'a')
const chance = chanceOf(Number(seed), 'peer')
const receipts = new Map<string, string>()
let given = 0

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Written before the answer: what is not in the log was not done. */
function write(request: PeerRequest): void {
  writeSync(log, `${JSON.stringify(request)}\n`)
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '', 'http://peer')
  const header = request.headers['idempotency-key']
  const key = url.pathname === '/keyed' && typeof header === 'string' ? header : null
  const seq = url.searchParams.get('seq')
  const about = {
    ...{ step: url.searchParams.get('step') ?? '', dossier: url.searchParams.get('dossier') ?? '', key },
    seq: seq === null ? null : Number(seq),
  }
  await pause(chance.whole(0, 20))
  if (chance.is(0.05)) {
    write({ ...about, deed: 'refused', receipt: null })
    response.writeHead(503).end()
    return
  }
  const known = key === null ? undefined : receipts.get(key)
  const receipt = known ?? `receipt-${(given += 1)}`
  if (key !== null) receipts.set(key, receipt)
  write({ ...about, deed: known === undefined ? 'done' : 'again', receipt })
  await pause(chance.whole(0, 20))
  if (chance.is(0.03)) request.socket.destroy()
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ receipt }))
}

const server = createServer((request, response) => {
  void answer(request, response)
})
server.listen(0, '127.0.0.1', () => {
  writeSync(1, `${(server.address() as AddressInfo).port}\n`)
})
// Its pipe closes with the campaign, however that ends.
process.stdin.resume().on('end', () => process.exit())
