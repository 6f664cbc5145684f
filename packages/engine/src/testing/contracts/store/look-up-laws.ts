import type { LookedUp, LookUp, Store } from '../../../ports/index.ts'
import { at, commitOf } from './fixture.ts'
import { fails, same, storeLaw } from './law.ts'

const snapshotAt = (seq: number) => ({ seq, kernel: 1, fingerprint: 'f', state: { name: 'Nguyễn Thị Bưởi', tokens: [1] } })

/** Laws of a store that is asked for many dossiers with one question; any other keeps them by having no such question. */
export const lookUpLaws = [
  storeLaw('what is looked up together is what is looked up one by one', async (store, { reopen }) => {
    for (const batch of history()) await store.commit(batch)
    const opened = await reopen(store)
    const names = ['a', 'b', 'none', 'c\0d', 'erased', 'never']
    const commands = [undefined, 'a/command-1', 'c\0d/command-1', 'erased/command-2', 'none/command-1', 'unknown', '\0']
    const asked = names.flatMap((dossier) =>
      commands.flatMap((command) =>
        [undefined, 0, 1, 9].map((rows) => ({
          dossier,
          ...(command === undefined ? {} : { command }),
          ...(rows === undefined ? {} : { rows }),
        })),
      ),
    )
    const found = await opened.lookUp?.(asked)
    if (found === undefined) return
    for (const [index, one] of asked.entries())
      same(`looked up ${JSON.stringify(one)}`, shown(found[index]), shown(await oneByOne(opened, one)))
    same('as many as were asked for', found.length, asked.length)
    same(
      'the same one twice',
      shownAll(await opened.lookUp?.([A, A])),
      shownAll([await oneByOne(opened, A), await oneByOne(opened, A)]),
    )
    same('none', await opened.lookUp?.([]), [])
  }),

  storeLaw('a store that is closed looks nothing up', async (store) => {
    if (store.lookUp === undefined) return
    await store.close()
    await fails('STORE_UNREACHABLE', async () => store.lookUp?.([A]))
  }),
]

const A: LookUp = { dossier: 'a', command: 'unknown', rows: 9 }

/** With a snapshot and rows after it, at its snapshot, with none, under a hard name, and erased. */
function history() {
  const all = [
    ...[1, 2, 3, 4].map((seq) => commitOf('a', seq, seq === 2 ? { snapshot: snapshotAt(2) } : {})),
    commitOf('b', 1, { snapshot: snapshotAt(1), head: { endedAt: at, search: 'đã trả' } }),
    ...[1, 2].map((seq) => commitOf('none', seq, { head: { agency: 'H22', stages: ['sign', 'verify'] } })),
    commitOf('c\0d', 1, { head: { title: '\ue000\0', search: '\0' }, row: { actor: 'an\0', type: '\ue0000' } }),
    ...[1, 2].map((seq) => commitOf('erased', seq, { snapshot: snapshotAt(seq) })),
    commitOf('erased', 3, { erase: { upTo: 2 } }),
  ]
  return all.map((commit) => [commit])
}

async function oneByOne(store: Store, { dossier, command, rows }: LookUp): Promise<LookedUp> {
  const answer = command === undefined ? undefined : await store.answer(dossier, command)
  const stored = rows === undefined || answer !== undefined ? undefined : await store.load(dossier)
  const isRead = stored !== undefined && rows !== undefined && rows > 0
  return { answer, stored, rows: isRead ? await store.journal(dossier, stored.snapshot?.seq ?? 0, rows) : [] }
}

function shownAll(found: readonly LookedUp[] | undefined) {
  return found?.map(shown)
}

/** JSON has no word for what is absent. */
function shown(found: LookedUp | undefined) {
  return found && { answer: found.answer ?? null, stored: found.stored ?? null, rows: found.rows }
}
