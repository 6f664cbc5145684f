import { expect, it } from 'vitest'
import { readBpmn } from '../definition/index.ts'
import { loadProcedure } from '../lifecycle/index.ts'
import { StoreFailure, type Commit } from '../ports/index.ts'
import { commitOf } from '../testing/contracts/store/fixture.ts'
import { createEngine } from './create-engine.ts'
import { GroupCommit } from './group-commit.ts'
import { memoryStore } from './memory-store/memory-store.ts'

/** A store that tells how many commits came together. */
async function counting() {
  const store = memoryStore()
  await store.open()
  const sizes: number[] = []
  return { store, sizes, commits: { commit: (batch: readonly Commit[]) => (sizes.push(batch.length), store.commit(batch)) } }
}

it('commits of one turn share a batch, though the store answers at once', async () => {
  const { sizes, commits } = await counting()
  const group = new GroupCommit(commits)
  const outcomes = await Promise.all(['a', 'b', 'c'].map((dossier) => group.commit(commitOf(dossier, 1))))
  expect(outcomes.map(({ status }) => status)).toEqual(['committed', 'committed', 'committed'])
  expect(sizes).toEqual([3])
})

it('what those who were answered send next goes together too', async () => {
  const { sizes, commits } = await counting()
  const group = new GroupCommit(commits)
  await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (dossier) => {
      for (let seq = 1; seq <= 5; seq += 1) await group.commit(commitOf(dossier, seq))
    }),
  )
  expect(sizes).toEqual([4, 4, 4, 4, 4])
})

it.each<[said: string, largestBatch: number | undefined, sizes: number[]]>([
  ['as many as it says', 3, [3, 3, 1]],
  ['one at a time', 1, [1, 1, 1, 1, 1, 1, 1]],
  ['all of them, where it says nothing', undefined, [7]],
  ['all of them, where it says that it takes none', 0, [7]],
  ['all of them, where it says nonsense', NaN, [7]],
  ['all of them, where it says nonsense', 2.5, [7]],
])('a store is given %s: %s', async (_, largestBatch, expected) => {
  const { sizes, commits } = await counting()
  const group = new GroupCommit({ ...commits, largestBatch })
  const dossiers = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const outcomes = await Promise.all(dossiers.map((dossier) => group.commit(commitOf(dossier, 1))))
  expect(outcomes).toEqual(dossiers.map(() => ({ status: 'committed' })))
  expect(sizes).toEqual(expected)
})

it('a commit that contradicts itself fails alone', async () => {
  const { commits } = await counting()
  const group = new GroupCommit(commits)
  const wrong = commitOf('b', 1, { answer: { command: 'another' } })
  const [first, second, third] = await Promise.allSettled(
    [commitOf('a', 1), wrong, commitOf('c', 1)].map((one) => group.commit(one)),
  )
  expect([first?.status, second?.status, third?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

it.each([
  [
    'throws at once',
    () => {
      throw new Error('broken')
    },
  ],
  ['answers nothing', () => Promise.resolve(undefined as never)],
  ['answers too few', () => Promise.resolve([])],
])('a store that %s fails those who asked, and the next batch goes', async (_, commit) => {
  const { commits } = await counting()
  let isBroken = true
  const group = new GroupCommit({ commit: (batch) => (isBroken ? commit() : commits.commit(batch)) })
  const answers = await Promise.allSettled(['a', 'b'].map((dossier) => group.commit(commitOf(dossier, 1))))
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  isBroken = false
  expect(await group.commit(commitOf('a', 1))).toEqual({ status: 'committed' })
})

it('a failure of one commit of a batch is told to it alone', async () => {
  const failure = new StoreFailure('STORE_FULL', 'no room for this one')
  const group = new GroupCommit({
    commit: (batch) =>
      Promise.resolve(batch.map(({ dossier }) => (dossier === 'b' ? { status: 'failed', failure } : { status: 'committed' }))),
  })
  const [a, b, c] = await Promise.allSettled(['a', 'b', 'c'].map((dossier) => group.commit(commitOf(dossier, 1))))
  expect([a?.status, c?.status]).toEqual(['fulfilled', 'fulfilled'])
  expect(b).toEqual({ status: 'rejected', reason: failure })
})

it('after a commit whose answer was lost, the command is looked up and answered as accepted', async () => {
  const { definition } = readBpmn(
    `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p"><userTask id="a"/></process></definitions>`,
    { file: 'x.bpmn' },
  )
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error('expected a procedure')
  const store = memoryStore()
  const commit = store.commit.bind(store)
  let isLost = true
  store.commit = async (batch) => {
    const outcomes = await commit(batch)
    if (isLost) throw new StoreFailure('STORE_UNCERTAIN', 'the connection was lost')
    return outcomes
  }
  const identity = { find: async (id: string) => ({ id, name: id, roles: ['operator'] }) }
  const engine = createEngine({ store, procedures: [{ procedure }], adapters: { identity } })
  await engine.start()
  const dossier = await engine.lodge('p', {}, { as: 'an' })
  expect([dossier.status, dossier.seq]).toEqual(['running', 1])
  isLost = false
  const [task] = await engine.worklist({ as: 'an' })
  expect((await engine.complete(task?.id ?? '', {}, { as: 'an' })).status).toBe('completed')
  expect(await engine.journal(dossier.id, { as: 'an' })).toHaveLength(2)
  await engine.stop()
})
