import { parentPort } from 'node:worker_threads'
import { commitOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import type { OwnCall } from './own-process.ts'
import { unpacked } from './parcel.ts'
import { SqliteStore } from './sqlite-store.ts'

/**
 * A program for own statements that makes what it is given, and is killed before it says so, as one whose time ends in that moment. Until somebody
 * looks for what became of it, the dossier has gone on. As a thread it writes as the store's own does.
 */
if (parentPort === null) await serveOnce(process.argv[2] as string)
else await import('./writer.ts')

async function serveOnce(path: string): Promise<void> {
  const [store, another] = [new SqliteStore(path), new SqliteStore(path)]
  await Promise.all([store.open(), another.open()])
  process.on('message', ({ parcel }: OwnCall) => {
    store.commitParcel(parcel)
    const next = unpacked(parcel).map(({ journal: [dossier, seq] }) => commitOf(dossier, seq + 1))
    void another.commit(next).finally(() => process.kill(process.pid, 'SIGKILL'))
  })
  process.send?.({ number: 0, value: null })
}
