import { existsSync, readFileSync } from 'node:fs'

/** One request that a peer got, as it wrote it down before it answered. */
export interface PeerRequest {
  readonly step: string
  readonly dossier: string
  /** The idempotency key that came with it; `null`: the peer takes none. */
  readonly key: string | null
  /** `done`: it had its effect; `again`: the key was known and nothing was done; `refused`: the peer was busy and did nothing. */
  readonly deed: 'done' | 'again' | 'refused'
  readonly receipt: string | null
  /** Of the journal row that a side job tells about. */
  readonly seq: number | null
}

export function peerLog(path: string): readonly PeerRequest[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PeerRequest)
}
