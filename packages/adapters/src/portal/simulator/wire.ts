import type { IncomingMessage, ServerResponse } from 'node:http'

/** A body that is no JSON, or too long: the portal's gateway answers with a page of HTML. */
export class Unreadable extends Error {
  readonly status: 400 | 413

  constructor(status: Unreadable['status']) {
    super(`HTTP ${status}`)
    this.status = status
  }
}

/** 10 MB: ten dossiers at the limits of every field are smaller. */
const limitBytes = 10_000_000

/** @throws Unreadable */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > limitBytes) throw new Unreadable(413)
    parts.push(part)
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)))
  } catch {
    throw new Unreadable(400)
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

/** What gateways answer with when the service behind them has failed. */
export function sendPage(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' }).end(`<html><body><h1>HTTP ${status}</h1></body></html>`)
}
