import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Commit, DossierHead } from '@motcua/engine/ports'
import { at, commitOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { dossierCombination, taskCombination } from './counts.ts'
import { packed, unpacked } from './parcel.ts'

const name = fc.constantFrom('a', 'b')
const nameOrNone = fc.constantFrom('a', 'b', null)
const counted: fc.Arbitrary<Partial<DossierHead>> = fc.record({
  agency: nameOrNone,
  procedure: name,
  standing: fc.constantFrom('registered', 'accepted'),
  stages: fc.subarray(['receive', 'verify', 'sign']),
  endedAt: fc.constantFrom(null, at + 9),
})
const worked = fc.record({ element: name, role: nameOrNone, unit: nameOrNone, groups: fc.subarray(['x', 'y']) })

/** One that follows another commit says what its dossier was; the stages alone change, or the standing too, or the whole head. */
const following = fc.record({ before: fc.option(counted), after: counted, tasks: fc.array(worked, { maxLength: 3 }) })

function commitsOf(batch: readonly (typeof following extends fc.Arbitrary<infer T> ? T : never)[]): Commit[] {
  return batch.map(({ before, after, tasks }, index) => {
    const dossier = `d${index}`
    const open = tasks.map((task, number) => taskOf(dossier, number, task))
    const commit = commitOf(dossier, before === null ? 1 : 2, { head: after, open })
    return before === null ? commit : { ...commit, headBefore: { ...commit.head, ...before } }
  })
}

test('whatever else is in a batch, each commit comes out with its own stages and with what it and its tasks are counted by', () => {
  fc.assert(
    fc.property(fc.array(following, { minLength: 1, maxLength: 12 }), (batch) => {
      const commits = commitsOf(batch)
      const drafts = unpacked(packed(commits))
      expect(drafts).toHaveLength(commits.length)
      drafts.forEach(({ journal, head, open }, index) => {
        const commit = commits[index] as Commit
        expect(journal[0]).toBe(commit.dossier)
        expect(head[1]).toBe(dossierCombination(commit.head))
        const [shown] = head as readonly [string]
        expect(JSON.parse(shown)).toEqual(head.length === 2 ? commit.head.stages : commit.head)
        expect(open.map(({ values, kind }) => [values[0], kind.combination, kind.groups])).toEqual(
          commit.tasks.open.map((task) => [task.id, taskCombination(task), task.groups]),
        )
      })
    }),
  )
})
